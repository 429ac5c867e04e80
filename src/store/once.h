// A request that is sent twice is done once: a client that heard nothing sends the same again, under the same key, and
// gets the first answer.
//
// What was done and the answer kept of it are one transaction (together.h): no crash leaves a deed that a repeated
// request would do again. An answer is kept for a day under the account and the key. Who sends the same while the first
// is at work waits for it.

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

    explicit Once(Store& store) : store_(&store) {}

    /// The answer kept; none where nobody has done it.
    ///
    /// Fails with
    ///   once.other   the key was used for another request
    Result<std::optional<std::string>> find(const OnceKey&, std::int64_t now);

    /// Before the deed, in its transaction: nobody else does the same until that ends.
    ///
    /// Fails with
    ///   once.done    somebody else has just done it, under this key: its answer can be found now
    static Result<Done> begin(Transaction&, const OnceKey&, std::int64_t now);
    /// After the deed, in its transaction.
    static Result<Done> keep(Transaction&, const OnceKey&, std::string_view answer);

    /// What is older than a day. Now and then, by one of the processes.
    Result<Done> forget_old(std::int64_t now);

private:
    Store* store_;
};

} // namespace huimin::store
