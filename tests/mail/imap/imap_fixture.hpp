#pragma once

#include "mail/imap/imap_client.hpp"
#include "tests/mail/smtp/smtp_fixture.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <functional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace mail::testing {

/// The server's end of one connection, for use in scripts; blocking.
class ImapSession {
public:
    explicit ImapSession(Wire wire) : wire_(std::move(wire)) {}

    void raw(const std::string& bytes) { wire_.send(bytes); }
    void send(const std::string& line) { raw(line + "\r\n"); }
    /// A line that is not a command: a literal, DONE, or the answer to a challenge. Empty at the end.
    std::string line() { return wire_.line().value_or(""); }
    /// The next command without its tag; `ok` and `answer` reply to it.
    std::string command() {
        const auto whole = line();
        const auto blank = whole.find(' ');
        tag_ = whole.substr(0, blank);
        commands_.push_back(blank == std::string::npos ? std::string() : whole.substr(blank + 1));
        return commands_.back();
    }
    void answer(const std::string& text) { send(tag_ + " " + text); }
    void ok() { answer("OK done"); }
    /// Reads a command and answers it; the untagged lines come before the answer.
    void expect(const std::vector<std::string>& untagged = {}, const std::string& answered = "OK done") {
        command();
        for (const auto& one : untagged)
            send(one);
        answer(answered);
    }
    bool start_tls(const config::Tls& tls) { return wire_.start_tls_server(tls); }
    bool at_end() { return wire_.at_end(); }
    [[nodiscard]] const std::vector<std::string>& commands() const { return commands_; }

private:
    Wire wire_;
    std::string tag_;
    std::vector<std::string> commands_;
};

/// An IMAP server on loopback that follows its script, for one connection.
class ScriptedImap {
public:
    explicit ScriptedImap(std::function<void(ImapSession&)> script)
        : thread_([this, script = std::move(script)] {
              auto wire = listener_.accept();
              if (!wire) return;
              ImapSession session(std::move(*wire));
              script(session);
              commands_ = session.commands();
          }) {}
    ~ScriptedImap() { end(); }
    ScriptedImap(const ScriptedImap&) = delete;
    ScriptedImap& operator=(const ScriptedImap&) = delete;

    [[nodiscard]] std::uint16_t port() const { return listener_.port(); }
    /// The client's commands, without tags, after the end of the script.
    std::vector<std::string> commands() {
        end();
        return commands_;
    }

private:
    void end() {
        if (thread_.joinable()) thread_.join();
    }
    Listener listener_;
    std::vector<std::string> commands_;
    std::thread thread_;
};

/// Runs one coroutine to its end and returns its value.
template <class Value>
Value run_to_end(boost::asio::io_context& io, boost::asio::awaitable<Value> work) {
    auto result = boost::asio::co_spawn(io, std::move(work), boost::asio::use_future);
    io.restart();
    io.run();
    return result.get();
}

}  // namespace mail::testing
