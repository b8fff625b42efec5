// Runs a fuzz target over its seeds and fixed mutants in the ordinary test build, without libFuzzer.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

// Replaces libFuzzer in the ordinary build: runs the target's seeds, and a fixed number of mutants of each that are
// the same in every run. It finds less than a campaign, but before a change is merged.
//
// fuzz_NAME [-mutants=N] FOLDER…

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size);

namespace {

using namespace std::string_view_literals;

constexpr std::size_t longest = 16U * 1024;  // bytes of a mutant; seeds are not cut

struct Seed {
    std::string name;
    std::string bytes;
};

std::vector<Seed> read_seeds(const std::filesystem::path& folder) {
    std::vector<Seed> out;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (!entry.is_regular_file() || entry.path().extension() == ".expected") continue;
        std::ifstream in(entry.path(), std::ios::binary);
        out.push_back({entry.path().filename().string(), {std::istreambuf_iterator<char>(in), {}}});
    }
    // The order of the files in a folder depends on the file system, so the seeds are sorted.
    std::sort(out.begin(), out.end(), [](const Seed& a, const Seed& b) { return a.name < b.name; });
    return out;
}

/// Changes a few places of an input: bytes, cuts, repeats, and pieces of another seed.
class Mutator {
public:
    explicit Mutator(std::size_t seed) : random_(seed) {}

    std::string mutant(std::string bytes, const std::string& other) {
        if (bytes.size() > longest) bytes.resize(longest);
        for (auto changes = 1 + below(6); changes > 0; --changes)
            change(bytes, other);
        return bytes;
    }

private:
    // std::uniform_int_distribution gives different numbers with different libraries.
    std::size_t below(std::size_t end) { return end == 0 ? 0 : static_cast<std::size_t>(random_()) % end; }

    void change(std::string& bytes, const std::string& other) {
        constexpr auto telling = "\0\r\n\t -=?<>\"'();:,.@/\\&%*+~{}[]\x1b\x80\xc3\xe3\xff"sv;
        const auto at = below(bytes.size() + 1);
        const auto count = 1 + below(std::min<std::size_t>(64, bytes.size() + 1));
        switch (below(6)) {
            case 0:
                if (at < bytes.size()) bytes[at] = static_cast<char>(below(256));
                return;
            case 1:
                bytes.insert(at, 1 + below(3), telling[below(telling.size())]);
                return;
            case 2:
                bytes.erase(at, count);
                return;
            case 3: {
                const auto piece = bytes.substr(at, count);
                for (auto times = 1 + below(20); times > 0 && bytes.size() < longest; --times)
                    bytes.insert(at, piece);
                return;
            }
            case 4:
                bytes.insert(at, other.substr(below(other.size() + 1), count * 4));
                return;
            default:
                bytes.resize(at);
                return;
        }
    }

    std::mt19937 random_;
};

void run(std::string_view bytes) {
    LLVMFuzzerTestOneInput(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
}

}  // namespace

int main(int argc, char** argv) {
    std::size_t mutants = 0;
    std::vector<Seed> seeds;
    for (const std::string_view argument : std::vector<std::string_view>(argv + 1, argv + argc)) {
        if (argument.starts_with("-mutants=")) {
            mutants = std::strtoul(argument.substr(9).data(), nullptr, 10);
            continue;
        }
        auto more = read_seeds(argument);
        seeds.insert(seeds.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    }
    if (seeds.empty()) {
        std::fprintf(stderr, "no seeds\n");
        return 1;
    }
    for (std::size_t i = 0; i < seeds.size(); ++i) {
        // Printed beforehand, so that the last line names the seed that crashes the target.
        std::printf("%s\n", seeds[i].name.c_str());
        (void)std::fflush(stdout);
        run(seeds[i].bytes);
        Mutator mutator(i + 1);
        for (std::size_t n = 0; n < mutants; ++n)
            run(mutator.mutant(seeds[i].bytes, seeds[(i + 1 + n) % seeds.size()].bytes));
    }
    std::printf("%zu seeds, %zu mutants of each\n", seeds.size(), mutants);
    return 0;
}
