// How a bench tells whether a promise holds: one line each, read by ./run bench.

#pragma once

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <string>
#include <vector>

namespace huimin::bench {

enum class Bar { at_most, at_least };

/// Prints `PROMISE <name> <what> <figure> <bar> holds|short` and yields whether it holds.
inline bool promise(const char* name, const std::string& what, double figure, Bar bar, double limit, const char* unit)
{
    const bool holds = bar == Bar::at_most ? figure <= limit : figure >= limit;
    std::printf("PROMISE %s %s %.4g%s %s%.4g%s %s\n", name, what.c_str(), figure, unit,
                bar == Bar::at_most ? "<=" : ">=", limit, unit, holds ? "holds" : "short");
    std::fflush(stdout);
    return holds;
}

/// CPU seconds of this process so far, all threads.
inline double cpu_seconds()
{
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/// Wall seconds from some fixed moment.
inline double wall_seconds()
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

inline double median(std::vector<double> figures)
{
    std::sort(figures.begin(), figures.end());
    return figures[figures.size() / 2];
}

/// The median of `rounds` runs of `work`, by `clock` (cpu_seconds or wall_seconds).
template <class Work>
double median_of(int rounds, double (*clock)(), Work work)
{
    std::vector<double> took;
    for (int i = 0; i < rounds; ++i) {
        const double start = clock();
        work();
        took.push_back(clock() - start);
    }
    return median(std::move(took));
}

} // namespace huimin::bench
