#pragma once

#include "storage/sql/session.hpp"

#include <string>
#include <string_view>

namespace soci {
class soci_error;
}

namespace storage {

/// The meaning of a database error, the same for both databases.
enum class Trouble { unavailable, conflict, full, other };

/// Classifies an error by PostgreSQL's SQLSTATE.
[[nodiscard]] Trouble trouble_of_sqlstate(std::string_view sqlstate);
/// Classifies an error by SQLite's result code. The message tells a duplicate key from other constraints, which share one code.
[[nodiscard]] Trouble trouble_of_sqlite(int code, std::string_view message);

/// Throws Unavailable, Conflict, Full or std::runtime_error. The text contains no bound values, since those are parts of mails.
[[noreturn]] void rethrow(const soci::soci_error& error);

}  // namespace storage
