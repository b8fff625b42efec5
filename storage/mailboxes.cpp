// Stores the lease and position of each IMAP folder, and the mails whose flags in the folder are not set yet.
#include "storage/mailboxes.hpp"

#include "storage/outgoing_rows.hpp"
#include "storage/sql/row_batch.hpp"
#include "storage/sql/sql.hpp"

#include <fmt/format.h>

namespace storage {

namespace {

/// Creates the row when it is missing. Two daemons may try this at the same time.
void ensure_row(const Sql& sql, const std::string& account, const std::string& folder) {
    Query found(sql, "select id from mailbox where account = :account and folder = :folder", {Type::integer});
    found.bind("account", account).bind("folder", folder);
    if (found.next()) return;
    Query(sql,
          "insert into mailbox (account, folder, uid_validity, last_uid, backlog_uid, owner, lease_until) "
          "values (:account, :folder, 0, 0, 0, 0, 0) on conflict do nothing")
        .bind("account", account)
        .bind("folder", folder)
        .run();
}

std::uint32_t uid_of(const Query& query, std::size_t column) {
    return static_cast<std::uint32_t>(query.integer(column));
}

/// Moves the folder's position forward, provided that it has not changed since the step began and that the lease is ours.
void move_on(const Sql& sql, const MailboxStep& step, Instant lease_until) {
    const auto moved = Query(sql,
                             "update mailbox set last_uid = :to_uid, mod_sequence = :mod_sequence, lease_until = :lease_until "
                             "where id = :id and owner = :owner and uid_validity = :uid_validity and last_uid = :from_uid")
                           .bind("to_uid", std::int64_t{step.to_uid})
                           .bind("mod_sequence", step.mod_sequence)
                           .bind("lease_until", lease_until)
                           .bind("id", step.mailbox.value)
                           .bind("owner", step.owner)
                           .bind("uid_validity", std::int64_t{step.uid_validity})
                           .bind("from_uid", std::int64_t{step.from_uid})
                           .run();
    if (moved == 0) throw Conflict("Another daemon reads this mailbox now.");
}

void add_mails(const Sql& sql, const MailboxStep& step, std::span<const Appended> appended) {
    RowBatch rows(sql.postgresql, {{"mailbox", Type::integer},
                                   {"uid_validity", Type::integer},
                                   {"uid", Type::integer},
                                   {"inbox", Type::integer},
                                   {"status"}});
    for (std::size_t i = 0; i < appended.size(); ++i) {
        rows.integer(step.mailbox.value).integer(step.uid_validity).integer(step.uids.at(i));
        rows.integer(appended[i].id.value).text("taken");
    }
    for (const auto uid : step.oversize) {
        rows.integer(step.mailbox.value).integer(step.uid_validity).integer(uid).optional_integer(std::nullopt).text("aside");
    }
    if (!rows.empty()) rows.insert(sql, "mailbox_mail");
}

void mark_done(const Sql& sql, MailboxId id, std::uint32_t uid_validity, std::span<const std::uint32_t> uids) {
    if (uids.empty()) return;
    const std::vector<std::int64_t> values(uids.begin(), uids.end());
    Query(sql, fmt::format("update mailbox_mail set status = 'done' where mailbox = :mailbox and uid_validity = :uid_validity "
                           "and uid {}",
                           in_integers(sql, "uids")))
        .bind("mailbox", id.value)
        .bind("uid_validity", std::int64_t{uid_validity})
        .bind("uids", json_list(values))
        .run();
}

void add_notes(const Sql& sql, const std::vector<PackedOutgoing>& packed, Instant now) {
    std::vector<const PackedOutgoing*> borrowed;
    for (const auto& one : packed)
        borrowed.push_back(&one);
    if (!borrowed.empty()) insert_outgoing(sql, borrowed, now);
}

}  // namespace

std::optional<MailboxState> Mailboxes::claim(const std::string& account, const std::string& folder, std::int64_t owner,
                                             std::chrono::seconds lease) {
    std::optional<MailboxState> state;
    const auto work = [&](soci::session& connection) {
        const Sql sql = session_.sql(connection);
        const Instant now = session_.lease_clock(connection);
        ensure_row(sql, account, folder);
        Query row(
            sql,
            fmt::format("select id, owner, lease_until, uid_validity, last_uid, backlog_uid, cutoff, mod_sequence from mailbox "
                        "where account = :account and folder = :folder{}",
                        sql.for_update()),
            {Type::integer, Type::integer, Type::integer, Type::integer, Type::integer, Type::integer, Type::integer,
             Type::integer});
        row.bind("account", account).bind("folder", folder);
        if (!row.next()) return;
        const auto holder = row.integer(1);
        MailboxState found{MailboxId{row.integer(0)}, uid_of(row, 3), uid_of(row, 4), uid_of(row, 5),
                           row.optional_instant(6),   row.integer(7)};
        // On SQLite there is one daemon, so any other holder is dead.
        const bool is_free =
            holder == 0 || holder == owner || row.instant(2) < now || !sql.postgresql || session_.is_dead(connection, holder);
        if (!is_free) return;
        Query(sql, "update mailbox set owner = :owner, lease_until = :lease_until where id = :id")
            .bind("owner", owner)
            .bind("lease_until", now + lease)
            .bind("id", found.id.value)
            .run();
        state = found;
    };
    session_.transaction(work, Commit::with_next);
    return state;
}

bool Mailboxes::renew(MailboxId id, std::int64_t owner, std::chrono::seconds lease) {
    std::int64_t renewed = 0;
    const auto work = [&](soci::session& connection) {
        renewed =
            Query(session_.sql(connection), "update mailbox set lease_until = :lease_until where id = :id and owner = :owner")
                .bind("lease_until", session_.lease_clock(connection) + lease)
                .bind("id", id.value)
                .bind("owner", owner)
                .run();
    };
    session_.transaction(work, Commit::with_next);
    return renewed > 0;
}

void Mailboxes::release(MailboxId id, std::int64_t owner) {
    session_.transaction([&](soci::session& connection) {
        Query(session_.sql(connection), "update mailbox set owner = 0, lease_until = 0 where id = :id and owner = :owner")
            .bind("id", id.value)
            .bind("owner", owner)
            .run();
    });
}

void Mailboxes::adopt(const MailboxState& state, std::int64_t owner) {
    session_.transaction([&](soci::session& connection) {
        const Sql sql = session_.sql(connection);
        RowBatch rows(sql.postgresql, {{"id", Type::integer},
                                       {"owner", Type::integer},
                                       {"uid_validity", Type::integer},
                                       {"last_uid", Type::integer},
                                       {"backlog_uid", Type::integer},
                                       {"cutoff", Type::integer},
                                       {"mod_sequence", Type::integer}});
        rows.integer(state.id.value)
            .integer(owner)
            .integer(state.uid_validity)
            .integer(state.last_uid)
            .integer(state.backlog_uid);
        rows.optional_instant(state.cutoff).integer(state.mod_sequence);
        if (rows.update(sql, "mailbox", 2) == 0) throw Conflict("Another daemon reads this mailbox now.");
        // A server may return to an earlier UIDVALIDITY, so old rows of it could block new mails.
        Query(sql, "delete from mailbox_mail where mailbox = :mailbox and uid_validity = :uid_validity")
            .bind("mailbox", state.id.value)
            .bind("uid_validity", std::int64_t{state.uid_validity})
            .run();
    });
}

std::vector<Appended> Mailboxes::take(Inbox& inbox, std::span<const NewMail> mails, const MailboxStep& step, Instant now) {
    const auto packed = pack_outgoing(step.notes);
    return inbox.append(mails, [&](soci::session& connection, std::span<const Appended> appended) {
        const Sql sql = session_.sql(connection);
        move_on(sql, step, session_.lease_clock(connection) + step.lease);
        add_mails(sql, step, appended);
        mark_done(sql, step.mailbox, step.uid_validity, step.told);
        add_notes(sql, packed, now);
    });
}

std::vector<WaitingMail> Mailboxes::waiting(MailboxId id, std::uint32_t uid_validity, std::size_t most) {
    std::vector<WaitingMail> mails;
    session_.read([&](soci::session& connection) {
        const Sql sql = session_.sql(connection);
        Query query(sql,
                    "select uid, status from mailbox_mail where mailbox = :mailbox and uid_validity = :uid_validity "
                    "and status <> 'done' order by uid limit :most",
                    {Type::integer, Type::text});
        query.bind("mailbox", id.value)
            .bind("uid_validity", std::int64_t{uid_validity})
            .bind("most", static_cast<std::int64_t>(most));
        while (query.next())
            mails.push_back({uid_of(query, 0), query.text(1) == "aside"});
    });
    return mails;
}

void Mailboxes::settle(MailboxId id, std::uint32_t uid_validity, std::span<const std::uint32_t> uids) {
    if (uids.empty()) return;
    // The commit need not be durable: a step that a crash undoes is repeated in the folder, where it changes nothing.
    const auto work = [&](soci::session& connection) { mark_done(session_.sql(connection), id, uid_validity, uids); };
    session_.transaction(work, Commit::with_next);
}

void Mailboxes::note(const NewOutgoing& mail, Instant now) {
    const auto packed = pack_outgoing({&mail, 1});
    session_.transaction([&](soci::session& connection) { add_notes(session_.sql(connection), packed, now); });
}

}  // namespace storage
