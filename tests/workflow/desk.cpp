// Implements a desk in memory for workflow tests: directory, snapshot, clock, mails.
#include "tests/workflow/desk.hpp"

#include "templates/event_text.hpp"
#include "templates/sentence_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace desk_test {

config::Config small_desk() {
    config::Config config;
    config.desk.name = "Northwind Support";
    config.desk.address = "support@desk.example";
    config.desk.aliases = {"help@desk.example"};
    config.technicians = {
        {.name = "ana",
         .display_name = "Ana Ruiz",
         .email = "ana@desk.example",
         .aliases = {"ana@home.example"},
         .teams = {"network"},
         .password_hash = {},
         .smime_fingerprint = {}},
        {.name = "ben",
         .display_name = "Ben Okafor",
         .email = "ben@desk.example",
         .aliases = {},
         .teams = {"network"},
         .password_hash = {},
         .smime_fingerprint = {}},
        {.name = "cleo",
         .display_name = "Cleo Martin",
         .email = "cleo@desk.example",
         .aliases = {},
         .teams = {},
         .password_hash = {},
         .smime_fingerprint = {}},
    };
    config.teams = {{.name = "network", .lead = "ana", .assign = config::Team::Assign::round_robin, .members = {"ana", "ben"}}};
    config::Contract gold;
    gold.name = "gold";
    gold.calendar.always = true;
    gold.critical_calendar.always = true;
    gold.response = {hours{24}, hours{8}, hours{2}, minutes{15}};
    gold.resolution = {hours{72}, hours{24}, hours{8}, hours{4}};
    config.contracts = {gold};
    config.clients = {{.name = "Contoso",
                       .domains = {"contoso.example"},
                       .contacts = {"boss@private.example"},
                       .contract = {"gold"},
                       .language = {}},
                      {.name = "Fabrikam", .domains = {"fabrikam.example"}, .contacts = {}, .contract = {}, .language = {}}};
    config.categories = {{.name = "Network", .keywords = {"vpn", "wifi"}, .team = "network", .addresses = {"network"}},
                         {.name = "Hardware", .keywords = {"printer", "docking station"}, .team = {}, .addresses = {}}};
    return config;
}

Mail::Mail(std::string from, std::string subject, std::string text) {
    mail::Message& message = arrival_.message;
    message.from = {{"", std::move(from)}};
    message.from_fields = 1;
    message.subject = std::move(subject);
    message.text = text;
    message.reply_text = std::move(text);
    arrival_.envelope.route = mail::Route::smtp;
    arrival_.envelope.from = message.from.front().address;
    arrival_.envelope.recipients = {"support@desk.example"};
}

Mail& Mail::to(const std::string& address) {
    arrival_.envelope.recipients = {address};
    return *this;
}

Mail& Mail::cc(std::string address) {
    arrival_.message.cc.push_back({"", std::move(address)});
    return *this;
}

Mail& Mail::aligned() {
    arrival_.evidence.aligned_domain = mail::domain_of(arrival_.message.from.front().address);
    arrival_.evidence.aligned_by = "dmarc";
    return *this;
}

Mail& Mail::auth(std::string technician) {
    arrival_.envelope.route = mail::Route::submission;
    arrival_.evidence.auth_technician = std::move(technician);
    return *this;
}

Mail& Mail::token(TicketId ticket, std::string party, mail::Purpose purpose) {
    arrival_.evidence.tokens.push_back({purpose, ticket, std::move(party), 0, {}});
    return *this;
}

Mail& Mail::answers(TicketId ticket) {
    arrival_.own_ids.push_back(ticket);
    arrival_.message.in_reply_to = fmt::format("ours-{}@desk.example", ticket.value);
    return *this;
}

Mail& Mail::references(std::string id) {
    if (arrival_.message.in_reply_to.empty()) arrival_.message.in_reply_to = id;
    arrival_.message.references.push_back(std::move(id));
    return *this;
}

Mail& Mail::kind(mail::Kind kind) {
    arrival_.message.kind = kind;
    return *this;
}

Mail& Mail::id(std::string id) {
    arrival_.message.message_id = std::move(id);
    return *this;
}

Desk::Desk(config::Config config) : directory(std::move(config)) {}

const Decision& Desk::decided(const Input& input) {
    while (snapshot.numbers.size() < 2)
        snapshot.numbers.push_back({++reserved_});
    log.push_back(decide(directory, snapshot, input, now));
    snapshot.apply(log.back());
    keep_stories();
    return log.back();
}

/// Keeps the entries of each ticket, as a database would.
void Desk::keep_stories() {
    const Decision& decision = log.back();
    for (std::size_t i = 0; i < decision.entries.size(); ++i) {
        const Entry& entry = decision.entries[i];
        const EntryId id{++entries_};
        if (entry.kind == EntryKind::event) continue;
        StoredEntry line{id, entry, {}};
        for (std::size_t mail = 0; mail < decision.mails.size(); ++mail)
            if (decision.mails[mail].entry == i) line.sent_as.push_back(sent_id(log.size() - 1, mail));
        snapshot.stories[entry.ticket].push_back(std::move(line));
    }
}

