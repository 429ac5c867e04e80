// Office files into records: every row gets a verdict, good rows go in, the others come back in the same layout with
// the reason.
//
// One transaction a file: a kill or a power cut leaves all of it or nothing. The same file again changes nothing.

#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/money.h"
#include "registry/cells.h"
#include "registry/registry.h"
#include "registry/sheet.h"

namespace huimin::registry {

/// Headings offices write, to names of fields: 身份证 → 身份证号. Read from data/column_names.csv.
using ColumnNames = std::map<std::string, std::string>;
[[nodiscard]] Result<ColumnNames> read_column_names(std::string_view csv);

struct ImportRequest {
    std::filesystem::path file;
    language::Index record = language::none;
    std::string source;
    std::optional<Day> true_on;
    Actor actor;
    bool dry_run = false;
    std::string preview;                       ///< digest of the dry run this commits; empty: none was made
    std::filesystem::path returned;            ///< folder for the rows that come back; empty: they are only counted
    std::string control_field;                 ///< sum of this column over the accepted rows …
    std::optional<Money> control_total;        ///< … must be this
    std::function<void(std::size_t)> progress; ///< rows read so far
};

struct ImportReport {
    std::size_t rows = 0; ///< with data; titles, totals and signatures are skipped
    std::size_t skipped = 0;
    std::size_t ok = 0, mended = 0, ask = 0, refused = 0;
    std::size_t added = 0, changed = 0, unchanged = 0, owners_added = 0;
    Money control_sum;
    std::vector<std::string> unknown_columns;
    std::string digest;             ///< SM3 of file, record and columns: what a commit names
    std::filesystem::path returned; ///< the file of rows that came back; empty when none did
};

/// Imports one file.
///
/// Fails, with nothing changed, with
///   import.no_header      no row names enough of the record's fields
///   import.column_twice   two columns are for one field
///   import.column_missing a column the record cannot be found or made without is not there
///   import.changed        the file is not the one that was previewed
///   import.control_total  the accepted rows do not sum to the control total
///   and as read_sheet and the store
Result<ImportReport> import_file(Registry&, const ColumnNames&, const ImportRequest&);

/// Writes all records of a type, or those of one county, in the layout that import reads. Yields how many.
Result<std::size_t> export_file(Registry&, language::Index record, AreaCode area, const std::filesystem::path&);

} // namespace huimin::registry
