// Tests DNS TXT answers: joined strings, aliases, truncation, forged answers.
#include "mail/authenticate/dkim_keys.hpp"
#include "mail/net/dns_txt.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <thread>

namespace mail {
namespace {

namespace asio = boost::asio;
using State = TxtAnswer::State;
using std::chrono::seconds;

std::string number(unsigned value) {
    return {static_cast<char>(value >> 8U), static_cast<char>(value & 0xffU)};
}

std::string name(std::string_view dotted) {
    std::string out;
    while (!dotted.empty()) {
        const auto label = dotted.substr(0, dotted.find('.'));
        out += static_cast<char>(label.size());
        out += label;
        dotted.remove_prefix(std::min(label.size() + 1, dotted.size()));
    }
    return out + '\0';
}

std::string record(const std::string& owner, unsigned type, const std::string& data, unsigned life = 300) {
    return owner + number(type) + number(1) + number(0) + number(life) + number(static_cast<unsigned>(data.size())) + data;
}

std::string text(std::string_view value) {
    std::string out;
    while (!value.empty()) {
        const auto part = value.substr(0, 255);
        out += static_cast<char>(part.size());
        out += part;
        value.remove_prefix(part.size());
    }
    return out;
}

const std::string key = "s1._domainkey.contoso.example";
const std::string back = number(0xc00c);  // a pointer to the name in the question

/// A reply to the question for `key`, with these records.
std::string reply(unsigned flags, const std::vector<std::string>& records) {
    std::string out = number(0x1234) + number(0x8180 | flags) + number(1) + number(static_cast<unsigned>(records.size())) +
                      number(0) + number(0) + name(key) + number(16) + number(1);
    for (const auto& one : records)
        out += one;
    return out;
}

TEST(DnsTxt, JoinsTheStringsOfTheOneRecord) {
    const auto read = read_txt_reply(key, reply(0, {record(back, 16, text(std::string(300, 'p')))}));
    EXPECT_EQ(read.state, State::found);
    EXPECT_EQ(read.text, std::string(300, 'p'));
    EXPECT_EQ(read.good_for, seconds(300));
}

TEST(DnsTxt, FollowsAliases) {
    const auto read = read_txt_reply(
        key, reply(0, {record(back, 5, name("K.Signer.example"), 60), record(name("k.signer.EXAMPLE"), 16, text("v=1"))}));
    EXPECT_EQ(read.text, "v=1");
    EXPECT_EQ(read.good_for, seconds(60)) << "the shorter life of the two";
}

TEST(DnsTxt, WhatIsNoKey) {
    const auto state = [](const std::vector<std::string>& records) { return read_txt_reply(key, reply(0, records)).state; };
    EXPECT_EQ(state({}), State::none) << "no such record";
    EXPECT_EQ(state({record(name("other.example"), 16, text("v=1"))}), State::none) << "of another name";
    EXPECT_EQ(state({record(back, 16, text("a")), record(back, 16, text("b"))}), State::failed) << "two keys";
    EXPECT_EQ(state({record(back, 16, "\x09short")}), State::failed) << "a string longer than its record";
    EXPECT_EQ(state({record(back, 5, back)}), State::failed) << "an alias of itself";
    EXPECT_EQ(state({record(number(0xc029) + "", 16, text("a"))}), State::failed) << "a name that points at itself";
}

TEST(DnsTxt, CutAnywhereIsNeverFound) {
    const auto good = reply(0, {record(back, 16, text("v=DKIM1"))});
    for (std::size_t size = 0; size < good.size(); ++size)
        EXPECT_NE(read_txt_reply(key, good.substr(0, size)).state, State::found) << size;
}

/// Runs one coroutine to its end.
template <class T>
T run(asio::awaitable<T> work) {
    asio::io_context io;
    auto result = asio::co_spawn(io, std::move(work), asio::use_future);
    io.run();
    return result.get();
}

/// A DNS server that replies with what `answer` returns for each question.
class Server {
public:
    explicit Server(std::function<std::string(std::string question, bool tcp)> answer)
        : answer_(std::move(answer)), udp_(io_), tcp_(io_) {
        bind_both();
        asio::co_spawn(io_, serve_udp(), [](const std::exception_ptr&) {});
        asio::co_spawn(io_, serve_tcp(), [](const std::exception_ptr&) {});
        thread_ = std::thread([this] { io_.run(); });
    }
    ~Server() {
        io_.stop();
        thread_.join();
    }
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    [[nodiscard]] config::Endpoint at() const { return {"127.0.0.1", udp_.local_endpoint().port(), {}}; }

private:
    /// Binds a port that is free for both UDP and TCP. The kernel chooses it for UDP alone, so another program may
    /// use it for TCP.
    void bind_both() {
        const auto here = asio::ip::address_v4::loopback();
        tcp_.open(asio::ip::tcp::v4());
        for (boost::system::error_code taken = asio::error::address_in_use; taken;) {
            if (udp_.is_open()) udp_.close();
            udp_.open(asio::ip::udp::v4());
            udp_.bind({here, 0});
            tcp_.bind({here, udp_.local_endpoint().port()}, taken);
            if (taken && taken != asio::error::address_in_use) throw boost::system::system_error(taken);
        }
        tcp_.listen();
    }
    asio::awaitable<void> serve_udp() {
        std::string bytes(2000, '\0');
        for (;;) {
            asio::ip::udp::endpoint from;
            const auto size = co_await udp_.async_receive_from(asio::buffer(bytes), from, asio::use_awaitable);
            const auto said = answer_(bytes.substr(0, size), false);
            if (!said.empty()) co_await udp_.async_send_to(asio::buffer(said), from, asio::use_awaitable);
        }
    }
    asio::awaitable<void> serve_tcp() {
        for (;;) {
            auto socket = co_await tcp_.async_accept(asio::use_awaitable);
            std::array<unsigned char, 2> length{};
            co_await asio::async_read(socket, asio::buffer(length), asio::use_awaitable);
            std::string bytes(static_cast<std::size_t>(length[0]) << 8U | length[1], '\0');
            co_await asio::async_read(socket, asio::buffer(bytes), asio::use_awaitable);
            const auto said = answer_(bytes, true);
            const auto framed = number(static_cast<unsigned>(said.size())) + said;
            co_await asio::async_write(socket, asio::buffer(framed), asio::use_awaitable);
        }
    }

