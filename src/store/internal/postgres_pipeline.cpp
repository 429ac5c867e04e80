// One statement for many rows of values, sent in a pipeline:
// https://www.postgresql.org/docs/15/libpq-pipeline-mode.html

#include "store/internal/postgres.h"
#include "store/internal/postgres_wire.h"
#include "store/internal/trouble.h"

namespace huimin::store::internal {

namespace {

// So few that the server's answers fit its socket: then sending never waits for reading.
constexpr std::size_t held_back_max = 128;

class Pipeline final : public Bulk {
public:
    Pipeline(PostgresConnection& connection, std::string_view sql) : connection_(&connection), sql_(sql) {}

    Result<Done> add(Values values) override
    {
        if (ends_.empty())
            kinds_.assign(values.begin(), values.end());
        for (const Value& value : values)
            append_cell(cells_, value);
        ends_.push_back(cells_.size());
        return ends_.size() < held_back_max ? Result<Done>(Done{}) : connection_->noting(send());
    }

    Result<std::int64_t> finish() override
    {
        if (!ends_.empty())
            TRY(connection_->noting(send()));
        return changed_;
    }

private:
    Result<Done> send()
    {
        // Numbers are sent with 8 bytes, so the statement must take them so: its types follow from the first row.
        TRY(connection_->hear());
        statement_ = *TRY(connection_->prepared(sql_, kinds_));
        PGconn* server = connection_->get();
        VERIFY(PQenterPipelineMode(server) == 1);
        std::size_t at = 0;
        bool sent = true;
        for (const std::size_t end : ends_)
            sent = send_one(at, end) && sent;
        sent = PQpipelineSync(server) == 1 && sent;
        ends_.clear();
        cells_.clear();
        auto verdict = sent ? collect() : Result<Done>(trouble(Trouble::lost, PQerrorMessage(server)));
        PQexitPipelineMode(server);
        return verdict;
    }

    bool send_one(std::size_t& at, std::size_t end)
    {
        starts_.clear();
        sizes_.clear();
        while (at < end) {
            const auto size = number_at<std::int32_t>(cells_.data() + at);
            at += 4;
            starts_.push_back(size < 0 ? nullptr : cells_.data() + at);
            sizes_.push_back(std::max(size, 0));
            at += static_cast<std::size_t>(std::max(size, 0));
        }
        formats_.assign(starts_.size(), 1);
        return PQsendQueryPrepared(connection_->get(), statement_.name.c_str(), static_cast<int>(starts_.size()),
                                   starts_.data(), sizes_.data(), formats_.data(), 1) == 1;
    }

    /// Reads the answers up to the sync; the first failure is the verdict.
    Result<Done> collect()
    {
        Result<Done> verdict = Done{};
        while (true) {
            PGresult* result = PQgetResult(connection_->get());
            if (result == nullptr) {
                if (!connection_->sound())
                    return trouble(Trouble::lost, PQerrorMessage(connection_->get()));
                continue; // Between two statements.
            }
            const ExecStatusType status = PQresultStatus(result);
            if (status == PGRES_PIPELINE_SYNC || status == PGRES_PIPELINE_ABORTED) {
                PQclear(result);
                if (status == PGRES_PIPELINE_SYNC)
                    return verdict;
                continue;
            }
            auto accepted = connection_->accepted(result, PGRES_COMMAND_OK, sql_);
            if (accepted.ok())
                changed_ += std::strtoll(PQcmdTuples(accepted->get()), nullptr, 10);
            else if (verdict.ok())
                verdict = std::move(accepted).error();
        }
    }

    PostgresConnection* connection_;
    std::string sql_;
    PostgresConnection::Prepared statement_;
    std::string cells_; ///< of all rows held back, as COPY writes them
    std::vector<std::size_t> ends_;
    std::vector<Value> kinds_; ///< of the first row held back: only their kinds are looked at
    std::vector<const char*> starts_;
    std::vector<int> sizes_;
    std::vector<int> formats_;
    std::int64_t changed_ = 0;
};

} // namespace

Result<std::unique_ptr<Bulk>> PostgresConnection::bulk_run(std::string_view sql)
{
    return std::unique_ptr<Bulk>(std::make_unique<Pipeline>(*this, sql));
}

} // namespace huimin::store::internal
