// The connections of one store: lent, taken back, and never more writers than the engine bears.

#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "store/internal/connection.h"

namespace huimin::store {

namespace internal {
class Pool;
}
class Store;
internal::Pool& pool_of(Store&);

}  // namespace huimin::store

namespace huimin::store::internal {

class Pool {
public:
    using Connect = std::function<Result<std::unique_ptr<Connection>>(Use)>;

    Pool(std::string address, Engine, int writers_max, Connect);

    /// Waits for a writer five seconds at most.
    Result<std::unique_ptr<Connection>> lend(Use);
    void take_back(std::unique_ptr<Connection>);

    [[nodiscard]] const std::string& address() const { return address_; }
    [[nodiscard]] Engine engine() const { return engine_; }

private:
    std::vector<std::unique_ptr<Connection>>& idle(Use use) { return use == Use::read ? readers_ : writers_; }

    const std::string address_;
    const Engine engine_;
    const int writers_max_;
    const Connect connect_;
    std::mutex mutex_;
    std::condition_variable writer_came_back_;
    int writers_lent_ = 0;
    bool lost_ = false;  ///< the disk failed under a file: only a new start may touch it again
    std::vector<std::unique_ptr<Connection>> readers_;
    std::vector<std::unique_ptr<Connection>> writers_;
};

}  // namespace huimin::store::internal
