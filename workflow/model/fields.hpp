#pragma once

#include <array>
#include <cstddef>
#include <initializer_list>

namespace workflow {

/// The fields that a command or a rule can set.
enum class Field { status, priority, assignment, category };

/// A set of fields.
class Fields {
public:
    constexpr Fields() = default;
    constexpr Fields(std::initializer_list<Field> fields) {
        for (const Field field : fields)
            insert(field);
    }

    constexpr void insert(Field field) { has_[static_cast<std::size_t>(field)] = true; }
    [[nodiscard]] constexpr bool contains(Field field) const { return has_[static_cast<std::size_t>(field)]; }

private:
    std::array<bool, 4> has_{};
};

}  // namespace workflow
