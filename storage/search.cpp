// Implements the full-text index, with FTS5 on SQLite and tsvector on PostgreSQL.
#include "storage/search.hpp"

#include "storage/sql/sql.hpp"
#include "storage/sql/db_text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace storage {

namespace {

// Cap on the characters of one text; the rest of a longer one is not indexed. PostgreSQL accepts at most 1 MiB of words.
constexpr std::size_t max_characters = 131'072;
// Cap on one step: SQLite indexes 10 MB of words a second, and mails that arrive meanwhile wait for it.
constexpr std::int64_t step_bytes = 65'536;
constexpr std::int64_t step_texts = 32;

// PostgreSQL treats addresses and paths as one word, and ignores accents only with an extension. So punctuation becomes
// blanks and Latin letters lose their accents before indexing. The combining accents at the end of the list are
// removed.
constexpr const char* folded_from =
    "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
    "ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖÙÚÛÜÝàáâãäåçèéêëìíîïñòóôõöùúûüýÿĀāĂăĄąĆćĈĉĊċČčĎďĒēĔĕĖėĘęĚěĜĝĞğĠġĢģĤĥĨĩĪīĬĭĮįİĴĵ"
    "ĶķĹĺĻļĽľŃńŅņŇňŌōŎŏŐőŔŕŖŗŘřŚśŜŝŞşŠšŢţŤťŨũŪūŬŭŮůŰűŲųŴŵŶŷŸŹźŻżŽž"
    "\xcc\x80\xcc\x81\xcc\x82\xcc\x83\xcc\x84\xcc\x86\xcc\x87\xcc\x88\xcc\x8a\xcc\x8b\xcc\x8c\xcc\xa3\xcc\xa7\xcc\xa8";
constexpr const char* folded_to =
    "                                "
    "aaaaaaceeeeiiiinooooouuuuyaaaaaaceeeeiiiinooooouuuuyyaaaaaaccccccccddeeeeeeeeeegggggggghhiiiiiiiiijj"
    "kkllllllnnnnnnoooooorrrrrrssssssssttttuuuuuuuuuuuuwwyyyzzzzzz";

// The names must outlive the cached statements.
constexpr std::array<const char*, Search::max_phrases> bind_names{"w0", "w1", "w2", "w3", "w4", "w5", "w6", "w7", "w8", "w9"};

bool has_word(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               static_cast<unsigned char>(c) >= 0x80;
    });
}

/// A phrase as a string literal of FTS5's query language, so that nothing in it acts as syntax.
std::string fts5_string(std::string_view phrase) {
    std::string out = "\"";
    for (const char c : phrase)
        out.append(c == '"' ? 2 : 1, c);
    return out + '"';
}

std::string folded(std::string_view text) {
    return fmt::format("translate({}, :folded_from, :folded_to)", text);
}

std::string phrase_query(std::size_t i) {
    return fmt::format("phraseto_tsquery('simple', {})", folded(fmt::format(":{}", bind_names.at(i))));
}

/// The query for the tickets that contain phrase `i`, with the entry that contains it; 0 stands for the title.
std::string holders(bool postgresql, std::size_t i) {
    if (postgresql)
        return fmt::format(
            "select ticket, case when item < 0 then 0 else item end as entry, {} as word from search_text where words @@ {}", i,
            phrase_query(i));
    return fmt::format(
        "select entry.ticket as ticket, search_entry.rowid as entry, {0} as word from search_entry join entry on entry.id = "
        "search_entry.rowid where search_entry match :{1} union all select rowid, 0, {0} from search_title where search_title "
        "match :{1}",
        i, bind_names.at(i));
}

void bind_phrases(Query& query, bool postgresql, std::span<const std::string> phrases) {
    // The binds must follow the order of their first use in the query.
    for (std::size_t i = 0; i < phrases.size(); ++i) {
        query.bind(bind_names.at(i), postgresql ? clean(phrases[i]) : fts5_string(clean(phrases[i])));
        if (postgresql && i == 0) query.bind("folded_from", folded_from).bind("folded_to", folded_to);
    }
}

