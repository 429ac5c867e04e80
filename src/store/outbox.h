// The outbox: what others are to learn of, written with the change itself and read in one order by each consumer.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/area.h"
#include "base/result.h"
#include "store/key_maker.h"
#include "store/store.h"

namespace huimin::store {

struct OutboxEvent {
    std::int64_t position = 0; ///< 1, 2, 3 … without gaps, in the order they were lined up
    std::int64_t entry = 0;    ///< its key, which tells its time
    AreaCode area;
    std::string topic;
    std::string body; ///< JSON
};

/// Puts an event into the transaction of the change it tells of. It has no position yet.
Result<Done> append_to_outbox(Transaction&, KeyMaker&, AreaCode, std::string_view topic, std::string_view body);

/// Gives every committed event without one its position; yields the last position. An event that is committed later
/// comes later, so a consumer that reads on from where it stopped misses none. Any number may run at once.
Result<std::int64_t> line_up_outbox(Store&);

/// Events after a position, oldest first.
Result<std::vector<OutboxEvent>> read_outbox(Reader&, std::int64_t after, std::int64_t count_max);

/// How far a consumer has come; 0 at first. Moving it back replays.
Result<std::int64_t> outbox_mark(Reader&, std::string_view consumer);
Result<Done> move_outbox_mark(Transaction&, std::string_view consumer, std::int64_t position);

} // namespace huimin::store
