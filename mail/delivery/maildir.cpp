// Delivers into a Maildir: a mail is written in tmp/, fsynced and renamed into new/, then new/ is fsynced. A disk
// that is full or broken is reported as `deferred`, never thrown, so the mails stay in the outbox.
#include "mail/delivery/maildir.hpp"

#include "config/base/ascii.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace mail {

namespace asio = boost::asio;
using What = DeliveryResult::What;

namespace {

// Cap on the files that are open at the same time between writing and fsync.
constexpr std::size_t at_once = 64;

/// A file descriptor that its owner closes on destruction.
class File {
public:
    explicit File(int fd = -1) : fd_(fd) {}
    File(File&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    File& operator=(File&&) = delete;
    ~File() {
        if (fd_ >= 0) ::close(fd_);
    }
    [[nodiscard]] int fd() const { return fd_; }

private:
    int fd_;
};

DeliveryResult deferred(const std::string& what) {
    return {What::deferred, what + ": " + std::strerror(errno)};
}

/// A unique name as Maildir requires: seconds, random bits, microseconds, process and host.
std::string unique_name() {
    std::uint64_t random = 0;
    if (::getentropy(&random, sizeof(random)) != 0) random = 0;  // the rest of the name is nearly always unique
    char host[256] = "localhost";
    ::gethostname(host, sizeof(host) - 1);
    std::string safe;
    for (const char c : std::string_view(host))
        safe += c == '/' ? "\\057" : c == ':' ? "\\072" : std::string(1, c);
    const auto now = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now()).time_since_epoch().count();
    return fmt::format("{}.R{:x}M{}P{}.{}", now / 1'000'000, random, now % 1'000'000, ::getpid(), safe);
}

/// A header value without line breaks, which would start another field.
std::string one_line(std::string value) {
    std::ranges::replace_if(value, ascii::is_control, '?');
    return value;
}

/// The content of the file: the two fields of final delivery (RFC 5321 4.4), then the mail with LF line ends.
std::string content_of(const Delivery& delivery) {
    auto content = "Return-Path: <" + one_line(delivery.return_path) + ">\nDelivered-To: " + one_line(delivery.recipient) + "\n";
    content.reserve(content.size() + delivery.raw.size());
    std::string_view rest = delivery.raw;
    while (!rest.empty()) {
        const auto end = rest.find("\r\n");
        content.append(rest.substr(0, end));
        if (end == std::string_view::npos) break;
        content.push_back('\n');
        rest.remove_prefix(end + 2);
    }
    return content;
}

bool write_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto written = ::write(fd, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

bool sync_folder(const std::filesystem::path& folder) {
    const File file(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    return file.fd() >= 0 && ::fsync(file.fd()) == 0;
}

/// A mail on its way from tmp/ to new/.
struct Spooled {
    DeliveryResult* result;
    std::string name;
    File file;
};

/// Delivers one batch. All files are written before the first fsync, so that the disk's journal commits them together.
void deliver_batch(const std::filesystem::path& folder, std::span<const Delivery> deliveries, std::span<DeliveryResult> results) {
    std::vector<Spooled> spooled;
    spooled.reserve(deliveries.size());
    for (std::size_t i = 0; i < deliveries.size(); ++i) {
        auto name = unique_name();
        const auto path = folder / "tmp" / name;
        File file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
        if (file.fd() < 0) {
            results[i] = deferred("cannot write " + path.string());
            continue;
        }
        spooled.push_back({&results[i], std::move(name), std::move(file)});
        if (!write_all(spooled.back().file.fd(), content_of(deliveries[i])))
            results[i] = deferred("cannot write " + path.string());
    }
    for (auto& one : spooled) {
        if (one.result->what == What::sent && ::fsync(one.file.fd()) != 0)
            *one.result = deferred("cannot keep a mail in " + folder.string());
    }
    for (auto& one : spooled) {
        const auto path = folder / "tmp" / one.name;
        if (one.result->what == What::sent && ::rename(path.c_str(), (folder / "new" / one.name).c_str()) != 0) {
            *one.result = deferred("cannot move a mail into " + folder.string());
        }
        if (one.result->what != What::sent) ::unlink(path.c_str());
    }
    if (sync_folder(folder / "new")) return;
    const auto trouble = deferred("cannot keep " + folder.string());
    for (auto& one : spooled) {
        if (one.result->what == What::sent) *one.result = trouble;
    }
}

class MaildirTransport : public Transport {
public:
    explicit MaildirTransport(std::filesystem::path folder) : folder_(std::move(folder)) {}

    asio::awaitable<std::vector<DeliveryResult>> send(std::span<const Delivery> deliveries) override {
        co_return deliver_to_maildir(folder_, deliveries);
    }

private:
    std::filesystem::path folder_;
};

}  // namespace

std::vector<DeliveryResult> deliver_to_maildir(const std::filesystem::path& folder, std::span<const Delivery> deliveries) {
    std::vector<DeliveryResult> results(deliveries.size(), DeliveryResult{What::sent, "250 2.0.0 kept in " + folder.string()});
    for (const auto* part : {"tmp", "new", "cur"}) {
        std::error_code error;
        std::filesystem::create_directories(folder / part, error);
        if (!error) continue;
        const DeliveryResult trouble{What::deferred, "cannot make " + (folder / part).string() + ": " + error.message()};
        return std::vector<DeliveryResult>(deliveries.size(), trouble);
    }
    for (std::size_t at = 0; at < deliveries.size(); at += at_once) {
        const auto size = std::min(at_once, deliveries.size() - at);
        deliver_batch(folder, deliveries.subspan(at, size), std::span(results).subspan(at, size));
    }
    return results;
}

std::unique_ptr<Transport> make_maildir_transport(const std::filesystem::path& folder) {
    return std::make_unique<MaildirTransport>(folder);
}

}  // namespace mail
