// A request that is sent twice is done once: a client that heard nothing sends the same again, under the same key, and
// gets the first answer.
//
// An answer is kept for a day under the account and the key. While the first is at work the second is told to wait; a
// first that never ended (a crash) gives way after `held_for`. What was done and what is kept of it are two
// transactions: a crash exactly between them has the deed done and its answer lost, and after `held_for` the client
// may have it done again, as without a key.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/schema.h"
#include "store/store.h"

namespace huimin::store {

struct OnceKey {
    std::int64_t account = 0;
    std::string key;
    std::string digest; ///< of what is asked: the same key for something else is refused
};

class Once {
public:
    static std::vector<Table> tables();

    static constexpr std::int64_t kept_for = 86'400'000; ///< milliseconds
    static constexpr std::int64_t held_for = 120'000;

    explicit Once(Store& store) : store_(&store) {}

    /// None: it is the first, and whoever asked does it and then calls `keep` or `give_up`. Else the answer kept.
    ///
    /// Fails with
    ///   once.other   the key was used for another request
    ///   once.busy    the first is still at work
    Result<std::optional<std::string>> begin(const OnceKey&, std::int64_t now);
    Result<Done> keep(const OnceKey&, std::string_view answer);
    /// It failed in a way that may pass: the next one tries anew.
    Result<Done> give_up(const OnceKey&);

    /// What is older than a day. Now and then, by one of the processes.
    Result<Done> forget_old(std::int64_t now);

private:
    Store* store_;
};

} // namespace huimin::store
