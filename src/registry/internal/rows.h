// Rows that were read, put into the store: found or made, compared, kept with history, told to the journal.
//
// A batch at a time: its numbers are looked up together, the rows they stand for are read together, then row by row is
// decided and written. What a batch wrote is in the store before the next is looked up, but for what makes new records
// findable: that is held back up to a bound (held_back.h). So memory does not grow with the file but for a few bytes a
// row that tell whether it came before.

#pragma once

#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "registry/internal/held_back.h"
#include "registry/internal/reading.h"
#include "registry/internal/row.h"
#include "registry/internal/row_numbers.h"

namespace huimin::registry {

class RowsIntoStore {
public:
    /// `shape` outlives it.
    static Result<std::unique_ptr<RowsIntoStore>> begin(Registry&, store::Transaction&, const ImportRequest&,
                                                        const std::string& digest, const FileShape& shape);

    /// Gives every row that is ok or mended its outcome, or what else was found. Fails with store.*: the import ends.
    Result<Done> put(std::vector<ReadRow>& batch);
    Result<Done> finish();
    [[nodiscard]] std::size_t owners_added() const { return owners_added_; }

private:
    RowsIntoStore(Registry&, store::Transaction&, const ImportRequest&, const FileShape&);

    /// A unique field the file has: where it stands among the file's fields, and what is known by it.
    struct Number {
        language::Index field;
        std::size_t at;
        bool stored = false;                                              ///< the store holds some of them
        HeldNumbers held = {};                                            ///< of records this file added
        std::unordered_map<std::string, RecordKey> now = {}, former = {}; ///< as the store has it, of this batch

        [[nodiscard]] std::optional<RecordKey> find(const std::string& number) const;
        void drop(const std::string& number);
    };
    /// One record type being filled.
    struct Table {
        language::Index index = language::none;
        const language::Record* record = nullptr;
        const FileFields* file = nullptr;
        std::vector<Number> numbers;
        HeldTexts parts;                                                   ///< of names of records this file added
        std::unordered_map<std::int64_t, KeptRow> standing;                ///< rows of this batch that stood before it
        std::unordered_map<std::int64_t, const std::vector<Stored>*> made; ///< facts of rows this batch added
        std::unordered_set<std::int64_t> changed;                          ///< in this batch
        std::unordered_set<std::int64_t> inside; ///< of those standing, what the actor may import into
        std::unordered_set<std::int64_t> late;   ///< standing, but read after `inside` was asked
        std::optional<store::Bulk> rows, history, updates;
        bool has_former = false;                                                      ///< some number was held before
        std::vector<std::pair<language::Index, std::optional<std::size_t>>> required; ///< and where the file has them
    };
    using Facts = std::vector<Stored>;

    Result<Done> open(Table&, language::Index record, const FileFields&);
    Result<Done> open_changes(Table&);

    // rows_known.cpp: what the store knows of a batch
    Result<Done> look_up(Table&, const std::vector<ReadRow>&, Facts ReadRow::*);
    using Texts = std::unordered_set<std::string_view>;
    Result<Done> look_up_number(const Table&, Number&, const Texts& numbers);
    Result<Done> ask_for(const Table&, const Number&, const char* table, const Texts& numbers,
                         std::unordered_map<std::string, RecordKey>& found);
    Result<Done> read_standing(Table&, const std::set<RecordKey>&);
    Result<Done> look_up_unnumbered(const std::vector<ReadRow>&);
    Result<Done> read_members(std::int64_t county, const std::vector<store::Value>& owners);
    Result<Done> read_named(std::int64_t county, const std::vector<store::Value>& names);
    void note_unnumbered(const KeptRow&);
    /// The record with one of the row's numbers. Two that point to different ones are told in `row`.
    std::optional<RecordKey> find_by_number(const Table&, const Facts&, ReadRow& row) const;
    std::optional<RecordKey> find_by_name(const ReadRow&, std::int64_t owner) const;
    [[nodiscard]] const Stored* known_fact(const Table&, std::int64_t key, std::size_t at) const;
    [[nodiscard]] bool says_the_same(const Table&, std::int64_t key, const Facts&) const;
    [[nodiscard]] static std::string name_key(std::int64_t owner, const std::string& name);
    /// The county that the facts name; 0 when they name none.
    [[nodiscard]] static std::int64_t county_of(const Table&, const Facts&);

    // rows_inside.cpp: what the actor's scope reaches
    [[nodiscard]] const access::Extent* reach(language::Index record) const; ///< null: everything
    Result<Done> look_inside(Table&);
    Result<bool> is_inside(Table&, RecordKey);
    void check_division(ReadRow&, const Table&, const Facts&, bool must_name) const;
    Result<Done> check_inside(ReadRow&, std::optional<RecordKey> known, std::optional<RecordKey> owner);

    // rows.cpp: what becomes of a row
    Result<Done> put_one(ReadRow&);
    bool came_before(ReadRow&, RecordKey known) const;
    /// The record the row's own belongs to, as far as it stands.
    Result<std::optional<RecordKey>> find_owner(ReadRow&, std::optional<RecordKey> known);
    void compare_with_known(ReadRow&, RecordKey known, std::optional<RecordKey> owner) const;
    void compare_with_earlier(ReadRow&);
    [[nodiscard]] bool names_owner(const ReadRow&) const;
    void check_addition(ReadRow&, bool adds_own, bool adds_owner) const;
    Result<Done> write(ReadRow&, std::optional<RecordKey> known, std::optional<RecordKey> owner, bool adds_owner);

    // rows_write.cpp
    Result<RecordKey> add(Table&, const Facts&, std::optional<RecordKey> owner, const ReadRow*);
    Result<Done> add_findable(Table&, RecordKey, std::int64_t above, const Facts&, const ReadRow*);
    /// Whether anything changed. A fact that was true on a later day than the file's stays, which is told in the row.
    Result<bool> merge(Table&, RecordKey, const Facts&, std::optional<std::int64_t> owner, ReadRow&);
    [[nodiscard]] bool is_newer(const language::Provenance& known) const; ///< than what the file says
    Result<Done> write_change(Table&, const KeptRow& before, const KeptRow& after);
    Result<Done> leave_behind(Table&, const KeptRow& before, const KeptRow& after);
    Result<Done> flush(Table&);
    Result<Done> hand_over(Table&);
    Result<Done> end_batch(Table&);
    Result<Done> tell(const char* action, const language::Record&, RecordKey, const std::string* before,
                      const std::string& after, std::int64_t entry = 0);

    Registry* registry_;
    store::Transaction* transaction_;
    const ImportRequest* request_;
    const FileShape* shape_;
    std::string digest_;
    Table own_, owner_;
    std::unordered_map<std::string, std::vector<RecordKey>> unnumbered_; ///< of this batch, by owner and name
    RowNumbers came_;                                                    ///< keys of records that were named
    RowNumbers near_;                                                    ///< name and begin of number, hashed
    std::size_t owners_added_ = 0;
    std::optional<store::Bulk> lookups_, name_parts_;
    std::optional<store::Journal::Bulk> journal_;
    std::vector<store::Value> cells_; ///< of the row being written
    std::string json_;
};

} // namespace huimin::registry
