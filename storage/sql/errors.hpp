#pragma once

#include "storage/sql/session.hpp"

#include <string>
#include <string_view>

namespace soci {
class soci_error;
}

namespace storage {

/// What an error of the database means to whoever called, whichever database it was.
enum class Trouble { unavailable, conflict, full, other };

/// By PostgreSQL's SQLSTATE.
[[nodiscard]] Trouble trouble_of_sqlstate(std::string_view sqlstate);
/// By SQLite's result code; the message tells a taken key from a broken rule, which have one code.
[[nodiscard]] Trouble trouble_of_sqlite(int code, std::string_view message);

/// Throws Unavailable, Conflict, Full or std::runtime_error for what `error` says. The text has no bound values: those are mails.
[[noreturn]] void rethrow(const soci::soci_error& error);

}  // namespace storage
