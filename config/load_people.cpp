// Reads [[team]], [[technician]], [[client]], [[contact]] and [[form]].
#include "config/value_formats.hpp"
#include "config/hours.hpp"
#include "config/sections.hpp"

#include <algorithm>
#include <fmt/core.h>

namespace config {
namespace {

using Kind = References::Kind;

// Names that rules and subject tags use for roles of the ticket, so no person or team may have them.
bool is_reserved(std::string_view name) {
    constexpr std::string_view reserved[] = {"assignee", "lead", "requester", "client", "everybody", "team",
                                             "me",       "mine", "none",      "nobody", "admin"};
    return std::find(std::begin(reserved), std::end(reserved), name) != std::end(reserved);
}

// Reads the name of a technician or team. `assign=` accepts both, so they share one set of names.
bool read_name(Section& section, Kind kind, std::string& into) {
    if (!section.need("name", "a short name, like \"ana\"") || !section.parsed("name", into, parse_handle)) return false;
    auto& reading = section.reading();
    const Place place = section.place_of("name");
    if (is_reserved(into))
        section.complain("name", fmt::format("\"{}\" has a meaning of its own in rules and tags; choose another.", into));
    const Kind other = kind == Kind::team ? Kind::technician : Kind::team;
    if (reading.references.has(other, into)) {
        section.complain("name", fmt::format("there is already a {} \"{}\"; technicians and teams need different names, because "
                                             "tickets are assigned to both by name.",
                                             to_string(other), into));
    }
    reading.define(kind, into, place, section.label("name"));
    return true;
}

void read_team(Section& section, Config& into) {
    Team out;
    const bool named = read_name(section, Kind::team, out.name);
    if (const auto lead = section.item("lead")) {
        out.lead = lead->text;
        section.reading().references.refer(Kind::technician, lead->text, lead->place, section.label("lead"));
    }
    section.word<Team::Assign>("assign", out.assign,
                               {{"round-robin", Team::Assign::round_robin}, {"least-open", Team::Assign::least_open}});
    if (named) into.teams.push_back(out);
}

void check_staff_address(Section& section, std::string_view key, const Item& item, const Desk& desk) {
    if (is_own_address(desk, item.text)) {
        section.complain(key, item.place,
                         fmt::format("\"{}\" is the desk itself; its mails would come back as tickets.", item.text));
        return;
    }
    section.reading().define(Kind::address, item.text, item.place, section.label(key));
}

void read_technician(Section& section, Config& into) {
    Technician out;
    const bool named = read_name(section, Kind::technician, out.name);
    out.display_name = out.name;
    section.text("display_name", out.display_name);
    if (section.need("email", "the technician's mail address") && section.parsed("email", out.email, parse_address)) {
        check_staff_address(section, "email", {out.email, section.place_of("email")}, into.desk);
    }
    for (const Item& alias : section.items("aliases", parse_address)) {
        check_staff_address(section, "aliases", alias, into.desk);
        out.aliases.push_back(alias.text);
    }
    for (const Item& team : section.items("teams", parse_plain)) {
        section.reading().references.refer(Kind::team, team.text, team.place, section.label("teams"));
        out.teams.push_back(team.text);
    }
    section.text("password_hash", out.password_hash);
    out.zone = into.desk.zone;
    section.parsed("time_zone", out.zone, find_zone);
    section.parsed("smime_fingerprint", out.smime_fingerprint, parse_fingerprint);
    if (named) into.technicians.push_back(out);
}

// Members are in the order of the technicians in the config, which is also the order of the round robin.
void fill_teams(Section& root, Config& into) {
    for (Team& team : into.teams) {
        for (const Technician& technician : into.technicians) {
            const auto& teams = technician.teams;
            if (std::find(teams.begin(), teams.end(), team.name) != teams.end()) team.members.push_back(technician.name);
        }
        if (!team.members.empty()) continue;
        const Place* place = root.reading().references.find(Kind::team, team.name);
        root.reading().complain(
            place == nullptr ? root.place() : *place,
            fmt::format("[[team]] name: nobody is in the team \"{}\"; add it to the teams of a technician.", team.name));
    }
}

void read_client(Section& section, Config& into) {
    Client out;
    if (section.need("name", "the client's name") && section.text("name", out.name)) {
        section.reading().define(Kind::client, out.name, section.place_of("name"), section.label("name"));
    }
    for (const Item& domain : section.items("domains", parse_domain)) {
        section.reading().define(Kind::domain, domain.text, domain.place, section.label("domains"));
        out.domains.push_back(domain.text);
    }
    for (const Item& contact : section.items("contacts", parse_address)) {
        section.reading().define(Kind::contact, contact.text, contact.place, section.label("contacts"));
        out.contacts.push_back(contact.text);
    }
    section.parsed("language", out.language, parse_language);
    for (const Item& contract : section.items("contract", parse_plain)) {
        out.contract.push_back(contract.text);
        section.reading().references.refer(Kind::contract, contract.text, contract.place, section.label("contract"));
    }
    into.clients.push_back(out);
}

// Adds a contact's addresses to its client, so that one look-up by address finds the client.
void join_client(Section& section, const Contact& contact, const std::vector<Item>& addresses, std::vector<Client>& clients) {
    for (Client& client : clients) {
        const bool same = client.name == contact.client;
        for (const Item& address : addresses) {
            const bool has = std::find(client.contacts.begin(), client.contacts.end(), address.text) != client.contacts.end();
            if (same && !has) client.contacts.push_back(address.text);
            if (!same && has && !contact.client.empty()) {
                section.complain(
                    "addresses", address.place,
                    fmt::format("\"{}\" is a contact of the client \"{}\", not of \"{}\"; a person belongs to one client.",
                                address.text, client.name, contact.client));
            }
        }
    }
}

void read_contact(Section& section, Config& into) {
    Contact out;
    section.need("name", "the person's name");
    section.text("name", out.name);
    section.need("addresses", "the person's mail addresses, the one to write to first");
    const auto addresses = section.items("addresses", parse_address);
    for (const Item& address : addresses) {
        section.reading().define(Kind::person, address.text, address.place, section.label("addresses"));
        out.addresses.push_back(address.text);
    }
    if (const auto client = section.item("client")) {
        out.client = client->text;
        section.reading().references.refer(Kind::client, client->text, client->place, section.label("client"));
    }
    join_client(section, out, addresses, into.clients);
    into.contacts.push_back(out);
}

/// An address, a mail domain, or a name in front of an @ that counts at any domain.
Result<std::string> parse_form_sender(std::string_view text) {
    if (!text.ends_with('@')) return text.find('@') == std::string_view::npos ? parse_domain(text) : parse_address(text);
    const auto whole = parse_address(fmt::format("{}any.example", text));
    if (!whole) return permanent(fmt::format("\"{}\" is no name in front of an @, as in \"noreply@\".", text));
    return whole->substr(0, text.size());
}

void read_form(Section& section, Config& into) {
    Form out;
    section.need("from", "the senders: an address, a mail domain, or a name like \"noreply@\"");
    for (const Item& sender : section.items("from", parse_form_sender)) {
        if (is_own_address(into.desk, sender.text)) {
            section.complain("from", sender.place,
                             fmt::format("\"{}\" is the desk itself, whose mails with a Reply-To are taken for a form's anyway.",
                                         sender.text));
        }
        out.from.push_back(sender.text);
    }
    section.word<Form::Requester>("requester", out.requester,
                                  {{"reply-to", Form::Requester::reply_to}, {"from", Form::Requester::from}});
    into.forms.push_back(out);
}

}  // namespace

void read_staff(Section& root, Config& into) {
    root.tables("team", [&](Section& section) { read_team(section, into); });
    root.tables("technician", [&](Section& section) { read_technician(section, into); });
    fill_teams(root, into);
}

void read_clients(Section& root, Config& into) {
    root.tables("client", [&](Section& section) { read_client(section, into); });
    root.tables("contact", [&](Section& section) { read_contact(section, into); });
    root.tables("form", [&](Section& section) { read_form(section, into); });
}

}  // namespace config
