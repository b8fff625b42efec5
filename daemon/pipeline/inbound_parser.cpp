// Parses the bytes of a mail and gathers the evidence about its sender.
#include "daemon/pipeline/inbound_parser.hpp"

#include "mail/authenticate/sender_evidence.hpp"
#include "mail/parse/parse.hpp"
#include "mail/authenticate/smime.hpp"
#include "workflow/model/sentence_kinds.hpp"

namespace ticketd {
namespace {

bool is_from(const Runtime& runtime, const mail::Message& message, const std::string& technician) {
    if (message.from_fields != 1 || message.from.size() != 1) return false;
    const auto* writer = runtime.directory().technician_by_address(mail::normalized(message.from.front().address));
    return writer != nullptr && writer->name == technician;
}

/// When a technician's S/MIME signature is valid, replaces the unsigned parts of the message with the signed ones,
/// and records the technician as evidence. The unsigned header is not trusted any further.
void take_signed(const Runtime& runtime, std::string_view raw, const mail::ParseOptions& how, config::Instant now,
                 workflow::InboundMail& inbound) {
    if (runtime.smime() == nullptr || !mail::SmimeVerifier::may_be_signed(raw)) return;
    auto& evidence = inbound.evidence;
    auto& message = inbound.message;
    const auto found = runtime.smime()->check(raw, runtime.config(), now);
    if (!found) {
        evidence.smime_trouble = found.error().what;
        return;
    }
    if (!is_from(runtime, message, found->technician)) {
        inbound.unsigned_because = workflow::say("smime.other-writer", found->technician);
        return;
    }
    if (found->inner) {
        // The signed mail is wrapped whole, with its header (RFC 8551 3.1). If it is somebody else's, the technician
        // only forwarded it.
        auto inside = mail::parse(*found->inner, how);
        if (!is_from(runtime, inside, found->technician)) {
            inbound.unsigned_because = workflow::say("smime.other-mail");
            return;
        }
        message.text = std::move(inside.text);
        message.html = std::move(inside.html);
        message.reply_text = std::move(inside.reply_text);
        message.quoted_text = std::move(inside.quoted_text);
        message.quote_candidates = std::move(inside.quote_candidates);
        message.signature_line = inside.signature_line;
        message.forwarded = std::move(inside.forwarded);
        message.attachments = std::move(inside.attachments);
    }
    if (found->subject) message.subject = *found->subject;
    evidence.smime_technician = found->technician;
    evidence.smime_id = found->id;
    evidence.smime_subject = found->subject.has_value();
}

}  // namespace

ParsedMail parse_inbound(const Runtime& runtime, config::InboxId inbox, mail::Envelope envelope, std::string_view raw,
                         config::Instant now) {
    const auto& config = runtime.config();
    ParsedMail out;
    auto& inbound = out.inbound;
    inbound.inbox = inbox;
    const mail::ParseOptions how{.limits = config.limits, .spam_header = config.spam_header, .keep_attachments = true};
    inbound.message = mail::parse(raw, how);
    auto gathered = mail::gather_evidence(config, runtime.keys(), envelope, inbound.message, now);
    if (gathered.own_loop) {
        inbound.message.loop_mark = true;
        inbound.message.kind = mail::Kind::loop;
    }
    inbound.evidence = std::move(gathered.evidence);
    inbound.own_ids = std::move(gathered.own_ids);
    take_signed(runtime, raw, how, now, inbound);
    inbound.envelope = std::move(envelope);
    out.unchecked = std::move(gathered.unchecked);
    return out;
}

void check_signatures(const mail::DkimVerifier& verifier, const mail::DkimKeys& keys, std::string_view raw, ParsedMail& mail) {
    if (verifier.verified(raw, mail.unchecked, keys).empty()) return;
    auto& evidence = mail.inbound.evidence;
    evidence.aligned_domain = mail::domain_of(mail::normalized(mail.inbound.message.from.front().address));
    evidence.aligned_by = "our own check of its DKIM signature";
}

void resolve_parties(const Runtime& runtime, const workflow::Snapshot& snapshot, workflow::InboundMail& inbound) {
    for (auto& token : inbound.evidence.tokens) {
        token.party = runtime.technician_by_hash(token.party_hash);
        const auto found = snapshot.tickets.find(token.ticket);
        if (found == snapshot.tickets.end()) continue;
        const auto& ticket = found->second;
        if (mail::party_hash(ticket.requester.address) == token.party_hash) {
            token.party = mail::normalized(ticket.requester.address);
        }
        for (const auto& watcher : ticket.watchers) {
            if (mail::party_hash(watcher.address) == token.party_hash) token.party = mail::normalized(watcher.address);
        }
    }
}

}  // namespace ticketd
