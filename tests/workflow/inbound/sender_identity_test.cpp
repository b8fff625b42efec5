// Tests the trust level that each kind of evidence gives.
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

TEST(SenderIdentity, ParticipantsAreShownByTheirTokenOrTheirDomain) {
    const Directory directory(asking(Asks::token_and_domain));
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
        const SenderIdentity identity = identify_sender(directory, row.mail.inbound(), &ticket);
        EXPECT_EQ(identity.trust, row.trust) << row.what << ": " << worded(identity.why);
        EXPECT_TRUE(identity.technician.empty()) << row.what;
        EXPECT_FALSE(identity.why.empty()) << row.what;
    }
}

TEST(SenderIdentity, TechniciansAreShownByWhatTheConfigAsks) {
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
        const Directory directory(asking(row.asks));
        EXPECT_EQ(identify_sender(directory, row.mail.inbound(), &ticket).trust, row.on_ticket) << index;
        EXPECT_EQ(identify_sender(directory, row.mail.inbound(), nullptr).trust, row.on_new) << index;
        ++index;
    }
}

TEST(SenderIdentity, AnAliasOfATechnicianIsTheTechnician) {
    const Directory directory(asking(Asks::token_and_domain));
    const Ticket ticket = ticket_of_boss();
    const Mail mail = from("ana@home.example").aligned().token(number, "ana@desk.example");
    EXPECT_EQ(identify_sender(directory, mail.inbound(), &ticket).technician, "ana");
}

TEST(SenderIdentity, AuthBindsToTheOneWhoLoggedIn) {
    const Directory directory(asking(Asks::token_and_domain));
    const Ticket ticket = ticket_of_boss();
    EXPECT_EQ(identify_sender(directory, from("ben@desk.example").auth("ana").inbound(), &ticket).trust, Trust::claimed);
    EXPECT_EQ(identify_sender(directory, from("boss@contoso.example").auth("ana").inbound(), &ticket).trust, Trust::claimed);
}

TEST(SenderIdentity, APinnedSignatureConfirms) {
    const Directory directory(asking(Asks::signed_only));
    Mail mail = from("ana@desk.example");
    InboundMail inbound = mail.inbound();
    inbound.evidence.smime_technician = "ana";
    EXPECT_EQ(identify_sender(directory, inbound, nullptr).trust, Trust::confirmed);
}

TEST(SenderIdentity, ATechnicianWhoAskedForHelpIsAClientThere) {
    const Directory directory(asking(Asks::token_and_domain));
    Ticket ticket = ticket_of_boss();
    ticket.requester.address = "ana@desk.example";
    const SenderIdentity identity = identify_sender(directory, from("ana@desk.example").auth("ana").inbound(), &ticket);
    EXPECT_EQ(identity.trust, Trust::participant);
    EXPECT_TRUE(identity.technician.empty());
}

TEST(SenderIdentity, SeveralFromAreNobody) {
    const Directory directory(asking(Asks::domain));
    Mail two = from("ana@desk.example").aligned();
    two.message().from_fields = 2;
    EXPECT_EQ(identify_sender(directory, two.inbound(), nullptr).trust, Trust::claimed);
    Mail list = from("ana@desk.example").aligned();
    list.message().from.push_back({"", "ben@desk.example"});
    EXPECT_EQ(identify_sender(directory, list.inbound(), nullptr).trust, Trust::claimed);
}

TEST(SenderIdentity, BehindAListIsWhoeverItNamesAndOnlyClaimed) {
    const Directory directory(asking(Asks::domain));
    Mail mail = from("staff@lists.example").aligned().kind(mail::Kind::list);
    mail.message().list_id = "staff.lists.example";
    EXPECT_EQ(identify_sender(directory, mail.inbound(), nullptr).address, "staff@lists.example");
    mail.message().reply_to = {{"", "staff@lists.example"}, {"Boss", "boss@contoso.example"}};
    EXPECT_EQ(identify_sender(directory, mail.inbound(), nullptr).address, "boss@contoso.example");
    EXPECT_EQ(identify_sender(directory, mail.inbound(), nullptr).trust, Trust::claimed);
    mail.message().trace = {{"x-original-from", "Amy <amy@contoso.example>"}};
    EXPECT_EQ(identify_sender(directory, mail.inbound(), nullptr).address, "amy@contoso.example");
}

TEST(SenderIdentity, WithoutFromTheReturnPathIsTheClaim) {
    const Directory directory(asking(Asks::domain));
    Mail mail = from("");
    mail.message().from.clear();
    mail.envelope().from = "Boss@Contoso.example";
    EXPECT_EQ(identify_sender(directory, mail.inbound(), nullptr).address, "boss@contoso.example");
    mail.envelope().from = "";
    EXPECT_EQ(identify_sender(directory, mail.inbound(), nullptr).address, "");
}
