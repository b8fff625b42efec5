// ticketctl deliver, parse and quarantine: handles incoming mails.
#include "daemon/core/clock.hpp"
#include "daemon/ctl/ctl.hpp"
#include "daemon/ctl/ctl_output.hpp"
#include "daemon/receive/inbox_smtp_backend.hpp"
#include "daemon/core/wake.hpp"
#include "mail/message/address.hpp"
#include "mail/parse/message_json.hpp"
#include "mail/parse/message_dump.hpp"
#include "mail/parse/parse.hpp"
#include "workflow/model/directory.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <optional>
#include <sstream>
#include <stdexcept>

namespace ticketd::ctl {
namespace {

using Json = nlohmann::ordered_json;

/// All bytes of standard input or a file; nullopt when it cannot be read or is larger than `limit` bytes.
std::optional<std::string> read_all(std::istream& in, std::size_t limit) {
    std::string bytes;
    char buffer[64UL * 1024];
    while (in.read(buffer, sizeof buffer), in.gcount() > 0) {
        bytes.append(buffer, static_cast<std::size_t>(in.gcount()));
        if (bytes.size() > limit) return std::nullopt;
    }
    return bytes;
}

struct CloseFile {
    void operator()(std::FILE* file) const { (void)std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

/// Reserves standard output for our own lines: libytnef prints complaints about a damaged winmail.dat there, which
/// are discarded from now on. (The mail's defects name the damage.)
File own_output() {
    (void)std::fflush(stdout);
    File own(fdopen(dup(STDOUT_FILENO), "w"));
    const File nowhere(std::fopen("/dev/null", "w"));
    if (!own || !nowhere || dup2(fileno(nowhere.get()), STDOUT_FILENO) < 0) throw std::runtime_error("no standard output");
    return own;
}

/// All bytes of a mail's file; nullopt when it cannot be read.
std::optional<std::string> read_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return std::nullopt;
    std::string bytes;
    std::error_code unknown;
    if (const auto size = std::filesystem::file_size(path, unknown); !unknown) bytes.reserve(size + 1);  // avoids a copy
    char buffer[64UL * 1024];
    while (in.read(buffer, sizeof buffer), in.gcount() > 0)
        bytes.append(buffer, static_cast<std::size_t>(in.gcount()));
    if (in.bad()) return std::nullopt;
    return bytes;
}

/// Prints a mail on standard output as it was sent.
int print_raw(const std::optional<std::string>& raw, const char* what, std::int64_t id) {
    if (!raw) return no_such(what, id);
    std::fwrite(raw->data(), 1, raw->size(), stdout);
    return ok;
}

}  // namespace

int deliver(const Context& context, const std::optional<std::string>& from, const std::vector<std::string>& to) {
    const auto& limits = context.config.limits;
    std::ios::sync_with_stdio(false);
    auto raw = read_all(std::cin, static_cast<std::size_t>(limits.message_bytes));
    if (!raw)
        return complain(fmt::format("The mail is larger than limits.message_bytes ({}).", limits.message_bytes), data_error);
    if (raw->empty()) return complain("There is no mail on standard input.", data_error);
    const workflow::Directory directory(context.config);
    mail::Envelope envelope;
    envelope.route = mail::Route::deliver;
    if (from) envelope.from = from->empty() ? std::string(mail::null_path) : *from;
    envelope.recipients = to.empty() ? std::vector{context.config.desk.address} : to;
    envelope.peer_trusted = true;
    envelope.received_at = wall_clock();
    for (const auto& recipient : envelope.recipients) {
        if (directory.is_desk_address(recipient) || mail::normalized(recipient).starts_with("postmaster@")) continue;
        return complain(recipient + " is not an address of this desk.", data_error);
    }
    Stores stores(context.config.database);
    if (auto ready = prepare(stores); !ready) return try_again;
    const storage::NewMail arrived = make_new_mail(std::move(envelope), *raw);
    const auto appended = stores.inbox.append(std::span(&arrived, 1));
    send_wake(context.config);
    if (context.json) print_json({{"inbox", appended.front().id.value}, {"duplicate", appended.front().duplicate}});
    return ok;
}

int parse(const Context& context, const std::vector<std::string>& files) {
    const mail::ParseOptions options{
        .limits = context.config.limits, .spam_header = context.config.spam_header, .keep_attachments = false};
    int status = ok;
    const auto out = own_output();
    for (const auto& file : files) {
        const auto raw = read_file(file);
        mail::Message message;
        if (raw) {
            message = mail::parse(*raw, options);
        } else {
            // Every file gets its JSON object, so that line N belongs to file N.
            message.defects.emplace_back("the file cannot be read");
            status = complain("Cannot read " + file + ".", no_input);
        }
        if (!context.json && !raw) continue;
        auto words =
            context.json ? mail::to_json_line(message) : printable(fmt::format("== {}\n{}", file, mail::to_readable(message)));
        if (context.json) words += '\n';
        std::fwrite(words.data(), 1, words.size(), out.get());
    }
    return status;
}

int quarantine_list(const Context& context) {
    Stores stores(context.config.database);
    if (auto ready = prepare(stores); !ready) return bad_config;
    Json array = Json::array();
    for (const auto& row : stores.inbox.quarantined(1'000'000)) {
        if (!context.json) {
            std::printf("%6lld  %s  %-32s %8lld bytes  %s\n", static_cast<long long>(row.id.value),
                        config::format_rfc3339(row.received_at).c_str(), printable(row.from).c_str(),
                        static_cast<long long>(row.raw_bytes), printable(row.reason).c_str());
            continue;
        }
        array.push_back({{"id", row.id.value},
                         {"received_at", config::format_rfc3339(row.received_at)},
                         {"from", row.from},
                         {"bytes", row.raw_bytes},
                         {"reason", row.reason}});
    }
    if (context.json) print_json(array);
    return ok;
}

int quarantine_show(const Context& context, std::int64_t id) {
    Stores stores(context.config.database);
    if (auto ready = prepare(stores); !ready) return bad_config;
    return print_raw(stores.inbox.raw({id}), "mail in quarantine", id);
}

int quarantine_retry(const Context& context, std::int64_t id) {
    Stores stores(context.config.database);
    if (auto ready = prepare(stores); !ready) return bad_config;
    if (!stores.inbox.retry({id})) return no_such("mail in quarantine", id);
    send_wake(context.config);
    return ok;
}

int quarantine_drop(const Context& context, std::int64_t id) {
    Stores stores(context.config.database);
    if (auto ready = prepare(stores); !ready) return bad_config;
    return stores.inbox.drop({id}) ? ok : no_such("mail in quarantine", id);
}

}  // namespace ticketd::ctl
