#pragma once

#include "mail/message/outgoing.hpp"
#include "workflow/model/decision.hpp"
#include "workflow/model/directory.hpp"

#include <memory>
#include <string>
#include <unordered_map>

namespace templates {

class Phrases;

/// The signed addresses and ids of one mail, made by the owner of the keys. Each address is complete:
/// support+token@desk.example.
struct Addresses {
    std::string reply;                                       // Reply-To; an answer to it is a public reply
    std::string note;                                        // technicians only
    std::string action;                                      // technicians: action links; clients: the "solved" links
    std::string return_path;                                 // VERP; empty: the null return path <>
    std::string message_id;                                  // without <>
    std::string loop_mark;                                   // value of X-Ticketd-Loop
    std::string thread_id;                                   // the ticket's synthetic root, first in References
    std::string unsubscribe;                                 // for watchers; empty: no List-Unsubscribe
    std::unordered_map<config::TicketId, std::string> rows;  // action addresses of the tickets in its tables
};

/// The templates and phrases, compiled once. Safe to use from several threads at the same time.
class Texts {
public:
    /// Compiles the texts of `language` (a folder of templates/, built into the program).
    /// permanent: no such language, or the name of a text that does not compile.
    [[nodiscard]] static config::Result<Texts> load(const std::string& language);

    /// Renders `notification`. `ticket` is its ticket after the decision (nullptr: it is about no ticket); `entry` is
    /// the text it carries (nullptr: none).
    [[nodiscard]] mail::OutgoingMessage render(const workflow::Directory& directory, const workflow::Notification& notification,
                                               const workflow::Ticket* ticket, const workflow::Entry* entry,
                                               const Addresses& addresses, config::Instant now) const;

    /// The phrases of the language, for output other than mails.
    [[nodiscard]] const Phrases& phrases() const;

    Texts(Texts&&) noexcept;
    Texts& operator=(Texts&&) noexcept;
    ~Texts();

private:
    struct Compiled;
    explicit Texts(std::unique_ptr<Compiled> compiled);
    std::unique_ptr<Compiled> compiled_;
};

}  // namespace templates