void take_in_entries(const Sql& sql, const std::vector<std::int64_t>& ids) {
    if (ids.empty()) return;
    const std::string text = fmt::format("substr(text, 1, {})", max_characters);
    if (!sql.postgresql) {
        Query(sql, fmt::format("insert into search_entry (rowid, text) select id, {} from entry where id {}", text,
                               in_integers(sql, "ids")))
            .bind("ids", json_list(ids))
            .run();
        return;
    }
    Query(sql,
          fmt::format("insert into search_text (item, ticket, words) select id, ticket, to_tsvector('simple', {}) from entry "
                      "where id {} on conflict (item) do update set words = excluded.words",
                      folded(text), in_integers(sql, "ids")))
        .bind("folded_from", folded_from)
        .bind("folded_to", folded_to)
        .bind("ids", json_list(ids))
        .run();
}

void take_in_titles(const Sql& sql, const std::vector<std::int64_t>& numbers) {
    if (numbers.empty()) return;
    const std::string list = json_list(numbers);
    if (!sql.postgresql) {
        Query(sql, fmt::format("delete from search_title where rowid {}", in_integers(sql, "numbers")))
            .bind("numbers", list)
            .run();
        Query(sql, fmt::format("insert into search_title (rowid, title) select number, title from ticket where number {}",
                               in_integers(sql, "numbers")))
            .bind("numbers", list)
            .run();
        return;
    }
    Query(sql, fmt::format("insert into search_text (item, ticket, words) select -number, number, to_tsvector('simple', {}) from "
                           "ticket where number {} on conflict (item) do update set words = excluded.words",
                           folded("title"), in_integers(sql, "numbers")))
        .bind("folded_from", folded_from)
        .bind("folded_to", folded_to)
        .bind("numbers", list)
        .run();
}

bool mails_wait(const Sql& sql) {
    Query query(sql, "select id from inbox where status = 'queued' and solo = 0 limit 1", {Type::integer});
    return query.next();
}

/// Locks the queue items of the next step. With `skip` it skips items that another daemon is indexing; otherwise it
/// waits for them.
std::vector<std::int64_t> next_items(const Sql& sql, bool skip) {
    std::vector<std::int64_t> items;
    Query query(sql,
                fmt::format("select q.item, coalesce(length(e.text), 0) from search_queue q left join entry e on e.id = q.item "
                            "order by q.item limit :most{}",
                            !sql.postgresql ? ""
                            : skip          ? " for update of q skip locked"
                                            : " for update of q"),
                {Type::integer, Type::integer});
    query.bind("most", step_texts);
    for (std::int64_t bytes = 0; bytes < step_bytes && query.next();) {
        items.push_back(query.integer(0));
        bytes += std::min(query.integer(1), static_cast<std::int64_t>(max_characters));
    }
    return items;
}

}  // namespace

void forget_words(const Sql& sql, std::span<const std::int64_t> entries, std::span<const std::int64_t> tickets) {
    std::vector<std::int64_t> items(entries.begin(), entries.end());
    for (const std::int64_t number : tickets)
        items.push_back(-number);
    const auto run = [&](const std::string& text, std::span<const std::int64_t> ids) {
        if (!ids.empty()) Query(sql, text + " " + in_integers(sql, "ids")).bind("ids", json_list(ids)).run();
    };
    if (sql.postgresql) {
        run("delete from search_text where item", items);
    } else {
        // FTS5 removes an entry only when it is given the exact text that it has indexed.
        run(fmt::format(
                "insert into search_entry (search_entry, rowid, text) select 'delete', id, substr(text, 1, {}) from entry "
                "where kind <> 'event' and text <> '' and not exists (select 1 from search_queue q where q.item = "
                "entry.id) and id",
                max_characters),
            entries);
        run("delete from search_title where rowid", tickets);
    }
    run("delete from search_queue where item", items);
}

void rewrite_words(const Sql& sql) {
    if (sql.postgresql) return;
    for (const char* table : {"search_entry", "search_title"})
        Query(sql, fmt::format("insert into {0} ({0}) values ('optimize')", table)).run();
}

