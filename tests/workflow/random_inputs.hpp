#pragma once

#include "tests/workflow/desk.hpp"

#include <cstddef>
#include <random>
#include <string>

// Random inputs of a desk, from authors with and without the rights for them.
namespace desk_test {

class Chance {
public:
    explicit Chance(unsigned seed) : random_(seed) {}
    int below(int end) { return std::uniform_int_distribution<int>(0, end - 1)(random_); }
    bool one_in(int count) { return below(count) == 0; }
    template <class T, std::size_t N>
    const T& of(const T (&things)[N]) {
        return things[below(static_cast<int>(N))];
    }

private:
    std::mt19937 random_;
};

/// A word that occurs only in notes.
inline constexpr std::string_view secret = "between-us";

/// Rules, a ticket template, and names that look like events.
[[nodiscard]] config::Config busy_desk();

[[nodiscard]] TicketId any_ticket(Chance& chance, const Desk& desk);
[[nodiscard]] Mail any_mail(Chance& chance, const Desk& desk);
/// Items for an AdminRequest; some of them are malformed.
[[nodiscard]] std::string any_items(Chance& chance, const Desk& desk);
[[nodiscard]] std::string any_text(Chance& chance);
[[nodiscard]] std::string any_person(Chance& chance);

}  // namespace desk_test
