#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mail {

/// Bytes that came from a peer and are not used yet. One block, never grown.
class ReceiveBuffer {
public:
    explicit ReceiveBuffer(std::size_t capacity) : block_(capacity) {}

    /// Room for the next read; moves what is unread to the front when the rest has become small. Views die here.
    [[nodiscard]] std::span<char> space();
    void commit(std::size_t bytes) { end_ += bytes; }
    [[nodiscard]] std::string_view unread() const { return {block_.data() + begin_, end_ - begin_}; }
    void consume(std::size_t bytes) { begin_ += bytes; }
    void clear() { begin_ = end_ = 0; }

private:
    std::vector<char> block_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

/// Cuts command lines out of a ReceiveBuffer. Only CRLF ends a line (RFC 5321 2.3.8): a line with a bare CR, bare LF or NUL
/// is reported at once and then dropped up to its CRLF, so that what stands behind a bare LF is never a command.
class CommandReader {
public:
    enum class What { nothing_yet, line, too_long, bare };
    struct Next {
        What what = What::nothing_yet;
        std::string_view text;  // without CRLF; lives until the buffer is read into again
    };

    /// `limit` in bytes with CRLF; the buffer must be larger.
    [[nodiscard]] Next next(ReceiveBuffer& buffer, std::size_t limit);
    void reset() { *this = CommandReader(); }

private:
    [[nodiscard]] bool drop_rest(ReceiveBuffer& buffer);

    bool dropping_ = false;
    std::size_t scanned_ = 0;  // of the unread bytes: known to hold no LF
};

/// Takes mail data up to its dot and undoes dot-stuffing (RFC 5321 4.5.2) in one pass over each piece.
/// Only CRLF.CRLF ends it. Bare CR, bare LF and NUL are kept and noted: the caller decides (RFC 5321 2.3.8 forbids them).
class DotReader {
public:
    struct Taken {
        std::size_t used = 0;  // bytes of `in` that are done with; up to two may be left for the next call
        bool done = false;     // the dot was seen; what follows `used` are commands
    };

    /// Appends the data to `out`, or only counts it when `keep` is false.
    [[nodiscard]] Taken take(std::string_view in, std::string& out, bool keep);
    [[nodiscard]] bool saw_bare() const { return bare_; }
    [[nodiscard]] std::int64_t size() const { return size_; }  // of the data so far, without stuffing and dot

private:
    void keep_run(std::string_view run, std::string& out, bool keep);

    bool line_start_ = true;
    bool bare_ = false;
    std::int64_t size_ = 0;
};

/// Adds dot-stuffing to data that is sent in pieces; bare CR and bare LF become CRLF, so that no server can be led to
/// see an end where there is none.
class DotWriter {
public:
    void add(std::string_view data, std::string& wire);
    /// The end: a line end when the data had none, and the dot.
    void finish(std::string& wire);

private:
    bool line_start_ = true;
    bool after_cr_ = false;
};

}  // namespace mail
