// Finds all parts of a mail in one pass over its lines, under caps on depth and number.
#include "mail/mime/mime_scanner.hpp"

#include "config/base/ascii.hpp"
#include "mail/mime/boundary.hpp"
#include "mail/mime/header.hpp"
#include "mail/mime/opaque_signed.hpp"

#include <algorithm>
#include <utility>

namespace mail {
namespace {

constexpr auto npos = std::string_view::npos;

/// How strictly a line has to be a boundary; tried in this order.
enum class Pass { open, closed, glued };

bool is_embedded_message(const Media& type) {
    return type.is("message/rfc822") || type.is("message/global") || type.is("message/news") || type.is("message/rfc2822") ||
           (type.is("message/partial") && type.parameter("number") == "1");
}

/// S/MIME with the signed mail inside of the signature.
bool is_opaque_signed(const Part& part) {
    if (!part.type.is("application/pkcs7-mime") && !part.type.is("application/x-pkcs7-mime")) return false;
    const auto kind = part.type.parameter("smime-type");
    return kind.empty() || ascii::equal(kind, "signed-data");
}

class Scanner {
public:
    Scanner(std::string_view text, const config::Limits& limits, Scan& out) : text_(text), limits_(limits), out_(out) {}

    /// Scans the whole text as one mail, as a child of `parent`.
    void run(int parent) {
        begin(parent, 0, "text/plain");
        while (pos_ < text_.size() || !open_.empty()) {
            const auto at = full_ ? npos : find_dashes(text_, pos_);
            if (at == npos) {
                close_from(0, text_.size());
                // Closing may have found a boundary that no parameter names; then the scan goes on there.
                if (open_.empty()) break;
                continue;
            }
            boundary_line(at);
        }
        finish_leaf(text_.size());
    }

private:
    struct Open {
        int part;
        std::string boundary;
        std::size_t from;  // where its body starts
        bool closed = false;
        std::size_t closed_at = 0;  // where its end line stands
        bool guessed = false;
    };

    void defect(std::string_view what) {
        constexpr std::size_t most = 20;
        if (out_.defects.size() >= most || std::find(out_.defects.begin(), out_.defects.end(), what) != out_.defects.end())
            return;
        out_.defects.emplace_back(what);
    }

    Part& part(int index) { return out_.parts[static_cast<std::size_t>(index)]; }

    /// Reads the header at `pos` and opens what it announces.
    void begin(int parent, std::size_t pos, std::string_view default_type) {
        const auto index = static_cast<int>(out_.parts.size());
        Part made;
        made.parent = parent;
        made.depth = parent == Part::none ? 0 : part(parent).depth + 1;
        made.header = read_header(text_.substr(pos), limits_);
        const auto body = pos + made.header.body;
        note_header(made.header);
        made.type = read_media(made.header.get("content-type"));
        made.disposition = read_media(made.header.get("content-disposition"));
        made.transfer = parse_transfer(made.header.get("content-transfer-encoding"));
        made.whole = text_.substr(pos);
        made.body = text_.substr(body);
        settle_type(made, default_type);
        if (parent != Part::none) part(parent).children.push_back(index);
        const bool deep = made.depth >= limits_.nesting;
        const bool multipart = made.is_multipart();
        const bool message =
            is_embedded_message(made.type) && made.transfer != Transfer::base64 && made.transfer != Transfer::quoted_printable;
        std::string boundary(ascii::trim_right(made.type.parameter("boundary")));
        if (deep && (multipart || message)) {
            defect("parts are nested too deep; the innermost are kept as they are");
            made.type.value = "application/octet-stream";
        }
        out_.parts.push_back(std::move(made));
        pos_ = body;
        leaf_ = Part::none;
        if (multipart && !deep) {
            // One without a boundary gets the one that stands in it, once its end is known.
            if (boundary.empty()) defect("multipart without a boundary");
            open_.push_back({index, std::move(boundary), body});
        } else if (message && !deep && !at_cap()) {
            begin(index, body, "text/plain");
            messages_.push_back(index);
        } else {
            leaf_ = index;
            leaf_from_ = body;
        }
    }

