// Stores long byte strings as rows of at most 1 MiB.
#include "storage/sql/chunks.hpp"

#include <fmt/format.h>

namespace storage {

namespace {

template <class AddOwner>
void add(RowBatch& rows, std::string_view bytes, AddOwner add_owner) {
    std::int64_t position = 0;
    // An empty value is stored as one empty chunk, because no row at all means that there is no value.
    do {
        const std::string_view chunk = bytes.substr(0, chunk_bytes);
        bytes.remove_prefix(chunk.size());
        add_owner();
        rows.integer(position++).bytes(std::string(chunk));
    } while (!bytes.empty());
}

}  // namespace

void add_chunks(RowBatch& rows, std::int64_t owner, std::string_view bytes) {
    add(rows, bytes, [&] { rows.integer(owner); });
}

void add_chunks(RowBatch& rows, const std::string& owner, std::string_view bytes) {
    add(rows, bytes, [&] { rows.text(owner); });
}

std::vector<Column> chunk_columns(const char* owner, Type type) {
    return {{owner, type}, {"position", Type::integer}, {"bytes", Type::bytes}};
}

std::unordered_map<std::int64_t, std::string> read_chunks(const Sql& sql, const std::string& owner,
                                                          std::span<const std::int64_t> owners) {
    std::unordered_map<std::int64_t, std::string> out;
    Query query(
        sql,
        fmt::format("select {0}, bytes from {0}_chunk where {0} {1} order by {0}, position", owner, in_integers(sql, "owners")),
        {Type::integer, Type::bytes});
    query.bind("owners", json_list(owners));
    while (query.next())
        out[query.integer(0)] += query.bytes(1);
    return out;
}

}  // namespace storage
