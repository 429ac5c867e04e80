// How the tables that stand become the tables that are wanted.

#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "store/internal/connection.h"
#include "store/schema.h"

namespace huimin::store::internal {

/// store.not_empty
Error not_empty();

/// Fails with store.migration_name when a name is empty, longer than PostgreSQL's 63 bytes, or holds a tab, a line's
/// end or a comma.
Result<Done> check_names(const Table&);

class Migration {
public:
    explicit Migration(Connection& connection) : connection_(&connection), dialect_(connection.engine()) {}

    /// In one transaction of its own.
    Result<MigrationReport> carry_out(std::span<const Table> wanted);

    /// In the transaction that stands, of a store that has no tables yet; fails with store.not_empty.
    Result<Done> make_in_empty(std::span<const Table> wanted);

    /// In the transaction that stands, in place of all tables that stand. PostgreSQL only.
    Result<Done> make_anew(std::span<const Table> wanted);

private:
    struct Standing {
        Table table;
        std::int64_t version = 0;
    };

    Result<Done> change_all(std::span<const Table> wanted);
    Result<std::map<std::string, Standing>> standing();
    Result<Done> create(const Table&);
    Result<Done> change(const Table& have, const Table& want);
    Result<Done> drop_columns(const Table& have, const Table& want);
    Result<Done> match_columns(const Table& have, const Table& want);
    Result<Done> add_columns(const Table& have, const Table& want);
    Result<Done> rebuild(const Table& have, const Table& want);
    Result<Done> remember(const Table&, std::int64_t version);
    Result<Done> check_references();

    Result<bool> any_row(const std::string& table, const std::string& where);
    Result<Done> refuse_loss(const Table&, const std::string& column);
    Result<Done> script(const std::string& sql) { return connection_->script(sql); }
    void note(const Table&, std::string_view deed, std::string_view what);

    Connection* connection_;
    Dialect dialect_;
    MigrationReport report_;
};

} // namespace huimin::store::internal
