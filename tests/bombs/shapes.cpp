// Mails in which one unit is repeated.
#include "tests/bombs/shapes.hpp"

#include <algorithm>

namespace shapes {

namespace {

std::string repeated(std::string_view start, std::string_view unit, std::size_t bytes) {
    std::string out(start);
    out.reserve(bytes + unit.size());
    while (out.size() < bytes && !unit.empty())
        out += unit;
    return out;
}

struct Head {
    std::string_view from = "Kim Berg <kim@contoso.example>";
    std::string_view to = "support@desk.example";
    std::string_view subject = "Pump";
    std::string_view more = {};
};

std::string head(const Head& fields) {
    std::string out = "From: ";
    out.append(fields.from).append("\r\nTo: ").append(fields.to).append("\r\nSubject: ").append(fields.subject);
    out.append("\r\nDate: Mon, 23 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@contoso.example>\r\nMIME-Version: 1.0\r\n");
    return out.append(fields.more);
}

constexpr std::string_view report_head =
    "From: MAILER-DAEMON@contoso.example\r\nReturn-Path: <>\r\nSubject: Undelivered Mail Returned to Sender\r\n"
    "Date: Mon, 23 Nov 2026 10:00:00 +0000\r\nMessage-ID: <2@contoso.example>\r\nMIME-Version: 1.0\r\n";

std::string many_names(const Shape& shape, std::size_t bytes) {
    constexpr std::size_t each = 60'000;
    std::string out = head({.more = "Content-Type: multipart/mixed; boundary=b\r\n\r\n"});
    for (std::size_t done = 0; done < bytes; done += each) {
        out += "--b\r\nContent-Disposition: attachment; filename=\"";
        out += repeated(shape.start, shape.unit, std::min(each, bytes - done));
        out += "\"\r\n\r\nx\r\n";
    }
    return out;
}

}  // namespace

std::string mail_of(const Shape& shape, std::size_t bytes) {
    const auto body = [&] { return repeated(shape.start, shape.unit, bytes); };
    switch (shape.place) {
        case Place::from:
            return head({.from = body()}) + "\r\nx\r\n";
        case Place::to:
            return head({.to = body()}) + "\r\nx\r\n";
        case Place::subject:
            return head({.subject = body()}) + "\r\nx\r\n";
        case Place::references:
            return head({.more = "References: " + body() + "\r\n"}) + "\r\nx\r\n";
        case Place::received:
            return "Received: " + body() + "\r\n" + head({}) + "\r\nx\r\n";
        case Place::content_type:
            return head({.more = "Content-Type: " + body() + "\r\n"}) + "\r\nx\r\n";
        case Place::disposition:
            return head({.more = "Content-Type: multipart/mixed; boundary=b\r\n"}) +
                   "\r\n--b\r\nContent-Disposition: attachment" + body() + "\r\n\r\nx\r\n--b--\r\n";
        case Place::file_names:
            return many_names(shape, bytes);
        case Place::fields:
            return head({.more = body()}) + "\r\nx\r\n";
        case Place::text:
            return head({}) + "\r\n" + body() + "\r\n";
        case Place::html:
            return head({.more = "Content-Type: text/html\r\n"}) + "\r\n" + body() + "\r\n";
        case Place::report:
            return std::string(report_head) + "\r\n" + body() + "\r\n";
        case Place::dsn:
            return std::string(report_head) +
                   "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nIt failed.\r\n"
                   "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; a.example\r\n\r\n" +
                   body() + "\r\n--b--\r\n";
        case Place::calendar:
            return head({.more = "Content-Type: text/calendar; method=REPLY\r\n"}) + "\r\nBEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" +
                   body() + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        case Place::base64:
            return head({.more = "Content-Transfer-Encoding: base64\r\n"}) + "\r\n" + body() + "\r\n";
        case Place::quoted_printable:
            return head({.more = "Content-Transfer-Encoding: quoted-printable\r\n"}) + "\r\n" + body() + "\r\n";
        case Place::answer:
            return head({.subject = "Re: Pump", .more = "In-Reply-To: <0@desk.example>\r\n"}) + "\r\nIt runs again.\r\n\r\n" +
                   body() + "\r\n";
        case Place::attached:
            return head({.more = "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee below.\r\n--b\r\n"
                                 "Content-Type: message/rfc822\r\n"}) +
                   "\r\n" + head({.subject = "Inside"}) + "\r\n" + body() + "\r\n--b--\r\n";
        case Place::preamble:
            return head({.more = "Content-Type: multipart/mixed; boundary=b\r\n"}) + "\r\n" + body();
    }
    return {};
}

const std::vector<Shape>& known() {
    using enum Place;
    static const std::vector<Shape> all{
        {"angles in quotes", html, "<a ", "\"<a\" "},
        {"angles in single quotes", html, "<a ", "'<a' "},
        {"open tags", html, "", "<a "},
        {"tags that are none", html, "", "<"},
        {"end tags that never end", html, "", "</a "},
        {"attributes", html, "<a ", "x=\"y\" "},
        {"values without their end", html, "", "<a x=\""},
        {"quotes of both kinds", html, "", "<a x='\">"},
        {"comments that never end", html, "", "<!--"},
        {"declarations", html, "", "<!"},
        {"styles", html, "", "<style>"},
        {"scripts that end as styles", html, "", "<script></style>"},
        {"entities", html, "", "&amp"},
        {"entities that never end", html, "", "&#x26"},
        {"hidden elements", html, "", "<div style=\"display:none\">"},
        {"styles of one element", html, "<p style=\"", "color:red;"},
        {"links", html, "", "<a href=\"https://a.example/?q=https%3A%2F%2Fb.example\">x</a>"},
        {"links in links", html, "<a href=\"https://a.example/?u=", "https%3A%2F%2Fb.example%2F%3Fu%3D"},
        {"cells", html, "<table>", "<td>x"},
        {"quotes in HTML", html, "", "<blockquote type=cite>x"},
        {"pictures in data", html, "", "<img src=\"data:image/png;base64,QUJD\">"},
        {"a picture in data", html, "<img src=\"data:image/png;base64,", "QUJD"},
        {"one line of @", report, "", "@"},
        {"@ and letters", report, "", "@a"},
        {"letters and @", report, "", "a@ "},
        {"angles and @", report, "", "<@"},
        {"addresses of a report", report, "", "a@b.example "},
        {"dots and @", report, "", ".@."},
        {"mailto", report, "", "mailto:"},
        {"colons", report, "", "to: "},
        {"SMTP replies", report, "", "550 5.1.1 "},
        {"lines of replies", report, "", "<a@b.example>: 550 5.1.1 gone\r\n"},
        {"phrases of reports", report, "", "could not be delivered to "},
        {"recipients of a report", dsn, "", "Final-Recipient: rfc822; a@b.example\r\nAction: failed\r\n\r\n"},
        {"diagnostics", dsn, "Final-Recipient: rfc822; a@b.example\r\nDiagnostic-Code: smtp; ", "550 5.1.1 \r\n "},
        {"escaped quotes", to, "\"", "\\\""},
        {"open quotes", to, "", "\" "},
        {"open comments of addresses", to, "", "("},
        {"comments in angles", to, "<", "(a)"},
        {"angles of addresses", to, "", "<a"},
        {"literals", to, "", "[a "},
        {"mailto literals", to, "", "[mailto:"},
        {"encoded words of addresses", to, "", "=?u?q?a "},
        {"encoded words with a blank", to, "", "=?u?q? =?= "},
        {"groups", to, "", "a: b@c.example; "},
        {"names and commas", to, "", "a, "},
        {"routes", to, "<", "@a,"},
        {"words that go on", subject, "=?u?q?", "?=41"},
        {"words that never end", subject, "", "=?utf-8?q?a"},
        {"words that begin", subject, "", "=?"},
        {"words without charset", subject, "", "=??q?a?="},
        {"words in base64", subject, "", "=?utf-8?b?QQ?= "},
        {"marks of answers", subject, "", "Re: "},
        {"brackets", subject, "", "[#1] "},
        {"open brackets", subject, "", "["},
        {"words that go on as names", file_names, "=?u?q?", "?=41"},
        {"escaped names", file_names, "", "\\\\"},
        {"names in paths", file_names, "", "a/"},
        {"pieces of names", disposition, "", "; filename*0*=a"},
        {"numbered names", disposition, "", ";\r\n filename*1=a;\r\n filename*2=b"},
        {"names without an end", disposition, "; filename=\"", "\\a"},
        {"parameters", content_type, "text/plain", "; a=b"},
        {"quoted parameters", content_type, "text/plain; x=\"", "\\\";"},
        {"comments of types", content_type, "text/plain ", "("},
        {"ids", references, "", "<a@b.example>"},
        {"open ids", references, "", "<"},
        {"ids of angles", references, "", "<<>"},
        {"hops", received, "", "from a by b "},
        {"comments of hops", received, "", "(a "},
        {"fields", fields, "", "X-A: b\r\n"},
        {"folds", fields, "X-A: b\r\n", " \r\n"},
        {"lines that are no field", fields, "", "a\r\n"},
        {"quoted lines", answer, "", "> a\r\n"},
        {"deep quotes", answer, "", "> > > > a\r\n"},
        {"growing marks", answer, "", ">"},
        {"attributions", answer, "", "On Nov 23, 2026 at 08:00 Kim <kim@contoso.example> wrote:\r\n"},
        {"attributions that go on", answer, "", "On Nov 23, 2026 at 08:00\r\n"},
        {"header blocks", answer, "", "From: a@b.example\r\nSent: today\r\nTo: b\r\nSubject: c\r\n\r\n"},
        {"header fields", answer, "", "From: a@b.example\r\n"},
        {"original messages", answer, "", "-----Original Message-----\r\n"},
        {"rules", answer, "", "________________________________\r\n"},
        {"signatures", answer, "", "-- \r\nKim\r\n"},
        {"signatures of PGP", answer, "", "-----BEGIN PGP SIGNATURE-----\r\n"},
        {"wrapped links", answer, "", "<https://a.example/\r\n"},
        {"dashes", text, "", "-"},
        {"empty lines", text, "", "\n"},
        {"blanks", text, "", " "},
        {"returns", text, "", "\r"},
        {"begin lines", text, "", "begin 644 a\r\n"},
        {"a uuencoded file", text, "begin 644 a\r\n", "M0000\r\n"},
        {"broken characters", text, "", "\xc3"},
        {"characters of UTF-7", text, "", "+AGE-"},
        {"escapes of ISO-2022", text, "", "\x1b$B!!\x1b(B"},
        {"high bytes", text, "", "\xe4\xf6\xfc "},
        {"banners", text, "", "CAUTION: "},
        {"properties", calendar, "", "ATTENDEE;PARTSTAT=DECLINED:mailto:a@b.example\r\n"},
        {"folded properties", calendar, "COMMENT:", "a\r\n "},
        {"parameters of a property", calendar, "ATTENDEE", ";X=\"a\""},
        {"components", calendar, "", "BEGIN:VALARM\r\n"},
        {"base64 in lines", base64, "", "QUJD\r\n"},
        {"base64 with ends", base64, "", "QQ==\r\n"},
        {"base64 that is none", base64, "", "a b.\r\n"},
        {"soft line ends", quoted_printable, "", "=\r\n"},
        {"equal signs", quoted_printable, "", "="},
        {"trailing blanks", quoted_printable, "", " \t"},
        {"delimiters that are none", preamble, "", "--\r\n--b-\r\n"},
        {"parts", preamble, "", "--b\r\n\r\nx\r\n"},
        {"mails in a mail", attached, "", "Content-Type: message/rfc822\r\n\r\n"},
        {"attached addresses", attached, "", "From: a@b.example\r\n"},
    };
    return all;
}

}  // namespace shapes