    std::function<std::string(std::string, bool)> answer_;
    asio::io_context io_;
    asio::ip::udp::socket udp_;
    asio::ip::tcp::acceptor tcp_;
    std::thread thread_;
};

/// A valid answer to any question.
std::string answer_to(const std::string& asked, unsigned flags, const std::string& value) {
    const auto end = asked.find('\0', 12) + 5;
    auto out = asked.substr(0, 2) + number(0x8180 | flags) + number(1) + number(value.empty() ? 0 : 1) + number(0) + number(0) +
               asked.substr(12, end - 12);
    if (!value.empty()) out += record(back, 16, text(value));
    return out;
}

TEST(DnsTxtResolver, AsksByUdpAndByTcpWhenTheAnswerIsCut) {
    const std::string large(3000, 'k');
    Server server([&](const std::string& asked, bool tcp) { return answer_to(asked, tcp ? 0 : 0x200, tcp ? large : ""); });
    DnsTxtResolver source([&] { return std::vector{server.at()}; });
    EXPECT_EQ(run(source.look_up(key)).text, large);
}

TEST(DnsTxtResolver, TheNextServerAnswersForOneThatIsSilentOrWrong) {
    Server wrong([](const std::string& asked, bool) { return answer_to(asked, 2, ""); });
    Server right([](const std::string& asked, bool) { return answer_to(asked, 0, "v=DKIM1"); });
    DnsTxtResolver source([&] { return std::vector{wrong.at(), right.at()}; });
    EXPECT_EQ(run(source.look_up(key)).text, "v=DKIM1");
}

TEST(DnsTxtResolver, ForgedAnswersWithAnotherIdAreWaitedOut) {
    Server forger([](const std::string& asked, bool) {
        auto forged = answer_to(asked, 0, "forged");
        forged[0] = static_cast<char>(forged[0] + 1);
        return forged;
    });
    Server right([](const std::string& asked, bool) { return answer_to(asked, 0, "v=DKIM1"); });
    DnsTxtResolver source([&] { return std::vector{forger.at(), right.at()}; });
    EXPECT_EQ(run(source.look_up(key)).text, "v=DKIM1");
}

TEST(DnsTxtResolver, SaysWhatTheServersSayOfNamesWithoutAKey) {
    Server server([](const std::string& asked, bool) { return answer_to(asked, asked[13] == 'n' ? 3 : 0, ""); });
    DnsTxtResolver source([&] { return std::vector{server.at()}; });
    EXPECT_EQ(run(source.look_up("none.example")).state, State::none) << "no such name";
    EXPECT_EQ(run(source.look_up("a.example")).state, State::none) << "no such record";
    Server broken([](const std::string& asked, bool) { return answer_to(asked, 2, ""); });
    DnsTxtResolver failing([&] { return std::vector{broken.at()}; });
    EXPECT_EQ(run(failing.look_up(key)).state, State::failed);
}

TEST(DnsTxtResolver, AnswersToOtherQuestionsAreNotHeard) {
    Server forger([](const std::string& asked, bool) {
        auto forged = answer_to(asked, 0, "forged");
        forged[13] = 'x';
        return forged;
    });
    Server right([](const std::string& asked, bool) { return answer_to(asked, 0, "v=DKIM1"); });
    DnsTxtResolver source([&] { return std::vector{forger.at(), right.at()}; });
    EXPECT_EQ(run(source.look_up(key)).text, "v=DKIM1");
}

TEST(DnsTxtResolver, EndsInTimeWhenNobodyAnswers) {
    Server silent([](const std::string&, bool) { return std::string(); });
    DnsTxtResolver source([&] { return std::vector{silent.at(), silent.at()}; }, std::chrono::milliseconds{300});
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_EQ(run(source.look_up(key)).state, State::failed);
    const auto took = std::chrono::steady_clock::now() - begin;
    EXPECT_GE(took, std::chrono::milliseconds(300));
    EXPECT_LT(took, std::chrono::milliseconds(1400)) << "not even the first server's own 1.5 s";
}

TEST(DnsTxtResolver, NamesThatAreNoneAreNotAsked) {
    std::atomic<int> asked = 0;
    Server server([&](const std::string& question, bool) {
        ++asked;
        return answer_to(question, 0, "v=DKIM1");
    });
    DnsTxtResolver source([&] { return std::vector{server.at()}; });
    using namespace std::string_literals;
    for (const auto& none :
         {""s, "a..b"s, std::string(64, 'a') + ".example", std::string(300, 'a'), "a\0.example"s, "a\\.example"s})
        EXPECT_EQ(run(source.look_up(none)).state, State::failed) << none;
    EXPECT_EQ(asked, 0);
}

/// A table that replaces DNS.
class Table : public TxtResolver {
public:
    std::map<std::string, TxtAnswer> answers;
    std::vector<std::string> asked;
    asio::awaitable<TxtAnswer> look_up(std::string name) override {
        asked.push_back(name);
        if (name == "throws") throw std::runtime_error("a source in trouble");
        co_return answers[name];
    }
};

TEST(DkimKeyCache, AsksOnceAndRemembersWhatThereIsNotToo) {
    Table table;
    table.answers["a"] = {State::found, "key a", seconds(300)};
    table.answers["b"] = {State::none, "", seconds(0)};
    DkimKeyCache cache(table);
    const std::vector<std::string> names{"a", "b", "c", "throws", "a"};
    const auto fetch = [&] {
        asio::io_context io;
        auto done = asio::co_spawn(io, cache.fetch(names), asio::use_future);
        io.run();
        done.get();
    };
    const auto start = DkimKeyCache::Clock::now();
    EXPECT_FALSE(cache.knows(names, start));
    fetch();
    fetch();
    EXPECT_THAT(table.asked, testing::UnorderedElementsAre("a", "b", "c", "throws"));
    const auto later = DkimKeyCache::Clock::now();
    EXPECT_TRUE(cache.knows(names, later));
    EXPECT_THAT(cache.keys(names, later), testing::ElementsAre(testing::Pair("a", "key a")));
    EXPECT_FALSE(cache.knows({"c"}, later + seconds(31))) << "who failed is asked again soon";
    EXPECT_TRUE(cache.knows({"b"}, later + seconds(31)));
    EXPECT_FALSE(cache.knows({"a"}, later + seconds(301)));
    EXPECT_TRUE(cache.knows({}, later));
}

}  // namespace
}  // namespace mail
