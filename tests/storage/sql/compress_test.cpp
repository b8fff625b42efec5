// Tests zstd frames, alone and against a base.
#include "storage/sql/compress.hpp"
#include "storage/inbox.hpp"

#include <gtest/gtest.h>
#include <stdexcept>

namespace storage_tests {

TEST(Compress, BytesComeBackAsTheyWere) {
    const std::string rows[] = {"", "a", std::string("\0\r\n\xFF", 4), std::string(3'000'000, 'q')};
    for (const std::string& raw : rows)
        EXPECT_EQ(storage::decompress(storage::compress(raw), raw.size()), raw);
    EXPECT_LT(storage::compress(std::string(3'000'000, 'q')).size(), 1000U);
}

TEST(Compress, RefusesFramesThatAreBrokenOrTooLarge) {
    const std::string raw(5000, 'q');
    std::string frame = storage::compress(raw);
    EXPECT_THROW((void)storage::decompress(frame, raw.size() - 1), std::runtime_error);
    EXPECT_THROW((void)storage::decompress(frame.substr(0, frame.size() - 1), raw.size()), std::runtime_error);
    EXPECT_THROW((void)storage::decompress("", 100), std::runtime_error);
    EXPECT_THROW((void)storage::decompress("Subject: not a frame", 100), std::runtime_error);
}

TEST(Compress, ACopyAgainstItsBaseIsTiny) {
    for (const std::size_t size : {std::size_t{5000}, std::size_t{3'000'000}}) {
        std::string noise(size, '\0');
        std::uint32_t state = 3;
        for (char& c : noise) {
            state = state * 1'664'525 + 1'013'904'223;
            c = static_cast<char>(state >> 24U);
        }
        const std::string first = "To: ana@desk.example\r\n" + noise;
        const std::string second = "To: ben@desk.example\r\n" + noise;
        const std::string frame = storage::compress_against(second, first);
        EXPECT_LT(frame.size(), 100 + size / 1000);
        EXPECT_TRUE(storage::decompress_against(frame, first, second.size()) == second);
        EXPECT_TRUE(storage::decompress(storage::compress(first), first.size()) == first);  // no base remains in the context
    }
    EXPECT_EQ(storage::decompress_against(storage::compress_against("alone", ""), "", 10), "alone");
}

}  // namespace storage_tests
