// Rows of an office file judged cell by cell, apart from what the store knows: that is the business of rows.h. Runs on
// a thread of its own and hands over rows by the batch, so that reading and storing go side by side.

#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "registry/internal/heading.h"

namespace huimin::registry {

/// Where the fields of one record stand in the file, in the order of its columns.
struct FileFields {
    std::vector<language::Index> fields;
    std::vector<std::size_t> columns;
    /// Position of a field among `fields`; none when the file does not have it.
    [[nodiscard]] std::optional<std::size_t> find(language::Index field) const;
};

/// What the file says, once its heading is known.
struct FileShape {
    Heading heading;
    FileFields own, owners;
};

/// What became of a row in the store.
enum class Outcome { none, added, changed, unchanged };

/// One row with what was found in it. Facts stand in the order of FileShape's fields; unknown ones say nothing.
struct ReadRow {
    std::size_t number = 0;
    Verdict verdict = Verdict::ok;
    Outcome outcome = Outcome::none;
    bool confirmed = false;
    bool owners_speak = false; ///< it says something of the record its own belongs to
    std::vector<Stored> own, owners;
    std::string initials;                ///< of the own record's name
    std::vector<std::string> name_parts; ///< where that name is found besides its beginning
    std::string json;                    ///< the own facts, for the journal
    std::string raw;                     ///< its cells end to end, a household's filled in
    std::vector<std::size_t> raw_ends;
    std::vector<CellVerdict> cells;

    /// Adds to what was found. What is asked and was confirmed counts as mended, where a word of the clerk suffices.
    void find(CellVerdict, bool may_confirm = true);
    [[nodiscard]] std::string_view raw_cell(std::size_t column) const;
};

/// Judges rows as the reader hands them over.
class RowReading {
public:
    /// Columns whose field the scope hides are not read; without one, all are.
    RowReading(const language::Program&, language::Index record, const ColumnNames&, const CellGround&,
               const access::Scope* scope);

    /// False for a title, a heading, a total, a signature or an empty row; else `into` holds the row.
    /// Fails with import.no_header and as check_heading.
    Result<bool> take(const SheetRow&, ReadRow& into);
    /// Ends the file: a heading without a row below it counts too. Fails with import.no_header.
    Result<Done> finish();

    [[nodiscard]] const FileShape& shape() const { return shape_; }
    [[nodiscard]] std::size_t skipped() const { return skipped_; }

private:
    Result<bool> take_heading(const SheetRow&);
    Result<Done> settle_heading();
    void hide_columns(Heading&) const;
    [[nodiscard]] bool is_beside_the_data(const SheetRow&) const;
    void carry_owner(const SheetRow&, ReadRow&);
    void read_cells(const SheetRow&, ReadRow&);
    void read_one(const SheetCell&, std::size_t column, const language::Field&, FieldPart, Stored&, ReadRow&);
    void compare_with_number(ReadRow&) const;

    const language::Program& program_;
    language::Index record_;
    const language::Record& own_;
    const language::Record* owner_;
    const CellGround& ground_;
    const access::Scope* scope_;
    HeadingFinder finder_;
    FileShape shape_;
    bool settled_ = false;
    std::size_t skipped_ = 0;
    std::vector<std::string> carried_; ///< a household's cells, from its first row
    std::vector<bool> starts_owner_;   ///< by column: names the household
};

/// Reads a file on its own thread.
class ReadingThread {
public:
    static constexpr std::size_t batch_rows = 512;
    using Batch = std::vector<ReadRow>;

    ReadingThread(std::string_view bytes, RowReading&);
    ReadingThread(const ReadingThread&) = delete;
    ReadingThread& operator=(const ReadingThread&) = delete;
    ~ReadingThread(); ///< stops the reading

    /// The next rows; none at the end of the file. A batch handed back is used again. Fails as read_sheet_bytes and
    /// RowReading.
    Result<std::optional<Batch>> next(Batch handed_back);
    /// Once `next` yielded none.
    [[nodiscard]] const SheetNotes& notes() const { return notes_; }

private:
    void read(std::string_view bytes, RowReading& reading);
    bool give(Batch&&);

    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Batch> ready_, spare_;
    bool ended_ = false, stopped_ = false;
    std::optional<Error> fault_;
    SheetNotes notes_;
    std::thread thread_;
};

} // namespace huimin::registry
