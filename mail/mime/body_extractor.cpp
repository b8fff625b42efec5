// Chooses among the parts of a mail: its text, its HTML, its attachments.
#include "mail/mime/body_extractor.hpp"

#include "config/base/ascii.hpp"
#include "mail/mime/attachment.hpp"
#include "mail/mime/calendar_text.hpp"
#include "mail/html/html_text.hpp"
#include "mail/mime/text_part.hpp"
#include "mail/mime/tnef.hpp"
#include "mail/encoding/uuencode.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace mail {
namespace {

/// Collects the parts in the order in which a reader meets them.
class BodyExtractor {
public:
    BodyExtractor(const Scan& scan, const ParseOptions& options, Body& out) : scan_(scan), options_(options), out_(out) {}

    void run() {
        visit(0, false);
        settle();
        show_calendar();
        mark_shown_in_html();
    }

private:
    [[nodiscard]] const Part& part(int index) const { return scan_.parts[static_cast<std::size_t>(index)]; }

    /// `related`: inside multipart/related, behind its root.
    void visit(int index, bool related) {
        const auto& self = part(index);
        if (self.is_multipart() && !self.children.empty()) {
            if (self.type.is("multipart/alternative")) return visit_alternative(self);
            const bool is_related = self.type.is("multipart/related");
            const int root = is_related ? related_root(self) : Part::none;
            if (root != Part::none) visit(root, false);
            for (const auto child : self.children) {
                if (child != root) visit(child, is_related);
            }
            return;
        }
        // The fragments of message/partial: the first holds the header of the mail that was split, the rest is text.
        if (self.type.is("message/partial")) {
            note(out_.defects, "a fragment of a mail that was sent in pieces");
            if (self.is_message()) return visit(self.children.front(), false);
            return add_text(self);
        }
        if (self.type.is("text/html") && is_body(index, related)) return add_html(self);
        if (self.type.type() == "text" && !self.type.is("text/calendar") && is_body(index, related)) return add_text(self);
        // What a delivery report says is read on its own, and shown when there is nothing else.
        if (is_report_part(self)) return;
        // The resource fork of a Mac file means nothing to anyone else; the data fork beside it is the file.
        if (self.type.is("application/applefile") && self.parent != Part::none &&
            part(self.parent).type.is("multipart/appledouble"))
            return;
        if ((self.type.is("application/ms-tnef") || self.type.is("application/vnd.ms-tnef")) && open_tnef(self)) return;
        attach(self, related);
        // A mail that is nothing but another mail shows that one; one inside a signature is what was written.
        const bool is_signed = self.type.type() == "application" && !self.children.empty();
        if (is_signed || (index == 0 && self.is_message())) visit(self.children.front(), false);
        if (self.type.is("text/calendar") && calendar_ == Part::none) calendar_ = index;
    }

    static bool is_report_part(const Part& self) {
        return (self.type.is("message/delivery-status") || self.type.is("message/disposition-notification") ||
                self.type.is("message/feedback-report") || self.type.is("message/global-delivery-status")) &&
               !self.disposition.is("attachment");
    }

    /// The part that is shown: named by `start`, else the first (RFC 2387 3.2).
    [[nodiscard]] int related_root(const Part& self) const {
        const auto start = ascii::trim(self.type.parameter("start"));
        if (!start.empty()) {
            for (const auto child : self.children) {
                if (ascii::trim(part(child).header.get("content-id")) == start) return child;
            }
        }
        return self.children.front();
    }

    /// The same content several times: the best text and the best HTML are taken, what is neither is attached.
    void visit_alternative(const Part& self) {
        int text = Part::none;
        int html = Part::none;
        for (const auto child : self.children) {
            const auto& each = part(child);
            if (each.disposition.is("attachment")) continue;
            if (each.type.is("text/html") || (each.is_multipart() && holds_html(child))) {
                html = child;
            } else if (each.type.type() == "text" && !each.type.is("text/calendar") &&
                       (text == Part::none || each.type.is("text/plain"))) {
                // text/plain before the likes of text/watch-html and text/enriched.
                if (text == Part::none || !part(text).type.is("text/plain")) text = child;
            } else if (each.is_multipart() && text == Part::none && !each.children.empty()) {
                text = child;
            }
        }
        const auto before = out_.text.size();
        in_alternative_ = html != Part::none && text != Part::none;
        if (text != Part::none) visit_shown(text);
        alternative_text_ = ascii::trim(std::string_view(out_.text).substr(before)).size() > 0;
        if (html != Part::none) visit_shown(html);
        in_alternative_ = false;
        alternative_text_ = false;
        for (const auto child : self.children) {
            if (child == text || child == html) continue;
            const auto& each = part(child);
            if (each.disposition.is("attachment") || each.type.type() != "text" || each.type.is("text/calendar"))
                visit(child, true);
            // Several texts under one alternative are a sender's mistake; none is lost.
            if (each.type.is("text/plain") && !each.disposition.is("attachment")) add_other_text(each);
        }
    }

