// Tables as upper rooms describe them, and how a store is brought to them.
//
// City data lives by one rule on both engines, so that a city can be spread over machines: the county-level `area` is
// the first column of every primary key, unique constraint and reference, and is never changed. Keys are made by a
// KeyMaker.

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/store.h"

namespace huimin::store {

enum class ColumnType { integer, text, blob };

struct Column {
    std::string name;
    ColumnType type = ColumnType::text;
    bool required = true; ///< never null
    /// What rows that stand already get when a required column is added: a number or a text by the column's type.
    std::optional<std::string> preset = std::nullopt;

    friend bool operator==(const Column&, const Column&) = default;
};

struct Index {
    std::vector<std::string> columns;
    bool unique = false;
    std::string where = {}; ///< only rows for which this SQL holds: "seq is null"; empty for all

    friend bool operator==(const Index&, const Index&) = default;
};

/// These columns name a row of `table` by its primary key, or are null. Checked when the transaction commits.
struct Reference {
    std::vector<std::string> columns;
    std::string table;

    friend bool operator==(const Reference&, const Reference&) = default;
};

struct Table {
    std::string name;
    std::vector<Column> columns;
    std::vector<std::string> primary_key;
    std::vector<Index> indexes = {};
    std::vector<Reference> references = {};
    /// Rows stand in their primary key and nowhere else (SQLite's `without rowid`): half the writing, for tables of
    /// short rows asked by their key alone. PostgreSQL knows no such thing.
    bool by_key = false;

    friend bool operator==(const Table&, const Table&) = default;
};

/// What a migration did, one line per deed: "表 `person` 增加列 `phone`".
struct MigrationReport {
    std::vector<std::string> deeds;
};

/// Brings the store to the wanted tables (and its own: journal, outbox, jobs) in one transaction: a power cut leaves
/// the old or the new. Makes tables, columns, indexes and references; drops columns that hold nothing and indexes no
/// longer wanted; leaves tables not named alone.
///
/// Fails with
///   store.migration_loses  a column with values would go or change its type, or the primary key would change
///   store.migration_value  a column becomes required and rows have no value for it
///   store.constraint       rows that stand break a new unique index or reference
Result<MigrationReport> migrate(Store&, std::span<const Table> wanted);

/// The tables the store knows, by name.
Result<std::vector<Table>> tables(Reader&);

} // namespace huimin::store
