// Parses one Authentication-Results field (RFC 8601 2.2).
#include "mail/authenticate/auth_results.hpp"

#include "config/base/ascii.hpp"

#include <algorithm>

namespace mail {
namespace {

constexpr std::size_t max_results = 100;
constexpr std::size_t max_properties = 100;
constexpr int deepest_comment = 100;

bool is_keyword_char(char c) {
    return ascii::is_alnum(c) || c == '-' || c == '_';
}

bool is_keyword(std::string_view word) {
    return !word.empty() && std::all_of(word.begin(), word.end(), is_keyword_char);
}

/// Splits a field value into its parts. Each step moves forward or gives up, so the whole takes one pass.
class Scanner {
public:
    explicit Scanner(std::string_view text) : text_(text) {}

    [[nodiscard]] bool at_end() const { return at_ == text_.size(); }

    /// Skips blanks and comments (RFC 5322 3.2.2). False: a comment has no end.
    bool skip() {
        int depth = 0;
        for (; at_ < text_.size(); ++at_) {
            const char c = text_[at_];
            if (c == '(') {
                if (++depth > deepest_comment) return false;
            } else if (depth == 0) {
                if (!ascii::is_space(c)) return true;
            } else if (c == ')') {
                --depth;
            } else if (c == '\\' && ++at_ == text_.size()) {
                return false;
            }
        }
        return depth == 0;
    }

    [[nodiscard]] bool at(char c) const { return !at_end() && text_[at_] == c; }
    bool take(char c) {
        if (!at(c)) return false;
        ++at_;
        return true;
    }

    /// Reads a keyword: method, result, ptype or property.
    std::string_view keyword() {
        const auto from = at_;
        while (at_ < text_.size() && is_keyword_char(text_[at_]))
            ++at_;
        return text_.substr(from, at_ - from);
    }

    /// Reads a value, or an address whose local part may be quoted, up to a blank, `;` or a comment. nullopt: it is empty, or has
    /// a quote that does not begin it or has no end, or a control character.
    std::optional<std::string> value() {
        std::string out;
        const bool is_quoted = !at_end() && text_[at_] == '"';
        if (is_quoted && !quoted(out)) return std::nullopt;
        const auto from = at_;
        for (; at_ < text_.size(); ++at_) {
            const char c = text_[at_];
            if (ascii::is_space(c) || c == ';' || c == '(') break;
            if (c == '"' || ascii::is_control(c)) return std::nullopt;
            out += c;
        }
        if (is_quoted ? at_ > from && text_[from] != '@' : at_ == from) return std::nullopt;
        return out;
    }

private:
    bool quoted(std::string& out) {
        for (++at_; at_ < text_.size(); ++at_) {
            if (text_[at_] == '"') {
                ++at_;
                return true;
            }
            if (text_[at_] == '\\' && ++at_ == text_.size()) return false;
            out += text_[at_];
        }
        return false;
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

struct Pair {
    std::string first;  // in lower case: "dkim", "dkim/1", "header.d"
    std::string second;
};

/// Reads `key = value`; the key is a keyword, or two with `joint` between them.
std::optional<Pair> read_pair(Scanner& in, char joint) {
    Pair out;
    const auto read_word = [&] {
        const auto word = in.keyword();
        out.first += ascii::to_lower(word);
        return !word.empty() && in.skip();
    };
    if (!read_word()) return std::nullopt;
    if (in.take(joint)) {
        out.first += joint;
        if (!in.skip() || !read_word()) return std::nullopt;
    }
    if (!in.take('=') || !in.skip()) return std::nullopt;
    auto value = in.value();
    if (!value) return std::nullopt;
    out.second = std::move(*value);
    return out;
}

/// What may stand without a ptype: "reason" once, before the properties, and Microsoft's "action".
bool is_plain_word(const std::string& key, const AuthResult& result) {
    const auto has = [&](std::string_view word) {
        return std::any_of(result.properties.begin(), result.properties.end(),
                           [&](const auto& one) { return one.first == word; });
    };
    return key == "action" ? !has(key)
                           : key == "reason" && std::all_of(result.properties.begin(), result.properties.end(),
                                                            [](const auto& one) { return one.first == "action"; });
}

std::optional<AuthResult> read_result(Scanner& in) {
    auto head = read_pair(in, '/');
    if (!head || !is_keyword(head->second)) return std::nullopt;
    AuthResult out;
    out.method = std::move(head->first);
    // "dkim/1" means "dkim". The meaning of other versions is unknown.
    if (const auto slash = out.method.find('/'); slash != std::string::npos) {
        if (out.method.substr(slash + 1) != "1") return std::nullopt;
        out.method.erase(slash);
    }
    out.result = ascii::to_lower(head->second);
    for (;;) {
        if (!in.skip()) return std::nullopt;
        if (in.at_end() || in.at(';')) return out;
        auto property = read_pair(in, '.');
        if (!property || out.properties.size() == max_properties) return std::nullopt;
        if (property->first.find('.') == std::string::npos && !is_plain_word(property->first, out)) return std::nullopt;
        out.properties.emplace_back(std::move(property->first), std::move(property->second));
    }
}

/// Reads `authserv-id [version]` up to the first `;`. nullopt: not of that form.
std::optional<std::string> read_authserv_id(Scanner& in) {
    if (!in.skip()) return std::nullopt;
    auto id = in.value();
    if (!id || id->empty() || !in.skip()) return std::nullopt;
    if (const auto version = in.keyword(); !version.empty() && version != "1") return std::nullopt;
    if (!in.skip() || (!in.at(';') && !in.at_end())) return std::nullopt;
    return id;
}

/// Microsoft 365 omits the id and starts with the first result. A missing id is not the same as a wrong one.
bool has_no_id(Scanner in) {
    return in.skip() && !in.keyword().empty() && in.skip() && in.take('=');
}

}  // namespace

std::optional<AuthResults> parse_auth_results(std::string_view value) {
    Scanner in(value);
    AuthResults out;
    const bool nameless = has_no_id(in);
    if (!nameless) {
        auto id = read_authserv_id(in);
        if (!id) return std::nullopt;
        out.authserv_id = std::move(*id);
    }
    for (bool first = true;; first = false) {
        if (!in.skip()) return std::nullopt;
        if (in.at_end()) return out;
        if (!(nameless && first) && !in.take(';')) return std::nullopt;
        if (!in.skip()) return std::nullopt;
        if (in.at_end() && !first) return out;  // some servers end with one
        Scanner ahead = in;
        if (ascii::equal(ahead.keyword(), "none") && ahead.skip() && ahead.at_end()) return out;
        auto result = read_result(in);
        if (!result || out.results.size() == max_results) return std::nullopt;
        out.results.push_back(std::move(*result));
    }
}

}  // namespace mail
