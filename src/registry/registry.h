// Records of the declared types: found, read whole, and changed with history and journal.

#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "access/scope.h"
#include "language/evaluate.h"
#include "registry/tables.h"
#include "store/journal.h"
#include "store/key_maker.h"
#include "store/store.h"

namespace huimin::registry {

/// Who does something and why, for the journal. Who comes through the gate brings the scope: what lies outside it can
/// be neither seen nor changed, whatever is asked. Without one it is the machine itself, on the command line.
struct Actor {
    std::string name;
    std::string purpose;
    std::shared_ptr<const access::Scope> scope = nullptr;

    static Actor of(const access::Scope&);
};

/// Who tells facts, why, from which source, and on which day they were true.
struct Telling {
    Actor actor;
    std::string source;
    std::optional<Day> true_on = std::nullopt;
};

/// A record's place in the store. The key stays when a record moves to another county.
struct RecordKey {
    std::int64_t county = 0; ///< six digits
    std::int64_t key = 0;
    friend auto operator<=>(const RecordKey&, const RecordKey&) = default;
};

/// Where a reader may look (access/scope.h); of a fresh one nothing is seen.
using access::Extent;
/// A division and all below it, for who may look there by other rights than the gate's; code 0: the whole country.
[[nodiscard]] Extent below(AreaCode);

/// One fact to be changed.
struct FactChange {
    language::Index field = language::none;
    language::Value value;
};

class Registry {
public:
    /// `milliseconds` tells the time since 1970-01-01 UTC.
    Registry(store::Store&, std::shared_ptr<const language::Program>, const AreaTree&,
             std::function<std::int64_t()> milliseconds);

    /// Brings the store's tables to the program's records.
    Result<store::MigrationReport> migrate();

    /// A record with everything that belongs to it, at any depth. Fails with registry.missing, also when it lies
    /// outside.
    Result<language::Instance> load(language::Index record, RecordKey, const Extent& inside = below(AreaCode()));

    /// The record whose unique field has this value, or had it before; none when there is none. Of a record that was
    /// given up in a merge, the one that was kept.
    Result<std::optional<RecordKey>> find(language::Index record, language::Index field, const std::string& value);

    /// Changes facts of one record: the old row goes to the history, the journal tells before and after. The facts told
    /// get this source and day, the others keep theirs.
    ///
    /// Fails with
    ///   registry.missing    there is no such record
    ///   registry.conflict   somebody else changed it since `version` was read
    ///   registry.taken      a unique value stands with another record
    ///   registry.kind, .range, .number, .text, .places, .required  a fact that cannot be
    ///   registry.elsewhere  the division lies in another county: that is a move
    Result<Done> change(language::Index record, RecordKey, std::int64_t version, const std::vector<FactChange>&,
                        const Actor&, const std::string& source, std::optional<Day> true_on);

    Result<std::optional<std::string>> setting(const std::string& name);
    Result<Done> set(const std::string& name, const std::string& value);

    [[nodiscard]] const language::Program& program() const { return *program_; }
    [[nodiscard]] store::Store& store() { return *store_; }
    [[nodiscard]] store::KeyMaker& keys() { return *keys_; }
    [[nodiscard]] const AreaTree& areas() const { return *areas_; }

private:
    Result<Done> load_lists(store::Reader&, language::Instance&, RecordKey);

    store::Store* store_;
    std::shared_ptr<const language::Program> program_;
    const AreaTree* areas_;
    std::unique_ptr<store::KeyMaker> keys_;
};

/// Fields by which a record is found: its unique ones and the one that names it, when that is unique.
[[nodiscard]] std::vector<language::Index> lookup_fields(const language::Record&);

} // namespace huimin::registry
