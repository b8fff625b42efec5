#include "mail/tnef.hpp"

#include "mail/ascii.hpp"
#include "mail/charset.hpp"

extern "C" {  // the header forgets to say it
#include <ytnef.h>
}

#include <cstdint>
#include <limits>
#include <memory>

namespace mail {
namespace {

// MAPI property ids (MS-OXPROPS) and the types that hold bytes or text (MS-OXCDATA 2.11.1).
constexpr DWORD pr_body = 0x1000;
constexpr DWORD pr_body_html = 0x1013;
constexpr DWORD pr_attach_data = 0x3701;
constexpr DWORD pr_attach_filename = 0x3704;
constexpr DWORD pr_attach_long_filename = 0x3707;
constexpr DWORD pr_attach_mime_tag = 0x370e;
constexpr DWORD pr_attach_content_id = 0x3712;
constexpr DWORD pr_display_name = 0x3001;
constexpr DWORD pt_string8 = 0x1e;
constexpr DWORD pt_unicode = 0x1f;

constexpr std::uint32_t signature = 0x223e9f78;

std::uint32_t read_u32(std::string_view bytes, std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = 4; i-- > 0;) value = (value << 8U) | static_cast<std::uint8_t>(bytes[at + i]);
    return value;
}

/// The attributes follow each other to the end, with right sums: the library trusts the lengths that it reads.
bool is_whole(std::string_view bytes) {
    constexpr std::size_t head = 9;   // level, id and length of an attribute
    constexpr std::size_t start = 6;  // signature and key
    if (bytes.size() < start || read_u32(bytes, 0) != signature) return false;
    std::size_t pos = start;
    while (pos < bytes.size()) {
        // Some writers pad the end.
        if (bytes.find_first_not_of('\0', pos) == std::string_view::npos) return true;
        if (bytes.size() - pos < head || (bytes[pos] != 1 && bytes[pos] != 2)) return false;
        const std::size_t length = read_u32(bytes, pos + 5);
        if (bytes.size() - pos - head < length || bytes.size() - pos - head - length < 2) return false;
        unsigned sum = 0;
        for (const char c : bytes.substr(pos + head, length)) sum += static_cast<std::uint8_t>(c);
        const auto at = pos + head + length;
        const unsigned said = static_cast<std::uint8_t>(bytes[at]) | static_cast<unsigned>(static_cast<std::uint8_t>(bytes[at + 1])) << 8U;
        if ((sum & 0xffffU) != said) return false;
        pos = at + 2;
    }
    return true;
}

std::string_view view(const variableLength& value) {
    if (value.data == nullptr || value.size <= 0) return {};
    return {reinterpret_cast<const char*>(value.data), static_cast<std::size_t>(value.size)};  // NOLINT: BYTE is unsigned char
}

std::string_view until_nul(std::string_view bytes) { return bytes.substr(0, bytes.find('\0')); }

/// The first value of a property, of whatever type it was written as; `type` gets which.
std::string_view property(const MAPIProps& properties, DWORD id, DWORD& type) {
    for (DWORD i = 0; i < properties.count; ++i) {
        const auto& each = properties.properties[i];
        if (PROP_ID(each.id) != id || each.count == 0 || each.data == nullptr) continue;
        type = PROP_TYPE(each.id);
        return view(each.data[0]);
    }
    return {};
}

/// A text property. The library has turned UTF-16 into UTF-8 already.
std::string text_property(const MAPIProps& properties, DWORD id) {
    DWORD type = 0;
    const auto bytes = until_nul(property(properties, id, type));
    if (type != pt_string8 && type != pt_unicode) return {};
    return to_utf8(bytes, type == pt_unicode ? "utf-8" : "").text;
}

Tnef::File read_file(const Attachment& attachment) {
    Tnef::File file;
    const auto& properties = attachment.MAPI;
    for (const auto id : {pr_attach_long_filename, pr_attach_filename, pr_display_name}) {
        if (file.name.empty()) file.name = text_property(properties, id);
        if (id == pr_attach_filename && file.name.empty()) file.name = to_utf8(until_nul(view(attachment.Title)), "").text;
    }
    file.type = ascii::to_lower(text_property(properties, pr_attach_mime_tag));
    file.content_id = text_property(properties, pr_attach_content_id);
    auto content = view(attachment.FileData);
    if (content.empty()) {
        DWORD type = 0;
        content = property(properties, pr_attach_data, type);
    }
    file.content = content;
    return file;
}

}  // namespace

std::optional<Tnef> read_tnef(std::string_view bytes) {
    if (bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max()) || !is_whole(bytes)) return std::nullopt;
    struct Free {
        void operator()(TNEFStruct* tnef) const {
            TNEFFree(tnef);
            delete tnef;
        }
    };
    const std::unique_ptr<TNEFStruct, Free> tnef(new TNEFStruct{});
    TNEFInitialize(tnef.get());
    tnef->Debug = 0;
    std::string copy(bytes);  // the library wants it writable
    if (TNEFParseMemory(reinterpret_cast<BYTE*>(copy.data()), static_cast<long>(copy.size()), tnef.get()) < 0) return std::nullopt;  // NOLINT
    Tnef out;
    out.text = text_property(tnef->MapiProperties, pr_body);
    if (out.text.empty()) out.text = to_utf8(until_nul(view(tnef->body)), "").text;
    DWORD type = 0;
    out.html = to_utf8(until_nul(property(tnef->MapiProperties, pr_body_html, type)), "").text;
    constexpr int most = 1000;
    int count = 0;
    for (const auto* each = tnef->starting_attach.next; each != nullptr && ++count <= most; each = each->next) {
        auto file = read_file(*each);
        if (!file.content.empty() || !file.name.empty()) out.files.push_back(std::move(file));
    }
    return out;
}

}  // namespace mail
