// Words sentences by the phrases of a language.
#include "templates/sentence_text.hpp"

#include "templates/embedded.hpp"
#include "templates/event_text.hpp"
#include "templates/value_text.hpp"
#include "workflow/model/sentence_kinds.hpp"

#include <algorithm>
#include <utility>
#include <variant>
#include <vector>

namespace templates {
namespace {

using namespace workflow;

/// One value in words.
class AsText {
public:
    explicit AsText(const ValueText& words) : words_(words) {}

    std::string operator()(const std::string& text) const { return text; }
    std::string operator()(Instant at) const { return words_.time(at); }
    std::string operator()(Status status) const { return words_.status(status); }
    std::string operator()(Priority priority) const { return words_.phrases.priority(priority); }
    std::string operator()(Clock clock) const { return words_.clock(clock); }
    std::string operator()(const Who& who) const { return actor_text(who.name, who.trust, words_.phrases); }
    std::string operator()(const Cause& why) const { return cause_text(why, words_); }
    std::string operator()(const std::vector<std::string>& texts) const { return words_.joined(texts); }
    std::string operator()(const Changes& changes) const {
        std::vector<std::string> done;
        for (const TicketEvent& event : changes.events)
            done.push_back(change_text(event, (*this)(changes.by), words_));
        return words_.joined(done);
    }
    std::string operator()(const std::vector<Sentence>& parts) const {
        std::vector<std::string> texts;
        for (const Sentence& part : parts)
            texts.push_back(sentence_text(part, words_.phrases, words_.zone));
        return words_.joined(texts);
    }

private:
    const ValueText& words_;
};

}  // namespace

std::string sentence_text(const Sentence& sentence, const Phrases& phrases, const date::time_zone* zone) {
    const SentenceKind* kind = sentence_kind(sentence.name);
    if (kind == nullptr) return {};
    const ValueText words{phrases, zone};
    std::vector<std::pair<std::string_view, std::string>> filled;
    std::string_view holes = kind->holes;
    for (const Value& value : sentence.values) {
        const auto end = std::min(holes.find(','), holes.size());
        filled.emplace_back(holes.substr(0, end), std::visit(AsText(words), value));
        holes.remove_prefix(std::min(end + 1, holes.size()));
    }
    std::string text = phrases.fill(sentence.name, filled);
    // A value that ends with a mark of its own needs no further full stop.
    if (text.ends_with("?.") || text.ends_with("..")) text.pop_back();
    return text;
}

const Phrases& english() {
    static const Phrases phrases = [] {
        const auto texts = embedded_texts();
        const auto file = std::find_if(texts.begin(), texts.end(), [](const auto& one) { return one.path == "en/words.txt"; });
        return Phrases::parse(file->path, file->content).value();
    }();
    return phrases;
}

}  // namespace templates
