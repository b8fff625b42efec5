#include "mail/flowed.hpp"

#include "mail/lines.hpp"

namespace mail {

std::string unflow(std::string_view text, bool delete_space) {
    std::string out;
    out.reserve(text.size());
    LineReader lines(text);
    bool joining = false;
    std::size_t last_depth = 0;
    while (const auto line = lines.next()) {
        auto rest = line->text;
        std::size_t depth = 0;
        while (depth < rest.size() && rest[depth] == '>')
            ++depth;
        rest.remove_prefix(depth);
        if (rest.starts_with(' ')) rest.remove_prefix(1);  // space-stuffing (RFC 3676 4.4)
        // A signature separator is never soft (4.3); nor does text flow between quote depths (4.5).
        const bool separator = rest == "-- ";
        if (joining && (depth != last_depth || separator)) {
            while (out.ends_with(' '))
                out.pop_back();
            out += '\n';
            joining = false;
        }
        if (!joining) {
            out.append(depth, '>');
            if (depth > 0) out += ' ';
        }
        const bool soft = rest.ends_with(' ') && !separator;
        if (soft && delete_space) rest.remove_suffix(1);
        out.append(rest);
        if (!soft) out += '\n';
        joining = soft;
        last_depth = depth;
    }
    if (joining) out += '\n';
    if (!text.ends_with('\n') && out.ends_with('\n')) out.pop_back();
    return out;
}

}  // namespace mail
