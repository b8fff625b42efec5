// Loads each file of tests/bad_configs and compares its complaints with the expected ones.
#include "tests/config/temp_folder.hpp"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace config {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> bad_configs() {
    std::vector<fs::path> out;
    for (const auto& entry : fs::directory_iterator(fs::path(TESTS_DIR) / "bad_configs")) {
        if (entry.path().extension() == ".toml") out.push_back(entry.path());
    }
    std::sort(out.begin(), out.end());
    return out;
}

std::string name_of(const testing::TestParamInfo<fs::path>& info) {
    return info.param.stem().string();
}

class BadConfig : public testing::TestWithParam<fs::path> {};

TEST_P(BadConfig, GetsExactlyTheExpectedComplaints) {
    auto expected = GetParam();
    expected.replace_extension(".expected");
    const auto loaded = load(GetParam());
    ASSERT_FALSE(loaded.has_value());
    EXPECT_EQ(told(loaded), contents(expected));
}

INSTANTIATE_TEST_SUITE_P(Folder, BadConfig, testing::ValuesIn(bad_configs()), name_of);

TEST(BadConfigs, AreManyAndNoExpectationIsWithoutItsFile) {
    std::size_t expectations = 0;
    for (const auto& entry : fs::directory_iterator(fs::path(TESTS_DIR) / "bad_configs")) {
        if (entry.path().extension() == ".expected") ++expectations;
    }
    EXPECT_EQ(expectations, bad_configs().size());
    EXPECT_GE(expectations, 120U);
}

TEST(BadConfigs, AFileThatIsNotThereIsToldWithItsName) {
    const auto loaded = load("/nowhere/ticketd.toml");
    ASSERT_FALSE(loaded.has_value());
    ASSERT_EQ(loaded.error().size(), 1U);
    EXPECT_EQ(to_string(loaded.error().front()),
              "/nowhere/ticketd.toml:1:1: The file cannot be read: No such file or directory.");
}

TEST(BadConfigs, AFolderIsNoConfig) {
    const TempFolder folder;
    EXPECT_THAT(told(load(folder.path())), testing::HasSubstr("The file cannot be read"));
}

TEST(BadConfigs, NoPasswordOfAUrlIsToldToTheLog) {
    const TempFolder folder;
    for (const std::string url : {"smtp://ana:s3cret@mail.example", "http://ana:s3cret@mail.example", "smtp://ana:s3cret@",
                                  "smtp://ana:s3cret@mail.example:x"}) {
        const auto file =
            folder.write("ticketd.toml", "[desk]\nname = \"Desk\"\naddress = \"desk@a.example\"\n[database]\nurl = \"" + url +
                                             "\"\n[outgoing]\nurl = \"" + url + "\"\n");
        const auto text = told(load(file));
        EXPECT_THAT(text, testing::HasSubstr("[database] url")) << url;
        EXPECT_THAT(text, testing::HasSubstr("[outgoing] url")) << url;
        EXPECT_THAT(text, testing::Not(testing::HasSubstr("s3cret"))) << url;
    }
}

}  // namespace
}  // namespace config
