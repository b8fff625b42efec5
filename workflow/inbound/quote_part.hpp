#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace workflow::quotes {

/// Proven lines that go on from one to the next, typed words left out.
class Part {
public:
    bool gap_above = false;  // words of the ticket are left out above it

    /// `behind_typed`: words were typed since the line before.
    void add(std::uint32_t i, bool behind_typed) {
        typed_above_ = typed_above_ || behind_typed;
        recent_ = behind_typed ? 1 : recent_ + 1;
        longest_ = std::max(longest_, recent_);
        lines_.push_back(i);
    }
    [[nodiscard]] bool empty() const { return lines_.empty(); }
    [[nodiscard]] std::uint32_t last() const { return lines_.back(); }

    /// Lines that stay now that the part is over, since somebody may have picked them by hand: a few between two gaps, a few at
    /// the begin of a text with other words behind, a few between typed words and a gap. Words typed between make no more of a
    /// few. `ended`: the text ends with it. `typed_below`: words were typed behind it.
    [[nodiscard]] std::span<const std::uint32_t> picked(bool ended, bool typed_below) const {
        const std::span all(lines_);
        if (lines_.size() <= few && (gap_above || (typed_below && !ended))) return all;
        if (longest_ <= few && gap_above && !ended) return all;
        return typed_above_ && recent_ <= few && !ended ? all.last(recent_) : all.first(0);
    }

private:
    static constexpr std::size_t few = 3;

    bool typed_above_ = false;
    std::vector<std::uint32_t> lines_;
    std::size_t recent_ = 0;   // lines since words were typed
    std::size_t longest_ = 0;  // most lines without typed words between
};

}  // namespace workflow::quotes
