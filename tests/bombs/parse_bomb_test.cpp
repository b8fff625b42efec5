// Parses mails that are built to exhaust the parser, and bounds the counted work and memory.
#include "tests/bombs/heap_meter.hpp"
#include "mail/parse/parse.hpp"
#include "mail/mime/mime_scanner.hpp"
#include "tests/bombs/work_meter.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

// Mails made to exhaust a parser. Each must be parsed, with a defect where a cap is exceeded, with work that grows
// only with its size, and in less memory than three times its size. The raw bytes count as one of the three.
namespace mail {
namespace {

constexpr std::size_t slack = 64U << 10U;

std::string repeated(std::string_view piece, std::size_t times) {
    std::string out;
    out.reserve(piece.size() * times);
    for (std::size_t i = 0; i < times; ++i)
        out.append(piece);
    return out;
}

std::string with_type(std::string_view type) {
    return "From: a@x.example\r\nDate: Mon, 23 Nov 2026 08:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: " +
           std::string(type) + "\r\n\r\n";
}

/// Multiparts inside multiparts, each with its own boundary.
std::string nested_parts(std::size_t n) {
    std::string out = with_type("multipart/mixed; boundary=b0");
    for (std::size_t i = 0; i < n; ++i) {
        out += "--b" + std::to_string(i) + "\r\nContent-Type: multipart/mixed; boundary=b" + std::to_string(i + 1) + "\r\n\r\n";
    }
    return out + "the end\r\n";
}

std::string same_boundary_nested(std::size_t n) {
    return with_type("multipart/mixed; boundary=b") + repeated("--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n", n);
}

std::string many_parts(std::size_t n) {
    return with_type("multipart/mixed; boundary=b") + repeated("--b\r\n\r\nx\r\n", n) + "--b--\r\n";
}

std::string many_messages(std::size_t n) {
    return with_type("message/rfc822") + repeated("Content-Type: message/rfc822\r\n\r\n", n) + "x\r\n";
}

std::string report(std::string_view piece, std::size_t n) {
    return "From: MAILER-DAEMON@x.example\r\nReturn-Path: <>\r\nSubject: Undelivered Mail Returned to Sender\r\n\r\n" +
           repeated(piece, n);
}

std::string report_of_ats(std::size_t n) {
    return report("@", n);
}

std::string report_of_addresses(std::size_t n) {
    return report("a@b.c ", n);
}

std::string report_of_labels(std::size_t n) {
    return report("contact: to: mailto:rcpt to ", n);
}

std::string report_of_statuses(std::size_t n) {
    return report("delivery 5.1.1.1\r\n", n);
}

std::string boundaryless(std::size_t n) {
    return with_type("multipart/mixed; boundary=o") +
           repeated("--o\r\nX: y\r\nContent-Type: multipart/mixed\r\n\r\n--\r\n-- x\r\n", n);
}

std::string many_addresses(std::size_t n) {
    return "From: a@x.example\r\nTo: " + repeated("u@x.example,\r\n ", n) + "z@x.example\r\n\r\nhi\r\n";
}

std::string many_fields(std::size_t n) {
    return "From: a@x.example\r\n" + repeated("X-Y: z\r\n", n) + "\r\nhi\r\n";
}

std::string long_field(std::size_t n) {
    return "From: a@x.example\r\nSubject: " + std::string(n, 's') + "\r\n\r\nhi\r\n";
}

std::string long_line(std::size_t n) {
    return with_type("text/plain") + std::string(n, 'x') + "\r\n";
}

std::string dashes(std::size_t n) {
    return with_type("multipart/mixed; boundary=b") + repeated("--\r\n--b-\r\n", n / 9);
}

std::string colons(std::size_t n) {
    return "From: a@x.example\r\nTo: " + repeated("a:", n) + "\r\n\r\nhi\r\n";
}

std::string comments(std::size_t n) {
    return "From: " + repeated("(", n) + "a@x.example)\r\n\r\nhi\r\n";
}

std::string quotes(std::size_t n) {
    std::string out = "From: a@x.example\r\nSubject: Re: x\r\n\r\nmine\r\n";
    for (std::size_t i = 1; i <= n; i += 10)
        out += std::string(i, '>') + " x\r\n";
    return out;
}

std::string attributions(std::size_t n) {
    return "From: a@x.example\r\nSubject: Re: x\r\n\r\n" + repeated("On Nov 23, 2026 at 08:00\r\n", n);
}

std::string attributions_of_nothing(std::size_t n) {
    return "From: a@x.example\r\nSubject: Re: x\r\n\r\n" + repeated("1 a@b.c wrote:\r\n", n) + "> q\r\nend\r\n";
}

std::string html_depth(std::size_t n) {
    return with_type("text/html") + repeated("<div>", n) + "deep" + repeated("</div>", n);
}

std::string html_formatting(std::size_t n) {
    return with_type("text/html") + repeated("<font color=1><b><i><p>x", n);
}

std::string html_quotes(std::size_t n) {
    return with_type("text/html") + repeated("<blockquote>", n) + "deep";
}

std::string html_tables(std::size_t n) {
    return with_type("text/html") + repeated("<table><tr><td>", n) + "deep";
}

std::string html_unclosed(std::size_t n) {
    return with_type("text/html") + repeated("<a href=\"", n);
}

std::string html_styles(std::size_t n) {
    return with_type("text/html") + repeated("<style>", n) + "words";
}

std::string html_comments(std::size_t n) {
    return with_type("text/html") + repeated("<!--", n) + "words";
}

std::string words(std::size_t n) {
    return "From: a@x.example\r\nSubject: " + repeated("=?utf-8?Q?a", n) + "\r\n\r\nhi\r\n";
}

std::string empty_lines(std::size_t n) {
    return with_type("text/plain") + std::string(n, '\n') + "x";
}

std::string begins(std::size_t n) {
    return with_type("text/plain") + repeated("begin 644 x\r\n", n);
}

std::string parameters(std::size_t n) {
    return with_type("text/plain" + repeated("; a=b", n)) + "hi\r\n";
}

struct Bomb {
    std::string name;
    std::function<std::string(std::size_t)> make;
    std::size_t size;
    bool defect;                // a cap is exceeded, so a defect must say so
    std::size_t megabytes = 0;  // allowed beyond three times the mail: the tree of small HTML, tables of lines
};

std::vector<Bomb> bombs() {
    return {{"nested parts", nested_parts, 100'000, true},
            {"nested parts, one boundary", same_boundary_nested, 100'000, true},
            {"many parts", many_parts, 1'000'000, true},
            {"mails in mails", many_messages, 100'000, true},
            {"report of @", report_of_ats, 60'000, false},
            {"report of addresses", report_of_addresses, 10'000, false},
            {"report of labels", report_of_labels, 2'000, false},
            {"report of statuses", report_of_statuses, 3'000, false, 1},
            {"multiparts without boundary", boundaryless, 50'000, true},
            {"many addresses", many_addresses, 400'000, true},
            {"many fields", many_fields, 100'000, true},
            {"long field", long_field, 5'000'000, true},
            {"long line", long_line, 50'000'000, true},
            {"dashes", dashes, 10'000'000, true},
            {"group colons", colons, 2'000'000, true},
            {"open comments", comments, 1'000'000, true},
            {"quotes 10,000 deep", quotes, 10'000, true},
            {"attributions that never end", attributions, 40'000, false, 1},
            {"attributions of nothing", attributions_of_nothing, 60'000, false, 1},
            {"HTML depth", html_depth, 100'000, true},
            {"HTML formatting", html_formatting, 100'000, true, 3},
            {"HTML quotes", html_quotes, 100'000, true},
            {"HTML tables", html_tables, 100'000, true, 3},
            {"HTML tags that never end", html_unclosed, 300'000, false, 11},
            {"HTML styles that never end", html_styles, 300'000, false},
            {"HTML comments that never end", html_comments, 300'000, false},
            {"encoded words that never end", words, 100'000, true},
            {"empty lines", empty_lines, 1'000'000, false},
            {"begin lines", begins, 100'000, false, 2},
            {"parameters", parameters, 100'000, true}};
}

TEST(ParseBombs, StayUnderThreeTimesTheMailAndAreNoted) {
    for (const auto& bomb : bombs()) {
        SCOPED_TRACE(bomb.name);
        const auto raw = bomb.make(bomb.size);
        heap_meter::reset();
        const auto mail = parse(raw, {});
        // The raw mail already takes one of the three sizes.
        EXPECT_LT(heap_meter::peak(), 2 * raw.size() + (bomb.megabytes << 20U) + slack) << raw.size();
        if (bomb.defect) {
            EXPECT_FALSE(mail.defects.empty());
        }
        EXPECT_LE(mail.attachments.size(), 1000U);
        EXPECT_LE(mail.to.size(), 5000U);
    }
}

std::uint64_t work(const std::string& raw) {
    work_meter::reset();
    const auto mail = parse(raw, {});
    return work_meter::done();
}

TEST(ParseBombs, TakeWorkThatGrowsWithTheSizeOnly) {
    for (const auto& bomb : bombs()) {
        SCOPED_TRACE(bomb.name);
        const auto small = bomb.make(bomb.size / 8);
        const auto large = bomb.make(bomb.size);
        // Eight times the size may take at most eight times the work, with some slack; quadratic work would take 64 times.
        const auto share = [](std::uint64_t a, std::uint64_t b) { return static_cast<double>(a) / static_cast<double>(b); };
        EXPECT_LT(share(work(large), work(small)), 1.25 * share(large.size(), small.size()));
    }
}

TEST(Scan, LooksAtEachPartOnceAndStopsAtItsCaps) {
    const config::Limits limits;
    const auto deep = nested_parts(100'000);
    const auto found = scan(deep, limits);
    EXPECT_LE(found.parts.size(), static_cast<std::size_t>(limits.nesting) + 1);
    const auto wide = many_parts(1'000'000);
    EXPECT_EQ(scan(wide, limits).parts.size(), static_cast<std::size_t>(limits.parts));
    heap_meter::reset();
    EXPECT_EQ(scan(long_line(50'000'000), limits).parts.size(), 1U);
    // The parser uses views instead of copies: it read 50 MB and allocated next to nothing (the line itself is built here).
    if (heap_meter::is_counting()) {
        EXPECT_LT(heap_meter::calls(), 100U);
    }
}

}  // namespace
}  // namespace mail
