#include "http/task.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace asio = boost::asio;

namespace huimin::http {

namespace {

using Clock = std::chrono::steady_clock;

struct Job {
    std::function<void()> work;
    std::function<void(std::exception_ptr, bool begun)> finish;
    Clock::time_point latest; ///< not begun after this
};

Error busy()
{
    return {Fault::unavailable, "http.busy", "系统正忙，这次请求没有处理", "请过几秒再试一次",
            "the system is busy and did not begin this request; try again in a few seconds"};
}

} // namespace

struct Blocking::Inside {
    explicit Inside(Options given) : options(given) {}

    Options options;
    mutable std::mutex lock;
    std::condition_variable more;
    std::deque<Job> queue;
    std::atomic<std::size_t> running{0};
    bool closed = false;
    std::vector<std::thread> threads;

    void push(Job job)
    {
        {
            const std::lock_guard hold(lock);
            if (!closed && queue.size() < options.queue_max) {
                queue.push_back(std::move(job));
                more.notify_one();
                return;
            }
        }
        job.finish(nullptr, false);
    }

    bool take(Job& job)
    {
        std::unique_lock hold(lock);
        more.wait(hold, [this] { return closed || !queue.empty(); });
        if (queue.empty())
            return false;
        job = std::move(queue.front());
        queue.pop_front();
        return true;
    }

    void serve()
    {
        for (Job job; take(job); job = Job{}) {
            if (is_closed() || Clock::now() > job.latest) {
                job.finish(nullptr, false);
                continue;
            }
            running.fetch_add(1, std::memory_order_relaxed);
            std::exception_ptr thrown;
            try {
                job.work();
            } catch (...) {
                thrown = std::current_exception();
            }
            job.work = nullptr;
            running.fetch_sub(1, std::memory_order_relaxed);
            job.finish(thrown, true);
        }
    }

    bool is_closed() const
    {
        const std::lock_guard hold(lock);
        return closed;
    }
};

Blocking::Blocking(Options options) : inside_(std::make_unique<Inside>(options))
{
    for (std::size_t i = 0; i < options.threads; ++i)
        inside_->threads.emplace_back([this] { inside_->serve(); });
}

Blocking::~Blocking()
{
    close();
    for (std::thread& thread : inside_->threads)
        thread.join();
}

void Blocking::close()
{
    const std::lock_guard hold(inside_->lock);
    inside_->closed = true;
    inside_->more.notify_all();
}

std::size_t Blocking::waiting() const
{
    const std::lock_guard hold(inside_->lock);
    return inside_->queue.size();
}

std::size_t Blocking::running() const { return inside_->running.load(std::memory_order_relaxed); }

Task<Result<Done>> Blocking::run(std::function<void()> work)
{
    const auto begin = [this, &work](auto waiter) {
        const auto executor = asio::get_associated_executor(waiter);
        // The guard keeps the I/O thread's loop alive until the work's end was heard there.
        const auto guard = asio::make_work_guard(executor);
        const auto shared = std::make_shared<decltype(waiter)>(std::move(waiter));
        auto finish = [shared, executor, guard](const std::exception_ptr& thrown, bool begun) {
            asio::post(executor, [shared, thrown, begun] { (*shared)(thrown, begun); });
        };
        inside_->push({std::move(work), std::move(finish), Clock::now() + inside_->options.wait_max});
    };
    asio::use_awaitable_t<Executor> token;
    const bool begun =
        co_await asio::async_initiate<const asio::use_awaitable_t<Executor>, void(std::exception_ptr, bool)>(begin,
                                                                                                             token);
    if (!begun)
        co_return busy();
    co_return Done{};
}

} // namespace huimin::http
