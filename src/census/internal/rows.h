// Rows of the store on their way into the columns: what is read of each record type, and the rows read.

#pragma once

#include <vector>

#include "census/internal/packed_cells.h"
#include "census/work.h"
#include "language/reads.h"
#include "registry/registry.h"

namespace huimin::census {

/// What is read of a record type: every fact that can stand in a column, and of the others those that rules read.
struct RowShape {
    language::Index record = language::none;
    bool has_owner = false;
    bool has_area = false;                ///< the record has a field that locates it
    std::vector<language::Index> columns; ///< fields that stand in columns
    std::vector<language::Index> beside;  ///< fields that do not, and that rules read

    static RowShape of(const language::Program&, language::Index record, const language::Facts& read);
    /// `select …` of one row, in the order RowBatch takes it; the caller adds what follows `from`.
    [[nodiscard]] std::string select(const language::Program&) const;
};

/// Whether facts of a kind stand in columns.
[[nodiscard]] bool stands_in_columns(language::Kind);
/// What a cell is a fact's number times.
[[nodiscard]] std::int64_t scale_of(language::Kind);

/// Rows of one record type.
class RowBatch {
public:
    explicit RowBatch(RowShape shape) : shape_(std::move(shape)), cells_(shape_.columns.size()) {}

    /// Reads all rows of a question put with `RowShape::select`.
    Result<Done> read(store::Rows&, const language::Program&, const Work&, std::size_t& rows_so_far);
    /// A record at hand, with its county and the key of what it belongs to.
    void add(const language::Program&, std::int64_t county, std::int64_t owner, const language::Instance&);
    void finish();

    [[nodiscard]] const RowShape& shape() const { return shape_; }
    [[nodiscard]] std::size_t size() const { return key_.size(); }
    [[nodiscard]] std::int64_t county(std::size_t row) const { return county_[row]; }
    [[nodiscard]] std::int64_t key(std::size_t row) const { return key_[row]; }
    [[nodiscard]] std::int64_t owner(std::size_t row) const { return owner_[row]; } ///< 0: none
    [[nodiscard]] std::optional<AreaCode> area(std::size_t row) const;
    [[nodiscard]] const PackedCells& cells(std::size_t column) const { return cells_[column]; }

    /// Facts that stand in no column, by row; only known ones.
    struct Beside {
        std::uint32_t row = 0;
        language::Index field = language::none;
        language::Value value;
    };
    [[nodiscard]] std::span<const Beside> beside() const { return beside_; }

    /// A row as the interpreter takes it, without its lists. Facts that were not read are unknown.
    [[nodiscard]] language::Instance instance(std::size_t row, const language::Program&) const;

private:
    RowShape shape_;
    std::vector<std::int32_t> county_;
    std::vector<std::int64_t> key_, owner_, area_; // area 0: not known
    std::vector<PackedCells> cells_;
    std::vector<Beside> beside_;
};

} // namespace huimin::census
