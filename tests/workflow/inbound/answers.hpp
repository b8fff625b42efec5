#pragma once

#include "workflow/inbound/quote_proof.hpp"

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

/// Makes tickets and answers to them at random, as people and mail programs write them, with what each line is.
namespace answers {

class Random {
public:
    explicit Random(std::uint64_t seed) : engine_(seed) {}
    /// 0 … end-1; the same with every library.
    std::size_t below(std::size_t end) { return static_cast<std::size_t>(engine_() % end); }
    bool one_in(std::size_t n) { return below(n) == 0; }
    template <class List>
    auto pick(const List& list) {
        return list[below(list.size())];
    }

private:
    std::mt19937_64 engine_;
};

enum class Origin : std::uint8_t {
    typed,    // by the writer of the answer: it may not be cut
    known,    // quoted from what the ticket holds
    unknown,  // quoted or added, and not held by the ticket: it may not be cut
    heading,  // "On … wrote:" and the like
    blank     // and rules
};

struct TextLine {
    std::string text;
    Origin origin = Origin::typed;
};
using Lines = std::vector<TextLine>;

struct Person {
    std::string name;
    std::string address;
};

struct Case {
    Lines lines;
    std::string text;
    std::string held_text;  // all texts of the ticket
    workflow::HeldText held;
    workflow::TicketFacts facts;
    bool edited = false;  // the writer changed the quote: how much of it stays is not counted
    std::string kind;     // what was done, for the report
};

[[nodiscard]] std::string sentence(Random& random);
/// A mail's own text: greeting, paragraphs, questions, a list, a closing line and a name.
[[nodiscard]] std::vector<std::string> mail_text(Random& random, const Person& from);
[[nodiscard]] std::string short_answer(Random& random);

/// How many ways to quote there are.
[[nodiscard]] std::size_t quote_styles();
[[nodiscard]] std::string_view style_name(std::size_t style);
/// The lines as a program quotes them: a heading with names and the day, marks or none.
[[nodiscard]] Lines quoted(std::size_t style, const Lines& original, const Person& from, const Person& to,
                           const std::string& subject, Random& random);
/// Wraps at `width` as a program does that puts no mark before the rest (`marks_rest` false) or before each.
[[nodiscard]] Lines wrapped(const Lines& lines, std::size_t width, bool marks_rest);
/// What happens to a text on its way: other quotation marks, decomposed or broken accents, rewritten links, bullets, bold marks.
[[nodiscard]] std::string damaged(const std::string& line, std::size_t how);
inline constexpr std::size_t damages = 8;

[[nodiscard]] Case random_case(std::uint64_t seed);

}  // namespace answers
