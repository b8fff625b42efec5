#pragma once

#include "mail/delivery/transport.hpp"

#include <filesystem>
#include <memory>
#include <span>
#include <vector>

namespace mail {

/// Each mail a file in new/, written in tmp/ and fsynced first; Return-Path and Delivered-To come on top, lines end in LF as in
/// other Maildirs. A call's mails are written, then fsynced together. Blocks the calling thread for as long as the disk takes,
/// and never suspends: run it on a worker's executor, or with deliver_to_maildir from any thread.
[[nodiscard]] std::unique_ptr<Transport> make_maildir_transport(const std::filesystem::path& folder);

/// The same without a coroutine.
[[nodiscard]] std::vector<DeliveryResult> deliver_to_maildir(const std::filesystem::path& folder,
                                                             std::span<const Delivery> deliveries);

}  // namespace mail
