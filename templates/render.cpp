#include "templates/render.hpp"

#include "templates/catalog.hpp"
#include "templates/mail_occasion.hpp"

namespace templates {

struct Texts::Compiled {
    Catalog catalog;
};

Texts::Texts(std::unique_ptr<Compiled> compiled) : compiled_(std::move(compiled)) {}
Texts::Texts(Texts&&) noexcept = default;
Texts& Texts::operator=(Texts&&) noexcept = default;
Texts::~Texts() = default;

const Words& Texts::words() const {
    return compiled_->catalog.words;
}

config::Result<Texts> Texts::load(const std::string& language) {
    auto catalog = Catalog::load(language, embedded_texts());
    if (!catalog) return tl::unexpected(catalog.error());
    return Texts(std::make_unique<Compiled>(Compiled{std::move(*catalog)}));
}

mail::OutgoingMessage Texts::render(const workflow::Directory& directory, const workflow::Notification& order,
                                    const workflow::Ticket* ticket, const workflow::Entry* entry, const Addresses& addresses,
                                    config::Instant now) const {
    const auto& [words, mails] = compiled_->catalog;
    const bool shows_sla = ticket != nullptr && order.to_technician;
    const Occasion occasion{directory,
                            order,
                            ticket,
                            visible_entry(order, entry),
                            addresses,
                            now,
                            shows_sla ? workflow::sla_view(directory, *ticket, now) : workflow::SlaView{}};
    const auto& texts = mails.at(order.kind);
    auto out = make_envelope(occasion, words);
    auto view = make_view(occasion, words);
    texts.subject.render(view, out.subject);
    texts.preview.render(view, view[Key::preview]);
    texts.text.render(view, out.text);
    texts.html.render(view, out.html);
    return out;
}

}  // namespace templates
