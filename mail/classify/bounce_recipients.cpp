// Finds addresses in the lines of delivery reports and decides which of them is the one that failed.
#include "mail/classify/bounce_recipients.hpp"

#include "config/base/ascii.hpp"

#include <algorithm>
#include <array>

namespace mail {
namespace {

using Text = std::string_view;

constexpr std::size_t most_kept = 64;

/// Chinese, Japanese, Korean and their punctuation: three bytes and more in UTF-8. They touch an address without a blank.
bool starts_wide(char c) {
    return static_cast<unsigned char>(c) >= 0xe1;
}

bool is_address_char(char c) {
    return !ascii::is_space(c) && !ascii::is_control(c) && Text("<>()[]\",;:`*?&{}|\\/@").find(c) == Text::npos;
}

/// An apostrophe counts inside a name such as o'brien only.
bool is_quote_mark(Text line, std::size_t at) {
    if (line[at] != '\'') return false;
    return at == 0 || at + 1 == line.size() || !ascii::is_alnum(line[at - 1]) || !ascii::is_alnum(line[at + 1]);
}

/// Where the domain that starts at `from` ends.
std::size_t domain_end(Text line, std::size_t from) {
    auto end = from;
    std::size_t label = from;  // where its last label starts
    bool dotted = false;
    while (end < line.size() && is_address_char(line[end]) && !is_quote_mark(line, end) && line[end] != '=') {
        // "…@x.exampleへ": the sentence goes on behind a whole domain.
        if (starts_wide(line[end]) && dotted && end >= label + 2 && ascii::is_alpha(line[label])) break;
        if (line[end] == '.') {
            dotted = true;
            label = end + 1;
        }
        ++end;
    }
    while (end > from && Text(".!-_'").find(line[end - 1]) != Text::npos)
        --end;
    return end;
}

/// What of `local` is the local part: not the Japanese words before it, nor "to=".
Text own_local(Text local) {
    if (!local.empty() && !ascii::is_high(local.back())) {
        const auto wide = std::find_if(local.rbegin(), local.rend(), ascii::is_high);
        const auto behind = static_cast<std::size_t>(local.rend() - wide);
        if (std::any_of(local.begin(), local.begin() + static_cast<std::ptrdiff_t>(behind), starts_wide))
            local.remove_prefix(behind);
    }
    constexpr auto keys = std::to_array<Text>({"to", "orig_to", "rcpt", "recipient", "email", "mail", "addr", "address", "user"});
    const auto equals = local.find('=');
    if (equals != Text::npos &&
        std::any_of(keys.begin(), keys.end(), [&](Text key) { return ascii::equal(key, local.substr(0, equals)); }))
        local.remove_prefix(equals + 1);
    while (!local.empty() && Text(".-=~'").find(local.front()) != Text::npos)
        local.remove_prefix(1);
    return local;
}

bool is_mail_system(Text address) {
    return ascii::starts_with(address, "mailer-daemon@") || ascii::starts_with(address, "mailerdaemon@") ||
           ascii::starts_with(address, "mail-daemon@");
}

bool is_postmaster(Text address) {
    return ascii::starts_with(address, "postmaster@") || ascii::starts_with(address, "post_master@");
}

/// The same mailbox, whatever stands behind a plus: our answers come to support+TOKEN@.
bool is_same(Text a, Text b) {
    const auto a_at = a.rfind('@');
    const auto b_at = b.rfind('@');
    if (a_at == Text::npos || b_at == Text::npos) return false;
    return ascii::equal(a.substr(a_at), b.substr(b_at)) &&
           ascii::equal(a.substr(0, std::min(a_at, a.find('+'))), b.substr(0, std::min(b_at, b.find('+'))));
}

}  // namespace

std::vector<FoundAddress> addresses_in(Text line, std::size_t most) {
    std::vector<FoundAddress> found;
    std::size_t start = 0;  // of the run of address characters before `i`
    bool in_link = false;
    for (std::size_t i = 0; i < line.size() && found.size() < most; ++i) {
        if (ascii::is_space(line[i])) in_link = false;
        if (line[i] == ':' && line.substr(i, 3) == "://") in_link = true;
        if (line[i] != '@') {
            if (!is_address_char(line[i]) || is_quote_mark(line, i)) start = i + 1;
            continue;
        }
        const auto local = own_local(line.substr(start, i - start));
        const auto end = domain_end(line, i + 1);
        const auto domain = line.substr(i + 1, end - i - 1);
        start = i + 1;
        if (in_link || local.empty() || domain.find('.') == Text::npos ||
            (!ascii::is_alnum(domain.front()) && !ascii::is_high(domain.front())))
            continue;
        const auto at = static_cast<std::size_t>(local.data() - line.data());
        found.push_back({at, line.substr(at, end - at)});
        i = end - 1;
        start = end;
    }
    return found;
}

bool is_mailbox(Text text) {
    const auto at = text.rfind('@');
    if (at == Text::npos || at == 0 || at + 1 == text.size()) return false;
    if (text.front() == '|' || text.front() == '/' || text.front() == ':' || text.front() == '@') return false;
    if (ascii::starts_with(text, "imcea")) return false;  // Exchange's wrapping of a name that is no mail address
    const auto domain = text.substr(at + 1);
    return std::none_of(domain.begin(), domain.end(), [](char c) { return ascii::is_space(c) || c == '/' || c == ','; });
}

void BounceRecipients::offer(Text address, RecipientSource source) {
    if (!is_mailbox(address) || is_mail_system(address)) return;
    const auto same = std::find_if(candidates_.begin(), candidates_.end(),
                                   [&](const Candidate& each) { return ascii::equal(each.address, address); });
    if (same != candidates_.end()) {
        same->source = std::max(same->source, source);
    } else if (candidates_.size() < most_kept) {
        candidates_.push_back({std::string(address), source});
    }
}

void BounceRecipients::disown(Text address) {
    if (own_.size() < most_kept && is_mailbox(address)) own_.emplace_back(address);
}

void BounceRecipients::reported_by(Text address) {
    reporter_ = address;
}

bool BounceRecipients::is_own(Text address) const {
    return std::any_of(own_.begin(), own_.end(), [&](const std::string& each) { return is_same(each, address); });
}

int BounceRecipients::weight(const Candidate& candidate) const {
    const bool field = candidate.source >= RecipientSource::failed_field;
    const auto source = static_cast<int>(candidate.source);
    constexpr int others = 100;  // each other address comes first
    if (is_own(candidate.address)) return field ? source : -1;
    if (!field && (is_postmaster(candidate.address) || ascii::equal(candidate.address, reporter_)))
        return candidate.source >= RecipientSource::alone ? source : -1;
    return others + source;
}

std::string BounceRecipients::best() const {
    const Candidate* best = nullptr;
    int highest = -1;
    for (const auto& each : candidates_) {
        if (const int here = weight(each); here > highest) {
            highest = here;
            best = &each;
        }
    }
    return best == nullptr ? std::string() : best->address;
}

bool BounceRecipients::has(RecipientSource least) const {
    return std::any_of(candidates_.begin(), candidates_.end(),
                       [&](const Candidate& each) { return each.source >= least && weight(each) >= 0 && !is_own(each.address); });
}

}  // namespace mail
