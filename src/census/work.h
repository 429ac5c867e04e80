// How a long piece of work is done: by how many threads, telling how far it has come, and until when.

#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <functional>
#include <thread>
#include <vector>

#include "base/result.h"

namespace huimin::census {

struct Work {
    unsigned threads = 2;
    std::function<void(std::size_t)> progress = nullptr; ///< rows read or units asked so far; by one thread
    const std::atomic<bool>* stop =
        nullptr; ///< set from outside, perhaps by a signal; looked at every few hundred rows

    void tell(std::size_t done) const
    {
        if (progress)
            progress(done);
    }
    [[nodiscard]] bool must_stop() const { return stop != nullptr && stop->load(std::memory_order_relaxed); }
};

/// Told when work was stopped; nothing has been changed by then.
[[nodiscard]] inline Error stopped()
{
    return Error{Fault::unavailable, "census.stopped", "已按要求中止，存储里什么都没有改动", "需要时重新运行",
                 "stopped as asked; nothing in the store was changed"};
}

/// Runs `deed(first, last, thread)` over morsels of [0, count), by all threads. Stops between two morsels when asked.
template <class Deed>
Result<Done> in_morsels(std::size_t count, std::size_t morsel, const Work& work, Deed deed)
{
    std::atomic<std::size_t> next{0}, done{0};
    const auto run = [&](unsigned thread) {
        for (std::size_t first = next.fetch_add(morsel); first < count && !work.must_stop();
             first = next.fetch_add(morsel)) {
            const std::size_t last = std::min(first + morsel, count);
            deed(first, last, thread);
            if (const std::size_t so_far = done += last - first; thread == 0)
                work.tell(so_far);
        }
    };
    {
        std::vector<std::jthread> others;
        for (unsigned thread = 1; thread < std::max(work.threads, 1U) && std::size_t{thread} * morsel < count; ++thread)
            others.emplace_back(run, thread);
        run(0);
    }
    if (work.must_stop())
        return stopped();
    return Done{};
}

} // namespace huimin::census
