#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <vector>

namespace workflow {

/// Hashes, at 8 bytes each and at most three times that while the set grows. A look-up takes at most `longest_probe` steps and
/// then a search in a tree: hashes that somebody chose to fall on one place cost him no more than others.
class WindowSet {
public:
    /// False: it was in before.
    bool insert(std::uint64_t hash);
    [[nodiscard]] bool has(std::uint64_t hash) const;
    [[nodiscard]] std::size_t size() const { return count_; }
    /// Makes room for `count` more, so that the set does not grow on the way.
    void reserve(std::size_t count);
    void clear();

private:
    static constexpr std::size_t longest_probe = 64;

    void grow(std::size_t slots);
    bool place(std::uint64_t hash);

    std::vector<std::uint64_t> slots_;  // 0: free; a power of two
    std::set<std::uint64_t> crowded_;   // found no place within longest_probe
    std::size_t count_ = 0;
};

}  // namespace workflow
