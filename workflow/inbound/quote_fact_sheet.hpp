#pragma once

#include "workflow/inbound/quote_facts.hpp"
#include "workflow/inbound/quote_vocabulary.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace workflow::quotes {

/// What a piece of text says about people and times of the ticket.
struct Telling {
    std::size_t addresses = 0;
    std::size_t known_addresses = 0;  // of them, those of the ticket's people
    std::size_t words = 0;            // without the addresses
    std::size_t numbers = 0;          // words that begin with a digit
    std::size_t names = 0;            // words of the names and addresses of the ticket's people
    std::size_t unknown = 0;          // words that are neither, nor in the vocabulary

    [[nodiscard]] bool all_addresses_known() const { return known_addresses == addresses; }
    [[nodiscard]] bool names_somebody() const { return known_addresses > 0 || names >= 2; }
};

/// The facts of a ticket, ready for comparison.
class FactSheet {
public:
    explicit FactSheet(const TicketFacts& facts);

    [[nodiscard]] Telling telling(std::string_view text) const;
    /// At least three numbers, and else words of dates.
    [[nodiscard]] bool is_time(std::string_view text) const;
    /// A subject of the ticket, behind any "Re:" and "[#12]".
    [[nodiscard]] bool is_subject(std::string_view text) const;
    /// Nothing but the writer's name, four words at most.
    [[nodiscard]] bool names_writer(std::string_view text) const;
    /// A mark of a quote like "Kim" or "KB" in "KB> …": a name's word, or the initials of a name.
    [[nodiscard]] bool is_initials(std::string_view mark) const;

private:
    Vocabulary vocabulary_;
    std::vector<std::uint64_t> names_;     // words in lower case, ascending
    std::vector<std::uint64_t> writer_;    // the same of the writer
    std::vector<std::uint64_t> initials_;  // hashes, ascending
    std::vector<std::string> addresses_;   // in lower case, without "+tag", ascending
    std::vector<std::uint64_t> subjects_;  // hashes of their words, ascending
};

}  // namespace workflow::quotes
