#include "daemon/reader.hpp"

#include "mail/gather.hpp"
#include "mail/parse.hpp"

namespace ticketd {

ReadMail read_mail(const Desk& desk, config::InboxId inbox, mail::Envelope envelope, std::string_view raw, config::Instant now) {
    const auto& config = desk.config();
    ReadMail out;
    auto& arrival = out.arrival;
    arrival.inbox = inbox;
    arrival.message = mail::parse(raw, {.limits = config.limits, .spam_header = config.spam_header, .keep_attachments = true});
    auto gathered = mail::gather_evidence(config, desk.keys(), envelope, arrival.message, now);
    if (gathered.own_loop) {
        arrival.message.loop_mark = true;
        arrival.message.kind = mail::Kind::loop;
    }
    arrival.evidence = std::move(gathered.evidence);
    arrival.own_ids = std::move(gathered.own_ids);
    arrival.envelope = std::move(envelope);
    out.unchecked = std::move(gathered.unchecked);
    return out;
}

void check_signatures(const mail::DkimVerifier& verifier, const mail::DkimKeys& keys, std::string_view raw, ReadMail& mail) {
    if (verifier.verified(raw, mail.unchecked, keys).empty()) return;
    auto& evidence = mail.arrival.evidence;
    evidence.aligned_domain = mail::domain_of(mail::normalized(mail.arrival.message.from.front().address));
    evidence.aligned_by = "our own check of its DKIM signature";
}

void resolve_parties(const Desk& desk, const workflow::Snapshot& snapshot, workflow::Arrival& arrival) {
    for (auto& token : arrival.evidence.tokens) {
        token.party = desk.technician_by_hash(token.party_hash);
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
