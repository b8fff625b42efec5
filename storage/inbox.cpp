// Implements the queue of received mails: append with duplicate detection, claim, finish.
#include "storage/inbox.hpp"
#include "storage/sql/compress.hpp"

#include "storage/sql/chunks.hpp"
#include "storage/sql/row_batch.hpp"
#include "storage/sql/sql.hpp"
#include "storage/counters.hpp"
#include "storage/sql/db_text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <unordered_map>

namespace storage {

namespace {

/// Longer than any batch takes, so that only the mails of a hanging daemon are claimed again.
constexpr std::chrono::minutes lease{5};
/// A mail that crashes the program cannot be distinguished from one that was hit by a SIGKILL, an OOM kill or a power
/// cut. After this many crashes it is no longer a coincidence.
constexpr int solo_attempts = 3;

/// Adds the elements of `more` that `all` lacks. Returns true when there were any.
bool merge_recipients(std::vector<std::string>& all, const std::vector<std::string>& more) {
    const std::size_t before = all.size();
    for (const std::string& recipient : more) {
        if (std::find(all.begin(), all.end(), recipient) == all.end()) all.push_back(recipient);
    }
    return all.size() != before;
}

/// The mails of one append without their duplicates.
struct Distinct {
    struct Mail {
        const NewMail* mail = nullptr;
        std::string key;
        std::vector<std::string> recipients;
        Appended appended;
    };
    std::vector<Mail> mails;
    std::vector<std::size_t> index_of;  // for each given mail, its index in `mails`
};

Distinct distinct(std::span<const NewMail> mails) {
    Distinct out;
    std::unordered_map<std::string_view, std::size_t> by_key;
    out.mails.reserve(mails.size());
    for (const NewMail& mail : mails) {
        // A mail without a key is never a duplicate.
        const auto known = mail.dedup_key.empty() ? by_key.end() : by_key.find(mail.dedup_key);
        if (known != by_key.end()) {
            merge_recipients(out.mails[known->second].recipients, mail.envelope.recipients);
            out.index_of.push_back(known->second);
            continue;
        }
        if (!mail.dedup_key.empty()) by_key.emplace(mail.dedup_key, out.mails.size());
        out.index_of.push_back(out.mails.size());
        out.mails.push_back({&mail, index_key(mail.dedup_key), mail.envelope.recipients, {}});
    }
    return out;
}

const std::vector<Column>& inbox_columns() {
    static const std::vector<Column> columns{{"id", Type::integer},
                                             {"duplicate_key"},
                                             {"status"},
                                             {"owner", Type::integer},
                                             {"lease_until", Type::integer},
                                             {"attempts", Type::integer},
                                             {"solo", Type::integer},
                                             {"route"},
                                             {"mail_from"},
                                             {"recipients"},
                                             {"peer"},
                                             {"helo"},
                                             {"auth_technician"},
                                             {"tls", Type::integer},
                                             {"peer_trusted", Type::integer},
                                             {"smtputf8", Type::integer},
                                             {"received_at", Type::integer},
                                             {"raw_bytes", Type::integer},
                                             {"reason"}};
    return columns;
}

void add_row(RowBatch& rows, const Distinct::Mail& mail) {
    const mail::Envelope& envelope = mail.mail->envelope;
    rows.integer(mail.appended.id.value).optional_text(mail.key).text("queued").integer(0).integer(0).integer(0).integer(0);
    rows.text(mail::to_string(envelope.route)).text(envelope.from).text(join_list(mail.recipients)).text(envelope.peer);
    rows.text(envelope.helo)
        .text(envelope.auth_technician)
        .flag(envelope.tls)
        .flag(envelope.peer_trusted)
        .flag(envelope.smtputf8);
    rows.instant(envelope.received_at).integer(mail.mail->raw_bytes).text("");
}

/// Gives duplicates the id of the first copy, and adds their recipients to its row while it still waits: a later copy may carry
/// the reply token that the first one lacked.
void join_first_ones(const Sql& sql, std::unordered_map<std::string, Distinct::Mail*>& taken) {
    std::vector<std::string> keys;
    for (const auto& [key, mail] : taken)
        keys.push_back(key);
    std::sort(keys.begin(), keys.end());
    RowBatch rows(sql.postgresql, {{"id", Type::integer}, {"recipients"}});
    Query query(sql,
                fmt::format("select id, duplicate_key, status, recipients from inbox where duplicate_key {} order by id{}",
                            in_texts(sql, "keys"), sql.for_update()),
                {Type::integer, Type::text, Type::text, Type::text});
    query.bind("keys", json_list(keys));
    while (query.next()) {
        Distinct::Mail& mail = *taken.at(query.text(1));
        mail.appended = {InboxId{query.integer(0)}, true};
        if (query.text(2) != "queued") continue;
        std::vector<std::string> recipients = split_list(query.text(3));
        if (merge_recipients(recipients, mail.recipients)) rows.integer(query.integer(0)).text(join_list(recipients));
    }
    rows.update(sql, "inbox", 1);
}

void append_distinct(const Sql& sql, Distinct& batch) {
    const std::vector<std::int64_t> ids = take_ids(sql, "inbox", batch.mails.size());
    RowBatch rows(sql.postgresql, inbox_columns());
    // The ids follow the order of the mails. The rows follow the order of their keys, so that daemons with the same
    // mails do not deadlock.
    std::vector<const Distinct::Mail*> by_key;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        batch.mails[i].appended = {InboxId{ids[i]}, false};
        by_key.push_back(&batch.mails[i]);
    }
    std::sort(by_key.begin(), by_key.end(), [](const auto* a, const auto* b) { return a->key < b->key; });
    for (const Distinct::Mail* mail : by_key)
        add_row(rows, *mail);
    const auto inserted = rows.insert_new(sql, "inbox");
    RowBatch chunks(sql.postgresql, chunk_columns("inbox"));
    std::unordered_map<std::string, Distinct::Mail*> taken;
    for (Distinct::Mail& mail : batch.mails) {
        if (inserted.contains(std::to_string(mail.appended.id.value)))
            add_chunks(chunks, mail.appended.id.value, mail.mail->raw_zstd);
        else
            taken.emplace(mail.key, &mail);
    }
    chunks.insert(sql, "inbox_chunk");
    if (!taken.empty()) join_first_ones(sql, taken);
}

/// The result for each mail, in the given order. The first of several copies in one append is not a duplicate.
std::vector<Appended> in_order_given(const Distinct& batch) {
    std::vector<Appended> out;
    std::vector<bool> seen(batch.mails.size());
    for (const std::size_t index : batch.index_of) {
        Appended appended = batch.mails[index].appended;
        appended.duplicate = appended.duplicate || seen[index];
        seen[index] = true;
        out.push_back(appended);
    }
    return out;
}

struct Picked {
    std::vector<std::int64_t> ids;
    bool solo = false;
};

/// Claims the oldest mail that must run alone and counts its attempt. A mail with too many attempts is quarantined, and
/// the next one is tried. Keeps the order of arrival, so that a reply does not run before the mail that it answers.
Picked pick_solo(const Sql& sql) {
    const std::string text =
        fmt::format("select id, attempts from inbox where status = 'queued' and solo = 1 order by id limit 1{}",
                    sql.for_update_skip_locked());
    while (true) {
        std::int64_t id = 0;
        {
            Query query(sql, text, {Type::integer, Type::integer});
            if (!query.next()) return {};
            id = query.integer(0);
            if (query.integer(1) < solo_attempts) return {{id}, true};
        }
        Query(sql, "update inbox set status = 'quarantined', reason = :reason where id = :id")
            .bind("reason", fmt::format("The program ended {} times while it worked on this mail alone.", solo_attempts))
            .bind("id", id)
            .run();
    }
}

Picked pick_batch(const Sql& sql, std::size_t most, std::int64_t max_bytes, Instant now) {
    Picked picked;
    std::int64_t bytes = 0;
    const auto collect = [&](Query& query) {
        while (query.next()) {
            bytes += query.integer(1);
            if (!picked.ids.empty() && bytes > max_bytes) return;
            picked.ids.push_back(query.integer(0));
        }
    };
    // Rows of a hanging daemon come first, because they are older.
    Query ended(
        sql,
        fmt::format(
            "select id, raw_bytes from inbox where status = 'running' and lease_until < :now order by lease_until limit :most{}",
            sql.for_update_skip_locked()),
        {Type::integer, Type::integer});
    ended.bind("now", now).bind("most", static_cast<std::int64_t>(most));
    collect(ended);
    if (picked.ids.size() >= most || bytes > max_bytes) return picked;
    Query queued(sql,
                 fmt::format("select id, raw_bytes from inbox where status = 'queued' and solo = 0 order by id limit :most{}",
                             sql.for_update_skip_locked()),
                 {Type::integer, Type::integer});
    queued.bind("most", static_cast<std::int64_t>(most - picked.ids.size()));
    collect(queued);
    return picked;
}

std::vector<ClaimedMail> read_claimed(const Sql& sql, const Picked& picked) {
    Query query(
        sql,
        fmt::format(
            "select id, attempts, route, mail_from, recipients, peer, helo, auth_technician, tls, peer_trusted, smtputf8, "
            "received_at, raw_bytes from inbox where id {} order by id",
            in_integers(sql, "ids")),
        {Type::integer, Type::integer, Type::text, Type::text, Type::text, Type::text, Type::text, Type::text, Type::integer,
         Type::integer, Type::integer, Type::integer, Type::integer});
    query.bind("ids", json_list(picked.ids));
    std::vector<ClaimedMail> mails;
    std::vector<std::int64_t> sizes;
    while (query.next()) {
        ClaimedMail& mail = mails.emplace_back();
        mail.id = InboxId{query.integer(0)};
        mail.solo = picked.solo;
        mail.attempts = static_cast<int>(query.integer(1)) - (picked.solo ? 1 : 0);
        mail::Envelope& envelope = mail.envelope;
        envelope.route = mail::parse_route(query.text(2));
        envelope.from = query.text(3);
        envelope.recipients = split_list(query.text(4));
        envelope.peer = query.text(5);
        envelope.helo = query.text(6);
        envelope.auth_technician = query.text(7);
        envelope.tls = query.integer(8) != 0;
        envelope.peer_trusted = query.integer(9) != 0;
        envelope.smtputf8 = query.integer(10) != 0;
        envelope.received_at = query.instant(11);
        sizes.push_back(query.integer(12));
    }
    const auto frames = read_chunks(sql, "inbox", picked.ids);
    std::vector<ClaimedMail> whole;
    for (std::size_t i = 0; i < mails.size(); ++i) {
        const auto frame = frames.find(mails[i].id.value);
        try {
            mails[i].raw = decompress(frame == frames.end() ? "" : frame->second, static_cast<std::size_t>(sizes[i]));
            whole.push_back(std::move(mails[i]));
        } catch (const std::runtime_error& error) {
            // A damaged row must not hold up the mails after it.
            Query(sql, "update inbox set status = 'quarantined', reason = :reason, owner = 0 where id = :id")
                .bind("reason", fmt::format("The stored bytes cannot be read: {}.", error.what()))
                .bind("id", mails[i].id.value)
                .run();
        }
    }
    return whole;
}

}  // namespace

