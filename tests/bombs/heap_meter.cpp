// Counts heap use by replacing malloc and its relatives for this program.
#include "tests/bombs/heap_meter.hpp"

#include <malloc.h>

#include <atomic>
#include <cerrno>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define HEAP_METER_OFF
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define HEAP_METER_OFF
#endif
#endif

namespace {

// Constant-initialised, because malloc is called before any constructor runs.
std::atomic<std::ptrdiff_t> held{0};
std::atomic<std::ptrdiff_t> highest{0};
std::atomic<std::ptrdiff_t> base{0};
std::atomic<std::size_t> taken{0};

#ifndef HEAP_METER_OFF
void* count(void* memory) {
    if (memory == nullptr) return memory;
    const auto now = held.fetch_add(static_cast<std::ptrdiff_t>(malloc_usable_size(memory)), std::memory_order_relaxed) +
                     static_cast<std::ptrdiff_t>(malloc_usable_size(memory));
    taken.fetch_add(1, std::memory_order_relaxed);
    auto seen = highest.load(std::memory_order_relaxed);
    while (now > seen && !highest.compare_exchange_weak(seen, now, std::memory_order_relaxed)) {
    }
    return memory;
}

void discount(void* memory) {
    if (memory != nullptr) held.fetch_sub(static_cast<std::ptrdiff_t>(malloc_usable_size(memory)), std::memory_order_relaxed);
}
#endif

}  // namespace

#ifndef HEAP_METER_OFF
// NOLINTBEGIN: glibc's own names; these stand in for the heap functions of the whole program.
extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* memory, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);
void __libc_free(void* memory);

void* malloc(std::size_t size) {
    return count(__libc_malloc(size));
}
void* calloc(std::size_t number, std::size_t size) {
    return count(__libc_calloc(number, size));
}
void* realloc(void* memory, std::size_t size) {
    discount(memory);
    return count(__libc_realloc(memory, size));
}
void* memalign(std::size_t alignment, std::size_t size) {
    return count(__libc_memalign(alignment, size));
}
void* aligned_alloc(std::size_t alignment, std::size_t size) {
    return count(__libc_memalign(alignment, size));
}
int posix_memalign(void** out, std::size_t alignment, std::size_t size) {
    *out = count(__libc_memalign(alignment, size));
    return *out == nullptr ? ENOMEM : 0;
}
void free(void* memory) {
    discount(memory);
    __libc_free(memory);
}
}
// NOLINTEND
#endif

namespace heap_meter {

bool is_counting() {
#ifdef HEAP_METER_OFF
    return false;
#else
    return true;
#endif
}

void reset() {
    base = held.load();
    highest = held.load();
    taken = 0;
}

std::size_t peak() {
    const auto above = highest.load() - base.load();
    return above > 0 ? static_cast<std::size_t>(above) : 0;
}

std::size_t calls() {
    return taken.load();
}

}  // namespace heap_meter
