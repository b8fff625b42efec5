// Cuts the text a person wrote from what they quoted, signed and disclaimed.
#include "mail/reply/reply_extractor.hpp"

#include "mail/mime/address_list.hpp"
#include "config/base/ascii.hpp"
#include "mail/encoding/lines.hpp"
#include "mail/reply/attribution_phrases.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace mail {
namespace {

enum class Sort : std::uint8_t {
    own,  // the person's words, as far as is known
    blank,
    quote,        // starts with >
    attribution,  // "On … wrote:", before a quote
    signature,
    cut,  // all of the earlier mail, or a notice at the end
};

struct Row {
    std::uint32_t from = 0;
    Sort sort = Sort::own;
};

constexpr auto npos = std::string_view::npos;

bool is_quoted(std::string_view line) {
    // Up to two blanks before the mark, as some clients wrap.
    for (std::size_t i = 0; i < line.size() && i < 3; ++i) {
        if (line[i] == '>') return true;
        if (line[i] != ' ') break;
    }
    return line.starts_with("＞");
}

/// More levels of `>` than any thread of answers has.
bool is_deep_quote(std::string_view line) {
    constexpr std::size_t deepest = 100;
    std::size_t marks = 0;
    for (std::size_t i = 0; i < line.size() && marks <= deepest && (line[i] == '>' || line[i] == ' '); ++i)
        marks += line[i] == '>' ? 1 : 0;
    return marks > deepest;
}

class ReplyExtractor {
public:
    ReplyExtractor(std::string_view text, const ReplyContext& context) : text_(text), context_(context) {}

    CutReply run() {
        split();
        mark_pgp();
        find_end();
        mark_attributions();
        mark_signatures();
        mark_tail();
        mark_leading_quote();
        keep_something();
        return collect();
    }

private:
    [[nodiscard]] std::string_view line(std::size_t i) const {
        const auto from = rows_[i].from;
        const auto to = i + 1 < rows_.size() ? rows_[i + 1].from : text_.size();
        auto out = text_.substr(from, to - from);
        if (out.ends_with('\n')) out.remove_suffix(1);
        return out;
    }

    void split() {
        LineReader lines(text_);
        while (const auto each = lines.next()) {
            Row row{static_cast<std::uint32_t>(each->from), Sort::own};
            if (ascii::trim(each->text).empty()) {
                row.sort = Sort::blank;
            } else if (is_quoted(each->text)) {
                row.sort = Sort::quote;
                deep_ = deep_ || is_deep_quote(each->text);
            }
            rows_.push_back(row);
        }
        end_ = rows_.size();
    }

    /// The lines of an attribution that starts at `i`, which a client may have wrapped; 0: there is none.
    [[nodiscard]] std::size_t attribution_at(std::size_t i, words::Likeness& likeness) const {
        if (rows_[i].sort != Sort::own || !words::may_begin_attribution(line(i))) return 0;
        std::string joined;
        std::size_t weak = 0;  // the lines of a weak one that no quote follows; with one more line it may be strong
        for (std::size_t n = 0; n < 4 && i + n < rows_.size(); ++n) {
            const auto part = ascii::trim(line(i + n));
            if (part.empty() || rows_[i + n].sort != Sort::own || joined.size() + part.size() > 400) break;
            if (n > 0) joined += ' ';
            joined.append(part);
            const auto found = words::attribution_likeness(joined);
            // Numbers and a colon alone are a date in one line, not in several.
            if (found == words::Likeness::none || (found == words::Likeness::guess && n > 0)) continue;
            likeness = found;
            const auto after = next_shown(i + n + 1);
            if (found == words::Likeness::strong || (after < rows_.size() && rows_[after].sort == Sort::quote)) return n + 1;
            if (weak == 0) weak = n + 1;
        }
        likeness = weak == 0 ? words::Likeness::none : words::Likeness::weak;
        return weak;
    }

