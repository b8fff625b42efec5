// Runs each tests/dialogs/*.smtp against the real server. README.txt in that folder explains the words of a dialog.
#include "tests/mail/smtp/smtp_fixture.hpp"

#include "config/base/ascii.hpp"

#include <gtest/gtest.h>

#include <charconv>
#include <fstream>
#include <map>
#include <sstream>

namespace mail::testing {
namespace {

using Protocol = config::Listen::Protocol;

/// Undoes \r \n \t \0 \s \\ and \xHH.
std::string unescape(std::string_view text) {
    static const std::map<char, char> simple = {{'r', '\r'}, {'n', '\n'}, {'t', '\t'}, {'0', '\0'}, {'s', ' '}, {'\\', '\\'}};
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\' || i + 1 == text.size()) {
            out.push_back(text[i]);
        } else if (text[++i] == 'x' && i + 2 < text.size()) {
            out.push_back(static_cast<char>(ascii::hex_value(text[i + 1]) * 16 + ascii::hex_value(text[i + 2])));
            i += 2;
        } else {
            out.push_back(simple.at(text[i]));
        }
    }
    return out;
}

std::string numbered(std::string text, int number) {
    const auto at = text.find("%d");
    return at == std::string::npos ? text : text.replace(at, 2, std::to_string(number));
}

class Dialog {
public:
    explicit Dialog(const std::filesystem::path& file) : file_(file) {}

    void run() {
        std::ifstream in(file_);
        std::string text;
        while (std::getline(in, text)) {
            ++line_;
            if (text.empty() || text.front() == '#') continue;
            SCOPED_TRACE(file_.filename().string() + ":" + std::to_string(line_) + ": " + text);
            ASSERT_NO_FATAL_FAILURE(step(text));
        }
        EXPECT_TRUE(sent_.empty()) << "the dialog ends with lines that were never sent";
        EXPECT_GT(replies_, 0) << "the dialog checks nothing";
        wire_.close();
        // In any case, all of the budget must be released.
        ASSERT_TRUE(server_);
        EXPECT_TRUE(server_->eventually([&] { return server_->backend.reserved() == 0; }));
    }

private:
    void step(const std::string& text) {
        const auto blank = std::min(text.find(' '), text.size());
        std::string word = text.substr(0, blank);
        const std::string rest = blank < text.size() ? text.substr(blank + 1) : "";
        int times = 1;
        if (const auto star = word.find('*'); star != std::string::npos) {
            times = std::stoi(word.substr(star + 1));
            word = word.substr(0, star) + ":";
        }
        if (word == "server" || word == "set") return configure(word, rest);
        if (!server_) start(word == "EARLY", rest);
        if (word == "C:" || word == "R:") {
            for (int i = 1; i <= times; ++i)
                sent_ += unescape(numbered(rest, i)) + (word == "C:" ? "\r\n" : "");
            return;
        }
        // Lines without a reply between them are sent in one packet.
        if (!sent_.empty()) wire_.send(sent_);
        sent_.clear();
        if (word == "FLUSH") return std::this_thread::sleep_for(std::chrono::milliseconds(20));
        if (word == "S:") {
            for (int i = 0; i < times; ++i)
                ASSERT_NO_FATAL_FAILURE(expect_reply(rest));
            return;
        }
        check(word, rest);
    }

    void configure(const std::string& word, const std::string& rest) {
        if (word == "server") {
            const std::map<std::string, Protocol> known = {
                {"smtp", Protocol::smtp}, {"submission", Protocol::submission}, {"lmtp", Protocol::lmtp}};
            prepared_ = std::make_unique<TestServer>(known.at(rest));
            return;
        }
        if (!prepared_) prepared_ = std::make_unique<TestServer>();
        const auto equals = std::min(rest.find('='), rest.size());
        const auto key = rest.substr(0, equals);
        const auto value = equals < rest.size() ? rest.substr(equals + 1) : "";
        auto& limits = prepared_->settings.limits;
        const std::map<std::string, int*> numbers = {{"recipients", &limits.recipients},
                                                     {"command_bytes", &limits.command_bytes},
                                                     {"soft_errors", &limits.soft_errors},
                                                     {"hard_errors", &limits.hard_errors},
                                                     {"sessions", &limits.sessions}};
        const std::map<std::string, SmtpBackend::Stored> answers = {{"temporary", SmtpBackend::Stored::temporary_trouble},
                                                                    {"no_space", SmtpBackend::Stored::no_space},
                                                                    {"refused", SmtpBackend::Stored::refused}};
        if (key == "tls") {
            prepared_->settings.tls = make_certificate(prepared_->folder.path());
        } else if (key == "plain_auth") {
            prepared_->listen.plain_auth_on_loopback = true;
        } else if (key == "unix") {
            prepared_->listen.at.host.clear();
            prepared_->listen.at.unix_path = prepared_->folder.path() / "socket";
        } else if (key == "trusted") {
            prepared_->settings.trusted_peers.push_back(value);
        } else if (key == "message_bytes") {
            limits.message_bytes = std::stoll(value);
        } else if (key == "budget") {
            prepared_->backend.budget = std::stoll(value);
        } else if (key == "store" && value == "throws") {
            prepared_->backend.throws = true;
        } else if (key == "store") {
            prepared_->backend.answer = answers.at(value);
        } else {
            *numbers.at(key) = std::stoi(value);
        }
    }

