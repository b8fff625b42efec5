// Puts format=flowed paragraphs together (RFC 3676) and takes the commands out of text/enriched.
#include "mail/mime/format_flowed.hpp"

#include "config/base/ascii.hpp"
#include "mail/encoding/lines.hpp"

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

std::string enriched_to_text(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    std::size_t parameters = 0;  // open <param>s, whose content is not shown
    for (std::size_t i = 0; i < text.size();) {
        const char c = text[i];
        if (c == '<' && text.substr(i).starts_with("<<")) {
            out += '<';
            i += 2;
        } else if (c == '<' && text.find('>', i) != std::string_view::npos) {
            const auto end = text.find('>', i);
            const auto command = text.substr(i + 1, end - i - 1);
            if (ascii::equal(command, "param")) ++parameters;
            if (ascii::equal(command, "/param") && parameters > 0) --parameters;
            i = end + 1;
        } else if (c == '\n') {
            // One line end is a blank, n of them are n - 1.
            std::size_t ends = 0;
            while (i < text.size() && (text[i] == '\n' || text[i] == '\r'))
                ends += text[i++] == '\n' ? 1 : 0;
            out.append(ends == 1 ? 1 : ends - 1, ends == 1 ? ' ' : '\n');
        } else {
            if (parameters == 0) out += c;
            ++i;
        }
    }
    return out;
}

}  // namespace mail
