#include "store/internal/pool.h"

#include <chrono>

#include "store/internal/trouble.h"

namespace huimin::store::internal {

namespace {

constexpr std::chrono::seconds patience{5};
constexpr int turns_max = 64; // More gain little, and the first has to wait for the last.

} // namespace

Pool::Pool(std::string address, Engine engine, int writers_max, Connect connect)
    : address_(std::move(address)), engine_(engine), writers_max_(writers_max), connect_(std::move(connect))
{
}

Result<std::unique_ptr<Connection>> Pool::lend(Use use)
{
    Lock lock(mutex_);
    const auto free = [&] { return use == Use::read || writers_lent_ < writers_max_ || lost_; };
    if (!writer_free_.wait_for(lock, patience, free))
        return trouble(Trouble::busy, "begin");
    return take(lock, use);
}

Result<std::unique_ptr<Connection>> Pool::lend_begun(Use use, Result<Done> (Connection::*begin)())
{
    while (true) {
        auto connection = TRY(lend(use));
        auto begun = (*connection.*begin)();
        if (begun.ok())
            return connection;
        const bool died = !connection->sound() && engine_ == Engine::postgresql;
        take_back(std::move(connection));
        if (!died)
            return std::move(begun).error();
    }
}

/// With the lock held and a place free; lets go of the lock.
Result<std::unique_ptr<Connection>> Pool::take(Lock& lock, Use use)
{
    if (lost_)
        return trouble(Trouble::lost, address_);
    writers_lent_ += use == Use::write ? 1 : 0;
    if (!idle(use).empty()) {
        auto connection = std::move(idle(use).back());
        idle(use).pop_back();
        lock.unlock();
        return connection;
    }
    lock.unlock();
    auto connection = connect_(use);
    if (!connection.ok() && use == Use::write) {
        lock.lock();
        writers_lent_--;
        tell_writer_is_free();
    }
    return connection;
}

void Pool::put(Lock&, std::unique_ptr<Connection> connection)
{
    connection->mend();
    const Use use = connection->use();
    writers_lent_ -= use == Use::write ? 1 : 0;
    if (connection->sound())
        idle(use).push_back(std::move(connection));
    else if (engine_ == Engine::sqlite) {
        lost_ = true;
        writer_free_.notify_all();
        turn_free_.notify_all();
    }
    tell_writer_is_free();
}

/// One of each kind wakes; whoever comes second waits on, and is woken when the first is done.
void Pool::tell_writer_is_free()
{
    writer_free_.notify_one();
    turn_free_.notify_one();
}

void Pool::take_back(std::unique_ptr<Connection> connection)
{
    if (connection->use() == Use::write && group_) // Only who holds the writer asks, so no lock is needed to look.
        return abandon_turn(std::move(connection));
    if (connection->in_transaction())
        connection->roll_back();
    Lock lock(mutex_);
    put(lock, std::move(connection));
}

Result<std::unique_ptr<Connection>> Pool::begin_turn()
{
    VERIFY(writers_max_ == 1);
    Lock lock(mutex_);
    turns_wanted_++;
    const auto mine = [this] { return parked_ || writers_lent_ == 0 || lost_; };
    const bool came = turn_free_.wait_for(lock, patience, mine);
    turns_wanted_--;
    if (!came && parked_ && turns_wanted_ == 0)
        group_->ended.notify_one(); // Who left it to this turn has to end it.
    if (!came)
        return trouble(Trouble::busy, "begin");
    if (!parked_)
        return begin_group(TRY(take(lock, Use::write)));
    auto connection = std::move(parked_);
    group_->turns++;
    lock.unlock();
    if (auto begun = connection->script("savepoint turn"); !begun.ok()) {
        abandon_turn(std::move(connection));
        return std::move(begun).error();
    }
    return connection;
}

Result<std::unique_ptr<Connection>> Pool::begin_group(std::unique_ptr<Connection> connection)
{
    auto begun = connection->begin();
    if (!begun.ok()) {
        take_back(std::move(connection));
        return std::move(begun).error();
    }
    group_ = std::make_shared<Group>();
    return connection;
}

Result<Done> Pool::commit(std::unique_ptr<Connection> connection)
{
    if (connection->spoilt() || connection->owes_references()) {
        const Trouble which = connection->spoilt() ? Trouble::spoilt : Trouble::constraint;
        take_back(std::move(connection));
        return trouble(which, which == Trouble::spoilt ? "commit" : "FOREIGN KEY constraint failed");
    }
    if (group_)
        return end_turn(std::move(connection));
    auto done = connection->commit();
    take_back(std::move(connection));
    return done;
}

Result<Done> Pool::end_turn(std::unique_ptr<Connection> connection)
{
    if (group_->kept > 0)
        if (auto kept = connection->script("release savepoint turn"); !kept.ok()) {
            abandon_turn(std::move(connection));
            return kept;
        }
    Lock lock(mutex_);
    const std::shared_ptr<Group> group = group_;
    group->kept++;
    if (turns_wanted_ > 0 && group->turns < turns_max) {
        parked_ = std::move(connection);
        turn_free_.notify_one();
        group->ended.wait(lock, [&] { return group->outcome || (parked_ && turns_wanted_ == 0); });
        if (group->outcome)
            return *group->outcome;
        connection = std::move(parked_); // Those who wanted a turn have gone: the last who waits closes.
    }
    return commit_group(lock, std::move(connection));
}

Result<Done> Pool::commit_group(Lock& lock, std::unique_ptr<Connection> connection)
{
    lock.unlock();
    auto done = connection->commit();
    lock.lock();
    close_group(lock, std::move(connection), done);
    return done;
}

void Pool::close_group(Lock& lock, std::unique_ptr<Connection> connection, Result<Done> outcome)
{
    group_->outcome = std::move(outcome);
    group_->ended.notify_all();
    group_.reset();
    put(lock, std::move(connection));
}

void Pool::abandon_turn(std::unique_ptr<Connection> connection)
{
    const bool others = group_->kept > 0;
    const bool undone = others && connection->in_transaction() &&
                        connection->script("rollback to savepoint turn; release savepoint turn").ok();
    Lock lock(mutex_);
    if (undone) {
        static_cast<void>(commit_group(lock, std::move(connection)).ok());
        return;
    }
    // The engine has undone the whole, or there is nothing else in it: who waits may try again.
    connection->roll_back();
    close_group(lock, std::move(connection), trouble(Trouble::busy, "commit"));
}

} // namespace huimin::store::internal
