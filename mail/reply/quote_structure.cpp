// Decides where an earlier or a forwarded mail begins. One sign never decides for all that follows.
#include "mail/reply/quote_structure.hpp"

#include "mail/reply/answers_inside.hpp"
#include "mail/reply/quote_markers.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

namespace mail::reply {
namespace {

using words::Likeness;

bool contains(const std::vector<std::size_t>& lines, std::size_t i) {
    return std::binary_search(lines.begin(), lines.end(), i);
}

/// A marker, a block or both, and how sure it is that a mail begins there.
struct Head {
    LineRange lines;
    bool original = false;  // "-----Original Message-----"
    bool block = false;     // a header block belongs to it
};

class StructureFinder {
public:
    StructureFinder(const TextSigns& signs, LineKinds kinds, const MailFacts& facts)
        : signs_(signs), kinds_(std::move(kinds)), facts_(facts), bounds_{kinds_.size(), kinds_.size()} {}

    QuoteStructure run() {
        mark_html_attributions();
        mark_attributed_quotes();
        for (std::size_t i = 0; i < kinds_.size() && !done_;)
            i = std::max(i + 1, look_at(i));
        return {std::move(kinds_), bounds_, std::move(mixed_)};
    }

private:
    [[nodiscard]] std::size_t size() const { return kinds_.size(); }
    [[nodiscard]] bool own(std::size_t i) const { return i < size() && kinds_[i] == LineKind::own; }
    [[nodiscard]] bool quoted(std::size_t i) const { return i < size() && kinds_[i] == LineKind::quote; }
    /// The first line from `i` on that shows something is a marked quote.
    [[nodiscard]] bool quote_follows(std::size_t i) const { return quoted(next_shown(kinds_, i)); }

    void mark(std::size_t from, std::size_t to, LineKind kind) {
        for (auto i = from; i < to; ++i) {
            if (kinds_[i] != LineKind::blank) kinds_[i] = kind;
        }
    }

    /// The HTML names an attribution; its text must agree: a number or an address, and a quote below. What the writer typed into
    /// the same container stands on lines of its own.
    void mark_html_attributions() {
        constexpr std::size_t most = 3;
        const auto& named = signs_.html.attribution;
        for (std::size_t n = 0; n < named.size(); ++n) {
            const auto next = n + 1 < named.size() ? named[n + 1] : size();
            auto end = named[n];
            while (end < next && own(end) && end - named[n] < most)
                ++end;
            if (end == named[n] || !quote_follows(end)) continue;
            const bool known = std::any_of(signs_.attributions.begin(), signs_.attributions.end(),
                                           [&](const auto& each) { return each.end() == end; });
            const auto last = signs_.unquoted[end - 1];
            const bool agrees = words::is_dated(last) || last.find('@') != std::string_view::npos;
            if (!known && agrees) mark(end - 1, end, LineKind::attribution);
        }
    }

    /// Notes which quotes have a structure of their own above them.
    void mark_attributed_quotes() {
        attributed_.assign(size(), false);
        const auto note = [&](std::size_t end) {
            const auto after = next_shown(kinds_, end);
            if (quoted(after)) attributed_[after] = true;
        };
        for (const auto& each : signs_.attributions)
            note(each.end());
        for (const auto& each : signs_.blocks)
            note(each.end());
    }

    /// What starts at line `i`. Returns the line at which to go on.
    std::size_t look_at(std::size_t i) {
        const auto kind = kinds_[i];
        has_quote_ = has_quote_ || kind == LineKind::quote;
        // Apple Mail quotes what it forwards; the marker is the first quoted line then.
        const bool first_quoted = kind == LineKind::quote && (i == 0 || kinds_[i - 1] == LineKind::blank);
        if (kind != LineKind::own && !first_quoted) return i;
        if (words::is_forward_marker(signs_.unquoted[i])) return look_at_forward(i);
        if (first_quoted && facts_.answers && has_own_ && words::is_groupwise_marker(signs_.lines[i])) return begin_earlier(i);
        if (first_quoted) return i;
        while (attribution_ < signs_.attributions.size() && signs_.attributions[attribution_].line < i)
            ++attribution_;
        if (attribution_ < signs_.attributions.size() && signs_.attributions[attribution_].line == i) {
            const auto& found = signs_.attributions[attribution_];
            if (const auto next = look_at_attribution(found); next > i) return next;
        }
        if (words::is_reply_marker(signs_.lines[i])) return look_at_reply_marker(i);
        if (const auto head = head_at(i)) return look_at_head(*head);
        has_own_ = true;
        return i;
    }

    std::size_t look_at_forward(std::size_t i) {
        const auto after = next_shown(kinds_, i + 1);
        const auto* block = block_at(signs_.blocks, after);
        // Notes writes "Forwarded by" above what an answer quotes.
        if (facts_.answers && !facts_.forwards && has_own_ && block != nullptr && block->labels() >= 2 &&
            words::names_forwarder(signs_.unquoted[i])) {
            return begin_earlier(i);
        }
        bounds_.forwarded = i;
        done_ = true;
        return i;
    }

    /// A desk's marker: words above it are the answer; with none above it, they stand below.
    std::size_t look_at_reply_marker(std::size_t i) {
        if (has_own_) return facts_.answers ? begin_earlier(i) : i;
        kinds_[i] = LineKind::cut;
        return i;
    }

    /// "He said:" between answers is the person's; above the first quote it may be a program's.
    [[nodiscard]] bool may_be_speech(const Attribution& found) const {
        if (found.likeness != Likeness::weak || !has_quote_) return false;
        for (auto i = found.line; i < found.end(); ++i) {
            if (words::is_dated(signs_.unquoted[i]) || signs_.unquoted[i].find('@') != std::string_view::npos) return false;
        }
        return true;
    }

