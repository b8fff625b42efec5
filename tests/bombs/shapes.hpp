#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace shapes {

/// Where in a mail a unit is repeated.
enum class Place {
    from,
    to,
    subject,
    references,
    received,
    content_type,
    disposition,  // of one part
    file_names,   // of many parts, each of 60 KB
    fields,       // whole lines of a header block
    text,
    html,
    report,    // the text of a delivery report
    dsn,       // the fields of a delivery report
    calendar,  // text/calendar
    base64,
    quoted_printable,
    answer,    // below a line of an answer
    attached,  // the text of an attached mail
    preamble   // a multipart without its parts
};
inline constexpr int places = static_cast<int>(Place::preamble) + 1;

/// A mail in which one unit is repeated. `start` is before the first.
struct Shape {
    std::string_view name;
    Place place = Place::text;
    std::string_view start;
    std::string_view unit;
};

/// The shape as a mail of about `bytes`.
[[nodiscard]] std::string mail_of(const Shape& shape, std::size_t bytes);

/// Shapes that made some reader's work grow with the square of the size, and their relatives.
[[nodiscard]] const std::vector<Shape>& known();

}  // namespace shapes
