// Renders one notification to subject, text and HTML.
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

const Phrases& Texts::phrases() const {
    return compiled_->catalog.phrases;
}

config::Result<Texts> Texts::load(const std::string& language) {
    auto catalog = Catalog::load(language, embedded_texts());
    if (!catalog) return tl::unexpected(catalog.error());
    return Texts(std::make_unique<Compiled>(Compiled{std::move(*catalog)}));
}

mail::OutgoingMessage Texts::render(const workflow::Directory& directory, const workflow::Notification& notification,
                                    const workflow::Ticket* ticket, const workflow::Entry* entry, const Addresses& addresses,
                                    config::Instant now) const {
    const auto& [phrases, mails] = compiled_->catalog;
    const bool shows_sla = ticket != nullptr && notification.to_technician;
    const MailOccasion occasion{directory,
                                notification,
                                ticket,
                                visible_entry(notification, entry),
                                addresses,
                                now,
                                shows_sla ? workflow::sla_view(directory, *ticket, now) : workflow::SlaView{}};
    const auto& texts = mails.at(notification.kind);
    auto out = make_envelope(occasion, phrases);
    auto values = fill_values(occasion, phrases);
    texts.subject.render(values, out.subject);
    texts.preview.render(values, values[Key::preview]);
    texts.text.render(values, out.text);
    texts.html.render(values, out.html);
    return out;
}

}  // namespace templates
