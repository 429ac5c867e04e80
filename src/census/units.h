// All units of one record type (all households with their members) in memory: in columns, as far as columns can hold
// them.
//
// Every fact that is a number, a truth, a day, a month or a choice stands in a column. A unit with more than that which
// rules read (a known text, members in a second list, more than 255 members) stands whole beside the columns, and is
// answered by the interpreter. So the columns hold everything about the units that stand in them
// (columns::Layout::complete), and rules that read such things still run over them as vectors.

#pragma once

#include <functional>
#include <map>
#include <memory>
#include <unordered_map>
#include <vector>

#include "census/internal/unit_batch.h"
#include "language/columns/columns.h"

namespace huimin::census {

class Units {
public:
    /// No units yet. Program and tree must outlive them.
    Units(const language::Program&, const AreaTree&, std::shared_ptr<const UnitShape>);

    [[nodiscard]] const UnitShape& shape() const { return *shape_; }
    [[nodiscard]] std::size_t size() const { return slots_.size() + whole_.size(); }
    [[nodiscard]] std::size_t persons() const { return members_; } ///< members in the list that has columns
    [[nodiscard]] std::size_t bytes() const;                       ///< of the columns

    /// The unit with every fact that rules read; none when there is none. Of its division it tells what parameters make
    /// of it: the county, where no rule looks further down.
    [[nodiscard]] std::optional<language::Instance> find(registry::RecordKey) const;
    [[nodiscard]] language::Instance instance(language::columns::Slot) const;
    [[nodiscard]] RecordKeys keys() const; ///< sorted by county and key
    /// Every unit that stands in columns, with the number of its members.
    void each_in_columns(const std::function<void(registry::RecordKey, std::uint32_t members)>&) const;

    // What stands in columns.
    [[nodiscard]] const language::columns::Columns& columns() const { return columns_; }
    [[nodiscard]] std::span<const std::optional<AreaCode>> divisions() const { return divisions_; } ///< by chunk
    [[nodiscard]] std::int64_t county(std::uint32_t division) const { return counties_[division]; }
    [[nodiscard]] registry::RecordKey key(language::columns::Slot) const;
    [[nodiscard]] std::int64_t member_key(language::columns::Slot, std::uint32_t member) const;
    [[nodiscard]] const language::columns::Slot* slot(registry::RecordKey) const;

    /// What stands whole.
    [[nodiscard]] const std::map<registry::RecordKey, language::Instance>& whole() const { return whole_; }

    /// Takes units in; none of them may be here already.
    void insert(const UnitBatch&, unsigned threads);
    void erase(registry::RecordKey);

private:
    /// A row of a batch on its way to a lane of a chunk; nowhere when the unit stands whole.
    struct Target {
        std::uint32_t chunk = nowhere, lane = 0;
        static constexpr std::uint32_t nowhere = 0xFFFFFFFF;
    };
    struct Keys {
        std::vector<std::int64_t> units, members; ///< by lane; members plane by plane
    };
    struct ColumnCells;

    void make_room(const UnitBatch&);
    std::uint32_t division(std::int64_t county, std::optional<AreaCode>);
    [[nodiscard]] AreaCode division_class(AreaCode) const;
    void place(const UnitBatch&, std::vector<Target>& units, std::vector<Target>& members);
    void fill(const RowBatch&, bool of_members, const std::vector<Target>&, unsigned threads);
    void fill_column(const PackedCells&, const ColumnCells&, const std::vector<Target>&);

    const language::Program* program_;
    const AreaTree* areas_;
    std::shared_ptr<const UnitShape> shape_;
    language::columns::Columns columns_;
    std::vector<std::optional<AreaCode>> divisions_;
    std::vector<std::int64_t> counties_;
    std::map<std::pair<std::int64_t, AreaCode>, std::uint32_t> division_at_; // by county and class; 0: not known
    std::set<AreaCode> named_areas_;                                         // that rules tell apart, below a county
    std::vector<Keys> keys_;                                                 // by chunk
    std::unordered_map<registry::RecordKey, language::columns::Slot, RecordKeyHash> slots_;
    std::map<registry::RecordKey, language::Instance> whole_;
    std::size_t members_ = 0;
};

} // namespace huimin::census
