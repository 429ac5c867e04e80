// What is counted while the server runs, told as Prometheus text (exposition format 0.0.4).

#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace prometheus {
class Counter;
class Histogram;
} // namespace prometheus

namespace huimin::http {

/// A number that only grows. Safe from any thread; a copy counts the same.
class Counter {
public:
    explicit Counter(prometheus::Counter& counted) : counted_(&counted) {}
    void add(double amount = 1) const;

private:
    prometheus::Counter* counted_;
};

/// How many observations fell below each bound.
class Histogram {
public:
    explicit Histogram(prometheus::Histogram& observed) : observed_(&observed) {}
    void observe(double value) const;

private:
    prometheus::Histogram* observed_;
};

/// Names follow Prometheus: `http_requests_total`, units in the name, seconds and bytes. Labels are words of the
/// program, never of a person. Asking again for the same name and labels yields the same counter.
class Metrics {
public:
    using Labels = std::map<std::string, std::string>;

    Metrics();
    Metrics(const Metrics&) = delete;
    Metrics& operator=(const Metrics&) = delete;
    ~Metrics();

    Counter counter(const std::string& name, const std::string& help, const Labels& = {});
    Histogram histogram(const std::string& name, const std::string& help, const std::vector<double>& bounds,
                        const Labels& = {});
    /// A level that is read whenever the metrics are told; what `read` looks at must outlive this or be taken back with
    /// `forget`.
    void gauge(const std::string& name, const std::string& help, std::function<double()> read);
    void forget(const std::string& gauge_name);

    [[nodiscard]] std::string text();

private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

} // namespace huimin::http
