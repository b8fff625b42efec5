#pragma once

#include "config/result.hpp"
#include "templates/template_values.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace templates {

/// A mustache template, compiled to a flat list of steps. The syntax is mustache's (checked by kainjow's parser):
/// {{value}}, {{{raw}}}, {{#section}}, {{^section}}, {{! comment }}. catalog.cpp inserts partials beforehand.
/// Rendering a notice's text and HTML takes 1 µs here and 18 µs with kainjow, which splits every name at each look-up
/// and makes a node of each blank. An unknown name is an error here; kainjow treats it as empty.
/// A line that has a section or comment tag and otherwise renders as blanks is left out, also when the section is
/// skipped. kainjow leaves an empty line there.
class Template {
public:
    enum class Escape { none, html };

    /// permanent: wrong syntax, or a name that is not in template_values.hpp. The message starts with `name`.
    [[nodiscard]] static config::Result<Template> compile(std::string_view name, std::string_view source, Escape escape);

    /// Appends the text for `values`. Safe to use from several threads at the same time.
    void render(const TemplateValues& values, std::string& out) const;

private:
    struct Step {
        enum class Kind {
            text,      // does not end a line
            line_end,  // text starts with a line break; whole lines may follow
            value,
            row_first,
            row_second,
            section,  // section of a value; rendered when the value is not empty
            inverted,
            list,  // rendered once for each row
            inverted_list,
            comment,
            end
        };
        Kind kind = Kind::text;
        bool raw = false;
        std::size_t index = 0;  // the index of the key or list
        std::size_t after = 0;  // for a section: the step after its end
        std::string text;
    };
    class Compiler;
    class Printer;

    std::vector<Step> steps_;
    Escape escape_ = Escape::none;
    std::size_t size_ = 0;  // bytes of fixed text, for reserving memory
};

}  // namespace templates
