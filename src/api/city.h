// What the API works on: one city's packs, registry, accounts and census. The server makes it; nothing here owns more
// than it names.

#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "access/access.h"
#include "api/cursors.h"
#include "api/identifiers.h"
#include "base/working_days.h"
#include "census/board.h"
#include "packs/packs.h"
#include "registry/import.h"
#include "registry/point_read.h"
#include "registry/registry.h"
#include "store/long_work.h"
#include "store/questions.h"

namespace huimin::api {

struct City {
    const packs::Model& packs;
    const AreaTree& areas;
    const WorkingDays& calendar;
    registry::Registry& registry;

    access::Access& access;

    store::LongWork& work;       ///< simulations, imports
    store::Questions& questions; ///< for single reads
    registry::PointReads& reads; ///< their wording
    census::Board& board;        ///< figures

    /// The city's packs read anew, for trying other parameters: nobody else holds the program.
    std::function<Result<std::shared_ptr<const language::Program>>()> read_packs;

    const registry::ColumnNames& column_names;
    std::filesystem::path spool; ///< for files on their way in and out; empty: none can be kept

    Identifiers ids;
    Cursors cursors;
    std::function<Day()> today; ///< in China
    bool demo = false;          ///< invented people: pages say so

    [[nodiscard]] const language::Program& program() const { return *packs.program; }
    [[nodiscard]] language::World world() const { return {areas, calendar}; }
    [[nodiscard]] store::Store& store() const { return registry.store(); }
    [[nodiscard]] std::string area_name(AreaCode) const; ///< as of today; the code where the tree has none
};

} // namespace huimin::api
