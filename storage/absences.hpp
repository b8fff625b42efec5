#pragma once

#include "storage/sql/session.hpp"
#include "workflow/model/decision.hpp"

#include <map>
#include <span>
#include <string>

namespace storage {

struct Sql;

/// Technicians who are away. all() may include absences that are over; the caller compares them with its own clock.
class Absences {
public:
    explicit Absences(Session& session) : session_(session) {}
    [[nodiscard]] std::map<std::string, config::Instant> all();
    void write(const workflow::Absence& absence);

private:
    Session& session_;
};

/// Both run inside the caller's transaction.
[[nodiscard]] std::map<std::string, config::Instant> read_absences(const Sql& sql);
void write_absence(const Sql& sql, const workflow::Absence& absence);

}  // namespace storage
