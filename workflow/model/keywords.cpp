// Finds the category keywords in a text in one pass.
#include "workflow/model/keywords.hpp"

#include "workflow/text/text.hpp"

#include <algorithm>

namespace workflow {

namespace {

/// Bytes that are searched. The topic of a mail is named near its top; quotes and logs follow below.
constexpr std::size_t max_text = 16'384;

std::uint32_t bit_of(std::size_t length) {
    return std::uint32_t{1} << std::min<std::size_t>(length, 31);
}

std::size_t word_end(std::string_view text, std::size_t at) {
    while (at < text.size() && text::is_word(text[at]))
        ++at;
    return at;
}

bool stands_at(std::string_view text, std::size_t at, std::string_view words) {
    if (text.size() - at < words.size()) return false;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const char c = text[at + i];
        if (text::lower(c) != words[i] && !(words[i] == ' ' && text::is_blank(c))) return false;
    }
    const std::size_t behind = at + words.size();
    return behind == text.size() || !text::is_word(text[behind]) || !text::is_word(words.back());
}

}  // namespace

Keywords::Keywords(const std::vector<config::Category>& categories) : categories_(&categories) {
    for (std::size_t index = 0; index < categories.size(); ++index) {
        for (const std::string& keyword : categories[index].keywords) {
            std::string words = text::folded(text::squeezed(keyword));
            words.erase(words.begin(), std::find_if(words.begin(), words.end(), text::is_word));
            if (words.empty()) continue;
            const std::size_t length = word_end(words, 0);
            lengths_[static_cast<unsigned char>(words.front())] |= bit_of(length);
            std::string first = words.substr(0, length);
            by_first_word_[std::move(first)].push_back({std::move(words), index, keyword});
        }
    }
}

std::optional<Keywords::Hit> Keywords::find_in(std::string_view text) const {
    if (!categories_) return std::nullopt;
    text = text::cut(text, max_text);
    // Letters beyond ASCII are rare, so a text is copied to fold them only when it contains some.
    std::string small;
    if (std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; }))
        text = small = text::folded(text);
    const Phrase* best = nullptr;
    std::string word;
    for (std::size_t at = 0; at < text.size();) {
        if (!text::is_word(text[at])) {
            ++at;
            continue;
        }
        const std::size_t end = word_end(text, at);
        if ((lengths_[static_cast<unsigned char>(text::lower(text[at]))] & bit_of(end - at)) != 0) {
            word.assign(text.substr(at, end - at));
            std::transform(word.begin(), word.end(), word.begin(), text::lower);
            if (const auto found = by_first_word_.find(word); found != by_first_word_.end())
                for (const Phrase& phrase : found->second)
                    if ((!best || phrase.category < best->category) && stands_at(text, at, phrase.words)) best = &phrase;
        }
        at = end;
    }
    if (!best) return std::nullopt;
    return Hit{&(*categories_)[best->category], best->keyword};
}

}  // namespace workflow
