// Keeps the prepared statements of one connection in a cache.
#include "storage/sql/statements.hpp"

#include <fmt/format.h>
#include <soci/postgresql/soci-postgresql.h>
#include <soci/sqlite3/soci-sqlite3.h>

namespace storage {

namespace {

// Bytes. The memory of longer strings is freed after use; that of shorter ones is reused.
constexpr std::size_t kept_bytes = 64U << 10U;

// The program has fewer statements than this; only combinations of filters can exceed it.
constexpr std::size_t kept_queries = 200;

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

void Statement::rest(bool postgresql) {
    if (postgresql)
        static_cast<soci::postgresql_statement_backend*>(handle.get_backend())->result_.reset();
    else
        sqlite_api::sqlite3_reset(static_cast<soci::sqlite3_statement_backend*>(handle.get_backend())->stmt_);
    for (auto* slots : {&columns, &binds}) {
        for (Slot& slot : *slots) {
            if (slot.text.capacity() > kept_bytes) slot.text = std::string();
        }
    }
}

Statement* StatementCache::borrow(soci::session& session, const std::string& text) {
    auto found = queries_.find(text);
    if (found == queries_.end()) {
        if (queries_.size() >= kept_queries) return nullptr;
        found = queries_.emplace(text, std::make_unique<Statement>(session)).first;
    }
    Statement& statement = *found->second;
    if (statement.busy) return nullptr;
    statement.busy = true;
    return &statement;
}

void StatementCache::give_back(Statement& statement, const std::string& text, bool postgresql) {
    if (!statement.made) {
        queries_.erase(text);
        return;
    }
    statement.rest(postgresql);
    statement.busy = false;
}

void StatementCache::clear() {
    statements_.clear();
    queries_.clear();
}

Prepared& StatementCache::get(soci::session& session, const std::string& text, const std::vector<bool>& is_text) {
    std::unique_ptr<Prepared>& statement = statements_[text];
    if (!statement) statement = std::make_unique<Prepared>(session, text, is_text);
    return *statement;
}

}  // namespace storage
