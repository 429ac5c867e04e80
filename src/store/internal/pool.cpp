#include "store/internal/pool.h"

#include <chrono>

#include "store/internal/trouble.h"

namespace huimin::store::internal {

Pool::Pool(std::string address, Engine engine, int writers_max, Connect connect)
    : address_(std::move(address)), engine_(engine), writers_max_(writers_max), connect_(std::move(connect))
{
}

Result<std::unique_ptr<Connection>> Pool::lend(Use use)
{
    {
        std::unique_lock lock(mutex_);
        if (use == Use::write) {
            const auto free = [this] { return writers_lent_ < writers_max_ || lost_; };
            if (!writer_came_back_.wait_for(lock, std::chrono::seconds(5), free))
                return trouble(Trouble::busy, "begin");
        }
        if (lost_)
            return trouble(Trouble::lost, address_);
        writers_lent_ += use == Use::write ? 1 : 0;
        if (!idle(use).empty()) {
            auto connection = std::move(idle(use).back());
            idle(use).pop_back();
            return connection;
        }
    }
    auto connection = connect_(use);
    if (!connection.ok() && use == Use::write) {
        const std::lock_guard lock(mutex_);
        writers_lent_--;
        writer_came_back_.notify_one();
    }
    return connection;
}

void Pool::take_back(std::unique_ptr<Connection> connection)
{
    if (connection->in_transaction())
        connection->roll_back();
    connection->mend();
    const std::lock_guard lock(mutex_);
    const Use use = connection->use();
    if (connection->sound())
        idle(use).push_back(std::move(connection));
    else
        lost_ = lost_ || engine_ == Engine::sqlite;
    if (use == Use::write) {
        writers_lent_--;
        writer_came_back_.notify_one();
    }
}

}  // namespace huimin::store::internal
