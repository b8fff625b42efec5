#pragma once

#include "config/load.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>

namespace config {

/// A temporary folder for one test.
class TempFolder {
public:
    TempFolder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "ticketd-config-XXXXXX").string();
        if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
        path_ = pattern;
    }
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;
    ~TempFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

    std::filesystem::path write(const std::filesystem::path& name, std::string_view text) const {
        const auto file = path_ / name;
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary) << text;
        return file;
    }

private:
    std::filesystem::path path_;
};

inline std::string contents(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) throw std::runtime_error("cannot read " + file.string());
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

/// All complaints, one per line, with the names of files but without their folders.
inline std::string told(const tl::expected<Config, std::vector<Complaint>>& loaded) {
    std::string out;
    if (loaded) return out;
    for (Complaint complaint : loaded.error()) {
        complaint.file = complaint.file.filename();
        out += to_string(complaint) + "\n";
    }
    return out;
}

/// The smallest valid config.
inline constexpr std::string_view small_desk = R"([desk]
name = "Desk"
address = "desk@a.example"

[outgoing]
url = "maildir:out"
)";

inline std::string desk_with(std::string_view more) {
    std::string out;
    return out.append(small_desk).append(more);
}

}  // namespace config
