// Opens winmail.dat (application/ms-tnef) with libytnef, which gets a checked copy.
#include "mail/mime/tnef.hpp"

#include "config/base/ascii.hpp"
#include "mail/encoding/charset.hpp"
#include "mail/mime/rtf.hpp"

extern "C" {  // the header forgets to say it
#include <ytnef.h>
}

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>

namespace mail {
namespace {

// MAPI property ids (MS-OXPROPS) and the types that hold bytes or text (MS-OXCDATA 2.11.1).
constexpr DWORD pr_body = 0x1000;
constexpr DWORD pr_message_class = 0x001a;
constexpr DWORD pr_rtf_compressed = 0x1009;
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
    for (std::size_t i = 4; i-- > 0;)
        value = (value << 8U) | static_cast<std::uint8_t>(bytes[at + i]);
    return value;
}

std::uint32_t read_u16(std::string_view bytes, std::size_t at) {
    return static_cast<std::uint8_t>(bytes[at]) | static_cast<std::uint32_t>(static_cast<std::uint8_t>(bytes[at + 1])) << 8U;
}

/// Walks over the properties of one block (MS-OXTNEF 2.1.3.4) without reading them: whether all their lengths stay inside of it.
class PropertyWalk {
public:
    explicit PropertyWalk(std::string_view block) : block_(block) {}

    bool is_sound() {
        constexpr std::uint32_t most = 10'000;
        const auto count = take_u32();
        if (!count || *count > most) return false;
        for (std::uint32_t i = 0; i < *count; ++i) {
            if (!property()) return false;
        }
        return at_ == block_.size();
    }

private:
    bool property() {
        const auto tag = take_u32();
        if (!tag) return false;
        const auto type = *tag & 0xffffU;
        if ((*tag >> 16U) >= 0x8000 && !name()) return false;
        const auto width = fixed_width(type & 0x0fffU);
        if (width == unknown) return false;
        const bool several = (type & 0x1000U) != 0;
        std::uint32_t values = 1;
        if (several || width == 0) {
            const auto read = take_u32();
            if (!read || *read > block_.size()) return false;
            values = *read;
        }
        for (std::uint32_t i = 0; i < values; ++i) {
            if (width > 0) {
                if (!skip(width)) return false;
                continue;
            }
            const auto length = take_u32();
            if (!length || !skip_padded(*length)) return false;
        }
        return true;
    }

    /// A named property's set and name, or number.
    bool name() {
        constexpr std::size_t guid = 16;
        if (!skip(guid)) return false;
        const auto kind = take_u32();
        const auto value = take_u32();
        return kind && value && (*kind == 0 || skip_padded(*value));
    }

    static constexpr std::size_t unknown = ~std::size_t{0};

    /// Bytes that a value of a type takes; 0: it comes with its length.
    static std::size_t fixed_width(std::uint32_t type) {
        switch (type) {
            case 0x02:
            case 0x03:
            case 0x04:
            case 0x0a:
            case 0x0b:
                return 4;
            case 0x05:
            case 0x06:
            case 0x07:
            case 0x14:
            case 0x40:
                return 8;
            case 0x48:
                return 16;
            case 0x0d:
            case 0x1e:
            case 0x1f:
            case 0x102:
                return 0;
            default:
                return unknown;
        }
    }

    bool skip(std::size_t bytes) {
        if (block_.size() - at_ < bytes) return false;
        at_ += bytes;
        return true;
    }
    bool skip_padded(std::size_t bytes) { return bytes <= block_.size() && skip((bytes + 3) / 4 * 4); }
    std::optional<std::uint32_t> take_u32() {
        if (block_.size() - at_ < 4) return std::nullopt;
        at_ += 4;
        return read_u32(block_, at_ - 4);
    }

