// Reads delivery reports that are written for people only.
#include "mail/classify/freeform_bounce.hpp"

#include "config/base/ascii.hpp"
#include "mail/classify/bounce_labels.hpp"
#include "mail/classify/bounce_lines.hpp"
#include "mail/classify/bounce_phrases.hpp"
#include "mail/classify/bounce_status_phrases.hpp"
#include "mail/classify/bounce_subjects.hpp"
#include "mail/encoding/lines.hpp"
#include "mail/encoding/utf8.hpp"

#include <algorithm>
#include <array>
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

/// A person greets before asking about a bounce; a program that greets says at once what it is.
bool greets(Text lower) {
    constexpr auto greetings = std::to_array<Text>(
        {"hi",     "hello",      "hey",     "dear",       "good morning", "good afternoon", "good evening", "hallo",
         "guten",  "liebe",      "lieber",  "liebes",     "sehr geehrte", "moin",           "servus",       "bonjour",
         "salut",  "bonsoir",    "hola",    "buenos",     "buenas",       "estimado",       "estimada",     "ciao",
         "salve",  "buongiorno", "gentile", "olá",        "bom dia",      "boa tarde",      "prezado",      "prezada",
         "beste",  "geachte",    "hej",     "hei",        "cześć",        "dzień dobry",    "dobrý den",    "здравствуйте",
         "добрый", "привет",     "merhaba", "こんにちは", "お世話",       "你好",           "您好",         "안녕"});
    return std::any_of(greetings.begin(), greetings.end(), [&](Text each) {
        return lower.starts_with(each) &&
               (ascii::is_high(each.back()) || lower.size() == each.size() || !ascii::is_alpha(lower[each.size()]));
    });
}

/// A sentence that asks something; programs write addresses with a question mark only inside.
bool asks(Text line) {
    for (auto at = line.find('?'); at != Text::npos; at = line.find('?', at + 1)) {
        if (at + 1 == line.size() || line[at + 1] == ' ') return true;
    }
    return line.find("？") != Text::npos;
}

/// Reads the report line by line, up to the copy of the mail that came back.
class Reader {
public:
    Reader(BounceRecipients& recipients, bool quotes) : lines_(recipients), quotes_(quotes) {}

    Bounce read(Text text) {
        LineReader lines(text);
        while (const auto line = lines.next()) {
            const auto trimmed = ascii::trim(utf8::prefix(line->text, longest_line));
            // What a person quotes is no report of this mail.
            if (quotes_ && trimmed.starts_with('>')) continue;
            const auto lower = utf8::to_lower(trimmed);
            if (in_copy_ ? !resumes(lower) : starts_copy(trimmed, lower)) {
                in_copy_ = true;
                if (ascii::starts_with(trimmed, "message-id:") && out_.original_message_id.empty()) read_id(trimmed.substr(11));
                lines_.read_copied(trimmed, lower);
                continue;
            }
            in_copy_ = false;
            read_line(line->text, trimmed, lower);
        }
        return finish();
    }

    [[nodiscard]] bool said_failed() const { return failed_; }
    [[nodiscard]] bool said_delayed() const { return delayed_; }
    /// The text contains "550 5.1.1 …".
    [[nodiscard]] bool gave_code() const { return coded_; }
    /// What failed is the reader's own mail.
    [[nodiscard]] bool spoke_of_your_mail() const { return yours_; }
    /// A line of it is what a server answered: "550 no such user".
    [[nodiscard]] bool gave_reply() const { return replied_; }
    /// It begins as a program does: it says what failed in its first lines, greets nobody and asks nothing.
    [[nodiscard]] bool opens_as_report() const { return opened_ && !greeted_ && !asked_; }

private:
    static constexpr std::size_t longest_line = 2000;
    static constexpr std::size_t first_lines = 4;

    /// A sentence may speak of the copy and of who failed at once.
    static bool starts_copy(Text line, Text lower) {
        return bounce_words::starts_copy(lower) && (addresses_in(line, 1).empty() || !bounce_words::says_failed(lower));
    }