    void add_other_text(const Part& self) {
        auto text = read_text(self, out_.defects);
        if (!repeats(out_.text, text)) join(out_.text, std::move(text));
    }

    /// A chosen alternative; a leaf is body whatever its name says.
    void visit_shown(int index) {
        const auto& self = part(index);
        if (self.is_multipart()) return visit(index, false);
        if (self.type.is("text/html")) return add_html(self);
        add_text(self);
    }

    [[nodiscard]] bool holds_html(int index) const {
        const auto& self = part(index);
        if (self.type.is("text/html")) return true;
        return self.is_multipart() &&
               std::any_of(self.children.begin(), self.children.end(), [&](int c) { return holds_html(c); });
    }

    /// Text by its type, but written for programs.
    static bool is_data(const Part& self) {
        constexpr auto types = std::to_array<std::string_view>(
            {"text/vcard", "text/x-vcard", "text/directory", "text/csv", "text/xml", "text/css", "text/rtf", "text/javascript",
             "text/x-amp-html", "text/rfc822-headers", "text/x-moz-deleted", "text/tab-separated-values", "text/ical"});
        return std::find(types.begin(), types.end(), self.type.value) != types.end();
    }

    /// A text part that is shown as text, and is no file.
    [[nodiscard]] bool is_body(int index, bool related) const {
        const auto& self = part(index);
        if (self.disposition.is("attachment")) return false;
        if (index == 0 || part(self.parent).is_message()) return true;
        const bool named = self.type.has("name") || self.disposition.has("filename");
        if (related && (self.header.has("content-id") || named)) return false;
        const bool shown_type = self.type.is("text/plain") || self.type.is("text/html") || self.type.is("text/enriched");
        if (!named) return shown_type || (!self.disposition.is("inline") && !is_data(self));
        // Senders name even the body; what comes first and is not said to be a file is no file.
        return shown_type && out_.text.empty() && out_.html.empty() && self.disposition.value.empty();
    }

    void join(std::string& to, std::string text) {
        while (!text.empty() && (text.back() == '\n' || text.back() == ' ' || text.back() == '\t'))
            text.pop_back();
        const auto start = text.find_first_not_of('\n');
        if (start == std::string::npos) return;
        if (to.empty()) {
            to = start == 0 ? std::move(text) : text.substr(start);
        } else {
            to.append("\n\n").append(text, start);
        }
    }

    void add_text(const Part& self) {
        bool cut = false;
        auto text = decode_text(self, longest_text, cut, out_.defects);
        text = plain_text(self, std::move(text));
        if (cut) {
            note(out_.defects, "a text too long to show; it is attached whole");
            attach(self, false);
        } else {
            take_uuencoded(text);
        }
        has_text_ = has_text_ || !ascii::trim(text).empty();
        join(out_.text, std::move(text));
    }

    void take_uuencoded(std::string& text) {
        if (text.find("begin") == std::string::npos) return;
        auto files = find_uuencoded(text);
        for (auto file = files.rbegin(); file != files.rend(); ++file)
            text.erase(file->from, file->to - file->from);
        for (auto& file : files) {
            out_.attachments.push_back(make_attachment(std::move(file.content), file.name, {}, options_, next_number()));
        }
    }

    void add_html(const Part& self) {
        bool cut = false;
        auto html = decode_text(self, longest_html, cut, out_.defects);
        if (cut) {
            note(out_.defects, "HTML too long to show; it is attached whole");
            attach(self, false);
        }
        take_html(std::move(html));
    }

