// Takes pictures and other files out of HTML that holds them as data: URIs.
#include "mail/html/data_uri.hpp"

#include "config/base/ascii.hpp"
#include "mail/encoding/transfer.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace mail {
namespace {

constexpr auto npos = std::string_view::npos;

/// The place of a URI in the HTML.
struct Found {
    std::size_t from = 0;  // at "data:"
    std::size_t to = 0;
};

/// True when the attribute whose value starts at `value` (behind the `=` and a quote) is one that names a file, inside of a tag.
bool is_link(std::string_view html, std::size_t value) {
    constexpr std::size_t longest_tag = 2000;
    constexpr auto names = std::to_array<std::string_view>({"src", "href", "data", "background", "poster"});
    const auto from = value > longest_tag ? value - longest_tag : 0;
    auto tag = html.substr(from, value - from);
    const auto open = tag.rfind('<');
    if (open == npos) return false;
    tag.remove_prefix(open);
    while (!tag.empty() && (tag.back() == '"' || tag.back() == '\'' || ascii::is_space(tag.back())))
        tag.remove_suffix(1);
    if (!tag.ends_with('=')) return false;
    tag.remove_suffix(1);
    tag = ascii::trim_right(tag);
    const auto name = tag.substr(tag.find_last_of(" \t\r\n\"'/:") + 1);
    return std::any_of(names.begin(), names.end(), [&](auto known) { return ascii::equal(name, known); });
}

/// The quote that the value opens with, before blanks; a blank or `=`: none.
char opening_of(std::string_view html, std::size_t at) {
    while (at > 0 && ascii::is_space(html[at - 1]))
        --at;
    return at > 0 ? html[at - 1] : ' ';
}

/// The next URI from `pos` on; its end is that of the attribute's value.
std::optional<Found> find_uri(std::string_view html, std::size_t pos) {
    for (auto at = html.find(':', pos); at != npos; at = html.find(':', at + 1)) {
        constexpr std::string_view scheme = "data";
        if (at <= scheme.size() || !ascii::equal(html.substr(at - scheme.size(), scheme.size()), scheme)) continue;
        const auto from = at - scheme.size();
        if (ascii::is_alnum(html[from - 1])) continue;
        const char before = opening_of(html, from);
        const bool quoted = before == '"' || before == '\'';
        if ((!quoted && before != '=') || !is_link(html, from)) continue;
        const auto end = quoted ? html.find(before, at) : html.find_first_of(" \t\r\n>", at);
        if (end == npos) return std::nullopt;  // never closed: no later one is either
        return Found{from, end};
    }
    return std::nullopt;
}

/// The data behind the comma of a URI that is not in base64: percent escapes, and the references of HTML.
std::string unescaped(std::string_view text) {
    constexpr auto references = std::to_array<std::pair<std::string_view, char>>(
        {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#34;", '"'}, {"&#39;", '\''}, {"&apos;", '\''}});
    std::string plain;
    plain.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        const auto* known = text[i] != '&' ? references.end()
                                           : std::find_if(references.begin(), references.end(),
                                                          [&](const auto& row) { return text.substr(i).starts_with(row.first); });
        plain += known == references.end() ? text[i] : known->second;
        i += known == references.end() ? 1 : known->first.size();
    }
    std::string out;
    out.reserve(plain.size());
    for (std::size_t i = 0; i < plain.size(); ++i) {
        const int high = plain[i] == '%' && i + 2 < plain.size() ? ascii::hex_value(plain[i + 1]) : -1;
        const int low = high >= 0 ? ascii::hex_value(plain[i + 2]) : -1;
        if (low < 0) {
            out += plain[i];
            continue;
        }
        out += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return out;
}

/// The file of `data:TYPE;NAME=VALUE;base64,DATA`; nullopt: no type of a file, or no data.
std::optional<DataUri> read_uri(std::string_view uri) {
    constexpr std::size_t longest_head = 500;
    uri.remove_prefix(5);
    const auto comma = uri.substr(0, longest_head).find(',');
    if (comma == npos) return std::nullopt;
    auto head = uri.substr(0, comma);
    const auto data = uri.substr(comma + 1);
    DataUri out;
    out.type = ascii::to_lower(ascii::trim(head.substr(0, head.find(';'))));
    if (out.type.find('/') == std::string::npos) return std::nullopt;
    bool base64 = false;
    for (auto at = head.find(';'); at != npos; at = head.find(';')) {
        head.remove_prefix(at + 1);
        const auto word = ascii::trim(head.substr(0, head.find(';')));
        base64 = base64 || ascii::equal(word, "base64");
        for (const std::string_view name : {"name=", "filename="}) {
            if (ascii::starts_with(word, name)) out.name = unescaped(word.substr(name.size()));
        }
    }
    const bool escaped = data.find_first_of("%&") != npos;
    out.content = base64 ? decode_base64(escaped ? std::string_view(unescaped(data)) : data) : unescaped(data);
    if (out.content.empty()) return std::nullopt;
    return out;
}

}  // namespace

std::vector<DataUri> take_data_uris(std::string& html) {
    constexpr std::size_t most = 200;
    std::vector<DataUri> files;
    auto found = find_uri(html, 0);
    if (!found) return files;
    std::string out;
    std::size_t copied = 0;
    for (; found && files.size() < most; found = find_uri(html, found->to)) {
        auto file = read_uri(std::string_view(html).substr(found->from, found->to - found->from));
        if (!file) continue;
        const auto same = std::find_if(files.begin(), files.end(), [&](const DataUri& each) {
            return each.type == file->type && each.content == file->content;
        });
        auto id = same == files.end() ? "data-" + std::to_string(files.size() + 1) : same->content_id;
        out.append(html, copied, found->from - copied).append("cid:").append(id);
        copied = found->to;
        if (same != files.end()) continue;
        file->content_id = std::move(id);
        files.push_back(std::move(*file));
    }
    out.append(html, copied);
    html = std::move(out);
    return files;
}

}  // namespace mail