    /// Some put the copied header before the list of who failed.
    static bool resumes(Text lower) {
        return lower.starts_with("---") && !bounce_words::starts_copy(lower) &&
               (lower.find("transcript") != Text::npos || bounce_words::says_failed(lower));
    }

    void read_line(Text whole, Text line, Text lower) {
        if (ascii::starts_with(line, "message-id:") && out_.original_message_id.empty()) read_id(line.substr(11));
        // A sentence may be broken within its phrase.
        constexpr std::size_t tail = 60;
        auto joined = above_;
        joined.append(" ").append(lower);
        const bool failure = bounce_words::says_failed(lower) || bounce_words::says_failed(joined);
        const bool delay = bounce_words::says_delayed(lower);
        if (!line.empty() && ++count_ == 1) greeted_ = greets(lower);
        asked_ = asked_ || asks(line);
        opened_ = opened_ || ((failure || delay) && count_ <= first_lines);
        const auto words = bounce_words::status_in_words(lower);
        const auto code = bounce_words::find_reply_code(line);
        const bool reason = !words.empty() || code != Text::npos;
        const bool names = lines_.read(line, lower, {failure || delay, failed_ || delayed_, reason});
        yours_ = yours_ || ((failure || delay) && bounce_words::speaks_of_your_mail(joined));
        failed_ = failed_ || failure;
        delayed_ = delayed_ || delay;
        final_ = final_ || bounce_words::says_final(lower);
        named_ = named_ || names;
        if (out_.status.empty()) out_.status = bounce_words::find_status(line);
        read_diagnostic(whole, line, words, code, names);
        above_ = lower.substr(lower.size() - std::min(lower.size(), tail));
    }

    /// What the peer said counts most; then a line with a known reason, behind the recipient or before; then what follows the
    /// recipient at once.
    void read_diagnostic(Text whole, Text line, Text words, std::size_t code, bool recipient_line) {
        if (continues(whole, line)) {
            open_->append(" ").append(line);
            return;
        }
        open_ = nullptr;
        if (code != Text::npos) {
            replied_ = replied_ || code == 0;
            // "mailbox closed (550)": the words stand before.
            const bool closes = code + 3 < line.size() && line[code + 3] == ')';
            const auto said = closes ? line : line.substr(code);
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
        auto& reason = named_ ? reason_ : reason_before_;
        if (!words.empty() && reason.empty()) {
            reason = line;
            open_ = &reason;
            open_indentation_ = indentation(whole);
        } else if (named_ && next_.empty() && tells(line, recipient_line)) {
            next_ = line;
        }
    }

    /// The sentence of the line before goes on: no blank line between, and as far to the right at least, or the same margin.
    [[nodiscard]] bool continues(Text whole, Text line) const {
        constexpr std::size_t longest = 1000;
        if (open_ == nullptr || line.empty() || open_->size() > longest) return false;
        const auto here = indentation(whole);
        return here > 0 && here >= open_indentation_ && line.front() != '<' && line.front() != '>' && !is_address_alone(line) &&
               line.substr(0, 30).find(": ") == Text::npos;
    }

    /// The line may give a reason in words that no table has: "joe@x.example [he left]" or the line below; not a separator, an
    /// address or who helps.
    static bool tells(Text line, bool recipient_line) {
        if (recipient_line) {
            const auto open = line.ends_with(']') || line.ends_with(')') ? line.find_last_of("[(") : Text::npos;
            return open != Text::npos && line.find('@', open) == Text::npos;
        }
        return std::any_of(line.begin(), line.end(), [](char c) { return ascii::is_alpha(c) || ascii::is_high(c); }) &&
               !is_address_alone(line) && bounce_words::find_helper(utf8::to_lower(line)) == Text::npos;
    }

    static bool is_address_alone(Text line) {
        const auto found = addresses_in(line, 1);
        return !found.empty() && found.front().address.size() + 3 >= line.size();
    }

    void read_id(Text value) {
        value = ascii::trim(value);
        if (value.starts_with('<')) value.remove_prefix(1);
        out_.original_message_id = value.substr(0, value.find_first_of("> \t"));
    }

    Bounce finish() {
        for (auto* next : {&reason_, &reason_before_, &next_}) {
            if (out_.diagnostic.empty()) out_.diagnostic = std::move(*next);
        }
        const bool temporary = delayed_ && !final_ && !out_.status.starts_with('5');
        out_.action = temporary ? "delayed" : "failed";
        if (out_.status.empty() && !temporary) out_.status = worded_;
        if (out_.status.empty()) out_.status = temporary ? "4.0.0" : "5.0.0";
        return std::move(out_);
    }

    BounceLines lines_;
    Bounce out_;
    std::string above_;          // the end of the line before, in lower case
    std::string reason_;         // a line with a known reason behind the recipient
    std::string reason_before_;  // the same before any recipient is known
    std::string next_;           // the line behind the recipient
    std::string worded_;
    std::string* open_ = nullptr;  // whose sentence may go on in the next line
    std::size_t open_indentation_ = 0;
    bool failed_ = false;
    bool coded_ = false;
    bool delayed_ = false;
    bool replied_ = false;
    bool in_copy_ = false;
    bool named_ = false;  // a failed recipient was named
    bool final_ = false;
    bool yours_ = false;
    bool greeted_ = false;
    bool asked_ = false;
    bool opened_ = false;
    bool quotes_ = false;
    std::size_t count_ = 0;  // of lines with text
};

}  // namespace

