// The commands that work on a city's store: init, import, export, search, sweep, explain, simulate, map, journal,
// backup, restore.

#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tools/terminal.h"

namespace huimin::tools {

/// What every one of them is told.
struct StoreOptions {
    std::string home;
    std::string store;                               ///< sqlite:FILE or postgresql://…
    std::string city;                                ///< pack; only `init` needs it, afterwards the store knows
    std::string actor;                               ///< who is working, for the journal
    std::string purpose;                             ///< why, for the journal
    std::function<std::int64_t()> milliseconds = {}; ///< since 1970-01-01 UTC; none: the machine's clock
};

[[nodiscard]] Exit init(const Terminal&, const StoreOptions&);

struct ImportOptions {
    std::vector<std::string> files;
    std::string record;        ///< 人, person, 家庭 …
    std::string source;        ///< 公安户籍: kept with every fact
    std::string true_on;       ///< the day the facts were true
    std::string returned;      ///< folder for the rows that come back
    std::string control_total; ///< field=1234.50
    std::string preview;       ///< digest of the dry run that this commits
    bool dry_run = false;
};
[[nodiscard]] Exit import_files(const Terminal&, const StoreOptions&, const ImportOptions&);

struct ExportOptions {
    std::string record, file, area;
    bool clear = false;
};
[[nodiscard]] Exit export_records(const Terminal&, const StoreOptions&, const ExportOptions&);

struct SearchOptions {
    std::string words, area, record;
    int rows_max = 20;
};
[[nodiscard]] Exit search(const Terminal&, const StoreOptions&, const SearchOptions&);

struct SweepOptions {
    std::string month; ///< 2025-07
    std::string lists; ///< folder for each household's list of entitlements; empty: none
    int threads = 2;
    bool keep = false;    ///< keep the answers, to compare later
    bool changed = false; ///< ask only what can have changed since they were kept
};
[[nodiscard]] Exit sweep(const Terminal&, const StoreOptions&, const SweepOptions&);

struct ExplainOptions {
    std::string household; ///< its number; empty: the one with the most to explain
    std::string month;
    bool english = false;
};
[[nodiscard]] Exit explain(const Terminal&, const StoreOptions&, const ExplainOptions&);

struct SimulateOptions {
    std::string month;
    std::string with;                  ///< a pack folder that changes parameters or rules; empty: the city's own
    std::vector<std::string> settings; ///< parameters to change: 低保标准=+5%
    int threads = 2;
};
[[nodiscard]] Exit simulate(const Terminal&, const StoreOptions&, const SimulateOptions&);

struct MapOptions {
    std::string file, level = "county", source, approval;
};
[[nodiscard]] Exit import_map(const Terminal&, const StoreOptions&, const MapOptions&);

[[nodiscard]] Exit anchor_journal(const Terminal&, const StoreOptions&);
[[nodiscard]] Exit verify_journal(const Terminal&, const StoreOptions&, const std::string& anchors);
[[nodiscard]] Exit backup(const Terminal&, const StoreOptions&, const std::string& file);

struct RestoreOptions {
    std::string file;
    bool replace = false; ///< what the store holds already
};
[[nodiscard]] Exit restore(const Terminal&, const StoreOptions&, const RestoreOptions&);

} // namespace huimin::tools
