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

}  // namespace storage_tests