    void start(bool early, const std::string& first) {
        server_ = prepared_ ? std::move(prepared_) : std::make_unique<TestServer>();
        server_->start();
        const auto& at = server_->listen.at;
        const auto dial = [&] { wire_ = at.unix_path.empty() ? Wire::connect(server_->port()) : Wire::connect(at.unix_path); };
        if (!early) return dial();
        // While the io thread runs this it cannot accept, so our bytes arrive before its greeting is sent.
        server_->on_io([&] {
            dial();
            wire_.send(unescape(first));
        });
    }

    void expect_reply(const std::string& prefix) {
        reply_ = wire_.reply();
        ASSERT_FALSE(reply_.empty()) << "no reply, where \"" << prefix << "\" was expected";
        ++replies_;
        EXPECT_TRUE(reply_.front().starts_with(prefix)) << "got: " << reply_.front();
        for (const auto& line : reply_)
            EXPECT_TRUE(line.starts_with(prefix.substr(0, 3))) << "one code a reply, but: " << line;
    }

    [[nodiscard]] bool reply_has(const std::string& text) const {
        return std::any_of(reply_.begin(), reply_.end(),
                           [&](const auto& line) { return line.size() > 4 && line.substr(4).starts_with(text); });
    }

    void check(const std::string& word, const std::string& rest) {
        if (word == "EARLY") return;
        if (word == "HAS") {
            EXPECT_TRUE(reply_has(rest));
        } else if (word == "HASNOT") {
            EXPECT_FALSE(reply_has(rest));
        } else if (word == "TLS") {
            EXPECT_TRUE(wire_.start_tls_client());
        } else if (word == "CLOSED") {
            EXPECT_TRUE(wire_.at_end());
        } else if (word == "CUT") {
            wire_.close();
        } else if (word == "COUNT") {
            EXPECT_TRUE(server_->eventually([&] { return server_->backend.counted(rest) > 0; }));
        } else if (word == "MAILS") {
            EXPECT_EQ(std::to_string(server_->backend.mails().size()), rest);
        } else {
            check_mail(word, rest);
        }
    }

    void check_mail(const std::string& word, const std::string& rest) {
        const auto mails = server_->backend.mails();
        ASSERT_FALSE(mails.empty());
        const auto& mail = mails.back();
        const auto& envelope = mail.envelope;
        std::string recipients;
        for (const auto& recipient : envelope.recipients)
            recipients += (recipients.empty() ? "" : " ") + recipient;
        if (word == "BODY") {
            EXPECT_EQ(mail.body(), unescape(rest));
        } else if (word == "RECEIVED") {
            EXPECT_NE(mail.raw.substr(0, mail.raw.size() - mail.body().size()).find(unescape(rest)), std::string::npos)
                << mail.raw;
        } else if (word == "FROM") {
            EXPECT_EQ(envelope.from, unescape(rest));
        } else if (word == "TO") {
            EXPECT_EQ(recipients, unescape(rest));
        } else if (word == "HELO") {
            EXPECT_EQ(envelope.helo, rest);
        } else if (word == "PEER") {
            EXPECT_EQ(envelope.peer, rest);
        } else if (word == "AUTH") {
            EXPECT_EQ(envelope.auth_technician, rest);
        } else if (word == "ROUTE") {
            EXPECT_EQ(to_string(envelope.route), rest);
        } else if (word == "FLAGS") {
            EXPECT_EQ(std::string(envelope.tls ? "tls" : "") + (envelope.peer_trusted ? "trusted" : "") +
                          (envelope.smtputf8 ? "smtputf8" : ""),
                      rest);
        } else {
            FAIL() << "unknown word";
        }
    }

    std::filesystem::path file_;
    int line_ = 0;
    int replies_ = 0;
    std::unique_ptr<TestServer> prepared_;
    std::unique_ptr<TestServer> server_;
    Wire wire_;
    std::string sent_;  // not sent yet
    std::vector<std::string> reply_;
};

std::vector<std::string> dialog_files() {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(TESTS_DIR "/dialogs")) {
        if (entry.path().extension() == ".smtp") names.push_back(entry.path().stem().string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

class SmtpDialog : public ::testing::TestWithParam<std::string> {};

TEST_P(SmtpDialog, GoesAsWritten) {
    Dialog(std::filesystem::path(TESTS_DIR "/dialogs") / (GetParam() + ".smtp")).run();
}

INSTANTIATE_TEST_SUITE_P(Files, SmtpDialog, ::testing::ValuesIn(dialog_files()), [](const auto& param) {
    std::string name = param.param;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
});

}  // namespace
}  // namespace mail::testing
