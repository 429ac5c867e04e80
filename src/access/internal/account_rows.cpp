#include "access/internal/account_rows.h"

#include <algorithm>

#include "access/internal/deed.h"
#include "base/text.h"

namespace huimin::access::internal {

std::string select_account(const char* where)
{
    return std::string("select key, login, display_name, kind, state, locked_until, locked_why, case when password "
                       "is null then 0 else 1 end, must_change, created_at, seen_at, bound_record, bound_county, "
                       "bound_key, version from account "
                       "where ") +
           where;
}

AccountState state_of(std::string_view stored, std::optional<std::int64_t> locked_until, std::int64_t seen_at,
                      std::int64_t now, const Settings& settings)
{
    if (stored != "active")
        return AccountState::disabled;
    if (locked_until && now < *locked_until)
        return AccountState::locked;
    return now - seen_at > settings.dormant_after ? AccountState::dormant : AccountState::active;
}

Account account_of(const store::Rows& row, const language::Program& program, const Foundation& on)
{
    Account account;
    account.key = row[0].integer();
    account.login = row[1].text();
    account.display_name = row[2].text();
    account.kind = account_kind(row[3].text()).value_or(AccountKind::machine);
    account.locked_until = row[5].integer_or_none();
    account.locked_why = row[6].text_or_none().value_or("");
    account.has_password = row[7].integer() != 0;
    account.must_change = row[8].integer() != 0;
    account.created_at = row[9].integer();
    account.seen_at = row[10].integer();
    account.state = state_of(row[4].text(), account.locked_until, row[10].integer(), on.world.now(), on.settings);
    if (!row[11].is_null())
        account.bound = RecordPlace{program.find_record(row[11].text()), row[12].integer(), row[13].integer()};
    account.version = row[14].integer();
    return account;
}

Result<std::int64_t> keepers(store::Reader& reader, const language::Program& program, Day today)
{
    std::int64_t count = 0;
    store::Rows rows =
        TRY(reader.query("select distinct g.account, g.role from role_grant g join account a on a.key = "
                         "g.account where a.state = 'active' and g.confirmed_at is not null and "
                         "g.ended_at is null and g.from_day <= $1 and (g.to_day is null or g.to_day > $1)",
                         {today}));
    while (TRY(rows.next())) {
        const language::Index role = program.find_role(rows[1].text());
        if (role != language::none && program.roles[role].administrator == language::Administrator::security)
            ++count;
    }
    return count;
}

Error last_keeper()
{
    return Error{Fault::conflict, "access.last_keeper", "这样就没有安全管理员了，再没有人能授权",
                 "先让另一个人担任安全管理员", "this would leave no security administrator; appoint another first"};
}

Error too_many(std::int64_t minutes)
{
    return Error{Fault::unavailable, "access.too_many", "试得太多了", "`" + std::to_string(minutes) + "` 分钟后再试",
                 "too many attempts; try again in " + std::to_string(minutes) + " minutes"};
}

Error reason_missing(std::size_t characters_min)
{
    return Error{Fault::invalid, "access.reason", "没有说明理由，或理由太短",
                 "写明理由，至少 " + std::to_string(characters_min) + " 个字",
                 "give a reason of at least " + std::to_string(characters_min) + " characters"};
}

std::string cut(std::string_view text, std::size_t bytes_max)
{
    std::string kept(text.substr(0, bytes_max));
    while (const auto invalid = first_invalid_utf8(kept))
        kept.resize(*invalid);
    std::erase_if(kept, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
    return kept;
}

bool is_plain_text(std::string_view text)
{
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
    return std::ranges::none_of(text, is_control) && !first_invalid_utf8(text);
}

bool says_something(std::string_view reason, std::size_t characters_min)
{
    constexpr std::size_t bytes_max = 2000;
    if (reason.size() > bytes_max || !is_plain_text(reason))
        return false;
    const std::string plain = clean(reason).text;
    std::string_view rest = plain;
    std::vector<char32_t> seen;
    std::size_t characters = 0;
    while (!rest.empty()) {
        const char32_t sign = take_code_point(rest);
        if (sign == U' ')
            continue;
        ++characters;
        if (std::ranges::find(seen, sign) == seen.end())
            seen.push_back(sign);
    }
    return characters >= characters_min && seen.size() >= 3; // "……………" and "11111" say nothing
}

} // namespace huimin::access::internal
