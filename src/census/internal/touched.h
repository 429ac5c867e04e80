// Which units were touched since a place in the journal.

#pragma once

#include "census/internal/unit_batch.h"

namespace huimin::census {

/// The last sealed entry of the journal.
Result<std::int64_t> last_sealed(store::Reader&);

/// The units of a shape that entries after `seq`, sealed or not yet, tell of: themselves, or anything that belongs, or
/// belonged, to them. Sorted; some may be gone. An entry that is not sealed yet is told again next time.
///
/// Yields none at all when more than `units_max` are touched.
Result<std::optional<RecordKeys>> touched_since(store::Reader&, const language::Program&, const UnitShape&,
                                                std::int64_t seq, std::size_t units_max);

} // namespace huimin::census
