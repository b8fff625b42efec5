// Finds and decodes uuencoded files inside a text.
#include "mail/encoding/uuencode.hpp"

#include "config/base/ascii.hpp"
#include "mail/encoding/lines.hpp"
#include "mail/encoding/transfer.hpp"

#include <optional>

namespace mail {
namespace {

struct Begin {
    std::string_view name;
    bool base64 = false;
};

/// `begin 644 photo.jpg`; the mode is three octal digits, or more with the kind of file.
std::optional<Begin> read_begin(std::string_view line) {
    Begin begin;
    if (line.starts_with("begin ")) {
        line.remove_prefix(6);
    } else if (line.starts_with("begin-base64 ")) {
        begin.base64 = true;
        line.remove_prefix(13);
    } else {
        return std::nullopt;
    }
    std::size_t digits = 0;
    while (digits < line.size() && line[digits] >= '0' && line[digits] <= '7')
        ++digits;
    if (digits < 3 || digits > 6 || (digits < line.size() && line[digits] != ' ')) return std::nullopt;
    begin.name = ascii::trim(line.substr(digits));  // some leave it out
    return begin;
}

unsigned value_of(char c) {
    return (static_cast<unsigned char>(c) - 0x20U) & 0x3fU;
}

/// Decodes one line into `out`. False: this is no uuencoded line.
bool decode_line(std::string_view line, std::string& out) {
    if (line.empty() || line[0] < 0x20 || line[0] > 0x60) return false;
    const std::size_t bytes = value_of(line[0]);
    const std::size_t needed = (bytes + 2) / 3 * 4;
    line.remove_prefix(1);
    // Blanks at the end may be lost on the way; a checksum character may follow.
    if (line.size() > needed + 2) return false;
    for (const char c : line) {
        if (c < 0x20 || c > 0x60) return false;
    }
    if (bytes > 0 && line.size() + 4 < needed) return false;
    const auto at = [&](std::size_t i) { return i < line.size() ? value_of(line[i]) : 0U; };
    std::size_t written = 0;
    for (std::size_t i = 0; i < needed && written < bytes; i += 4) {
        const unsigned group = (at(i) << 18U) | (at(i + 1) << 12U) | (at(i + 2) << 6U) | at(i + 3);
        for (int shift = 16; shift >= 0 && written < bytes; shift -= 8, ++written) {
            out += static_cast<char>(static_cast<unsigned char>(group >> static_cast<unsigned>(shift)));
        }
    }
    return true;
}

/// Reads the lines of a file up to its end; moves `lines`. nullopt: there was no encoded line.
std::optional<UuencodedFile> read_file(const Begin& begin, LineReader& lines) {
    UuencodedFile file;
    file.name = begin.name;
    Base64Decoder base64;
    bool any = false;
    while (const auto line = lines.next()) {
        const auto text = ascii::trim_right(line->text);
        if (begin.base64 ? text.starts_with("====") : text == "end") {
            file.to = lines.position();
            any = true;
            break;
        }
        if (begin.base64) {
            if (text.empty() || text.find(' ') != std::string_view::npos) return std::nullopt;
            base64.feed(text, file.content);
        } else if (!(text.empty() && any) && !decode_line(line->text, file.content)) {
            // Text follows without an `end`: keep what was whole, give the line back.
            if (!any) return std::nullopt;
            file.to = line->from;
            lines.seek(line->from);
            break;
        }
        any = true;
        file.to = lines.position();
    }
    if (!any) return std::nullopt;
    if (begin.base64) base64.finish(file.content);
    return file;
}

}  // namespace

std::vector<UuencodedFile> find_uuencoded(std::string_view text) {
    std::vector<UuencodedFile> files;
    for (std::size_t hit = text.find("begin"); hit != std::string_view::npos; hit = text.find("begin", hit + 1)) {
        if (hit != 0 && text[hit - 1] != '\n') continue;
        LineReader lines(text);
        lines.seek(hit);
        const auto first = lines.next();
        const auto begin = read_begin(first->text);
        if (!begin) continue;
        auto file = read_file(*begin, lines);
        if (!file) continue;
        file->from = hit;
        hit = file->to > hit ? file->to - 1 : hit;
        files.push_back(std::move(*file));
    }
    return files;
}

}  // namespace mail
