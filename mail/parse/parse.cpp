// Reads a whole mail: header values, parts, reply text, kind, and the trace that evidence needs.
#include "mail/parse/parse.hpp"

#include "mail/mime/address_list.hpp"
#include "config/base/ascii.hpp"
#include "mail/mime/body_extractor.hpp"
#include "mail/parse/attached_mail.hpp"
#include "mail/classify/bounce.hpp"
#include "mail/encoding/charset.hpp"
#include "mail/classify/classify.hpp"
#include "mail/mime/mail_date.hpp"
#include "mail/reply/reply_extractor.hpp"
#include "mail/parse/raw_value.hpp"
#include "mail/mime/mime_scanner.hpp"
#include "mail/mime/encoded_words.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace mail {
namespace {

constexpr std::size_t max_references = 200;

/// Every `<id>` in a value; a bare word when there are no brackets.
std::vector<std::string> read_ids(std::string_view raw, std::size_t most) {
    std::vector<std::string> out;
    const auto value = unfold(raw);
    std::string_view rest = value;
    while (out.size() < most) {
        const auto from = rest.find('<');
        const auto to = from == std::string_view::npos ? from : rest.find('>', from);
        if (to == std::string_view::npos) break;
        auto id = header_to_utf8(rest.substr(from + 1, to - from - 1));
        std::erase_if(id, [](char c) { return ascii::is_space(c) || ascii::is_control(c) || c == '<'; });
        if (!id.empty()) out.push_back(std::move(id));
        rest.remove_prefix(to + 1);
    }
    if (!out.empty() || value.find('<') != std::string::npos) return out;
    while (!rest.empty() && out.size() < most) {
        rest = ascii::trim_left(rest);
        const auto word = rest.substr(0, rest.find_first_of(" \t,"));
        if (word.find('@') != std::string_view::npos) out.push_back(header_to_utf8(word));
        if (word.size() >= rest.size()) break;
        rest.remove_prefix(word.size() + 1);
    }
    return out;
}

std::string first_id(std::string_view raw) {
    auto ids = read_ids(raw, 1);
    if (!ids.empty()) return std::move(ids.front());
    auto word = header_to_utf8(ascii::trim(raw));
    std::erase_if(word, [](char c) { return ascii::is_space(c) || ascii::is_control(c) || c == '<' || c == '>'; });
    return word;
}

constexpr auto trace_names = std::to_array<std::string_view>(
    {"received", "authentication-results", "arc-authentication-results", "arc-seal", "arc-message-signature", "dkim-signature",
     "from", "sender", "return-path", "delivered-to", "x-original-to",
     // Who wrote, and whose address is a list's own.
     "x-original-from", "x-original-sender", "list-post", "mailing-list", "x-beenthere"});

/// RFC 5322 3.6 and RFC 2045: at most once each.
constexpr auto single_fields =
    std::to_array<std::string_view>({"from", "sender", "reply-to", "to", "cc", "subject", "date", "message-id", "in-reply-to",
                                     "references", "mime-version", "content-type", "content-transfer-encoding"});

bool has_doubles(const Header& header) {
    return std::any_of(single_fields.begin(), single_fields.end(), [&](std::string_view name) {
        return std::count_if(header.fields.begin(), header.fields.end(),
                             [&](const auto& field) { return ascii::equal(field.name, name); }) > 1;
    });
}

bool is_urgent(const Header& header) {
    const auto number = ascii::trim(header.get("x-priority"));
    return number.starts_with('1') || number.starts_with('2') ||
           ascii::starts_with(ascii::trim(header.get("importance")), "high") ||
           ascii::starts_with(ascii::trim(header.get("priority")), "urgent");
}

bool is_trace(std::string_view lower_name) {
    return lower_name.starts_with("resent-") ||
           std::find(trace_names.begin(), trace_names.end(), lower_name) != trace_names.end();
}

bool is_seen_recipient_field(std::string_view lower_name) {
    return lower_name == "delivered-to" || lower_name == "x-original-to" || lower_name == "envelope-to";
}

/// Reads trace fields, counts and the recipients of this copy in one walk over the fields.
void read_trace(const Header& header, Message& out) {
    std::string name;
    for (const auto& field : header.fields) {
        name = ascii::to_lower(field.name);
        if (name == "received") ++out.hops;
        if (name == "from") ++out.from_fields;
        if (is_seen_recipient_field(name)) {
            for (auto& each : parse_addresses(field.value, 50))
                out.recipients_seen.push_back(std::move(each.address));
        }
        if (is_trace(name)) out.trace.push_back({name, header_to_utf8(unfold(field.value))});
    }
    for (const auto* list : {&out.to, &out.cc}) {
        for (const auto& each : *list) {
            if (!each.address.empty()) out.recipients_seen.push_back(each.address);
        }
    }
}

bool has_address(const std::vector<Address>& entries) {
    return std::any_of(entries.begin(), entries.end(), [](const Address& each) { return !each.address.empty(); });
}

/// Who wrote: the first From field that names an address, its entries with an address first. Without one, the next best field
/// names the sender. (RFC 5322 3.6.2 has one From field with an address in it.)
std::vector<Address> read_from(const Header& header, const RawValue& raw, std::vector<std::string>& defects) {
    std::vector<Address> out;
    for (const auto& field : header.fields) {
        if (!ascii::equal(field.name, "from")) continue;
        auto entries = parse_addresses(raw(field.value));
        if (out.empty() || (!has_address(out) && has_address(entries))) out = std::move(entries);
        if (has_address(out)) break;
    }
    std::stable_partition(out.begin(), out.end(), [](const Address& each) { return !each.address.empty(); });
    if (!out.empty()) return out;
    defects.emplace_back("no From field");
    for (const auto name : {"sender", "reply-to", "return-path"}) {
        out = parse_addresses(raw(header.get(name)));
        if (has_address(out)) break;
    }
    return out;
}

/// Joins the lists of several fields of one name, which the rules forbid, so that none is lost.
std::vector<Address> read_lists(const Header& header, std::string_view name, const RawValue& raw) {
    std::vector<Address> out;
    for (const auto& field : header.fields) {
        if (!ascii::equal(field.name, name)) continue;
        auto more = parse_addresses(raw(field.value));
        out.insert(out.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    }
    return out;
}

void read_header_values(const Scan& scan, const ParseOptions& options, Message& out) {
    const auto& header = scan.parts.front().header;
    const RawValue raw(scan);
    out.from = read_from(header, raw, out.defects);
    out.to = read_lists(header, "to", raw);
    out.cc = read_lists(header, "cc", raw);
    out.reply_to = parse_addresses(raw(header.get("reply-to")));
    out.subject = decode_words(raw(header.get("subject")));
    out.message_id = first_id(header.get("message-id"));
    auto replied = read_ids(header.get("in-reply-to"), 1);
    if (!replied.empty()) out.in_reply_to = std::move(replied.front());
    out.references = read_ids(header.get("references"), max_references);
    if (const auto date = header.get("date"); !date.empty()) {
        out.date = parse_mail_date(date);
        if (!out.date) out.defects.emplace_back("the Date field cannot be read");
    } else {
        out.defects.emplace_back("no Date field");
    }
    const auto precedence = header.get("precedence");
    out.precedence_bulk =
        ascii::equal(precedence, "bulk") || ascii::equal(precedence, "junk") || ascii::equal(precedence, "list");
    out.loop_header = header_to_utf8(unfold(header.get("x-ticketd-loop")));
    out.list_id = decode_words(header.get("list-id"));
    if (const auto from = out.list_id.rfind('<'); from != std::string::npos) {
        out.list_id = out.list_id.substr(from + 1, out.list_id.find('>', from) - from - 1);
    }
    if (!options.spam_header.empty()) {
        const auto value = ascii::trim(header.get(options.spam_header));
        out.spam_flagged = ascii::starts_with(value, "yes") || ascii::starts_with(value, "true");
    }
    read_trace(header, out);
    out.header_whole = !header.too_large && !has_doubles(header);
    out.urgent = is_urgent(header);
    if (out.from_fields > 1) out.defects.emplace_back("several From fields");
}

/// The mail with LF line ends when its lines end in CR alone, as on old Macs; empty otherwise.
std::string with_line_feeds(std::string_view raw) {
    constexpr std::size_t largest = 4U << 20U;
    if (raw.size() > largest || raw.substr(0, 1000).find('\r') == std::string_view::npos ||
        raw.find('\n') != std::string_view::npos)
        return {};
    std::string out(raw);
    std::replace(out.begin(), out.end(), '\r', '\n');
    return out;
}

/// True when the subject contains "[#12]". Such a mail is an answer to that ticket, so a phone's signature is cut from its text.
bool names_ticket(std::string_view subject) {
    const std::size_t at = subject.find("[#");
    if (at == std::string_view::npos) return false;
    const std::size_t end = subject.find_first_not_of("0123456789", at + 2);
    return end != std::string_view::npos && end > at + 2 && subject[end] == ']';
}

}  // namespace

Message parse(std::string_view raw, const ParseOptions& options) {
    const auto mended = with_line_feeds(raw);
    if (!mended.empty()) raw = mended;
    Message out;
    auto scanned = scan(raw, options.limits);
    out.defects = std::move(scanned.defects);
    read_header_values(scanned, options, out);

    auto body = read_body(scanned, options);
    out.text = std::move(body.text);
    out.html = std::move(body.html);
    out.attachments = std::move(body.attachments);
    out.defects.insert(out.defects.end(), std::make_move_iterator(body.defects.begin()),
                       std::make_move_iterator(body.defects.end()));

    ReplyContext context;
    context.subject = out.subject;
    context.is_reply = !out.in_reply_to.empty() || !out.references.empty() || names_ticket(out.subject);
    context.has_file = !out.attachments.empty();
    context.marks = body.marks;
    auto cut = cut_reply(out.text, context);
    out.reply_text = std::move(cut.reply);
    out.quoted_text = std::move(cut.quoted);
    out.forwarded = std::move(cut.forwarded);
    out.quote_candidates = std::move(cut.candidates);
    out.signature_line = cut.signature_line;
    if (cut.deep) out.defects.emplace_back("quotes nested too deep");

    out.bounce = read_bounce(scanned, out.text, out);
    if (!out.forwarded && !out.bounce) out.forwarded = read_attached_mail(scanned, options);
    out.reaction = is_reaction(scanned, out);
    out.kind = classify(scanned, out, options.limits.hops);
    if (body.is_automatic && out.kind == Kind::human) out.kind = Kind::auto_reply;
    return out;
}

}  // namespace mail
