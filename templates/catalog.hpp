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

/// What one kind of mail says, compiled.
struct MailTexts {
    Template subject;
    Template preview;  // what a list of mails shows beside the subject
    Template text;
    Template html;
};

/// All texts of one language.
struct Catalog {
    Phrases phrases;
    std::map<workflow::MailKind, MailTexts> mails;  // every kind is there

    /// Reads `language`/words.txt, and for each kind of mail `KIND.txt.mustache` and `KIND.html.mustache`, each put into its
    /// frame; shared/ has what is the same in all languages. permanent: no such language; a file that is missing or does not
    /// compile, with its name.
    [[nodiscard]] static config::Result<Catalog> load(std::string_view language, std::span<const EmbeddedText> texts);
};

}  // namespace templates
