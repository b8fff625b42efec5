#pragma once

#include "config/result.hpp"
#include "templates/embedded.hpp"
#include "templates/template.hpp"
#include "templates/phrases.hpp"
#include "workflow/model/decision.hpp"

#include <map>
#include <span>
#include <string_view>

namespace templates {

/// The compiled texts of one kind of mail.
struct MailTexts {
    Template subject;
    Template preview;  // shown next to the subject in a list of mails
    Template text;
    Template html;
};

/// All texts of one language.
struct Catalog {
    Phrases phrases;
    std::map<workflow::MailKind, MailTexts> mails;  // contains every kind

    /// Reads `language`/words.txt, and for each kind of mail `KIND.txt.mustache` and `KIND.html.mustache`, each inside
    /// its frame. shared/ holds the files that all languages share. permanent: no such language, or the name of a file
    /// that is missing or does not compile.
    [[nodiscard]] static config::Result<Catalog> load(std::string_view language, std::span<const EmbeddedText> texts);
};

}  // namespace templates
