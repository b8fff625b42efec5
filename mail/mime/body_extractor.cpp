// Walks over the parts of a mail in the order in which a reader meets them and collects its text, HTML and attachments.
#include "mail/mime/body_extractor.hpp"

#include "config/base/ascii.hpp"
#include "mail/encoding/utf8.hpp"
#include "mail/encoding/uuencode.hpp"
#include "mail/html/data_uri.hpp"
#include "mail/html/html_text.hpp"
#include "mail/mime/attachment.hpp"
#include "mail/mime/body_text.hpp"
#include "mail/mime/calendar_text.hpp"
#include "mail/mime/part_role.hpp"
#include "mail/mime/text_part.hpp"
#include "mail/mime/tnef.hpp"

#include <utility>

namespace mail {
namespace {

/// What is read, and how.
struct Source {
    const Scan& scan;
    const ParseOptions& options;

    [[nodiscard]] const Part& part(int index) const { return scan.parts[static_cast<std::size_t>(index)]; }
};

/// What the parts up to now have given. The walk takes one and gives it back with more in it.
struct Draft {
    Body body;
    std::vector<PendingHtml> pending_html;
    int calendar = Part::none;    // the first calendar part
    std::vector<int> other_html;  // parts that a later one of the same alternative replaces, unless they say something else
    bool has_text = false;
    bool in_alternative = false;    // between a text and the HTML that says the same
    bool alternative_text = false;  // and that text says something
};

int next_number(const Draft& draft) {
    return static_cast<int>(draft.body.attachments.size()) + 1;
}

Draft attach(const Source& source, const Part& part, bool related, Draft draft) {
    auto made = make_attachment(source.scan, part, related, source.options, next_number(draft), draft.body.defects);
    draft.body.attachments.push_back(std::move(made));
    return draft;
}

/// Takes files that are uuencoded inside of a text out of it.
Draft take_uuencoded(const Source& source, std::string& text, Draft draft) {
    if (text.find("begin") == std::string::npos) return draft;
    auto files = find_uuencoded(text);
    for (auto file = files.rbegin(); file != files.rend(); ++file)
        text.erase(file->from, file->to - file->from);
    for (auto& file : files) {
        auto made = make_attachment(std::move(file.content), file.name, {}, source.options, next_number(draft));
        draft.body.attachments.push_back(std::move(made));
    }
    return draft;
}

Draft add_text(const Source& source, const Part& part, Draft draft) {
    bool cut = false;
    auto text = decode_text(part, longest_text, cut, draft.body.defects);
    text = plain_text(part, std::move(text));
    if (cut) {
        note(draft.body.defects, "a text too long to show; it is attached whole");
        draft = attach(source, part, false, std::move(draft));
    } else {
        draft = take_uuencoded(source, text, std::move(draft));
    }
    if (!says_something(text)) return draft;
    draft.has_text = true;
    draft.body.text = join_texts(std::move(draft.body.text), std::move(text));
    return draft;
}

/// Several texts under one alternative are a sender's mistake; none is lost. `from`: where those of this alternative start.
Draft add_other_text(std::string text, std::size_t from, Draft draft) {
    auto& shown = draft.body.text;
    from = std::min(from, shown.size());
    if (!says_something(text) || repeats(std::string_view(shown).substr(from), text)) return draft;
    if (repeats(text, std::string_view(shown).substr(from))) shown.resize(from);  // the later one has it all, and more
    shown.resize(ascii::trim_right(shown).size());
    shown = join_texts(std::move(shown), std::move(text));
    draft.has_text = true;
    return draft;
}

/// Makes attachments of the pictures that stand inside of the HTML itself.
Draft take_pictures(const Source& source, std::string& html, Draft draft) {
    for (auto& file : take_data_uris(html)) {
        auto made = make_attachment(std::move(file.content), file.name, file.type, source.options, next_number(draft));
        made.content_id = std::move(file.content_id);
        made.is_inline = true;
        draft.body.attachments.push_back(std::move(made));
    }
    return draft;
}

Draft take_html(std::string html, Draft draft) {
    html.resize(ascii::trim_right(html).size());
    if (html.empty()) return draft;
    auto& all = draft.body.html;
    const bool first = all.empty();
    if (!first) all += '\n';
    // Its text is wanted where nothing else gives it.
    if (!(draft.in_alternative && draft.alternative_text)) {
        draft.pending_html.push_back({all.size(), html.size(), draft.body.text.size()});
    }
    if (first) {
        all = std::move(html);
    } else {
        all += html;
    }
    return draft;
}

Draft add_html(const Source& source, const Part& part, Draft draft) {
    bool cut = false;
    const bool small = part.body.size() <= longest_html;
    auto html = decode_text(part, small ? longest_html : longest_html_with_pictures, cut, draft.body.defects);
    draft = take_pictures(source, html, std::move(draft));
    if (html.size() > longest_html) {
        html.resize(utf8::prefix(html, longest_html).size());
        cut = true;
    }
    if (cut) {
        note(draft.body.defects, "HTML too long to show; it is attached whole");
        draft = attach(source, part, false, std::move(draft));
    }
    return take_html(std::move(html), std::move(draft));
}

/// Shows what is inside of winmail.dat instead of it.
Draft add_tnef(const Source& source, Tnef inside, Draft draft) {
    for (auto& file : inside.files) {
        auto made = make_attachment(std::move(file.content), file.name, file.type, source.options, next_number(draft));
        made.content_id = std::move(file.content_id);
        draft.body.attachments.push_back(std::move(made));
    }
    draft.body.is_automatic = draft.body.is_automatic || inside.is_automatic;
    if (draft.has_text || !draft.pending_html.empty()) return draft;
    if (!inside.html.empty()) {
        draft = take_pictures(source, inside.html, std::move(draft));
        return take_html(std::move(inside.html), std::move(draft));
    }
    if (!says_something(inside.text)) return draft;
    to_unix_lines(inside.text);
    draft.has_text = true;
    draft.body.text = join_texts(std::move(draft.body.text), std::move(inside.text));
    return draft;
}

Draft visit(const Source& source, int index, bool related, Draft draft);

/// A chosen alternative; a leaf is body whatever its name says.
Draft visit_shown(const Source& source, int index, Draft draft) {
    const auto& part = source.part(index);
    if (part.is_multipart()) return visit(source, index, false, std::move(draft));
    if (part.type.is("text/html")) return add_html(source, part, std::move(draft));
    return add_text(source, part, std::move(draft));
}

/// Has the HTML's text shown where the text beside it, which starts at `before`, says only that there is HTML. Such a text goes
/// when it names HTML; where it does not and the HTML says much more, both are shown.
Draft prefer_html(std::size_t before, std::size_t html_before, Draft draft) {
    if (html_before > 0) ++html_before;  // the line end between two pieces
    const auto html = std::string_view(draft.body.html).substr(std::min(html_before, draft.body.html.size()));
    const auto text = std::string_view(draft.body.text).substr(before);
    if (html.empty() || !stands_for_html(text, html)) return draft;
    const auto shown = html_to_text(html).text;
    constexpr std::size_t much = 120;
    const bool names_html = ascii::contains(text, "html");
    if (!names_html && (shown.size() < much || shown.size() < 2 * text.size())) return draft;
    if (!says_something(shown)) return draft;
    if (names_html && shown.size() * 2 >= text.size()) {
        draft.body.text.resize(before);
        draft.has_text = says_something(draft.body.text);
    }
    draft.pending_html.push_back({html_before, html.size(), draft.body.text.size()});
    return draft;
}

/// The same content several times: the best text and the best HTML are taken, what is neither is attached.
Draft visit_alternative(const Source& source, const Part& part, Draft draft) {
    const auto chosen = choose_alternatives(source.scan, part);
    const auto before = draft.body.text.size();
    draft.in_alternative = chosen.html != Part::none && chosen.text != Part::none;
    if (chosen.text != Part::none) draft = visit_shown(source, chosen.text, std::move(draft));
    const auto after = draft.body.text.size();
    const auto html_before = draft.body.html.size();
    draft.alternative_text = says_something(std::string_view(draft.body.text).substr(std::min(before, after)));
    if (chosen.html != Part::none) draft = visit_shown(source, chosen.html, std::move(draft));
    if (draft.alternative_text && draft.body.text.size() == after) draft = prefer_html(before, html_before, std::move(draft));
    draft.in_alternative = false;
    draft.alternative_text = false;
    for (const auto child : part.children) {
        if (child == chosen.text || child == chosen.html) continue;
        const auto& each = source.part(child);
        const bool is_file = each.disposition.is("attachment");
        if (is_file || each.type.type() != "text" || each.type.is("text/calendar")) {
            draft = visit(source, child, true, std::move(draft));
        }
        if (is_file) continue;
        if (each.type.is("text/plain")) {
            auto text = read_text(each, draft.body.defects);
            draft = add_other_text(std::move(text), before, std::move(draft));
        }
        if (each.type.is("text/html")) draft.other_html.push_back(child);
    }
    return draft;
}

Draft visit_multipart(const Source& source, const Part& part, Draft draft) {
    if (part.type.is("multipart/alternative")) return visit_alternative(source, part, std::move(draft));
    const bool is_related = part.type.is("multipart/related");
    const int root = is_related ? related_root(source.scan, part) : Part::none;
    if (root != Part::none) draft = visit(source, root, false, std::move(draft));
    for (const auto child : part.children) {
        if (child != root) draft = visit(source, child, is_related, std::move(draft));
    }
    return draft;
}

/// A fragment: the first holds the header of the mail that was split, the rest is text.
Draft visit_partial(const Source& source, const Part& part, Draft draft) {
    note(draft.body.defects, "a fragment of a mail that was sent in pieces");
    if (part.is_message()) return visit(source, part.children.front(), false, std::move(draft));
    return add_text(source, part, std::move(draft));
}

Draft visit_file(const Source& source, int index, bool related, Draft draft) {
    const auto& part = source.part(index);
    draft = attach(source, part, related, std::move(draft));
    // A mail that is nothing but another mail shows that one; one inside a signature is what was written.
    const bool is_signed = part.type.type() == "application" && !part.children.empty();
    if (is_signed || (index == 0 && part.is_message())) draft = visit(source, part.children.front(), false, std::move(draft));
    if (part.type.is("text/calendar") && draft.calendar == Part::none) draft.calendar = index;
    return draft;
}

/// The first bytes of a part, decoded.
std::string first_bytes(const Part& part) {
    constexpr std::size_t enough = 64;
    return decode_transfer(ascii::trim_left(part.body.substr(0, enough)), part.transfer);
}

Draft visit_tnef(const Source& source, int index, bool related, Draft draft) {
    auto inside = read_tnef(decode_transfer(source.part(index).body, source.part(index).transfer));
    const bool empty = inside && inside->files.empty() && inside->html.empty() && !says_something(inside->text);
    if (inside && !empty) return add_tnef(source, std::move(*inside), std::move(draft));
    if (!inside) note(draft.body.defects, "winmail.dat cannot be read");
    // A receipt holds nothing more; of others nothing was found, and they stay as they came.
    if (inside && inside->is_automatic) return add_tnef(source, std::move(*inside), std::move(draft));
    return visit_file(source, index, related, std::move(draft));
}

/// `related`: inside multipart/related, behind its root.
Draft visit(const Source& source, int index, bool related, Draft draft) {
    const auto& part = source.part(index);
    if (part.is_multipart() && !part.children.empty()) return visit_multipart(source, part, std::move(draft));
    if (part.type.is("message/partial")) return visit_partial(source, part, std::move(draft));
    const bool shows_nothing = draft.body.text.empty() && draft.body.html.empty();
    switch (role_of(source.scan, index, related, shows_nothing)) {
        case PartRole::html:
            return add_html(source, part, std::move(draft));
        case PartRole::text:
            return add_text(source, part, std::move(draft));
        case PartRole::report:
        case PartRole::resource_fork:
            return draft;
        case PartRole::tnef:
            return visit_tnef(source, index, related, std::move(draft));
        case PartRole::attachment:
            // Its type and its name get lost on the way; what it is stays.
            if (starts_as_tnef(first_bytes(part))) return visit_tnef(source, index, related, std::move(draft));
            break;
    }
    return visit_file(source, index, related, std::move(draft));
}

}  // namespace

Body read_body(const Scan& scan, const ParseOptions& options, int first) {
    if (scan.parts.empty()) return {};
    const Source source{scan, options};
    auto draft = visit(source, first, false, {});
    auto body = with_html_text(std::move(draft.body), draft.pending_html, !draft.has_text);
    // An invitation that says nothing but its event.
    if (draft.calendar != Part::none && ascii::trim(body.text).empty()) {
        body.text = calendar_to_text(read_text(source.part(draft.calendar), body.defects));
    }
    for (const auto index : draft.other_html) {
        auto more = html_to_text(read_text(source.part(index), body.defects)).text;
        if (!says_something(more) || repeats(body.text, more)) continue;
        body.text = join_texts(std::move(body.text), std::move(more));
    }
    return with_shown_pictures(std::move(body));
}

}  // namespace mail
