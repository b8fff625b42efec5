// Puts the parts of an answer together, and the questions above the answers that were typed between them.
#include "workflow/inbound/quote_context.hpp"

#include "workflow/text/text.hpp"

#include <algorithm>
#include <utility>

namespace workflow::quotes {

namespace {

constexpr std::size_t longest_context = 160;  // bytes
constexpr std::size_t least_wrapped = 30;     // bytes: a shorter line was not wrapped
constexpr std::size_t context_lines = 4;      // a sentence that was wrapped

/// "2. Repair it", "- yes": it begins here, and goes on from no line above.
bool begins_item(std::string_view body) {
    body = text::trim(body);
    const auto digits = std::min(body.find_first_not_of("0123456789"), body.size());
    if (digits == 0) return body.starts_with("- ") || body.starts_with("* ");
    return digits <= 2 && digits < body.size() && (body[digits] == '.' || body[digits] == ')');
}

/// The last sentence that ends with the proven line `i`.
std::string context_at(const Lines& lines, const Fates& fates, std::size_t i) {
    std::string joined;
    for (std::size_t n = 0; n < context_lines && joined.size() < longest_context; ++n) {
        const std::string part = text::squeezed(text::cut(lines.body(i), longest_context * 4));
        joined = joined.empty() ? part : part + " " + joined;
        if (i == 0 || begins_item(lines.body(i)) || !lines.adjoins(i) || lines.body(i - 1).size() < least_wrapped ||
            fates[i - 1] != LineFate::cut || lines[i - 1].depth != lines[i].depth)
            break;
        --i;
    }
    std::size_t begin = 0;
    for (std::size_t at = 0; at + 2 < joined.size(); ++at) {
        const char c = joined[at];
        const bool numbered = at < 3 && at > 0 && text::is_digit(joined[at - 1]);  // "2. Repair it"
        if ((c == '.' || c == '?' || c == '!' || c == ':') && joined[at + 1] == ' ' && !numbered) begin = at + 2;
    }
    joined.erase(0, begin);
    if (joined.size() <= longest_context) return joined;
    std::size_t from = joined.find(' ', joined.size() - longest_context);
    if (from == std::string::npos) return std::string(text::cut(joined, longest_context)) + "…";
    return "…" + joined.substr(from);
}

class Divider {
public:
    Divider(const Lines& lines, const Fates& fates) : lines_(lines), fates_(fates) {
        bool proven = false;
        // An answer stands inline when a proven line follows; the last one does when another answer did.
        proven_below_.resize(lines.size());
        for (std::size_t i = lines.size(); i-- > 0;) {
            proven_below_[i] = proven;
            proven = proven || is_proven(i);
        }
    }

    ProvenText run() {
        ProvenText out;
        out.fates.assign(lines_.text_lines(), LineFate::own);
        LineFate last = LineFate::own;
        std::size_t number = 0;
        for (std::size_t i = 0; i < lines_.size(); ++i) {
            const LineFate fate = fates_[i];
            const bool blank_above = lines_[i].number > number;
            // Blank lines between go with what is above.
            std::fill(out.fates.begin() + static_cast<std::ptrdiff_t>(number), out.fates.begin() + lines_[i].number, last);
            number = lines_[i].number;
            out.fates[number++] = fate;
            std::string& part = part_of(out, fate);
            if (!part.empty() && (blank_above || (i > 0 && fates_[i - 1] != fate))) part += '\n';
            if (fate == LineFate::own) add_context(part, i);
            part.append(lines_.whole(i)) += '\n';
            if (fate == LineFate::cut) ++out.left_out_lines;
            last = fate;
        }
        std::fill(out.fates.begin() + static_cast<std::ptrdiff_t>(std::min(number, out.fates.size())), out.fates.end(),
                  lines_.rest().empty() ? last : LineFate::own);
        out.shown += lines_.rest();
        for (std::string* part : {&out.shown, &out.folded, &out.signature, &out.cut})
            if (part->ends_with('\n')) part->pop_back();
        return out;
    }

private:
    [[nodiscard]] bool is_proven(std::size_t i) const {
        return fates_[i] == LineFate::cut && !lines_[i].nothing && lines_[i].words > 0;
    }

    static std::string& part_of(ProvenText& out, LineFate fate) {
        switch (fate) {
            case LineFate::own:
                return out.shown;
            case LineFate::folded:
                return out.folded;
            case LineFate::signature:
                return out.signature;
            case LineFate::cut:
                break;
        }
        return out.cut;
    }

    void add_context(std::string& shown, std::size_t i) {
        const std::size_t above = lines_.shown_before(i);
        if (above >= lines_.size() || !is_proven(above) || (!proven_below_[i] && !answered_inline_)) return;
        if (!answered_above_heading(above)) return;
        const std::string context = context_at(lines_, fates_, above);
        if (context.empty()) return;
        answered_inline_ = true;
        shown.append("> ").append(context) += '\n';
    }

    /// A heading above is no question.
    [[nodiscard]] bool answered_above_heading(std::size_t above) const { return lines_[above].inner; }

    const Lines& lines_;
    const Fates& fates_;
    std::vector<bool> proven_below_;
    bool answered_inline_ = false;
};

}  // namespace

ProvenText divided(const Lines& lines, const Fates& fates) {
    return Divider(lines, fates).run();
}

}  // namespace workflow::quotes
