// Compiles the texts of one language: words.txt and a pair of templates for each kind of mail.
#include "templates/catalog.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace templates {
namespace {

using workflow::MailKind;

constexpr MailKind all_kinds[] = {MailKind::acknowledgement,
                                  MailKind::notice,
                                  MailKind::client_comment,
                                  MailKind::technician_comment,
                                  MailKind::note,
                                  MailKind::receipt,
                                  MailKind::refusal,
                                  MailKind::warning,
                                  MailKind::resolved_question,
                                  MailKind::breach,
                                  MailKind::delivery_failure,
                                  MailKind::reminder,
                                  MailKind::timer_question,
                                  MailKind::trouble,
                                  MailKind::escalation,
                                  MailKind::delay,
                                  MailKind::digest,
                                  MailKind::answer,
                                  MailKind::history,
                                  MailKind::report,
                                  MailKind::confirmation};

constexpr std::string_view shared = "shared";  // the folder of texts that do not depend on the language

/// The parts of a .txt file: two lines at the top, an empty line, the body.
struct Heads {
    std::string subject;
    std::string preview;
    std::string body;
};

class Loader {
public:
    Loader(std::string_view language, std::span<const EmbeddedText> texts) : language_(language), texts_(texts) {}

    config::Result<MailTexts> mail(MailKind kind) {
        const auto name = workflow::to_string(kind);
        const auto text_file = fmt::format("{}.txt.mustache", name);
        const auto html_file = fmt::format("{}.html.mustache", name);
        const auto* text_source = find(text_file);
        const auto* html_source = find(html_file);
        if (text_source == nullptr) return missing(text_file);
        if (html_source == nullptr) return missing(html_file);
        auto heads = split(path(text_file), *text_source);
        if (!heads) return tl::unexpected(heads.error());
        auto subject = Template::compile(path(text_file), heads->subject, Template::Escape::none);
        if (!subject) return tl::unexpected(subject.error());
        auto preview = Template::compile(path(text_file), heads->preview, Template::Escape::none);
        if (!preview) return tl::unexpected(preview.error());
        auto text = framed(text_file, "txt", heads->body, Template::Escape::none);
        if (!text) return tl::unexpected(text.error());
        auto html = framed(html_file, "html", *html_source, Template::Escape::html);
        if (!html) return tl::unexpected(html.error());
        return MailTexts{std::move(*subject), std::move(*preview), std::move(*text), std::move(*html)};
    }

    [[nodiscard]] const std::string_view* find(std::string_view file) const {
        for (const auto& wanted : {path(file), fmt::format("{}/{}", shared, file)}) {
            for (const auto& text : texts_)
                if (text.path == wanted) return &text.content;
        }
        return nullptr;
    }
    [[nodiscard]] std::string path(std::string_view file) const { return fmt::format("{}/{}", language_, file); }
    [[nodiscard]] tl::unexpected<config::Error> missing(std::string_view file) const {
        return config::permanent(fmt::format("{}: there is no such text", path(file)));
    }

private:
    static config::Result<Heads> split(const std::string& file, std::string_view source) {
        Heads out;
        for (const auto& [name, into] : {std::pair("Subject: ", &out.subject), std::pair("Preview: ", &out.preview)}) {
            const std::string_view label(name);
            const auto end = source.find('\n');
            if (end == std::string_view::npos || !source.starts_with(label))
                return config::permanent(fmt::format("{}: begins with \"Subject: …\", \"Preview: …\" and an empty line", file));
            *into = source.substr(label.size(), end - label.size());
            source.remove_prefix(end + 1);
        }
        if (!source.starts_with('\n'))
            return config::permanent(fmt::format("{}: an empty line belongs under \"Preview: …\"", file));
        out.body = source.substr(1);
        return out;
    }

    config::Result<Template> framed(std::string_view file, std::string_view form, std::string_view content,
                                    Template::Escape escape) {
        const auto frame = fmt::format("frame.{}.mustache", form);
        const auto* source = find(frame);
        if (source == nullptr) return missing(frame);
        std::string whole;
        if (auto put = expand(whole, *source, form, content, 0); !put) return tl::unexpected(put.error());
        return Template::compile(path(file), whole, escape);
    }

    /// Inserts the parts: {{>content}} is the mail's own text, {{>name}} is the file name.FORM.mustache.
    config::Result<void> expand(std::string& out, std::string_view source, std::string_view form, std::string_view content,
                                int depth) {
        constexpr int deepest = 4;
        if (depth > deepest) return config::permanent(fmt::format("{}: a part contains itself", language_));
        for (auto open = source.find("{{>"); open != std::string_view::npos; open = source.find("{{>")) {
            out += source.substr(0, open);
            source.remove_prefix(open + 3);
            const auto close = source.find("}}");
            if (close == std::string_view::npos) break;
            const auto name = source.substr(0, close);
            source.remove_prefix(close + 2);
            // A part's file ends in a line break, which is dropped because the line that names the part has its own.
            if (name == "content") {
                if (auto put = expand(out, without_end(content), form, {}, depth + 1); !put) return put;
                continue;
            }
            const auto part = fmt::format("{}.{}.mustache", name, form);
            const auto* text = find(part);
            if (text == nullptr) return missing(part);
            if (auto put = expand(out, without_end(*text), form, content, depth + 1); !put) return put;
        }
        out += source;
        return {};
    }

    static std::string_view without_end(std::string_view text) {
        if (text.ends_with('\n')) text.remove_suffix(1);
        return text;
    }

    std::string_view language_;
    std::span<const EmbeddedText> texts_;
};

}  // namespace

config::Result<Catalog> Catalog::load(std::string_view language, std::span<const EmbeddedText> texts) {
    Loader loader(language, texts);
    const auto* words_source = loader.find("words.txt");
    if (words_source == nullptr) return config::permanent(fmt::format("there are no texts in the language \"{}\"", language));
    auto phrases = Phrases::parse(loader.path("words.txt"), *words_source);
    if (!phrases) return tl::unexpected(phrases.error());
    Catalog out;
    out.phrases = std::move(*phrases);
    for (const auto kind : all_kinds) {
        auto mail = loader.mail(kind);
        if (!mail) return tl::unexpected(mail.error());
        out.mails.emplace(kind, std::move(*mail));
    }
    return out;
}

}  // namespace templates
