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

    bool take(char c) {
        if (at_end() || text_[at_] != c) return false;
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

    /// Reads a value, or an address whose local part may be quoted, up to a blank, `;` or a comment. nullopt: a quote
    /// has no end.
    std::optional<std::string> value() {
        std::string out;
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (ascii::is_space(c) || c == ';' || c == '(') break;
            if (c == '"') {
                if (!quoted(out)) return std::nullopt;
                continue;
            }
            out += c;
            ++at_;
        }
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

/// Reads `key = value`, where `key` consists of keywords joined by dots or a slash: "header.d", "dkim/1".
std::optional<std::pair<std::string, std::string>> read_pair(Scanner& in) {
    std::string key;
    for (;;) {
        const auto word = in.keyword();
        if (word.empty() || !in.skip()) return std::nullopt;
        key += ascii::to_lower(word);
        if (in.take('=')) break;
        if (in.take('.')) {
            key += '.';
        } else if (in.take('/')) {
            key += '/';
        } else {
            return std::nullopt;
        }
        if (!in.skip()) return std::nullopt;
    }
    if (!in.skip()) return std::nullopt;
    auto value = in.value();
    if (!value) return std::nullopt;
    return std::pair(std::move(key), std::move(*value));
}

std::optional<AuthResult> read_result(Scanner& in) {
    auto head = read_pair(in);
    if (!head || head->first.find('.') != std::string::npos || !is_keyword(head->second)) return std::nullopt;
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
        if (in.at_end() || in.take(';')) return out;
        auto property = read_pair(in);
        if (!property || out.properties.size() == max_properties) return std::nullopt;
        out.properties.push_back(std::move(*property));
    }
}

/// Reads `authserv-id [version] ;` up to the first result. nullopt: not of that form.
std::optional<std::string> read_authserv_id(Scanner& in) {
    if (!in.skip()) return std::nullopt;
    // Microsoft 365 omits the id and starts with the first result. A missing id is not the same as a wrong one.
    Scanner ahead = in;
    if (!ahead.keyword().empty() && ahead.skip() && ahead.take('=')) return std::string();
    auto id = in.value();
    if (!id || id->empty() || !in.skip()) return std::nullopt;
    if (const auto version = in.keyword(); !version.empty() && version != "1") return std::nullopt;
    if (!in.skip()) return std::nullopt;
    if (!in.take(';') && !in.at_end()) return std::nullopt;
    return id;
}

}  // namespace

std::optional<AuthResults> parse_auth_results(std::string_view value) {
    Scanner in(value);
    auto id = read_authserv_id(in);
    if (!id) return std::nullopt;
    AuthResults out;
    out.authserv_id = std::move(*id);
    for (;;) {
        if (!in.skip()) return std::nullopt;
        if (in.at_end()) return out;
        if (in.take(';')) continue;
        Scanner ahead = in;
        if (ascii::equal(ahead.keyword(), "none") && ahead.skip() && ahead.at_end()) return out;
        auto result = read_result(in);
        if (!result || out.results.size() == max_results) return std::nullopt;
        out.results.push_back(std::move(*result));
    }
}

}  // namespace mail
