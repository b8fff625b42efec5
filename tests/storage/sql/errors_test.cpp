// Tests that error codes of both databases map to the same meanings.
#include "storage/sql/errors.hpp"

#include <gtest/gtest.h>

namespace storage_tests {

using storage::Trouble;

TEST(Errors, MeanTheSameOnBothDatabases) {
    const std::pair<const char*, Trouble> states[] = {
        {"23505", Trouble::conflict},     // a unique key is taken
        {"40001", Trouble::conflict},     // serialization failure
        {"40P01", Trouble::conflict},     // deadlock
        {"53100", Trouble::full},         // disk full
        {"08006", Trouble::unavailable},  // connection failure
        {"57P01", Trouble::unavailable},  // admin shutdown
        {"57P03", Trouble::unavailable},  // the server is starting up
        {"57014", Trouble::unavailable},  // statement timeout
        {"53300", Trouble::unavailable},  // too many connections
        {"28P01", Trouble::unavailable},  // wrong password: an admin is changing it
        {"3D000", Trouble::unavailable},  // no such database, because it is not created yet
        {"55P03", Trouble::unavailable},  // lock timeout
        {"25006", Trouble::unavailable},  // a standby
        {"23502", Trouble::other},        // not-null violation: our mistake
        {"42601", Trouble::other},        // syntax error
        {"54000", Trouble::other},        // program limit
    };
    for (const auto& [state, trouble] : states)
        EXPECT_EQ(storage::trouble_of_sqlstate(state), trouble) << state;
    const std::tuple<int, const char*, Trouble> codes[] = {
        {19, "UNIQUE constraint failed: alias.message_id", Trouble::conflict},
        {19, "NOT NULL constraint failed: ticket.title", Trouble::other},
        {19, "FOREIGN KEY constraint failed", Trouble::other},
        {13, "database or disk is full", Trouble::full},
        {5, "database is locked", Trouble::unavailable},
        {10, "disk I/O error", Trouble::unavailable},
        {14, "unable to open database file", Trouble::unavailable},
        {8, "attempt to write a readonly database", Trouble::unavailable},
        {1, "near \"selct\": syntax error", Trouble::other},
    };
    for (const auto& [code, message, trouble] : codes)
        EXPECT_EQ(storage::trouble_of_sqlite(code, message), trouble) << message;
}

}  // namespace storage_tests
