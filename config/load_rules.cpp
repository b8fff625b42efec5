// Reads [[category]], [[ticket_template]] and [[rule]].
#include "config/check_rules.hpp"
#include "config/value_formats.hpp"
#include "config/sections.hpp"

#include <algorithm>
#include <cctype>
#include <fmt/core.h>

namespace config {
namespace {

using Kind = References::Kind;

constexpr std::string_view team_prefix = "team:";

// Reads the extensions in support+EXTENSION@. Each may have only one meaning.
std::vector<std::string> read_extensions(Section& section) {
    auto items = section.items("addresses", parse_handle);
    for (const Item& item : items) {
        section.reading().define(Kind::extension, item.text, item.place, section.label("addresses"));
    }
    return texts(std::move(items));
}

std::string read_reference(Section& section, std::string_view key, Kind kind) {
    const auto item = section.item(key);
    if (!item) return {};
    section.reading().references.refer(kind, item->text, item->place, section.label(key));
    return item->text;
}

std::vector<std::string> read_references(Section& section, std::string_view key, Kind kind) {
    auto items = section.items(key, parse_plain);
    for (const Item& item : items)
        section.reading().references.refer(kind, item.text, item.place, section.label(key));
    return texts(std::move(items));
}

/// Keywords are matched as whole words, so each must contain a letter or digit.
Result<std::string> parse_keyword(std::string_view text) {
    const auto is_of_word = [](unsigned char c) { return c >= 0x80 || std::isalnum(c) != 0; };
    if (std::none_of(text.begin(), text.end(), is_of_word))
        return permanent(fmt::format("\"{}\" has no letter and no digit, so that no word fits.", text));
    return lower(text);
}

void read_category(Section& section, Config& into) {
    Category out;
    if (section.need("name", "the category's name") && section.text("name", out.name)) {
        section.reading().define(Kind::category, out.name, section.place_of("name"), section.label("name"));
        if (lower(out.name) == "none")
            section.complain("name", "\"none\" takes a ticket's category away in tags; choose another.");
    }
    auto keywords = section.items("keywords", parse_keyword);
    for (const Item& item : keywords)
        section.reading().define(Kind::keyword, item.text, item.place, section.label("keywords"));
    out.keywords = texts(std::move(keywords));
    out.team = read_reference(section, "team", Kind::team);
    out.addresses = read_extensions(section);
    into.categories.push_back(out);
}

// Defines a template's name. The same name may be defined again in another language.
void define_template(Section& section, const TicketTemplate& made, const Config& so_far) {
    const Place place = section.place_of("name");
    const auto same_name = [&](const TicketTemplate& other) { return other.name == made.name; };
    const auto same = [&](const TicketTemplate& other) { return same_name(other) && other.language == made.language; };
    const auto& all = so_far.ticket_templates;
    if (std::any_of(all.begin(), all.end(), same_name) && std::none_of(all.begin(), all.end(), same)) return;
    const bool is_new = section.reading().define(Kind::ticket_template, made.name, place, section.label("name"));
    // Mail to support+NAME@ uses the template.
    if (is_new) section.reading().define(Kind::extension, made.name, place, section.label("name"));
}

void read_template(Section& section, Config& into) {
    TicketTemplate out;
    section.parsed("language", out.language, parse_language);
    if (section.need("name", "a short name, like \"onboarding\"") && section.parsed("name", out.name, parse_handle)) {
        define_template(section, out, into);
    }
    section.need("title", "the title of tickets made from it");
    section.text("title", out.title);
    section.long_text("description", out.description);
    check_holes(section, out);
    out.category = read_reference(section, "category", Kind::category);
    section.word<Priority>("priority", out.priority, priority_words());
    if (const auto assign = section.item("assign")) {
        out.assign = assign->text;
        refer_to_staff(section, "assign", *assign);
    }
    out.addresses = read_extensions(section);
    into.ticket_templates.push_back(out);
}

/// An empty list would not be a condition at all: the rule would match every ticket.
void refuse_empty(Section& section, std::initializer_list<std::string_view> keys) {
    for (const std::string_view key : keys)
        if (section.is_empty_array(key)) section.complain_empty(key);
}

bool has_no_lead(const Team& team) {
    return team.lead.empty();
}

Result<std::string> parse_sender(std::string_view text) {
    if (text.find('*') != std::string_view::npos) {
        return permanent(fmt::format("\"{}\" has a '*'; write an address, or a mail domain alone, like \"desk.example\".", text));
    }
    return text.find('@') == std::string_view::npos ? parse_domain(text) : parse_address(text);
}

void read_when(Section& when, Rule::When& out) {
    out.category = read_references(when, "category", Kind::category);
    out.client = read_references(when, "client", Kind::client);
    out.priority = when.words<Priority>("priority", priority_words());
    out.status = when.words<Status>("status", status_words());
    out.sender = texts(when.items("sender", parse_sender));
    out.subject_contains = texts(when.items("subject_contains", parse_folded));
    when.ascending("idle_business_days", out.idle_business_days, 1, 365, 10);
    when.duration("age", out.age, minutes{1}, std::chrono::days{3650});
    int used = 0;
    if (when.number("sla_used", used, 1, 1000)) out.sla_used = used;
    refuse_empty(when, {"category", "client", "priority", "status", "sender", "subject_contains", "idle_business_days"});
}

void read_then(Section& then, Rule::Then& out, const Config& so_far) {
    if (const auto assign = then.item("assign")) {
        out.assign = assign->text;
        refer_to_staff(then, "assign", *assign);
    }
    then.word<Priority>("priority", out.priority, priority_words());
    then.word<Status>("status", out.status, status_words());
    out.category = read_reference(then, "category", Kind::category);
    for (const Item& item : then.items("notify", parse_plain)) {
        if (item.text == "lead" && std::all_of(so_far.teams.begin(), so_far.teams.end(), has_no_lead))
            then.complain("notify", item.place, "no team has a lead; name one at [[team]] lead, or write somebody's name here.");
        if (item.text != "assignee" && item.text != "lead") refer_to_staff(then, "notify", item);
        out.notify.push_back(item.text);
    }
    then.long_text("note", out.note);
    if (then.has("note") && out.note.find_first_not_of(" \t\n") == std::string::npos) then.complain_empty("note");
    then.flag("escalate", out.escalate);
    then.flag("remind", out.remind);
    then.flag("close", out.close);
    out.ticket_template = read_reference(then, "ticket_template", Kind::ticket_template);
    if (out.close && out.status) then.complain("close", "this and status contradict each other; keep one of the two.");
}

void read_rule(Section& section, Config& into) {
    Rule out;
    const auto complaints = section.reading().complaints.size();
    if (section.need("name", "what the rule is for, in words") && section.text("name", out.name)) {
        section.reading().define(Kind::rule, out.name, section.place_of("name"), section.label("name"));
    }
    section.need("on", "when to look at it: new, update, tick");
    out.on = section.words<Rule::On>("on", {{"new", Rule::On::created}, {"update", Rule::On::updated}, {"tick", Rule::On::tick}});
    if (section.is_empty_array("on")) section.complain("on", "nothing is named; write at least one of new, update, tick.");
    section.table("when", [&](Section& when) { read_when(when, out.when); });
    section.flag("stop", out.stop);
    section.need("then", "what to do: { assign = \"team:network\" }");
    section.table("then", [&](Section& then) { read_then(then, out.then, into); });
    if (complaints == section.reading().complaints.size()) check_rule(section, out, into);
    into.rules.push_back(out);
}

template <class E>
Words<E> words_to(E last) {
    Words<E> out;
    for (int i = 0; i <= static_cast<int>(last); ++i)
        out.emplace_back(to_string(static_cast<E>(i)), static_cast<E>(i));
    return out;
}

}  // namespace

void refer_to_staff(Section& section, std::string_view key, const Item& item) {
    auto& references = section.reading().references;
    if (item.text.starts_with(team_prefix)) {
        references.refer(Kind::team, item.text.substr(team_prefix.size()), item.place, section.label(key));
    } else if (references.has(Kind::team, item.text) && !references.has(Kind::technician, item.text)) {
        section.complain(key, item.place, fmt::format("\"{}\" is a team; write \"team:{}\".", item.text, item.text));
    } else {
        references.refer(Kind::technician, item.text, item.place, section.label(key));
    }
}

Words<Priority> priority_words() {
    return words_to(Priority::critical);
}
Words<Status> status_words() {
    return words_to(Status::closed);
}

void read_categories(Section& root, Config& into) {
    root.tables("category", [&](Section& section) { read_category(section, into); });
}

void read_templates(Section& root, Config& into) {
    root.tables("ticket_template", [&](Section& section) { read_template(section, into); });
    check_languages(root, into);
}

void read_rules(Section& root, Config& into) {
    root.tables("rule", [&](Section& section) { read_rule(section, into); });
    check_endings(root, into);
}

}  // namespace config
