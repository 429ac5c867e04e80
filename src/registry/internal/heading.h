// Which row of an office file is its heading, and which column is which field.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "registry/import.h"

namespace huimin::registry {

/// A column's meaning: a field of the record, or of the one it belongs to.
struct Target {
    bool of_owner = false;
    language::Index field = language::none;
    friend bool operator==(const Target&, const Target&) = default;
};

struct Heading {
    std::vector<Row> rows; ///< titles and heading as they stand in the file, the heading's last row at the end
    Row cells;             ///< as told to people: of a heading in two rows, what both say of a column
    std::vector<std::optional<Target>> targets; ///< by position
    std::optional<std::size_t> confirmed;       ///< the column 确认 of a file that came back
    std::vector<std::string> unknown;
    std::vector<std::string> hidden; ///< known, but not to be seen by who imports
    std::optional<Error> unit;       ///< a column whose unit is not the field's

    [[nodiscard]] std::size_t known() const;
    [[nodiscard]] std::optional<std::size_t> position(const Target&) const;
};

/// Columns that a file that came back has behind its own.
extern const Row returned_columns; ///< 原行号, 结果, 原因, 怎么办, 确认

/// Looks for the heading among the first rows: the first that names two fields, alone or together with the row above or
/// below it, as merged headings do (收入 over 工资 and 养老金; 父亲 over 残疾类别).
class HeadingFinder {
public:
    HeadingFinder(const language::Program&, language::Index record, const ColumnNames&);

    enum class Seen { title, heading, data };
    /// What a row is: data once the heading is complete.
    Seen take(const SheetRow&);
    /// The heading, once a row was data or the file has ended; none when no row is one.
    [[nodiscard]] std::optional<Heading> found() const;
    [[nodiscard]] std::size_t titles() const { return titles_; }

    /// The field a column of this name is for.
    [[nodiscard]] std::optional<Target> target_of(const std::string& name) const;

private:
    using Texts = std::vector<std::string>;
    Seen judge(const SheetRow&);
    [[nodiscard]] Heading match(const Texts& upper, const Texts& lower) const;

    const language::Program& program_;
    const language::Record& own_;
    const ColumnNames& names_;
    Texts above_, alone_; ///< the last title; the heading found, before the row below it was seen
    std::optional<Heading> heading_;
    std::vector<Row> rows_; ///< that were no data
    bool complete_ = false;
    std::size_t titles_ = 0;
};

/// Fails with import.column_twice, import.column_missing, import.unit.
Result<Done> check_heading(const Heading&, const language::Program&, language::Index record);

} // namespace huimin::registry
