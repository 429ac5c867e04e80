// Coroutines that answer requests, and the threads on which their blocking work is done.
//
// A handler runs on an I/O thread that serves hundreds of connections, so it may not block. Store work goes
//
//     Result<Person> person = co_await elsewhere(request.blocking(), [&] { return registry.load(id); });
//
// to the pool's threads; the handler rests meanwhile and goes on where it was, on its own I/O thread.

#pragma once

#include <chrono>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/result.h"

namespace huimin::http {

using Executor = boost::asio::io_context::executor_type;

/// What is awaited. The concrete executor spares a virtual call and an allocation at each step.
template <class T>
using Task = boost::asio::awaitable<T, Executor>;

/// Threads for work that blocks, with a queue that has an end.
///
/// Work that finds the queue full, or waits in it longer than `wait_max`, is not begun: it fails with http.busy, which
/// answers 503 with Retry-After. Work that has begun always ends and is always heard.
class Blocking {
public:
    struct Options {
        std::size_t threads = 8;
        std::size_t queue_max = 512;
        std::chrono::milliseconds wait_max{5'000};
    };

    explicit Blocking(Options);
    Blocking() : Blocking(Options{}) {}
    Blocking(const Blocking&) = delete;
    Blocking& operator=(const Blocking&) = delete;
    ~Blocking(); ///< lets what runs end; what waits fails with http.busy

    /// From now on nothing is begun: what waits and what comes fails with http.busy.
    void close();

    [[nodiscard]] std::size_t waiting() const;
    [[nodiscard]] std::size_t running() const;

    /// Does `work` on a thread of the pool and resumes on the caller's executor; an exception of `work` comes along.
    /// `elsewhere` is the form to use.
    Task<Result<Done>> run(std::function<void()> work);

private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

namespace internal {
template <class T>
struct AsResult {
    using type = Result<T>;
};
template <>
struct AsResult<void> {
    using type = Result<Done>;
};
template <class T>
struct AsResult<Result<T>> {
    using type = Result<T>;
};
} // namespace internal

/// Does `work` on a thread of `pool` and yields what it yields, as a Result. Fails with what `work` fails with, and
/// with
///   http.busy   the queue is full or the wait was too long; `work` was not begun
template <class Work>
Task<typename internal::AsResult<std::invoke_result_t<Work&>>::type> elsewhere(Blocking& pool, Work work)
{
    using Yield = std::invoke_result_t<Work&>;
    using Outcome = typename internal::AsResult<Yield>::type;
    std::optional<Outcome> outcome;
    Result<Done> begun = co_await pool.run([&outcome, &work] {
        if constexpr (std::is_void_v<Yield>) {
            work();
            outcome.emplace(Done{});
        } else {
            outcome.emplace(work());
        }
    });
    if (!begun)
        co_return std::move(begun).error();
    co_return std::move(*outcome);
}

/// Waits for what is told by a callback, once and from any thread, and resumes on the caller's executor:
///
///     auto answer = co_await called_back<Result<Answered>>([&](auto then) { questions.ask(sql, values, then); });
template <class T, class Start>
Task<T> called_back(Start start)
{
    namespace asio = boost::asio;
    std::optional<T> told;
    const auto begin = [&start, &told](auto waiter) {
        const auto executor = asio::get_associated_executor(waiter);
        // The guard keeps the I/O thread's loop alive until the answer was heard there.
        const auto guard = asio::make_work_guard(executor);
        const auto shared = std::make_shared<decltype(waiter)>(std::move(waiter));
        start([shared, executor, guard, &told](T answer) {
            asio::post(executor, [shared, &told, answer = std::move(answer)]() mutable {
                told.emplace(std::move(answer));
                (*shared)(std::exception_ptr());
            });
        });
    };
    const asio::use_awaitable_t<Executor> token;
    co_await asio::async_initiate<const asio::use_awaitable_t<Executor>, void(std::exception_ptr)>(begin, token);
    co_return std::move(*told);
}

} // namespace huimin::http

/// TRY for coroutines: yields the value, or answers with the error.
#define CO_TRY(...)                                                                                                    \
    ({                                                                                                                 \
        auto&& huimin_try_ = (__VA_ARGS__);                                                                            \
        if (!huimin_try_.ok()) [[unlikely]]                                                                            \
            co_return std::move(huimin_try_).error();                                                                  \
        std::move(huimin_try_).value();                                                                                \
    })