std::string shown_text(const Entry& entry) {
    return templates::entry_text(entry, templates::english(), nullptr);
}

std::string sent_id(std::size_t decision, std::size_t mail) {
    return fmt::format("sent-{}-{}@desk.example", decision, mail);
}

const Decision& Desk::receive(const Mail& mail) {
    InboundMail inbound = mail.inbound();
    if (inbound.message.message_id.empty()) inbound.message.message_id = fmt::format("mail-{}@out.example", log.size());
    inbound.inbox = {static_cast<std::int64_t>(log.size()) + 1};
    return decided(inbound);
}

const Decision& Desk::order(TicketId ticket, std::string items, std::string text, std::string author) {
    AdminRequest order;
    order.ticket = ticket;
    order.items = std::move(items);
    order.text = std::move(text);
    order.author = std::move(author);
    return decided(order);
}

const Decision& Desk::undelivered(TicketId ticket, std::string recipient, std::string reply) {
    return decided(DeliveryFailure{ticket, std::move(recipient), std::move(reply)});
}

const Decision& Desk::open(std::string title, std::string requester, std::string items) {
    AdminRequest order;
    order.author = "admin";
    order.title = std::move(title);
    order.requester = {"", std::move(requester)};
    order.items = std::move(items);
    return decided(order);
}

void Desk::pass(std::chrono::microseconds span) {
    const Instant end = now + span;
    for (int steps = 0; steps < 1000; ++steps) {
        const Ticket* next = nullptr;
        for (const auto& [number, one] : snapshot.tickets)
            if (one.next_due_at && *one.next_due_at <= end && (!next || *one.next_due_at < *next->next_due_at)) next = &one;
        if (!next) {
            now = end;
            return;
        }
        now = std::max(now, *next->next_due_at);
        decided(Tick{next->number});
    }
    ADD_FAILURE() << "a ticket is due again and again";
}

TicketId Desk::opened(std::string subject, std::string text) {
    return receive(Mail("boss@contoso.example", std::move(subject), std::move(text)).aligned()).landed;
}

TicketId Desk::opened_and(const std::string& tags) {
    const TicketId number = opened();
    receive(from_ana(number, tags, "We look into it."));
    return number;
}

std::vector<Entry> Desk::entries(TicketId number, EntryKind kind) const {
    std::vector<Entry> found;
    for (const Decision& decision : log)
        for (const Entry& entry : decision.entries)
            if (entry.ticket == number && entry.kind == kind) {
                found.push_back(entry);
                found.back().text = shown_text(entry);
            }
    return found;
}

std::vector<std::string> Desk::events(TicketId number) const {
    std::vector<std::string> found;
    for (const Entry& entry : entries(number, EntryKind::event))
        found.push_back(entry.text);
    return found;
}

std::vector<std::string> mails(const Decision& decision) {
    std::vector<std::string> found;
    for (const Notification& order : decision.mails)
        found.push_back(fmt::format("{} to {}", to_string(order.kind), order.recipient.address));
    return found;
}

std::vector<std::string> mails_of(const std::vector<Decision>& log, MailKind kind) {
    std::vector<std::string> found;
    for (const Decision& decision : log)
        for (const Notification& order : decision.mails)
            if (order.kind == kind) found.push_back(order.recipient.address);
    return found;
}

const Notification* mail_of(const Decision& decision, MailKind kind) {
    const auto found =
        std::find_if(decision.mails.begin(), decision.mails.end(), [&](const auto& one) { return one.kind == kind; });
    return found == decision.mails.end() ? nullptr : &*found;
}

bool any_has(const std::vector<std::string>& lines, std::string_view part) {
    return std::any_of(lines.begin(), lines.end(), [&](const auto& line) { return line.find(part) != std::string::npos; });
}

bool any_has(const std::vector<Sentence>& lines, std::string_view part) {
    return any_has(worded(lines), part);
}

std::string worded(const Sentence& sentence) {
    return templates::sentence_text(sentence, templates::english(), nullptr);
}

std::vector<std::string> worded(const std::vector<Sentence>& sentences) {
    std::vector<std::string> texts;
    for (const Sentence& sentence : sentences)
        texts.push_back(worded(sentence));
    return texts;
}

Mail from_ana(TicketId ticket, const std::string& tags, std::string text) {
    Mail mail("ana@desk.example", fmt::format("Re: [#{}] {} Monitor flickers", ticket.value, tags), std::move(text));
    return mail.auth("ana").token(ticket, "ana@desk.example").answers(ticket);
}

}  // namespace desk_test
