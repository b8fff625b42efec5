#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace config {

/// Why something that input can cause went wrong. `what` is a whole sentence for the log and the technician; a peer gets
/// fixed text.
struct Error {
    enum class Kind { permanent, temporary };
    Kind kind = Kind::permanent;
    std::string what;
};

template <class T>
using Result = tl::expected<T, Error>;

/// An Error as the failed side of a Result, final: trying again gives the same.
[[nodiscard]] inline tl::unexpected<Error> permanent(std::string what) {
    return tl::unexpected<Error>(Error{Error::Kind::permanent, std::move(what)});
}

/// An Error as the failed side of a Result that may go away by itself.
[[nodiscard]] inline tl::unexpected<Error> temporary(std::string what) {
    return tl::unexpected<Error>(Error{Error::Kind::temporary, std::move(what)});
}

}  // namespace config
