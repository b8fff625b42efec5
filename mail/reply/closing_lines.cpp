// Finds what stands below a person's words and is not theirs: signatures, notices, list footers, the lines of devices, and the
// quote above them. Walks from the end of the text upwards and stops at the first line that may be the person's.
#include "mail/reply/closing_lines.hpp"

#include "config/base/ascii.hpp"
#include "mail/reply/quote_markers.hpp"
#include "mail/reply/signature_phrases.hpp"
#include "mail/reply/unquoted_lines.hpp"

#include <algorithm>
#include <array>

namespace mail::reply {
namespace {

bool is_quoting(LineKind kind) {
    return kind == LineKind::quote || kind == LineKind::attribution;
}

bool is_exact_separator(std::string_view line) {
    return line == "-- " || line == "-- \r" || line == "--\xc2\xa0";
}

bool is_separator(std::string_view line) {
    return is_exact_separator(line) || ascii::trim_right(line) == "--" || ascii::trim_right(line) == "—";
}

/// A rule of any length, as lists set above their footers.
bool divides(std::string_view line) {
    line = ascii::trim(line);
    return line.size() >= 2 && line.find_first_not_of("-_=*~# ") == std::string_view::npos;
}

/// "PS: …" below a signature is the person's again.
bool is_postscript(std::string_view line) {
    constexpr auto openings =
        std::to_array<std::string_view>({"ps:", "ps ", "p.s.", "p.s ", "p. s.", "p.p.s", "pps", "nb:", "n.b."});
    line = ascii::trim_left(line);
    return std::any_of(openings.begin(), openings.end(), [&](auto each) { return ascii::starts_with(line, each); });
}

/// "Confidentiality notice:", alone on its line.
bool is_notice_heading(std::string_view line) {
    constexpr int most_blanks = 3;
    line = bare_text(line);
    const auto colon = line.find(':');
    const bool alone = colon == std::string_view::npos || colon + 1 == line.size();
    return alone && std::count(line.begin(), line.end(), ' ') <= most_blanks && words::opens_disclaimer(line);
}

class Closer {
public:
    Closer(const Lines& lines, LineKinds kinds, const ClosingRules& rules)
        : lines_(lines), kinds_(std::move(kinds)), rules_(rules), end_(rules.stop), took_(rules.stop < lines.size()) {}

    LineKinds run() {
        constexpr int most_steps = 200;
        for (int steps = 0; steps < most_steps; ++steps) {
            skip_blanks();
            if (end_ == 0 || !take_something()) break;
        }
        return std::move(kinds_);
    }

private:
    bool take_something() {
        return take_quote() || take_footer() || take_device() || take_notices() || take_signature() || take_rule() ||
               pass_closing();
    }

    void skip_blanks() {
        const auto passed = [](LineKind kind) {
            return kind == LineKind::blank || kind == LineKind::cut || kind == LineKind::notice || kind == LineKind::signature;
        };
        while (end_ > 0 && passed(kinds_[end_ - 1]))
            --end_;
    }

    [[nodiscard]] bool own(std::size_t i) const { return kinds_[i] == LineKind::own; }

    /// Marks the lines from `from` to the end of what is left.
    bool take(std::size_t from, LineKind kind) {
        for (auto i = from; i < end_; ++i) {
            if (kinds_[i] != LineKind::blank) kinds_[i] = kind;
        }
        end_ = from;
        took_ = true;
        last_taken_ = kind;
        return true;
    }

    /// The first line of the paragraph that ends at the end of what is left.
    [[nodiscard]] std::size_t paragraph(std::size_t end) const {
        while (end > 0 && own(end - 1))
            --end;
        return end;
    }

