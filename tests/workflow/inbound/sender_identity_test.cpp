#include "workflow/inbound/sender_identity.hpp"

#include "tests/workflow/desk.hpp"

using namespace desk_test;
using Asks = config::Trust::Technician;

namespace {

constexpr TicketId number{1};
constexpr TicketId other{2};

Ticket ticket_of_boss() {
    Ticket ticket;
    ticket.number = number;
    ticket.requester = {"Boss", "boss@contoso.example"};
    ticket.watchers = {{"amy@contoso.example", {}}};
    return ticket;
}

config::Config asking(Asks asks) {
    auto config = small_desk();
    config.trust.technician = asks;
    config.contacts = {{.name = "Boss", .addresses = {"boss@contoso.example", "boss@private.example"}, .client = "Contoso"}};
    return config;
}

Mail from(const char* address) {
    return {address, "Re: [#1] Monitor", "text"};
}

}  // namespace

TEST(Speaker, ParticipantsAreShownByTheirTokenOrTheirDomain) {
    const Policy policy(asking(Asks::token_and_domain));
    const Ticket ticket = ticket_of_boss();
    const struct {
        const char* what;
        Mail mail;
        Trust trust;
    } rows[] = {
        {"nothing", from("boss@contoso.example"), Trust::claimed},
        {"their token", from("boss@contoso.example").token(number, "boss@contoso.example"), Trust::participant},
        {"a token in another case", from("BOSS@contoso.example").token(number, "Boss@Contoso.example"), Trust::participant},
        {"their token of another ticket", from("boss@contoso.example").token(other, "boss@contoso.example"), Trust::claimed},
        {"somebody else's token", from("boss@contoso.example").token(number, "amy@contoso.example"), Trust::claimed},
        {"a token whose party is not known", from("boss@contoso.example").token(number, ""), Trust::claimed},
        {"a return path", from("boss@contoso.example").token(number, "boss@contoso.example", mail::Purpose::return_path),
         Trust::claimed},
        {"a token for notes", from("boss@contoso.example").token(number, "boss@contoso.example", mail::Purpose::note),
         Trust::claimed},
        {"their domain", from("boss@contoso.example").aligned(), Trust::participant},
        {"a watcher's domain", from("amy@contoso.example").aligned(), Trust::participant},
        {"their other address, by its token", from("boss@private.example").token(number, "boss@contoso.example"),
         Trust::participant},
        {"a stranger with a forwarded token", from("eve@evil.example").token(number, "boss@contoso.example").aligned(),
         Trust::claimed},
        {"a colleague who takes no part", from("zoe@contoso.example").aligned(), Trust::claimed},
    };
    for (const auto& row : rows) {
        const Speaker speaker = speaker_of(policy, row.mail.arrival(), &ticket);
        EXPECT_EQ(speaker.trust, row.trust) << row.what << ": " << speaker.why;
        EXPECT_TRUE(speaker.technician.empty()) << row.what;
        EXPECT_FALSE(speaker.why.empty()) << row.what;
    }
}

TEST(Speaker, TechniciansAreShownByWhatTheConfigAsks) {
    const Ticket ticket = ticket_of_boss();
    const Mail bare = from("ana@desk.example");
    const Mail token = from("ana@desk.example").token(number, "ana@desk.example");
    const Mail domain = from("ana@desk.example").aligned();
    const Mail both = from("ana@desk.example").aligned().token(number, "ana@desk.example");
    const Mail note = from("ana@desk.example").aligned().token(number, "ana@desk.example", mail::Purpose::note);
    const Mail auth = from("ana@desk.example").auth("ana");
    constexpr Trust no = Trust::claimed, yes = Trust::technician, sure = Trust::confirmed;
    const struct {
        Asks asks;
        const Mail& mail;
        Trust on_ticket, on_new;
    } rows[] = {
        {Asks::token_and_domain, bare, no, no},
        {Asks::token_and_domain, token, no, yes},
        {Asks::token_and_domain, domain, no, yes},
        {Asks::token_and_domain, both, yes, yes},
        {Asks::token_and_domain, note, yes, yes},
        {Asks::token_and_domain, auth, sure, sure},
        {Asks::domain, token, no, no},
        {Asks::domain, domain, yes, yes},
        {Asks::domain, auth, sure, sure},
        {Asks::token, token, yes, yes},
        {Asks::token, domain, no, yes},
        {Asks::token, bare, no, no},
        {Asks::signed_only, both, no, no},
        {Asks::signed_only, auth, sure, sure},
    };
    int index = 0;
    for (const auto& row : rows) {
        const Policy policy(asking(row.asks));
        EXPECT_EQ(speaker_of(policy, row.mail.arrival(), &ticket).trust, row.on_ticket) << index;
        EXPECT_EQ(speaker_of(policy, row.mail.arrival(), nullptr).trust, row.on_new) << index;
        ++index;
    }
}

