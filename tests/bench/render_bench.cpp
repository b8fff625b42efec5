// Measures the cost of rendering one outgoing mail.
#include "tests/templates/sample.hpp"

#include <benchmark/benchmark.h>

namespace {

void render(benchmark::State& state, const workflow::Notification& order, workflow::Entry entry) {
    const auto texts = templates::Texts::load("en");
    const workflow::Directory directory(templates::sample::config());
    const auto ticket = templates::sample::ticket();
    const auto addresses = templates::sample::addresses();
    while (entry.text.size() < 2048)
        entry.text += "The smoke is getting thicker, and the carpet is warm.\n";
    for (auto _ : state)
        benchmark::DoNotOptimize(texts->render(directory, order, &ticket, &entry, addresses, templates::sample::now));
}

using workflow::MailKind;
namespace sample = templates::sample;

BENCHMARK_CAPTURE(render, notice, sample::to_technician(MailKind::notice), sample::client_entry())->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(render, acknowledgement, sample::to_client(MailKind::acknowledgement), sample::client_entry())
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(render, client_comment, sample::to_client(MailKind::client_comment), sample::technician_entry())
    ->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
