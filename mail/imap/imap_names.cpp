// Converts folder names and sets of UIDs to the forms that IMAP requires.
#include "mail/imap/imap_names.hpp"

#include "mail/encoding/utf8.hpp"

#include <string>

namespace mail {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

/// Writes base64 of UTF-16, with ',' for '/' and no padding, between '&' and '-'.
class Shifted {
public:
    explicit Shifted(std::string& out) : out_(out) {}

    void add(char32_t c) {
        if (!open_) out_ += '&';
        open_ = true;
        if (c < 0x10000) {
            unit(static_cast<unsigned>(c));
            return;
        }
        unit(0xd800U + static_cast<unsigned>((c - 0x10000) >> 10U));
        unit(0xdc00U + static_cast<unsigned>((c - 0x10000) & 0x3ffU));
    }

    void close() {
        if (!open_) return;
        if (bits_ > 0) out_ += alphabet[(held_ << (6 - bits_)) & 0x3fU];
        out_ += '-';
        held_ = bits_ = 0;
        open_ = false;
    }

private:
    void unit(unsigned value) {
        held_ = (held_ << 16U) | value;
        for (bits_ += 16; bits_ >= 6; bits_ -= 6)
            out_ += alphabet[(held_ >> (bits_ - 6)) & 0x3fU];
        held_ &= (1U << bits_) - 1;
    }

    std::string& out_;
    bool open_ = false;
    unsigned held_ = 0;
    unsigned bits_ = 0;
};

}  // namespace

std::string imap_folder_name(std::string_view utf8) {
    std::string out;
    Shifted shifted(out);
    for (std::size_t position = 0; position < utf8.size();) {
        const char32_t c = utf8::next(utf8, position);
        if (c >= 0x20 && c < 0x7f) {
            shifted.close();
            out += static_cast<char>(c);
            if (c == '&') out += '-';
        } else {
            shifted.add(c);
        }
    }
    shifted.close();
    return out;
}

std::string imap_uid_set(const std::vector<ImapUid>& uids) {
    std::string out;
    for (std::size_t i = 0; i < uids.size();) {
        std::size_t last = i;
        while (last + 1 < uids.size() && uids[last + 1] == uids[last] + 1)
            ++last;
        if (!out.empty()) out += ',';
        out += std::to_string(uids[i]);
        if (last > i) out += ":" + std::to_string(uids[last]);
        i = last + 1;
    }
    return out;
}

}  // namespace mail
