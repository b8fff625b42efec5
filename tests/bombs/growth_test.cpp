// Holds the readers' counted work against the size of a mail: for shapes that once took the square of it, and for units that are
// put together at random.
#include "mail/parse/parse.hpp"
#include "tests/bombs/shapes.hpp"
#include "tests/bombs/work_meter.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace {

constexpr std::size_t smallest = 8U << 10U;
constexpr std::size_t most_blocks_a_byte = 1000;  // far above honest mails, far below what a square takes

std::uint64_t work(const std::string& raw) {
    work_meter::reset();
    const auto mail = mail::parse(raw, {});
    return work_meter::done();
}

std::size_t setting(const char* name, std::size_t otherwise) {
    const char* text = std::getenv(name);
    return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

/// The largest growth of the work when the size doubles, 1.0 at growth by 2; sizes up to `largest`.
double worst_doubling(const shapes::Shape& shape, std::size_t largest) {
    double worst = 0;
    auto before = static_cast<double>(work(shapes::mail_of(shape, smallest)));
    for (std::size_t bytes = 2 * smallest; bytes <= largest; bytes *= 2) {
        const auto now = static_cast<double>(work(shapes::mail_of(shape, bytes)));
        worst = std::max(worst, now / before);
        before = now;
    }
    return worst;
}

TEST(Growth, DoublingAMailDoublesItsWork) {
    const std::size_t largest = setting("GROWTH_BYTES", 256U << 10U);
    for (const shapes::Shape& shape : shapes::known()) {
        EXPECT_LE(worst_doubling(shape, largest), 2.6) << shape.name;
        const std::string raw = shapes::mail_of(shape, largest);
        EXPECT_LE(work(raw) / raw.size(), most_blocks_a_byte) << shape.name;
    }
}

constexpr std::string_view alphabet[] = {"<",
                                         ">",
                                         "\"",
                                         "'",
                                         "=",
                                         "?",
                                         "=?",
                                         "?=",
                                         "q?",
                                         "b?",
                                         "u?",
                                         "@",
                                         "a",
                                         ".",
                                         ",",
                                         ";",
                                         ":",
                                         "(",
                                         ")",
                                         "[",
                                         "]",
                                         "\\",
                                         "/",
                                         "-",
                                         "--",
                                         " ",
                                         "\t",
                                         "\r\n",
                                         "\r\n ",
                                         "\n",
                                         "&",
                                         "#",
                                         "%",
                                         "*",
                                         "+",
                                         "_",
                                         "|",
                                         "{",
                                         "}",
                                         "41",
                                         "0",
                                         "<a ",
                                         "</a>",
                                         "<b>",
                                         "<p>",
                                         "<td>",
                                         "<!--",
                                         "-->",
                                         "<style>",
                                         "style=\"",
                                         "href=\"",
                                         "data:",
                                         "https://a.example/",
                                         "mailto:",
                                         "a@b.example",
                                         "> ",
                                         "On ",
                                         "wrote:",
                                         "From: ",
                                         "To: ",
                                         "Sent: ",
                                         "Subject: ",
                                         "-----",
                                         "-- ",
                                         "Re: ",
                                         "Fwd: ",
                                         "[#1]",
                                         "begin 644 a",
                                         "end",
                                         "M000",
                                         "QUJD",
                                         "==",
                                         "=\r\n",
                                         "550 ",
                                         "5.1.1",
                                         "failed",
                                         "could not be delivered",
                                         "Final-Recipient: ",
                                         "Action: ",
                                         "DTSTART:",
                                         "BEGIN:",
                                         "END:",
                                         "\xc3",
                                         "\xe4",
                                         "\xef\xbc\x9a",
                                         "\xe2\x80\x8b",
                                         "\x1b$B",
                                         "+AGE-",
                                         "filename*0=",
                                         "; a=b",
                                         "boundary=",
                                         "Content-Type: "};

/// `GROWTH_UNITS` many units of one to four pieces, from `SEED` on, in random places.
TEST(Growth, UnitsPutTogetherAtRandomTakeNoSquare) {
    const std::size_t count = setting("GROWTH_UNITS", 400);
    const std::size_t first = setting("SEED", 1);
    constexpr std::size_t small = 12'000;
    for (std::size_t n = 0; n < count; ++n) {
        std::mt19937_64 random(first + n);
        const auto pick = [&](std::size_t below) { return static_cast<std::size_t>(random() % below); };
        std::string start;
        std::string unit;
        for (std::size_t i = pick(4); i > 0; --i)
            start += alphabet[pick(std::size(alphabet))];
        for (std::size_t i = 1 + pick(4); i > 0; --i)
            unit += alphabet[pick(std::size(alphabet))];
        const shapes::Shape shape{"random", static_cast<shapes::Place>(pick(shapes::places)), start, unit};
        const auto growth = [&](std::size_t bytes) {
            return static_cast<double>(work(shapes::mail_of(shape, 4 * bytes))) /
                   static_cast<double>(work(shapes::mail_of(shape, bytes)));
        };
        double grown = growth(small);
        // A body may cross a threshold there: a square would grow like this further up, too.
        if (grown > 6.5 && shape.place >= shapes::Place::text) grown = growth(8 * small);
        EXPECT_LE(grown, 6.5) << "seed " << first + n << ", place " << static_cast<int>(shape.place) << ", start \"" << start
                              << "\", unit \"" << unit << '"';
    }
}

}  // namespace
