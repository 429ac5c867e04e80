// Rows that were read, put into the store: found or made, compared, kept with history, told to the journal.

#pragma once

#include <string>
#include <unordered_map>
#include <unordered_set>

#include "registry/import.h"

namespace huimin::registry {

/// What a row says: a fact per field of the record, and of the one it belongs to. Unknown says nothing.
struct ReadRow {
    std::vector<language::Value> own, owners;
};

enum class Outcome { added, changed, unchanged };

/// Puts rows of one file into the store, inside the file's transaction.
class RowsIntoStore {
public:
    static Result<RowsIntoStore> begin(Registry&, store::Transaction&, const ImportRequest&, const std::string& digest);

    /// Fails with registry.* codes, worded for the row: it comes back with that reason. `store.*` ends the import.
    Result<Outcome> put(const ReadRow&);
    Result<Done> finish(ImportReport&);

private:
    RowsIntoStore(Registry& registry, store::Transaction& transaction, const ImportRequest& request)
        : registry_(&registry), transaction_(&transaction), request_(&request)
    {
    }

    /// One record type being filled: what stands already by number, and what this file adds.
    struct Table {
        language::Index record = language::none;
        std::unordered_map<std::string, RecordKey> by_number; // field alias + '\n' + value
        std::unordered_map<std::string, RecordKey> by_name;   // of those without any number: owner, name and birthday
        std::unordered_set<std::int64_t> fresh;               // keys added by this file
        std::optional<store::Bulk> rows;
    };

    Result<Done> open(Table&, language::Index record);
    Result<std::optional<RecordKey>> find(Table&, const std::vector<language::Value>&);
    /// How somebody without a number is known again: by the household, the name and the birthday. Empty when that is
    /// not known.
    [[nodiscard]] std::string name_key(const Table&, std::int64_t owner, const std::vector<language::Value>&) const;
    Result<RecordKey> add(Table&, const std::vector<language::Value>&, std::optional<RecordKey> owner);
    Result<Outcome> merge(Table&, RecordKey, const std::vector<language::Value>&);
    Result<Done> tell(const char* action, const language::Record&, RecordKey, const std::string* before,
                      const std::string& after, std::int64_t entry = 0);

    Registry* registry_;
    store::Transaction* transaction_;
    const ImportRequest* request_;
    std::string digest_;
    Table own_, owner_;
    std::size_t owners_added_ = 0;
    std::optional<store::Bulk> lookups_, name_parts_;
    std::optional<store::Journal::Bulk> journal_;
};

} // namespace huimin::registry
