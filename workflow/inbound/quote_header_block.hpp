#pragma once

#include "workflow/inbound/quote_fact_sheet.hpp"
#include "workflow/inbound/quote_lines.hpp"
#include "workflow/inbound/quote_structure.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace workflow::quotes {

/// Finds blocks of fields, "From: …", "Sent: …" in any language, by what their values say about the ticket.
class HeaderBlocks {
public:
    HeaderBlocks(const Lines& lines, const FactSheet& facts) : lines_(lines), facts_(facts), fields_(lines.size()) {}
    /// A block that begins at the line. `below_marker`: "-----Original Message-----" or the like stands right above.
    [[nodiscard]] std::optional<Structure> at(std::size_t i, bool below_marker);
    /// The line is "label: value".
    [[nodiscard]] bool is_field(std::size_t i) { return field(i).label; }

private:
    struct Field {
        bool read = false;
        bool label = false;
        bool address = false;
        bool who = false;
        bool when = false;
        bool what = false;
    };
    const Field& field(std::size_t i);

    const Lines& lines_;
    const FactSheet& facts_;
    std::vector<Field> fields_;
};

}  // namespace workflow::quotes
