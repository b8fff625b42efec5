// Classifies SQLSTATE and SQLite result codes as unavailable, conflict, full or other.
#include "storage/sql/errors.hpp"

#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

namespace storage {

Trouble trouble_of_sqlstate(std::string_view state) {
    const auto is_class = [&](std::string_view prefix) { return state.starts_with(prefix); };
    if (state == "23505" || state == "40001" || state == "40P01") return Trouble::conflict;
    // 53100: disk full. 54023 and similar codes are program limits, so they stay errors. 53200 (memory) and 53300
    // (connections) are temporary.
    if (state == "53100") return Trouble::full;
    if (is_class("08") || is_class("53") || is_class("57") || is_class("58") || is_class("28") || is_class("3D"))
        return Trouble::unavailable;
    // 55P03: lock timeout. 25006: a standby server, which refuses writes until it is promoted.
    if (state == "55P03" || state == "25006") return Trouble::unavailable;
    return Trouble::other;
}

Trouble trouble_of_sqlite(int code, std::string_view message) {
    switch (code) {
        case SQLITE_FULL:
            return Trouble::full;
        case SQLITE_CONSTRAINT:
            return message.find("UNIQUE constraint") != std::string_view::npos ? Trouble::conflict : Trouble::other;
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_IOERR:
        case SQLITE_CANTOPEN:
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_NOMEM:
        case SQLITE_PROTOCOL:
        case SQLITE_NOTADB:
        case SQLITE_CORRUPT:
            return Trouble::unavailable;
        default:
            return Trouble::other;
    }
}

namespace {

/// The first line of the database's message. what() would add the statement with all bound values.
std::string first_line(const soci::soci_error& error) {
    std::string text = error.get_error_message();
    if (const auto end = text.find('\n'); end != std::string::npos) text.resize(end);
    // SOCI's SQLite backend puts the statement, without values, at the end.
    if (const auto sql = text.find(" while executing \""); sql != std::string::npos) text.resize(sql);
    return text;
}

Trouble trouble_of(const soci::soci_error& error, const std::string& text) {
    if (const auto* postgresql = dynamic_cast<const soci::postgresql_soci_error*>(&error)) {
        const std::string state = postgresql->sqlstate();
        // Errors of libpq itself (connection refused, socket broken) have no SQLSTATE: SOCI returns blanks.
        if (state.empty() || state.front() == ' ' || state.front() == '\0') return Trouble::unavailable;
        return trouble_of_sqlstate(state);
    }
    if (const auto* sqlite = dynamic_cast<const soci::sqlite3_soci_error*>(&error))
        return trouble_of_sqlite(sqlite->result(), text);
    return Trouble::other;
}

}  // namespace

void rethrow(const soci::soci_error& error) {
    const std::string text = first_line(error);
    switch (trouble_of(error, text)) {
        case Trouble::unavailable:
            throw Unavailable("database unavailable: " + text);
        case Trouble::conflict:
            throw Conflict("database conflict: " + text);
        case Trouble::full:
            throw Full("database full: " + text);
        case Trouble::other:
            break;
    }
    throw std::runtime_error("database error: " + text);
}

}  // namespace storage
