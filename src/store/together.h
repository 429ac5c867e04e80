// Several changes of one thread, made far apart in the program, that happen together or not at all.
//
//     Together together(store, [&](Transaction& transaction) { return once.begin(transaction, key, now); });
//     const RecordKey at = TRY(registry::add(registry, …));   // its `store.change` takes part
//     TRY(together.commit([&](Transaction& transaction) { return once.keep(transaction, key, answer); }));

#pragma once

#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "store/store.h"

namespace huimin::store {

/// While it lives, each `Store::change` of this thread on this store takes part in one transaction, and is undone alone
/// where it fails: the first by beginning anew, as there is nothing else yet, each further one as a savepoint. From the
/// first of them on, `Store::reader` reads within it too, so what was done is seen. What is read and
/// worked out before that holds up nobody. Undone when it ends without `commit`. A part that finds the data held by
/// others (store.busy) is not done again by itself: whoever began the whole does the whole again.
///
/// One at a time on a thread; `Store::begin` is not for use within.
class Together {
public:
    using Deed = std::function<Result<Done>(Transaction&)>;

    /// `first` is run in the transaction, before the first change.
    explicit Together(Store&, Deed first);
    Together(const Together&) = delete;
    Together& operator=(const Together&) = delete;
    ~Together();

    /// Runs `last` and commits, all or nothing. No change comes after it.
    Result<Done> commit(const Deed& last);

private:
    friend class Store;
    [[nodiscard]] static Together* of(const internal::Pool&);
    Result<Transaction*> transaction();                                     ///< begun when it is first asked for
    [[nodiscard]] bool begins() { return !std::exchange(has_part_, true); } ///< whether this part is the first
    void begin_anew();
    void end();

    Store* store_;
    Deed first_;
    std::optional<Transaction> transaction_;
    bool has_part_ = false;
    std::vector<std::function<void()>> afterwards_;
};

} // namespace huimin::store
