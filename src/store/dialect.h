// The little in which the two engines' SQL differs. What is not here is written the same for both.
//
// Common to both and so without a helper: `on conflict … do update set x = excluded.x`, `returning`, `is distinct
// from`, `update … from`, `filter`, window functions, `nulls last`, `cast(… as …)`, partial indexes, `->>` on JSON
// texts.

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace huimin::store {

enum class Engine { sqlite, postgresql };

class Dialect {
public:
    constexpr explicit Dialect(Engine engine) : engine_(engine) {}

    [[nodiscard]] constexpr Engine engine() const { return engine_; }

    /// A name as it is written in SQL: in double quotes, so that Chinese and reserved words are names like others.
    static std::string name(std::string_view);

    /// `"a", "b"`
    static std::string names(std::span<const std::string>);

    /// `$1, $2, …` up to `count`.
    static std::string placeholders(std::size_t count);

    /// `insert into table (…) values ($1, …)` that, where a row of the same `key` stands, changes its other columns.
    static std::string upsert(std::string_view table, std::span<const std::string> columns,
                              std::span<const std::string> key);

    /// True where the number `expression` is one of a list handed in as the text made by `list`.
    [[nodiscard]] std::string is_any_of(std::string_view expression, std::string_view placeholder) const;
    [[nodiscard]] std::string list(std::span<const std::int64_t>) const;

    /// Rows of `from` that fit `where` and whose `column` is one of `count` values, with the placeholders from `first`
    /// on. PostgreSQL looks for each of them by itself: by its statistics, which know nothing of a table being filled,
    /// it would read all that fits `where`.
    [[nodiscard]] std::string select_each(std::string_view columns, std::string_view from, std::string_view where,
                                          std::string_view column, std::size_t first, std::size_t count) const;

    /// True where the text `expression` contains the given text; A-Z and a-z are the same, no other letters are.
    [[nodiscard]] std::string contains(std::string_view expression, std::string_view placeholder) const;

    /// The texts of a group in one, in no promised order.
    [[nodiscard]] std::string joined(std::string_view expression, std::string_view separator) const;

    /// At the end of a select in a transaction: holds the rows so that others wait, or pass them by.
    [[nodiscard]] std::string_view for_update() const;
    [[nodiscard]] std::string_view for_update_skip_locked() const;

private:
    Engine engine_;
};

} // namespace huimin::store
