// The facts of a ticket, and what a line says about them.
#include "workflow/inbound/quote_fact_sheet.hpp"

#include "workflow/text/text.hpp"
#include "workflow/text/words.hpp"

#include <algorithm>
#include <optional>

namespace workflow::quotes {

namespace {

using Hashes = std::vector<std::uint64_t>;

void make_set(Hashes& hashes) {
    std::sort(hashes.begin(), hashes.end());
    hashes.erase(std::unique(hashes.begin(), hashes.end()), hashes.end());
}

bool has(const Hashes& set, std::uint64_t hash) {
    return std::binary_search(set.begin(), set.end(), hash);
}

std::vector<text::Word> words_of(std::string_view folded) {
    std::vector<text::Word> out;
    text::append_words(folded, out);
    return out;
}

bool in_local_part(char c) {
    return (text::is_word(c) && static_cast<unsigned char>(c) < 0x80) || c == '.' || c == '+' || c == '-' || c == '_';
}

/// The addresses in a text, and the text without them.
struct Addresses {
    std::vector<std::string_view> found;
    std::string rest;
};
Addresses addresses_in(std::string_view text) {
    Addresses out;
    std::size_t done = 0;
    for (auto at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
        if (at < done) continue;
        std::size_t begin = at;
        while (begin > done && in_local_part(text[begin - 1]))
            --begin;
        std::size_t end = at + 1;
        while (end < text.size() && in_local_part(text[end]) && text[end] != '+')
            ++end;
        while (end > at + 1 && !text::is_word(text[end - 1]))
            --end;
        if (begin == at || end == at + 1) continue;
        out.found.push_back(text.substr(begin, end - begin));
        out.rest += text.substr(done, begin - done);
        out.rest += ' ';
        done = end;
    }
    out.rest += text.substr(done);
    return out;
}

std::string without_tag(std::string_view address) {
    const std::size_t at = std::min(address.find('@'), address.size());
    std::string out(address.substr(0, std::min(at, address.find('+'))));
    out += address.substr(at);
    return out;
}

/// In lower case, without "mailto:".
std::string plain(std::string_view text) {
    std::string out = text::folded(text);
    constexpr std::string_view scheme = "mailto:";
    for (std::size_t at = out.find(scheme); at != std::string::npos; at = out.find(scheme, at))
        std::fill_n(out.begin() + static_cast<std::ptrdiff_t>(at), scheme.size(), ' ');
    return out;
}

/// Of the words of a subject behind "Re:" and "[#12]"; nullopt: it has no words.
std::optional<std::uint64_t> subject_hash(std::string_view subject) {
    std::string folded = text::folded(subject);
    if (const auto open = folded.find("[#"); open != std::string::npos)
        if (const auto close = folded.find(']', open); close != std::string::npos)
            std::fill(folded.begin() + static_cast<std::ptrdiff_t>(open), folded.begin() + static_cast<std::ptrdiff_t>(close) + 1,
                      ' ');
    const auto words = words_of(folded);
    auto first = words.begin();
    while (first != words.end() && is_reply_prefix(std::string_view(folded).substr(first->begin, first->end - first->begin)))
        ++first;
    if (first == words.end()) return std::nullopt;
    std::uint64_t hash = 0;
    for (; first != words.end(); ++first)
        hash = text::mixed(hash ^ first->hash) + 1;
    return hash;
}

}  // namespace

FactSheet::FactSheet(const TicketFacts& facts) {
    for (const std::string& person : facts.people) {
        const std::string folded = plain(person);
        const Addresses parts = addresses_in(folded);
        for (const std::string_view address : parts.found)
            addresses_.push_back(without_tag(address));
        for (const text::Word& word : words_of(folded))
            names_.push_back(word.hash);
        std::string initials;
        for (const text::Word& word : words_of(parts.rest))
            initials += parts.rest[word.begin];
        if (initials.size() >= 2) initials_.push_back(text::hash_bytes(initials));
    }
    for (const std::string& subject : facts.subjects)
        if (const auto hash = subject_hash(subject)) subjects_.push_back(*hash);
    for (const text::Word& word : words_of(plain(facts.writer)))
        writer_.push_back(word.hash);
    for (Hashes* set : {&names_, &writer_, &initials_, &subjects_})
        make_set(*set);
    std::sort(addresses_.begin(), addresses_.end());
}

Telling FactSheet::telling(std::string_view text) const {
    Telling out;
    const std::string folded = plain(text);
    const Addresses parts = addresses_in(folded);
    out.addresses = parts.found.size();
    for (const std::string_view address : parts.found)
        if (std::binary_search(addresses_.begin(), addresses_.end(), without_tag(address))) ++out.known_addresses;
    for (const text::Word& word : words_of(parts.rest)) {
        ++out.words;
        if (word.number) {
            ++out.numbers;
        } else if (has(names_, word.hash)) {
            ++out.names;
        } else if (!vocabulary_.has(word.hash)) {
            ++out.unknown;
        }
    }
    return out;
}

bool FactSheet::is_time(std::string_view text) const {
    std::size_t numbers = 0;
    for (const text::Word& word : words_of(text::folded(text))) {
        if (!word.number && !vocabulary_.has(word.hash)) return false;
        if (word.number) ++numbers;
    }
    return numbers >= 3;
}

bool FactSheet::is_subject(std::string_view text) const {
    const auto hash = subject_hash(text);
    return hash && has(subjects_, *hash);
}

bool FactSheet::names_writer(std::string_view text) const {
    if (text.size() > 120) return false;
    const auto words = words_of(plain(text));
    return !words.empty() && words.size() <= 4 &&
           std::all_of(words.begin(), words.end(), [&](const text::Word& word) { return has(writer_, word.hash); });
}

bool FactSheet::is_initials(std::string_view mark) const {
    const std::string folded = text::folded(text::trim(mark));
    const auto words = words_of(folded);
    if (words.empty()) return false;
    return has(initials_, text::hash_bytes(folded)) ||
           std::all_of(words.begin(), words.end(), [&](const text::Word& word) { return has(names_, word.hash); });
}

}  // namespace workflow::quotes
