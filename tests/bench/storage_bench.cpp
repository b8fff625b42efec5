// Measures what the database alone costs per mail: append, claim and write of 5 KB mails, each with a ticket, two
// entries and three outbox rows, in batches of 64. Also measures the queries whose cost must not grow with the number
// of tickets. PostgreSQL runs with fsync on.
//   storage_bench [--mails N] [--tickets N] [--only sqlite|postgresql]
#include "storage/inbox.hpp"
#include "storage/sql/compress.hpp"
#include "storage/outbox.hpp"
#include "storage/sql/schema.hpp"
#include "storage/sql/session.hpp"
#include "storage/tickets.hpp"
#include "tests/storage/cluster.hpp"

#include <chrono>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <fmt/format.h>
#include <functional>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace {

using namespace std::chrono_literals;
using std::chrono::microseconds;

constexpr std::size_t batch = 64;
const config::Instant start_of_work = config::from_micros(1'795'435'200'000'000);

/// Makes text that compresses about as well as human text.
class Words {
public:
    std::string text(std::size_t bytes) {
        std::string out;
        while (out.size() < bytes) {
            const auto rank = static_cast<std::size_t>(std::exp(std::uniform_real_distribution<double>(0, 8)(random_)));
            out += word(rank);
            out += random_() % 9 == 0 ? "\r\n" : " ";
        }
        out.resize(bytes);
        return out;
    }

private:
    static std::string word(std::size_t rank) {
        static constexpr char letters[] = "etaoinshrdlucmfwypvbgk";
        std::string out;
        for (std::size_t n = rank * 7 + 3; n > 0; n /= 22)
            out += letters[n % 22];
        return out;
    }
    std::mt19937 random_{4711};
};

/// Wall time and processor time between start and stop, of this thread and of the server.
struct Meter {
    explicit Meter(const storage_tests::Cluster* server) : server_(server) {}
    void run(const std::function<void()>& work) {
        const auto wall_before = std::chrono::steady_clock::now();
        const auto own_before = thread_time();
        work();
        own += thread_time() - own_before;
        wall += std::chrono::duration_cast<microseconds>(std::chrono::steady_clock::now() - wall_before);
    }
    static microseconds thread_time() {
        timespec time{};
        ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return microseconds(time.tv_sec * 1'000'000 + time.tv_nsec / 1000);
    }
    [[nodiscard]] microseconds server_time() const { return server_ != nullptr ? server_->processor_time() : 0us; }
    microseconds wall{0};
    microseconds own{0};

private:
    const storage_tests::Cluster* server_;
};

class Bench {
public:
    Bench(const char* name, const config::Database& where, const storage_tests::Cluster* server)
        : name_(name), session_(where), server_(server) {
        if (const auto migrated = storage::migrate(session_); !migrated) throw std::runtime_error(migrated.error().what);
    }

    void intake(std::size_t mails, const char* title) {
        const auto batches = prepare(mails);
        Meter append(server_);
        Meter claim(server_);
        Meter load(server_);
        Meter write(server_);
        Meter send(server_);
        const microseconds server_before = append.server_time();
        for (const auto& mails_of_batch : batches) {
            append.run([&] { (void)inbox_.append(mails_of_batch); });
            std::vector<storage::ClaimedMail> claimed;
            claim.run([&] { claimed = inbox_.claim(1, batch, 64 << 20); });
            std::vector<config::TicketId> numbers;
            load.run([&] {
                numbers = tickets_.reserve(claimed.size());
                (void)tickets_.load(keys_of(claimed), now_);
            });
            const auto outcomes = decide(claimed, numbers);
            write.run([&] { tickets_.write(outcomes, now_); });
            now_ += 10ms;
        }
        const microseconds server_used = append.server_time() - server_before;
        const auto each = [&](microseconds time) { return static_cast<double>(time.count()) / static_cast<double>(mails); };
        const microseconds wall = append.wall + claim.wall + write.wall;
        const microseconds own = append.own + claim.own + write.own;
        fmt::print(
            "{:10} {:28} {:7.0f} mails/s  us/mail wall: append {:.1f} claim {:.1f} write {:.1f} (reserve+load {:.1f})  cpu: "
            "append {:.1f} claim "
            "{:.1f} write {:.1f} (load {:.1f}) server {:.1f}; cpu-bound rate {:.0f}/s\n",
            name_, title, 1e6 / each(wall), each(append.wall), each(claim.wall), each(write.wall), each(load.wall),
            each(append.own), each(claim.own), each(write.own), each(load.own), each(server_used),
            1e6 / (each(own) + each(server_used)));
        std::fflush(stdout);
    }

    void send(std::size_t most) {
        Meter meter(server_);
        std::size_t sent = 0;
        while (sent < most) {
            std::vector<storage::ClaimedOutgoing> mails;
            meter.run([&] {
                mails = outbox_.claim(1, batch, 300s, now_);
                std::vector<storage::Outbox::Result> results;
                for (const auto& mail : mails)
                    results.push_back({mail.id, storage::Outbox::Result::What::sent, "250 ok", {}});
                outbox_.finish(results, now_);
            });
            if (mails.empty()) break;
            sent += mails.size();
        }
        fmt::print("{:10} {:28} {:7.0f} mails/s  cpu {:.1f} us/mail\n", name_, "outbox claim+finish",
                   1e6 * static_cast<double>(sent) / static_cast<double>(meter.wall.count()),
                   static_cast<double>(meter.own.count()) / static_cast<double>(sent));
    }

    /// Fills the desk up to `tickets`, without mails.
    void fill(std::size_t tickets) {
        constexpr std::size_t at_once = 1000;
        while (next_filler_ < tickets) {
            const auto numbers = tickets_.reserve(at_once);
            std::vector<storage::Outcome> outcomes(1);
            workflow::Decision& decision = outcomes[0].decision;
            for (const config::TicketId number : numbers) {
                workflow::Ticket ticket = ticket_of(number, fmt::format("person{}@filler.example", next_filler_ % 50'000));
                ticket.next_due_at = now_ + std::chrono::hours(1000) + std::chrono::seconds(next_filler_ % 100'000);
                ticket.status = next_filler_ % 10 == 0 ? config::Status::open : config::Status::closed;
                decision.tickets.push_back(ticket);
                decision.aliases.emplace_back(fmt::format("{:x}.{}@filler.example", next_filler_ * 2'654'435'761U, next_filler_),
                                              number);
                workflow::Entry entry;
                entry.ticket = number;
                entry.text = "a filler";
                decision.entries.push_back(entry);
                ++next_filler_;
            }
            tickets_.write(outcomes, now_);
        }
    }

    void queries(const char* title) {
        const auto time = [&](const char* what, int times, const std::function<void()>& work) {
            work();
            Meter meter(server_);
            for (int i = 0; i < times; ++i)
                meter.run(work);
            fmt::print("{:10} {:28} {:24} {:8.1f} us wall {:8.1f} us cpu\n", name_, title, what,
                       static_cast<double>(meter.wall.count()) / times, static_cast<double>(meter.own.count()) / times);
        };
        time("tick, nothing due", 50, [&] { (void)tickets_.due(now_, 1000); });
        time("tick, 1000 due", 10, [&] { (void)tickets_.due(now_ + std::chrono::hours(2000), 1000); });
        time("counts", 50, [&] { (void)tickets_.counts(), (void)inbox_.counts(), (void)outbox_.counts(); });
        time("next outbox due", 50, [&] { (void)outbox_.next_due(); });
        storage::Filter by_requester;
        by_requester.requester = "person77@filler.example";
        time("list of one requester", 20, [&] { (void)tickets_.list(by_requester); });
        std::fflush(stdout);
    }

private:
    std::vector<std::vector<storage::NewMail>> prepare(std::size_t mails) {
        std::vector<std::vector<storage::NewMail>> batches;
        for (std::size_t i = 0; i < mails; ++i) {
            if (i % batch == 0) batches.emplace_back();
            storage::NewMail& mail = batches.back().emplace_back();
            const std::string raw =
                fmt::format("From: person{}@contoso.example\r\nSubject: number {}\r\n\r\n", i % 5000, i) + words_.text(5000);
            mail.envelope = {mail::Route::smtp,
                             "person@contoso.example",
                             {"support@desk.example"},
                             "192.0.2.7",
                             "mx.contoso.example",
                             "",
                             true,
                             false,
                             false,
                             now_};
            mail.dedup_key = fmt::format("{:016x}{:016x}{:016x}{:016x}", random_(), random_(), random_(), random_());
            mail.raw_zstd = storage::compress(raw);
            mail.raw_bytes = static_cast<std::int64_t>(raw.size());
        }
        return batches;
    }

    [[nodiscard]] static std::string id_of(const storage::ClaimedMail& mail) {
        return fmt::format("{:x}.{}@contoso.example", static_cast<std::uint64_t>(mail.id.value) * 0x9E3779B97F4A7C15U,
                           mail.id.value);
    }

    [[nodiscard]] static std::vector<workflow::ThreadKeys> keys_of(const std::vector<storage::ClaimedMail>& mails) {
        std::vector<workflow::ThreadKeys> keys;
        for (const auto& mail : mails)
            keys.push_back(
                {{}, {id_of(mail), "parent." + id_of(mail)}, fmt::format("person{}@contoso.example", mail.id.value % 5000)});
        return keys;
    }

    [[nodiscard]] workflow::Ticket ticket_of(config::TicketId number, const std::string& requester) const {
        workflow::Ticket ticket;
        ticket.number = number;
        ticket.title = "The scanner on the second floor is silent";
        ticket.client = "Contoso";
        ticket.contract = "gold";
        ticket.requester = {"A Person", requester};
        ticket.desk_address = "support@desk.example";
        ticket.created_at = ticket.updated_at = ticket.active_at = now_;
        ticket.next_due_at = now_ + 2h;
        ticket.clocks.response_due_at = now_ + 2h;
        return ticket;
    }

    std::vector<storage::Outcome> decide(const std::vector<storage::ClaimedMail>& mails,
                                         const std::vector<config::TicketId>& numbers) {
        std::vector<storage::Outcome> outcomes(mails.size());
        for (std::size_t i = 0; i < mails.size(); ++i) {
            storage::Outcome& outcome = outcomes[i];
            workflow::Decision& decision = outcome.decision;
            outcome.inbox = mails[i].id;
            const std::string sender = fmt::format("person{}@contoso.example", mails[i].id.value % 5000);
            decision.tickets.push_back(ticket_of(numbers[i], sender));
            decision.tickets[0].description = mails[i].raw.substr(80);
            decision.tickets[0].root_id = id_of(mails[i]);
            workflow::Entry comment;
            comment.ticket = numbers[i];
            comment.at = now_;
            comment.kind = workflow::EntryKind::comment;
            comment.author = sender;
            comment.text = mails[i].raw.substr(80);
            comment.message_id = id_of(mails[i]);
            comment.subject = "number";
            workflow::Entry event = comment;
            event.kind = workflow::EntryKind::event;
            event.text = "opened by mail";
            event.message_id.clear();
            decision.entries = {comment, event};
            decision.aliases = {{id_of(mails[i]), numbers[i]}};
            decision.landed = numbers[i];
            decision.sender = sender;
            decision.opened = decision.acknowledged = true;
            for (const char* recipient : {"kim@contoso.example", "ana@desk.example", "ben@desk.example"}) {
                storage::NewOutgoing mail;
                mail.ticket = numbers[i];
                mail.kind = recipient[0] == 'k' ? workflow::MailKind::acknowledgement : workflow::MailKind::notice;
                mail.recipient = recipient;
                mail.return_path = "support+0123456789@desk.example";
                mail.message_id = fmt::format("{}.{}@desk.example", numbers[i].value, recipient);
                mail.raw = frame_ + mails[i].raw.substr(80, recipient[0] == 'k' ? 200 : 3000);
                outcome.outgoing.push_back(std::move(mail));
            }
        }
        return outcomes;
    }

    const char* name_;
    storage::Session session_;
    storage::Inbox inbox_{session_};
    storage::Tickets tickets_{session_};
    storage::Outbox outbox_{session_};
    const storage_tests::Cluster* server_;
    Words words_;
    std::mt19937_64 random_{4712};
    std::string frame_ = Words().text(2000);
    config::Instant now_ = start_of_work;
    std::size_t next_filler_ = 0;
};

struct Options {
    std::size_t mails = 12'800;
    std::size_t tickets = 0;
    std::string only;
};

void measure(Bench& bench, const Options& options) {
    bench.intake(640, "warm-up");
    bench.intake(options.mails, "intake, empty desk");
    bench.send(options.mails);
    if (options.tickets == 0) return;
    bench.fill(10'000);
    bench.queries("10,000 tickets");
    bench.intake(options.mails, "intake, 10,000 tickets");
    bench.fill(options.tickets);
    const std::string title = fmt::format("{} tickets", options.tickets);
    bench.queries(title.c_str());
    bench.intake(options.mails, ("intake, " + title).c_str());
}

}  // namespace

int main(int argc, char** argv) {
    Options options;
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string name = argv[i];
        if (name == "--mails") options.mails = std::stoul(argv[i + 1]);
        if (name == "--tickets") options.tickets = std::stoul(argv[i + 1]);
        if (name == "--only") options.only = argv[i + 1];
    }
    try {
        if (options.only != "postgresql") {
            const storage_tests::TemporaryFolder folder;
            config::Database where;
            where.file = folder.path() / "bench.db";
            Bench bench("sqlite", where, nullptr);
            measure(bench, options);
        }
        if (options.only != "sqlite") {
            storage_tests::Cluster cluster(true);
            Bench bench("postgresql", cluster.fresh(), &cluster);
            measure(bench, options);
        }
    } catch (const std::exception& error) {
        fmt::print(stderr, "storage_bench: {}\n", error.what());
        return 1;
    }
}
