#include "mail/bounce_text.hpp"

#include "mail/ascii.hpp"
#include "mail/bounce_words.hpp"
#include "mail/lines.hpp"
#include "mail/utf8.hpp"

#include <string>

namespace mail {
namespace {

using Text = std::string_view;

constexpr std::size_t looked_at = 64U * 1024U;

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
            read_line(trimmed, lower);
        }
        return finish();
    }

    [[nodiscard]] bool said_failed() const { return failed_; }

private:
    void read_line(Text line, Text lower) {
        if (ascii::starts_with(line, "message-id:") && out_.original_message_id.empty()) read_id(line.substr(11));
        if (bounce_words::says_failed(lower)) failed_ = true;
        if (bounce_words::says_delayed(lower)) delayed_ = true;
        const bool own_header = ascii::starts_with(lower, "from:") || ascii::starts_with(lower, "subject:") ||
                                ascii::starts_with(lower, "received:") || ascii::starts_with(lower, "return-path:") ||
                                ascii::starts_with(lower, "message-id:") || lower.starts_with("mail from");
        if (!own_header) {
            const auto address = bounce_words::first_address(line);
            if (!address.empty()) {
                // One on a line of its own, or behind the phrase, is the one that failed; another is kept for want of better.
                const bool alone = address.size() + 6 >= line.size() || line.starts_with('<') || lower.starts_with("recipient") ||
                                   lower.starts_with("to:");
                if (out_.recipient.empty() && (failed_ || alone)) out_.recipient = address;
                if (any_.empty()) any_ = address;
            }
        }
        if (out_.status.empty()) out_.status = bounce_words::find_status(line);
        if (worded_.empty()) worded_ = bounce_words::status_in_words(lower);
        if (!out_.diagnostic.empty()) return;
        const auto words = bounce_words::status_in_words(lower);
        if (const auto code = bounce_words::find_reply_code(line); code != Text::npos) {
            out_.diagnostic = line.substr(code);
            if (!words.empty()) worded_ = words;  // the server's own words weigh more than what stands around them
        } else if (reason_.empty() && !out_.recipient.empty() && !words.empty()) {
            reason_ = line;
        }
    }

    void read_id(Text value) {
        value = ascii::trim(value);
        if (value.starts_with('<')) value.remove_prefix(1);
        out_.original_message_id = value.substr(0, value.find_first_of("> \t"));
    }

    Bounce finish() {
        if (out_.recipient.empty()) out_.recipient = any_;
        if (out_.diagnostic.empty()) out_.diagnostic = reason_;
        const bool temporary = delayed_ && !out_.status.starts_with('5');
        out_.action = temporary ? "delayed" : "failed";
        if (out_.status.empty() && !temporary) out_.status = worded_;
        if (out_.status.empty()) out_.status = temporary ? "4.0.0" : "5.0.0";
        return std::move(out_);
    }

    Bounce out_;
    std::string any_;
    std::string reason_;
    std::string worded_;
    bool failed_ = false;
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
    if (!hints.report && !named && witnesses < 2) return std::nullopt;
    Reader reader;
    auto out = reader.read(utf8::prefix(text, looked_at));
    if (named) {
        const auto first = hints.failed_recipients.substr(0, hints.failed_recipients.find(','));
        out.recipient = ascii::trim(first);
    }
    if (!hints.report && !named && !reader.said_failed() && !(titled && !out.recipient.empty())) return std::nullopt;
    return out;
}

}  // namespace mail
