#include "access/tables.h"

namespace huimin::access {

namespace {

constexpr auto integer = store::ColumnType::integer;
constexpr auto text = store::ColumnType::text;
constexpr bool maybe = false;

store::Table account_table()
{
    return {.name = "account",
            .columns = {{"key", integer},
                        {"login", text},
                        {"display_name", text},
                        {"kind", text},
                        {"state", text},
                        {"locked_until", integer, maybe},
                        {"locked_why", text, maybe},
                        {"password", text, maybe},
                        {"password_set_at", integer, maybe},
                        {"must_change", integer},
                        {"created_at", integer},
                        {"seen_at", integer},
                        {"bound_record", text, maybe},
                        {"bound_county", integer, maybe},
                        {"bound_key", integer, maybe},
                        {"version", integer}},
            .primary_key = {"key"},
            .indexes = {{.columns = {"login"}, .unique = true}}};
}

std::vector<store::Table> log_in_tables()
{
    return {
        {.name = "login_device",
         .columns = {{"digest", text}, // of account and device
                     {"account", integer},
                     {"device", text, maybe}, // digest of the device alone
                     {"created_at", integer},
                     {"seen_at", integer}},
         .primary_key = {"digest"},
         .indexes = {{.columns = {"account"}}, {.columns = {"device"}}}},
        {.name = "budget_spent",
         .columns = {{"budget", text}, {"subject", text}, {"begun_at", integer}, {"spent", integer}},
         .primary_key = {"budget", "subject"},
         .indexes = {{.columns = {"begun_at"}}}},
        {.name = "second_factor",
         .columns = {{"account", integer}, {"sealed", text}, {"confirmed_at", integer, maybe}, {"last_step", integer}},
         .primary_key = {"account"}},
        {.name = "recovery_code",
         .columns = {{"account", integer}, {"digest", text}, {"used_at", integer, maybe}},
         .primary_key = {"account", "digest"}},
        {.name = "identity_link",
         .columns = {{"issuer", text}, {"subject", text}, {"account", integer}, {"created_at", integer}},
         .primary_key = {"issuer", "subject"},
         .indexes = {{.columns = {"account"}}}},
        {.name = "openid_attempt",
         .columns = {{"state", text},
                     {"provider", text},
                     {"nonce", text},
                     {"verifier", text},
                     {"binding", text},
                     {"return_to", text},
                     {"begun_at", integer}},
         .primary_key = {"state"}},
        {.name = "first_secret",
         .columns = {{"digest", text}, {"made_at", integer}, {"used_at", integer, maybe}},
         .primary_key = {"digest"}}};
}

std::vector<store::Table> session_tables()
{
    return {{.name = "session",
             .columns = {{"digest", text},
                         {"key", integer},
                         {"account", integer},
                         {"created_at", integer},
                         {"seen_at", integer},
                         {"idle_minutes", integer},
                         {"ends_at", integer},
                         {"second_factor_at", integer, maybe},
                         {"address", text},
                         {"agent", text},
                         {"by_identity", integer, true, "0"}},
             .primary_key = {"digest"},
             .indexes = {{.columns = {"account"}}, {.columns = {"key"}, .unique = true}, {.columns = {"ends_at"}}}},
            {.name = "api_token",
             .columns = {{"digest", text},
                         {"key", integer},
                         {"account", integer},
                         {"name", text},
                         {"limits", text},
                         {"created_at", integer},
                         {"ends_at", integer},
                         {"ended_at", integer, maybe},
                         {"seen_at", integer, maybe}},
             .primary_key = {"digest"},
             .indexes = {{.columns = {"account"}}, {.columns = {"key"}, .unique = true}}}};
}

std::vector<store::Table> right_tables()
{
    return {
        {.name = "role_grant",
         .columns = {{"key", integer},
                     {"account", integer},
                     {"role", text},
                     {"area", integer},
                     {"from_day", integer},
                     {"to_day", integer, maybe},
                     {"reason", text},
                     {"proposed_by", integer},
                     {"proposed_by_name", text},
                     {"proposed_at", integer},
                     {"confirmed_by", integer, maybe},
                     {"confirmed_at", integer, maybe},
                     {"ended_by", integer, maybe},
                     {"ended_at", integer, maybe}},
         .primary_key = {"key"},
         .indexes = {{.columns = {"account"}}, {.columns = {"proposed_at"}, .where = "confirmed_at is null"}}},
        {.name = "near_relative",
         .columns = {{"account", integer}, {"county", integer}, {"person", integer}, {"relation", text}},
         .primary_key = {"account", "county", "person"}},
        {.name = "emergency",
         .columns = {{"key", integer},
                     {"account", integer},
                     {"reason", text},
                     {"area", integer},
                     {"begun_at", integer},
                     {"ends_at", integer},
                     {"review_by", integer},
                     {"reviewed_by", integer, maybe},
                     {"reviewed_at", integer, maybe},
                     {"verdict", text, maybe},
                     {"note", text, maybe}},
         .primary_key = {"key"},
         .indexes = {{.columns = {"account"}}, {.columns = {"review_by"}, .where = "reviewed_at is null"}}},
        {.name = "emergency_record",
         .columns = {{"emergency", integer}, {"record", text}, {"county", integer}, {"key", integer}, {"at", integer}},
         .primary_key = {"emergency", "record", "county", "key"}},
        {.name = "access_log",
         .columns = {{"area", integer},
                     {"entry", integer},
                     {"account", integer},
                     {"session", integer},
                     {"action", text},
                     {"purpose", text},
                     {"matter", text},
                     {"record", text},
                     {"key", integer},
                     {"origin", text}},
         .primary_key = {"area", "entry"},
         .indexes = {{.columns = {"account", "entry"}}, {.columns = {"area", "record", "key"}}}}};
}

} // namespace

std::vector<store::Table> tables()
{
    std::vector<store::Table> all{account_table()};
    for (auto more : {log_in_tables(), session_tables(), right_tables()})
        for (store::Table& table : more)
            all.push_back(std::move(table));
    return all;
}

} // namespace huimin::access