std::vector<Appended> Inbox::append(std::span<const NewMail> mails, const Also& also) {
    std::vector<Appended> out;
    if (mails.empty() && !also) return out;
    Distinct batch = distinct(mails);
    session_.transaction([&](soci::session& connection) {
        if (!batch.mails.empty()) append_distinct(session_.sql(connection), batch);
        out = in_order_given(batch);
        if (also) also(connection, out);
    });
    return out;
}

std::vector<ClaimedMail> Inbox::claim(std::int64_t owner, std::size_t most, std::int64_t max_bytes) {
    std::vector<ClaimedMail> mails;
    // Only the attempt of a solo row must reach the disk now: the count stops a mail that crashes the whole machine.
    const auto attempt = [&](bool solo) {
        session_.transaction(
            [&](soci::session& connection) {
                const Sql sql = session_.sql(connection);
                const Instant now = session_.lease_clock(connection);
                const Picked picked = solo ? pick_solo(sql) : pick_batch(sql, most, max_bytes, now);
                if (picked.ids.empty()) return;
                Query(sql, fmt::format("update inbox set status = 'running', owner = :owner, lease_until = :lease_until, "
                                       "attempts = attempts + :counted where id {}",
                                       in_integers(sql, "ids")))
                    .bind("owner", owner)
                    .bind("lease_until", now + lease)
                    .bind("counted", std::int64_t{solo ? 1 : 0})
                    .bind("ids", json_list(picked.ids))
                    .run();
                mails = read_claimed(sql, picked);
            },
            solo ? Commit::durable : Commit::with_next);
    };
    bool has_solo = false;
    session_.read([&](soci::session& connection) {
        Query query(session_.sql(connection), "select 1 from inbox where status = 'queued' and solo = 1 limit 1",
                    {Type::integer});
        has_solo = query.next();
    });
    if (has_solo) attempt(true);
    if (mails.empty() && most > 0) attempt(false);
    return mails;
}

}  // namespace storage