    /// A quote goes with the attribution above it; in an answer the last one goes without, too, when no words introduce it.
    bool take_quote() {
        auto i = end_;
        while (i > 0 && (is_quoting(kinds_[i - 1]) || kinds_[i - 1] == LineKind::blank) &&
               !(i < end_ && kinds_[i - 1] != LineKind::quote && kinds_[i] == LineKind::attribution))
            --i;
        while (i < end_ && kinds_[i] == LineKind::blank)
            ++i;
        if (i == end_) return false;
        const bool attributed =
            std::find(kinds_.begin() + static_cast<std::ptrdiff_t>(i), kinds_.begin() + static_cast<std::ptrdiff_t>(end_),
                      LineKind::attribution) != kinds_.begin() + static_cast<std::ptrdiff_t>(end_);
        if (!attributed) {
            const bool alone = std::none_of(kinds_.begin(), kinds_.begin() + static_cast<std::ptrdiff_t>(i),
                                            [](LineKind kind) { return kind == LineKind::own; });
            if (!rules_.answers || (took_quote_ && !alone) || (!alone && is_introduced(i))) return false;
        }
        took_quote_ = true;
        return take(i, LineKind::cut);
    }

    /// The words above line `i` end in a colon.
    [[nodiscard]] bool is_introduced(std::size_t i) const {
        while (i > 0 && kinds_[i - 1] == LineKind::blank)
            --i;
        if (i == 0 || !own(i - 1) || std::binary_search(rules_.mixed.begin(), rules_.mixed.end(), i - 1)) return false;
        const auto text = bare_text(lines_[i - 1]);
        return text.ends_with(':') || text.ends_with("：");
    }

    /// A rule and, below it, what a mailing list adds to each mail, up to the end.
    bool take_footer() {
        constexpr std::size_t longest = 12;
        constexpr std::size_t names_within = 4;
        for (std::size_t n = 1; n <= longest && n <= end_; ++n) {
            const auto i = end_ - n;
            if (is_quoting(kinds_[i])) return false;
            if (!own(i) || !divides(lines_[i])) continue;
            bool named = false;
            for (auto below = i + 1; below < end_ && below <= i + names_within; ++below)
                named = named || words::names_list(lines_[below]);
            return named && take(i, LineKind::notice);
        }
        return false;
    }

    /// Paragraphs that speak like notices, from one that opens as a notice on. Nothing goes when none stands above them.
    bool take_notices() {
        constexpr std::size_t most = 8;
        constexpr std::size_t shortest = 36;  // bytes; no notice says it in less
        auto from = end_;
        auto top = end_;
        for (std::size_t n = 0; n < most; ++n) {
            while (from > 0 && kinds_[from - 1] == LineKind::blank)
                --from;
            const auto begin = paragraph(from);
            if (begin == from) break;
            const auto text = lines_.all().substr(lines_.start(begin), end_of(from - 1) - lines_.start(begin));
            if (text.size() < shortest) {
                if (top < end_ && from - begin == 1 && is_notice_heading(text)) top = begin;
                break;
            }
            const int legal = words::count_legal_words(text);
            auto first = begin;
            while (first < from && is_rule(lines_[first]))
                ++first;
            const bool opens = first < from && words::opens_disclaimer(lines_[first]);
            if (legal < 1 || (!opens && legal < 2)) break;
            if (opens && (legal > 1 || words::names_mail(lines_[first]))) top = begin;
            from = begin;
        }
        if (top == end_ || !has_own_before(top)) return false;
        return take(top, LineKind::notice);
    }

    [[nodiscard]] std::size_t end_of(std::size_t line) const { return lines_.start(line) + lines_.whole(line).size(); }

    [[nodiscard]] bool has_own_before(std::size_t i) const {
        return std::any_of(kinds_.begin(), kinds_.begin() + static_cast<std::ptrdiff_t>(i),
                           [](LineKind kind) { return kind != LineKind::blank; });
    }

    /// A device's line that stands alone: an empty line or a rule above it, or a quote that went right below it.
    bool take_device() {
        const auto i = end_ - 1;
        if (!own(i) || !words::is_device_signature(lines_[i])) return false;
        const bool alone = i == 0 || took_ || kinds_[i - 1] != LineKind::own || is_rule(lines_[i - 1]) ||
                           is_separator(lines_[i - 1]) || words::is_device_signature(lines_[i - 1]);
        return alone && take(i, LineKind::signature);
    }

