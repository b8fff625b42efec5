// Stores the state of each smarthost: open, refused, unreachable, paused by an admin.
#include "storage/smarthosts.hpp"

#include "storage/sql/row_batch.hpp"
#include "storage/sql/sql.hpp"

#include <array>
#include <fmt/format.h>
#include <utility>

namespace storage {

namespace {

constexpr std::array<std::pair<Smarthost::State, std::string_view>, 3> states{{
    {Smarthost::State::open, "open"},
    {Smarthost::State::refused, "refused"},
    {Smarthost::State::unreachable, "unreachable"},
}};

Smarthost::State parse_state(std::string_view word) {
    for (const auto& [state, name] : states)
        if (name == word) return state;
    return Smarthost::State::open;
}

}  // namespace

std::string_view to_string(Smarthost::State state) {
    for (const auto& [known, name] : states)
        if (known == state) return name;
    return "open";
}

std::vector<Smarthost> Smarthosts::load() {
    std::vector<Smarthost> ways;
    session_.read([&](soci::session& connection) {
        const Sql sql = session_.sql(connection);
        ways.clear();
        Query query(
            sql, "select name, held, state, since, tries, next_try_at, reason, told_at from way_out order by name",
            {Type::text, Type::integer, Type::text, Type::integer, Type::integer, Type::integer, Type::text, Type::integer});
        while (query.next()) {
            Smarthost& way = ways.emplace_back();
            way.name = query.text(0);
            way.held = query.integer(1) != 0;
            way.state = parse_state(query.text(2));
            way.since = query.instant(3);
            way.tries = static_cast<int>(query.integer(4));
            way.next_try_at = query.instant(5);
            way.reason = query.text(6);
            way.told_at = query.optional_instant(7);
        }
    });
    return ways;
}

void Smarthosts::save(const Smarthost& way) {
    RowBatch row(session_.is_postgresql(), {{"name"},
                                            {"held", Type::integer},
                                            {"state"},
                                            {"since", Type::integer},
                                            {"tries", Type::integer},
                                            {"next_try_at", Type::integer},
                                            {"reason"},
                                            {"told_at", Type::integer}});
    row.text(way.name).flag(false).text(to_string(way.state)).instant(way.since).integer(way.tries);
    row.instant(way.next_try_at).text(way.reason).optional_instant(way.told_at);
    session_.transaction([&](soci::session& connection) {
        row.insert(session_.sql(connection), "way_out",
                   "on conflict (name) do update set state = excluded.state, since = excluded.since, tries = excluded.tries, "
                   "next_try_at = excluded.next_try_at, reason = excluded.reason, told_at = excluded.told_at");
    });
}

void Smarthosts::hold(const std::string& name, Instant now) {
    RowBatch row(session_.is_postgresql(), {{"name"},
                                            {"held", Type::integer},
                                            {"state"},
                                            {"since", Type::integer},
                                            {"tries", Type::integer},
                                            {"next_try_at", Type::integer},
                                            {"reason"}});
    row.text(name).flag(true).text(to_string(Smarthost::State::open)).instant(now).integer(0).integer(0).text("");
    session_.transaction([&](soci::session& connection) {
        row.insert(session_.sql(connection), "way_out", "on conflict (name) do update set held = 1");
    });
}

bool Smarthosts::resume(const std::string& name) {
    std::int64_t paused = 0;
    session_.transaction([&](soci::session& connection) {
        const Sql sql = session_.sql(connection);
        Query query(sql, fmt::format("delete from way_out where (held = 1 or state <> 'open'){}",
                                     name.empty() ? "" : " and name = :name"));
        if (!name.empty()) query.bind("name", name);
        paused = query.run();
    });
    return paused > 0;
}

}  // namespace storage
