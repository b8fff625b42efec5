// Implements the commands of the IMAP client: SELECT, SEARCH, FETCH, STORE, MOVE, IDLE.
#include "mail/imap/imap_client.hpp"

#include "mail/imap/imap_connection.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <utility>

namespace mail {

namespace asio = boost::asio;
using config::Result;
using Kind = ImapResponse::Kind;

namespace {

constexpr std::chrono::milliseconds goodbye{2'000};

/// Keeps only the requested mails, because a server may send data of other mails at any time.
std::vector<ImapMail> in_order(std::vector<ImapMail> mails, const std::vector<ImapUid>& asked) {
    std::erase_if(mails, [&](const ImapMail& mail) { return !std::binary_search(asked.begin(), asked.end(), mail.uid); });
    std::stable_sort(mails.begin(), mails.end(), [](const auto& a, const auto& b) { return a.uid < b.uid; });
    const auto same = std::unique(mails.begin(), mails.end(), [](const auto& a, const auto& b) { return a.uid == b.uid; });
    mails.erase(same, mails.end());
    return mails;
}

void read_folder(const ImapResponse& response, ImapFolder& folder) {
    const auto number = imap_number(response.code_value).value_or(0);
    if (response.kind == Kind::exists) folder.mails = response.number;
    if (response.code == "UIDVALIDITY") folder.uid_validity = static_cast<ImapUid>(number);
    if (response.code == "UIDNEXT") folder.uid_next = static_cast<ImapUid>(number);
    if (response.code == "HIGHESTMODSEQ") folder.mod_sequence = number;
}

}  // namespace

ImapClient::ImapClient(asio::any_io_executor io, Settings settings)
    : impl_(std::make_unique<Impl>(std::move(io), std::move(settings))) {}

ImapClient::~ImapClient() = default;

asio::awaitable<Result<void>> ImapClient::connect() {
    return impl_->within(impl_->settings.step, "The beginning of the session", impl_->open());
}

bool ImapClient::offers(std::string_view capability) const {
    return impl_->capabilities.contains(capability);
}

bool ImapClient::is_tls() const {
    return impl_->wire && impl_->wire->is_tls();
}

bool ImapClient::mail_arrived() {
    return std::exchange(impl_->news, false);
}

asio::awaitable<Result<ImapFolder>> ImapClient::select(const std::string& folder) {
    ImapFolder found;
    impl_->exists = 0;
    const std::string condstore = offers("CONDSTORE") ? " (CONDSTORE)" : "";
    Impl::Command command("SELECT " + imap_quoted(imap_folder_name(folder)) + condstore);
    command.untagged = [&](ImapResponse& response) { read_folder(response, found); };
    const auto answer = co_await impl_->run("SELECT", std::move(command));
    if (!answer) co_return tl::unexpected(answer.error());
    impl_->news = false;
    found.read_only = answer->code == "READ-ONLY";
    if (found.uid_validity == 0) co_return config::permanent("The server keeps no UIDs for " + folder + " (no UIDVALIDITY).");
    co_return found;
}

asio::awaitable<Result<std::vector<ImapUid>>> ImapClient::search(const std::string& criteria) {
    std::vector<ImapUid> uids;
    Impl::Command command("UID SEARCH " + criteria);
    command.untagged = [&](ImapResponse& response) { uids.insert(uids.end(), response.uids.begin(), response.uids.end()); };
    const auto answer = co_await impl_->run("SEARCH", std::move(command));
    if (!answer) co_return tl::unexpected(answer.error());
    std::sort(uids.begin(), uids.end());
    uids.erase(std::unique(uids.begin(), uids.end()), uids.end());
    co_return uids;
}

asio::awaitable<Result<std::vector<ImapMail>>> ImapClient::fetch_metadata(const std::vector<ImapUid>& uids) {
    std::vector<ImapMail> mails;
    if (uids.empty()) co_return mails;
    const std::string sequence = offers("CONDSTORE") ? " MODSEQ" : "";
    Impl::Command command("UID FETCH " + imap_uid_set(uids) + " (UID RFC822.SIZE INTERNALDATE" + sequence + ")");
    command.untagged = [&](ImapResponse& response) {
        if (response.kind == Kind::fetch && response.mail.size) mails.push_back(std::move(response.mail));
    };
    const auto answer = co_await impl_->run("FETCH", std::move(command));
    if (!answer) co_return tl::unexpected(answer.error());
    co_return in_order(std::move(mails), uids);
}

asio::awaitable<Result<std::vector<ImapMail>>> ImapClient::fetch(const std::vector<ImapUid>& uids, std::int64_t bytes) {
    std::vector<ImapMail> mails;
    if (uids.empty()) co_return mails;
    Impl::Command command("UID FETCH " + imap_uid_set(uids) + " (UID BODY.PEEK[])");
    command.timeout = impl_->settings.step + std::chrono::milliseconds(bytes * 1000 / impl_->settings.bytes_per_second);
    auto room = bytes + impl_->settings.body_bytes;
    command.untagged = [&](ImapResponse& response) {
        // The request bounds the memory, not the server: mails that are larger than announced are left out.
        if (response.kind != Kind::fetch || mails.size() == uids.size()) return;
        const auto held = static_cast<std::int64_t>(response.mail.body ? response.mail.body->size() : 0);
        if (held > room) return;
        room -= held;
        if (response.mail.body || response.mail.too_large) mails.push_back(std::move(response.mail));
    };
    const auto answer = co_await impl_->run("FETCH", std::move(command));
    if (!answer) co_return tl::unexpected(answer.error());
    co_return in_order(std::move(mails), uids);
}

asio::awaitable<Result<void>> ImapClient::add_flag(const std::vector<ImapUid>& uids, const std::string& flag) {
    if (uids.empty()) co_return Result<void>();
    const auto answer =
        co_await impl_->run("STORE", Impl::Command("UID STORE " + imap_uid_set(uids) + " +FLAGS.SILENT (" + flag + ")"));
    if (!answer) co_return tl::unexpected(answer.error());
    co_return Result<void>();
}

asio::awaitable<Result<void>> ImapClient::Impl::into_folder(const char* verb, const std::vector<ImapUid>& uids,
                                                            const std::string& folder) {
    const auto name = imap_quoted(imap_folder_name(folder));
    const auto command = std::string("UID ") + verb + " " + imap_uid_set(uids) + " " + name;
    auto answer = co_await run(verb, Command(command));
    if (!answer && answer.error().kind == config::Error::Kind::permanent) {
        // Most likely the folder is missing (not every server sends [TRYCREATE]). A failure does not matter if the
        // folder exists by now.
        auto made = co_await run("CREATE", Command("CREATE " + name));
        if (!made && made.error().kind == config::Error::Kind::temporary) co_return tl::unexpected(made.error());
        answer = co_await run(verb, Command(command));
    }
    if (!answer) co_return tl::unexpected(answer.error());
    co_return Result<void>();
}

asio::awaitable<Result<void>> ImapClient::move(const std::vector<ImapUid>& uids, const std::string& folder) {
    if (uids.empty()) co_return Result<void>();
    if (offers("MOVE")) co_return co_await impl_->into_folder("MOVE", uids, folder);
    auto copied = co_await impl_->into_folder("COPY", uids, folder);
    if (!copied) co_return copied;
    co_return co_await remove(uids);
}

asio::awaitable<Result<void>> ImapClient::remove(const std::vector<ImapUid>& uids) {
    auto marked = co_await add_flag(uids, "\\Deleted");
    if (!marked || uids.empty() || !offers("UIDPLUS")) co_return marked;
    const auto answer = co_await impl_->run("UID EXPUNGE", Impl::Command("UID EXPUNGE " + imap_uid_set(uids)));
    if (!answer) co_return tl::unexpected(answer.error());
    co_return Result<void>();
}

asio::awaitable<Result<void>> ImapClient::noop() {
    const auto answer = co_await impl_->run("NOOP", Impl::Command("NOOP"));
    if (!answer) co_return tl::unexpected(answer.error());
    co_return Result<void>();
}

asio::awaitable<Result<void>> ImapClient::idle(std::chrono::milliseconds timeout) {
    using namespace asio::experimental::awaitable_operators;
    if (!impl_->wire) co_return config::temporary("There is no connection.");
    if (impl_->news || std::exchange(impl_->interrupted, false)) co_return Result<void>();
    impl_->idle_timer.expires_after(timeout);
    // Reading continues while the timer waits, and ends with the server's own answer to DONE. Interrupting a read in
    // the middle of a TLS record would break the connection.
    auto ended = co_await (impl_->idle_until_told(impl_->next_tag()) || impl_->stop_idling(impl_->settings.step));
    impl_->idling = false;
    impl_->interrupted = false;
    if (ended.index() == 0) co_return std::get<0>(std::move(ended));
    impl_->wire->close();
    co_return std::get<1>(std::move(ended));
}

asio::awaitable<Result<void>> ImapClient::Impl::idle_until_told(std::string tag) {
    const std::string line = tag + " IDLE\r\n";
    const bool written = co_await wire->write(line);
    if (!written) co_return config::temporary("The connection broke while we wrote.");
    for (;;) {
        const auto response = co_await next();
        if (!response) co_return tl::unexpected(response.error());
        if (response->kind == Kind::go_on) {
            idling = true;
            idle_timer.cancel();  // wakes the waiting coroutine, which now waits for the end of IDLE
        }
        if (news) idle_timer.cancel();
        if (response->tag.empty()) continue;
        if (response->tag == tag && response->kind == Kind::ok) co_return Result<void>();
        co_return config::temporary("The server refused IDLE: " + imap_said(response->text));
    }
}

asio::awaitable<Result<void>> ImapClient::Impl::stop_idling(std::chrono::milliseconds timeout) {
    boost::system::error_code woken;
    // A DONE sent before the server's "+" would be read as a command.
    const auto end = idle_timer.expiry();
    while (!idling || (!news && !interrupted && std::chrono::steady_clock::now() < end)) {
        if (!idling) idle_timer.expires_after(timeout);
        co_await idle_timer.async_wait(asio::redirect_error(asio::use_awaitable, woken));
        if (!idling && !woken) co_return config::temporary("The server did not begin to IDLE.");
        if (idling && idle_timer.expiry() != end) idle_timer.expires_at(end);
    }
    const bool written = co_await wire->write("DONE\r\n");
    if (!written) co_return config::temporary("The connection broke while we wrote.");
    asio::steady_timer deadline(io, timeout);
    co_await deadline.async_wait(asio::use_awaitable);
    co_return config::temporary("The server did not come out of IDLE.");
}

void ImapClient::interrupt() {
    impl_->interrupted = true;
    impl_->idle_timer.cancel();
}

asio::awaitable<void> ImapClient::logout() {
    if (!impl_->wire) co_return;
    Impl::Command command("LOGOUT");
    command.timeout = goodbye;
    static_cast<void>(co_await impl_->run("LOGOUT", std::move(command)));
    impl_->wire->close();
}

void ImapClient::close() {
    impl_->idle_timer.cancel();
    if (impl_->wire) impl_->wire->close();
}

}  // namespace mail
