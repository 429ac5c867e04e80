#include "access/access_log.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "store/key_maker.h"

namespace huimin::access {

namespace {

constexpr int failures_max = 10; ///< in a row, until readers are told

Error log_stopped()
{
    return Error{Fault::unavailable, "access.log_stopped", "查阅记录写不进去，暂停查阅", "请系统管理员检查磁盘和数据库",
                 "the log of reads cannot be written, so nothing may be read"};
}

AreaCode area_of(std::int64_t county) { return AreaCode(static_cast<std::uint64_t>(county) * 1'000'000); }

} // namespace

AccessLog::AccessLog(Foundation& on) : on_(on), thread_([this](const std::stop_token& stop) { run(stop); }) {}

AccessLog::~AccessLog()
{
    thread_.request_stop(); // wakes who waits with the stop token, and never between its looking and its waiting
    thread_.join();
}

AccessLog::Waiting AccessLog::entry_of(const Scope& scope, const RecordPlace& place) const
{
    return {on_.world.keys->next(),
            {0, scope.account(), scope.session(), std::string(language::spelled(scope.action()).english),
             scope.purpose(), scope.matter(), on_.program->records[place.record].heading.alias, place.county, place.key,
             scope.origin()}};
}

Result<Done> AccessLog::note(const Scope& scope, const RecordPlace& place)
{
    Waiting entry = entry_of(scope, place);
    std::unique_lock lock(mutex_);
    written_.wait(lock, [&] { return has_room() || failures_ >= failures_max; });
    return put(std::move(entry));
}

std::optional<Result<Done>> AccessLog::try_note(const Scope& scope, const RecordPlace& place)
{
    Waiting entry = entry_of(scope, place);
    const std::lock_guard lock(mutex_);
    if (!has_room() && failures_ < failures_max)
        return std::nullopt;
    return put(std::move(entry));
}

void AccessLog::note_later(const Scope& scope, const RecordPlace& place, Noted then)
{
    Waiting entry = entry_of(scope, place);
    std::unique_lock lock(mutex_);
    late_.emplace_back(std::move(entry), std::move(then));
    let_in(lock); // There may be room since it was asked for.
}

/// Those who came late, as far as there is room; they are told without the lock.
void AccessLog::let_in(std::unique_lock<std::mutex>& lock)
{
    std::vector<std::pair<Noted, Result<Done>>> told;
    while (!late_.empty() && (has_room() || failures_ >= failures_max)) {
        auto& [entry, then] = late_.front();
        told.emplace_back(std::move(then), put(std::move(entry)));
        late_.pop_front();
    }
    lock.unlock();
    for (auto& [then, noted] : told)
        then(std::move(noted));
    lock.lock();
}

/// With the lock held.
Result<Done> AccessLog::put(Waiting entry)
{
    if (failures_ >= failures_max)
        return log_stopped();
    waiting_.push_back(std::move(entry));
    ++noted_;
    if (waiting_.size() == 1 || waiting_.size() >= batch)
        come_.notify_one();
    return Done{};
}

Result<Done> AccessLog::note(const Scope& scope, language::Index record, const std::vector<RecordPlace>& read,
                             std::string_view asked)
{
    if (read.size() <= on_.settings.bulk_rows) {
        for (const RecordPlace& place : read)
            TRY(note(scope, place));
        return Done{};
    }
    const std::string after = boost::json::serialize(
        boost::json::object{{"records", read.size()}, {"asked", asked}, {"matter", scope.matter()}});
    return on_.store().change([&](store::Transaction& transaction) -> Result<Done> {
        store::JournalEntry entry =
            scope.entry(AreaCode(), "access.bulk_read", on_.program->records[record].heading.alias, 0);
        entry.after = after;
        TRY(on_.journal.write(transaction, entry));
        return Done{};
    });
}

Result<Done> AccessLog::write(const std::vector<Waiting>& entries, bool again)
{
    static const std::vector<std::string> columns{"area",    "entry",  "account", "session", "action",
                                                  "purpose", "matter", "record",  "key",     "origin"};
    static const std::string unless_there = "insert into access_log (" + store::Dialect::names(columns) + ") values (" +
                                            store::Dialect::placeholders(columns.size()) + ") on conflict do nothing";
    // A batch that fails may have been written all the same (store.lost): the same keys again change nothing.
    return on_.store().change([&](store::Transaction& transaction) -> Result<Done> {
        store::Bulk rows =
            again ? TRY(transaction.bulk_run(unless_there)) : TRY(transaction.bulk_insert("access_log", columns));
        for (const auto& [entry, read] : entries)
            TRY(rows.add({area_of(read.county), entry, read.account, read.session, read.action, read.purpose,
                          read.matter, read.record, read.key, read.origin}));
        TRY(rows.finish());
        return Done{};
    });
}

void AccessLog::run(const std::stop_token& stop)
{
    std::unique_lock lock(mutex_);
    while (true) {
        come_.wait(lock, stop, [&] { return !waiting_.empty(); });
        if (waiting_.empty())
            return; // asked to stop, and nothing is left
        come_.wait_for(lock, stop, std::chrono::milliseconds(delay),
                       [&] { return waiting_.size() >= batch || hurry_; });
        writing_.swap(waiting_);
        const bool again = failures_ > 0;
        lock.unlock();
        const bool is_kept = write(writing_, again).ok();
        lock.lock();
        failures_ = is_kept ? 0 : failures_ + 1;
        if (is_kept) {
            kept_ += writing_.size();
            writing_.clear();
        } else if (stop.stop_requested() && failures_ >= failures_max) {
            let_in(lock);
            return; // the store is gone: what waits is lost with it
        } else {
            waiting_.insert(waiting_.begin(), std::make_move_iterator(writing_.begin()),
                            std::make_move_iterator(writing_.end()));
            writing_.clear();
            written_.notify_all();
            come_.wait_for(lock, stop, std::chrono::milliseconds(delay), [] { return false; });
        }
        let_in(lock);
        written_.notify_all();
    }
}

std::size_t AccessLog::waiting()
{
    const std::lock_guard lock(mutex_);
    return waiting_.size() + writing_.size();
}

Result<Done> AccessLog::flush()
{
    std::unique_lock lock(mutex_);
    const std::uint64_t until = noted_;
    hurry_ = true;
    come_.notify_all();
    written_.wait(lock, [&] { return kept_ >= until || failures_ >= failures_max; });
    hurry_ = false;
    return kept_ >= until ? Result<Done>(Done{}) : Result<Done>(log_stopped());
}

Result<std::vector<ReadEntry>> AccessLog::read(const char* where, const std::vector<store::Value>& values)
{
    store::Reader reader = TRY(on_.store().reader());
    std::vector<ReadEntry> entries;
    store::Rows row = TRY(reader.query(std::string("select entry, account, session, action, purpose, matter, record, "
                                                   "area, key, origin from access_log where ") +
                                           where,
                                       values));
    while (TRY(row.next()))
        entries.push_back({store::KeyMaker::milliseconds_of(row[0].integer()), row[1].integer(), row[2].integer(),
                           std::string(row[3].text()), std::string(row[4].text()), std::string(row[5].text()),
                           std::string(row[6].text()), row[7].integer() / 1'000'000, row[8].integer(),
                           std::string(row[9].text())});
    return entries;
}

Result<std::vector<ReadEntry>> AccessLog::of_record(const RecordPlace& place, std::int64_t rows_max)
{
    return read("area = $1 and record = $2 and key = $3 order by entry desc limit $4",
                {area_of(place.county), on_.program->records[place.record].heading.alias, place.key, rows_max});
}

Result<std::vector<ReadEntry>> AccessLog::of_account(std::int64_t account, std::int64_t rows_max)
{
    return read("account = $1 order by entry desc limit $2", {account, rows_max});
}

} // namespace huimin::access
