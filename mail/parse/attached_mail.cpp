// Reads a mail that is attached to another one.
#include "mail/parse/attached_mail.hpp"

#include "config/base/ascii.hpp"
#include "mail/mime/address_list.hpp"
#include "mail/mime/body_extractor.hpp"
#include "mail/mime/encoded_words.hpp"
#include "mail/mime/text_part.hpp"
#include "mail/reply/reply_extractor.hpp"

#include <string>
#include <utility>
#include <vector>

namespace mail {
namespace {

const Part& part_at(const Scan& scan, int index) {
    return scan.parts[static_cast<std::size_t>(index)];
}

bool is_below(const Scan& scan, int index, int above) {
    for (int part = index; part != Part::none; part = part_at(scan, part).parent)
        if (part == above) return true;
    return false;
}

/// The part that is the whole of the next attached mail with a sender from `index` on and below `above`; Part::none: there is
/// none.
int next_mail(const Scan& scan, int index, int above, Address& from) {
    for (; index < static_cast<int>(scan.parts.size()); ++index) {
        const Part& part = part_at(scan, index);
        if (!part.is_message() || part.type.is("message/partial") || !is_below(scan, index, above)) continue;
        auto senders = parse_addresses(part_at(scan, part.children.front()).header.get("from"), 1);
        if (senders.empty()) continue;
        from = std::move(senders.front());
        return part.children.front();
    }
    return Part::none;
}

/// The first plain text of a mail that is too large to be unpacked a second time.
std::string first_text(const Scan& scan, int mail) {
    std::vector<std::string> defects;
    for (auto index = mail; index < static_cast<int>(scan.parts.size()); ++index) {
        const Part& part = part_at(scan, index);
        if (!is_below(scan, index, mail) || !part.type.is("text/plain") || !part.children.empty()) continue;
        auto text = read_text(part, defects);
        if (!ascii::trim(text).empty()) return std::string(ascii::trim(text));
    }
    return {};
}

}  // namespace

std::optional<Forwarded> read_attached_mail(const Scan& scan, const ParseOptions& options) {
    constexpr std::size_t largest_unpacked = 8UL << 20U;
    constexpr std::size_t deepest = 5;
    Forwarded out;
    const int mail = next_mail(scan, 0, 0, out.from);
    if (mail == Part::none) return std::nullopt;
    out.attached = true;
    const auto& header = part_at(scan, mail).header;
    out.subject = decode_words(header.get("subject"));

    if (part_at(scan, mail).whole.size() <= largest_unpacked) {
        auto body = read_body(scan, options, mail);
        out.files = std::move(body.attachments);
        out.text = ascii::trim(body.text);
    } else {
        out.text = first_text(scan, mail);
    }
    ReplyContext context;
    context.subject = out.subject;
    if (auto inner = cut_reply(out.text, context).forwarded) {
        out.before.push_back(std::move(inner->from));
        out.before.insert(out.before.end(), inner->before.begin(), inner->before.end());
    }
    Address from;
    for (int inner = next_mail(scan, mail, mail, from); inner != Part::none && out.before.size() < deepest;
         inner = next_mail(scan, inner, inner, from))
        out.before.push_back(std::move(from));
    return out;
}

}  // namespace mail
