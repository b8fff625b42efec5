// Encodes a DNS TXT question and parses its answer.
#include "mail/net/dns_txt.hpp"

#include "config/base/ascii.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace mail {
namespace {

constexpr std::size_t header_size = 12;
constexpr std::size_t longest_label = 63;
constexpr std::size_t longest_name = 253;
constexpr std::uint16_t type_cname = 5;
constexpr std::uint16_t type_txt = 16;
constexpr std::uint16_t class_in = 1;
constexpr std::uint16_t type_opt = 41;
constexpr std::uint16_t largest_udp = 1232;  // goes through every path without being cut up (DNS flag day 2020)
constexpr int max_jumps = 20;                // of a compressed name
constexpr int max_records = 100;
constexpr std::chrono::seconds longest_life{24 * 3600};

void put16(std::string& out, std::uint16_t value) {
    out += static_cast<char>(value >> 8U);
    out += static_cast<char>(value & 0xffU);
}

/// Reads a reply from the front. Every step returns whether there were enough bytes.
class Wire {
public:
    explicit Wire(std::string_view bytes) : bytes_(bytes) {}

    bool skip(std::size_t size) {
        if (size > bytes_.size() - at_) return false;
        at_ += size;
        return true;
    }

    bool number(std::uint16_t& out) {
        if (bytes_.size() - at_ < 2) return false;
        out = static_cast<std::uint16_t>(byte(at_) << 8U | byte(at_ + 1));
        at_ += 2;
        return true;
    }

    bool number(std::uint32_t& out) {
        std::uint16_t high = 0;
        std::uint16_t low = 0;
        if (!number(high) || !number(low)) return false;
        out = static_cast<std::uint32_t>(high) << 16U | low;
        return true;
    }

    bool take(std::size_t size, std::string_view& out) {
        if (size > bytes_.size() - at_) return false;
        out = bytes_.substr(at_, size);
        at_ += size;
        return true;
    }

    /// A name in lower case with dots, without the last one; pointers are followed (RFC 1035 4.1.4).
    bool name(std::string& out) {
        out.clear();
        std::size_t at = at_;
        bool jumped = false;
        for (int jumps = 0;;) {
            if (at >= bytes_.size()) return false;
            const auto size = byte(at);
            if (size >= 0xc0) {
                if (at + 1 >= bytes_.size() || ++jumps > max_jumps) return false;
                if (!jumped) at_ = at + 2;
                jumped = true;
                at = static_cast<std::size_t>(size & 0x3fU) << 8U | byte(at + 1);
                continue;
            }
            if (size > longest_label) return false;
            ++at;
            if (size == 0) break;
            if (size > bytes_.size() - at || out.size() + size > longest_name) return false;
            if (!out.empty()) out += '.';
            out += ascii::to_lower(bytes_.substr(at, size));
            at += size;
        }
        if (!jumped) at_ = at;
        return true;
    }

private:
    [[nodiscard]] unsigned byte(std::size_t at) const { return static_cast<unsigned char>(bytes_[at]); }