    /// A separator and a short block up to the end.
    bool take_signature() {
        constexpr std::size_t longest = 16;
        constexpr std::size_t longest_loose = 12;
        for (std::size_t n = 1; n <= longest && n <= end_; ++n) {
            const auto i = end_ - n;
            if (is_quoting(kinds_[i])) return false;
            if (!own(i) || !is_separator(lines_[i])) continue;
            const bool exact = is_exact_separator(lines_[i]);
            return (exact || n <= longest_loose) && separates_signature(i, exact) && take_signature_lines(i, signature_end(i));
        }
        return false;
    }

    /// Takes the signature from line `from` to before `to`. False: a postscript stands below it and stays.
    bool take_signature_lines(std::size_t from, std::size_t to) {
        if (to == end_) return take(from, LineKind::signature);
        for (auto i = from; i < to; ++i) {
            if (kinds_[i] != LineKind::blank) kinds_[i] = LineKind::signature;
        }
        return false;
    }

    [[nodiscard]] std::size_t signature_end(std::size_t from) const {
        for (auto i = from + 2; i < end_; ++i) {
            if (own(i) && !own(i - 1) && is_postscript(lines_[i])) return i;
        }
        return end_;
    }

    /// Lines of dashes between sections, and the output of tools with "--" at its begins, are no signatures.
    [[nodiscard]] bool separates_signature(std::size_t i, bool exact) const {
        constexpr std::size_t looked_at = 60;
        if (!has_own_before(i)) return false;
        const auto dashed = [&](std::size_t line) { return lines_[line].starts_with("--") && lines_[line].size() > 3; };
        if ((i > 0 && dashed(i - 1)) || (i + 1 < end_ && dashed(i + 1))) return false;
        std::size_t others = 0;
        for (auto n = i > looked_at ? i - looked_at : 0; n < i; ++n)
            others += own(n) && is_separator(lines_[n]) ? 1 : 0;
        if (others > (exact ? 1U : 0U)) return false;
        // A question is asked above a signature, not in it.
        const auto last = bare_text(lines_[end_ - 1]);
        return !last.ends_with('?') && !last.ends_with("？");
    }

    /// A rule above what went goes with it.
    bool take_rule() { return took_ && own(end_ - 1) && is_rule(lines_[end_ - 1]) && take(end_ - 1, last_taken_); }

    /// A greeting with a name right below a quote: it stays, and the quote above it is looked at.
    bool pass_closing() {
        constexpr std::size_t most_lines = 3;
        constexpr std::size_t longest = 40;
        if (passed_closing_) return false;
        auto i = end_;
        std::size_t shown = 0;
        while (i > 0 && (own(i - 1) || kinds_[i - 1] == LineKind::blank)) {
            if (own(i - 1) && (++shown > most_lines || bare_text(lines_[i - 1]).size() > longest)) return false;
            --i;
        }
        const auto first = next_shown(kinds_, i);
        if (i == 0 || first >= end_ || !words::is_closing(lines_[first])) return false;
        // Something is said above the quote, else the greeting belongs to the answer.
        if (std::none_of(kinds_.begin(), kinds_.begin() + static_cast<std::ptrdiff_t>(i),
                         [](LineKind kind) { return kind == LineKind::own; }))
            return false;
        passed_closing_ = true;
        end_ = i;
        return true;
    }

    const Lines& lines_;
    LineKinds kinds_;
    const ClosingRules& rules_;
    std::size_t end_;
    bool took_;  // something stood below and went
    LineKind last_taken_ = LineKind::cut;
    bool took_quote_ = false;
    bool passed_closing_ = false;
};

}  // namespace

LineKinds mark_closings(const Lines& lines, LineKinds kinds, const HtmlLines& html, const ClosingRules& rules) {
    for (const auto& [from, to] : html.signature) {
        for (auto i = from; i < std::min(to, rules.stop); ++i) {
            if (kinds[i] == LineKind::own) kinds[i] = LineKind::signature;
        }
    }
    return Closer(lines, std::move(kinds), rules).run();
}

std::size_t closing_start(const LineKinds& kinds) {
    auto out = kinds.size();
    for (auto i = kinds.size(); i > 0; --i) {
        const auto kind = kinds[i - 1];
        if (kind == LineKind::blank) continue;
        if (kind != LineKind::signature && kind != LineKind::notice) return out;
        out = i - 1;
    }
    return kinds.size();
}

}  // namespace mail::reply
