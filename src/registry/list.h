// Records of one type as lists: filtered by their facts, in an order, page by page, and only inside what the reader may
// see.
//
// A filter is a typed predicate, never text of SQL. A page starts after the last row of the one before (keyset), so
// that page 1,000 costs as little as page 1 and rows that come or go meanwhile neither repeat nor hide others.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "registry/registry.h"

namespace huimin::registry {

/// An unknown fact satisfies none of these but `unknown`: it is neither equal nor different.
enum class Comparison {
    equal,
    not_equal,
    less,
    at_most,
    greater,
    at_least,
    among,    ///< equal to one of the values; at least one
    within,   ///< a division in or below the value
    contains, ///< of texts; A-Z and a-z are the same
    begins,
    known,   ///< without a value
    unknown, ///< without a value
};

struct Condition {
    language::Index field = language::none;
    Comparison is = Comparison::equal;
    std::vector<language::Value> values; ///< one; for `among` many, for `known` and `unknown` none
};

/// Where a page ends: the ordering fact and the place of its last row.
struct PageEnd {
    Stored fact;
    RecordKey at;

    /// `330282.17.i20300`: opaque to clients.
    [[nodiscard]] std::string text() const;
    /// Fails with registry.page.
    static Result<PageEnd> parse(std::string_view);
};

struct ListRequest {
    language::Index record = language::none;
    Extent inside;                    ///< only records there; none: nothing is seen
    std::optional<AreaCode> within{}; ///< of these, only those in this division or below it
    std::optional<RecordKey> owner{}; ///< only what belongs to this record
    std::optional<RecordKey> only{};  ///< only this one
    std::vector<Condition> conditions{};
    language::Index order = language::none; ///< by this fact, unknown ones last; none: by county and key
    bool descending = false;
    std::size_t rows_max = 50;
    std::optional<PageEnd> after{};
    std::vector<language::Index> fields{}; ///< the facts wanted; empty: all
    bool count = false;                    ///< how many there are on all pages: costs a pass over them
};

struct ListedRecord {
    RecordKey at;
    std::int64_t version = 0;
    std::optional<std::int64_t> owner;
    std::vector<language::Value> values; ///< one per wanted field, in its order
    std::vector<language::Provenance> provenance;
};

struct ListPage {
    std::vector<ListedRecord> rows;
    std::optional<PageEnd> next; ///< none on the last page
    std::optional<std::int64_t> count;
};

/// One page. Fails with
///   registry.filter  a condition does not fit its field: its kind, or the number of values
///   registry.page    the page end belongs to another order
Result<ListPage> list(Registry&, const ListRequest&);

} // namespace huimin::registry
