#include "store/internal/dump.h"

#include <algorithm>
#include <fstream>

#include "base/sm3.h"
#include "store/internal/description.h"
#include "store/internal/durable_file.h"
#include "store/internal/migration.h"
#include "store/internal/own_tables.h"
#include "store/internal/pool.h"
#include "store/internal/postgres_wire.h"
#include "store/schema.h"

namespace huimin::store::internal {

namespace {

constexpr std::size_t buffer_max = std::size_t{1} << 20;
constexpr std::size_t digest_size = std::tuple_size_v<Sm3Digest>;

std::vector<std::string> column_names(const Table& table)
{
    std::vector<std::string> names;
    std::ranges::transform(table.columns, std::back_inserter(names), &Column::name);
    return names;
}

/// Collects bytes, digests them and writes them out in large pieces.
class Writer {
public:
    explicit Writer(DurableFile file) : file_(std::move(file)) {}

    std::string& bytes() { return bytes_; }

    Result<Done> write_when(std::size_t size)
    {
        if (bytes_.size() < size || bytes_.empty())
            return Done{};
        digest_.add(bytes_);
        TRY(file_.write(bytes_));
        bytes_.clear();
        return Done{};
    }

    Result<Done> finish()
    {
        TRY(write_when(0));
        const Sm3Digest digest = digest_.finish();
        TRY(file_.write({reinterpret_cast<const char*>(digest.data()), digest.size()}));
        return file_.finish();
    }

private:
    DurableFile file_;
    std::string bytes_;
    Sm3 digest_;
};

/// Reads a dump piece by piece; every reading may fail because the file ends too soon.
class Source {
public:
    explicit Source(const std::string& file) : file_(file), in_(file, std::ios::binary), whole_(in_.is_open())
    {
        if (whole_) {
            in_.seekg(0, std::ios::end);
            size_ = left_ = static_cast<std::int64_t>(in_.tellg()) - static_cast<std::int64_t>(digest_size);
            in_.seekg(0);
        }
    }

    [[nodiscard]] std::uint64_t size() const { return static_cast<std::uint64_t>(size_); }
    [[nodiscard]] std::uint64_t taken() const { return static_cast<std::uint64_t>(size_ - left_); }

    Result<std::string_view> take(std::size_t size)
    {
        if (!whole_ || left_ < static_cast<std::int64_t>(size))
            return backup_damaged(file_);
        bytes_.resize(size);
        in_.read(bytes_.data(), static_cast<std::streamsize>(size));
        left_ -= static_cast<std::int64_t>(size);
        return std::string_view(bytes_);
    }

    /// The cell lives in `into`.
    Result<Value> cell(ColumnType type, std::string& into)
    {
        const auto size = number_at<std::int32_t>(TRY(take(4)).data());
        if (size < 0)
            return Value();
        into = TRY(take(static_cast<std::size_t>(size)));
        switch (type) {
        case ColumnType::integer:
            if (size != 8)
                return backup_damaged(file_);
            return Value(number_at<std::int64_t>(into.data()));
        case ColumnType::text: return Value(into);
        case ColumnType::blob: return Value(std::as_bytes(std::span(into)));
        }
        VERIFY(false);
    }

