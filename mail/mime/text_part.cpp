// Decodes one text part to UTF-8 with LF line ends.
#include "mail/mime/text_part.hpp"

#include "config/base/ascii.hpp"
#include "mail/encoding/base64_text.hpp"
#include "mail/encoding/charset.hpp"
#include "mail/mime/format_flowed.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace mail {
namespace {

/// The charset that the HTML itself names, for parts whose header does not.
std::string_view meta_charset(std::string_view html) {
    const auto head = html.substr(0, 2048);
    auto at = ascii::find(head, "charset=");
    if (at == std::string_view::npos) return {};
    auto rest = head.substr(at + 8);
    while (!rest.empty() && (rest.front() == '"' || rest.front() == '\'' || rest.front() == ' '))
        rest.remove_prefix(1);
    return rest.substr(0, rest.find_first_of("\"' >;/"));
}

}  // namespace

void to_unix_lines(std::string& text) {
    const auto first = text.find('\r');
    if (first == std::string::npos) return;
    auto to = first;
    for (auto from = first; from < text.size();) {
        // At a CR: it goes before an LF, and is a line end of its own elsewhere.
        if (from + 1 >= text.size() || text[from + 1] != '\n') text[to++] = '\n';
        ++from;
        const auto next = std::min(text.find('\r', from), text.size());
        std::memmove(text.data() + to, text.data() + from, next - from);
        to += next - from;
        from = next;
    }
    text.resize(to);
}

void note(std::vector<std::string>& defects, std::string_view what) {
    if (std::find(defects.begin(), defects.end(), what) == defects.end()) defects.emplace_back(what);
}

std::string decode_text(const Part& part, std::size_t most, bool& cut, std::vector<std::string>& defects) {
    const auto share = part.transfer == Transfer::identity ? most : most * 3;
    const auto encoded = part.body.substr(0, share);
    cut = encoded.size() < part.body.size();
    std::string decoded;
    std::string_view bytes = encoded;
    std::vector<Base64Piece> pieces;
    if (part.transfer == Transfer::base64) {
        pieces = decode_base64_text(encoded);
        if (!pieces.empty()) decoded = std::move(pieces.front().bytes);
        bytes = decoded;
    } else if (part.transfer == Transfer::identity && !part.header.has("content-transfer-encoding")) {
        decoded = undeclared_base64(encoded);
        if (!decoded.empty()) {
            note(defects, "base64 without a Content-Transfer-Encoding");
            bytes = decoded;
        }
    } else if (part.transfer != Transfer::identity) {
        decoded = decode_transfer(encoded, part.transfer);
        bytes = decoded;
    }
    if (bytes.size() > most) {
        bytes = bytes.substr(0, most);
        cut = true;
    }
    auto charset = part.type.parameter("charset");
    if (charset.empty() && part.type.is("text/html")) charset = meta_charset(bytes);
    const bool first_is_plain = !pieces.empty() && !pieces.front().encoded;
    auto read = text_to_utf8(bytes, first_is_plain ? std::string_view() : charset);
    if (read.unknown) note(defects, "unknown charset");
    if (read.lied) note(defects, "the charset is not the one that the header names");
    if (read.damaged) note(defects, "some characters could not be read");
    for (std::size_t i = 1; i < pieces.size() && read.text.size() < most; ++i) {
        const auto& piece = pieces[i];
        if (!read.text.empty() && !read.text.ends_with('\n')) read.text += '\n';
        // What others wrote among the data is in no charset that the header names.
        read.text += to_utf8(piece.bytes, piece.encoded ? charset : std::string_view()).text;
    }
    to_unix_lines(read.text);
    return std::move(read.text);
}

std::string plain_text(const Part& part, std::string text) {
    if (part.type.is("text/enriched")) return enriched_to_text(text);
    if (!ascii::equal(part.type.parameter("format"), "flowed")) return text;
    return unflow(text, ascii::equal(part.type.parameter("delsp"), "yes"));
}

std::string read_text(const Part& part, std::vector<std::string>& defects) {
    bool cut = false;
    return plain_text(part, decode_text(part, longest_text, cut, defects));
}

}  // namespace mail
