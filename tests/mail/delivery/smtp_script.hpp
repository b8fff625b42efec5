#pragma once

// Scripted servers, and the SMTP client on its own thread, for its tests.
#include "mail/delivery/smtp_client.hpp"
#include "tests/mail/smtp/smtp_fixture.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <gtest/gtest.h>

namespace mail::testing {

using Kind = config::Outgoing::Kind;
using What = DeliveryResult::What;
using Script = std::vector<std::string>;

/// Serves one script per connection, in order: `S:` sends a line, `C:` expects a line with this beginning, `D` reads
/// data up to the final dot, `TLS` performs the server's handshake, `PAUSE` waits a moment, `HANG` waits until the
/// client disconnects, `CLOSE` disconnects. At the end of a script it also waits for the client to disconnect.
class ScriptedServer {
public:
    explicit ScriptedServer(std::vector<Script> scripts, config::Tls tls = {})
        : scripts_(std::move(scripts)), tls_(std::move(tls)), thread_([this] { serve(); }) {}
    ~ScriptedServer() { finish(); }
    ScriptedServer(const ScriptedServer&) = delete;
    ScriptedServer& operator=(const ScriptedServer&) = delete;

    [[nodiscard]] std::uint16_t port() const { return listener_.port(); }
    /// Waits for the last script to end, and returns what was received in DATA.
    std::vector<std::string> finish() {
        if (thread_.joinable()) thread_.join();
        return data_;
    }
    [[nodiscard]] const std::vector<std::string>& lines() const { return lines_; }  // valid after finish

private:
    void serve() {
        for (std::size_t i = 0; i < scripts_.size(); ++i) {
            auto wire = listener_.accept();
            if (!wire) {
                ADD_FAILURE() << "connection " << i << " never came";
                return;
            }
            for (const auto& step : scripts_[i]) {
                if (step == "CLOSE" || !follow(*wire, step)) break;
            }
            if (scripts_[i].back() != "CLOSE") static_cast<void>(wire->at_end());
        }
    }

    bool follow(Wire& wire, const std::string& step) {
        if (step == "TLS") return wire.start_tls_server(tls_);
        if (step == "HANG") return false;
        if (step == "PAUSE") std::this_thread::sleep_for(std::chrono::milliseconds(50));
        if (step == "PAUSE") return true;
        if (step.starts_with("S: ")) return wire.send(step.substr(3) + "\r\n");
        if (step == "D") return take_data(wire);
        const auto line = wire.line();
        if (line) lines_.push_back(*line);
        EXPECT_TRUE(line && line->starts_with(step.substr(3))) << "expected " << step << ", got " << line.value_or("the end");
        return line && line->starts_with(step.substr(3));
    }

    bool take_data(Wire& wire) {
        std::string data;
        for (auto line = wire.line(); line; line = wire.line()) {
            if (*line == ".") {
                data_.push_back(std::move(data));
                return true;
            }
            data += *line + "\r\n";
        }
        ADD_FAILURE() << "data without end";
        return false;
    }

    Listener listener_;
    std::vector<Script> scripts_;
    config::Tls tls_;
    std::vector<std::string> data_;
    std::vector<std::string> lines_;
    std::thread thread_;
};

inline Script operator+(Script first, const Script& second) {
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

inline const Script hello = {"S: 220 hi", "C: EHLO desk.example", "S: 250-mx", "S: 250-PIPELINING", "S: 250 SIZE 100000"};
inline const Script slow_hello = {"S: 220 hi", "C: EHLO desk.example", "S: 250 mx"};
inline const Script group = {"C: MAIL FROM:<", "C: RCPT TO:<", "C: DATA", "S: 250 ok", "S: 250 ok", "S: 354 go"};
inline const Script taken = {"D", "S: 250 2.0.0 taken"};

/// A transport on its own io thread.
class Client {
public:
    explicit Client(std::uint16_t port) {
        where_.kind = Kind::smtp;
        where_.host = "127.0.0.1";
        where_.port = port;
        timeouts_.connect = timeouts_.tls = timeouts_.greeting = timeouts_.command = timeouts_.data_start =
            std::chrono::seconds(3);
        timeouts_.data_block = timeouts_.data_end = std::chrono::seconds(3);
    }
    ~Client() { close(); }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    std::vector<DeliveryResult> send(const std::vector<Delivery>& mails) {
        if (!transport_)
            io_.run([&] { transport_ = make_smtp_transport(io_.executor(), where_, tls_, "desk.example", timeouts_); });
        return boost::asio::co_spawn(io_.executor(), transport_->send(mails), boost::asio::use_future).get();
    }
    DeliveryResult send_one(const Delivery& mail) { return send({mail}).front(); }
    void close() {
        io_.run([&] { transport_.reset(); });
    }

    config::Outgoing where_;
    config::Tls tls_;
    SmtpTimeouts timeouts_;

private:
    IoThread io_;
    std::unique_ptr<Transport> transport_;
};

inline Delivery mail_to(const std::string& recipient, const std::string& text = "text") {
    return {"bounce+t@desk.example", recipient, "Subject: x\r\n\r\n" + text + "\r\n"};
}

inline const Script mail_slowly = {"C: MAIL", "S: 250 ok", "C: RCPT", "S: 250 ok", "C: DATA", "S: 354 go", "D", "S: 250 ok"};

}  // namespace mail::testing
