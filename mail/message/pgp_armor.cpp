// Finds the lines that PGP sets around a text that is signed in place.
#include "mail/message/pgp_armor.hpp"

#include <algorithm>

namespace mail {

namespace {

constexpr std::string_view begin_message = "-----BEGIN PGP SIGNED MESSAGE-----";
constexpr std::string_view begin_signature = "-----BEGIN PGP SIGNATURE-----";
constexpr std::string_view end_signature = "-----END PGP SIGNATURE-----";

std::string_view without_trailing_blanks(std::string_view line) {
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t'))
        line.remove_suffix(1);
    return line;
}

/// Base64, a checksum or a field such as "Version: …": nothing that a person types.
bool may_be_in_signature(std::string_view line) {
    if (line.find(": ") != std::string_view::npos) return true;
    return std::all_of(line.begin(), line.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '/' || c == '=';
    });
}

}  // namespace

std::vector<LineRange> pgp_armor(std::string_view text) {
    std::vector<LineRange> out;
    if (text.find(begin_signature) == std::string_view::npos) return out;
    LineRange head;
    LineRange signature;
    bool in_head = false;
    bool in_signature = false;
    std::size_t number = 0;
    for (std::size_t at = 0; at < text.size(); ++number) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::string_view line = without_trailing_blanks(text.substr(at, end - at));
        at = end + 1;
        if (line == begin_message) {
            head = {number, 1};
            in_head = true;
            in_signature = false;
        } else if (line == begin_signature) {
            signature = {number, 1};
            in_signature = true;
            in_head = false;
        } else if (in_head) {
            in_head = line.starts_with("Hash: ");
            if (in_head) ++head.count;
        } else if (in_signature) {
            ++signature.count;
            if (line == end_signature) {
                if (head.count > 0) out.push_back(head);
                out.push_back(signature);
                head = {};
                in_signature = false;
            } else {
                in_signature = may_be_in_signature(line);
            }
        }
    }
    return out;
}

}  // namespace mail
