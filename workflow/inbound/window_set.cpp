// A set of hashes with open addressing.
#include "workflow/inbound/window_set.hpp"

#include <algorithm>
#include <utility>

namespace workflow {

namespace {

constexpr std::size_t least_slots = 256;

/// 0 marks a free slot.
std::uint64_t stored(std::uint64_t hash) {
    return hash == 0 ? 1 : hash;
}

}  // namespace

bool WindowSet::insert(std::uint64_t hash) {
    hash = stored(hash);
    if ((count_ + 1) * 3 > slots_.size() * 2) grow(std::max(slots_.size() * 2, least_slots));
    if (!place(hash)) return false;
    ++count_;
    return true;
}

bool WindowSet::has(std::uint64_t hash) const {
    if (slots_.empty()) return false;
    hash = stored(hash);
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t step = 0; step < longest_probe; ++step) {
        const std::uint64_t found = slots_[(hash + step) & mask];
        if (found == hash) return true;
        if (found == 0) return false;
    }
    return crowded_.contains(hash);
}

void WindowSet::reserve(std::size_t count) {
    std::size_t slots = std::max(slots_.size(), least_slots);
    while ((count_ + count) * 3 > slots * 2)
        slots *= 2;
    if (slots > slots_.size()) grow(slots);
}

void WindowSet::clear() {
    std::fill(slots_.begin(), slots_.end(), 0);
    crowded_.clear();
    count_ = 0;
}

void WindowSet::grow(std::size_t slots) {
    std::vector<std::uint64_t> old(slots);
    old.swap(slots_);
    const auto crowded = std::move(crowded_);
    crowded_.clear();
    for (const std::uint64_t hash : old)
        if (hash != 0) place(hash);
    for (const std::uint64_t hash : crowded)
        place(hash);
}

bool WindowSet::place(std::uint64_t hash) {
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t step = 0; step < longest_probe; ++step) {
        std::uint64_t& slot = slots_[(hash + step) & mask];
        if (slot == hash) return false;
        if (slot == 0) {
            slot = hash;
            return true;
        }
    }
    return crowded_.insert(hash).second;
}

}  // namespace workflow