    /// A block of header lines: "From: … Sent: … To: … Subject: …"; the count of lines, 0 when there are too few fields.
    [[nodiscard]] std::size_t header_block_at(std::size_t i, std::size_t wanted) const {
        constexpr std::size_t longest = 14;
        std::string_view value;
        const auto first = words::header_word(line(i), value);
        if (first == words::HeaderWord::none || first == words::HeaderWord::other) return 0;
        unsigned seen = 0;
        std::size_t n = 0;
        std::size_t blanks = 0;
        for (; n < longest && i + n < rows_.size(); ++n) {
            const auto text = line(i + n);
            if (text.find_first_not_of("> \t\r") == npos) {
                // Some clients put an empty line between all fields.
                if (++blanks > 1 && n > blanks * 2) break;
                if (i + n + 1 < rows_.size() && words::header_word(line(i + n + 1), value) != words::HeaderWord::none) continue;
                break;
            }
            const auto word = words::header_word(text, value);
            if (word == words::HeaderWord::none && n == 0) return 0;
            if (word != words::HeaderWord::none) seen |= 1U << static_cast<unsigned>(word);
            // Else a long To list goes on.
        }
        const auto has = [&](words::HeaderWord word) { return (seen & (1U << static_cast<unsigned>(word))) != 0; };
        std::size_t count = 0;
        for (const auto word :
             {words::HeaderWord::from, words::HeaderWord::date, words::HeaderWord::to, words::HeaderWord::subject}) {
            if (has(word)) ++count;
        }
        return has(words::HeaderWord::from) && count >= wanted ? n : 0;
    }

    [[nodiscard]] std::size_t next_shown(std::size_t i) const {
        while (i < rows_.size() && rows_[i].sort == Sort::blank)
            ++i;
        return i;
    }

    static bool is_rule(std::string_view text) {
        text = ascii::trim(text);
        return text.size() >= 5 && text.find_first_not_of("-_=* ") == npos &&
               text.size() - static_cast<std::size_t>(std::count(text.begin(), text.end(), ' ')) >= 5;
    }

    /// Sets end_: from there on all is the earlier mail; or forward_: from there on all is a forwarded one, and stays.
    void find_end() {
        std::size_t mark = 0;
        const bool forwards = words::is_forward_subject(context_.subject);
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            bool marked = false;
            while (mark < context_.marks.size() && context_.marks[mark].offset <= rows_[i].from) {
                marked = marked || context_.marks[mark].kind == QuoteMark::Kind::rest;
                if (context_.marks[mark].kind == QuoteMark::Kind::attribution) html_attribution_.push_back(i);
                if (context_.marks[mark].kind == QuoteMark::Kind::signature) html_signature_.push_back(i);
                ++mark;
            }
            // Apple Mail quotes what it forwards; the marker is the first quoted line then.
            const bool first_quoted = rows_[i].sort == Sort::quote && (i == 0 || rows_[i - 1].sort == Sort::blank);
            if (rows_[i].sort != Sort::own && !first_quoted) continue;
            if (words::is_forward_marker(line(i))) {
                forward_ = i;
                end_ = rows_.size();
                return;
            }
            if (words::is_groupwise_marker(line(i))) {
                end_ = i;
                return;
            }
            if (first_quoted) continue;
            if (words::is_reply_marker(line(i))) {
                end_ = i;
                return;
            }
            const bool original = words::is_original_marker(line(i));
            const auto after = next_shown(i + 1);
            std::size_t block = i;
            if ((original || is_rule(line(i))) && after < rows_.size() && header_block_at(after, 2) > 0) {
                block = after;
            } else if (!original && !marked && header_block_at(i, 3) == 0) {
                continue;
            }
            if (forwards && (original || header_block_at(next_shown(block), 2) > 0)) {
                forward_ = i;
                end_ = rows_.size();
                return;
            }
            // A header block alone in a mail that answers nothing may be what it is about.
            if (!original && !marked && !context_.is_reply && !words::is_reply_subject(context_.subject) && !is_rule(line(i)))
                continue;
            end_ = i;
            return;
        }
    }

    void mark_attributions() {
        const auto stop = forward_ < rows_.size() ? forward_ : end_;
        auto last_quote = stop;
        while (last_quote > 0 && rows_[last_quote - 1].sort != Sort::quote)
            --last_quote;
        for (const auto i : html_attribution_) {
            if (i < stop && rows_[i].sort == Sort::own) rows_[i].sort = Sort::attribution;
        }
        // Without quote marks below, it counts when the mail answers another and says something before: the rest is the earlier
        // mail then.
        const bool answers = context_.is_reply || words::is_reply_subject(context_.subject);
        bool own_before = false;
        for (std::size_t i = 0; i < stop; ++i) {
            if (rows_[i].sort != Sort::own) continue;
            auto likeness = words::Likeness::none;
            const auto count = attribution_at(i, likeness);
            const auto after = next_shown(i + count);
            const bool quotes = after < stop && rows_[after].sort == Sort::quote;
            const bool counts = quotes || (answers && own_before && likeness == words::Likeness::strong);
            if (count == 0 || i + count > stop || !counts) {
                own_before = true;
                continue;
            }
            for (std::size_t n = 0; n < count; ++n)
                rows_[i + n].sort = Sort::attribution;
            if (!quotes && forward_ == npos && i >= last_quote) {
                end_ = i;
                for (std::size_t n = 0; n < count; ++n)
                    rows_[i + n].sort = Sort::own;
                return;
            }
            i += count - 1;
        }
    }

