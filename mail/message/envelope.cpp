// Names the routes by which a mail arrives.
#include "mail/message/envelope.hpp"

#include <array>
#include <string_view>
#include <utility>

namespace mail {
namespace {

constexpr std::array<std::pair<Route, std::string_view>, 6> routes{{{Route::smtp, "smtp"},
                                                                    {Route::submission, "submission"},
                                                                    {Route::lmtp, "lmtp"},
                                                                    {Route::imap, "imap"},
                                                                    {Route::deliver, "deliver"},
                                                                    {Route::import, "import"}}};

}  // namespace

std::string_view to_string(Route route) {
    for (const auto& [value, word] : routes) {
        if (value == route) return word;
    }
    return "deliver";
}

Route parse_route(std::string_view word) {
    for (const auto& [value, name] : routes) {
        if (name == word) return value;
    }
    return Route::deliver;
}

}  // namespace mail
