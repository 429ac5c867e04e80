#include "registry/internal/reading.h"

namespace huimin::registry {

namespace {

constexpr std::size_t ready_max = 4;

/// Ends the reading because nobody wants its rows any more; never told to anybody.
Error nobody_listens() { return Error{Fault::unavailable, "import.stopped", "", "", ""}; }

} // namespace

ReadingThread::ReadingThread(std::string_view bytes, RowReading& reading)
    : thread_([this, bytes, &reading] { read(bytes, reading); })
{
}

ReadingThread::~ReadingThread()
{
    {
        const std::lock_guard lock(mutex_);
        stopped_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void ReadingThread::read(std::string_view bytes, RowReading& reading)
{
    Batch batch(batch_rows);
    std::size_t used = 0;
    const auto take = [&](const SheetRow& row) -> Result<Done> {
        if (!TRY(reading.take(row, batch[used])))
            return Done{};
        if (++used < batch_rows)
            return Done{};
        used = 0;
        if (!give(std::move(batch)))
            return nobody_listens();
        const std::lock_guard lock(mutex_);
        batch = spare_.empty() ? Batch(batch_rows) : std::move(spare_.back());
        if (!spare_.empty())
            spare_.pop_back();
        batch.resize(batch_rows);
        return Done{};
    };
    auto done = read_sheet_bytes(bytes, take);
    if (done && used > 0) {
        batch.resize(used);
        give(std::move(batch));
    }
    const auto finished = done ? reading.finish() : Result<Done>(Done{});
    const std::lock_guard lock(mutex_);
    ended_ = true;
    if (!done)
        fault_ = std::move(done).error();
    else if (!finished)
        fault_ = finished.error();
    else
        notes_ = std::move(done).value();
    changed_.notify_all();
}

/// False when the rows are no longer wanted.
bool ReadingThread::give(Batch&& batch)
{
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return stopped_ || ready_.size() < ready_max; });
    if (stopped_)
        return false;
    ready_.push_back(std::move(batch));
    changed_.notify_all();
    return true;
}

Result<std::optional<ReadingThread::Batch>> ReadingThread::next(Batch handed_back)
{
    std::unique_lock lock(mutex_);
    if (!handed_back.empty())
        spare_.push_back(std::move(handed_back));
    changed_.wait(lock, [&] { return ended_ || !ready_.empty(); });
    if (fault_)
        return *fault_;
    if (ready_.empty())
        return std::optional<Batch>();
    Batch batch = std::move(ready_.front());
    ready_.erase(ready_.begin());
    changed_.notify_all();
    return std::optional(std::move(batch));
}

} // namespace huimin::registry
