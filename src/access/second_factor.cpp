#include "access/second_factor.h"

#include <algorithm>
#include <array>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "access/budget.h"
#include "access/internal/account_rows.h"
#include "access/internal/deed.h"
#include "access/internal/percent.h"

namespace huimin::access {

namespace {

constexpr std::int64_t step_seconds = 30;
constexpr int recovery_codes = 10;
// Whoever asks has shown the password already, so a flood here locks out nobody but who knows it.
constexpr Budget codes{"code", 5, 15 * minute};

std::string lock_name(std::int64_t account) { return "second factor of " + std::to_string(account); }

Error wrong_code()
{
    return Error{Fault::forbidden, "access.code", "验证码不对，或已经用过", "等下一个验证码再输；手机的时间要准",
                 "the code is not right, or was used; wait for the next one"};
}

Error none_set_up()
{
    return Error{Fault::missing, "access.factor_none", "还没有设置第二因素", "先用手机上的验证器应用设置",
                 "no second factor is set up yet"};
}

/// As typed: blanks and hyphens do not count.
std::string plain(std::string_view code)
{
    std::string kept;
    for (const char c : code.substr(0, 64))
        if (c != ' ' && c != '-')
            kept += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return kept;
}

/// 50 bits as ten letters and digits that are not taken for each other, in two groups.
std::string new_recovery_code(const World& world)
{
    static constexpr std::string_view letters = "abcdefghijkmnpqrstuvwxyz23456789";
    std::array<std::uint8_t, 10> bytes{};
    world.random(bytes);
    std::string code;
    for (const std::uint8_t byte : bytes)
        code += (code.size() == 5 ? "-" : "") + std::string(1, letters[byte % 32]);
    return code;
}

/// The account is part of it, so that two accounts' codes never look the same.
std::string recovery_digest(std::int64_t account, std::string_view code)
{
    return digest_of(std::to_string(account) + ":" + plain(code));
}

} // namespace

std::string time_code(std::string_view secret, std::int64_t seconds, int digits)
{
    const auto step = static_cast<std::uint64_t>(seconds / step_seconds);
    std::array<std::uint8_t, 8> message{};
    for (std::size_t i = 0; i < 8; ++i)
        message[i] = static_cast<std::uint8_t>(step >> (8 * (7 - i)));
    std::array<std::uint8_t, 20> mark{};
    unsigned int size = 0;
    VERIFY(HMAC(EVP_sha1(), secret.data(), static_cast<int>(secret.size()), message.data(), message.size(), mark.data(),
                &size) != nullptr);
    const std::size_t at = mark[19] & 0x0fU;
    std::uint32_t number = (mark[at] & 0x7fU);
    for (std::size_t i = 1; i < 4; ++i)
        number = number << 8U | mark[at + i];
    std::uint32_t modulus = 1;
    for (int i = 0; i < digits; ++i)
        modulus *= 10;
    const std::string text = std::to_string(number % modulus);
    return std::string(static_cast<std::size_t>(digits) - text.size(), '0') + text;
}

std::string base32(std::string_view bytes)
{
    static constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    std::string out;
    std::uint32_t held = 0;
    int bits = 0;
    for (const char c : bytes) {
        held = held << 8U | static_cast<std::uint8_t>(c);
        for (bits += 8; bits >= 5; bits -= 5)
            out += letters[(held >> (bits - 5)) & 31U];
    }
    if (bits > 0)
        out += letters[(held << (5 - bits)) & 31U];
    return out;
}

std::optional<std::string> from_base32(std::string_view text)
{
    constexpr std::string_view signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    std::string bytes;
    std::uint32_t bits = 0;
    int count = 0;
    for (const char sign : text) {
        const std::size_t value = signs.find(sign);
        if (value == std::string_view::npos)
            return std::nullopt;
        bits = bits << 5U | static_cast<std::uint32_t>(value);
        if (count += 5; count >= 8)
            bytes += static_cast<char>(bits >> (count -= 8) & 0xFFU);
    }
    return bytes;
}

Result<bool> SecondFactors::is_set_up(std::int64_t account)
{
    store::Reader reader = TRY(on_.store().reader());
    const auto at = TRY(reader.find_integer("select confirmed_at from second_factor where account = $1", {account}));
    return at.has_value();
}

Result<NewSecondFactor> SecondFactors::set_up(const Caller& caller)
{
    if (caller.is_token())
        return internal::forbidden();
    if (!on_.lockbox)
        return Error{Fault::unavailable, "access.no_lockbox", "服务器没有配置保存第二因素用的密钥",
                     "请系统管理员配置密钥文件", "the server has no key to seal second factors with"};
    std::array<std::uint8_t, 20> bytes{};
    on_.world.random(bytes);
    const std::string secret(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    const std::string sealed = on_.lockbox->seal(on_.world, lock_name(caller.account()), secret);
    const std::int64_t changed = TRY(internal::change(on_, [&](store::Transaction& transaction) {
        return transaction.run("insert into second_factor (account, sealed, last_step) values ($1, $2, 0) on conflict "
                               "(account) do update set sealed = excluded.sealed, last_step = 0 where "
                               "second_factor.confirmed_at is null",
                               {caller.account(), sealed});
    }));
    if (changed == 0)
        return Error{Fault::conflict, "access.factor_stands", "已经设置过第二因素", "换手机时请安全管理员重置",
                     "a second factor is set up; the security administrator resets it"};
    const std::string issuer = internal::percent_encoded("惠民");
    return NewSecondFactor{base32(secret), "otpauth://totp/" + issuer + ":" +
                                               internal::percent_encoded(caller.login()) + "?secret=" + base32(secret) +
                                               "&issuer=" + issuer + "&algorithm=SHA1&digits=6&period=30"};
}

Result<std::string> SecondFactors::secret_of(store::Reader& reader, std::int64_t account, bool confirmed,
                                             std::int64_t& last_step)
{
    std::string sealed;
    {
        store::Rows rows = TRY(
            reader.query("select sealed, confirmed_at, last_step from second_factor where account = $1", {account}));
        if (!TRY(rows.next()) || rows[1].is_null() == confirmed)
            return none_set_up();
        sealed = rows[0].text();
        last_step = rows[2].integer();
    }
    if (!on_.lockbox)
        return Error{Fault::unavailable, "access.no_lockbox", "服务器没有配置保存第二因素用的密钥",
                     "请系统管理员配置密钥文件", "the server has no key to seal second factors with"};
    return on_.lockbox->open(lock_name(account), sealed);
}

Result<Done> SecondFactors::spend_one(const Caller& caller)
{
    return on_.store().change([&](store::Transaction& transaction) -> Result<Done> {
        if (TRY(spend(transaction, codes, std::to_string(caller.account()), on_.world.now())) < 0)
            return internal::too_many(15);
        return Done{};
    });
}

Result<bool> SecondFactors::use_time_code(const Caller& caller, std::string_view code, bool confirmed)
{
    std::int64_t last_step = 0;
    std::string secret;
    {
        store::Reader reader = TRY(on_.store().reader());
        secret = TRY(secret_of(reader, caller.account(), confirmed, last_step));
    }
    const std::int64_t now = on_.world.now() / 1000;
    std::int64_t right_step = 0; // all three are tried, whatever the first says
    for (const std::int64_t at : {now - step_seconds, now, now + step_seconds})
        if (same_secret(time_code(secret, at), code) && at / step_seconds > last_step)
            right_step = at / step_seconds;
    if (right_step == 0)
        return false;
    // Two that show the same code at the same moment: one row, so only one of them changes it.
    return TRY(on_.store().change([&](store::Transaction& transaction) {
               return transaction.run("update second_factor set last_step = $2 where account = $1 and last_step < $2",
                                      {caller.account(), right_step});
           })) == 1;
}

Result<bool> SecondFactors::use_recovery_code(const Caller& caller, std::string_view code)
{
    return TRY(on_.store().change([&](store::Transaction& transaction) -> Result<std::int64_t> {
               const std::int64_t used = TRY(transaction.run(
                   "update recovery_code set used_at = $3 where account = $1 and digest = $2 and used_at is null",
                   {caller.account(), recovery_digest(caller.account(), code), on_.world.now()}));
               if (used == 1)
                   TRY(internal::note(on_, transaction, {caller.login(), "", caller.origin()}, "access.recovery_code",
                                      "account", caller.account(), {}));
               return used;
           })) == 1;
}

Result<std::vector<std::string>> SecondFactors::confirm(const Caller& caller, std::string_view code)
{
    TRY(spend_one(caller));
    if (!TRY(use_time_code(caller, plain(code), false)))
        return wrong_code();
    std::vector<std::string> made;
    made.reserve(recovery_codes);
    for (int i = 0; i < recovery_codes; ++i)
        made.push_back(new_recovery_code(on_.world));
    const std::string origin = caller.origin();
    TRY(internal::change(on_, [&](store::Transaction& transaction) -> Result<Done> {
        TRY(transaction.run("update second_factor set confirmed_at = $2 where account = $1",
                            {caller.account(), on_.world.now()}));
        TRY(transaction.run("update account set version = version + 1 where key = $1", {caller.account()}));
        TRY(transaction.run("delete from recovery_code where account = $1", {caller.account()}));
        for (const std::string& one : made)
            TRY(transaction.run("insert into recovery_code (account, digest) values ($1, $2)",
                                {caller.account(), recovery_digest(caller.account(), one)}));
        TRY(clear(transaction, codes, std::to_string(caller.account())));
        return internal::note(on_, transaction, {caller.login(), "", origin}, "access.factor_set_up", "account",
                              caller.account(), {});
    }));
    return made;
}

Result<Done> SecondFactors::check(const Caller& caller, std::string_view code)
{
    TRY(spend_one(caller));
    const std::string typed = plain(code);
    const bool right =
        typed.size() == 6 ? TRY(use_time_code(caller, typed, true)) : TRY(use_recovery_code(caller, typed));
    if (!right) {
        if (!TRY(is_set_up(caller.account())))
            return none_set_up();
        return wrong_code();
    }
    return on_.store().change(
        [&](store::Transaction& transaction) { return clear(transaction, codes, std::to_string(caller.account())); });
}

Result<std::int64_t> SecondFactors::recovery_codes_left(std::int64_t account)
{
    store::Reader reader = TRY(on_.store().reader());
    return TRY(reader.find_integer("select count(*) from recovery_code where account = $1 and used_at is null",
                                   {account}))
        .value_or(0);
}

} // namespace huimin::access
