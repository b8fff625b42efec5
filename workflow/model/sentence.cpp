// The stored form of sentences.
#include "workflow/model/sentence.hpp"

#include "config/suggest.hpp"
#include "workflow/model/sentence_kinds.hpp"

#include <nlohmann/json.hpp>

#include <optional>

namespace workflow {

namespace {

using Json = nlohmann::ordered_json;

Json to_json(const Sentence& sentence);

Json to_json(const Value& value) {
    struct ToJson {
        Json operator()(const std::string& text) const { return text; }
        Json operator()(Instant at) const { return {{"at", config::format_rfc3339(at)}}; }
        Json operator()(Status status) const { return {{"status", config::to_string(status)}}; }
        Json operator()(Priority priority) const { return {{"priority", config::to_string(priority)}}; }
        Json operator()(Clock clock) const { return {{"clock", to_string(clock)}}; }
        Json operator()(const Who& who) const { return {{"who", who.name}, {"trust", to_string(who.trust)}}; }
        Json operator()(const Cause&) const { return ""; }
        Json operator()(const Changes&) const { return ""; }
        Json operator()(const std::vector<std::string>& texts) const { return texts; }
        Json operator()(const std::vector<Sentence>& parts) const {
            Json array = Json::array();
            for (const Sentence& part : parts)
                array.push_back(to_json(part));
            return {{"sentences", std::move(array)}};
        }
    };
    return std::visit(ToJson{}, value);
}

/// The names of the holes, in their order.
std::vector<std::string> holes_of(const SentenceKind& kind) {
    std::vector<std::string> holes;
    for (std::string_view rest = kind.holes; !rest.empty();) {
        const std::size_t end = std::min(rest.find(','), rest.size());
        holes.emplace_back(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return holes;
}

Json to_json(const Sentence& sentence) {
    Json values = Json::object();
    if (const SentenceKind* kind = sentence_kind(sentence.name)) {
        const std::vector<std::string> holes = holes_of(*kind);
        for (std::size_t i = 0; i < holes.size() && i < sentence.values.size(); ++i)
            values[holes[i]] = to_json(sentence.values[i]);
    }
    return {{"name", sentence.name}, {"values", std::move(values)}};
}

std::string text_in(const Json& json, const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

Sentence sentence_in(const Json& json, int depth);

/// nullopt: a type of a newer version.
std::optional<Value> value_in(const Json& json, int depth) {
    if (json.is_string()) return json.get<std::string>();
    if (json.is_array()) {
        std::vector<std::string> texts;
        for (const Json& one : json)
            if (one.is_string()) texts.push_back(one.get<std::string>());
        return texts;
    }
    if (!json.is_object()) return std::nullopt;
    if (const auto at = config::parse_rfc3339(text_in(json, "at"))) return *at;
    if (const auto status = config::parse_status(text_in(json, "status"))) return *status;
    if (const auto priority = config::parse_priority(text_in(json, "priority"))) return *priority;
    if (json.contains("who")) return Who{text_in(json, "who"), parse_trust(text_in(json, "trust"))};
    for (const Clock clock : {Clock::response, Clock::resolution, Clock::update})
        if (text_in(json, "clock") == to_string(clock)) return clock;
    const auto parts = json.find("sentences");
    if (parts == json.end() || !parts->is_array()) return std::nullopt;
    std::vector<Sentence> sentences;
    for (const Json& one : *parts) {
        sentences.push_back(sentence_in(one, depth + 1));
        if (sentences.back().empty()) return std::nullopt;
    }
    return sentences;
}

Sentence sentence_in(const Json& json, int depth) {
    constexpr int max_depth = 8;  // of sentences in sentences; ours have three
    if (!json.is_object() || depth > max_depth) return {};
    const SentenceKind* kind = sentence_kind(text_in(json, "name"));
    const auto values = json.find("values");
    if (!kind || values == json.end() || !values->is_object()) return {};
    Sentence sentence{kind->name, {}};
    for (const std::string& hole : holes_of(*kind)) {
        const auto found = values->find(hole);
        auto value = found == values->end() ? std::nullopt : value_in(*found, depth);
        if (!value) return {};
        sentence.values.push_back(std::move(*value));
    }
    return sentence;
}

}  // namespace

bool Sentence::operator==(const Sentence& other) const {
    return name == other.name && values == other.values;
}

tl::unexpected<Sentence> did_you_mean(Sentence refusal, std::string_view word, const std::vector<std::string_view>& candidates) {
    const std::string_view near = config::likely(word, candidates);
    if (near.empty()) return tl::unexpected(std::move(refusal));
    return workflow::refusal("did-you-mean", std::move(refusal), near);
}

StoredSentence stored(const Sentence& sentence) {
    return {to_json(sentence).dump(-1, ' ', false, Json::error_handler_t::replace)};
}

Sentence parse_sentence(const StoredSentence& stored) {
    return sentence_in(Json::parse(stored.json, nullptr, false), 0);
}

}  // namespace workflow