    std::size_t look_at_attribution(const Attribution& found) {
        if (quote_follows(found.end()) && may_be_speech(found)) return found.line;
        if (quote_follows(found.end())) {
            if (found.words_before) {
                has_own_ = true;
                mixed_.push_back(found.line);
            }
            mark(found.line + (found.words_before ? 1 : 0), found.end(), LineKind::attribution);
            return found.end();
        }
        const bool named = contains(signs_.html.attribution, found.line);
        if (!facts_.answers || !has_own_ || (found.likeness != Likeness::strong && !(named && found.likeness == Likeness::weak)))
            return found.line;
        // A person's "on Monday you wrote:" goes on in the next line; a program's names an address, or an empty line follows.
        bool address = named;
        for (auto i = found.line; i < found.end(); ++i)
            address = address || signs_.unquoted[i].find('@') != std::string_view::npos;
        if (!address && found.end() < size() && kinds_[found.end()] != LineKind::blank) return found.line;
        if (next_shown(kinds_, found.end()) >= size()) return found.line;
        if (belongs_to_later_quote(found.end())) {
            mark(found.line + (found.words_before ? 1 : 0), found.end(), LineKind::attribution);
            return found.end();
        }
        return begin_earlier(found.line + (found.words_before ? 1 : 0));
    }

    /// Marked lines follow further below with no structure of their own: then the unmarked ones before them are the person's.
    [[nodiscard]] bool belongs_to_later_quote(std::size_t from) {
        if (next_quote_ < from || next_quote_ == 0) {
            next_quote_ = from;
            while (next_quote_ < size() && !quoted(next_quote_))
                ++next_quote_;
        }
        return next_quote_ < size() && !attributed_[next_quote_];
    }

    /// The words above line `i` end in a colon: they introduce what follows, such as the head of somebody else's mail.
    [[nodiscard]] bool is_introduced(std::size_t i) const {
        while (i > 0 && kinds_[i - 1] == LineKind::blank)
            --i;
        if (i == 0 || !own(i - 1)) return false;
        return signs_.unquoted[i - 1].ends_with(':') || signs_.unquoted[i - 1].ends_with("：");
    }

    /// A marker or a header block at line `i` that two signs make the head of a mail.
    [[nodiscard]] std::optional<Head> head_at(std::size_t i) const {
        const bool original = words::is_original_marker(signs_.unquoted[i]);
        const bool rule = is_rule(signs_.lines[i]);
        const bool named = contains(signs_.html.rest, i);
        const auto after = next_shown(kinds_, i + 1);
        const auto* block = block_at(signs_.blocks, i);
        auto end = i + 1;
        if (block == nullptr && (original || rule || named)) block = block_at(signs_.blocks, after);
        if (block != nullptr) end = block->end();
        const bool two_fields = block != nullptr && block->from && block->labels() >= 2;
        if (original) return Head{{i, two_fields ? end : i + 1}, true, two_fields};
        const bool from = block != nullptr && block->from;
        if (named && (from || text_agrees(i, after))) return Head{{i, from ? end : i + 1}, false, two_fields};
        if (block == nullptr || !block->heads_mail()) return std::nullopt;
        if (block->line == i && !rule && !block->same_subject && is_introduced(i)) return std::nullopt;
        return Head{{i, end}, false, true};
    }

    /// Below a place that the HTML names stands an attribution, a quote, or fields in a language that is not listed.
    [[nodiscard]] bool text_agrees(std::size_t i, std::size_t after) const {
        const auto is_attribution = [&](std::size_t line) {
            return std::any_of(signs_.attributions.begin(), signs_.attributions.end(),
                               [&](const auto& each) { return each.line == line; });
        };
        if (is_attribution(i) || is_attribution(after) || quote_follows(i + 1)) return true;
        constexpr std::size_t looked_at = 5;
        const auto start = is_rule(signs_.lines[i]) ? after : i;
        std::size_t fields = 0;
        for (auto line = start; line < size() && line < start + looked_at; ++line)
            fields += own(line) && words::may_be_header(signs_.unquoted[line]) ? 1 : 0;
        return fields >= 3;
    }

    std::size_t look_at_head(const Head& head) {
        const auto end = head.lines.to;
        if (facts_.forwards && (head.original || head.block)) {
            bounds_.forwarded = head.lines.from;
            done_ = true;
            return end;
        }
        // In a mail that answers nothing it may be what the mail is about.
        if (!facts_.answers) {
            has_own_ = true;
            return end;
        }
        const bool structured = quote_follows(end);
        if (structured || (has_own_ && belongs_to_later_quote(end))) {
            mark(head.lines.from, end, LineKind::cut);
            return end;
        }
        return begin_earlier(head.lines.from);
    }

    std::size_t begin_earlier(std::size_t i) {
        done_ = true;
        std::string_view above = signs_.lines.all().substr(0, signs_.lines.start(i));
        if (!words::announces_answers_inside(above)) bounds_.earlier = i;
        return i;
    }

    const TextSigns& signs_;
    LineKinds kinds_;
    const MailFacts& facts_;
    Bounds bounds_;
    std::vector<bool> attributed_;  // the first line of a quote with a structure above
    std::vector<std::size_t> mixed_;
    std::size_t attribution_ = 0;  // the next one
    std::size_t next_quote_ = 0;   // the first quoted line behind the last unmarked structure
    bool has_quote_ = false;       // a quote stands above
    bool has_own_ = false;         // the person said something above
    bool done_ = false;
};

}  // namespace

QuoteStructure find_structure(const TextSigns& signs, LineKinds kinds, const MailFacts& facts) {
    return StructureFinder(signs, std::move(kinds), facts).run();
}

}  // namespace mail::reply
