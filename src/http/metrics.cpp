#include "http/metrics.h"

#include <mutex>

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace huimin::http {

struct Metrics::Inside {
    // Merging lets a name be asked for again with other labels.
    prometheus::Registry registry{prometheus::Registry::InsertBehavior::Merge};
    std::mutex lock;
    struct Level {
        prometheus::Family<prometheus::Gauge>* family;
        prometheus::Gauge* gauge;
        std::function<double()> read;
    };
    std::map<std::string, Level> levels;
};

void Counter::add(double amount) const { counted_->Increment(amount); }

void Histogram::observe(double value) const { observed_->Observe(value); }

Metrics::Metrics() : inside_(std::make_unique<Inside>()) {}
Metrics::~Metrics() = default;

Counter Metrics::counter(const std::string& name, const std::string& help, const Labels& labels)
{
    return Counter(prometheus::BuildCounter().Name(name).Help(help).Register(inside_->registry).Add(labels));
}

Histogram Metrics::histogram(const std::string& name, const std::string& help, const std::vector<double>& bounds,
                             const Labels& labels)
{
    auto& family = prometheus::BuildHistogram().Name(name).Help(help).Register(inside_->registry);
    return Histogram(family.Add(labels, prometheus::Histogram::BucketBoundaries(bounds)));
}

void Metrics::gauge(const std::string& name, const std::string& help, std::function<double()> read)
{
    auto& family = prometheus::BuildGauge().Name(name).Help(help).Register(inside_->registry);
    const std::lock_guard hold(inside_->lock);
    inside_->levels[name] = {&family, &family.Add({}), std::move(read)};
}

void Metrics::forget(const std::string& gauge_name)
{
    const std::lock_guard hold(inside_->lock);
    const auto level = inside_->levels.find(gauge_name);
    if (level == inside_->levels.end())
        return;
    level->second.family->Remove(level->second.gauge);
    inside_->levels.erase(level);
}

std::string Metrics::text()
{
    const std::lock_guard hold(inside_->lock);
    for (const auto& [name, level] : inside_->levels)
        level.gauge->Set(level.read());
    return prometheus::TextSerializer().Serialize(inside_->registry.Collect());
}

} // namespace huimin::http
