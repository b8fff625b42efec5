// The key under which two arrivals count as the same mail.
#include "mail/parse/dedup_key.hpp"

#include "config/base/ascii.hpp"
#include "mail/mime/header.hpp"
#include "mail/encoding/lines.hpp"
#include "mail/crypto/sha256.hpp"
#include "mail/mime/encoded_words.hpp"

#include <algorithm>

namespace mail {
namespace {

/// The body with LF line ends and without the empty lines at its end, hashed as it is read.
void hash_body(std::string_view body, Sha256& hash) {
    body = ascii::trim_right(body);
    std::string buffer;
    constexpr std::size_t enough = 16 * 1024;
    buffer.reserve(enough + 1024);
    while (!body.empty()) {
        const auto cr = body.find('\r');
        const auto run = body.substr(0, cr);
        if (run.size() > enough) {
            hash.update(buffer);
            buffer.clear();
            hash.update(run);
        } else {
            buffer.append(run);
        }
        if (cr == std::string_view::npos) break;
        // A bare CR stays; the CR of CRLF goes.
        if (cr + 1 >= body.size() || body[cr + 1] != '\n') buffer += '\r';
        body.remove_prefix(cr + 1);
        if (buffer.size() >= enough) {
            hash.update(buffer);
            buffer.clear();
        }
    }
    hash.update(buffer);
}

}  // namespace

std::string dedup_key(std::string_view raw) {
    const auto header = read_header(raw, config::Limits{});
    Sha256 hash;
    for (const auto name : {"message-id", "from", "date", "subject"}) {
        hash.update(unfold(header.get(name)));
        hash.update(std::string_view("\0", 1));  // so that no value can run into the next
    }
    hash_body(raw.substr(std::min(header.body, raw.size())), hash);
    return hash.hex();
}

}  // namespace mail
