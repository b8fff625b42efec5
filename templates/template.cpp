// Compiles mustache templates to a flat list of steps and renders them.
#include "templates/template.hpp"

#include "templates/html_text.hpp"

#include <fmt/format.h>
#include <kainjow/mustache.hpp>

namespace templates {
namespace {

std::string_view trim(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
        text.remove_suffix(1);
    return text;
}

}  // namespace

/// Reads a source whose syntax kainjow has already checked.
class Template::Compiler {
public:
    using Kind = Step::Kind;

    Compiler(std::string_view name, std::string_view source) : name_(name), source_(source) {}

    config::Result<std::vector<Step>> run() {
        while (!source_.empty()) {
            const auto open = source_.find("{{");
            literal(source_.substr(0, open));
            if (open == std::string_view::npos) break;
            source_.remove_prefix(open + 2);
            if (auto done = tag(); !done) return tl::unexpected(done.error());
        }
        return std::move(steps_);
    }

private:
    config::Result<void> wrong(std::string_view what) const { return config::permanent(fmt::format("{}: {}", name_, what)); }

    void literal(std::string_view text) {
        const auto first = text.find('\n');
        if (first == std::string_view::npos) {
            if (!text.empty()) steps_.push_back({Kind::text, false, 0, 0, std::string(text)});
            return;
        }
        const auto last = text.rfind('\n') + 1;
        if (first > 0) steps_.push_back({Kind::text, false, 0, 0, std::string(text.substr(0, first))});
        steps_.push_back({Kind::line_end, false, 0, 0, std::string(text.substr(first, last - first))});
        if (last < text.size()) steps_.push_back({Kind::text, false, 0, 0, std::string(text.substr(last))});
    }

    config::Result<void> tag() {
        const bool triple = source_.starts_with('{');
        const std::string_view close = triple ? "}}}" : "}}";
        const auto end = source_.find(close);
        auto content = trim(source_.substr(triple ? 1 : 0, end - (triple ? 1 : 0)));
        source_.remove_prefix(end + close.size());
        if (content.empty()) return wrong("an empty tag");
        const char sigil = triple ? '&' : content.front();
        if (!triple && std::string_view("#^/!&>=").find(sigil) != std::string_view::npos) content = trim(content.substr(1));
        switch (sigil) {
            case '!':
                steps_.push_back({Kind::comment, false, 0, 0, {}});
                return {};
            case '#':
            case '^':
                return open_section(content, sigil == '^');
            case '/':
                return close_section();
            case '&':
                return value(content, true);
            case '>':
                return wrong(fmt::format("no part {{{{>{}}}}} can stand here", content));
            case '=':
                return wrong("the tag marks cannot be changed");
            default:
                return value(content, false);
        }
    }

    config::Result<void> value(std::string_view name, bool raw) {
        if (list_) {
            const auto [first, second] = row_names(*list_);
            if (name == first || name == second) {
                steps_.push_back({name == first ? Kind::row_first : Kind::row_second, raw, 0, 0, {}});
                return {};
            }
        }
        const auto key = parse_key(name);
        if (!key) return wrong(fmt::format("{{{{{}}}}} is no value of a mail", name));
        steps_.push_back({Kind::value, raw, static_cast<std::size_t>(*key), 0, {}});
        return {};
    }

    config::Result<void> open_section(std::string_view name, bool inverted) {
        open_.push_back({steps_.size(), list_});
        if (const auto list = parse_list(name)) {
            if (list_) return wrong(fmt::format("list {{{{#{}}}}} stands inside a list", name));
            if (!inverted) list_ = list;
            steps_.push_back({inverted ? Kind::inverted_list : Kind::list, false, static_cast<std::size_t>(*list), 0, {}});
            return {};
        }
        const auto key = parse_key(name);
        if (!key) return wrong(fmt::format("{{{{#{}}}}} is no value of a mail", name));
        steps_.push_back({inverted ? Kind::inverted : Kind::section, false, static_cast<std::size_t>(*key), 0, {}});
        return {};
    }

    config::Result<void> close_section() {
        if (open_.empty()) return wrong("a section ends that did not begin");
        steps_.push_back({Kind::end, false, 0, 0, {}});
        steps_[open_.back().step].after = steps_.size();
        list_ = open_.back().list;
        open_.pop_back();
        return {};
    }

    struct Open {
        std::size_t step;
        std::optional<List> list;  // the list around this section
    };

    std::string_view name_;
    std::string_view source_;
    std::vector<Step> steps_;
    std::vector<Open> open_;
    std::optional<List> list_;  // the list whose rows are being rendered
};

class Template::Printer {
public:
    Printer(const Template& what, const TemplateValues& values, std::string& out)
        : steps_(what.steps_), html_(what.escape_ == Escape::html), values_(values), out_(out), line_start_(out.size()) {}

    void run() {
        print(0, steps_.size(), Row{});
        drop_empty_line();
    }

private:
    using Kind = Step::Kind;

    void print(std::size_t at, std::size_t to, const Row& row) {
        while (at < to) {
            const auto& step = steps_[at++];
            switch (step.kind) {
                case Kind::text:
                    out_ += step.text;
                    break;
                case Kind::line_end:
                    end_line(step.text);
                    break;
                case Kind::value:
                    put(values_.values[step.index], step.raw);
                    break;
                case Kind::row_first:
                    put(row.first, step.raw);
                    break;
                case Kind::row_second:
                    put(row.second, step.raw);
                    break;
                case Kind::section:
                case Kind::inverted:
                    tagged_ = true;
                    if (values_.values[step.index].empty() != (step.kind == Kind::inverted)) at = step.after;
                    break;
                case Kind::inverted_list:
                    tagged_ = true;
                    if (!values_.lists[step.index].empty()) at = step.after;
                    break;
                case Kind::list:
                    tagged_ = true;
                    for (const auto& each : values_.lists[step.index])
                        print(at, step.after, each);
                    at = step.after;
                    break;
                case Kind::comment:
                case Kind::end:
                    tagged_ = true;
                    break;
            }
        }
    }

    void put(const std::string& value, bool raw) {
        if (html_ && !raw) {
            append_html_escaped(out_, value);
        } else {
            out_ += value;
        }
    }

    bool drop_empty_line() {
        if (!tagged_ || out_.find_first_not_of(" \t", line_start_) != std::string::npos) return false;
        out_.resize(line_start_);
        return true;
    }

    void end_line(std::string_view lines) {
        if (drop_empty_line()) lines.remove_prefix(1);
        out_ += lines;
        line_start_ = out_.size();
        tagged_ = false;
    }

    const std::vector<Step>& steps_;
    const bool html_;
    const TemplateValues& values_;
    std::string& out_;
    std::size_t line_start_;
    bool tagged_ = false;  // this line contained a section or comment tag
};

config::Result<Template> Template::compile(std::string_view name, std::string_view source, Escape escape) {
    const kainjow::mustache::mustache checked{std::string(source)};
    if (!checked.is_valid()) return config::permanent(fmt::format("{}: {}", name, checked.error_message()));
    auto steps = Compiler(name, source).run();
    if (!steps) return tl::unexpected(steps.error());
    Template out;
    out.steps_ = std::move(*steps);
    out.escape_ = escape;
    out.size_ = source.size();
    return out;
}

void Template::render(const TemplateValues& values, std::string& out) const {
    out.reserve(out.size() + size_ + values[Key::text].size() + values[Key::text_html].size());
    Printer(*this, values, out).run();
}

}  // namespace templates