    void take_html(std::string html) {
        html.resize(ascii::trim_right(html).size());
        if (html.empty()) return;
        const bool first = out_.html.empty();
        if (!first) out_.html += '\n';
        // Its text is wanted where nothing else gives it.
        if (!(in_alternative_ && alternative_text_)) pending_html_.push_back({out_.html.size(), html.size(), out_.text.size()});
        if (first) {
            out_.html = std::move(html);
        } else {
            out_.html += html;
        }
    }

    /// Shows what is inside of winmail.dat instead of it.
    bool open_tnef(const Part& self) {
        auto inside = read_tnef(decode_transfer(self.body, self.transfer));
        if (!inside) {
            note(out_.defects, "winmail.dat cannot be read");
            return false;
        }
        for (auto& file : inside->files) {
            auto made = make_attachment(std::move(file.content), file.name, file.type, options_, next_number());
            made.content_id = std::move(file.content_id);
            out_.attachments.push_back(std::move(made));
        }
        if (has_text_ || !pending_html_.empty()) return true;
        if (!inside->html.empty()) {
            take_html(std::move(inside->html));
        } else if (!ascii::trim(inside->text).empty()) {
            to_unix_lines(inside->text);
            has_text_ = true;
            join(out_.text, std::move(inside->text));
        }
        return true;
    }

    void attach(const Part& self, bool related) {
        auto attached = make_attachment(scan_, self, related, options_, next_number(), out_.defects);
        out_.attachments.push_back(std::move(attached));
    }

    int next_number() { return static_cast<int>(out_.attachments.size()) + 1; }

    /// The HTML's text, where there is no text part, or beside one that it does not repeat.
    void settle() {
        const bool only_html = !has_text_;
        for (auto each = pending_html_.rbegin(); each != pending_html_.rend(); ++each) {
            auto read = html_to_text(std::string_view(out_.html).substr(each->from, each->size));
            if (read.deep) note(out_.defects, "HTML nested too deep; its innermost elements were read as text");
            if (read.crowded) note(out_.defects, "HTML with too many tags; the last of them were left out");
            if (read.text.empty()) continue;
            if (only_html && pending_html_.size() == 1) {
                out_.text = std::move(read.text);
                out_.marks = std::move(read.marks);
                out_.from_html = true;
            } else if (only_html || !repeats(out_.text, read.text)) {
                const auto at = std::min(each->text_at, out_.text.size());
                out_.text.insert(at, (at == 0 ? "" : "\n\n") + read.text + (at == 0 && !out_.text.empty() ? "\n\n" : ""));
            }
        }
    }

    /// An invitation that says nothing but its event.
    void show_calendar() {
        if (calendar_ == Part::none || !ascii::trim(out_.text).empty()) return;
        out_.text = calendar_to_text(read_text(part(calendar_), out_.defects));
    }

    /// A picture that the HTML shows is inline, wherever it stands.
    void mark_shown_in_html() {
        if (out_.attachments.empty()) return;
        const std::string_view html = out_.html;
        std::set<std::string_view> shown;
        for (auto at = html.find("cid:"); at != std::string_view::npos; at = html.find("cid:", at + 4)) {
            const auto rest = html.substr(at + 4, 256);
            shown.insert(rest.substr(0, rest.find_first_of("\"'<> )")));
        }
        if (shown.empty()) return;
        for (auto& each : out_.attachments) {
            if (!each.content_id.empty() && shown.contains(each.content_id)) each.is_inline = true;
        }
    }

    /// Both say the same but for blanks.
    static bool repeats(std::string_view text, std::string_view other) {
        const auto squash = [](std::string_view in) {
            std::string out;
            for (const char c : in) {
                if (ascii::is_alnum(c) || ascii::is_high(c)) out += ascii::lower(c);
            }
            return out;
        };
        return squash(text).find(squash(other)) != std::string::npos;
    }

    struct PendingHtml {
        std::size_t from;
        std::size_t size;
        std::size_t text_at;  // where in the text it would stand
    };

    const Scan& scan_;
    const ParseOptions& options_;
    Body& out_;
    std::vector<PendingHtml> pending_html_;
    int calendar_ = Part::none;  // the first calendar part
    bool has_text_ = false;
    bool in_alternative_ = false;
    bool alternative_text_ = false;
};

}  // namespace

Body read_body(const Scan& scan, const ParseOptions& options) {
    Body out;
    if (!scan.parts.empty()) BodyExtractor(scan, options, out).run();
    return out;
}

}  // namespace mail
