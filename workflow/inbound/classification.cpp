// Finds client, contract, category, template and team of a new ticket.
#include "workflow/inbound/classification.hpp"

#include "workflow/tickets/ticket_changes.hpp"
#include "workflow/sla/sla_clocks.hpp"
#include "workflow/text/text.hpp"

#include <algorithm>

namespace workflow {

namespace {

bool has_extension(const std::vector<mail::Detailed>& written_to, std::string_view name) {
    return std::any_of(written_to.begin(), written_to.end(),
                       [&](const mail::Detailed& address) { return !name.empty() && text::same(address.extension, name); });
}

bool has_extension(const std::vector<mail::Detailed>& written_to, const std::vector<std::string>& names) {
    return std::any_of(names.begin(), names.end(), [&](const std::string& name) { return has_extension(written_to, name); });
}

/// The domain by which the client is known; empty: by the address itself.
std::string domain_shown(const config::Client& client, std::string_view address) {
    const bool by_address = std::any_of(client.contacts.begin(), client.contacts.end(),
                                        [&](const std::string& contact) { return text::same(contact, address); });
    return by_address ? std::string() : std::string(mail::domain_of(address));
}

/// By address, then by a keyword in the subject, then in the text.
void find_category(const Directory& directory, const std::vector<mail::Detailed>& written_to, Ticket& ticket,
                   event::Opened& opened, std::string_view subject, std::string_view text) {
    for (const config::Category& category : directory.config().categories) {
        if (!has_extension(written_to, category.addresses)) continue;
        ticket.category = opened.category = category.name;
        return;
    }
    for (const auto& [where, words] : {std::pair{"subject", subject}, std::pair{"text", text}}) {
        const auto hit = directory.keywords().find_in(words);
        if (!hit) continue;
        ticket.category = opened.category = hit->category->name;
        opened.keyword = hit->keyword;
        opened.keyword_in = where;
        return;
    }
}

}  // namespace

void classify(DecisionBuilder& builder, Ticket& ticket, event::Opened& opened, const std::vector<mail::Detailed>& written_to,
              std::string_view subject, std::string_view text) {
    const Directory& directory = builder.directory;
    if (const config::Client* client = directory.client_of(ticket.requester.address)) {
        ticket.client = opened.client = client->name;
        ticket.contract = opened.contract = builder.directory.contract_of(*client, ticket.created_at);
        opened.client_domain = domain_shown(*client, ticket.requester.address);
    }
    start_clocks(directory, ticket);
    const Priority promised = directory.contract_or_default(ticket.contract).priority;
    set_priority(builder, ticket, promised, {}, cause::Contract{ticket.contract});
    find_category(directory, written_to, ticket, opened, subject, text);
    for (const config::TicketTemplate& from : directory.config().ticket_templates) {
        if (!has_extension(written_to, from.name) && !has_extension(written_to, from.addresses)) continue;
        use_template(builder, ticket, *template_for(directory, ticket, from.name), {}, cause::DeskAddress{});
        break;
    }
    if (const config::Category* category = directory.category(ticket.category);
        category && !category->team.empty() && ticket.team.empty())
        ticket.team = opened.team = category->team;
}

}  // namespace workflow
