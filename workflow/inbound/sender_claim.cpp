// Finds the author whom a mail's headers name, also behind mailing lists and forms.
#include "workflow/inbound/sender_claim.hpp"

#include "workflow/commands/commands.hpp"
#include "workflow/text/text.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace workflow {

namespace {

using Requester = config::Form::Requester;

/// Names in front of the @ under which programs send what people type into the forms of web sites.
constexpr auto program_names = std::to_array<std::string_view>(
    {"noreply",    "no-reply",        "no_reply",     "no.reply",    "donotreply", "do-not-reply", "do_not_reply",
     "nobody",     "wordpress",       "www-data",     "www",         "web",        "webserver",    "website",
     "webmaster",  "webform",         "form",         "forms",       "formmail",   "formular",     "formulaire",
     "formulario", "kontaktformular", "contact-form", "contactform", "webadmin",   "apache",       "apache2",
     "nginx",      "httpd",           "php",          "drupal",      "joomla",     "typo3",        "cms",
     "shopware",   "mailer",          "automailer",   "smtp",        "daemon",     "root",         "system",
     "server",     "service-noreply"});

/// The one address of a raw field value such as `Ann <ann@example.org>`.
mail::Address address_in(std::string_view value) {
    const std::size_t open = value.rfind('<');
    if (open == std::string_view::npos) return {{}, std::string(text::trim(value))};
    const std::size_t close = value.find('>', open);
    if (close == std::string_view::npos) return {};
    std::string_view name = text::trim(value.substr(0, open));
    if (name.size() > 1 && name.front() == '"' && name.back() == '"') name = name.substr(1, name.size() - 2);
    // An encoded word stays unread here: better no name than a garbled one.
    if (name.find("=?") != std::string_view::npos) name = {};
    return {std::string(name), std::string(text::trim(value.substr(open + 1, close - open - 1)))};
}

/// The value of the topmost trace field of this name; empty: none.
std::string_view field(const mail::Message& message, std::string_view name) {
    const auto found = std::find_if(message.trace.begin(), message.trace.end(),
                                    [name](const mail::TraceField& one) { return one.name == name; });
    return found == message.trace.end() ? std::string_view{} : std::string_view{found->value};
}

/// The list's own address: by its List-Id, in which a dot stands for the @ (RFC 2919), or by the fields that name it.
bool is_list_address(const mail::Message& message, std::string_view address) {
    std::string dotted = mail::normalized(address);
    std::replace(dotted.begin(), dotted.end(), '@', '.');
    if (!message.list_id.empty() && text::same(dotted, message.list_id)) return true;
    const std::string plain = mail::normalized(address);
    return std::any_of(message.trace.begin(), message.trace.end(), [&](const mail::TraceField& one) {
        const bool names_list = one.name == "list-post" || one.name == "mailing-list" || one.name == "x-beenthere";
        return names_list && !plain.empty() && text::contains_folded(one.value, plain);
    });
}

/// "Kim Berg" of "'Kim Berg' via IT help"; empty: the name says nothing of the kind.
std::string_view name_before_via(std::string_view name) {
    const std::size_t via = text::folded(name).rfind(" via ");
    if (via == std::string_view::npos) return {};
    name = text::trim(name.substr(0, via));
    if (name.size() > 1 && name.front() == '\'' && name.back() == '\'') name = text::trim(name.substr(1, name.size() - 2));
    return name;
}

/// A list wrote the From: it is the list's own address, or an address at the list's host that is made for the writer.
bool is_rewritten_by_list(const mail::Message& message, const mail::Address& from) {
    if (message.list_id.empty()) return false;
    if (is_list_address(message, from.address)) return true;
    const std::string domain = mail::domain_of(from.address);
    const std::string list = text::folded(message.list_id);
    const bool at_list = !domain.empty() && (list == domain || list.ends_with("." + domain));
    if (!at_list) return false;
    if (!name_before_via(from.name).empty()) return true;
    // kim=contoso.example@lists.example, kim_at_contoso.example@…: the writer's address as a name in front of the @.
    const std::string local = text::folded(from.address.substr(0, from.address.rfind('@')));
    return local.find('=') != std::string::npos || local.find("_at_") != std::string::npos ||
           local.find(".at.") != std::string::npos || local.ends_with("-dmarc-request");
}

bool matches(std::string_view pattern, std::string_view address) {
    if (pattern.ends_with('@')) return address.starts_with(pattern);
    return pattern.find('@') == std::string_view::npos ? mail::domain_of(address) == pattern : address == pattern;
}

const config::Form* form_of(const Directory& directory, std::string_view address) {
    for (const config::Form& form : directory.config().forms)
        if (std::any_of(form.from.begin(), form.from.end(), [&](const std::string& one) { return matches(one, address); }))
            return &form;
    return nullptr;
}

bool has_program_name(std::string_view address) {
    const std::string_view local = address.substr(0, address.rfind('@'));
    return std::find(program_names.begin(), program_names.end(), local) != program_names.end() || local.ends_with("-noreply") ||
           local.ends_with("-no-reply") || local.starts_with("noreply-") || local.starts_with("noreply+") ||
           local.starts_with("no-reply+") || local.starts_with("no-reply-");
}

/// Whom a form's mail names; nullptr: From is no form, or names the writer itself.
const mail::Address* writer_behind_form(const Directory& directory, const mail::Message& message, const std::string& from) {
    const auto answer = std::find_if(message.reply_to.begin(), message.reply_to.end(), [&](const mail::Address& one) {
        return mail::is_sendable(one.address) && !directory.is_desk_address(one.address) && !text::same(one.address, from);
    });
    if (answer == message.reply_to.end()) return nullptr;
    if (const config::Form* form = form_of(directory, from)) return form->requester == Requester::reply_to ? &*answer : nullptr;
    if (directory.is_desk_address(from)) return &*answer;
    const bool elsewhere = !is_same_organization(mail::domain_of(from), mail::domain_of(answer->address));
    return elsewhere && has_program_name(from) ? &*answer : nullptr;
}

/// Whom a list's mail names: the first field that holds an address and not the list's own.
mail::Address writer_behind_list(const mail::Message& message, const mail::Address& from) {
    for (const std::string_view name : {"x-original-from", "x-original-sender"}) {
        mail::Address found = address_in(field(message, name));
        if (mail::is_sendable(found.address) && !is_list_address(message, found.address)) return found;
    }
    for (const mail::Address& answer : message.reply_to)
        if (mail::is_sendable(answer.address) && !is_list_address(message, answer.address) &&
            !text::same(answer.address, from.address))
            return answer;
    return {};
}

}  // namespace