std::vector<std::string> search_phrases(std::string_view text) {
    std::vector<std::string> phrases;
    bool quoted = false;
    std::string phrase;
    const auto end = [&] {
        if (has_word(phrase)) phrases.push_back(phrase);
        phrase.clear();
    };
    for (const char c : text) {
        const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
        if (c == '"') {
            end();
            quoted = !quoted;
        } else if (blank && !quoted) {
            end();
        } else {
            phrase += c;
        }
    }
    end();
    return phrases;
}

std::size_t Search::take_in(bool only_when_idle) {
    std::vector<std::int64_t> items;
    session_.transaction([&](soci::session& connection) {
        const Sql sql = session_.sql(connection);
        items.clear();
        if (only_when_idle && mails_wait(sql)) return;
        items = next_items(sql, only_when_idle);
        if (items.empty()) return;
        std::vector<std::int64_t> entries;
        std::vector<std::int64_t> titles;
        for (const std::int64_t item : items)
            item > 0 ? entries.push_back(item) : titles.push_back(-item);
        take_in_entries(sql, entries);
        take_in_titles(sql, titles);
        Query(sql, fmt::format("delete from search_queue where item {}", in_integers(sql, "items")))
            .bind("items", json_list(items))
            .run();
    });
    return items.size();
}

void Search::take_in_all() {
    bool waits = true;
    while (waits) {
        // An empty step does not mean an empty queue: another daemon may have taken the items of this step.
        if (take_in(false) > 0) continue;
        session_.read([&](soci::session& connection) {
            Query query(session_.sql(connection), "select item from search_queue limit 1", {Type::integer});
            waits = query.next();
        });
    }
}

std::vector<Search::Found> Search::find(std::span<const std::string> phrases, std::size_t most) {
    phrases = phrases.first(std::min(phrases.size(), max_phrases));
    std::vector<Found> found;
    if (phrases.empty()) return found;
    session_.transaction([&](soci::session& connection) {
        found.clear();
        const Sql sql = session_.sql(connection);
        if (sql.postgresql) Query(sql, "set local enable_bitmapscan = on").run();  // GIN indexes support only bitmap scans
        std::string all;
        for (std::size_t i = 0; i < phrases.size(); ++i)
            all += (i == 0 ? "" : " union all ") + holders(sql.postgresql, i);
        std::vector<std::int64_t> entries;
        {
            Query query(
                sql,
                fmt::format("select ticket, cast(max(entry) as bigint) from ({}) as held group by ticket having count(distinct "
                            "word) = {} order by ticket desc limit :most",
                            all, phrases.size()),
                {Type::integer, Type::integer});
            bind_phrases(query, sql.postgresql, phrases);
            query.bind("most", static_cast<std::int64_t>(most));
            while (query.next()) {
                found.push_back({{query.integer(0)}, {}});
                entries.push_back(query.integer(1));
            }
        }
        for (std::size_t i = 0; i < found.size(); ++i)
            found[i].snippet = entries[i] == 0 ? std::string() : snippet(sql, phrases, entries[i]);
    });
    return found;
}

std::string Search::snippet(const Sql& sql, std::span<const std::string> phrases, std::int64_t entry) {
    if (!sql.postgresql) {
        std::string any;
        for (const std::string& phrase : phrases)
            any += (any.empty() ? "" : " OR ") + fts5_string(clean(phrase));
        Query query(
            sql,
            "select snippet(search_entry, 0, '', '', '…', 24) from search_entry where search_entry match :phrases and rowid "
            "= :entry",
            {Type::text});
        query.bind("phrases", any).bind("entry", entry);
        return query.next() ? query.text(0) : std::string();
    }
    std::string any;
    for (std::size_t i = 0; i < phrases.size(); ++i)
        any += (i == 0 ? "" : " || ") + phrase_query(i);
    Query query(sql,
                fmt::format("select ts_headline('simple', substr(text, 1, {}), {}, 'StartSel=\"\", StopSel=\"\", MaxWords=24, "
                            "MinWords=8') from entry where id = :entry",
                            max_characters, any),
                {Type::text});
    bind_phrases(query, true, phrases);
    query.bind("entry", entry);
    return query.next() ? query.text(0) : std::string();
}

}  // namespace storage
