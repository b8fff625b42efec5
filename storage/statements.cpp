#include "storage/statements.hpp"

#include <fmt/format.h>

namespace storage {

namespace {

// A string longer than this is let go after use; the memory of others is used again.
constexpr std::size_t kept_bytes = 64U << 10U;

}  // namespace

Prepared::Prepared(soci::session& session, const std::string& text, const std::vector<bool>& is_text)
    : values_(is_text.size()), states_(is_text.size(), soci::i_ok), statement_(session) {
    statement_.alloc();
    for (std::size_t i = 0; i < values_.size(); ++i) {
        const std::string name = fmt::format("v{}", i);
        if (is_text[i])
            statement_.exchange(soci::use(values_[i].text, states_[i], name));
        else
            statement_.exchange(soci::use(values_[i].integer, states_[i], name));
    }
    statement_.prepare(text);
    statement_.define_and_bind();
}

std::int64_t Prepared::run(const Cell* row) {
    for (std::size_t i = 0; i < values_.size(); ++i, ++row) {
        values_[i].integer = row->integer;
        values_[i].text = row->text;
        states_[i] = row->null ? soci::i_null : soci::i_ok;
    }
    statement_.execute(true);
    for (Cell& value : values_) {
        if (value.text.capacity() > kept_bytes) value.text = std::string();
    }
    return statement_.get_affected_rows();
}

Prepared& StatementCache::get(soci::session& session, const std::string& text, const std::vector<bool>& is_text) {
    std::unique_ptr<Prepared>& statement = statements_[text];
    if (!statement) statement = std::make_unique<Prepared>(session, text, is_text);
    return *statement;
}

}  // namespace storage