TEST(Speaker, AnAliasOfATechnicianIsTheTechnician) {
    const Policy policy(asking(Asks::token_and_domain));
    const Ticket ticket = ticket_of_boss();
    const Mail mail = from("ana@home.example").aligned().token(number, "ana@desk.example");
    EXPECT_EQ(speaker_of(policy, mail.arrival(), &ticket).technician, "ana");
}

TEST(Speaker, AuthBindsToTheOneWhoLoggedIn) {
    const Policy policy(asking(Asks::token_and_domain));
    const Ticket ticket = ticket_of_boss();
    EXPECT_EQ(speaker_of(policy, from("ben@desk.example").auth("ana").arrival(), &ticket).trust, Trust::claimed);
    EXPECT_EQ(speaker_of(policy, from("boss@contoso.example").auth("ana").arrival(), &ticket).trust, Trust::claimed);
}

TEST(Speaker, APinnedSignatureConfirms) {
    const Policy policy(asking(Asks::signed_only));
    Mail mail = from("ana@desk.example");
    Arrival arrival = mail.arrival();
    arrival.evidence.smime_technician = "ana";
    EXPECT_EQ(speaker_of(policy, arrival, nullptr).trust, Trust::confirmed);
}

TEST(Speaker, ATechnicianWhoAskedForHelpIsAClientThere) {
    const Policy policy(asking(Asks::token_and_domain));
    Ticket ticket = ticket_of_boss();
    ticket.requester.address = "ana@desk.example";
    const Speaker speaker = speaker_of(policy, from("ana@desk.example").auth("ana").arrival(), &ticket);
    EXPECT_EQ(speaker.trust, Trust::participant);
    EXPECT_TRUE(speaker.technician.empty());
}

TEST(Speaker, SeveralFromAreNobody) {
    const Policy policy(asking(Asks::domain));
    Mail two = from("ana@desk.example").aligned();
    two.message().from_fields = 2;
    EXPECT_EQ(speaker_of(policy, two.arrival(), nullptr).trust, Trust::claimed);
    Mail list = from("ana@desk.example").aligned();
    list.message().from.push_back({"", "ben@desk.example"});
    EXPECT_EQ(speaker_of(policy, list.arrival(), nullptr).trust, Trust::claimed);
}

TEST(Speaker, BehindAListIsWhoeverItNamesAndOnlyClaimed) {
    const Policy policy(asking(Asks::domain));
    Mail mail = from("staff@lists.example").aligned().kind(mail::Kind::list);
    mail.message().list_id = "staff.lists.example";
    EXPECT_EQ(speaker_of(policy, mail.arrival(), nullptr).address, "staff@lists.example");
    mail.message().reply_to = {{"", "staff@lists.example"}, {"Boss", "boss@contoso.example"}};
    EXPECT_EQ(speaker_of(policy, mail.arrival(), nullptr).address, "boss@contoso.example");
    EXPECT_EQ(speaker_of(policy, mail.arrival(), nullptr).trust, Trust::claimed);
    mail.message().trace = {{"x-original-from", "Amy <amy@contoso.example>"}};
    EXPECT_EQ(speaker_of(policy, mail.arrival(), nullptr).address, "amy@contoso.example");
}

TEST(Speaker, WithoutFromTheReturnPathIsTheClaim) {
    const Policy policy(asking(Asks::domain));
    Mail mail = from("");
    mail.message().from.clear();
    mail.envelope().from = "Boss@Contoso.example";
    EXPECT_EQ(speaker_of(policy, mail.arrival(), nullptr).address, "boss@contoso.example");
    mail.envelope().from = "";
    EXPECT_EQ(speaker_of(policy, mail.arrival(), nullptr).address, "");
}
