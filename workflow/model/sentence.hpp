#pragma once

#include "workflow/model/ticket_event.hpp"
#include "workflow/model/trust.hpp"

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <variant>
#include <vector>

// Refusals, receipts, lines of notices and reasons are values. Only templates/ words them, in the language of their reader.
namespace workflow {

/// The author of a change, as events name them.
struct Who {
    std::string name;
    Trust trust = Trust::confirmed;
    bool operator==(const Who&) const = default;
};

/// Events as what was done, without why: "priority low → high". Empty: nothing was done.
struct Changes {
    std::vector<TicketEvent> events{};
    Who by{};
    [[nodiscard]] bool empty() const { return events.empty(); }
    bool operator==(const Changes&) const = default;
};

struct Sentence;
/// What fills a hole of a sentence. Texts stand as they are, lists are joined with "and", times are shown on the reader's clock.
using Value = std::variant<std::string, Instant, Status, Priority, Clock, Who, Cause, Changes, std::vector<std::string>,
                           std::vector<Sentence>>;

/// A sentence or a part of one. `say` of sentence_kinds.hpp makes it.
struct Sentence {
    std::string_view name{};      // in the table of sentence_kinds.hpp; empty: there is none
    std::vector<Value> values{};  // in the order of the table
    [[nodiscard]] bool empty() const { return name.empty(); }
    bool operator==(const Sentence& other) const;
};

/// A value, or the sentence that says why there is none.
template <class T>
using Result = tl::expected<T, Sentence>;

/// As events store it: {"name": NAME, "values": {HOLE: value}}. A text is a string, a list an array, anything else an object that
/// names its type. Refusals hold neither causes nor changes, so these are left out.
[[nodiscard]] StoredSentence stored(const Sentence& sentence);
/// Empty when the sentence is unknown or incomplete: a newer version wrote it.
[[nodiscard]] Sentence parse_sentence(const StoredSentence& stored);

}  // namespace workflow
