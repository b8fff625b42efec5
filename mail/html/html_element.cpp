// Reads the attributes of an HTML element.
#include "mail/html/html_element.hpp"

#include "config/base/ascii.hpp"

namespace mail {

std::string_view attribute(const GumboElement& element, const char* name) {
    const auto* found = gumbo_get_attribute(&element.attributes, name);
    return found == nullptr ? std::string_view() : std::string_view(found->value);
}

bool has_attribute(const GumboElement& element, const char* name) {
    return gumbo_get_attribute(&element.attributes, name) != nullptr;
}

bool has_class(std::string_view classes, std::string_view wanted) {
    while (!classes.empty()) {
        classes = ascii::trim_left(classes);
        auto word = classes.substr(0, classes.find_first_of(" \t\r\n"));
        classes.remove_prefix(word.size());
        while (ascii::starts_with(word, "x_"))
            word.remove_prefix(2);
        if (ascii::equal(word, wanted)) return true;
    }
    return false;
}

std::string squashed_style(std::string_view style) {
    std::string out;
    out.reserve(style.size());
    for (const char c : style) {
        if (!ascii::is_space(c)) out += ascii::lower(c);
    }
    return out;
}

}  // namespace mail
