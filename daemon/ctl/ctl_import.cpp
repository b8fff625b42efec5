// ticketctl import: imports old mails from mbox files, Maildirs and .eml files.
#include "daemon/core/clock.hpp"
#include "daemon/ctl/ctl.hpp"
#include "daemon/ctl/ctl_output.hpp"
#include "daemon/receive/inbox_smtp_backend.hpp"
#include "daemon/core/wake.hpp"
#include "mail/parse/mbox.hpp"
#include "mail/parse/mbox_sources.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <unistd.h>

namespace ticketd::ctl {
namespace {

using mail::MailSource;

constexpr std::size_t batch_mails = 128;
constexpr std::int64_t batch_bytes = 8LL * 1024 * 1024;

/// A progress line that is redrawn in place, on a terminal only.
class ProgressBar {
public:
    explicit ProgressBar(std::int64_t total) : total_(total), shown_(::isatty(STDERR_FILENO) == 1) {}
    ~ProgressBar() {
        if (shown_) std::fputc('\n', stderr);
    }
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;

    /// Prints a sentence on a line of its own.
    void interrupt(const std::string& sentence) const { std::fprintf(stderr, "%s%s\n", shown_ ? "\n" : "", sentence.c_str()); }

    void show(std::int64_t done, std::int64_t mails) {
        const auto now = std::chrono::steady_clock::now();
        if (!shown_ || (done < total_ && now - drawn_ < std::chrono::milliseconds{100})) return;
        drawn_ = now;
        constexpr int width = 40;
        const double part = total_ > 0 ? static_cast<double>(std::min(done, total_)) / static_cast<double>(total_) : 1.0;
        const double seconds = std::chrono::duration<double>(now - begun_).count();
        const auto filled = static_cast<std::size_t>(part * width);
        std::fprintf(stderr, "\r[%s%s] %3.0f %%  %lld mails  %.0f/s ", std::string(filled, '#').c_str(),
                     std::string(width - filled, '-').c_str(), part * 100, static_cast<long long>(mails),
                     seconds > 0 ? static_cast<double>(mails) / seconds : 0);
        std::fflush(stderr);
    }

private:
    std::int64_t total_;
    bool shown_;
    std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
    std::chrono::steady_clock::time_point drawn_{};
};

/// Copies mails from files to the inbox, in batches. Each batch commits together with the positions in its files.
class Import {
public:
    Import(const Context& context, Stores& stores, bool notify, std::int64_t total)
        : config_(context.config), stores_(stores), notify_(notify), bar_(total) {}

    void read(const MailSource& source) {
        const auto begun = stores_.imports.position(source.name, source.fingerprint);
        skipped_ = begun;
        if (begun < source.bytes) {
            if (source.kind == MailSource::Kind::mbox)
                read_mbox(source, begun);
            else
                read_one(source);
        }
        done_ += source.bytes;
        skipped_ = 0;
        bar_.show(done_, mails());
    }
    void flush() {
        if (positions_.empty()) return;
        for (const auto& appended : stores_.imports.take(stores_.inbox, batch_, positions_))
            ++(appended.duplicate ? known : imported);
        batch_.clear();
        positions_.clear();
        bytes_ = 0;
        send_wake(config_);
    }

    std::int64_t imported = 0;
    std::int64_t known = 0;
    std::int64_t left_out = 0;

private:
    [[nodiscard]] std::int64_t mails() const { return imported + known + static_cast<std::int64_t>(batch_.size()); }
    [[nodiscard]] std::size_t limit() const { return static_cast<std::size_t>(config_.limits.message_bytes); }

    void complain(const std::string& sentence) {
        ++left_out;
        bar_.interrupt(sentence);
    }

    void read_one(const MailSource& source) {
        auto mail = mail::read_single(source, limit());
        if (!mail) return complain(mail.error().what);
        if (!mail->date) mail->date = changed_at(source);
        add(source, std::move(*mail));
    }

    void read_mbox(const MailSource& source, std::int64_t position) {
        auto reader = mail::MboxReader::open(source.file, position, limit());
        if (!reader) return complain(reader.error().what);
        while (auto mail = reader->next()) {
            skipped_ = mail->end;
            add(source, std::move(*mail));
        }
    }

    void add(const MailSource& source, mail::StoredMail mail) {
        // An mbox has one position, which moves forward. Each other file gets a position of its own.
        const bool same = !positions_.empty() && positions_.back().source == source.name;
        if (same) {
            positions_.back().position = mail.end;
        } else {
            positions_.push_back({source.name, source.fingerprint, mail.end});
        }
        if (mail.too_large) {
            complain(fmt::format("A mail in {} that ends at byte {} is larger than limits.message_bytes ({}) and is left out.",
                                 source.file.string(), mail.end, config_.limits.message_bytes));
        } else if (!mail.raw.empty()) {
            bytes_ += static_cast<std::int64_t>(mail.raw.size());
            batch_.push_back(make_new_mail(envelope_of(mail), mail.raw));
        }
        if (batch_.size() >= batch_mails || bytes_ >= batch_bytes || positions_.size() >= batch_mails) flush();
        bar_.show(done_ + skipped_, mails());
    }

    [[nodiscard]] mail::Envelope envelope_of(const mail::StoredMail& mail) const {
        mail::Envelope envelope;
        // An import notifies nobody and runs no commands. With `notify_` the mails count as new mail, but never as
        // mail from a trusted peer.
        envelope.route = notify_ ? mail::Route::deliver : mail::Route::import;
        const auto now = wall_clock();
        envelope.received_at = std::min(mail.date.value_or(now), now);
        return envelope;
    }

    static std::optional<config::Instant> changed_at(const MailSource& source) {
        std::error_code unknown;
        const auto at = std::filesystem::last_write_time(source.file, unknown);
        if (unknown) return std::nullopt;
        return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::file_clock::to_sys(at));
    }

    const config::Config& config_;
    Stores& stores_;
    bool notify_;
    ProgressBar bar_;
    std::vector<storage::NewMail> batch_;
    std::vector<storage::ImportPosition> positions_;
    std::int64_t bytes_ = 0;
    std::int64_t done_ = 0;     // bytes of the files that are finished
    std::int64_t skipped_ = 0;  // bytes of the file that is being read
};

}  // namespace

int import_mails(const Context& context, const std::vector<std::string>& paths, bool notify) {
    std::vector<MailSource> sources;
    std::int64_t total = 0;
    for (const auto& path : paths) {
        auto found = mail::find_mails(path);
        if (!found) return complain(found.error().what, no_input);
        for (auto& source : *found) {
            total += source.bytes;
            sources.push_back(std::move(source));
        }
    }
    Stores stores(context.config.database);
    if (auto ready = prepare(stores); !ready) return try_again;
    Import work(context, stores, notify, total);
    for (const auto& source : sources)
        work.read(source);
    work.flush();
    if (context.json) {
        print_json({{"imported", work.imported}, {"known", work.known}, {"left_out", work.left_out}});
    } else {
        print_line(
            fmt::format("{} mails imported, {} were there already, {} left out.", work.imported, work.known, work.left_out));
    }
    return work.left_out == 0 ? ok : data_error;
}

}  // namespace ticketd::ctl