    /// "-- " and what follows, up to a quote; a separator without its blank counts too when little follows.
    void mark_signatures() {
        constexpr std::size_t max_lines = 15;
        const auto stop = std::min(end_, forward_);
        bool own_before = false;
        for (std::size_t i = 0; i < stop; ++i) {
            if (rows_[i].sort != Sort::own) continue;
            const auto text = line(i);
            const bool named = std::binary_search(html_signature_.begin(), html_signature_.end(), i);
            const bool exact = text == "-- " || text == "--\xc2\xa0" || named;
            const bool loose = ascii::trim_right(text) == "--" || ascii::trim_right(text) == "—";
            if (!own_before || !(exact || loose)) {
                own_before = own_before || !(exact || loose);
                continue;
            }
            auto last = i;
            const auto limit = exact ? stop : std::min(stop, i + max_lines + 2);
            while (last + 1 < limit && rows_[last + 1].sort != Sort::quote && rows_[last + 1].sort != Sort::attribution)
                ++last;
            if (!exact && last - i > max_lines) continue;
            for (auto n = i; n <= last; ++n)
                rows_[n].sort = Sort::signature;
            i = last;
        }
    }

    /// From the end backwards: quotes with their attributions, signatures, what a device added, notices.
    void mark_tail() {
        auto stop = std::min(end_, forward_);
        const auto disclaimer = find_disclaimer(stop);
        for (auto i = disclaimer; i < stop; ++i)
            rows_[i].sort = Sort::cut;
        bool cut = stop < rows_.size();
        for (tail_ = stop; tail_ > 0; --tail_) {
            const auto sort = rows_[tail_ - 1].sort;
            const auto text = line(tail_ - 1);
            // A rule above what was cut goes with it.
            if (sort == Sort::own && !words::is_device_signature(text) && !(cut && is_rule(text))) break;
            cut = cut || sort != Sort::blank;
        }
    }

    /// A confidentiality notice that the text ends in; `stop` when there is none.
    [[nodiscard]] std::size_t find_disclaimer(std::size_t stop) const {
        bool own_before = false;
        for (std::size_t i = 0; i < stop; ++i) {
            if (rows_[i].sort == Sort::quote || rows_[i].sort == Sort::attribution) return stop;
            if (rows_[i].sort != Sort::own) continue;
            // It starts a paragraph.
            const bool first = i > 0 && (rows_[i - 1].sort != Sort::own || is_rule(line(i - 1)));
            if (own_before && first && (words::opens_disclaimer(line(i)) || is_list_footer(i, stop))) return i;
            own_before = true;
        }
        return stop;
    }

    /// A rule and, below it, what a mailing list adds to each mail, up to the end.
    [[nodiscard]] bool is_list_footer(std::size_t i, std::size_t stop) const {
        constexpr std::size_t longest = 8;
        if (!is_rule(line(i)) || i + 1 >= stop || stop - i > longest) return false;
        return words::names_list(line(i + 1));
    }

