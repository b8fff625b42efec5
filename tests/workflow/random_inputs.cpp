// Makes random configs, mails, ticks and requests for the property tests.
#include "tests/workflow/random_inputs.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace desk_test {

namespace {

constexpr const char* people[] = {"boss@contoso.example",
                                  "amy@contoso.example",
                                  "dan@fabrikam.example",
                                  "kim@byword.example",
                                  "joe@unknown.example",
                                  "eve@evil.example",
                                  "ana@desk.example",
                                  "ben@desk.example",
                                  "cleo@desk.example",
                                  "ana@home.example",
                                  "support@desk.example",
                                  "no-reply@shop.example",
                                  ""};
constexpr const char* clients[] = {"boss@contoso.example", "amy@contoso.example", "dan@fabrikam.example", "kim@byword.example"};
constexpr const char* technicians[] = {"ana", "ben", "cleo"};
// A % stands for the number of a ticket.
constexpr const char* tags[] = {"",
                                "",
                                "[resolve]",
                                "[close]",
                                "[reopen]",
                                "[wait]",
                                "[wait3]",
                                "[p1]",
                                "[p4; take]",
                                "[note]",
                                "[public]",
                                "[unassign]",
                                "[assign=network]",
                                "[assign=cleo]",
                                "[assign=nobody]",
                                "[reslove]",
                                "[30m]",
                                "[time=50m;nonbillable]",
                                "[start]",
                                "[stop]",
                                "[stop;nonbillable]",
                                "[time=-10m]",
                                "[time=-10m;nonbillable]",
                                "[time=1h;with=ben;nonbillable]",
                                "[away until 2026-12-01]",
                                "[back]",
                                "[title=New name]",
                                "[title=The \"big\" one → by ana (confirmed): c:\\d]",
                                "[snooze=2d]",
                                "[snooze=2026-07-01]",
                                "[cc+=eve@evil.example]",
                                "[cc+=amy@contoso.example,Ana@home.example]",
                                "[cc-=amy@contoso.example]",
                                "[cc-=ana@desk.example]",
                                "[client=Fabrikam]",
                                "[client=none]",
                                "[client=Stand by: \"A → B\", none]",
                                "[category=Network]",
                                "[category=none]",
                                "[template=onboarding]",
                                "[status=bad]",
                                "[help]",
                                "[show]",
                                "[take] [show]",
                                "[undo]",
                                "[undo=3]",
                                "[undo]",
                                "[split=2]",
                                "[split]",
                                "[merge=%]",
                                "[merge=%; take]"};
constexpr const char* subjects[] = {"Monitor flickers",
                                    "VPN outage",
                                    "printer",
                                    "",
                                    "Re: Monitor flickers",
                                    "[EXTERNAL] hello",
                                    "\" → \"closed\" by ticketd: [title]",
                                    "status open → closed by ticketd: it is done",
                                    "back\\slash \\\" and \"quotes\""};
constexpr const char* texts[] = {"Please help.",  "Thanks!",      "",         "#resolve\nDone", "#p1 and more",
                                 "/note\nhidden", "wifi is gone", "ask @cleo"};
constexpr mail::Kind kinds[] = {mail::Kind::human, mail::Kind::human,      mail::Kind::human,          mail::Kind::human,
                                mail::Kind::human, mail::Kind::auto_reply, mail::Kind::auto_generated, mail::Kind::bounce,
                                mail::Kind::list,  mail::Kind::loop};
constexpr mail::Purpose purposes[] = {mail::Purpose::reply,  mail::Purpose::reply,       mail::Purpose::note,
                                      mail::Purpose::action, mail::Purpose::return_path, mail::Purpose::unsubscribe};

std::string any_tags(Chance& chance, const Desk& desk) {
    std::string words = chance.of(tags);
    if (const std::size_t hole = words.find('%'); hole != std::string::npos)
        words.replace(hole, 1, std::to_string(any_ticket(chance, desk).value));
    return words;
}

std::string subject_of(TicketId ticket, const std::string& words, const char* title) {
    return fmt::format("Re: [#{}] {} {}", ticket.value, words, title);
}

/// A mail from somebody who has commands to undo.
Mail undoing_mail(Chance& chance, const Desk& desk, const Ticket& ticket) {
    const Undo& undo = ticket.undos[static_cast<std::size_t>(chance.below(static_cast<int>(ticket.undos.size())))];
    const config::Technician* whose = desk.directory.technician(undo.by);
    const std::string name = whose ? whose->name : chance.of(technicians);
    Mail mail(name + "@desk.example", subject_of(ticket.number, "[undo]", "Monitor flickers"), "");
    mail.token(ticket.number, name + "@desk.example").answers(ticket.number).auth(name);
    return mail;
}

/// A mail with the strongest proof, or with only a token and an aligned domain.
Mail technicians_mail(Chance& chance, const Desk& desk) {
    const std::string name = chance.of(technicians);
    const TicketId ticket = any_ticket(chance, desk);
    if (const Ticket& known = desk.ticket(ticket); !known.undos.empty() && chance.one_in(4))
        return undoing_mail(chance, desk, known);
    const std::string words = any_tags(chance, desk);
    const bool note = words == "[note]";
    const std::string text = note ? std::string(secret) : chance.one_in(6) ? fmt::format("/note\n{}", secret) : any_text(chance);
    Mail mail(name + "@desk.example", subject_of(ticket, words, chance.of(subjects)), text);
    mail.token(ticket, name + "@desk.example", note && chance.one_in(3) ? mail::Purpose::note : mail::Purpose::reply)
        .answers(ticket)
        .aligned();
    if (!chance.one_in(3)) mail.auth(name);
    if (chance.one_in(4)) mail.cc(any_person(chance));
    return mail;
}

Mail forwarded_mail(Chance& chance) {
    const std::string name = chance.of(technicians);
    Mail mail(name + "@desk.example", fmt::format("Fwd: {}", chance.of(subjects)), any_text(chance));
    mail.auth(name);
    mail.message().forwarded = mail::Forwarded{{"Kim \"K\" Lee", chance.of(clients)}, {}, {}, {}, false, {}};
    return mail;
}

Mail clients_mail(Chance& chance, const Desk& desk) {
    const std::string from = chance.of(clients);
    Mail mail(from, chance.of(subjects), any_text(chance));
    mail.aligned();
    if (chance.one_in(4)) {
        mail.message().urgent = chance.one_in(4);
        if (chance.one_in(6)) mail.to("support+onboarding@desk.example");
        return mail;
    }
    const TicketId ticket = any_ticket(chance, desk);
    const bool acts = chance.one_in(6);
    mail.answers(ticket).token(ticket, from, acts ? mail::Purpose::action : mail::Purpose::reply);
    mail.message().subject = subject_of(ticket, acts ? (chance.one_in(2) ? "[solved]" : "[not solved]") : "", "Monitor flickers");
    if (chance.one_in(4)) mail.cc(any_person(chance));
    return mail;
}

Mail answer_to_question(Chance& chance, const Desk& desk) {
    const auto& open = desk.snapshot.held;
    const auto oldest =
        std::min_element(open.begin(), open.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    const std::string from = (chance.one_in(5) ? chance.of(technicians) : oldest->second.technician) + "@desk.example";
    return Mail(from, "Re: please confirm", chance.one_in(6) ? "no" : "yes")
        .token({oldest->first}, from, mail::Purpose::confirm)
        .aligned();
}

Mail strange_mail(Chance& chance, const Desk& desk) {
    const std::string from = any_person(chance);
    const TicketId number = any_ticket(chance, desk);
    const bool threaded = !desk.snapshot.tickets.empty() && !chance.one_in(4);
    std::string subject = chance.of(subjects);
    if (threaded && chance.one_in(2)) subject = subject_of(number, any_tags(chance, desk), subject.c_str());
    if (!threaded && chance.one_in(3)) subject += " " + any_tags(chance, desk);
    Mail mail(from, subject, any_text(chance));
    if (threaded && chance.one_in(2)) mail.answers(number);
    if (threaded && !chance.one_in(3)) mail.token(number, chance.one_in(3) ? any_person(chance) : from, chance.of(purposes));
    if (chance.one_in(2)) mail.aligned();
    if (chance.one_in(6)) mail.auth(chance.of(technicians));
    if (chance.one_in(3)) mail.cc(any_person(chance));
    if (chance.one_in(8)) mail.references(fmt::format("mail-{}@out.example", chance.below(200)));
    if (chance.one_in(40)) mail.message().from_fields = 2;
    if (chance.one_in(30)) {
        mail.envelope().route = mail::Route::import;
        mail.envelope().received_at = desk.now - hours{chance.below(2000)};
    }
    mail.kind(chance.of(kinds));
    if (mail.message().kind == mail::Kind::bounce)
        mail.message().bounce = mail::Bounce{any_person(chance), chance.one_in(3) ? "delayed" : "failed", "5.1.1", "no", "", ""};
    return mail;
}

Rule rule_on(const char* name, Rule::On on) {
    return {.name = name, .on = {on}, .when = {}, .then = {}};
}

}  // namespace

config::Config busy_desk() {
    auto config = small_desk();
    config.clients.push_back({.name = "Stand by: \"A → B\", none",
                              .domains = {"byword.example"},
                              .contacts = {},
                              .contract = {"one; two"},
                              .language = {}});
    config.contracts.push_back(config.contracts.front());
    config.contracts.back().name = "one; two";
    config.categories.push_back({.name = "none", .keywords = {"flickers", "\"quotes\""}, .team = {}, .addresses = {}});
    config.ticket_templates = {{.name = "onboarding",
                                .language = {},
                                .title = "New \"colleague\": {{subject}}",
                                .description = "- an account",
                                .category = "Hardware",
                                .priority = Priority::low,
                                .assign = "team:network",
                                .addresses = {}}};
    Rule to_team = rule_on("to the team", Rule::On::created);
    to_team.when.category = {"Network"};
    to_team.then.assign = "team:network";
    to_team.then.note = fmt::format("Internal, {}: look at the router.", secret);
    Rule outage = rule_on("outage", Rule::On::created);
    outage.on.push_back(Rule::On::updated);
    outage.when.subject_contains = {"outage"};
    outage.then.priority = Priority::critical;
    outage.then.notify = {"cleo", "lead"};
    Rule quotes = rule_on("by \"template\": x", Rule::On::created);
    quotes.when.subject_contains = {"quotes"};
    quotes.then.ticket_template = "onboarding";
    Rule remind = rule_on("remind", Rule::On::tick);
    remind.when.status = {Status::waiting_customer};
    remind.when.idle_business_days = {2, 5};
    remind.then.remind = true;
    Rule close = rule_on("close", Rule::On::tick);
    close.when.status = {Status::waiting_customer};
    close.when.idle_business_days = {8};
    close.then.close = true;
    config.rules = {to_team, outage, quotes, remind, close};
    return config;
}

TicketId any_ticket(Chance& chance, const Desk& desk) {
    return {1 + chance.below(std::max(1, static_cast<int>(desk.snapshot.tickets.size())))};
}

std::string any_person(Chance& chance) {
    return chance.of(people);
}

std::string any_text(Chance& chance) {
    return chance.of(texts);
}

std::string any_items(Chance& chance, const Desk& desk) {
    std::string items = any_tags(chance, desk);
    std::erase_if(items, [](char c) { return c == '[' || c == ']'; });
    return items;
}

Mail any_mail(Chance& chance, const Desk& desk) {
    if (!desk.snapshot.held.empty() && chance.one_in(5)) return answer_to_question(chance, desk);
    if (!desk.snapshot.tickets.empty() && chance.one_in(2)) return technicians_mail(chance, desk);
    if (chance.one_in(20)) return forwarded_mail(chance);
    if (chance.one_in(3)) return clients_mail(chance, desk);
    return strange_mail(chance, desk);
}

}  // namespace desk_test
