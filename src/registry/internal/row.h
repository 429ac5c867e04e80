// One row as it stands in the store, and what keeps its history, its numbers and its name findable. Every deed on
// records is made of these.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "registry/origins.h"
#include "registry/registry.h"

namespace huimin::registry {

struct KeptRow {
    RecordKey at;
    std::int64_t version = 1;
    language::Provenance from;         ///< of all facts that `origins` does not name
    std::optional<std::int64_t> owner; ///< key of the record it belongs to
    std::string origins;
    std::vector<Stored> facts; ///< one per field
};

/// A row whose cells are those of `all_columns`.
[[nodiscard]] KeptRow row_of(const language::Record&, store::Values cells);
[[nodiscard]] language::Instance instance_of(const language::Record&, language::Index, const KeptRow&);
[[nodiscard]] std::string name_in(const language::Record&, const KeptRow&); ///< empty when there is none

/// The row at this place; inside a transaction it is held until its end.
Result<std::optional<KeptRow>> read_row(store::Reader&, const language::Record&, RecordKey);
Result<std::optional<KeptRow>> hold_row(store::Transaction&, const language::Record&, RecordKey);
/// The same for a row that nobody looks at: whether it stands.
Result<store::Whether> hold_place(store::Transaction&, const language::Record&, RecordKey);

/// `select … from record where …`, the columns those of `all_columns`.
[[nodiscard]] std::string select_rows(const language::Record&, const std::string& where);

/// Copies the row as it stands into the history; `entry` is the journal's entry that ends it.
Result<Done> into_history(store::Transaction&, const language::Record&, RecordKey, std::int64_t entry);

Result<Done> insert_row(store::Transaction&, const language::Record&, const KeptRow&);
Result<Done> update_row(store::Transaction&, const language::Record&, const KeptRow&);
Result<Done> delete_row(store::Transaction&, const language::Record&, RecordKey);

enum class Former {
    keep,
    forget,
    none, ///< a new record: it has had no other numbers or names
};

/// Makes a record findable by the numbers and the name of `after`, and by those of `before` as former ones, unless they
/// are to be forgotten: what a record held by mistake. Either may be null: a record that comes or goes. A record that
/// moved takes along what it was found by; its former ones are for the caller. Fails with registry.taken.
Result<Done> index_row(store::Transaction&, const language::Record&, const KeptRow* before, const KeptRow* after,
                       Former = Former::keep);

/// The same put together with what follows: whether another record holds one of its numbers is told when looked at.
class TakenNumbers {
public:
    explicit TakenNumbers(const language::Record& record) : record_(&record) {}
    void add(language::Index field, store::Whether took) { numbers_.emplace_back(field, std::move(took)); }
    Result<Done> none(); ///< fails with registry.taken

private:
    const language::Record* record_;
    std::vector<std::pair<language::Index, store::Whether>> numbers_;
};
Result<TakenNumbers> put_into_index(store::Transaction&, const language::Record&, const KeptRow* before,
                                    const KeptRow* after, Former = Former::keep);

/// One entry of the journal about one record. `before` and `after` may be null.
struct Told {
    const char* action = "";
    std::int64_t entry = 0; ///< its key
    const KeptRow* before = nullptr;
    const KeptRow* after = nullptr;
    std::string origin = {};
};
Result<Done> tell(store::Transaction&, store::KeyMaker&, const language::Record&, RecordKey, const Actor&, const Told&);

[[nodiscard]] Error no_such_record(const language::Record&);

} // namespace huimin::registry
