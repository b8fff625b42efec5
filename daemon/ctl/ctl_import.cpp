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
#include <deque>
#include <memory>
#include <filesystem>
#include <optional>
#include <utility>
#include <vector>
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

/// One mail of a source, as the order of the import has it.
struct Planned {
    std::size_t source = 0;
    std::size_t number = 0;  // in its source
    config::Instant date{};
};

/// A file with its mails. A mail may be taken before another one that stands above it, so the position that is stored is the end
/// of the last mail before which all were taken.
struct Shelf {
    MailSource source;
    std::vector<std::int64_t> ends;  // of each mail that is not known to be taken
    std::vector<bool> taken;
    std::int64_t begun = 0;
    std::size_t first_left = 0;
    std::unique_ptr<mail::MboxReader> reader;  // of an mbox, once it is read
    std::size_t reads_next = 0;

    [[nodiscard]] std::int64_t begin_of(std::size_t number) const { return number == 0 ? begun : ends[number - 1]; }
    [[nodiscard]] std::int64_t position() const { return begin_of(first_left); }
    void take(std::size_t number) {
        taken[number] = true;
        while (first_left < taken.size() && taken[first_left])
            ++first_left;
    }
};

/// Mails from files into the inbox, by their dates, so that a mail comes before its answers whichever files they are in. Batches
/// commit together with how far the files were read.
class Import {
public:
    Import(const Context& context, Stores& stores, bool notify, std::int64_t total)
        : config_(context.config), stores_(stores), notify_(notify), bar_(total) {}

    /// Finds the mails of a source that were not taken before, and their dates.
    void plan(MailSource source) {
        Shelf& shelf = shelves_.emplace_back();
        shelf.source = std::move(source);
        shelf.begun = stores_.imports.position(shelf.source.name, shelf.source.fingerprint);
        done_ += std::min(shelf.begun, shelf.source.bytes);
        if (shelf.begun >= shelf.source.bytes) return;
        if (shelf.source.kind == MailSource::Kind::mbox)
            plan_mbox(shelf);
        else
            plan_one(shelf);
        shelf.taken.resize(shelf.ends.size());
    }

    void run() {
        std::stable_sort(order_.begin(), order_.end(), [](const Planned& a, const Planned& b) { return a.date < b.date; });
        for (const Planned& planned : order_) {
            Shelf& shelf = shelves_[planned.source];
            done_ += shelf.ends[planned.number] - shelf.begin_of(planned.number);
            if (shelf.source.kind == MailSource::Kind::mbox)
                take_from_mbox(shelf, planned.number);
            else
                take_file(shelf);
            bar_.show(done_, mails());
        }
        flush();
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

    void plan_mbox(Shelf& shelf) {
        auto reader = mail::MboxReader::open(shelf.source.file, shelf.begun, limit());
        if (!reader) return complain(reader.error().what);
        // A mail without a date stands where its file has it.
        config::Instant date{};
        while (const auto mail = reader->next()) {
            date = mail::written_at(mail->raw).value_or(mail->date.value_or(date));
            order_.push_back({shelves_.size() - 1, shelf.ends.size(), date});
            shelf.ends.push_back(mail->end);
        }
    }

    void plan_one(Shelf& shelf) {
        const auto mail = mail::read_single(shelf.source, limit());
        if (!mail) return complain(mail.error().what);
        const auto date = mail->date ? mail->date : changed_at(shelf.source);
        order_.push_back({shelves_.size() - 1, 0, date.value_or(config::Instant{})});
        shelf.ends.push_back(mail->end);
    }

    void take_file(Shelf& shelf) {
        auto mail = mail::read_single(shelf.source, limit());
        if (!mail) return complain(mail.error().what);
        if (!mail->date) mail->date = changed_at(shelf.source);
        add(shelf, 0, std::move(*mail));
    }

    void take_from_mbox(Shelf& shelf, std::size_t number) {
        if (!shelf.reader || shelf.reads_next != number) {
            auto reader = mail::MboxReader::open(shelf.source.file, shelf.begin_of(number), limit());
            if (!reader) return complain(reader.error().what);
            shelf.reader = std::make_unique<mail::MboxReader>(std::move(*reader));
        }
        auto mail = shelf.reader->next();
        shelf.reads_next = number + 1;
        if (mail) add(shelf, number, std::move(*mail));
    }

    void note_position(const Shelf& shelf) {
        const auto known_one = std::find_if(positions_.begin(), positions_.end(),
                                            [&](const storage::ImportPosition& one) { return one.source == shelf.source.name; });
        if (known_one != positions_.end()) {
            known_one->position = shelf.position();
        } else {
            positions_.push_back({shelf.source.name, shelf.source.fingerprint, shelf.position()});
        }
    }

    void add(Shelf& shelf, std::size_t number, mail::StoredMail mail) {
        shelf.take(number);
        note_position(shelf);
        const MailSource& source = shelf.source;
        if (mail.too_large) {
            complain(fmt::format("A mail in {} that ends at byte {} is larger than limits.message_bytes ({}) and is left out.",
                                 source.file.string(), mail.end, config_.limits.message_bytes));
        } else if (!mail.raw.empty()) {
            bytes_ += static_cast<std::int64_t>(mail.raw.size());
            batch_.push_back(make_new_mail(envelope_of(mail), mail.raw));
        }
        if (batch_.size() >= batch_mails || bytes_ >= batch_bytes || positions_.size() >= batch_mails) flush();
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
    std::int64_t done_ = 0;  // bytes of the mails that were taken
    std::deque<Shelf> shelves_;
    std::vector<Planned> order_;
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
    for (auto& source : sources)
        work.plan(std::move(source));
    work.run();
    if (context.json) {
        print_json({{"imported", work.imported}, {"known", work.known}, {"left_out", work.left_out}});
    } else {
        print_line(
            fmt::format("{} mails imported, {} were there already, {} left out.", work.imported, work.known, work.left_out));
    }
    return work.left_out == 0 ? ok : data_error;
}

}  // namespace ticketd::ctl
