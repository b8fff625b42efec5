#pragma once

#include "storage/inbox.hpp"
#include "storage/sql/session.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace storage {

/// How far a file of old mails was read. The fingerprint tells a file from another one that took its place.
struct ImportPosition {
    std::string source;
    std::string fingerprint;
    std::int64_t position = 0;
};

/// Old mails on their way into the inbox, so that an import that was cut off goes on where it stood.
class Imports {
public:
    explicit Imports(Session& session) : session_(session) {}

    /// 0: not begun.
    [[nodiscard]] std::int64_t position(const std::string& source, const std::string& fingerprint);
    /// Appends to the inbox and moves the sources on, in one transaction.
    [[nodiscard]] std::vector<Appended> take(Inbox& inbox, std::span<const NewMail> mails,
                                             std::span<const ImportPosition> positions);

private:
    Session& session_;
};

}  // namespace storage
