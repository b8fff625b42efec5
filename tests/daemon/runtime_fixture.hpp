#pragma once

#include "config/config.hpp"
#include "daemon/core/runtime.hpp"

#include <date/tz.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

namespace ticketd::test {

/// A temporary folder that is removed with the test.
class TempFolder {
public:
    TempFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "ticketd-test-XXXXXX").string();
        path_ = ::mkdtemp(name.data());
    }
    ~TempFolder() { std::filesystem::remove_all(path_); }
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// A config with two technicians and one client, built without the loader, which has tests of its own.
inline config::Config small_config(const std::filesystem::path& folder) {
    config::Config config;
    config.file = folder / "ticketd.toml";
    config.desk.name = "Northwind Support";
    config.desk.address = "support@desk.example";
    config.desk.aliases = {"help@desk.example"};
    config.desk.admin = "postmaster@desk.example";
    config.desk.key_file = folder / "keys";
    config.desk.zone = date::locate_zone("UTC");
    config.database.file = folder / "ticketd.db";
    config.database.url = "sqlite:" + config.database.file.string();
    config.outgoing.emplace_back().maildir = folder / "outgoing";
    for (const char* name : {"ana", "ben"}) {
        auto& technician = config.technicians.emplace_back();
        technician.name = name;
        technician.display_name = name;
        technician.email = std::string(name) + "@desk.example";
    }
    auto& client = config.clients.emplace_back();
    client.name = "Contoso";
    client.domains = {"contoso.example"};
    return config;
}

inline RuntimePtr small_desk(const std::filesystem::path& folder) {
    auto runtime = Runtime::make(small_config(folder));
    if (!runtime) ADD_FAILURE() << runtime.error().what;
    return runtime ? *runtime : nullptr;
}

}  // namespace ticketd::test
