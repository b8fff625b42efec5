// Measures how fast one core parses mails of several sizes and shapes.
#include "mail/parse/dedup_key.hpp"
#include "mail/parse/parse.hpp"

#include <benchmark/benchmark.h>
#include <malloc.h>

#include <fstream>
#include <string>

// Targets on one core: 5 KB mails 30,000/s, 50 KB alternatives 5,000/s, a 20 MB attachment 500 MB/s. Peak memory must
// stay under three times the message.
namespace {

std::string header(std::string_view type) {
    std::string out;
    for (int hop = 3; hop > 0; --hop) {
        out += "Received: from relay" + std::to_string(hop) +
               ".client.example (relay.client.example [192.0.2.17])\r\n\tby mx.desk.example (Postfix) with ESMTPS id 4TqX3k2Z9Dz1"
               "\r\n\tfor <support@desk.example>; Mon, 23 Nov 2026 08:30:00 +0000 (UTC)\r\n";
    }
    out +=
        "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=client.example; "
        "s=mail;\r\n\th=from:to:subject:date:message-id;\r\n\tbh=";
    out += std::string(44, 'b') + ";\r\n\tb=" + std::string(340, 's') + "\r\n";
    out +=
        "From: =?utf-8?Q?J=C3=B6rg_M=C3=BCller?= <joerg.mueller@client.example>\r\n"
        "To: Northwind Support <support@desk.example>\r\n"
        "Cc: \"Ruiz, Ana\" <ana@client.example>, it@client.example\r\n"
        "Subject: Re: [#1234] =?utf-8?Q?Der_Drucker_im_Flur_st=C3=BCrzt_ab?=\r\n"
        "Date: Mon, 23 Nov 2026 09:30:00 +0100\r\n"
        "Message-ID: <CAF1234567890abcdef@mail.client.example>\r\n"
        "In-Reply-To: <t1234.1.abcdef@desk.example>\r\n"
        "References: <first@mail.client.example> <t1234.1.abcdef@desk.example>\r\n"
        "User-Agent: Mail/1.0\r\nMIME-Version: 1.0\r\nContent-Type: ";
    out += type;
    out += "\r\n";
    return out;
}

std::string paragraphs(std::size_t bytes, std::string_view line) {
    std::string out;
    while (out.size() < bytes)
        out += line;
    return out;
}

std::string small_mail() {
    return header("text/plain; charset=utf-8") + "Content-Transfer-Encoding: 8bit\r\n\r\n" +
           paragraphs(1800,
                      "Der Drucker im zweiten Stock zieht seit heute fr\xc3\xbch kein Papier mehr ein, bitte schauen.\r\n") +
           "\r\nGr\xc3\xbc\xc3\x9f"
           "e\r\nJ\xc3\xb6rg\r\n\r\nAm Mo., 23. Nov. 2026 um 08:00 Uhr schrieb Northwind <support@desk.example>:\r\n" +
           paragraphs(1500, "> Haben Sie das Fach 2 schon einmal ganz geleert und neu gef\xc3\xbcllt?\r\n");
}

std::string alternative_mail() {
    std::string out = header("multipart/alternative; boundary=\"000000000000b1\"") +
                      "\r\n--000000000000b1\r\n"
                      "Content-Type: text/plain; charset=\"utf-8\"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n";
    out += paragraphs(
        18000, "The printer on the second floor does not take paper any more since this morn=\r\ning, caf=C3=A9 side.\r\n");
    out +=
        "\r\n--000000000000b1\r\nContent-Type: text/html; charset=\"utf-8\"\r\nContent-Transfer-Encoding: "
        "quoted-printable\r\n\r\n<html><body>";
    out += paragraphs(29000,
                      "<div style=3D\"margin:0\">The printer on the <b>second floor</b> does not take =\r\npaper any more, "
                      "caf=C3=A9 side.</div>\r\n");
    return out + "</body></html>\r\n--000000000000b1--\r\n";
}

std::string html_mail() {
    return header("text/html; charset=utf-8") + "\r\n<html><body>" +
           paragraphs(8000,
                      "<p style=\"margin:0\">The printer on the <b>second floor</b> is <a "
                      "href=\"https://x.example/1\">down</a>.</p>\r\n") +
           "</body></html>\r\n";
}

std::string attachment_mail(std::size_t bytes) {
    std::string out =
        header("multipart/mixed; boundary=\"b20\"") +
        "\r\n--b20\r\nContent-Type: text/plain\r\n\r\nSee attached.\r\n--b20\r\n"
        "Content-Type: application/pdf; name=\"scan.pdf\"\r\nContent-Disposition: attachment; filename=\"scan.pdf\"\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n";
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::size_t n = 0;
    for (std::size_t written = 0; written < bytes / 3 * 4; written += 76) {
        for (int i = 0; i < 76; ++i)
            out += alphabet[(n = n * 1103515245 + 12345) >> 16 & 63U];
        out += "\r\n";
    }
    return out + "--b20--\r\n";
}

void run(benchmark::State& state, const std::string& mail) {
    const mail::ParseOptions options;
    for (auto _ : state)
        benchmark::DoNotOptimize(mail::parse(mail, options));
    state.SetItemsProcessed(state.iterations());
    state.SetBytesProcessed(static_cast<std::int64_t>(mail.size()) * state.iterations());
}

void BM_SmallMail(benchmark::State& state) {
    run(state, small_mail());
}
BENCHMARK(BM_SmallMail);

void BM_Alternative50K(benchmark::State& state) {
    run(state, alternative_mail());
}
BENCHMARK(BM_Alternative50K);

void BM_HtmlOnly10K(benchmark::State& state) {
    run(state, html_mail());
}
BENCHMARK(BM_HtmlOnly10K);

void BM_DuplicateKey5K(benchmark::State& state) {
    const auto mail = small_mail();
    for (auto _ : state)
        benchmark::DoNotOptimize(mail::dedup_key(mail));
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_DuplicateKey5K);

/// The value of a line in /proc/self/status, in bytes.
std::int64_t status_bytes(std::string_view key) {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with(key)) return std::stoll(line.substr(key.size() + 1)) * 1024;
    }
    return 0;
}

void BM_Attachment20M(benchmark::State& state) {
    const auto mail = attachment_mail(20'000'000);
    malloc_trim(0);                               // memory freed while the mail was built would hide the parser's use
    std::ofstream("/proc/self/clear_refs") << 5;  // resets the peak
    const auto before = status_bytes("VmRSS:") - static_cast<std::int64_t>(mail.size());
    run(state, mail);
    state.counters["peak/message"] = static_cast<double>(status_bytes("VmHWM:") - before) / static_cast<double>(mail.size());
}
BENCHMARK(BM_Attachment20M)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
