#pragma once

#include "mail/delivery/transport.hpp"

#include <filesystem>
#include <memory>
#include <span>
#include <vector>

namespace mail {

/// Delivers each mail as a file in new/, which is first written in tmp/ and fsynced. Return-Path and Delivered-To are
/// added at the top; lines end in LF as in other Maildirs. All mails of a call are written, then fsynced together.
/// Blocks the calling thread as long as the disk takes, and never suspends: run it on a worker's executor, or use
/// deliver_to_maildir from any thread.
[[nodiscard]] std::unique_ptr<Transport> make_maildir_transport(const std::filesystem::path& folder);

/// The same without a coroutine.
[[nodiscard]] std::vector<DeliveryResult> deliver_to_maildir(const std::filesystem::path& folder,
                                                             std::span<const Delivery> deliveries);

}  // namespace mail
