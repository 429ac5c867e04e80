#include "store/questions.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "store/internal/connection.h"
#include "store/internal/pool.h"
#include "store/internal/trouble.h"

namespace huimin::store {

namespace {

// So few that the server's answers fit its socket: then sending never waits for reading.
constexpr std::size_t together_max = 64;

} // namespace

KeptValue::KeptValue(const Value& value) : kind_(value.kind())
{
    switch (kind_) {
    case Value::Kind::null: break;
    case Value::Kind::integer: integer_ = value.integer(); break;
    case Value::Kind::text: bytes_ = value.text(); break;
    case Value::Kind::blob: {
        const void* start = value.blob().data();
        bytes_.assign(static_cast<const char*>(start), value.blob().size());
        break;
    }
    }
}

Value KeptValue::view() const
{
    switch (kind_) {
    case Value::Kind::null: return {};
    case Value::Kind::integer: return {integer_};
    case Value::Kind::text: return {bytes_};
    case Value::Kind::blob: {
        const void* start = bytes_.data();
        return {std::span(static_cast<const std::byte*>(start), bytes_.size())};
    }
    }
    VERIFY(false);
}

struct Questions::Inside {
    struct Waiting {
        std::shared_ptr<const std::string> sql;
        std::vector<KeptValue> values;
        Then then;
    };

    explicit Inside(Store& store) : pool(&pool_of(store)) {}

    void put(Waiting waiting)
    {
        {
            const std::lock_guard lock(mutex);
            if (!closed && queue.size() < waiting_max) {
                queue.push_back(std::move(waiting));
                arrived.notify_one();
                return;
            }
        }
        waiting.then(internal::trouble(internal::Trouble::busy, "questions"));
    }

    /// What waits, as much as goes together; empty once closed.
    std::vector<Waiting> take()
    {
        std::unique_lock lock(mutex);
        arrived.wait(lock, [this] { return closed || !queue.empty(); });
        std::vector<Waiting> taken;
        while (!closed && !queue.empty() && taken.size() < together_max) {
            taken.push_back(std::move(queue.front()));
            queue.pop_front();
        }
        return taken;
    }

    void work()
    {
        for (std::vector<Waiting> asked = take(); !asked.empty(); asked = take()) {
            std::vector<std::vector<Value>> values;
            std::vector<internal::Asked> questions;
            for (const Waiting& one : asked) {
                values.emplace_back();
                for (const KeptValue& value : one.values)
                    values.back().push_back(value.view());
                questions.push_back({*one.sql, values.back()});
            }
            std::vector<Result<Answered>> answers = answer(questions);
            for (std::size_t i = 0; i < asked.size(); ++i) {
                const Then then = std::move(asked[i].then); // let go before the next wait: it may keep a loop alive
                then(std::move(answers[i]));
            }
        }
    }

    std::vector<Result<Answered>> answer(const std::vector<internal::Asked>& questions)
    {
        auto connection = pool->lend(internal::Use::read);
        if (!connection.ok())
            return std::vector<Result<Answered>>(questions.size(), std::move(connection).error());
        std::vector<Result<Answered>> answers = (*connection)->ask_all(questions);
        pool->take_back(std::move(*connection));
        return answers;
    }

    void close()
    {
        std::deque<Waiting> left;
        {
            const std::lock_guard lock(mutex);
            closed = true;
            left.swap(queue);
        }
        arrived.notify_all();
        for (Waiting& one : left)
            one.then(internal::trouble(internal::Trouble::busy, "questions"));
        for (std::thread& thread : threads)
            thread.join();
    }

    internal::Pool* pool;
    mutable std::mutex mutex;
    std::condition_variable arrived;
    std::deque<Waiting> queue;
    bool closed = false;
    std::vector<std::thread> threads;
};

Questions::Questions(Store& store, unsigned threads) : inside_(std::make_unique<Inside>(store))
{
    for (unsigned i = 0; i < threads; ++i)
        inside_->threads.emplace_back([this] { inside_->work(); });
}

Questions::~Questions() { inside_->close(); }

void Questions::ask(std::shared_ptr<const std::string> sql, std::vector<KeptValue> values, Then then)
{
    inside_->put({std::move(sql), std::move(values), std::move(then)});
}

std::size_t Questions::waiting() const
{
    const std::lock_guard lock(inside_->mutex);
    return inside_->queue.size();
}

} // namespace huimin::store
