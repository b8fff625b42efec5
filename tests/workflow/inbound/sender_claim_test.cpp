// Whom the headers of a mail name as its author: behind lists, forms and forwarders.
#include "workflow/inbound/sender_claim.hpp"

#include "tests/workflow/desk.hpp"

#include <gmock/gmock.h>

using namespace desk_test;
using testing::Contains;
using testing::IsEmpty;

namespace {

Mail form(const char* from, const char* reply_to) {
    Mail mail(from, "Question about order 9", "When does it come?");
    mail.message().reply_to = {{"Rosa Diaz", reply_to}};
    return mail;
}

config::Config with_forms(std::vector<config::Form> forms) {
    config::Config config = small_desk();
    config.forms = std::move(forms);
    return config;
}

}  // namespace

TEST(SenderClaim, OfAFormIsWhoIsNamedInReplyTo) {
    const Directory directory(small_desk());
    const struct {
        const char* from;
        const char* reply_to;
        const char* claimed;
    } rows[] = {
        {"noreply@shop.example", "rosa@taller.example", "rosa@taller.example"},
        {"wordpress@www.shop.example", "Rosa@Taller.example", "rosa@taller.example"},
        {"www-data@web3.shop.example", "rosa@taller.example", "rosa@taller.example"},
        {"shop-noreply@shop.example", "rosa@taller.example", "rosa@taller.example"},
        {"support@desk.example", "rosa@taller.example", "rosa@taller.example"},
        {"noreply@shop.example", "shop@mail.shop.example", "noreply@shop.example"},
        {"noreply@shop.example", "support@desk.example", "noreply@shop.example"},
        {"noreply@shop.example", "noreply@shop.example", "noreply@shop.example"},
        {"noreply@shop.example", "no address", "noreply@shop.example"},
        {"kim@contoso.example", "rosa@taller.example", "kim@contoso.example"},
        {"webb@contoso.example", "rosa@taller.example", "webb@contoso.example"},
    };
    for (const auto& row : rows) {
        const Mail mail = form(row.from, row.reply_to);
        EXPECT_EQ(sender_claim(directory, mail.inbound()).address, row.claimed) << row.from << " for " << row.reply_to;
    }
}

TEST(SenderClaim, OfAFormFollowsTheConfig) {
    using enum config::Form::Requester;
    const Directory directory(with_forms({{.from = {"news@", "kiosk@shop.example"}, .requester = reply_to},
                                          {.from = {"bank.example", "noreply@shop.example"}, .requester = from}}));
    const std::pair<const char*, const char*> rows[] = {
        {"kiosk@shop.example", "rosa@shop.example"},      {"news@anywhere.example", "rosa@shop.example"},
        {"noreply@bank.example", "noreply@bank.example"}, {"noreply@shop.example", "noreply@shop.example"},
        {"noreply@other.example", "rosa@shop.example"},   {"kiosk@other.example", "kiosk@other.example"}};
    for (const auto& [sender, claimed] : rows)
        EXPECT_EQ(sender_claim(directory, form(sender, "rosa@shop.example").inbound()).address, claimed) << sender;
}

TEST(SenderClaim, OfAFormProvesNobodyAndOpensATicketOfTheirs) {
    Desk desk;
    Mail mail = form("wordpress@shop.example", "boss@contoso.example").aligned();
    mail.message().from.front().name = "Web form";
    const auto& decision = desk.receive(mail);
    const Ticket& ticket = desk.ticket(decision.landed);
    EXPECT_EQ(ticket.requester, (mail::Address{"Rosa Diaz", "boss@contoso.example"}));
    EXPECT_EQ(ticket.client, "Contoso");
    EXPECT_EQ(decision.entries.front().trust, Trust::claimed);
    EXPECT_THAT(mails(decision), Contains("acknowledgement to boss@contoso.example"));
    EXPECT_THAT(mails(desk.receive(from_ana(ticket.number, "", "On Friday."))),
                Contains("client-comment to boss@contoso.example"));
    Mail forged = form("noreply@shop.example", "ana@desk.example").aligned();
    forged.message().subject = "[#1] [close] x";
    desk.receive(forged);
    EXPECT_NE(desk.ticket(ticket.number).status, config::Status::closed);
}

TEST(SenderClaim, OfAProgramIsAcknowledgedWhenTheConfigCallsItAForm) {
    for (const bool is_named : {false, true}) {
        Desk desk(
            with_forms(is_named ? std::vector<config::Form>{{.from = {"noreply@shop.example"}}} : std::vector<config::Form>{}));
        const auto& decision = desk.receive(form("noreply@shop.example", "rosa@taller.example").kind(mail::Kind::auto_generated));
        EXPECT_EQ(desk.ticket(decision.landed).requester.address, "rosa@taller.example");
        EXPECT_EQ(decision.acknowledged, is_named);
    }
}

