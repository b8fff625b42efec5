// Where an import finds its mails.
#include "mail/parse/mbox_sources.hpp"

#include "mail/crypto/sha256.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace mail {

namespace {

namespace fs = std::filesystem;
constexpr std::size_t fingerprint_bytes = 1024;

bool is_maildir(const fs::path& path) {
    return fs::is_directory(path / "cur") && fs::is_directory(path / "new");
}

/// A Maildir's name of a mail without the flags behind it.
std::string unique_name(const fs::path& file) {
    const auto name = file.filename().string();
    return name.substr(0, name.find(":2,"));
}

std::string_view header_of(std::string_view beginning) {
    return beginning.substr(0, std::min(beginning.find("\n\n"), beginning.find("\n\r\n")));
}

config::Result<MailSource> source_of(const fs::path& file, std::string name) {
    std::ifstream in(file, std::ios::binary);
    std::string beginning(fingerprint_bytes, '\0');
    std::error_code unknown;
    const auto bytes = fs::file_size(file, unknown);
    if (!in || unknown) return config::permanent(fmt::format("{} cannot be read: {}.", file.string(), std::strerror(errno)));
    in.read(beginning.data(), static_cast<std::streamsize>(beginning.size()));
    beginning.resize(static_cast<std::size_t>(in.gcount()));
    MailSource source;
    source.kind =
        is_mbox_separator(beginning.substr(0, beginning.find('\n'))) ? MailSource::Kind::mbox : MailSource::Kind::single;
    source.file = file;
    source.name = std::move(name);
    // Of an mbox the first mail's header: a short file that grew is still the same one.
    const auto header = source.kind == MailSource::Kind::mbox ? header_of(beginning) : std::string_view(beginning);
    source.fingerprint = sha256_hex(header);
    source.bytes = static_cast<std::int64_t>(bytes);
    return source;
}

config::Result<void> add_maildir(const fs::path& path, std::vector<MailSource>& found) {
    for (const char* part : {"cur", "new"}) {
        for (const auto& entry : fs::directory_iterator(path / part)) {
            if (!entry.is_regular_file() || entry.path().filename().string().starts_with('.')) continue;
            auto source = source_of(entry.path(), (path / unique_name(entry.path())).string());
            if (!source) return tl::unexpected(source.error());
            source->kind = MailSource::Kind::single;
            found.push_back(std::move(*source));
        }
    }
    return {};
}

config::Result<void> add_folder(const fs::path& path, std::vector<MailSource>& found) {
    for (const auto& entry : fs::recursive_directory_iterator(path)) {
        const auto ending = entry.path().extension();
        if (!entry.is_regular_file() || (ending != ".eml" && ending != ".mbox")) continue;
        auto source = source_of(entry.path(), entry.path().string());
        if (!source) return tl::unexpected(source.error());
        found.push_back(std::move(*source));
    }
    return {};
}

}  // namespace

config::Result<std::vector<MailSource>> find_mails(const fs::path& path) {
    std::vector<MailSource> found;
    try {
        const auto whole = fs::canonical(path);
        config::Result<void> added;
        if (is_maildir(whole)) {
            added = add_maildir(whole, found);
        } else if (fs::is_directory(whole)) {
            added = add_folder(whole, found);
        } else {
            auto source = source_of(whole, whole.string());
            if (!source) return tl::unexpected(source.error());
            found.push_back(std::move(*source));
        }
        if (!added) return tl::unexpected(added.error());
    } catch (const fs::filesystem_error& error) {
        return config::permanent(fmt::format("{} cannot be read: {}.", path.string(), error.code().message()));
    }
    if (found.empty())
        return config::permanent(fmt::format("{} holds no mail: no Maildir, no .eml and no .mbox file.", path.string()));
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    return found;
}

config::Result<StoredMail> read_single(const MailSource& source, std::size_t limit) {
    StoredMail mail;
    mail.end = source.bytes;
    mail.too_large = source.bytes > static_cast<std::int64_t>(limit);
    if (mail.too_large) return mail;
    std::ifstream in(source.file, std::ios::binary);
    if (!in) return config::permanent(fmt::format("{} cannot be read: {}.", source.file.string(), std::strerror(errno)));
    mail.raw.resize(static_cast<std::size_t>(source.bytes));
    if (!in.read(mail.raw.data(), static_cast<std::streamsize>(mail.raw.size()))) {
        return config::permanent(fmt::format("{} became shorter while it was read.", source.file.string()));
    }
    mail.date = written_at(mail.raw);
    return mail;
}

}  // namespace mail