    void note_header(const Header& header) {
        if (header.too_large) defect("header section too large; the rest of it was not read");
        if (header.no_separator) defect("no empty line between header and body");
        if (header.skipped) defect("lines in the header that are no fields");
    }

    void settle_type(Part& made, std::string_view default_type) {
        auto& type = made.type;
        const bool given = made.header.has("content-type");
        if (type.value.find('/') != std::string::npos && !type.type().empty() && !type.subtype().empty()) return;
        if (given && !type.value.empty()) defect("bad Content-Type");
        if (type.type() == "multipart" || (type.value.empty() && type.has("boundary"))) {
            type.value = "multipart/mixed";
        } else if (type.type() == "text" && ascii::starts_with(type.value, "text/")) {
            type.value = "text/plain";
        } else if (!given && made.parent == Part::none && starts_multipart(made.body)) {
            defect("multipart without a Content-Type");
            type.value = "multipart/mixed";
        } else {
            type.value = made.disposition.is("attachment") && given ? "application/octet-stream" : std::string(default_type);
        }
    }

    static bool starts_multipart(std::string_view body) {
        return body.starts_with("--") && is_content_field(line_at(body, next_line(body, 0)));
    }

    [[nodiscard]] bool at_cap() {
        if (out_.parts.size() < static_cast<std::size_t>(limits_.parts)) return false;
        defect("too many parts; the rest was not read");
        full_ = true;
        return true;
    }

    /// A line that starts with `--` at `at`: looks for its boundary, innermost first, open ones before closed ones.
    void boundary_line(std::size_t at) {
        const auto line = line_at(text_, at);
        const auto after = next_line(text_, at);
        for (const auto pass : {Pass::open, Pass::closed, Pass::glued}) {
            for (auto k = open_.size(); k-- > 0;) {
                if (open_[k].closed != (pass == Pass::closed) || open_[k].boundary.empty()) continue;
                const auto mark =
                    pass == Pass::glued ? match_glued(line, open_[k].boundary) : match_boundary(line, open_[k].boundary);
                if (mark == Mark::none) continue;
                // Behind its end a boundary counts only when a part follows for sure.
                if (pass == Pass::closed && (mark == Mark::close || !is_content_field(line_at(text_, after)))) continue;
                return at_boundary(k, mark, at, after);
            }
        }
        pos_ = after;
    }

    void at_boundary(std::size_t k, Mark mark, std::size_t at, std::size_t after) {
        const auto owner = open_[k].part;
        close_from(k + 1, at);
        if (open_.size() > k + 1) return;  // an inner one found its boundary after all
        finish_leaf(at);
        auto& self = open_[k];
        // What stands before the first boundary and starts as a part does has lost its own.
        if (part(owner).children.empty() && !self.closed && self.from < at && is_content_field(line_at(text_, self.from)) &&
            !at_cap()) {
            defect("the first boundary is missing");
            const auto resume = open_.size();
            begin(owner, self.from, default_type(owner));
            if (open_.size() > resume) return;  // a multipart itself: the scan goes on inside
            finish_leaf(at);
        }
        pos_ = after;
        open_[k].closed = mark == Mark::close;
        if (open_[k].closed) open_[k].closed_at = at;
        if (mark == Mark::delimiter && !at_cap()) begin(owner, after, default_type(owner));
    }

    std::string_view default_type(int owner) { return part(owner).type.is("multipart/digest") ? "message/rfc822" : "text/plain"; }

