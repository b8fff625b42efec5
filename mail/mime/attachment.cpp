// Decodes, hashes and names the parts of a mail that are files.
#include "mail/mime/attachment.hpp"

#include "config/base/ascii.hpp"
#include "mail/mime/file_name.hpp"
#include "mail/crypto/sha256.hpp"
#include "mail/encoding/utf8.hpp"
#include "mail/mime/encoded_words.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace mail {
namespace {

constexpr std::size_t piece = 48 * 1024;

/// Decodes `body` into `content` and hashes it on the way; what is past `most` bytes is counted and hashed, not kept.
std::uint64_t stream(std::string_view body, Transfer transfer, std::size_t most, bool keep, std::string& content, Sha256& hash) {
    std::uint64_t size = 0;
    std::string scratch;
    Base64Decoder base64;
    const auto take = [&](std::string_view bytes) {
        hash.update(bytes);
        size += bytes.size();
    };
    if (transfer != Transfer::base64) {
        std::string decoded;
        if (transfer != Transfer::identity) decoded = decode_transfer(body, transfer);
        const std::string_view bytes = transfer == Transfer::identity ? body : std::string_view(decoded);
        take(bytes);
        if (keep && bytes.size() <= most) content = transfer == Transfer::identity ? std::string(bytes) : std::move(decoded);
        return size;
    }
    body = without_plain_tail(body);
    if (keep) content.reserve(std::min(body.size() / 4 * 3 + 3, most + piece));
    for (std::size_t pos = 0; pos <= body.size(); pos += piece) {
        auto& target = keep && size <= most ? content : scratch;
        if (&target == &scratch) scratch.clear();
        const auto before = target.size();
        base64.feed(body.substr(pos, piece), target);
        if (pos + piece > body.size()) base64.finish(target);
        take(std::string_view(target).substr(before));
    }
    return size;
}

std::string name_of(const Part& part) {
    for (const auto name : {part.disposition.parameter("filename"), part.type.parameter("name"),
                            part.disposition.parameter("name"), part.type.parameter("filename")}) {
        if (auto safe = safe_file_name(name); !safe.empty()) return safe;
    }
    // Some clients say it in the description only; a sentence is no name.
    auto described = decode_words(part.header.get("content-description"));
    const auto dot = described.rfind('.');
    constexpr std::size_t longest_extension = 5;
    const bool named = dot != std::string::npos && dot > 0 && dot + 1 < described.size() &&
                       described.size() - dot - 1 <= longest_extension && described.find(' ', dot) == std::string::npos;
    return named ? safe_file_name(described) : std::string();
}

/// An attached mail is called by its subject, as mail clients do.
std::string name_of_message(const Scan& scan, const Part& part) {
    if (!part.is_message()) return {};
    const auto& inside = scan.parts[static_cast<std::size_t>(part.children.front())];
    const auto name = safe_file_name(decode_words(inside.header.get("subject")));
    return name.empty() ? name : std::string(utf8::prefix(name, 100)) + ".eml";
}

}  // namespace

Attachment make_attachment(const Scan& scan, const Part& part, bool related, const ParseOptions& options, int number,
                           std::vector<std::string>& defects) {
    Attachment out;
    out.type = part.type.value;
    out.name = name_of(part);
    if (out.name.empty()) out.name = name_of_message(scan, part);
    if (out.name.empty()) out.name = invented_file_name(out.type, number);
    auto id = ascii::trim(part.header.get("content-id"));
    if (id.starts_with('<')) id.remove_prefix(1);
    if (id.ends_with('>')) id.remove_suffix(1);
    out.content_id = decode_words(id);
    out.is_inline = part.disposition.is("inline") || (part.disposition.value.empty() && related && !out.content_id.empty());
    const auto most = static_cast<std::size_t>(options.limits.attachment_bytes);
    std::string content;
    Sha256 hash;
    out.size = stream(part.body, part.transfer, most, options.keep_attachments, content, hash);
    out.sha256 = hash.hex();
    if (out.size > most) {
        defects.push_back("attachment too large: " + out.name);
    } else if (options.keep_attachments) {
        out.content = std::make_shared<const std::string>(std::move(content));
    }
    return out;
}

Attachment make_attachment(std::string content, std::string_view name, std::string_view type, const ParseOptions& options,
                           int number) {
    Attachment out;
    out.type = type.empty() ? "application/octet-stream" : std::string(type);
    out.name = safe_file_name(name);
    if (out.name.empty()) out.name = invented_file_name(out.type, number);
    out.size = content.size();
    out.sha256 = sha256_hex(content);
    if (options.keep_attachments && content.size() <= static_cast<std::size_t>(options.limits.attachment_bytes)) {
        out.content = std::make_shared<const std::string>(std::move(content));
    }
    return out;
}

}  // namespace mail
