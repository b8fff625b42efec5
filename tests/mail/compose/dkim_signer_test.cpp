// Checks signatures with opendkim itself, in its test mode with the public key in a file instead of DNS.
#include "mail/compose/dkim_signer.hpp"
#include "mail/compose/compose.hpp"
#include "tests/mail/smtp/smtp_fixture.hpp"

#include <cstdio>
#include <fstream>
#include <gtest/gtest.h>

namespace mail::testing {
namespace {

void write_file(const std::filesystem::path& file, const std::string& text) {
    std::ofstream(file, std::ios::binary) << text;
}

/// Runs `command` in `folder`; returns its output and its exit status.
std::pair<std::string, int> run(const std::filesystem::path& folder, const std::string& command) {
    FILE* pipe = ::popen(("cd " + folder.string() + " && { " + command + "; } 2>&1").c_str(), "r");
    std::string out;
    char buffer[4096];
    while (pipe != nullptr && std::fgets(buffer, sizeof buffer, pipe) != nullptr)
        out += buffer;
    return {out, pipe != nullptr ? ::pclose(pipe) : -1};
}

class DkimSigner : public ::testing::Test {
protected:
    config::Dkim make_key(const std::string& algorithm) {
        const auto made = run(folder_.path(), "openssl genpkey -out key.pem " + algorithm);
        EXPECT_EQ(made.second, 0) << made.first;
        return {"desk.example", "sel", folder_.path() / "key.pem"};
    }
    /// The problem that opendkim reports about the mail; empty when the signature is valid.
    std::string verify(const std::string& mail, const std::string& type = "rsa") {
        const std::string of_key = type == "rsa"
                                       ? "openssl pkey -in key.pem -pubout -outform DER | openssl base64 -A"
                                       : "openssl pkey -in key.pem -pubout -outform DER | tail -c 32 | openssl base64 -A";
        const auto key = run(folder_.path(), of_key);
        write_file(folder_.path() / "public", "sel._domainkey.desk.example v=DKIM1; k=" + type + "; p=" + key.first + "\n");
        write_file(folder_.path() / "conf", "TestPublicKeys " + (folder_.path() / "public").string() + "\nMode v\nSyslog no\n");
        write_file(folder_.path() / "mail", mail);
        const auto [told, status] = run(folder_.path(), "/usr/sbin/opendkim -x conf -vv -t mail");
        return status == 0 && told.find("verification (s=sel, d=desk.example") != std::string::npos &&
                       told.find(") succeeded") != std::string::npos
                   ? ""
                   : told + "exit " + std::to_string(status);
    }
    static std::string a_mail() {
        OutgoingMessage message;
        message.from = {"Nörthwind Support", "support@desk.example"};
        message.to = {{"Çarla", "carla@contoso.example"}};
        message.recipient = "carla@contoso.example";
        message.subject = "[#7] Drücker brennt – " + std::string(200, 'x');
        message.message_id = "m7@desk.example";
        message.date = config::Instant{std::chrono::hours{400'000}};
        message.headers = {{"Auto-Submitted", "auto-replied"}};
        message.text = "Es raucht. 🔥\n.\nFrom here on\n\n\n";
        return compose(message);
    }
    TemporaryFolder folder_;
};

}  // namespace

TEST_F(DkimSigner, IsBelievedByOpendkim) {
    for (const auto* algorithm : {"-algorithm RSA -pkeyopt rsa_keygen_bits:2048", "-algorithm ED25519"}) {
        const bool rsa = std::string_view(algorithm).find("RSA") != std::string_view::npos;
        auto signer = mail::DkimSigner::make(make_key(algorithm));
        ASSERT_TRUE(signer) << signer.error().what;
        const auto raw = a_mail();
        const auto field = (*signer)->sign(raw);
        ASSERT_TRUE(field) << field.error().what;
        EXPECT_TRUE(field->ends_with("\r\n") && !field->ends_with("\r\n\r\n"));
        EXPECT_EQ(verify(*field + raw, rsa ? "rsa" : "ed25519"), "") << *field;
    }
}

TEST_F(DkimSigner, CoversWhatAReaderSeesAndActsOn) {
    auto signer = mail::DkimSigner::make(make_key("-algorithm RSA -pkeyopt rsa_keygen_bits:2048"));
    ASSERT_TRUE(signer) << signer.error().what;
    const auto raw = a_mail();
    const auto mail = *(*signer)->sign(raw) + raw;
    ASSERT_EQ(verify(mail), "");
    for (const auto& [what, with] : {std::pair<std::string, std::string>{"Message-ID: <m7", "Message-ID: <m8"},
                                     {"To: ", "To: evil@x.example, "},
                                     {"Auto-Submitted: auto-replied", "Auto-Submitted: no"},
                                     {"From here", "From there"}}) {
        auto changed = mail;
        const auto at = changed.find(what);
        if (at == std::string::npos) continue;
        changed.replace(at, what.size(), with);
        EXPECT_NE(verify(changed), "") << what;
    }
    EXPECT_NE(verify("Subject: another\r\n" + mail), "") << "a second Subject cannot be put on top";
    EXPECT_EQ(verify("Received: by relay.example; Mon, 2 Mar 2026 09:00:00 +0000\r\n" + mail), "");
}

TEST_F(DkimSigner, SaysAtOnceWhatIsWrongWithItsKey) {
    EXPECT_EQ(run(folder_.path(), "openssl genpkey -out short.pem -algorithm RSA -pkeyopt rsa_keygen_bits:768").second, 0);
    EXPECT_EQ(run(folder_.path(), "openssl genpkey -out ec.pem -algorithm EC -pkeyopt ec_paramgen_curve:P-256").second, 0);
    EXPECT_EQ(run(folder_.path(), "openssl genpkey -out locked.pem -algorithm ED25519 -aes128 -pass pass:x").second, 0);
    write_file(folder_.path() / "text.pem", "no key\n");
    struct Row {
        std::string file, words;
    };
    for (const Row& row :
         {Row{"missing.pem", "cannot be read"}, Row{"text.pem", "no private key in PEM"},
          Row{"locked.pem", "without a passphrase"}, Row{"short.pem", "768 bits"}, Row{"ec.pem", "neither RSA nor"}}) {
        const auto made = mail::DkimSigner::make({"desk.example", "sel", folder_.path() / row.file});
        ASSERT_FALSE(made) << row.file;
        EXPECT_NE(made.error().what.find(row.words), std::string::npos) << made.error().what;
        EXPECT_NE(made.error().what.find(row.file), std::string::npos) << made.error().what;
    }
}

}  // namespace mail::testing
