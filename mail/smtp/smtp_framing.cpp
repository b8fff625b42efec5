// Reads and writes command lines, the final dot of DATA and dot-stuffing, in pieces of any size.
#include "mail/smtp/smtp_framing.hpp"

#include <cstring>

namespace mail {

namespace {

/// The position of `c` in text[from, to), or `to`.
std::size_t find_byte(std::string_view text, char c, std::size_t from, std::size_t to) {
    if (from == to) return to;
    const auto* hit = static_cast<const char*>(std::memchr(text.data() + from, c, to - from));
    return hit == nullptr ? to : static_cast<std::size_t>(hit - text.data());
}

}  // namespace

std::span<char> ReceiveBuffer::space() {
    if (begin_ == end_) {
        begin_ = end_ = 0;
    } else if (begin_ > 0 && block_.size() - end_ < block_.size() / 4) {
        std::memmove(block_.data(), block_.data() + begin_, end_ - begin_);
        end_ -= begin_;
        begin_ = 0;
    }
    return {block_.data() + end_, block_.size() - end_};
}

bool CommandReader::drop_rest(ReceiveBuffer& buffer) {
    const auto data = buffer.unread();
    const auto at = data.find("\r\n");
    if (at == std::string_view::npos) {
        buffer.consume(data.ends_with('\r') ? data.size() - 1 : data.size());
        return false;
    }
    buffer.consume(at + 2);
    dropping_ = false;
    return true;
}

CommandReader::Next CommandReader::next(ReceiveBuffer& buffer, std::size_t limit) {
    if (dropping_ && !drop_rest(buffer)) return {};
    const auto data = buffer.unread();
    const auto lf = find_byte(data, '\n', scanned_, data.size());
    if (lf == data.size()) {
        scanned_ = data.size();
        if (data.size() < limit) return {};
        scanned_ = 0;
        dropping_ = true;
        return {What::too_long, {}};
    }
    scanned_ = 0;
    if (lf >= limit) {
        dropping_ = true;
        return {What::too_long, {}};
    }
    if (lf == 0 || data[lf - 1] != '\r') {
        dropping_ = true;
        return {What::bare, {}};
    }
    const auto line = data.substr(0, lf - 1);
    buffer.consume(lf + 1);
    const auto end = line.size();
    if (find_byte(line, '\r', 0, end) != end || find_byte(line, '\0', 0, end) != end) return {What::bare, {}};
    return {What::line, line};
}

void DotReader::keep_run(std::string_view run, std::string& out, bool keep) {
    size_ += static_cast<std::int64_t>(run.size());
    if (keep) out.append(run);
}

DotReader::Taken DotReader::take(std::string_view in, std::string& out, bool keep) {
    std::size_t pos = 0;
    std::size_t run = 0;  // in[run, pos) is data that has not been appended to `out`
    bool done = false;
    while (pos < in.size()) {
        if (line_start_ && in[pos] == '.') {
            const auto rest = in.size() - pos;
            if (rest == 1 || (rest == 2 && in[pos + 1] == '\r')) break;  // the end or a stuffed dot: the next bytes decide
            keep_run(in.substr(run, pos - run), out, keep);
            if (in[pos + 1] == '\r' && in[pos + 2] == '\n') {
                run = pos += 3;
                done = true;
                break;
            }
            run = ++pos;
            line_start_ = false;
        }
        const auto lf = find_byte(in, '\n', pos, in.size());
        const auto cr = find_byte(in, '\r', pos, lf);
        if (lf < in.size()) {
            if (cr + 1 != lf) bare_ = true;
            line_start_ = lf > pos && in[lf - 1] == '\r';
            pos = lf + 1;
            continue;
        }
        // There is no LF yet. A CR at the very end waits for its LF; any other CR is bare.
        const auto end = in.back() == '\r' ? in.size() - 1 : in.size();
        if (cr < end) bare_ = true;
        if (end > pos) line_start_ = false;
        pos = end;
        break;
    }
    keep_run(in.substr(run, pos - run), out, keep);
    if (!bare_ && find_byte(in, '\0', 0, pos) != pos) bare_ = true;
    return {pos, done};
}

void DotWriter::add(std::string_view data, std::string& wire) {
    std::size_t pos = 0;
    while (pos < data.size()) {
        if (after_cr_) {  // a CR ended the last piece or is bare: it is a line end, whatever follows
            after_cr_ = false;
            if (data[pos] == '\n' && ++pos == data.size()) return;
        }
        if (line_start_ && data[pos] == '.') wire.push_back('.');
        const auto lf = find_byte(data, '\n', pos, data.size());
        const auto cr = find_byte(data, '\r', pos, lf);
        const auto end = cr < lf ? cr : lf;
        wire.append(data.substr(pos, end - pos));
        line_start_ = end < data.size();
        if (!line_start_) return;
        wire.append("\r\n");
        after_cr_ = data[end] == '\r';
        pos = end + 1;
    }
}

void DotWriter::finish(std::string& wire) {
    wire.append(line_start_ ? ".\r\n" : "\r\n.\r\n");
    *this = DotWriter();
}

}  // namespace mail
