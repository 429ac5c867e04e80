// Many rows handed to one statement as arrays, a column each:
// https://www.postgresql.org/docs/15/functions-array.html, `unnest` of several.

#include "store/internal/postgres.h"
#include "store/internal/postgres_wire.h"
#include "store/internal/trouble.h"

namespace huimin::store::internal {

namespace {

constexpr std::size_t held_rows_max = 512;
constexpr std::size_t held_bytes_max = std::size_t{1} << 20;

const char* array_of(Value::Kind kind)
{
    switch (kind) {
    case Value::Kind::integer: return "bigint[]";
    case Value::Kind::text: return "text[]";
    case Value::Kind::blob: return "bytea[]";
    case Value::Kind::null: break;
    }
    VERIFY(false);
}

/// `with held_rows (c0, c1) as (select * from unnest($1::bigint[], $2::text[])) …`
std::string over_arrays(std::span<const Value::Kind> columns, std::string_view sql)
{
    std::string names, arrays;
    for (std::size_t i = 0; i < columns.size(); i++) {
        names += (i == 0 ? "c" : ", c") + std::to_string(i);
        arrays += (i == 0 ? "cast($" : ", cast($") + std::to_string(i + 1) + " as " + array_of(columns[i]) + ")";
    }
    return "with held_rows (" + names + ") as (select * from unnest(" + arrays + ")) " + std::string(sql);
}

class HeldArrays final : public Bulk {
public:
    HeldArrays(PostgresConnection& connection, std::span<const Value::Kind> columns, std::string_view sql)
        : connection_(&connection), sql_(over_arrays(columns, sql)), kinds_(columns.begin(), columns.end()),
          cells_(columns.size())
    {
    }

    Result<Done> add(Values values) override
    {
        if (values.size() != kinds_.size()) {
            connection_->spoil();
            return trouble(Trouble::sql, std::to_string(values.size()) + " values; " + sql_);
        }
        for (std::size_t i = 0; i < values.size(); i++) {
            VERIFY(values[i].is_null() || values[i].kind() == kinds_[i]);
            const std::size_t before = cells_[i].size();
            append_cell(cells_[i], values[i]);
            bytes_ += cells_[i].size() - before;
        }
        rows_++;
        return rows_ < held_rows_max && bytes_ < held_bytes_max ? Result<Done>(Done{}) : send();
    }

    Result<std::int64_t> finish() override
    {
        if (rows_ > 0)
            TRY(send());
        return changed_;
    }

private:
    Result<Done> send()
    {
        auto sent = connection_->noting(send_held());
        for (std::string& column : cells_)
            column.clear();
        rows_ = bytes_ = 0;
        return sent;
    }

    Result<Done> send_held()
    {
        TRY(connection_->hear());
        const PostgresConnection::Prepared& statement =
            *TRY(connection_->prepared(sql_, std::vector<Value>(kinds_.size())));
        std::vector<std::string> arrays;
        std::vector<const char*> starts;
        std::vector<int> sizes;
        arrays.reserve(kinds_.size());
        for (std::size_t i = 0; i < kinds_.size(); i++) {
            const std::string& array = arrays.emplace_back(head_of(kinds_[i]) + cells_[i]);
            starts.push_back(array.data());
            sizes.push_back(static_cast<int>(array.size()));
        }
        const std::vector<int> formats(kinds_.size(), 1);
        const PostgresResult result = TRY(connection_->accepted(
            PQexecPrepared(connection_->get(), statement.name.c_str(), static_cast<int>(starts.size()), starts.data(),
                           sizes.data(), formats.data(), 1),
            PGRES_COMMAND_OK, sql_));
        changed_ += std::strtoll(PQcmdTuples(result.get()), nullptr, 10);
        return Done{};
    }

    /// An array's head as PostgreSQL's array_recv reads it: one dimension, which may hold nulls, counted from 1.
    [[nodiscard]] std::string head_of(Value::Kind kind) const
    {
        std::string head;
        append_number(head, std::int32_t{1});
        append_number(head, std::int32_t{1});
        append_number(head, oid_of(kind));
        append_number(head, static_cast<std::int32_t>(rows_));
        append_number(head, std::int32_t{1});
        return head;
    }

    PostgresConnection* connection_;
    std::string sql_;
    std::vector<Value::Kind> kinds_;
    std::vector<std::string> cells_; ///< by column, each with its length
    std::size_t rows_ = 0, bytes_ = 0;
    std::int64_t changed_ = 0;
};

} // namespace

Result<std::unique_ptr<Bulk>> PostgresConnection::bulk_over(std::span<const Value::Kind> columns, std::string_view sql)
{
    return std::unique_ptr<Bulk>(std::make_unique<HeldArrays>(*this, columns, sql));
}

} // namespace huimin::store::internal
