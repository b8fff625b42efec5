#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mail {

/// Received bytes that have not been consumed yet, in one block that never grows.
class ReceiveBuffer {
public:
    explicit ReceiveBuffer(std::size_t capacity) : block_(capacity) {}

    /// The space for the next read. May move the unread bytes to the front, which invalidates views.
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

/// Cuts command lines out of a ReceiveBuffer. Only CRLF ends a line (RFC 5321 2.3.8). A line with a bare CR, bare LF
/// or NUL is reported at once and dropped up to its CRLF, so that no text after a bare LF becomes a command.
class CommandReader {
public:
    enum class What { nothing_yet, line, too_long, bare };
    struct Next {
        What what = What::nothing_yet;
        std::string_view text;  // without CRLF; valid until the next read into the buffer
    };

    /// The next line, if it is complete. `limit` is in bytes and includes the CRLF. The buffer must be larger.
    [[nodiscard]] Next next(ReceiveBuffer& buffer, std::size_t limit);
    void reset() { *this = CommandReader(); }

private:
    [[nodiscard]] bool drop_rest(ReceiveBuffer& buffer);

    bool dropping_ = false;
    std::size_t scanned_ = 0;  // leading unread bytes without an LF
};

/// Reads mail data up to the final dot and undoes dot-stuffing (RFC 5321 4.5.2) in one pass over each piece. Only
/// CRLF.CRLF ends the data. Bare CR, bare LF and NUL are kept and reported by saw_bare; RFC 5321 2.3.8 forbids them,
/// and the caller decides what to do.
class DotReader {
public:
    struct Taken {
        std::size_t used = 0;  // consumed bytes of `in`; up to two may be left for the next call
        bool done = false;     // the final dot was seen; commands follow after `used`
    };

    /// Appends the data to `out`, or only counts it when `keep` is false.
    [[nodiscard]] Taken take(std::string_view in, std::string& out, bool keep);
    [[nodiscard]] bool saw_bare() const { return bare_; }
    [[nodiscard]] std::int64_t size() const { return size_; }  // bytes so far, without dot-stuffing and the final dot

private:
    void keep_run(std::string_view run, std::string& out, bool keep);

    bool line_start_ = true;
    bool bare_ = false;
    std::int64_t size_ = 0;
};

/// Adds dot-stuffing to data that is sent in pieces. Bare CR and bare LF become CRLF, so that no server sees a false
/// end of the data.
class DotWriter {
public:
    void add(std::string_view data, std::string& wire);
    /// Ends the last line if necessary, then writes the final dot.
    void finish(std::string& wire);

private:
    bool line_start_ = true;
    bool after_cr_ = false;
};

}  // namespace mail