    /// Ends the multiparts from `k` inwards at `end`. One without any part is looked at again with a boundary that stands in it;
    /// then it stays open and the scan goes on at its start.
    void close_from(std::size_t k, std::size_t end) {
        while (open_.size() > k) {
            auto& last = open_.back();
            if (part(last.part).children.empty() && !last.guessed) {
                last.guessed = true;
                const auto guess = guess_boundary(text_.substr(last.from, end - last.from));
                if (guess && *guess != last.boundary) {
                    if (!last.boundary.empty()) defect("the boundary is not the one that the header names");
                    last.boundary = *guess;
                    last.closed = false;
                    pos_ = last.from;
                    return;
                }
            }
            if (part(last.part).children.empty()) {
                defect("multipart without parts; read as text");
                part(last.part).type.value = "text/plain";
                part(last.part).body = body_until(text_, last.from, last.closed ? last.closed_at : end);
            } else {
                finish_leaf(end);
                if (!last.closed) defect("the closing boundary is missing");
                part(last.part).body = body_until(text_, last.from, end);
            }
            end_whole(last.part, end);
            open_.pop_back();
        }
    }

    void finish_leaf(std::size_t end) {
        if (leaf_ != Part::none) {
            part(leaf_).body = body_until(text_, leaf_from_, end);
            end_whole(leaf_, end);
            leaf_ = Part::none;
        }
        // A mail inside ends with the part that holds it.
        for (; !messages_.empty(); messages_.pop_back()) {
            auto& holder = part(messages_.back());
            const bool still_open =
                std::any_of(open_.begin(), open_.end(), [&](const Open& o) { return is_inside(o.part, messages_.back()); });
            if (still_open) break;
            const auto from = static_cast<std::size_t>(holder.body.data() - text_.data());
            holder.body = body_until(text_, from, end);
            end_whole(messages_.back(), end);
            for (const auto child : holder.children)
                end_whole(child, end);
        }
    }

    bool is_inside(int inner, int outer) {
        for (; inner != Part::none; inner = part(inner).parent) {
            if (inner == outer) return true;
        }
        return false;
    }

    void end_whole(int index, std::size_t end) {
        const auto from = static_cast<std::size_t>(part(index).whole.data() - text_.data());
        part(index).whole = body_until(text_, from, end);
    }

    std::string_view text_;
    const config::Limits& limits_;
    Scan& out_;
    std::vector<Open> open_;
    std::vector<int> messages_;  // message/rfc822 parts whose end is not reached
    std::size_t pos_ = 0;
    int leaf_ = Part::none;
    std::size_t leaf_from_ = 0;
    bool full_ = false;
};

/// Without the byte order mark and the empty lines that some senders and tools put before the header.
std::string_view from_header_on(std::string_view raw) {
    auto text = raw;
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    const auto first = text.find_first_not_of("\r\n");
    if (first == npos) return raw;
    // Else the header is empty, and this is the text.
    return is_known_field(line_at(text, first)) ? text.substr(first) : raw;
}

}  // namespace

bool is_in_message(const Scan& scan, const Part& part) {
    for (auto above = part.parent; above != Part::none; above = scan.parts[static_cast<std::size_t>(above)].parent) {
        if (scan.parts[static_cast<std::size_t>(above)].is_message()) return true;
    }
    return false;
}

Scan scan(std::string_view raw, const config::Limits& limits) {
    Scan out;
    Scanner(from_header_on(raw), limits, out).run(Part::none);
    // Mails inside base64 are scanned after their text is known; each may hold more of them.
    for (std::size_t i = 0; i < out.parts.size(); ++i) {
        const auto& part = out.parts[i];
        if (!part.children.empty() || part.depth + 1 >= limits.nesting) continue;
        if (out.parts.size() >= static_cast<std::size_t>(limits.parts)) break;
        if (is_opaque_signed(part)) {
            auto content = signed_content(decode_transfer(part.body, part.transfer));
            if (!content) continue;
            out.decoded.push_back(std::move(*content));
        } else if (is_embedded_message(part.type) &&
                   (part.transfer == Transfer::base64 || part.transfer == Transfer::quoted_printable)) {
            out.decoded.push_back(decode_transfer(part.body, part.transfer));
        } else {
            continue;
        }
        Scanner(out.decoded.back(), limits, out).run(static_cast<int>(i));
    }
    return out;
}

}  // namespace mail
