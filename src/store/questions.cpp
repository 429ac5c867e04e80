#include "store/questions.h"

#include <algorithm>
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

Answered::Answered(std::size_t columns, std::vector<Value> cells, std::shared_ptr<const void> owner) : columns_(columns)
{
    struct Kept {
        std::vector<Value> cells;
        std::shared_ptr<const void> owner;
    };
    const auto kept = std::make_shared<const Kept>(std::move(cells), std::move(owner));
    cells_ = kept->cells;
    owner_ = kept;
}

Answered Answered::only(std::size_t row) const
{
    Answered one = *this;
    one.cells_ = (*this)[row];
    return one;
}

struct Questions::Inside {
    struct Waiting {
        std::shared_ptr<const RowQuestion> question;
        std::int64_t county = 0, key = 0;
        Then then;
    };
    using Batch = std::vector<Waiting>;

    /// Those of a batch that one statement answers: they follow each other.
    struct Group {
        std::span<const Waiting> askers;
        std::string sql;
        std::unique_ptr<const std::string> keys; ///< the last value looks at it
        std::vector<Value> values;
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
    Batch take()
    {
        std::unique_lock lock(mutex);
        arrived.wait(lock, [this] { return closed || !queue.empty(); });
        Batch taken;
        while (!closed && !queue.empty() && taken.size() < together_max) {
            taken.push_back(std::move(queue.front()));
            queue.pop_front();
        }
        return taken;
    }

    void work()
    {
        for (Batch batch = take(); !batch.empty(); batch = take()) {
            const auto kind = [](const Waiting& one) { return std::pair(one.question.get(), one.county); };
            std::ranges::sort(batch, {}, kind);
            std::vector<Group> groups;
            for (auto from = batch.begin(); from != batch.end();) {
                const auto to =
                    std::find_if(from, batch.end(), [&](const auto& one) { return kind(one) != kind(*from); });
                groups.push_back(group_of({from, to}));
                from = to;
            }
            std::vector<internal::Asked> questions;
            for (const Group& group : groups)
                questions.push_back({group.sql, group.values});
            const std::vector<Result<Answered>> answers = answer(questions);
            auto asker = batch.begin();
            for (std::size_t i = 0; i < groups.size(); ++i)
                for (const auto end = asker + static_cast<std::ptrdiff_t>(groups[i].askers.size()); asker != end;
                     ++asker) {
                    const Then then = std::move(asker->then); // let go before the next wait: it may keep a loop alive
                    then(answer_to(*asker, answers[i]));
                }
        }
    }

    [[nodiscard]] Group group_of(std::span<const Waiting> askers) const
    {
        const RowQuestion& question = *askers.front().question;
        Group group{askers, {}, {}, {askers.front().county}};
        for (const KeptValue& value : question.values)
            group.values.push_back(value.view());
        std::vector<std::int64_t> keys;
        for (const Waiting& one : askers)
            keys.push_back(one.key);
        const Dialect dialect(pool->engine());
        group.keys = std::make_unique<const std::string>(dialect.list(keys));
        group.values.emplace_back(*group.keys);
        group.sql = dialect.is_any_of(question.sql, "$" + std::to_string(group.values.size()));
        return group;
    }

    static Result<Answered> answer_to(const Waiting& asker, const Result<Answered>& all)
    {
        if (!all.ok())
            return all.error();
        for (std::size_t row = 0; row < all->rows(); ++row)
            if ((*all)[row][0].integer() == asker.key)
                return all->only(row);
        return Answered();
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

void Questions::ask(std::shared_ptr<const RowQuestion> question, std::int64_t county, std::int64_t key, Then then)
{
    inside_->put({std::move(question), county, key, std::move(then)});
}

std::size_t Questions::waiting() const
{
    const std::lock_guard lock(inside_->mutex);
    return inside_->queue.size();
}

} // namespace huimin::store
