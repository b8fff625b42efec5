// Parses Content-Type and Content-Disposition with their parameters (RFC 2045, 2231).
#include "mail/mime/content_type.hpp"

#include "config/base/ascii.hpp"
#include "mail/encoding/charset.hpp"
#include "mail/mime/encoded_words.hpp"

#include <mimetic/fieldparam.h>

#include <algorithm>
#include <charconv>
#include <map>

namespace mail {
namespace {

constexpr std::size_t max_parameters = 200;

/// Cuts a value at its semicolons, outside of quotes, and drops comments: mimetic would cut inside of quotes too.
std::vector<std::string> split_parameters(std::string_view raw) {
    std::vector<std::string> pieces(1);
    bool quoted = false;
    int comment = 0;
    for (std::size_t i = 0; i < raw.size(); ++i) {
        const char c = raw[i];
        if (c == '\r' || c == '\n') continue;
        if (quoted) {
            pieces.back() += c;
            if (c == '\\' && i + 1 < raw.size()) pieces.back() += raw[++i];
            if (c == '"') quoted = false;
        } else if (c == '(' && (comment > 0 || pieces.back().empty() || ascii::is_blank(pieces.back().back()))) {
            ++comment;
        } else if (c == ')' && comment > 0) {
            --comment;
        } else if (comment > 0) {
            continue;
        } else if (c == ';') {
            if (pieces.size() == max_parameters) break;
            pieces.emplace_back();
        } else {
            // A quote opens a value only at its start; elsewhere it is a stray one.
            if (c == '"') quoted = ascii::trim_right(pieces.back()).ends_with('=') || pieces.size() == 1;
            pieces.back() += c;
        }
    }
    return pieces;
}

/// What is inside the quotes, with quoted pairs undone. A backslash before an ordinary letter stays: senders write Windows paths.
std::string unquote(std::string_view value) {
    value = ascii::trim(value);
    if (value.size() < 2 || value.front() != '"') return std::string(value);
    value.remove_prefix(1);
    if (value.ends_with('"')) value.remove_suffix(1);
    std::string out;
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (value[i] == '\\' && i + 1 < value.size() && (value[i + 1] == '"' || value[i + 1] == '\\')) ++i;
        out += value[i];
    }
    return out;
}

std::string percent_decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size()) {
            const int high = ascii::hex_value(text[i + 1]);
            const int low = ascii::hex_value(text[i + 2]);
            if (high >= 0 && low >= 0) {
                out += static_cast<char>(high * 16 + low);
                i += 2;
                continue;
            }
        }
        out += text[i];
    }
    return out;
}

/// The pieces of one RFC 2231 parameter: name*0*, name*1, … by their number.
struct Extended {
    struct Piece {
        std::string text;
        bool encoded = false;
    };
    std::map<int, Piece> pieces;
};

std::string assemble(const Extended& extended) {
    std::string charset;
    std::string bytes;
    bool first = true;
    bool any_encoded = false;
    for (const auto& [number, piece] : extended.pieces) {
        std::string_view text = piece.text;
        if (first && piece.encoded) {
            const auto one = text.find('\'');
            const auto two = one == std::string_view::npos ? one : text.find('\'', one + 1);
            if (two != std::string_view::npos) {
                charset = text.substr(0, one);
                text.remove_prefix(two + 1);
            }
        }
        first = false;
        any_encoded = any_encoded || piece.encoded;
        bytes += piece.encoded ? percent_decoded(text) : std::string(text);
    }
    if (!any_encoded && bytes.find("=?") != std::string::npos) return decode_words(bytes);
    return to_utf8(bytes, charset).text;
}

/// Takes `name*`, `name*3` or `name*3*` apart. False: a plain name.
bool split_extended(std::string_view name, std::string_view& base, int& number, bool& encoded) {
    const auto star = name.find('*');
    if (star == std::string_view::npos || star == 0) return false;
    base = name.substr(0, star);
    auto rest = name.substr(star + 1);
    encoded = rest.empty();
    number = 0;
    if (rest.empty()) return true;
    if (rest.ends_with('*')) {
        encoded = true;
        rest.remove_suffix(1);
    }
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
    return error == std::errc() && end == rest.data() + rest.size() && number >= 0;
}

/// `text/plain`, without what senders glue to it: "text/plain charset=utf-8" is text/plain.
std::string read_value(std::string_view piece) {
    piece = ascii::trim(piece);
    if (piece.starts_with('"') && piece.ends_with('"') && piece.size() > 1)
        piece = ascii::trim(piece.substr(1, piece.size() - 2));
    std::string out;
    for (const char c : piece) {
        if (ascii::is_space(c)) {
            if (!out.ends_with('/')) break;
            continue;
        }
        if (ascii::is_control(c) || ascii::is_high(c)) return {};
        out += ascii::lower(c);
    }
    return out;
}

}  // namespace

std::string_view Media::parameter(std::string_view name) const {
    for (const auto& [key, text] : parameters) {
        if (key == name) return text;
    }
    return {};
}

bool Media::has(std::string_view name) const {
    return std::any_of(parameters.begin(), parameters.end(), [&](const auto& each) { return each.first == name; });
}

std::string_view Media::type() const {
    return std::string_view(value).substr(0, value.find('/'));
}

std::string_view Media::subtype() const {
    const auto slash = value.find('/');
    return slash == std::string::npos ? std::string_view() : std::string_view(value).substr(slash + 1);
}

Media read_media(std::string_view raw) {
    Media media;
    auto pieces = split_parameters(raw);
    media.value = read_value(pieces.front());
    // "text/plain charset=utf-8": the semicolon was forgotten.
    if (const auto equals = pieces.front().find('='); equals != std::string::npos) {
        const auto name_from = pieces.front().find_last_of(" \t", equals);
        pieces.push_back(pieces.front().substr(name_from == std::string::npos ? 0 : name_from + 1));
        if (media.value.find('=') != std::string::npos) media.value.clear();
    }
    std::map<std::string, Extended, std::less<>> extended;
    std::vector<std::pair<std::string, std::string>> plain;
    for (std::size_t i = 1; i < pieces.size(); ++i) {
        if (pieces[i].find('=') == std::string::npos) continue;
        const mimetic::FieldParam parameter(pieces[i]);
        auto name = ascii::to_lower(ascii::trim(parameter.name()));
        // Its value from our own piece: mimetic leaves quoted pairs and blanks in place.
        auto value = unquote(std::string_view(pieces[i]).substr(pieces[i].find('=') + 1));
        std::string_view base;
        int number = 0;
        bool encoded = false;
        if (split_extended(name, base, number, encoded)) {
            extended[std::string(base)].pieces.try_emplace(number, Extended::Piece{std::move(value), encoded});
        } else if (!name.empty()) {
            plain.emplace_back(std::move(name), std::move(value));
        }
    }
    for (const auto& [name, each] : extended)
        media.parameters.emplace_back(name, assemble(each));
    for (auto& [name, value] : plain) {
        if (media.has(name)) continue;
        media.parameters.emplace_back(std::move(name), name == "boundary" ? value : decode_words(value));
    }
    return media;
}

}  // namespace mail
