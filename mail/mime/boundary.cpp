// Finds the boundary lines of multiparts (RFC 2046 5.1.1).
#include "mail/mime/boundary.hpp"

#include "config/base/ascii.hpp"
#include "mail/mime/header.hpp"
#include "mail/encoding/lines.hpp"

#include <cstring>

namespace mail {
namespace {

constexpr auto npos = std::string_view::npos;

}  // namespace

std::size_t find_dashes(std::string_view text, std::size_t pos) {
    const bool at_line_start = pos == 0 || text[pos - 1] == '\n';
    if (at_line_start && text.substr(pos).starts_with("--")) return pos;
    while (pos < text.size()) {
        const auto* hit = static_cast<const char*>(std::memchr(text.data() + pos, '-', text.size() - pos));
        if (hit == nullptr) return npos;
        pos = static_cast<std::size_t>(hit - text.data());
        if (pos > 0 && text[pos - 1] == '\n' && pos + 1 < text.size() && text[pos + 1] == '-') return pos;
        // A rule of dashes is skipped as one.
        while (pos < text.size() && text[pos] == '-')
            ++pos;
    }
    return npos;
}

std::string_view line_at(std::string_view text, std::size_t pos) {
    LineReader lines(text);
    lines.seek(pos);
    const auto line = lines.next();
    return line ? line->text : std::string_view();
}

std::size_t next_line(std::string_view text, std::size_t pos) {
    const auto nl = text.find('\n', pos);
    return nl == npos ? text.size() : nl + 1;
}

std::string_view body_until(std::string_view text, std::size_t from, std::size_t end) {
    if (end < from) return text.substr(from, 0);
    auto body = text.substr(from, end - from);
    if (end == text.size()) return body;
    if (body.ends_with('\n')) body.remove_suffix(1);
    if (body.ends_with('\r')) body.remove_suffix(1);
    return body;
}

Mark match_boundary(std::string_view line, std::string_view boundary) {
    line.remove_prefix(2);
    if (!line.starts_with(boundary)) return Mark::none;
    const auto rest = ascii::trim(line.substr(boundary.size()));
    if (rest.empty()) return Mark::delimiter;
    return rest == "--" ? Mark::close : Mark::none;
}

Mark match_glued(std::string_view line, std::string_view boundary) {
    line.remove_prefix(2);
    return boundary.size() > 4 && line.starts_with(boundary) && line.substr(boundary.size()).starts_with("--") ? Mark::close
                                                                                                               : Mark::none;
}

bool is_content_field(std::string_view line) {
    return ascii::starts_with(line, "content-") && looks_like_field(line);
}

std::optional<std::string> guess_boundary(std::string_view region) {
    constexpr std::size_t longest = 200;
    for (auto at = find_dashes(region, 0); at != npos; at = find_dashes(region, next_line(region, at))) {
        const auto line = ascii::trim_right(line_at(region, at));
        if (line.size() > 2 && line.size() <= longest && is_content_field(line_at(region, next_line(region, at)))) {
            return std::string(line.substr(2));
        }
        if (next_line(region, at) >= region.size()) break;
    }
    return std::nullopt;
}

}  // namespace mail
