// Cuts from an answer what its ticket holds, and nothing else.
#include "workflow/inbound/quote_proof.hpp"

#include "workflow/inbound/quote_context.hpp"
#include "workflow/inbound/quote_fact_sheet.hpp"
#include "workflow/inbound/quote_fold.hpp"
#include "workflow/inbound/quote_lines.hpp"
#include "workflow/inbound/quote_marks.hpp"
#include "workflow/inbound/quote_structure.hpp"
#include "workflow/inbound/quote_walk.hpp"
#include "workflow/text/text.hpp"

#include <algorithm>

namespace workflow {

namespace {

using namespace quotes;

constexpr std::size_t least_wrapped = 62;  // characters of a line behind which a program wraps
constexpr std::size_t most_forward_words = 8;
constexpr std::size_t most_lines_above = 5000;  // among which a mark of a forwarded mail is looked for

/// The first structure that opens a quote without marks; from its line on, all lines may go.
std::size_t first_open(const Lines& lines, std::span<const Structure> structures) {
    for (const Structure& each : structures)
        if (each.counts && !each.marked && (each.count == 0 || lines[each.first].depth == 0)) return each.first;
    return lines.size();
}

/// The line begins with the word that no longer fitted into the line above.
bool is_wrapped_end(const Lines& lines, std::size_t i) {
    if (!lines.adjoins(i) || lines[i].depth > 0 || lines[i].words == 0) return false;
    const std::string_view first = text::trim(lines.whole(i));
    return lines.whole(i - 1).size() + std::min(first.find(' '), first.size()) > least_wrapped;
}

/// What may go above the first open quote: marked lines, what wrapping pushed out of them, and structures.
Region marked_region(const Lines& lines, std::span<const Structure> structures, std::size_t open) {
    Region out;
    out.stubs.resize(lines.size());
    auto next = structures.begin();
    for (std::size_t i = 0; i < open; ++i) {
        while (next != structures.end() && next->first + std::max<std::size_t>(next->count, 1) <= i)
            ++next;
        const bool in_structure = next != structures.end() && next->first <= i && next->count > 0;
        // A long line that was wrapped several times has its mark in the first only.
        const bool wrapped = i > 0 && (lines[i - 1].depth > 0 || (i > 1 && out.stubs[i - 2])) && is_wrapped_end(lines, i);
        if (wrapped) out.stubs[i - 1] = true;
        if (lines[i].depth > 0 || wrapped || in_structure) out.lines.push_back(static_cast<std::uint32_t>(i));
    }
    return out;
}

Region open_region(const Lines& lines, std::size_t open) {
    Region out;
    out.stubs.resize(lines.size());
    for (std::size_t i = open; i < lines.size(); ++i)
        out.lines.push_back(static_cast<std::uint32_t>(i));
    return out;
}

/// Below a mark of a forwarded mail that the writer made, nothing goes.
void keep_forwarded(const Lines& lines, std::span<const mail::QuoteCandidate> candidates, std::size_t open, Fates& fates) {
    std::vector<bool> forward(lines.size());
    for (const mail::QuoteCandidate& candidate : candidates)
        if (const auto i = lines.at_number(candidate.line);
            candidate.kind == mail::QuoteCandidate::Kind::forward && i < lines.size())
            forward[i] = true;
    const std::size_t end = std::min({lines.size(), open + 3, most_lines_above});
    for (std::size_t i = 0; i < end; ++i) {
        if (fates[i] != LineFate::own || lines[i].depth > 0) continue;
        if (!forward[i] && (lines[i].words >= most_forward_words || !is_forward_marker(lines.whole(i)))) continue;
        std::fill(fates.begin() + static_cast<std::ptrdiff_t>(i), fates.end(), LineFate::own);
        return;
    }
}

/// Rules and images go when both neighbours went, and right above a structure that went.
void settle_rules(const Lines& lines, std::span<const Structure> structures, Fates& fates) {
    std::vector<bool> begins(lines.size());
    for (const Structure& each : structures)
        begins[each.first] = true;
    const Fates before = fates;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (!lines[i].nothing || fates[i] != LineFate::own) continue;
        const std::size_t below = lines.shown(i);
        const std::size_t above = lines.shown_before(i);
        const LineFate next = below < lines.size() ? before[below] : LineFate::cut;
        const LineFate last = above < lines.size() ? before[above] : LineFate::cut;
        const bool on_structure = below < lines.size() && begins[below];
        if (next != LineFate::own && (last != LineFate::own || on_structure)) fates[i] = next;
    }
}

Fates fates_of(const Lines& lines, std::span<const Structure> structures, const Proof& proof) {
    Fates out(lines.size(), LineFate::own);
    for (std::size_t i = 0; i < lines.size(); ++i)
        if (proof.proven[i]) out[i] = LineFate::cut;
    for (const Structure& each : structures)
        if (each.counts && each.strength > Strength::shape)
            std::fill_n(out.begin() + static_cast<std::ptrdiff_t>(each.first), each.count, LineFate::cut);
    return out;
}

/// Where the writer's words above the quotes end.
std::size_t first_quote(const Lines& lines, std::span<const Structure> structures, std::size_t open) {
    std::size_t out = structures.empty() ? open : std::min(open, structures.front().first);
    for (std::size_t i = 0; i < out; ++i)
        if (lines[i].depth > 0) return i;
    return out;
}

}  // namespace

ProvenText cut_by_proof(std::string_view text, std::span<const mail::QuoteCandidate> candidates, const HeldText& held,
                        const TicketFacts& facts, bool has_file) {
    const FactSheet sheet(facts);
    Lines lines(text, held);
    find_foreign_marks(lines, sheet);
    const auto structures = find_structures(lines, candidates, sheet);
    const std::size_t open = first_open(lines, structures);
    Proof proof;
    proof.proven.resize(lines.size());
    prove(lines, marked_region(lines, structures, open), structures, proof);
    prove(lines, open_region(lines, open), structures, proof);
    Fates fates = fates_of(lines, structures, proof);
    keep_forwarded(lines, candidates, open, fates);
    fold_unknown(lines, structures, fates);
    fold_signature(lines, candidates, sheet, first_quote(lines, structures, open), fates);
    settle_rules(lines, structures, fates);
    bool own = has_file || !lines.rest().empty();
    for (std::size_t i = 0; i < lines.size() && !own; ++i)
        own = fates[i] == LineFate::own && !lines[i].nothing;
    if (!own) std::fill(fates.begin(), fates.end(), LineFate::own);
    ProvenText out = divided(lines, fates);
    out.edited = proof.gaps;
    return out;
}

}  // namespace workflow