    std::string_view block_;
    std::size_t at_ = 0;
};

constexpr std::uint32_t attach_renddata = 0x00069002;
constexpr std::uint32_t message_properties = 0x00069003;
constexpr std::uint32_t attach_properties = 0x00069005;

/// Which attributes the library may see: each once for the message and once for each file, which attAttachRenddata begins. Of
/// several it keeps the last and loses the memory of the others.
class Order {
public:
    bool take(char level, std::uint32_t id) {
        // Those of files (MS-OXTNEF 2.1.3.3): rendering, title, contents, icon, two dates, transport name, properties.
        constexpr std::array<std::uint32_t, 8> of_files{attach_renddata, 0x00018010, 0x0006800f, 0x00068011,
                                                        0x00038012,      0x00038013, 0x00069001, attach_properties};
        constexpr std::size_t most = 64;
        const bool of_file = std::find(of_files.begin(), of_files.end(), id) != of_files.end();
        if (of_file != (level == 2)) return false;
        if (id == attach_renddata) {
            in_file_.assign(1, id);
            return ++files_ <= max_files;
        }
        if (of_file && (in_file_.empty() || files_ > max_files)) return false;
        auto& seen = of_file ? in_file_ : in_message_;
        if (seen.size() >= most || std::find(seen.begin(), seen.end(), id) != seen.end()) return false;
        seen.push_back(id);
        return true;
    }

private:
    static constexpr int max_files = 500;
    std::vector<std::uint32_t> in_message_;
    std::vector<std::uint32_t> in_file_;
    int files_ = 0;
};

/// A copy with only what the library reads well: it trusts lengths, leaks what is repeated and writes its complaints to standard
/// output. Empty: the attributes do not follow each other to the end with right sums.
std::string sound_copy(std::string_view bytes) {
    constexpr std::size_t head = 9;   // level, id and length of an attribute
    constexpr std::size_t start = 6;  // signature and key
    if (bytes.size() < start || read_u32(bytes, 0) != signature) return {};
    std::string out(bytes.substr(0, start));
    out.reserve(bytes.size());
    Order order;
    const auto end = bytes.find_last_not_of('\0') + 1;  // some writers pad the end
    for (std::size_t pos = start; pos < end;) {
        if (bytes.size() - pos < head || (bytes[pos] != 1 && bytes[pos] != 2)) return {};
        const auto id = read_u32(bytes, pos + 1);
        const std::size_t length = read_u32(bytes, pos + 5);
        if (bytes.size() - pos - head < length || bytes.size() - pos - head - length < 2) return {};
        const auto data = bytes.substr(pos + head, length);
        unsigned sum = 0;
        for (const char c : data)
            sum += static_cast<std::uint8_t>(c);
        if ((sum & 0xffffU) != read_u16(bytes, pos + head + length)) return {};
        const bool block = id == message_properties || id == attach_properties;
        const auto whole = bytes.substr(pos, head + length + 2);
        if (length > 0 && (!block || PropertyWalk(data).is_sound()) && order.take(bytes[pos], id)) out.append(whole);
        pos += whole.size();
    }
    return out;
}

std::string_view view(const variableLength& value) {
    if (value.data == nullptr || value.size <= 0) return {};
    return {reinterpret_cast<const char*>(value.data), static_cast<std::size_t>(value.size)};  // NOLINT: BYTE is unsigned char
}

std::string_view until_nul(std::string_view bytes) {
    return bytes.substr(0, bytes.find('\0'));
}

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

/// Classes of mails that programs send (MS-OXOMSG 2.2.3, MS-OXTNEF 2.1.3.3.1): "Report.IPM.Note.IPNRN" is a read receipt.
bool is_automatic_class(std::string_view name) {
    return ascii::starts_with(name, "report.") || ascii::contains(name, "read receipt") ||
           ascii::contains(name, "non-delivery") || ascii::contains(name, "ooftemplate") ||
           ascii::contains(name, "replytemplate");
}

/// The mail's words in its RTF, as text or as the HTML that it wraps.
void read_rtf_body(const MAPIProps& properties, Tnef& out) {
    constexpr std::size_t longest = 8U << 20U;
    DWORD type = 0;
    const auto rtf = decompress_rtf(property(properties, pr_rtf_compressed, type), longest);
    if (!rtf) return;
    auto read = read_rtf(*rtf);
    out.text = std::move(read.text);
    out.html = std::move(read.html);
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

bool starts_as_tnef(std::string_view bytes) {
    return bytes.size() >= 6 && read_u32(bytes, 0) == signature;
}

std::optional<Tnef> read_tnef(std::string_view bytes) {
    if (bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) return std::nullopt;
    auto copy = sound_copy(bytes);
    if (copy.empty()) return std::nullopt;
    struct Free {
        void operator()(TNEFStruct* tnef) const {
            TNEFFree(tnef);
            delete tnef;
        }
    };
    const std::unique_ptr<TNEFStruct, Free> tnef(new TNEFStruct{});
    TNEFInitialize(tnef.get());
    tnef->Debug = 0;
    if (TNEFParseMemory(reinterpret_cast<BYTE*>(copy.data()), static_cast<long>(copy.size()), tnef.get()) < 0)
        return std::nullopt;  // NOLINT
    Tnef out;
    out.text = text_property(tnef->MapiProperties, pr_body);
    if (out.text.empty()) out.text = to_utf8(until_nul(view(tnef->body)), "").text;
    DWORD type = 0;
    out.html = to_utf8(until_nul(property(tnef->MapiProperties, pr_body_html, type)), "").text;
    if (out.html.empty() && ascii::trim(out.text).empty()) read_rtf_body(tnef->MapiProperties, out);
    out.is_automatic =
        is_automatic_class(text_property(tnef->MapiProperties, pr_message_class)) ||
        is_automatic_class(std::string_view(tnef->messageClass, strnlen(tnef->messageClass, sizeof tnef->messageClass)));
    constexpr int most = 1000;
    int count = 0;
    for (const auto* each = tnef->starting_attach.next; each != nullptr && ++count <= most; each = each->next) {
        auto file = read_file(*each);
        if (!file.content.empty() || !file.name.empty()) out.files.push_back(std::move(file));
    }
    return out;
}

}  // namespace mail
