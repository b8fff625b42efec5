// Measures the cost of one outgoing mail: composing its bytes from rendered text, and making its signed addresses and ids.
#include "mail/compose/compose.hpp"
#include "mail/crypto/token.hpp"

#include <benchmark/benchmark.h>

namespace {

mail::OutgoingMessage answer(bool ascii) {
    mail::OutgoingMessage mail;
    mail.from = {"Ana Ruiz via Northwind Support", "support@desk.example"};
    mail.to = {{ascii ? "Zoe Mueller" : "Zoë Müller", "zoe@contoso.example"}};
    mail.reply_to = "support+" + std::string(mail::token_letters, 'q') + "@desk.example";
    mail.subject = ascii ? "Re: [#1234] The printer is on fire" : "Re: [#1234] Der Drucker läuft heiß";
    mail.message_id = "1234.63." + std::string(28, 'q') + "@desk.example";
    mail.in_reply_to = "first@contoso.example";
    mail.references = {"1234.0." + std::string(28, 'q') + "@desk.example", "first@contoso.example"};
    mail.headers = {{"X-Auto-Response-Suppress", "All"}, {"X-Ticketd-Ticket", "1234"}, {"X-Ticketd-Loop", std::string(28, 'q')}};
    while (mail.text.size() < 2048)
        mail.text += ascii ? "Please pull the plug and wait for us.\n"
                           : "Bitte den Stecker ziehen und auf uns warten, größere Brände melden.\n";
    while (mail.html.size() < 4096)
        mail.html += "<td style=\"padding:8px 16px;font-family:sans-serif;color:#123456\">Please pull the plug.</td>\n";
    return mail;
}

void compose_answer(benchmark::State& state) {
    const auto mail = answer(state.range(0) != 0);
    for (auto _ : state)
        benchmark::DoNotOptimize(mail::compose(mail));
}
BENCHMARK(compose_answer)->ArgName("ascii")->Arg(1)->Arg(0)->Unit(benchmark::kMicrosecond);

void compose_with_attachment(benchmark::State& state) {
    auto mail = answer(true);
    mail.attachments.push_back({"photo.jpg", "image/jpeg", "", std::string(5 << 20, '\x9c')});
    for (auto _ : state)
        benchmark::DoNotOptimize(mail::compose(mail));
    state.SetBytesProcessed(state.iterations() * (5 << 20));
}
BENCHMARK(compose_with_attachment)->Unit(benchmark::kMillisecond);

const config::Instant now = config::from_micros(1'795'435'200'000'000);

void make_token(benchmark::State& state) {
    const auto keys = mail::KeyRing::of({1, 2, 3});
    for (auto _ : state)
        benchmark::DoNotOptimize(mail::make_token(keys, mail::Purpose::reply, {1234}, "zoe@contoso.example", now));
}
BENCHMARK(make_token);

void read_token(benchmark::State& state) {
    const auto keys = mail::KeyRing::of({1, 2, 3});
    const auto token = mail::make_token(keys, mail::Purpose::reply, {1234}, "zoe@contoso.example", now + std::chrono::hours{1});
    for (auto _ : state)
        benchmark::DoNotOptimize(mail::read_token(keys, token, now));
}
BENCHMARK(read_token);

void make_message_id(benchmark::State& state) {
    const auto keys = mail::KeyRing::of({1, 2, 3});
    for (auto _ : state)
        benchmark::DoNotOptimize(mail::make_message_id(keys, {1234}, 0xfeedbeef, "desk.example"));
}
BENCHMARK(make_message_id);

}  // namespace

BENCHMARK_MAIN();
