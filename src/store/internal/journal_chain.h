// The journal's table and the chain over its entries.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/sm3.h"
#include "store/journal.h"
#include "store/schema.h"
#include "store/value.h"

namespace huimin::store::internal {

std::vector<Table> journal_tables();

/// The columns an entry is written with, and chained by after its seq.
inline const std::vector<std::string> journal_fields = {"area",   "entry", "at",     "actor", "purpose", "action",
                                                        "record", "key",   "before", "after", "origin"};

/// The head as the sealer recorded it in the store; none when nothing was sealed yet, or someone took it away.
Result<std::optional<JournalHead>> recorded_head(Reader&);

class JournalChain {
public:
    explicit JournalChain(const Sm3Digest& last) : last_(last) {}

    /// The hash of the entry with this number and these fields, the next link.
    const Sm3Digest& add(std::int64_t seq, Values fields);
    [[nodiscard]] const Sm3Digest& last() const { return last_; }

private:
    Sm3 hash_;
    Sm3Digest last_;
    std::string bytes_;
};

} // namespace huimin::store::internal
