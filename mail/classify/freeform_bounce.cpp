// Reads delivery reports that are written for people only.
#include "mail/classify/freeform_bounce.hpp"

#include "config/base/ascii.hpp"
#include "mail/classify/bounce_phrases.hpp"
#include "mail/classify/bounce_status_phrases.hpp"
#include "mail/classify/bounce_subjects.hpp"
#include "mail/encoding/lines.hpp"
#include "mail/encoding/utf8.hpp"

#include <string>

namespace mail {
namespace {

using Text = std::string_view;

constexpr std::size_t looked_at = 64U * 1024U;

/// Blanks at the start of a line.
std::size_t indentation(Text line) {
    const auto first = line.find_first_not_of(" \t");
    return first == Text::npos ? line.size() : first;
}

/// Reads the report line by line, up to the copy of the mail that came back.
class Reader {
public:
    Bounce read(Text text) {
        LineReader lines(text);
        while (const auto line = lines.next()) {
            const auto trimmed = ascii::trim(line->text);
            const auto lower = utf8::to_lower(trimmed.substr(0, 500));
            if (in_copy_ || bounce_words::starts_copy(lower)) {
                in_copy_ = true;
                if (ascii::starts_with(trimmed, "message-id:") && out_.original_message_id.empty()) read_id(trimmed.substr(11));
                continue;
            }
            read_line(line->text, trimmed, lower);
        }
        return finish();
    }

    [[nodiscard]] bool said_failed() const { return failed_; }
    /// The text contains "550 5.1.1 …".
    [[nodiscard]] bool gave_code() const { return coded_; }

private:
    void read_line(Text whole, Text line, Text lower) {
        if (ascii::starts_with(line, "message-id:") && out_.original_message_id.empty()) read_id(line.substr(11));
        const bool failure = bounce_words::says_failed(lower);
        failed_ = failed_ || failure;
        if (bounce_words::says_delayed(lower)) delayed_ = true;
        const bool found = read_recipient(line, lower);
        if (out_.status.empty()) out_.status = bounce_words::find_status(line);
        read_diagnostic(whole, line, lower, found);
    }

    /// True: the line names the recipient first.
    bool read_recipient(Text line, Text lower) {
        const bool own_header = ascii::starts_with(lower, "from:") || ascii::starts_with(lower, "subject:") ||
                                ascii::starts_with(lower, "received:") || ascii::starts_with(lower, "return-path:") ||
                                ascii::starts_with(lower, "message-id:") || lower.starts_with("mail from");
        if (own_header) return false;
        const auto address = bounce_words::first_address(line);
        if (address.empty()) return false;
        // One on a line of its own, or behind the phrase, is the one that failed; another is kept for want of better.
        const bool alone = address.size() + 6 >= line.size() || line.starts_with('<') || lower.starts_with("recipient") ||
                           lower.starts_with("to:");
        if (any_.empty()) any_ = address;
        if (!out_.recipient.empty() || !(failed_ || alone)) return false;
        out_.recipient = address;
        return true;
    }

    /// What the peer said counts most; then a line with a known reason, behind the recipient or before; then what follows the
    /// recipient at once.
    void read_diagnostic(Text whole, Text line, Text lower, bool recipient_line) {
        if (continues(whole, line)) {
            open_->append(" ").append(line);
            return;
        }
        open_ = nullptr;
        const auto words = bounce_words::status_in_words(lower);
        const auto code = bounce_words::find_reply_code(line);
        if (code != Text::npos) {
            const auto said = line.substr(code);
            coded_ = coded_ || !bounce_words::find_status(said).empty();
            // "550 5.1.1" alone is a title; the words come later.
            constexpr std::size_t title = 10;
            if (out_.diagnostic.empty() || (out_.diagnostic.size() <= title && said.size() > title)) {
                out_.diagnostic = said;
                open_ = &out_.diagnostic;
                open_indentation_ = indentation(whole);
                if (!words.empty()) worded_ = words;  // the server's own words outweigh the text around them
            }
        }
        if (worded_.empty()) worded_ = words;
        if (code != Text::npos || line.empty()) return;
        auto& reason = out_.recipient.empty() ? reason_before_ : reason_;
        if (!words.empty() && reason.empty()) {
            reason = line;
            open_ = &reason;
            open_indentation_ = indentation(whole);
        } else if (!out_.recipient.empty() && !recipient_line && next_.empty()) {
            next_ = line;
        }
    }

    /// The sentence of the line before goes on: no blank line between, and as far to the right at least, or the same margin.
    [[nodiscard]] bool continues(Text whole, Text line) const {
        constexpr std::size_t longest = 1000;
        if (open_ == nullptr || line.empty() || open_->size() > longest) return false;
        const auto here = indentation(whole);
        return here > 0 && here >= open_indentation_ && line.front() != '<' && line.front() != '>' &&
               bounce_words::first_address(line).size() + 3 < line.size() && line.substr(0, 30).find(": ") == Text::npos;
    }

    void read_id(Text value) {
        value = ascii::trim(value);
        if (value.starts_with('<')) value.remove_prefix(1);
        out_.original_message_id = value.substr(0, value.find_first_of("> \t"));
    }

    Bounce finish() {
        if (out_.recipient.empty()) out_.recipient = any_;
        for (auto* next : {&reason_, &reason_before_, &next_}) {
            if (out_.diagnostic.empty()) out_.diagnostic = std::move(*next);
        }
        const bool temporary = delayed_ && !out_.status.starts_with('5');
        out_.action = temporary ? "delayed" : "failed";
        if (out_.status.empty() && !temporary) out_.status = worded_;
        if (out_.status.empty()) out_.status = temporary ? "4.0.0" : "5.0.0";
        return std::move(out_);
    }

    Bounce out_;
    std::string any_;
    std::string reason_;         // a line with a known reason behind the recipient
    std::string reason_before_;  // the same before any recipient is known
    std::string next_;           // the line behind the recipient
    std::string worded_;
    std::string* open_ = nullptr;  // whose sentence may go on in the next line
    std::size_t open_indentation_ = 0;
    bool failed_ = false;
    bool coded_ = false;
    bool delayed_ = false;
    bool in_copy_ = false;
};

}  // namespace

std::optional<Bounce> read_bounce_text(Text text, const BounceHints& hints) {
    const bool daemon = bounce_words::is_daemon(hints.from, hints.from_name);
    const bool titled = bounce_words::is_bounce_subject(hints.subject);
    const bool named = !hints.failed_recipients.empty();
    // Two witnesses of three, or the mail system's own field.
    const int witnesses = (daemon ? 1 : 0) + (titled ? 1 : 0) + (hints.null_sender ? 1 : 0);
    // A report that names its failure in the text is one; the answer of a person at postmaster@ is not.
    if (!hints.report && !named && witnesses < 2 && !(daemon && !hints.is_reply)) return std::nullopt;
    Reader reader;
    auto out = reader.read(utf8::prefix(text, looked_at));
    if (named) {
        const auto first = hints.failed_recipients.substr(0, hints.failed_recipients.find(','));
        out.recipient = ascii::trim(first);
    }
    if (hints.report || named) return out;
    const bool failed = reader.said_failed() || (daemon && reader.gave_code());
    if (witnesses < 2 && (out.recipient.empty() || !failed)) return std::nullopt;
    if (!failed && !bounce_words::says_failed(utf8::to_lower(hints.subject)) && !(titled && !out.recipient.empty()))
        return std::nullopt;
    return out;
}

}  // namespace mail
