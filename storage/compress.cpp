#include "storage/inbox.hpp"

#include <memory>
#include <stdexcept>
#include <zstd.h>

namespace storage {

namespace {

// Level 1 halves mail at about 300 MB/s; higher levels cost much more than the bytes they save.
constexpr int level = 1;

struct FreeContext {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

/// Contexts are a scratch pad of some 100 KiB that takes longer to make than a mail takes to pack: one a thread, without state
/// between calls.
ZSTD_CCtx* compression_context() {
    thread_local const std::unique_ptr<ZSTD_CCtx, FreeContext> context(ZSTD_createCCtx());
    return context.get();
}

ZSTD_DCtx* decompression_context() {
    thread_local const std::unique_ptr<ZSTD_DCtx, FreeContext> context(ZSTD_createDCtx());
    return context.get();
}

}  // namespace

std::string compress(std::string_view raw) {
    std::string frame(ZSTD_compressBound(raw.size()), '\0');
    const std::size_t size = ZSTD_compressCCtx(compression_context(), frame.data(), frame.size(), raw.data(), raw.size(), level);
    if (ZSTD_isError(size) != 0) throw std::runtime_error(std::string("zstd: ") + ZSTD_getErrorName(size));
    frame.resize(size);
    return frame;
}

std::string decompress(std::string_view frame, std::size_t limit) {
    const unsigned long long size = ZSTD_getFrameContentSize(frame.data(), frame.size());
    if (size == ZSTD_CONTENTSIZE_UNKNOWN || size == ZSTD_CONTENTSIZE_ERROR) throw std::runtime_error("zstd: not a whole frame");
    if (size > limit) throw std::runtime_error("zstd: the frame holds more than was stored");
    std::string raw(static_cast<std::size_t>(size), '\0');
    const std::size_t written = ZSTD_decompressDCtx(decompression_context(), raw.data(), raw.size(), frame.data(), frame.size());
    if (ZSTD_isError(written) != 0) throw std::runtime_error(std::string("zstd: ") + ZSTD_getErrorName(written));
    if (written != raw.size()) throw std::runtime_error("zstd: the frame is shorter than it says");
    return raw;
}

}  // namespace storage
