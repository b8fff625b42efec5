// Tests the bytes of composed mails.
#include "mail/compose/compose.hpp"

#include "mail/encoding/body_encoding.hpp"
#include "mail/encoding/transfer.hpp"
#include "mail/encoding/utf8.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <map>

namespace mail {
namespace {

OutgoingMessage ordinary() {
    OutgoingMessage mail;
    mail.from = {"Northwind Support", "support@desk.example"};
    mail.to = {{"Clara Client", "clara@contoso.example"}};
    mail.reply_to = "support+abc@desk.example";
    mail.subject = "Re: [#12] The printer is on fire";
    mail.message_id = "12.1.proof@desk.example";
    mail.in_reply_to = "first@contoso.example";
    mail.references = {"12.0.proof@desk.example", "first@contoso.example"};
    mail.date = config::from_micros(1'795'435'200'000'000);
    mail.headers = {{"Auto-Submitted", "auto-replied"}, {"X-Ticketd-Ticket", "12"}};
    mail.text = "Hello,\n\nit is out.\n";
    mail.html = "<p>Hello,</p>\n<p>it is out.</p>\n";
    return mail;
}

/// The lines of a header field as they are, without the last CRLF; empty when the field is missing.
std::string field(const std::string& raw, const std::string& name) {
    const auto header = raw.substr(0, raw.find("\r\n\r\n") + 2);
    auto at = header.starts_with(name + ":") ? 0 : header.find("\r\n" + name + ":");
    if (at == std::string::npos) return {};
    if (at != 0) at += 2;
    auto end = header.find("\r\n", at);
    while (end + 2 < header.size() && (header[end + 2] == ' ' || header[end + 2] == '\t'))
        end = header.find("\r\n", end + 2);
    return header.substr(at, end - at);
}

int count_fields(const std::string& raw) {
    int count = 0;
    const auto header = raw.substr(0, raw.find("\r\n\r\n") + 2);
    for (std::size_t at = 0; at < header.size(); at = header.find("\r\n", at) + 2)
        count += header[at] != ' ' && header[at] != '\t' ? 1 : 0;
    return count;
}

/// The value of a field as a reader shows it (RFC 5322 2.2.3, RFC 2047 6.2).
std::string shown(const std::string& raw, const std::string& name) {
    auto value = field(raw, name);
    if (value.empty()) return {};
    value.erase(0, name.size() + 2);
    for (auto at = value.find("\r\n"); at != std::string::npos; at = value.find("\r\n"))
        value.erase(at, 2);
    std::string out;
    bool after_word = false;
    for (std::size_t at = 0; at < value.size();) {
        const auto begins = value.find("=?utf-8?", at);
        if (begins == std::string::npos) return out + value.substr(at);
        const auto between = value.substr(at, begins - at);
        if (!after_word || between.find_first_not_of(' ') != std::string::npos) out += between;
        const auto ends = value.find("?=", begins + 10);
        const auto word = value.substr(begins + 10, ends - begins - 10);
        EXPECT_LE(ends + 2 - begins, 75U) << "an encoded word is too long";
        const auto text = value[begins + 8] == 'q' ? decode_q(word) : decode_base64(word);
        EXPECT_TRUE(utf8::is_valid(text)) << "a character is split over two words";
        out += text;
        at = ends + 2;
        after_word = true;
    }
    return out;
}

/// The parts of one level between its boundaries, including their headers.
std::vector<std::string> parts(const std::string& entity) {
    const auto at = entity.find("boundary=\"") + 10;
    const auto boundary = "\r\n--" + entity.substr(at, entity.find('"', at) - at);
    std::vector<std::string> out;
    auto from = entity.find(boundary + "\r\n");
    while (from != std::string::npos) {
        from += boundary.size() + 2;
        const auto to = entity.find(boundary, from);
        if (to == std::string::npos) {
            ADD_FAILURE() << "a part without an end";
            return out;
        }
        out.push_back(entity.substr(from, to - from));
        if (entity.substr(to + boundary.size(), 2) == "--") break;
        from = to;
    }
    return out;
}

std::string content(const std::string& part) {
    const auto body = part.substr(part.find("\r\n\r\n") + 4);
    return part.find("Content-Transfer-Encoding: base64") < part.find("\r\n\r\n") ? decode_base64(body)
                                                                                  : decode_quoted_printable(body);
}

void expect_sendable(const std::string& raw) {
    std::size_t at = 0;
    while (at < raw.size()) {
        const auto end = raw.find("\r\n", at);
        ASSERT_NE(end, std::string::npos) << "the last line has no end";
        const auto line = raw.substr(at, end - at);
        EXPECT_LE(line.size(), 998U);
        EXPECT_TRUE(std::all_of(line.begin(), line.end(), [](char c) { return (c >= ' ' && c < 0x7f) || c == '\t'; })) << line;
        at = end + 2;
    }
}

TEST(Compose, WritesWhatAReaderNeeds) {
    const auto raw = compose(ordinary());
    expect_sendable(raw);
    EXPECT_EQ(field(raw, "From"), "From: Northwind Support <support@desk.example>");
    EXPECT_EQ(field(raw, "To"), "To: Clara Client <clara@contoso.example>");
    EXPECT_EQ(field(raw, "Reply-To"), "Reply-To: support+abc@desk.example");
    EXPECT_EQ(field(raw, "Subject"), "Subject: Re: [#12] The printer is on fire");
    EXPECT_EQ(field(raw, "Date"), "Date: Mon, 23 Nov 2026 12:00:00 +0000");
    EXPECT_EQ(field(raw, "Message-ID"), "Message-ID: <12.1.proof@desk.example>");
    EXPECT_EQ(field(raw, "In-Reply-To"), "In-Reply-To: <first@contoso.example>");
    EXPECT_EQ(field(raw, "References"), "References: <12.0.proof@desk.example> <first@contoso.example>");
    EXPECT_EQ(field(raw, "Auto-Submitted"), "Auto-Submitted: auto-replied");
    EXPECT_EQ(field(raw, "X-Ticketd-Ticket"), "X-Ticketd-Ticket: 12");
    EXPECT_EQ(field(raw, "MIME-Version"), "MIME-Version: 1.0");
    EXPECT_EQ(field(raw, "Return-Path"), "");
    EXPECT_EQ(field(raw, "Cc"), "");
}

TEST(Compose, OffersTextFirstAndHtmlAsTheBetterForm) {
    const auto raw = compose(ordinary());
    EXPECT_NE(field(raw, "Content-Type").find("multipart/alternative"), std::string::npos);
    const auto both = parts(raw);
    ASSERT_EQ(both.size(), 2U);
    EXPECT_NE(both[0].find("Content-Type: text/plain; charset=utf-8"), std::string::npos);
    EXPECT_EQ(content(both[0]), "Hello,\r\n\r\nit is out.\r\n");
    EXPECT_NE(both[1].find("Content-Type: text/html; charset=utf-8"), std::string::npos);
    EXPECT_EQ(content(both[1]), "<p>Hello,</p>\r\n<p>it is out.</p>\r\n");
}

TEST(Compose, SendsPlainTextWhenThereIsNoHtml) {
    auto mail = ordinary();
    mail.html.clear();
    mail.text = "no line end";
    const auto raw = compose(mail);
    expect_sendable(raw);
    EXPECT_EQ(field(raw, "Content-Type"), "Content-Type: text/plain; charset=utf-8");
    EXPECT_TRUE(raw.ends_with("\r\n\r\nno line end\r\n"));
}

TEST(Compose, NestsImagesUnderTheHtmlAndFilesBesideTheText) {
    auto mail = ordinary();
    mail.attachments.push_back({"chart.png", "image/png", "chart@desk.example", "\x89PNG"});
    mail.attachments.push_back({"report.pdf", "application/pdf", "", std::string("%PDF\0\r\n", 7)});
    const auto raw = compose(mail);
    expect_sendable(raw);
    const auto outer = parts(raw);
    ASSERT_EQ(outer.size(), 2U);
    EXPECT_TRUE(outer[0].starts_with("Content-Type: multipart/alternative"));
    EXPECT_NE(outer[1].find("Content-Disposition: attachment; filename=\"report.pdf\""), std::string::npos);
    EXPECT_EQ(content(outer[1]), std::string("%PDF\0\r\n", 7));
    const auto both = parts(outer[0]);
    ASSERT_EQ(both.size(), 2U);
    EXPECT_TRUE(both[1].starts_with("Content-Type: multipart/related"));
    const auto related = parts(both[1]);
    ASSERT_EQ(related.size(), 2U);
    EXPECT_TRUE(related[0].starts_with("Content-Type: text/html"));
    EXPECT_NE(related[1].find("Content-ID: <chart@desk.example>"), std::string::npos);
    EXPECT_NE(related[1].find("Content-Disposition: inline"), std::string::npos);
    EXPECT_EQ(content(related[1]), "\x89PNG");
}

TEST(Compose, ShowsAnySubjectAsItWasGiven) {
    std::string long_word(3000, 'x');
    std::string emoji;
    for (int i = 0; i < 60; ++i)
        emoji += "\xf0\x9f\x94\xa5";
    struct Row {
        std::string subject;
        std::string shows;
    };
    const Row rows[] = {
        {"[#1] plain", "[#1] plain"},
        {"Re: [#1234] Der Drucker läuft", "Re: [#1234] Der Drucker läuft"},
        {"Müller äöü ist groß und klein", "Müller äöü ist groß und klein"},
        {"[#7] ответьте, пожалуйста: не работает принтер на третьем этаже",
         "[#7] ответьте, пожалуйста: не работает принтер на третьем этаже"},
        {"日本語の件名がここに入りますので長くなります、とても長い件名です。本当に長いです",
         "日本語の件名がここに入りますので長くなります、とても長い件名です。本当に長いです"},
        {emoji, emoji},
        {long_word, long_word},
        {"=?utf-8?q?not_a_word?= kept", "=?utf-8?q?not_a_word?= kept"},
        {"what =? is ?= this", "what =? is ?= this"},
        {"two  blanks\tand a tab", "two blanks and a tab"},
        {"  around  ", "around"},
        {"line\r\nBcc: victim@x.example", "line Bcc: victim@x.example"},
        {std::string("nul\0here ü", 11), "nul here ü"},
        {"quote \" and \\ and <x>", "quote \" and \\ and <x>"},
    };
    for (const auto& row : rows) {
        auto mail = ordinary();
        mail.subject = row.subject;
        const auto raw = compose(mail);
        expect_sendable(raw);
        EXPECT_EQ(shown(raw, "Subject"), row.shows);
    }
    auto mail = ordinary();
    mail.subject = "\xff\xfe\x80\x80\x80\x80\x80 not UTF-8";
    expect_sendable(compose(mail));
}

TEST(Compose, LeavesTheTicketNumberReadableForFilters) {
    auto mail = ordinary();
    mail.subject = "Re: [#1234] Größe und Länge";
    EXPECT_TRUE(field(compose(mail), "Subject").starts_with("Subject: Re: [#1234] =?utf-8?"));
}

TEST(Compose, FoldsHeadersAtSeventySixColumns) {
    auto mail = ordinary();
    mail.subject.clear();
    for (int i = 0; i < 200; ++i)
        mail.subject += i % 7 == 0 ? "größer " : "words ";
    for (int i = 0; i < 30; ++i)
        mail.cc.push_back({fmt::format("Person {} of Many", i), fmt::format("person{}@contoso.example", i)});
    const auto raw = compose(mail);
    for (const auto* name : {"Subject", "Cc"}) {
        const auto lines = field(raw, name);
        EXPECT_GT(lines.size(), 500U);
        for (std::size_t at = 0; at < lines.size();) {
            const auto end = std::min(lines.find("\r\n", at), lines.size());
            EXPECT_LE(end - at, 78U) << lines.substr(at, end - at);
            EXPECT_NE(lines.substr(at, end - at).find_first_not_of(" \t"), std::string::npos) << "an empty line inside a header";
            at = end + 2;
        }
    }
    EXPECT_EQ(shown(raw, "Subject") + ' ', mail.subject);
}

TEST(Compose, WritesNamesThatReadBackAsOneMailbox) {
    struct Row {
        std::string name;
        std::string field;
    };
    const Row rows[] = {
        {"", "To: a@b.example"},
        {"Ana Ruiz via Northwind", "To: Ana Ruiz via Northwind <a@b.example>"},
        {"Ruiz, Ana", "To: \"Ruiz, Ana\" <a@b.example>"},
        {"Ana \"Ace\" Ruiz \\", "To: \"Ana \\\"Ace\\\" Ruiz \\\\\" <a@b.example>"},
        {"evil@x.example", "To: \"evil@x.example\" <a@b.example>"},
        {"x <victim@x.example>, y", "To: \"x <victim@x.example>, y\" <a@b.example>"},
        {"Zoë", "To: =?utf-8?q?Zo=C3=AB?= <a@b.example>"},
        {"a\r\nBcc: v@x.example", "To: \"a Bcc: v@x.example\" <a@b.example>"},
        {" \r\n ", "To: a@b.example"},
    };
    for (const auto& row : rows) {
        auto mail = ordinary();
        mail.to = {{row.name, "a@b.example"}};
        const auto raw = compose(mail);
        expect_sendable(raw);
        EXPECT_EQ(field(raw, "To"), row.field);
    }
    auto mail = ordinary();
    mail.to = {{std::string(5000, 'n') + " ü", "a@b.example"}};
    EXPECT_LT(field(compose(mail), "To").size(), 400U) << "a name is cut, not the mail";
}

TEST(Compose, LeavesOutAddressesThatCannotBeWritten) {
    for (const auto* bad : {"", "nobody", "a b@c.example", "a@b.example\r\nBcc: v@x.example", "<a@b.example>", "a@b@c.example",
                            "jörg@b.example", "a@b.example, v@x.example", "\"a b\"@c.example", "a@bücher.example"}) {
        auto mail = ordinary();
        mail.to = {{"X", bad}};
        mail.cc = {{"Y", bad}, {"Z", "z@ok.example"}};
        mail.reply_to = bad;
        const auto raw = compose(mail);
        expect_sendable(raw);
        EXPECT_EQ(field(raw, "To"), "To: undisclosed-recipients:;") << bad;
        EXPECT_EQ(field(raw, "Cc"), "Cc: Z <z@ok.example>") << bad;
        EXPECT_EQ(field(raw, "Reply-To"), "") << bad;
        EXPECT_EQ(field(raw, "Bcc"), "") << bad;
    }
}

TEST(Compose, NeverLetsAValueMakeAField) {
    const std::string attack = "x\r\nBcc: victim@x.example\r\n\r\n<html>body</html>";
    auto plain = ordinary();
    const int fields = count_fields(compose(plain));
    auto mail = ordinary();
    mail.from.name = attack;
    mail.to[0].name = attack;
    mail.subject = attack;
    mail.in_reply_to = "ok@x.example";
    mail.references.push_back("bad id@x.example>\r\nBcc: v@x.example");
    mail.headers[1].second = attack;
    mail.headers.emplace_back("Bad: Name\r\nBcc", "v");
    mail.headers.emplace_back("", "v");
    mail.headers.emplace_back("Bcc", "victim@x.example");
    mail.headers.emplace_back("content-type", "text/html");
    mail.headers.emplace_back("Subject", "a second one");
    mail.headers.emplace_back("X-Empty", "");
    const auto raw = compose(mail);
    expect_sendable(raw);
    EXPECT_EQ(count_fields(raw), fields);
    EXPECT_EQ(field(raw, "Bcc"), "");
}

TEST(Compose, KeepsTheEndsOfALongThread) {
    auto mail = ordinary();
    mail.references.clear();
    for (int i = 0; i < 500; ++i)
        mail.references.push_back(fmt::format("mail{}@x.example", i));
    const auto references = field(compose(mail), "References");
    EXPECT_EQ(std::count(references.begin(), references.end(), '<'), 40);
    for (const auto* id : {"<mail0@", "<mail19@", "<mail480@", "<mail499@"})
        EXPECT_NE(references.find(id), std::string::npos) << id;
    EXPECT_EQ(references.find("<mail20@"), std::string::npos);
}

TEST(Compose, NamesFilesInAnyScript) {
    struct Row {
        std::string name;
        std::string disposition;
    };
    const Row rows[] = {
        {"a.txt", "Content-Disposition: attachment; filename=\"a.txt\""},
        {"", "Content-Disposition: attachment; filename=\"attachment\""},
        {"two words \"q\".txt", "Content-Disposition: attachment; filename=\"two words \\\"q\\\".txt\""},
        {"Bär.txt", "Content-Disposition: attachment; filename*=utf-8''B%C3%A4r.txt"},
        {"x\r\nX-Evil: 1.txt", "Content-Disposition: attachment; filename=\"x X-Evil: 1.txt\""},
        {std::string(70, 'n') + ".txt", "Content-Disposition: attachment;\r\n filename*0*=utf-8''" + std::string(54, 'n') +
                                            ";\r\n filename*1*=" + std::string(16, 'n') + ".txt"},
    };
    for (const auto& row : rows) {
        auto mail = ordinary();
        mail.attachments = {{row.name, "text/plain", "", "x"}};
        const auto raw = compose(mail);
        expect_sendable(raw);
        const auto outer = parts(raw);
        ASSERT_EQ(outer.size(), 2U);
        EXPECT_EQ(field(outer[1], "Content-Disposition"), row.disposition);
    }
}

TEST(Compose, GivesAttachmentsAPlainLeafType) {
    struct Row {
        const char* type;
        const char* written;
    };
    for (const auto& row : {Row{"image/PNG", "image/png"}, Row{"message/rfc822", "application/octet-stream"},
                            Row{"multipart/mixed", "application/octet-stream"}, Row{"", "application/octet-stream"},
                            Row{"text/html; name=x", "application/octet-stream"}, Row{"a/b\r\nX: y", "application/octet-stream"},
                            Row{"application/vnd.ms-excel.sheet+xml", "application/vnd.ms-excel.sheet+xml"}}) {
        auto mail = ordinary();
        mail.attachments = {{"a.bin", row.type, "", "x"}};
        EXPECT_EQ(field(parts(compose(mail))[1], "Content-Type"), std::string("Content-Type: ") + row.written);
    }
}

TEST(QuotedPrintable, ReadsBackTheSame) {
    struct Row {
        std::string text;
        std::string encoded;
    };
    const Row rows[] = {
        {"", ""},
        {"plain\n", "plain\r\n"},
        {"a=b", "a=3Db"},
        {"ends in a blank \nand a tab\t\n", "ends in a blank=20\r\nand a tab=09\r\n"},
        {"   \n", "  =20\r\n"},
        {"From here\n>From there\n", "=46rom here\r\n>From there\r\n"},
        {"one\r\ntwo\rthree\nfour", "one\r\ntwo\r\nthree\r\nfour"},
        {"\r\n\r\n", "\r\n\r\n"},
        {"\n\r", "\r\n\r\n"},
        {"é", "=C3=A9"},
        {std::string(76, 'x') + "\n", std::string(76, 'x') + "\r\n"},
        {std::string(77, 'x'), std::string(75, 'x') + "=\r\nxx"},
        {std::string(74, 'x') + "é", std::string(74, 'x') + "=\r\n=C3=A9"},
        {std::string(75, 'x') + " ", std::string(75, 'x') + "=\r\n=20"},
    };
    for (const auto& row : rows) {
        std::string out;
        append_quoted_printable(out, row.text);
        EXPECT_EQ(out, row.encoded);
    }
}

TEST(QuotedPrintable, KeepsItsLinesShortWhateverTheText) {
    for (std::size_t shift = 0; shift < 80; ++shift) {
        std::string text(shift, 'a');
        for (int i = 0; i < 60; ++i)
            text += i % 3 == 0 ? "ü" : i % 3 == 1 ? "= " : "word.";
        std::string out;
        append_quoted_printable(out, text);
        EXPECT_EQ(decode_quoted_printable(out), text);
        for (std::size_t at = 0; at < out.size();) {
            const auto end = std::min(out.find("\r\n", at), out.size());
            EXPECT_LE(end - at, 76U);
            at = end + 2;
        }
    }
}

TEST(Base64, ReadsBackTheSameInLinesOf76) {
    for (std::size_t size = 0; size < 200; ++size) {
        std::string data;
        for (std::size_t i = 0; i < size; ++i)
            data += static_cast<char>(i * 37 + size);
        std::string out;
        append_base64_lines(out, data);
        EXPECT_EQ(decode_base64(out), data);
        for (std::size_t at = 0; at < out.size();) {
            const auto end = out.find("\r\n", at);
            ASSERT_NE(end, std::string::npos);
            EXPECT_LE(end - at, 76U);
            at = end + 2;
        }
    }
    std::string out;
    append_base64(out, "paper jam");
    append_base64(out, "ink");
    append_base64(out, "out");
    append_base64(out, "toner");
    EXPECT_EQ(out, "cGFwZXIgamFtaW5rb3V0dG9uZXI=");
}

TEST(Compose, ChoosesTheShorterEncoding) {
    auto mail = ordinary();
    mail.text = "Принтер на третьем этаже горит.\n";
    const auto both = parts(compose(mail));
    EXPECT_NE(both[0].find("Content-Transfer-Encoding: base64"), std::string::npos);
    EXPECT_EQ(content(both[0]), "Принтер на третьем этаже горит.\r\n");
    EXPECT_NE(both[1].find("Content-Transfer-Encoding: quoted-printable"), std::string::npos);
}

TEST(Compose, KeepsABoundaryThatStandsInTheText) {
    const auto raw = compose(ordinary());
    const auto at = raw.find("boundary=\"") + 10;
    auto mail = ordinary();
    mail.text = "look:\n--" + raw.substr(at, raw.find('"', at) - at) + "--\nthere\n";
    const auto both = parts(compose(mail));
    ASSERT_EQ(both.size(), 2U);
    EXPECT_EQ(content(both[0]), with_crlf(mail.text));
}

}  // namespace
}  // namespace mail
