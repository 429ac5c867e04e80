// Office files into records: every row gets a verdict, good rows go in, the others come back in the same layout with
// the reason.
//
// One transaction a file: a kill or a power cut leaves all of it or nothing. The same file again changes nothing.

#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/money.h"
#include "registry/cells.h"
#include "registry/registry.h"

namespace huimin::registry {

/// Headings offices write, to names of fields: 身份证 → 身份证号. Read from data/column_names.csv.
using ColumnNames = std::map<std::string, std::string>;
[[nodiscard]] Result<ColumnNames> read_column_names(std::string_view csv);

/// What was found in one cell, or of the row as a whole.
///
/// Codes are those of cells.h, and of a row
///   row.birthday, row.sex   ask: the column and the number contradict each other
///   row.near_number         ask: an earlier row has this name and nearly this number
///   row.name_changed        ask: the system knows another name for this number
///   row.former_number       ask: a number that somebody had before
///   row.other_owner         ask: the system has this person in another household
///   row.owner_differs       ask: the household's facts are not those of an earlier row of this file
///   row.older               mended: the system knows the fact of a later day, which stays
///   row.repeated            mended: the same row again
///   row.confirmed           mended: a person answered what was asked, in the column 确认
///   row.cells_over          refused: cells beyond the last column of the heading
///   import.twice            refused: an earlier row says other things of the same record
///   import.outside          refused: the record, its owner or a division lies outside the actor's scope
///   registry.required, .taken, .unknown_person
struct CellVerdict {
    std::string column; ///< as the file names it; empty for the row as a whole
    Verdict verdict = Verdict::ok;
    std::string code;
    std::string original;   ///< masked where the field is
    std::string normalised; ///< what was or would be taken, masked too
    std::string why, remedy;
};
struct RowVerdict {
    std::size_t row = 0; ///< in the file, from 1
    Verdict verdict = Verdict::ok;
    std::vector<CellVerdict> cells; ///< those that are not ok
};

struct ImportReport;

struct ImportRequest {
    std::filesystem::path file;
    language::Index record = language::none;
    std::string source;
    std::optional<Day> true_on;
    Actor actor;
    bool dry_run = false;
    std::string preview;                  ///< digest of the dry run this commits; empty: none was made
    std::optional<std::int64_t> rows_max; ///< with data
    std::stop_token stop;                 ///< ends it with nothing changed
    /// Done in the same transaction, as its last part: what must stand exactly when the import does.
    std::function<Result<Done>(store::Transaction&, const ImportReport&)> also;
    std::filesystem::path returned;                ///< folder for the rows that come back; empty: they are only counted
    std::string control_field;                     ///< sum of this column over the accepted rows …
    std::optional<Money> control_total;            ///< … must be this
    std::function<void(std::size_t)> progress;     ///< rows read so far
    std::function<void(const RowVerdict&)> judged; ///< every row that is not ok, in order
};

struct ImportReport {
    std::size_t rows = 0; ///< with data; titles, totals and signatures are skipped
    std::size_t skipped = 0;
    std::size_t ok = 0, mended = 0, ask = 0, refused = 0;
    std::size_t older = 0; ///< of those taken in: a fact of theirs stayed out, for the system knows a later one
    std::size_t added = 0, changed = 0, unchanged = 0, owners_added = 0;
    Money control_sum;
    std::vector<std::string> unknown_columns;
    std::vector<std::string> notes; ///< hidden rows, sheets and columns that were not read, in words
    /// SM3 of the file, the record, the source and its day, the rules, and what became of every row: what a commit
    /// names. A commit whose own differs would write something else than was shown.
    std::string digest;
    std::filesystem::path returned; ///< the file of rows that came back; empty when none did
};

/// Imports one file. What is asked of a row (待确认) is answered by 是 in the column 确认 of the file that came back.
///
/// Fails, with nothing changed, with
///   import.no_header      no row names enough of the record's fields
///   import.column_twice   two columns are for one field
///   import.column_missing a column the record cannot be found or made without is not there
///   import.unit           a heading says another unit than the field's: 万元
///   import.changed        the file, the rules or the records are not those of the preview
///   import.rows           more rows than may be imported at once
///   import.stopped        it was told to stop
///   import.control_total  the accepted rows do not sum to the control total
///   import.control_form   the control field is no amount of the record
///   and as read_sheet and the store
Result<ImportReport> import_file(Registry&, const ColumnNames&, const ImportRequest&);

} // namespace huimin::registry
