// The commands that work on single records: show, history, list, add, change, remove, move, head, duplicates, merge,
// unmerge.
//
// A record is named by a number it has or had, by its place `330282:key` as search prints it, or by a name that only
// one of them bears.

#pragma once

#include <string>
#include <vector>

#include "tools/store_commands.h"

namespace huimin::tools {

struct RecordOptions {
    std::string record;                ///< 人, person, 家庭 …
    std::string who;                   ///< which one
    std::string other;                 ///< the second of a merge
    std::string owner, area;           ///< where it belongs or goes
    std::vector<std::string> set;      ///< 工资=1200; nothing after the sign: no longer known
    std::vector<std::string> confirm;  ///< facts whose value is meant so, though it is not usual
    std::vector<std::string> relation; ///< 号码=子女: to the new head
    std::string source, true_on;       ///< of the facts told
    bool clear = false;                ///< show masked facts in clear, told to the journal
};

struct ListOptions {
    std::string record, area, owner, order, after;
    std::vector<std::string> where;  ///< 工资>=1000
    std::vector<std::string> fields; ///< the facts wanted
    int rows_max = 50;
    bool descending = false, count = false;
};

[[nodiscard]] Exit show_record(const Terminal&, const StoreOptions&, const RecordOptions&);
[[nodiscard]] Exit show_history(const Terminal&, const StoreOptions&, const RecordOptions&);
[[nodiscard]] Exit list_records(const Terminal&, const StoreOptions&, const ListOptions&);
[[nodiscard]] Exit show_duplicates(const Terminal&, const StoreOptions&, const ListOptions&);

[[nodiscard]] Exit add_record(const Terminal&, const StoreOptions&, const RecordOptions&);
[[nodiscard]] Exit change_record(const Terminal&, const StoreOptions&, const RecordOptions&);
[[nodiscard]] Exit remove_record(const Terminal&, const StoreOptions&, const RecordOptions&);
[[nodiscard]] Exit move_record(const Terminal&, const StoreOptions&, const RecordOptions&);
[[nodiscard]] Exit change_household_head(const Terminal&, const StoreOptions&, const RecordOptions&);
[[nodiscard]] Exit merge_records(const Terminal&, const StoreOptions&, const RecordOptions&);
[[nodiscard]] Exit unmerge_records(const Terminal&, const StoreOptions&, const RecordOptions&);

} // namespace huimin::tools
