#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace mail {

/// Where a delivery report names an address, the weakest witness first.
enum class RecipientSource {
    mentioned,          // in some sentence
    returned_to,        // To of the mail that came back
    report_to,          // "To:" among the lines of the report
    alone,              // on a line of its own, before anything was said to have failed
    dialogue,           // "RCPT TO:<…>", "550 <…>... User unknown"
    told,               // in the sentence that tells of the failure, or at the start of a line that gives a reason
    listed,             // on a line of its own, or as "<…>: reason", below such a sentence
    labelled,           // "Recipient address: …"
    first_address,      // "Original address: …", "(expanded from <…>)"
    failed_field,       // X-Failed-Recipients
    final_recipient,    // RFC 3464 2.3.2
    original_recipient  // RFC 3464 2.3.1: the address as the sender wrote it
};

/// An address in a text, and where it stands there.
struct FoundAddress {
    std::size_t at = 0;
    std::string_view address;
};

/// The addresses of a line, from left to right, `most` at most; those inside links are left out. One pass.
[[nodiscard]] std::vector<FoundAddress> addresses_in(std::string_view line, std::size_t most = 8);

/// True for a mailbox with a local part and a domain; false for pipes, files, X.400 names and bare local parts.
[[nodiscard]] bool is_mailbox(std::string_view text);

/// Chooses whom a report is about. The best witness decides, of equal ones the first. Never chosen are the sender of the mail
/// that came back, unless a field of the report names it, nor the addresses of mail systems while another is known.
class BounceRecipients {
public:
    void offer(std::string_view address, RecipientSource source);
    /// That address sent the mail or got the report.
    void disown(std::string_view address);
    /// That address wrote the report.
    void reported_by(std::string_view address);

    /// True for an address that was disowned, whatever stands behind its plus.
    [[nodiscard]] bool is_own(std::string_view address) const;
    [[nodiscard]] std::string best() const;
    /// True when one was offered by that witness or a better one, and is neither the sender of the mail nor, in a sentence, a
    /// mail system.
    [[nodiscard]] bool has(RecipientSource least) const;

private:
    struct Candidate {
        std::string address;
        RecipientSource source;
    };
    /// Below zero: never chosen.
    [[nodiscard]] int weight(const Candidate& candidate) const;

    std::vector<Candidate> candidates_;
    std::vector<std::string> own_;
    std::string reporter_;
};

}  // namespace mail
