// Stores which technicians are away and until when.
#include "storage/absences.hpp"

#include "storage/sql/sql.hpp"
#include "storage/sql/db_text.hpp"

namespace storage {

std::map<std::string, config::Instant> read_absences(const Sql& sql) {
    std::map<std::string, config::Instant> absences;
    Query query(sql, "select technician, until from absence", {Type::text, Type::integer});
    while (query.next())
        absences.emplace(query.text(0), query.instant(1));
    return absences;
}

void write_absence(const Sql& sql, const workflow::Absence& absence) {
    const std::string technician = clean(absence.technician);
    if (!absence.until) {
        Query(sql, "delete from absence where technician = :technician").bind("technician", technician).run();
        return;
    }
    Query(sql,
          "insert into absence (technician, until) values (:technician, :until) on conflict (technician) do update set until = "
          "excluded.until")
        .bind("technician", technician)
        .bind("until", *absence.until)
        .run();
}

std::map<std::string, config::Instant> Absences::all() {
    std::map<std::string, config::Instant> absences;
    session_.read([&](soci::session& connection) { absences = read_absences(session_.sql(connection)); });
    return absences;
}

void Absences::write(const workflow::Absence& absence) {
    session_.transaction([&](soci::session& connection) { write_absence(session_.sql(connection), absence); });
}

}  // namespace storage
