// The words of a mail that a program may quote, from its text part and from its HTML.
#include "mail/parse/readable_texts.hpp"

#include "mail/html/html_text.hpp"
#include "mail/mime/body_extractor.hpp"
#include "mail/mime/mime_scanner.hpp"

#include <utility>

namespace mail {

std::vector<std::string> readable_texts(std::string_view raw, const config::Limits& limits) {
    std::vector<std::string> texts;
    Body body = read_body(scan(raw, limits), ParseOptions{.limits = limits, .spam_header = {}, .keep_attachments = false});
    if (!body.html.empty() && !body.from_html) texts.push_back(html_to_text(body.html).text);
    if (!body.text.empty()) texts.push_back(std::move(body.text));
    return texts;
}

}  // namespace mail
