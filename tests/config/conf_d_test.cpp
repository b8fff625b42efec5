// Tests how conf.d files add to the main file, and how mistakes in them are reported.
#include "tests/config/temp_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace config {
namespace {

using testing::ElementsAre;

class ConfD : public testing::Test {
protected:
    const TempFolder folder;
    const std::filesystem::path main = folder.write("ticketd.toml", desk_with(R"(
[[technician]]
name = "ana"
email = "ana@a.example"
teams = ["network"]
)"));
};

TEST_F(ConfD, AddsSectionsInOrderOfName) {
    folder.write("conf.d/20-more.toml", "[[technician]]\nname = \"cleo\"\nemail = \"cleo@a.example\"\nteams = [\"network\"]\n");
    folder.write(
        "conf.d/10-people.toml",
        "[[technician]]\nname = \"ben\"\nemail = \"ben@a.example\"\nteams = [\"network\"]\n[[team]]\nname = \"network\"\n");
    const auto loaded = load(main);
    ASSERT_TRUE(loaded.has_value()) << told(loaded);
    ASSERT_EQ(loaded->teams.size(), 1U);
    EXPECT_THAT(loaded->teams[0].members, ElementsAre("ana", "ben", "cleo"));
}

TEST_F(ConfD, JoinsTablesAndTakesPathsFromTheMainFolder) {
    folder.write("conf.d/desk.toml",
                 "[desk]\nreopen_days = 3\nkey_file = \"secret/keys\"\n[[team]]\nname = \"network\"\n[limits]\nhops = 30\n");
    const auto loaded = load(main);
    ASSERT_TRUE(loaded.has_value()) << told(loaded);
    EXPECT_EQ(loaded->desk.name, "Desk");
    EXPECT_EQ(loaded->desk.reopen_days, 3);
    EXPECT_EQ(loaded->desk.key_file, folder.path() / "secret/keys");
    EXPECT_EQ(loaded->limits.hops, 30);
}

TEST_F(ConfD, RefusesAKeyThatIsGivenTwiceAndNamesBothPlaces) {
    folder.write("conf.d/10-desk.toml", "[desk]\nlanguage = \"en\"\nname = \"Other\"\n");
    folder.write("conf.d/20-desk.toml", "[desk]\nlanguage = \"de\"\n[[outgoing]]\nurl = \"smtp://mail.example\"\n");
    EXPECT_EQ(told(load(main)),
              "10-desk.toml:3:1: desk.name is given twice: it already stands in ticketd.toml:2. Keep one of the two.\n"
              "20-desk.toml:2:1: desk.language is given twice: it already stands in conf.d/10-desk.toml:2. Keep one of the two.\n"
              "20-desk.toml:3:3: outgoing is given twice: it already stands in ticketd.toml:5. Keep one of the two.\n");
}

TEST_F(ConfD, TellsMistakesWithTheFileTheyStandIn) {
    folder.write("conf.d/10.toml", "[[client]]\nname = \"One\"\ncontract = \"gold\"\n");
    folder.write("conf.d/20.toml",
                 "[[team]]\nname = \"network\"\nlaed = \"ana\"\n\n[[technician]]\nname = \"ana\"\nemail = \"x@a.example\"\n");
    EXPECT_EQ(told(load(main)),
              "10.toml:3:12: [[client]] contract: there is no contract \"gold\".\n"
              "20.toml:3:1: [[team]] laed is not a known key. Did you mean \"lead\"?\n"
              "20.toml:6:8: [[technician]] name: the technician \"ana\" already stands in ticketd.toml:9; it must be "
              "given only once.\n");
}

TEST_F(ConfD, TellsEveryFileThatIsNotToml) {
    folder.write("conf.d/10.toml", "[desk\n");
    folder.write("conf.d/20.toml", "key\n");
    const auto loaded = load(main);
    ASSERT_FALSE(loaded.has_value());
    EXPECT_EQ(loaded.error().size(), 2U);
}

TEST_F(ConfD, LeavesOtherFilesAlone) {
    folder.write("conf.d/team.toml", "[[team]]\nname = \"network\"\n");
    folder.write("conf.d/team.toml~", "nonsense");
    folder.write("conf.d/.team.toml", "nonsense");
    folder.write("conf.d/README", "nonsense");
    EXPECT_TRUE(load(main).has_value()) << told(load(main));
}

}  // namespace
}  // namespace config
