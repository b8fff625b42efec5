// Packs bytes into zstd frames, alone or as a delta against a base.
#include "storage/sql/compress.hpp"

#include <memory>
#include <stdexcept>
#include <zstd.h>

namespace storage {

namespace {

// This level compresses a 5 KB HTML page to 40 % in 15 us. Higher levels take more time than the saved bytes are worth;
// lower levels save less time than writing the additional bytes takes.
constexpr int level = 1;

struct FreeContext {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

/// A context takes some 100 KiB, and creating one takes longer than packing a mail. So each thread has one, which keeps
/// no state between calls.
ZSTD_CCtx* compression_context() {
    thread_local const std::unique_ptr<ZSTD_CCtx, FreeContext> context(ZSTD_createCCtx());
    return context.get();
}

ZSTD_DCtx* decompression_context() {
    thread_local const std::unique_ptr<ZSTD_DCtx, FreeContext> context(ZSTD_createDCtx());
    return context.get();
}

/// The uncompressed size of `frame` in bytes. Throws when it is unknown or above `limit`.
std::size_t content_size(std::string_view frame, std::size_t limit) {
    const unsigned long long size = ZSTD_getFrameContentSize(frame.data(), frame.size());
    if (size == ZSTD_CONTENTSIZE_UNKNOWN || size == ZSTD_CONTENTSIZE_ERROR) throw std::runtime_error("zstd: not a whole frame");
    if (size > limit) throw std::runtime_error("zstd: the frame holds more than was stored");
    return static_cast<std::size_t>(size);
}

/// `result` as a size. Throws when zstd reports an error.
std::size_t checked(std::size_t result) {
    if (ZSTD_isError(result) != 0) throw std::runtime_error(std::string("zstd: ") + ZSTD_getErrorName(result));
    return result;
}

std::string pack(std::string_view raw, std::string_view base) {
    // In longer texts a match may be too far back for the tables of a fast level; the long-distance matcher finds it.
    constexpr std::size_t far = 512U << 10U;
    ZSTD_CCtx* context = compression_context();
    checked(ZSTD_CCtx_reset(context, ZSTD_reset_session_and_parameters));
    checked(ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level));
    if (base.size() > far) {
        checked(ZSTD_CCtx_setParameter(context, ZSTD_c_enableLongDistanceMatching, 1));
        checked(ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, 26));
    }
    if (!base.empty()) checked(ZSTD_CCtx_refPrefix(context, base.data(), base.size()));
    std::string frame(ZSTD_compressBound(raw.size()), '\0');
    frame.resize(checked(ZSTD_compress2(context, frame.data(), frame.size(), raw.data(), raw.size())));
    if (frame.capacity() > 2 * frame.size() && frame.capacity() > far) frame.shrink_to_fit();
    return frame;
}

}  // namespace

std::string compress(std::string_view raw) {
    return pack(raw, {});
}

std::string compress_against(std::string_view raw, std::string_view base) {
    return pack(raw, base);
}

std::string decompress(std::string_view frame, std::size_t limit) {
    return decompress_against(frame, {}, limit);
}

std::string decompress_against(std::string_view frame, std::string_view base, std::size_t limit) {
    ZSTD_DCtx* context = decompression_context();
    checked(ZSTD_DCtx_reset(context, ZSTD_reset_session_and_parameters));
    if (!base.empty()) checked(ZSTD_DCtx_refPrefix(context, base.data(), base.size()));
    std::string raw(content_size(frame, limit), '\0');
    const std::size_t written = checked(ZSTD_decompressDCtx(context, raw.data(), raw.size(), frame.data(), frame.size()));
    if (written != raw.size()) throw std::runtime_error("zstd: the frame is shorter than it says");
    return raw;
}

}  // namespace storage