    Result<std::string> text()
    {
        std::string out;
        TRY(cell(ColumnType::text, out));
        return out;
    }

private:
    std::string file_;
    std::ifstream in_;
    bool whole_;
    std::int64_t size_ = 0, left_ = 0;
    std::string bytes_;
};

Result<Done> require_digest(const std::string& file)
{
    std::ifstream in(file, std::ios::binary);
    in.seekg(0, std::ios::end);
    std::int64_t left = static_cast<std::int64_t>(in.tellg()) - static_cast<std::int64_t>(digest_size);
    in.seekg(0);
    Sm3 digest;
    std::string bytes;
    while (left > 0 && in) {
        bytes.resize(std::min(static_cast<std::size_t>(left), buffer_max));
        in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        digest.add(bytes);
        left -= static_cast<std::int64_t>(bytes.size());
    }
    std::string recorded(digest_size, '\0');
    in.read(recorded.data(), static_cast<std::streamsize>(digest_size));
    const Sm3Digest found = digest.finish();
    if (!in || !std::ranges::equal(recorded, found, {}, [](char c) { return static_cast<std::uint8_t>(c); }))
        return backup_damaged(file);
    return Done{};
}

/// One table's rows; yields the mark that ends them.
Result<char> read_rows(Source& source, Transaction& transaction, const Table& table, const HowFar& how_far)
{
    store::Bulk bulk = TRY(transaction.bulk_insert(table.name, column_names(table)));
    std::vector<std::string> texts(table.columns.size());
    std::vector<Value> cells(table.columns.size());
    char mark = TRY(source.take(1))[0];
    for (; mark == 'R'; mark = TRY(source.take(1))[0]) {
        for (std::size_t column = 0; column < cells.size(); column++)
            cells[column] = TRY(source.cell(table.columns[column].type, texts[column]));
        TRY(bulk.add(cells));
        if (how_far)
            how_far(source.taken(), source.size());
    }
    TRY(bulk.finish());
    return mark;
}

/// The descriptions alone: tables are made before the first row is read.
Result<std::vector<Table>> read_tables(const std::string& file)
{
    std::vector<Table> tables;
    Source source(file);
    TRY(source.take(dump_magic.size()));
    std::string ignored;
    for (char mark = TRY(source.take(1))[0]; mark != 'E'; mark = TRY(source.take(1))[0]) {
        if (mark == 'T') {
            const std::string name = TRY(source.text());
            const std::string description = TRY(source.text());
            tables.push_back(table_of(name, description));
            continue;
        }
        for (const Column& column : tables.back().columns)
            TRY(source.cell(column.type, ignored));
    }
    return tables;
}

} // namespace

Error backup_damaged(const std::string& file)
{
    return {Fault::invalid, "store.backup_damaged", "备份文件 `" + file + "` 已损坏或不完整", "换用另一份备份",
            "The backup `" + file + "` is damaged or cut short. Take another"};
}

Result<Done> require_sound_journal(Reader& snapshot, std::span<const JournalHead> anchors)
{
    const JournalVerdict verdict = TRY(verify_journal(snapshot, anchors));
    if (verdict.state == JournalVerdict::State::sound)
        return Done{};
    return Error{Fault::conflict, "store.journal_broken",
                 "备份中的日志从第 `" + std::to_string(verdict.first_bad) + "` 条起不可信：" + verdict.reason,
                 "换用另一份备份，并查明是谁改动了日志",
                 "The backup's journal cannot be trusted from entry `" + std::to_string(verdict.first_bad) +
                     "` on. Take another backup and find out who changed it"};
}

bool is_dump(const std::string& file)
{
    std::string start(dump_magic.size(), '\0');
    std::ifstream(file, std::ios::binary).read(start.data(), static_cast<std::streamsize>(start.size()));
    return start == dump_magic;
}

namespace {

/// Counting them takes a moment too, so only for who wants to know.
Result<std::uint64_t> rows_in(Reader& snapshot, const HowFar& how_far)
{
    std::int64_t rows = 0;
    if (how_far)
        for (const Table& table : TRY(tables(snapshot)))
            rows += TRY(snapshot.find_integer("select count(*) from " + Dialect::name(table.name))).value_or(0);
    return static_cast<std::uint64_t>(rows);
}

} // namespace

Result<Done> write_dump(Reader& snapshot, const std::string& file, const HowFar& how_far)
{
    const std::uint64_t total = TRY(rows_in(snapshot, how_far));
    std::uint64_t done = 0;
    Writer writer(TRY(DurableFile::create(file)));
    writer.bytes() = dump_magic;
    for (const Table& table : TRY(tables(snapshot))) {
        writer.bytes() += 'T';
        append_cell(writer.bytes(), table.name);
        append_cell(writer.bytes(), description_of(table));
        Rows rows =
            TRY(snapshot.scan("select " + Dialect::names(column_names(table)) + " from " + Dialect::name(table.name)));
        while (TRY(rows.next())) {
            writer.bytes() += 'R';
            for (const Value& cell : rows.cells())
                append_cell(writer.bytes(), cell);
            TRY(writer.write_when(buffer_max));
            if (how_far)
                how_far(++done, total);
        }
    }
    writer.bytes() += 'E';
    return writer.finish();
}

Result<Done> read_dump(const std::string& file, Store& store, std::span<const JournalHead> anchors, Filled filled,
                       const HowFar& how_far)
{
    TRY(require_digest(file));
    const std::vector<Table> wanted = TRY(read_tables(file));
    Transaction transaction = TRY(store.begin());
    Migration migration(connection_of(transaction));
    TRY(filled == Filled::replace ? migration.make_anew(wanted) : migration.make_in_empty(wanted));

    Source source(file);
    TRY(source.take(dump_magic.size()));
    for (char mark = TRY(source.take(1))[0]; mark == 'T';) {
        const std::string name = TRY(source.text());
        const std::string description = TRY(source.text());
        mark = TRY(read_rows(source, transaction, table_of(name, description), how_far));
    }
    if (how_far)
        how_far(0, 0);
    TRY(require_sound_journal(transaction, anchors));
    return transaction.commit();
}

} // namespace huimin::store::internal