    std::string_view bytes_;
    std::size_t at_ = 0;
};

struct Record {
    std::string name;
    std::uint16_t type = 0;
    std::chrono::seconds life{0};
    std::string_view data;
    std::string target;  // of a CNAME
};

bool read_record(Wire& in, std::string_view reply, Record& out) {
    std::uint16_t record_class = 0;
    std::uint16_t size = 0;
    std::uint32_t life = 0;
    if (!in.name(out.name) || !in.number(out.type) || !in.number(record_class) || !in.number(life) || !in.number(size))
        return false;
    if (!in.take(size, out.data)) return false;
    out.life = std::min(std::chrono::seconds{life}, longest_life);
    if (record_class != class_in && out.type != type_opt) out.type = 0;
    if (out.type != type_cname) return true;
    // Read in place: the name may point back into the reply.
    Wire target(reply);
    return target.skip(static_cast<std::size_t>(out.data.data() - reply.data())) && target.name(out.target);
}

std::optional<std::string> joined_strings(std::string_view data) {
    std::string out;
    while (!data.empty()) {
        const auto size = static_cast<unsigned char>(data.front());
        data.remove_prefix(1);
        if (size > data.size()) return std::nullopt;
        out += data.substr(0, size);
        data.remove_prefix(size);
    }
    return out;
}

/// Follows the aliases from `name` to its TXT record. Two records count as none, because the right one is unknown (RFC 6376
/// 3.6.2.2).
TxtAnswer pick(const std::vector<Record>& records, std::string name) {
    TxtAnswer answer;
    answer.state = TxtAnswer::State::none;
    answer.good_for = longest_life;
    for (int hops = 0; hops < max_jumps; ++hops) {
        int found = 0;
        for (const auto& record : records) {
            if (record.type != type_txt || record.name != name) continue;
            auto text = joined_strings(record.data);
            if (!text || ++found > 1) return {};
            answer.state = TxtAnswer::State::found;
            answer.text = std::move(*text);
            answer.good_for = std::min(answer.good_for, record.life);
        }
        if (found == 1) return answer;
        const auto alias = std::find_if(records.begin(), records.end(),
                                        [&](const auto& record) { return record.type == type_cname && record.name == name; });
        if (alias == records.end()) return answer;
        answer.good_for = std::min(answer.good_for, alias->life);
        name = alias->target;
    }
    return {};
}

}  // namespace

std::optional<std::string> txt_question(std::string_view name, std::uint16_t id) {
    if (name.empty() || name.size() > longest_name) return std::nullopt;
    std::string out;
    put16(out, id);
    put16(out, 0x0100);  // recursion desired
    put16(out, 1);
    put16(out, 0);
    put16(out, 0);
    put16(out, 1);
    for (std::size_t begin = 0; begin <= name.size();) {
        const auto end = std::min(name.find('.', begin), name.size());
        const auto label = name.substr(begin, end - begin);
        if (label.empty() || label.size() > longest_label) return std::nullopt;
        out += static_cast<char>(label.size());
        out += ascii::to_lower(label);
        begin = end + 1;
    }
    out += '\0';
    put16(out, type_txt);
    put16(out, class_in);
    out += '\0';  // the root's name: EDNS
    put16(out, type_opt);
    put16(out, largest_udp);
    out.append(6, '\0');
    return out;
}

std::optional<TxtReply> read_txt_reply(std::string_view question, std::string_view reply) {
    if (reply.size() < header_size || question.size() < header_size || reply.substr(0, 2) != question.substr(0, 2))
        return std::nullopt;
    Wire in(reply);
    Wire asked(question);
    std::uint16_t flags = 0;
    std::uint16_t questions = 0;
    std::uint16_t answers = 0;
    std::string name;
    std::string asked_name;
    std::uint16_t type = 0;
    std::uint16_t question_class = 0;
    if (!in.skip(2) || !in.number(flags) || !in.number(questions) || !in.number(answers) || !in.skip(4)) return std::nullopt;
    if ((flags & 0x8000U) == 0 || questions != 1 || !asked.skip(header_size) || !asked.name(asked_name)) return std::nullopt;
    if (!in.name(name) || !in.number(type) || !in.number(question_class) || name != asked_name || type != type_txt ||
        question_class != class_in)
        return std::nullopt;

    TxtReply out;
    out.truncated = (flags & 0x0200U) != 0;
    const auto code = flags & 0xfU;
    if (code == 3) out.answer.state = TxtAnswer::State::none;  // the name does not exist
    if (code != 0 || out.truncated) return out;
    std::vector<Record> records;
    for (int i = 0; i < std::min<int>(answers, max_records); ++i) {
        Record record;
        if (!read_record(in, reply, record)) return out;
        records.push_back(std::move(record));
    }
    out.answer = pick(records, std::move(name));
    return out;
}

}  // namespace mail
