#pragma once

#include "mail/mime/mime_scanner.hpp"

#include <cstdint>

/// What the reader of a mail gets from each of its parts. Nothing here decodes a part.
namespace mail {

enum class PartRole : std::uint8_t {
    html,
    text,
    report,         // written for programs; read on its own
    resource_fork,  // of a Mac file; the data fork beside it is the file
    tnef,
    attachment,
};

/// The role of a part that is neither a multipart nor message/partial. `related`: it stands inside multipart/related, behind its
/// root. `shows_nothing`: no part before it gave text or HTML.
[[nodiscard]] PartRole role_of(const Scan& scan, int index, bool related, bool shows_nothing);

/// The part of a multipart/related that is shown: named by `start`, else the first (RFC 2387 3.2).
[[nodiscard]] int related_root(const Scan& scan, const Part& related);

/// The children of a multipart/alternative that are shown; Part::none: it has no such child.
struct Alternatives {
    int text = Part::none;
    int html = Part::none;
};

/// The best text and the last HTML; text/plain goes before the likes of text/watch-html and text/enriched.
[[nodiscard]] Alternatives choose_alternatives(const Scan& scan, const Part& alternative);

}  // namespace mail
