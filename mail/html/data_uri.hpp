#pragma once

#include <string>
#include <vector>

namespace mail {

/// A file that stands inside of HTML.
struct DataUri {
    std::string name;  // when the URI says one
    std::string type;  // "image/png"
    std::string content;
    std::string content_id;  // by which the HTML shows it afterwards
};

/// Takes the files out of `html` that its elements hold as data: URIs (RFC 2397), in src, href, data, background or poster.
/// Writes `cid:` links in their place, so that the HTML names them as it names attached pictures; the same file twice is one. At
/// most 200; further ones stay in the HTML. Linear.
[[nodiscard]] std::vector<DataUri> take_data_uris(std::string& html);

}  // namespace mail
