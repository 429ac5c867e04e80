// The connections of one store: lent, taken back, and never more writers than the engine bears.

#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "store/internal/connection.h"

namespace huimin::store {

namespace internal {
class Connection;
class Pool;
} // namespace internal
class Reader;
class Store;
internal::Connection& connection_of(Reader&);
internal::Pool& pool_of(Store&);

} // namespace huimin::store

namespace huimin::store::internal {

/// Where one writer serves all, short transactions take turns within one of the engine's, each in a savepoint, and are
/// committed together: one sync for many. No one is told that it is done before that sync.
class Pool {
public:
    using Connect = std::function<Result<std::unique_ptr<Connection>>(Use)>;

    Pool(std::string address, Engine, int writers_max, Connect);

    /// A connection of its own; waits for a writer five seconds at most.
    Result<std::unique_ptr<Connection>> lend(Use);

    /// The same, in a transaction. A connection that died while it lay idle is dropped, and the next one taken.
    Result<std::unique_ptr<Connection>> lend_begun(Use, Result<Done> (Connection::*begin)());

    /// A writer in a transaction, which may be shared with those who wait at the same time.
    Result<std::unique_ptr<Connection>> begin_turn();

    /// Ends a transaction for good and takes the connection back.
    Result<Done> commit(std::unique_ptr<Connection>);

    /// Undoes what was not committed.
    void take_back(std::unique_ptr<Connection>);

    [[nodiscard]] const std::string& address() const { return address_; }
    [[nodiscard]] Engine engine() const { return engine_; }

private:
    /// Transactions that are committed together.
    struct Group {
        int turns = 1;
        int kept = 0; ///< turns that ended well and wait for the outcome
        std::optional<Result<Done>> outcome;
        std::condition_variable ended; ///< or left by all who wanted a turn
    };
    using Lock = std::unique_lock<std::mutex>;

    std::vector<std::unique_ptr<Connection>>& idle(Use use) { return use == Use::read ? readers_ : writers_; }
    Result<std::unique_ptr<Connection>> take(Lock&, Use);
    void put(Lock&, std::unique_ptr<Connection>);
    void tell_writer_is_free();
    Result<std::unique_ptr<Connection>> begin_group(std::unique_ptr<Connection>);
    Result<Done> end_turn(std::unique_ptr<Connection>);
    Result<Done> commit_group(Lock&, std::unique_ptr<Connection>);
    void abandon_turn(std::unique_ptr<Connection>);
    void close_group(Lock&, std::unique_ptr<Connection>, Result<Done> outcome);

    const std::string address_;
    const Engine engine_;
    const int writers_max_;
    const Connect connect_;
    std::mutex mutex_;
    std::condition_variable writer_free_; ///< for those who want a writer of their own
    std::condition_variable turn_free_;   ///< for those who want a turn
    int writers_lent_ = 0;
    bool lost_ = false; ///< the disk failed under a file: only a new start may touch it again
    std::vector<std::unique_ptr<Connection>> readers_;
    std::vector<std::unique_ptr<Connection>> writers_;
    std::shared_ptr<Group> group_;       ///< the one that is open
    std::unique_ptr<Connection> parked_; ///< its connection, between two turns
    int turns_wanted_ = 0;
};

} // namespace huimin::store::internal