    /// What PGP puts around a text that is signed in place.
    void mark_pgp() {
        bool head = false;
        bool tail = false;
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            const auto text = line(i);
            if (text.starts_with("-----BEGIN PGP SIGNED MESSAGE-----")) head = true;
            if (text.starts_with("-----BEGIN PGP SIGNATURE-----")) tail = true;
            if ((head && rows_[i].sort == Sort::own) || (tail && rows_[i].sort != Sort::quote)) rows_[i].sort = Sort::cut;
            if (rows_[i].sort == Sort::blank) head = false;
            if (text.starts_with("-----END PGP SIGNATURE-----")) tail = false;
        }
    }

    /// Bottom posting: one quote, then the answer. With several, the answers stand between them and need them.
    void mark_leading_quote() {
        std::size_t i = 0;
        bool any = false;
        while (i < tail_ && rows_[i].sort != Sort::own && rows_[i].sort != Sort::signature) {
            any = any || rows_[i].sort == Sort::quote;
            ++i;
        }
        if (!any || i >= tail_) return;
        const auto more =
            std::any_of(rows_.begin() + static_cast<std::ptrdiff_t>(i), rows_.begin() + static_cast<std::ptrdiff_t>(tail_),
                        [](const Row& row) { return row.sort == Sort::quote; });
        if (more) return;
        for (std::size_t n = 0; n < i; ++n)
            rows_[n].sort = Sort::cut;
    }

    [[nodiscard]] bool is_kept(std::size_t i) const {
        if (forward_ < rows_.size() && i >= forward_) return true;
        if (forward_ < rows_.size() && rows_[i].sort == Sort::blank) return true;
        if (i >= std::min(end_, tail_)) return false;
        return rows_[i].sort != Sort::cut && rows_[i].sort != Sort::signature;
    }

    /// A mail that answers nothing and would be empty is shown whole.
    void keep_something() {
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            if (is_kept(i) && rows_[i].sort != Sort::blank) return;
        }
        if (context_.is_reply || words::is_reply_subject(context_.subject)) return;
        for (auto& row : rows_)
            row.sort = row.sort == Sort::blank ? Sort::blank : Sort::own;
        end_ = tail_ = rows_.size();
    }

    CutReply collect() {
        CutReply out;
        const auto size = [&](std::size_t i) {
            return (i + 1 < rows_.size() ? rows_[i + 1].from : static_cast<std::uint32_t>(text_.size())) - rows_[i].from;
        };
        std::size_t kept = 0;
        for (std::size_t i = 0; i < rows_.size(); ++i)
            kept += is_kept(i) ? size(i) : 0;
        out.reply.reserve(kept);
        out.quoted.reserve(text_.size() - kept);
        for (std::size_t i = 0; i < rows_.size(); ++i)
            (is_kept(i) ? out.reply : out.quoted).append(text_.substr(rows_[i].from, size(i)));
        const auto tidy = [](std::string& text) {
            text.resize(ascii::trim_right(text).size());
            const auto first = text.find_first_not_of('\n');
            if (first != npos && first > 0) text.erase(0, first);
        };
        tidy(out.reply);
        tidy(out.quoted);
        if (forward_ < rows_.size()) out.forwarded = read_forwarded();
        out.deep = deep_;
        return out;
    }

    /// The fields at the head of the forwarded mail, and its text.
    [[nodiscard]] Forwarded read_forwarded() const {
        Forwarded out;
        auto i = forward_;
        std::string_view value;
        if (words::header_word(line(i), value) == words::HeaderWord::none) {
            ++i;
            while (i < rows_.size() && line(i).find_first_not_of("> \t\r") == npos)
                ++i;
        }
        const auto block = i < rows_.size() ? header_block_at(i, 1) : 0;
        for (const auto last = i + block; i < last; ++i) {
            const auto word = words::header_word(line(i), value);
            if (word == words::HeaderWord::subject && out.subject.empty()) out.subject = value;
            if (word != words::HeaderWord::from || !out.from.address.empty()) continue;
            const auto list = parse_addresses(value);
            if (!list.empty()) out.from = list.front();
        }
        std::string text;
        for (; i < rows_.size(); ++i) {
            auto each = line(i);
            if (rows_[forward_].sort == Sort::quote && each.starts_with('>')) each.remove_prefix(each.starts_with("> ") ? 2 : 1);
            text.append(each).append("\n");
        }
        out.text = ascii::trim(text);
        return out;
    }

    std::string_view text_;
    const ReplyContext& context_;
    std::vector<Row> rows_;
    std::vector<std::size_t> html_attribution_;
    std::vector<std::size_t> html_signature_;
    bool deep_ = false;
    std::size_t end_ = 0;         // lines from here on are the earlier mail
    std::size_t tail_ = 0;        // own lines end here
    std::size_t forward_ = npos;  // lines from here on are a forwarded mail
};

}  // namespace

CutReply cut_reply(std::string_view text, const ReplyContext& context) {
    return ReplyExtractor(text, context).run();
}

}  // namespace mail
