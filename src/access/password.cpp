#include "access/password.h"

#include <algorithm>
#include <array>

#include <sodium.h>

#include "base/text.h"

namespace huimin::access {

namespace {

Error busy()
{
    return Error{Fault::unavailable, "access.busy", "此刻登录的人太多", "过一分钟再试",
                 "too many log in at the moment; try again in a minute"};
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80; }

/// Without the digits and marks before and behind.
std::string_view core_of(std::string_view text)
{
    while (!text.empty() && !is_letter(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && !is_letter(text.back()))
        text.remove_suffix(1);
    return text;
}

/// `abab…`: a piece of one to four characters over and over.
bool repeats(std::string_view text)
{
    for (std::size_t piece = 1; piece <= 4; ++piece) {
        bool same = text.size() > piece;
        for (std::size_t i = piece; i < text.size(); ++i)
            same = same && text[i] == text[i - piece];
        if (same)
            return true;
    }
    return false;
}

/// Every step from one character to the next goes along the alphabet, the digits or a row of keys, either way.
bool runs_along(std::string_view text)
{
    static constexpr std::array<std::string_view, 8> rows = {
        "0123456789", "1234567890",    "abcdefghijklmnopqrstuvwxyz",          "qwertyuiop", "asdfghjkl",
        "zxcvbnm",    "`1234567890-=", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p"};
    const auto neighbours = [](char one, char other) {
        return std::ranges::any_of(rows, [&](std::string_view row) {
            const std::size_t at = row.find(one), to = row.find(other);
            return at != row.npos && to != row.npos && (at + 1 == to || to + 1 == at || at == to);
        });
    };
    std::size_t breaks = 0;
    for (std::size_t i = 1; i < text.size(); ++i)
        breaks += neighbours(text[i - 1], text[i]) ? 0 : 1;
    return breaks <= text.size() / 5;
}

} // namespace

CommonPasswords CommonPasswords::read(std::string_view lines)
{
    CommonPasswords common;
    while (!lines.empty()) {
        const std::size_t end = lines.find('\n');
        std::string_view line = lines.substr(0, end);
        lines.remove_prefix(end == lines.npos ? lines.size() : end + 1);
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        if (!line.empty() && !line.starts_with('#'))
            common.listed_.insert(lower(line));
    }
    return common;
}

bool CommonPasswords::holds(std::string_view password, std::string_view login) const
{
    const std::string small = lower(password);
    const std::string_view core = core_of(small);
    if (listed_.contains(small) || (!core.empty() && listed_.contains(core)) || repeats(small) || runs_along(small))
        return true;
    const std::string name = lower(login);
    constexpr std::size_t own_characters_min = 8; // what must stay when the login name is taken out
    const std::size_t at = name.size() >= 3 ? small.find(name) : std::string::npos;
    return at != std::string::npos && small.size() - name.size() < own_characters_min;
}

Result<Done> check_new_password(const CommonPasswords& common, std::string_view password, std::string_view login)
{
    const auto refuse = [](const char* code, std::string message, const char* remedy, const char* english) {
        return Error{Fault::invalid, code, std::move(message), remedy, english};
    };
    if (password.size() > password_characters_max * 4)
        return refuse("access.password_long", "密码超过 128 个字符", "用 12 到 128 个字符",
                      "the password is longer than 128 characters");
    const bool has_control =
        std::ranges::any_of(password, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
    if (has_control || first_invalid_utf8(password))
        return refuse("access.password_text", "密码里有打不出来的字符", "只用键盘能打出的字符",
                      "the password holds control signs or is not UTF-8");
    const std::size_t characters = count_code_points(password);
    if (characters < password_characters_min)
        return refuse("access.password_short", "密码只有 `" + std::to_string(characters) + "` 个字符",
                      "至少 12 个字符；几个不相干的词连起来就好记又难猜", "the password has fewer than 12 characters");
    if (characters > password_characters_max)
        return refuse("access.password_long", "密码有 `" + std::to_string(characters) + "` 个字符",
                      "用 12 到 128 个字符", "the password is longer than 128 characters");
    if (common.holds(password, login))
        return refuse("access.password_common", "这个密码太常见，猜密码的人会先试它",
                      "换一个；几个不相干的词连起来就好记又难猜", "guessers try this password first; choose another");
    return Done{};
}

/// A place among the hashings that run.
class Hashing::Slot {
public:
    Slot(Hashing& of, Caller caller) : of_(of), caller_(caller) {}
    Slot(const Slot&) = delete;
    Slot& operator=(const Slot&) = delete;
    ~Slot() { of_.leave(caller_); }

private:
    Hashing& of_;
    Caller caller_;
};

bool Hashing::is_free(Caller caller) const
{
    if (running_ >= cost_.at_once)
        return false;
    return caller == Caller::known || running_unknown_ < std::max(1, cost_.at_once - 1);
}

Result<Done> Hashing::enter(Caller caller)
{
    std::unique_lock lock(mutex_);
    if (!is_free(caller)) {
        if (waiting_ >= cost_.waiting_max)
            return busy();
        ++waiting_;
        left_.wait(lock, [&] { return is_free(caller); });
        --waiting_;
    }
    ++running_;
    running_unknown_ += caller == Caller::unknown ? 1 : 0;
    most_at_once_ = std::max(most_at_once_, running_);
    return Done{};
}

void Hashing::leave(Caller caller)
{
    {
        const std::lock_guard lock(mutex_);
        --running_;
        running_unknown_ -= caller == Caller::unknown ? 1 : 0;
    }
    left_.notify_all();
}

Result<std::string> Hashing::hash(const World& world, std::string_view password)
{
    VERIFY(sodium_init() >= 0);
    TRY(enter(Caller::known));
    const Slot slot(*this, Caller::known);
    std::array<std::uint8_t, crypto_pwhash_SALTBYTES> salt{};
    std::array<std::uint8_t, 32> out{};
    world.random(salt);
    if (crypto_pwhash(out.data(), out.size(), password.data(), password.size(), salt.data(), cost_.passes, cost_.bytes,
                      crypto_pwhash_ALG_ARGON2ID13) != 0)
        return busy(); // no memory
    const auto text = [](std::span<const std::uint8_t> bytes) {
        constexpr int variant = sodium_base64_VARIANT_ORIGINAL_NO_PADDING;
        std::array<char, 64> written{};
        return std::string(sodium_bin2base64(written.data(), written.size(), bytes.data(), bytes.size(), variant));
    };
    return "$argon2id$v=19$m=" + std::to_string(cost_.bytes / 1024) + ",t=" + std::to_string(cost_.passes) + ",p=1$" +
           text(salt) + "$" + text(out);
}

Result<bool> Hashing::is_right(std::string_view password, const std::string& hash, Caller caller)
{
    VERIFY(sodium_init() >= 0);
    TRY(enter(caller));
    const Slot slot(*this, caller);
    std::array<char, crypto_pwhash_STRBYTES> stored{};
    if (hash.empty() || hash.size() >= stored.size()) {
        // Nobody's hash, at the same cost.
        std::array<std::uint8_t, crypto_pwhash_SALTBYTES> salt{};
        std::array<std::uint8_t, 32> out{};
        (void)crypto_pwhash(out.data(), out.size(), password.data(), password.size(), salt.data(), cost_.passes,
                            cost_.bytes, crypto_pwhash_ALG_ARGON2ID13);
        return false;
    }
    std::ranges::copy(hash, stored.begin());
    return crypto_pwhash_str_verify(stored.data(), password.data(), password.size()) == 0;
}

} // namespace huimin::access
