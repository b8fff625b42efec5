#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace config {

/// A failure that input can cause. `what` is a whole sentence for the log and the technician; a peer gets a fixed text.
struct Error {
    enum class Kind { permanent, temporary };
    Kind kind = Kind::permanent;
    std::string what;
};

template <class T>
using Result = tl::expected<T, Error>;

/// The failed side of a Result. A retry would fail again.
[[nodiscard]] inline tl::unexpected<Error> permanent(std::string what) {
    return tl::unexpected<Error>(Error{Error::Kind::permanent, std::move(what)});
}

/// The failed side of a Result. A later retry may succeed.
[[nodiscard]] inline tl::unexpected<Error> temporary(std::string what) {
    return tl::unexpected<Error>(Error{Error::Kind::temporary, std::move(what)});
}

}  // namespace config
