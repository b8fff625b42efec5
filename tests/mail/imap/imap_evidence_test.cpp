// Tests that a mailbox's own authserv_id decides which results on its mails count.
#include "mail/authenticate/sender_evidence.hpp"

#include <gtest/gtest.h>

namespace mail {
namespace {

TEST(ImapEvidence, AMailboxIsBelievedUnderItsOwnAuthservIdOnly) {
    config::Config config;
    config.desk.address = "support@desk.example";
    config.trust.authserv_id = "mx.desk.example";
    config::Mailbox with;
    with.name = "hosted";
    with.authserv_id = "mx.hoster.example";
    config::Mailbox without;
    without.name = "bare";
    config.mailboxes = {with, without};
    const KeyRing keys = KeyRing::of({9, 9, 9});

    struct Row {
        const char* mailbox;
        const char* written_by;
        bool aligned;
    };
    for (const auto& row : {Row{"hosted", "mx.hoster.example", true}, Row{"hosted", "mx.desk.example", false},
                            Row{"hosted", "mx.elsewhere.example", false}, Row{"bare", "mx.hoster.example", false},
                            Row{"bare", "mx.desk.example", false}, Row{"gone", "mx.hoster.example", false}}) {
        Envelope envelope;
        envelope.route = Route::imap;
        envelope.peer = row.mailbox;
        envelope.peer_trusted = true;
        Message message;
        message.from = {{"", "carla@contoso.example"}};
        message.from_fields = 1;
        message.trace = {{"authentication-results", std::string(row.written_by) + "; dmarc=pass header.from=contoso.example"}};
        const auto gathered = gather_evidence(config, keys, envelope, message, config::from_micros(1'795'435'200'000'000));
        EXPECT_EQ(gathered.evidence.aligned_domain, row.aligned ? "contoso.example" : "") << row.mailbox << " " << row.written_by;
    }
}

}  // namespace
}  // namespace mail
