// A city's store opened for a command: its packs, divisions, calendar and registry.

#pragma once

#include <memory>

#include "base/working_days.h"
#include "packs/packs.h"
#include "registry/import.h"
#include "tools/store_commands.h"

namespace huimin::tools {

class CityStore {
public:
    /// Opens the store, reads the packs of the city it was made for, and seals what a killed program left open if it
    /// can. Fails as store, packs and home, and with
    ///   store.missing   it is not there: only init and restore make one
    ///   city.none       the store has not been made for a city: run init
    ///   city.unchecked  the city's packs do not check
    ///   city.outdated   the packs' records have changed since: run init again
    static Result<std::unique_ptr<CityStore>> open(const StoreOptions&);

    /// As open, with the city that the options name, for `init`.
    static Result<std::unique_ptr<CityStore>> open_for(const StoreOptions&, const std::string& city, store::Absent);

    /// Fails with city.other when the store was made for another city: its people would be answered by foreign packs.
    Result<Done> may_become(const std::string& city);

    /// Notes, after a migration, the city and the tables its packs ask for.
    Result<Done> note_shape(const std::string& city);

    [[nodiscard]] const packs::Model& model() const { return model_; }
    [[nodiscard]] const language::Program& program() const { return *model_.program; }
    [[nodiscard]] std::shared_ptr<const language::Program> shared_program() const { return model_.program; }
    [[nodiscard]] language::World world() const { return {areas_, calendar_}; }
    [[nodiscard]] registry::Registry& registry() { return *registry_; }
    [[nodiscard]] store::Store& store() { return *store_; }
    [[nodiscard]] const AreaTree& areas() const { return areas_; }
    [[nodiscard]] const std::filesystem::path& home() const { return home_; }
    [[nodiscard]] const std::string& pack() const { return pack_; } ///< of the city, as it was named
    [[nodiscard]] std::string county_name(std::int64_t county, Day) const;

    /// The record a person names on the command line. Fails with city.no_record.
    [[nodiscard]] Result<language::Index> record(const std::string& named) const;

    /// Seals the journal: done at the end of every command that writes.
    Result<store::JournalHead> seal() { return store::seal_journal(*store_); }

private:
    CityStore() = default;

    std::filesystem::path home_;
    std::string pack_;
    AreaTree areas_;
    WorkingDays calendar_;
    packs::Model model_;
    std::unique_ptr<store::Store> store_;
    std::unique_ptr<registry::Registry> registry_;
};

} // namespace huimin::tools