std::optional<Bounce> read_bounce_text(Text text, const BounceHints& hints, BounceRecipients& recipients) {
    const auto sender = bounce_words::read_sender(hints.from, hints.from_name);
    const bool daemon = sender == bounce_words::Sender::daemon;
    const bool answers = hints.is_reply || bounce_words::is_answer_subject(hints.subject);
    const auto title = bounce_words::bounce_title(hints.subject);
    const bool titled = title != bounce_words::Title::none;
    const bool machine = sender != bounce_words::Sender::other || hints.null_sender;
    // Somebody but the text must say that a program reports here.
    if (!hints.report && !machine && (!titled || answers)) return std::nullopt;
    Reader reader(recipients, !machine && !hints.report);
    auto out = reader.read(utf8::prefix(text, looked_at));
    if (hints.report) return out;

    const bool failed = reader.said_failed() || reader.said_delayed();
    const bool said = failed || (daemon && reader.gave_code());
    const auto named = [&](RecipientSource least) { return recipients.has(least); };
    bool is_report = false;
    if (daemon && hints.null_sender) {
        is_report =
            said || (titled && named(RecipientSource::mentioned)) || bounce_words::says_failed(utf8::to_lower(hints.subject));
    } else if (daemon && titled) {
        const bool known = title == bounce_words::Title::known;
        is_report = known ? said || named(RecipientSource::returned_to) : said && named(RecipientSource::report_to);
    } else if (machine && titled) {
        // Shops tell of parcels that could not be delivered, also with an empty return path.
        is_report = said && (reader.spoke_of_your_mail() || reader.gave_code() || named(RecipientSource::listed));
    } else if (daemon) {
        // The answer of a person at postmaster@ may tell of a bounce; it does not hold what the server said.
        is_report = answers ? named(RecipientSource::dialogue) && reader.gave_reply() && failed
                            : said && (named(RecipientSource::listed) || reader.gave_code() ||
                                       (named(RecipientSource::dialogue) && reader.spoke_of_your_mail()));
    } else if (hints.null_sender) {
        is_report = !answers && failed && named(RecipientSource::listed);
    } else {
        // A person who asks about a bounce gives its title, too.
        const bool listed = named(RecipientSource::listed) || (hints.returns_ours && named(RecipientSource::returned_to));
        is_report = failed && listed && reader.spoke_of_your_mail() && (hints.automatic || reader.opens_as_report());
    }
    if (!is_report) return std::nullopt;
    return out;
}

}  // namespace mail
