// What a ticket holds, as windows of five words.
#include "workflow/inbound/held_text.hpp"

#include "workflow/text/words.hpp"

#include <algorithm>

namespace workflow {

namespace {

// Hashes are stored: these numbers stay as they are.
constexpr std::uint64_t window_factor = 0x9FB21C651E98DF25U;
constexpr std::array<std::uint64_t, 4> times_salts{0, 0, 0xA24BAED4963EE407U, 0x9FB21C651E98DF27U};
constexpr std::uint64_t link_salt = 0x6C62272E07BB0142U;
constexpr std::uint64_t sign_salt = 0x8CB92BA72F3D8DD7U;
constexpr std::uint64_t writer_salt = 0xD1B54A32D192ED03U;

/// A text as one stream of words, with pads around.
struct Stream {
    std::vector<std::uint64_t> words;
    std::vector<std::uint64_t> without_links;  // empty: it has no links
    std::vector<std::uint64_t> links;
    std::vector<std::uint64_t> signs;
};

Stream stream_of(std::string_view text) {
    Stream out;
    out.words.reserve(text.size() / 5 + HeldText::window);
    out.words.assign(HeldText::window - 1, HeldText::begin_word);
    std::vector<text::Word> line_words;
    while (!text.empty()) {
        const auto end = text.find('\n');
        line_words.clear();
        const std::string_view body = text::without_marks(text.substr(0, end)).body;
        text::append_words(body, line_words);
        text::append_signs(body, line_words, out.signs);
        for (const text::Word& word : line_words) {
            if (word.kind == text::WordKind::image) continue;
            if (word.kind == text::WordKind::link) {
                if (out.links.empty()) out.without_links = out.words;
                out.links.push_back(word.hash);
            } else if (!out.links.empty()) {
                out.without_links.push_back(word.hash);
            }
            out.words.push_back(word.hash);
        }
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 1);
    }
    out.words.push_back(HeldText::end_word);
    if (!out.links.empty()) out.without_links.push_back(HeldText::end_word);
    return out;
}

template <class Take>
void for_each_window(const std::vector<std::uint64_t>& words, Take take) {
    for (std::size_t i = 0; i + HeldText::window <= words.size(); ++i)
        take(window_hash(HeldText::Window(words.data() + i, HeldText::window)));
}

/// Every hash of a text but those of its writer.
template <class Take>
void for_each_hash(const Stream& stream, Take take) {
    for (const std::uint64_t link : stream.links)
        take(link ^ link_salt);
    for (const std::uint64_t sign : stream.signs)
        take(sign ^ sign_salt);
    WindowCounter counter;
    counter.reserve(stream.words.size());
    for (const auto* words : {&stream.words, &stream.without_links}) {
        for_each_window(*words, [&](std::uint64_t hash) { take(hash ^ times_salts.at(counter.next(hash))); });
        counter.clear();
    }
}

}  // namespace

std::uint64_t window_hash(HeldText::Window words) {
    std::uint64_t hash = 0;
    for (const std::uint64_t word : words)
        hash = hash * window_factor + word;
    return text::mixed(hash);
}

void HeldText::add(std::string_view text) {
    const Stream stream = stream_of(text);
    for_each_hash(stream, [&](std::uint64_t hash) { known_.insert(hash); });
}

void HeldText::add_writer(std::string_view text) {
    const Stream stream = stream_of(text);
    for_each_hash(stream, [&](std::uint64_t hash) { known_.insert(hash); });
    for (const auto* words : {&stream.words, &stream.without_links})
        for_each_window(*words, [&](std::uint64_t hash) { known_.insert(hash ^ writer_salt); });
}

bool HeldText::holds(Window words, unsigned times) const {
    return known_.has(window_hash(words) ^ times_salts.at(std::clamp(times, 1U, 3U)));
}

bool HeldText::writer_holds(Window words) const {
    return known_.has(window_hash(words) ^ writer_salt);
}

bool HeldText::holds_link(std::uint64_t link) const {
    return known_.has(link ^ link_salt);
}

bool HeldText::holds_sign(std::uint64_t sign) const {
    return known_.has(sign ^ sign_salt);
}

unsigned WindowCounter::next(std::uint64_t window) {
    for (unsigned times = 1; times < 3; ++times)
        if (seen_.insert(window ^ times_salts.at(times))) return times;
    return 3;
}

}  // namespace workflow
