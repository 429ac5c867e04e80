// COPY in binary form: rows in and out without a statement for each.
// Form: https://www.postgresql.org/docs/15/sql-copy.html, "Binary Format".

#include "store/internal/placeholders.h"
#include "store/internal/postgres.h"
#include "store/internal/postgres_wire.h"
#include "store/internal/trouble.h"

namespace huimin::store::internal {

namespace {

constexpr std::string_view header("PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19);
constexpr std::string_view trailer("\377\377", 2);
constexpr std::size_t held_back_max = std::size_t{1} << 20;

struct FreeCopyData {
    void operator()(char* data) const { PQfreemem(data); }
};

class CopyOut final : public Statement {
public:
    CopyOut(PostgresConnection& connection, std::string sql, std::vector<Oid> types)
        : connection_(&connection), sql_(std::move(sql)), types_(std::move(types))
    {
        cells_.resize(types_.size());
    }

    ~CopyOut() override
    {
        if (ended_)
            return;
        if (PGcancel* cancel = PQgetCancel(connection_->get())) {
            char why[256];
            PQcancel(cancel, why, sizeof why);
            PQfreeCancel(cancel);
        }
        static_cast<void>(end().ok());
    }

    Result<bool> step() override
    {
        if (ended_)
            return false;
        char* data = nullptr;
        const int size = PQgetCopyData(connection_->get(), &data, 0);
        row_.reset(data);
        if (size < 0) {
            TRY(end());
            return false;
        }
        const char* at = data;
        if (first_ && std::string_view(data, static_cast<std::size_t>(size)).starts_with(header.substr(0, 11)))
            at += 19 + number_at<std::int32_t>(data + 15);
        first_ = false;
        if (at == data + size || number_at<std::int16_t>(at) < 0) // The header alone, or the trailer.
            return step();
        return parse(at + 2);
    }

private:
    Result<bool> parse(const char* at)
    {
        for (std::size_t column = 0; column < types_.size(); column++) {
            const auto size = number_at<std::int32_t>(at);
            at += 4;
            if (size < 0) {
                cells_[column] = Value();
                continue;
            }
            cells_[column] = TRY(cell_of(types_[column], at, size));
            at += size;
        }
        return true;
    }

    /// Reads off what is left, up to the engine's verdict.
    Result<Done> end()
    {
        ended_ = true;
        char* data = nullptr;
        while (PQgetCopyData(connection_->get(), &data, 0) > 0)
            PQfreemem(data);
        Result<Done> verdict = Done{};
        while (PGresult* result = PQgetResult(connection_->get()))
            if (auto one = connection_->accepted(result, PGRES_COMMAND_OK, sql_); !one.ok())
                verdict = std::move(one).error();
        return verdict;
    }

    PostgresConnection* connection_;
    std::string sql_;
    std::vector<Oid> types_;
    std::unique_ptr<char, FreeCopyData> row_;
    bool first_ = true;
    bool ended_ = false;
};

class CopyIn final : public Bulk {
public:
    CopyIn(PostgresConnection& connection, std::string_view table, std::span<const std::string> columns)
        : connection_(&connection), columns_(columns.size()),
          sql_("copy " + Dialect::name(table) + " (" + Dialect::names(columns) + ") from stdin (format binary)")
    {
        held_.reserve(held_back_max + held_back_max / 8);
        held_ = header;
    }

    Result<Done> add(Values values) override
    {
        if (values.size() != columns_) {
            connection_->spoil();
            return trouble(Trouble::sql, std::to_string(values.size()) + " values; " + sql_);
        }
        append_number(held_, static_cast<std::int16_t>(values.size()));
        for (const Value& value : values)
            append_cell(held_, value);
        rows_++;
        return held_.size() < held_back_max ? Result<Done>(Done{}) : send();
    }

    Result<std::int64_t> finish() override
    {
        if (held_.size() > header.size())
            TRY(send());
        return rows_;
    }

private:
    Result<Done> send() { return connection_->noting(send_held()); }

    Result<Done> send_held()
    {
        PGconn* server = connection_->get();
        TRY(connection_->hear());
        TRY(connection_->accepted(PQexec(server, sql_.c_str()), PGRES_COPY_IN, sql_));
        held_ += trailer;
        const bool sent = PQputCopyData(server, held_.data(), static_cast<int>(held_.size())) == 1 &&
                          PQputCopyEnd(server, nullptr) == 1;
        held_ = header;
        Result<Done> verdict = Done{};
        while (PGresult* result = PQgetResult(server))
            if (auto one = connection_->accepted(result, PGRES_COMMAND_OK, sql_); !one.ok())
                verdict = std::move(one).error();
        if (!sent && verdict.ok())
            return trouble(Trouble::lost, PQerrorMessage(server));
        return verdict;
    }

    PostgresConnection* connection_;
    std::size_t columns_;
    std::string sql_;
    std::string held_;
    std::int64_t rows_ = 0;
};

/// A value written into the statement: COPY takes no placeholders.
std::string literal(PGconn* server, const Value& value)
{
    switch (value.kind()) {
    case Value::Kind::null: return "null";
    case Value::Kind::integer: return "cast('" + std::to_string(value.integer()) + "' as bigint)";
    case Value::Kind::text: {
        char* quoted = PQescapeLiteral(server, value.text().data(), value.text().size());
        VERIFY(quoted != nullptr);
        std::string out = "cast(" + std::string(quoted) + " as text)";
        PQfreemem(quoted);
        return out;
    }
    case Value::Kind::blob: {
        std::string out = "cast('\\x";
        for (const std::byte byte : value.blob()) {
            out += "0123456789abcdef"[std::to_integer<int>(byte) >> 4];
            out += "0123456789abcdef"[std::to_integer<int>(byte) & 15];
        }
        return out + "' as bytea)";
    }
    }
    VERIFY(false);
}

} // namespace

Result<std::unique_ptr<Statement>> PostgresConnection::start_scan(std::string_view sql, Values values)
{
    TRY(prepare("", sql, values)); // Only to learn the types of its columns, which COPY does not tell.
    const PostgresResult told = TRY(accepted(PQdescribePrepared(get(), ""), PGRES_COMMAND_OK, sql));
    std::vector<Oid> types;
    for (int column = 0; column < PQnfields(told.get()); column++)
        types.push_back(PQftype(told.get(), column));
    std::string copy = "copy (" +
                       with_placeholders(sql,
                                         [&](int number, std::string& out) {
                                             const auto place = static_cast<std::size_t>(number) - 1;
                                             out += place < values.size() ? literal(get(), values[place]) : "null";
                                         }) +
                       ") to stdout (format binary)";
    TRY(accepted(PQexec(get(), copy.c_str()), PGRES_COPY_OUT, sql));
    return std::unique_ptr<Statement>(std::make_unique<CopyOut>(*this, std::move(copy), std::move(types)));
}

Result<std::unique_ptr<Bulk>> PostgresConnection::bulk_insert(std::string_view table,
                                                              std::span<const std::string> columns)
{
    return std::unique_ptr<Bulk>(std::make_unique<CopyIn>(*this, table, columns));
}

} // namespace huimin::store::internal
