// Implements the commands that are answered at once. Each adds its reply to the group's output. DATA, STARTTLS and
// AUTH, which wait for more input, are handed back to the loop.
#include "config/base/ascii.hpp"
#include "mail/smtp/smtp_session.hpp"

namespace mail {

SmtpSession::Step SmtpSession::handle_command(std::string_view line) {
    const auto command = read_command(line);
    switch (command.verb) {
        case Verb::helo:
        case Verb::ehlo:
        case Verb::lhlo:
            return greet(command.verb, command.argument);
        case Verb::mail:
            begin_mail(command.argument);
            return Step::next;
        case Verb::rcpt:
            add_recipient(command.argument);
            return Step::next;
        case Verb::data:
            return begin_data(command.argument);
        case Verb::rset:
            if (!command.argument.empty()) {
                refuse("501 5.5.4 RSET takes no argument");
                return Step::next;
            }
            reset_transaction();
            reply("250 2.0.0 Ok");
            return Step::next;
        case Verb::noop:
            reply("250 2.0.0 Ok");
            return Step::next;
        case Verb::quit:
            if (!command.argument.empty()) {
                refuse("501 5.5.4 QUIT takes no argument");
                return Step::next;
            }
            close_with("221 2.0.0 Bye");
            return Step::next;
        case Verb::help:
            reply("214 2.0.0 Write to the desk's address; see RFC 5321");
            return Step::next;
        case Verb::vrfy:
            // RFC 5321 3.5.3: a server that does not verify addresses answers 252, not 502. So nobody learns
            // addresses, and no client gives up.
            reply("252 2.5.2 Cannot verify, will take mail and try");
            return Step::next;
        case Verb::starttls:
            if (command.argument.empty()) return Step::starttls;
            refuse("501 5.5.4 STARTTLS takes no argument");
            return Step::next;
        case Verb::auth:
            return Step::auth;
        case Verb::not_offered:
            refuse("502 5.5.1 Command not implemented");
            return Step::next;
        case Verb::foreign:
            log("speaks another protocol");
            close_with("421 4.7.0 This is a mail server");
            return Step::next;
        case Verb::unknown:
            break;
    }
    refuse("500 5.5.2 Command not recognised");
    return Step::next;
}

SmtpSession::Step SmtpSession::greet(Verb verb, std::string_view name) {
    // RFC 2033 4.1: LMTP uses LHLO only, and SMTP does not have it.
    if ((verb == Verb::lhlo) != is_lmtp()) {
        refuse(is_lmtp() ? "500 5.5.1 This is LMTP: say LHLO" : "500 5.5.1 This is SMTP: say EHLO");
        return Step::next;
    }
    if (!is_client_name(name)) {
        refuse("501 5.5.4 A host name or address literal is needed");
        return Step::next;
    }
    reset_transaction();  // RFC 5321 4.1.4: a greeting in mid-session is also a RSET
    helo_ = name;
    extensions_ = verb != Verb::helo;
    if (extensions_) {
        list_extensions();
    } else {
        reply("250 " + terms_->settings.hostname);
    }
    return Step::next;
}

void SmtpSession::list_extensions() {
    reply("250-" + terms_->settings.hostname);
    reply("250-SIZE " + std::to_string(limits().message_bytes));
    reply("250-8BITMIME");
    reply("250-PIPELINING");
    reply("250-ENHANCEDSTATUSCODES");
    if (offers_starttls()) reply("250-STARTTLS");
    if (offers_auth()) reply("250-AUTH PLAIN LOGIN");
    reply("250 SMTPUTF8");
}

void SmtpSession::begin_mail(std::string_view argument) {
    if (helo_.empty()) return refuse(is_lmtp() ? "503 5.5.1 Say LHLO first" : "503 5.5.1 Say EHLO first");
    // RFC 6409 4.3: only clients that have logged in may submit mail.
    if (listen_.protocol == config::Listen::Protocol::submission && technician_.empty()) {
        return refuse("530 5.7.0 Authentication required");
    }
    if (has_mail_) return refuse("503 5.5.1 MAIL was given already");
    auto mail = read_mail_from(argument, {extensions_, offers_auth() || !technician_.empty()});
    if (!mail) return refuse(mail.error());
    if (mail->size > limits().message_bytes) return refuse("552 5.3.4 Message too big");
    from_ = std::move(*mail);
    has_mail_ = true;
    reply("250 2.1.0 Ok");
}

void SmtpSession::add_recipient(std::string_view argument) {
    if (!has_mail_) return refuse("503 5.5.1 MAIL comes first");
    auto recipient = read_rcpt_to(argument, from_.smtputf8);
    if (!recipient) {
        refused_recipients_ = true;
        return refuse(recipient.error());
    }
    // RFC 5321 4.5.3.1.10: this is not an error of the client, which sends the rest in another mail.
    if (recipients_.size() >= static_cast<std::size_t>(limits().recipients)) return reply("452 4.5.3 Too many recipients");
    // RFC 5321 4.5.1: postmaster without a domain is ours, whatever the desk's domains are.
    if (!ascii::equal(*recipient, "postmaster") && !shared_->backend.accepts(*recipient)) {
        refused_recipients_ = true;
        shared_->backend.count("rejected");
        return refuse("550 5.1.1 No such address here");
    }
    recipients_.push_back(std::move(*recipient));
    reply("250 2.1.5 Ok");
}

SmtpSession::Step SmtpSession::begin_data(std::string_view argument) {
    if (!argument.empty()) {
        refuse("501 5.5.4 DATA takes no argument");
    } else if (!recipients_.empty()) {
        return Step::data;
    } else if (!is_lmtp() && refused_recipients_) {
        refuse("554 5.5.1 No valid recipients");
    } else {
        refuse(has_mail_ ? "503 5.5.1 No valid recipients" : "503 5.5.1 MAIL and RCPT come first");  // RFC 2033 4.2
    }
    return Step::next;
}

void SmtpSession::reset_transaction() {
    has_mail_ = false;
    from_ = {};
    recipients_.clear();
    refused_recipients_ = false;
}

}  // namespace mail