TEST(SenderClaim, BehindAListIsTheWriterAtWhicheverDomain) {
    const Directory directory(small_desk());
    const struct {
        const char* what;
        mail::Address from;
        std::vector<mail::TraceField> trace;
        std::vector<mail::Address> reply_to;
        const char* claimed;
        const char* name;
    } rows[] = {
        {"X-Original-From",
         {"Boss via help", "help@lists.example"},
         {{"x-original-from", "The Boss <boss@contoso.example>"}},
         {},
         "boss@contoso.example",
         "The Boss"},
        {"X-Original-Sender beside the list's Reply-To",
         {"'Boss' via help", "help@lists.example"},
         {{"x-original-sender", "boss@contoso.example"}},
         {{"", "help@lists.example"}},
         "boss@contoso.example",
         "Boss"},
        {"Reply-To at the list's own domain",
         {"Boss via help", "help@lists.example"},
         {},
         {{"Boss", "boss@lists.example"}},
         "boss@lists.example",
         "Boss"},
        {"an address made of the writer's",
         {"Boss via help", "boss=contoso.example@lists.example"},
         {},
         {{"Boss", "boss@contoso.example"}},
         "boss@contoso.example",
         "Boss"},
        {"a member who wrote the From",
         {"Kim", "kim@lists.example"},
         {{"x-original-sender", "kim@lists.example"}},
         {{"", "help@lists.example"}},
         "kim@lists.example",
         "Kim"},
        {"nobody is named", {"help", "help@lists.example"}, {}, {{"", "help@lists.example"}}, "help@lists.example", "help"},
    };
    for (const auto& row : rows) {
        Mail mail("", "Lamp", "It is dark.");
        mail.message().from = {row.from};
        mail.message().list_id = "help.lists.example";
        mail.message().trace = row.trace;
        mail.message().reply_to = row.reply_to;
        for (const auto kind : {mail::Kind::list, mail::Kind::human}) {
            const SenderClaim claim = sender_claim(directory, mail.kind(kind).inbound());
            EXPECT_EQ(claim.address, row.claimed) << row.what;
            EXPECT_EQ(claim.name, row.name) << row.what;
            EXPECT_EQ(claim.rewritten, row.claimed != row.from.address) << row.what;
        }
    }
}

TEST(SenderClaim, OfAForwarderIsTheFieldThatKeepsTheWriter) {
    const Directory directory(small_desk());
    Mail mail("relay@forwarder.example", "Lamp", "It is dark.");
    mail.message().trace = {{"x-original-from", "Boss <boss@contoso.example>"}};
    EXPECT_EQ(sender_claim(directory, mail.inbound()).address, "boss@contoso.example");
    EXPECT_TRUE(sender_claim(directory, mail.inbound()).rewritten);
    Mail logged_in = Mail("ana@desk.example", "Lamp", "x").auth("ana");
    logged_in.message().trace = mail.message().trace;
    EXPECT_EQ(sender_claim(directory, logged_in.inbound()).address, "ana@desk.example");
}

TEST(ReplyTo, InTheWritersCompanyReadsAlong) {
    const struct {
        const char* from;
        const char* wanted;
        bool added;
    } rows[] = {
        {"kim@contoso.example", "facility@contoso.example", true},
        {"kim@contoso.example", "facility@mail.contoso.example", true},
        {"kim@contoso.example", "kim@elsewhere.example", false},
        {"kim@contoso.example", "kim+t77@contoso.example", false},
        {"kim@gmail.com", "joe@gmail.com", false},
        {"kim@contoso.example", "support@desk.example", false},
    };
    for (const auto& row : rows) {
        Desk desk;
        const auto& decision = desk.receive(form(row.from, row.wanted).aligned());
        const Ticket& ticket = desk.ticket(decision.landed);
        EXPECT_EQ(ticket.requester.address, row.from);
        EXPECT_EQ(!ticket.watchers.empty(), row.added) << row.wanted;
        const auto& answer = desk.receive(from_ana(ticket.number, "", "At ten."));
        EXPECT_EQ(any_has(mails(answer), std::string("client-comment to ") + row.wanted), row.added) << row.wanted;
    }
    Desk desk;
    EXPECT_THAT(desk.ticket(desk.receive(form("kim@contoso.example", "facility@contoso.example")).landed).watchers, IsEmpty())
        << "nothing shows that Kim wrote it";
}
