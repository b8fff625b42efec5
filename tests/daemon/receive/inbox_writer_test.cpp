// Tests that concurrent appends share transactions and each get their own row.
#include "daemon/receive/inbox_writer.hpp"
#include "daemon/core/clock.hpp"
#include "daemon/receive/inbox_smtp_backend.hpp"
#include "daemon/core/log.hpp"
#include "tests/daemon/runtime_fixture.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <set>

namespace ticketd {
namespace {

boost::asio::awaitable<void> append_one(InboxWriter& inbox_writer, int number, std::set<std::int64_t>& ids) {
    mail::Envelope envelope;
    envelope.recipients = {"support@desk.example"};
    envelope.received_at = wall_clock();
    const std::string raw = "Message-ID: <" + std::to_string(number) + "@x.example>\r\n\r\nbody\r\n";
    const auto appended = co_await inbox_writer.append(make_new_mail(std::move(envelope), raw));
    ids.insert(appended.id.value);
}

TEST(InboxWriter, GivesEachOfManyConcurrentAppendsItsOwnRow) {
    const test::TempFolder folder;
    Database database(test::small_config(folder.path()).database);
    ASSERT_TRUE(database.open());
    boost::asio::io_context io;
    InboxWriter inbox_writer(io.get_executor(), database);
    std::set<std::int64_t> ids;
    for (int i = 0; i < 200; ++i)
        boost::asio::co_spawn(io, append_one(inbox_writer, i, ids), LogFailure{"append"});
    io.run();
    EXPECT_EQ(ids.size(), 200u);
    EXPECT_EQ(database.stores().inbox.counts().queued, 200);
}

}  // namespace
}  // namespace ticketd
