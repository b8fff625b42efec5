#pragma once

#include "storage/inbox.hpp"
#include "storage/sql/session.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace storage {

/// The position up to which a file of old mails has been read. The fingerprint detects that another file has taken its place.
struct ImportPosition {
    std::string source;
    std::string fingerprint;
    std::int64_t position = 0;
};

/// The progress of imports. An interrupted import continues where it stopped.
class Imports {
public:
    explicit Imports(Session& session) : session_(session) {}

    /// Byte offset of the next mail; 0: the import of this file has not started.
    [[nodiscard]] std::int64_t position(const std::string& source, const std::string& fingerprint);
    /// Appends mails to the inbox and stores the new positions, in one transaction.
    [[nodiscard]] std::vector<Appended> take(Inbox& inbox, std::span<const NewMail> mails,
                                             std::span<const ImportPosition> positions);

private:
    Session& session_;
};

}  // namespace storage
