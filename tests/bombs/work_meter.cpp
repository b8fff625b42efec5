// Counts basic blocks with the compiler's coverage hook, and searched or moved bytes with wrapped C functions.
#include "tests/bombs/work_meter.hpp"

#include <cstddef>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define LIBRARY_NOT_COUNTED
#endif

namespace {

// Only one thread parses mails here. malloc and these functions are called before any constructor runs.
std::uint64_t blocks = 0;
std::uint64_t bytes = 0;

}  // namespace

// NOLINTBEGIN: the names and the pointers are the compiler's and the C library's.
extern "C" void __sanitizer_cov_trace_pc() {
    ++blocks;
}

#ifndef LIBRARY_NOT_COUNTED
// These replace the C library's functions in the whole program. Without the attribute the compiler would turn their
// loops into calls of the same functions.
#ifdef __clang__
#define AS_WRITTEN __attribute__((no_builtin))
#else
#define AS_WRITTEN __attribute__((optimize("no-tree-loop-distribute-patterns")))
#endif
extern "C" {
// The C++ headers declare other overloads of these names.
void* counted_memchr(const void* text, int wanted, std::size_t size) __asm__("memchr");
int counted_memcmp(const void* left, const void* right, std::size_t size) __asm__("memcmp");
void* counted_memcpy(void* __restrict to, const void* __restrict from, std::size_t size) __asm__("memcpy");
void* counted_memmove(void* to, const void* from, std::size_t size) __asm__("memmove");

AS_WRITTEN void* counted_memchr(const void* text, int wanted, std::size_t size) {
    const auto* at = static_cast<const unsigned char*>(text);
    for (std::size_t i = 0; i < size; ++i) {
        if (at[i] != static_cast<unsigned char>(wanted)) continue;
        bytes += i + 1;
        return const_cast<unsigned char*>(at + i);
    }
    bytes += size;
    return nullptr;
}

AS_WRITTEN int counted_memcmp(const void* left, const void* right, std::size_t size) {
    const auto* a = static_cast<const unsigned char*>(left);
    const auto* b = static_cast<const unsigned char*>(right);
    for (std::size_t i = 0; i < size; ++i) {
        if (a[i] == b[i]) continue;
        bytes += i + 1;
        return a[i] < b[i] ? -1 : 1;
    }
    bytes += size;
    return 0;
}

AS_WRITTEN void* counted_memcpy(void* __restrict to, const void* __restrict from, std::size_t size) {
    auto* out = static_cast<unsigned char*>(to);
    const auto* in = static_cast<const unsigned char*>(from);
    for (std::size_t i = 0; i < size; ++i)
        out[i] = in[i];
    bytes += size;
    return to;
}

AS_WRITTEN void* counted_memmove(void* to, const void* from, std::size_t size) {
    auto* out = static_cast<unsigned char*>(to);
    const auto* in = static_cast<const unsigned char*>(from);
    if (out < in) {
        for (std::size_t i = 0; i < size; ++i)
            out[i] = in[i];
    } else {
        for (std::size_t i = size; i-- > 0;)
            out[i] = in[i];
    }
    bytes += size;
    return to;
}
}
#endif
// NOLINTEND

namespace work_meter {

void reset() {
    blocks = bytes = 0;
}

std::uint64_t done() {
    return blocks + bytes;
}

}  // namespace work_meter