bool is_same_organization(std::string_view domain, std::string_view other) {
    const auto below = [](std::string_view inner, std::string_view outer) {
        return inner.size() > outer.size() && inner.ends_with(outer) && inner[inner.size() - outer.size() - 1] == '.' &&
               outer.find('.') != std::string_view::npos;
    };
    return domain == other || below(domain, other) || below(other, domain);
}

SenderClaim sender_claim(const Directory& directory, const InboundMail& inbound) {
    const mail::Message& message = inbound.message;
    SenderClaim claim;
    claim.ambiguous = message.from_fields > 1 || message.from.size() > 1;
    const auto name_address = [&](std::string_view address) {
        claim.address = mail::normalized(address);
        claim.written = mail::as_written(address);
    };
    mail::Address from = message.from.empty() ? mail::Address{} : message.from.front();
    name_address(from.address);
    claim.name = from.name;
    if (claim.address.empty() && mail::is_sendable(inbound.envelope.from)) name_address(inbound.envelope.from);
    from.address = claim.address;

    const auto take = [&](const mail::Address& writer) {
        const std::string_view shown = name_before_via(from.name);
        name_address(writer.address);
        claim.name = !writer.name.empty() ? writer.name : std::string(shown);
        claim.rewritten = true;
    };
    if (is_rewritten_by_list(message, from)) {
        if (const mail::Address writer = writer_behind_list(message, from); !writer.address.empty()) take(writer);
        return claim;
    }
    // A forwarder that writes its own address into From keeps the writer's here.
    const mail::Address original = address_in(field(message, "x-original-from"));
    if (mail::is_sendable(original.address) && !text::same(original.address, claim.address) &&
        inbound.evidence.auth_technician.empty()) {
        take(original);
    } else if (const mail::Address* writer = writer_behind_form(directory, message, claim.address)) {
        take(*writer);
        claim.by_form = true;
        claim.configured = form_of(directory, mail::normalized(from.address)) != nullptr;
    }
    return claim;
}

const mail::Address* wanted_reply_address(const Directory& directory, const InboundMail& inbound) {
    const mail::Message& message = inbound.message;
    if (message.from.size() != 1 || message.reply_to.size() != 1 || !message.list_id.empty()) return nullptr;
    const mail::Address& wanted = message.reply_to.front();
    const std::string from = mail::normalized(message.from.front().address);
    const std::string address = mail::normalized(wanted.address);
    const std::string domain = mail::domain_of(address);
    if (address == from || !mail::is_sendable(address) || directory.is_desk_address(address) || is_freemail(domain))
        return nullptr;
    if (directory.technician_by_address(address) || !is_same_organization(domain, mail::domain_of(from))) return nullptr;
    // Other desks sign the address of each answer: desk+x1y2@ is desk@ again.
    const char delimiter = directory.config().desk.recipient_delimiter.front();
    const bool same_mailbox = mail::split_detail(address, delimiter).base() == mail::split_detail(from, delimiter).base() ||
                              mail::split_detail(address, '+').base() == mail::split_detail(from, '+').base();
    return same_mailbox ? nullptr : &wanted;
}

}  // namespace workflow
