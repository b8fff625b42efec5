// Fuzzes SMTP: lines and dots in bytes that arrive in pieces, and the grammar of each command.
#include "tests/fuzz/fuzz_check.hpp"
#include "mail/encoding/utf8.hpp"
#include "mail/smtp/smtp_command.hpp"
#include "mail/smtp/smtp_framing.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr std::size_t line_limit = 512;

void check_address(const std::string& address, bool smtputf8) {
    FUZZ_CHECK(mail::utf8::is_valid(address) && (smtputf8 || mail::utf8::is_ascii(address)));
    FUZZ_CHECK(address.find_first_of(std::string_view("\0\r\n", 3)) == std::string::npos);
}

void check_line(std::string_view line) {
    FUZZ_CHECK(line.size() + 2 <= line_limit && line.find_first_of(std::string_view("\0\r\n", 3)) == std::string_view::npos);
    const auto command = mail::read_command(line);
    for (const mail::Offered offered : {mail::Offered{false, false}, mail::Offered{true, false}, mail::Offered{true, true}}) {
        if (const auto from = mail::read_mail_from(command.argument, offered)) {
            FUZZ_CHECK(from->size >= 0 && (offered.extensions || (from->size == 0 && !from->smtputf8)));
            check_address(from->address, from->smtputf8);
        }
    }
    for (const bool smtputf8 : {false, true}) {
        if (const auto to = mail::read_rcpt_to(command.argument, smtputf8)) {
            FUZZ_CHECK(!to->empty());
            check_address(*to, smtputf8);
        }
    }
    (void)mail::is_client_name(command.argument);
}

/// The lines that are read when the bytes arrive `piece` at a time: "L" and the line, or the error.
std::vector<std::string> lines_of(std::string_view bytes, std::size_t piece) {
    std::vector<std::string> out;
    mail::ReceiveBuffer buffer(2 * line_limit);
    mail::CommandReader reader;
    while (!bytes.empty()) {
        const auto space = buffer.space();
        FUZZ_CHECK(!space.empty());
        const auto count = std::min({piece, space.size(), bytes.size()});
        std::copy_n(bytes.begin(), count, space.begin());
        buffer.commit(count);
        bytes.remove_prefix(count);
        for (;;) {
            using What = mail::CommandReader::What;
            const auto next = reader.next(buffer, line_limit);
            if (next.what == What::nothing_yet) break;
            if (next.what == What::line) check_line(next.text);
            out.push_back(next.what == What::line ? "L" + std::string(next.text) : next.what == What::bare ? "bare" : "long");
        }
    }
    return out;
}

struct Data {
    std::string text;
    std::string rest;  // after the final dot
    bool done = false;
    bool bare = false;
    bool operator==(const Data&) const = default;
};

Data data_of(std::string_view bytes, std::size_t piece) {
    Data out;
    mail::DotReader reader;
    std::string held;
    while (!bytes.empty() && !out.done) {
        const auto count = std::min(piece, bytes.size());
        held += bytes.substr(0, count);
        bytes.remove_prefix(count);
        const auto taken = reader.take(held, out.text, true);
        FUZZ_CHECK(taken.used <= held.size() && (taken.done || held.size() - taken.used <= 2));
        held.erase(0, taken.used);
        out.done = taken.done;
    }
    FUZZ_CHECK(reader.size() == static_cast<std::int64_t>(out.text.size()));
    out.rest = held + std::string(bytes);
    out.bare = reader.saw_bare();
    return out;
}

/// Data that is sent must be received unchanged, however it is cut, and nothing in it may end it.
void check_sent(std::string_view text, std::size_t piece) {
    std::string wire;
    mail::DotWriter writer;
    for (std::size_t at = 0; at < text.size(); at += piece)
        writer.add(text.substr(at, piece), wire);
    writer.finish(wire);
    const auto read = data_of(wire, wire.size());
    FUZZ_CHECK(read.done && read.rest.empty());
    FUZZ_CHECK(!read.bare || text.find('\0') != std::string_view::npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const std::size_t piece = size == 0 ? 1 : 1 + data[size - 1] % 7U;
    const auto whole = lines_of(bytes, line_limit);
    FUZZ_CHECK(whole == lines_of(bytes, piece));
    const auto mail_data = data_of(bytes, std::max<std::size_t>(size, 1));
    FUZZ_CHECK(mail_data == data_of(bytes, piece));
    check_sent(bytes, piece);
    return 0;
}
