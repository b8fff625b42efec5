#pragma once

#include "workflow/decide.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace desk_test {

using namespace workflow;
using config::EntryId;
using config::Rule;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

/// Monday, 2 March 2026, 09:00 UTC.
inline constexpr Instant monday_morning{std::chrono::sys_days{std::chrono::year{2026} / 3 / 2} + hours{9}};

/// Two technicians in a team, one outside it, a client with a contract, categories with keywords.
[[nodiscard]] config::Config small_desk();

/// Builds one mail, step by step.
class Mail {
public:
    Mail(std::string from, std::string subject, std::string text);
    Mail& to(const std::string& address);
    Mail& cc(std::string address);
    Mail& aligned();                     // the From domain passed DMARC
    Mail& auth(std::string technician);  // it came through the submission listener
    Mail& token(TicketId ticket, std::string party, mail::Purpose purpose = mail::Purpose::reply);
    Mail& answers(TicketId ticket);    // In-Reply-To is a signed id of ours
    Mail& references(std::string id);  // somebody else's id
    Mail& kind(mail::Kind kind);
    Mail& id(std::string id);
    [[nodiscard]] mail::Message& message() { return arrival_.message; }
    [[nodiscard]] mail::Envelope& envelope() { return arrival_.envelope; }
    [[nodiscard]] const InboundMail& inbound() const { return arrival_; }

private:
    InboundMail arrival_;
};

/// A desk with a hand-driven clock that keeps all its decisions.
class Desk {
public:
    explicit Desk(config::Config config = small_desk());

    const Decision& receive(const Mail& mail);
    const Decision& order(TicketId ticket, std::string items, std::string text = {}, std::string author = "admin");
    const Decision& undelivered(TicketId ticket, std::string recipient, std::string reply);
    const Decision& open(std::string title, std::string requester, std::string items = {});
    /// Ticks all tickets that are due until `now + span`, each at its own time, and leaves the clock there.
    void pass(std::chrono::microseconds span);

    /// Opens a ticket of boss@contoso.example with an aligned mail.
    TicketId opened(std::string subject = "Monitor flickers", std::string text = "It began today.");
    /// The same, but ana has answered it and changed it with her tags.
    TicketId opened_and(const std::string& tags);

    [[nodiscard]] const Ticket& ticket(TicketId number) const { return snapshot.tickets.at(number); }
    /// These return events with their English text.
    [[nodiscard]] std::vector<Entry> entries(TicketId number, EntryKind kind) const;
    [[nodiscard]] std::vector<std::string> events(TicketId number) const;

    Directory directory;
    Snapshot snapshot;
    Instant now = monday_morning;
    std::vector<Decision> log;

private:
    const Decision& decided(const Input& input);
    void keep_stories();
    std::int64_t reserved_ = 0;
    std::int64_t entries_ = 0;
};

/// The text of an entry as an English desk in UTC shows it.
[[nodiscard]] std::string shown_text(const Entry& entry);

/// The Message-ID of a mail that decision number `decision` of the log ordered.
[[nodiscard]] std::string sent_id(std::size_t decision, std::size_t mail);

/// "kind to address" of every mail, in order.
[[nodiscard]] std::vector<std::string> mails(const Decision& decision);
[[nodiscard]] std::vector<std::string> mails_of(const std::vector<Decision>& log, MailKind kind);
[[nodiscard]] const Notification* mail_of(const Decision& decision, MailKind kind);
[[nodiscard]] bool any_has(const std::vector<std::string>& lines, std::string_view part);
[[nodiscard]] bool any_has(const std::vector<Sentence>& lines, std::string_view part);

/// A sentence as an English desk in UTC words it.
[[nodiscard]] std::string worded(const Sentence& sentence);
[[nodiscard]] std::vector<std::string> worded(const std::vector<Sentence>& sentences);

/// A mail of a technician of the small desk, with the strongest proof.
[[nodiscard]] Mail from_ana(TicketId ticket, const std::string& tags, std::string text = {});

}  // namespace desk_test
