// Passwords, secrets, addresses, divisions: the parts that need no store.

#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <latch>
#include <thread>

#include "access/addresses.h"
#include "access/division_ranges.h"
#include "access/password.h"
#include "access/second_factor.h"
#include "access/secret.h"
#include "tests/support/fresh_store.h"

using namespace huimin;
using namespace huimin::access;
using test::must;
using test::outcome;

namespace {

World chance_only()
{
    return {.store = nullptr, .keys = nullptr, .milliseconds = [] { return std::int64_t{0}; }, .random = system_random};
}

Hashing::Cost next_to_nothing() { return {.passes = 1, .bytes = 8192, .at_once = 2, .waiting_max = 64}; }

} // namespace

TEST_CASE("a new password is long, is no one else's first guess, and may be any text")
{
    const CommonPasswords common = CommonPasswords::read("# 最常见的\nletmeinplease\npassword\niloveyou\r\n");
    const struct {
        std::string password;
        const char* outcome;
    } rows[] = {
        {"梧桐树下三只橘猫晒太阳", "access.password_short"}, // 11
        {"梧桐树下三只橘猫晒太阳呢", "done"},
        {"correct horse battery", "done"},
        {"short", "access.password_short"},
        {std::string(128, 'x') + "yz", "access.password_long"},
        {std::string(600, 'q'), "access.password_long"},
        {"letmeinplease", "access.password_common"},
        {"LetMeInPlease", "access.password_common"},
        {"12password2025!!", "access.password_common"},
        {"aaaaaaaaaaaaaaa", "access.password_common"},
        {"abcabcabcabcabc", "access.password_common"},
        {"123456789012", "access.password_common"},
        {"qwertyuiopasdfgh", "access.password_common"},
        {"1qaz2wsx3edc4rfv", "access.password_common"},
        {"zhangsan@2025", "access.password_common"},
        {"line\nbreak in it", "access.password_text"},
        {"not utf-8 \xff\xfe here", "access.password_text"},
        {std::string("with a nul\0inside", 17), "access.password_text"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.password);
        CHECK(outcome(check_new_password(common, row.password, "zhangsan")) == row.outcome);
    }
}

TEST_CASE("a password is kept as argon2id with a salt of its own, and only the right one is right")
{
    Hashing hashing(next_to_nothing());
    const World world = chance_only();
    const std::string hash = must(hashing.hash(world, "correct horse battery"));
    CHECK(hash.starts_with("$argon2id$v=19$m=8,t=1,p=1$"));
    CHECK(must(hashing.hash(world, "correct horse battery")) != hash);
    CHECK(must(hashing.is_right("correct horse battery", hash, Hashing::Caller::unknown)));
    CHECK_FALSE(must(hashing.is_right("correct horse battery ", hash, Hashing::Caller::unknown)));
    CHECK_FALSE(must(hashing.is_right("correct horse battery", "", Hashing::Caller::unknown)));
    CHECK_FALSE(must(hashing.is_right("", std::string(500, 'x'), Hashing::Caller::unknown)));
}

TEST_CASE("a flood of log-ins never hashes more than two at once, and turns away who would wait too long")
{
    Hashing::Cost cost{.passes = 8, .bytes = 8U << 20U, .at_once = 2, .waiting_max = 4};
    Hashing hashing(cost);
    std::atomic<int> busy = 0;
    std::latch start(40); // all at the same moment
    std::vector<std::jthread> crowd;
    for (int i = 0; i < 40; ++i)
        crowd.emplace_back([&, i] {
            start.arrive_and_wait();
            const auto caller = i % 4 == 0 ? Hashing::Caller::known : Hashing::Caller::unknown;
            if (const auto right = hashing.is_right("x", "", caller); !right.ok())
                busy += right.error().code == "access.busy" ? 1 : 1000;
        });
    crowd.clear();
    CHECK(hashing.most_at_once() <= 2);
    CHECK(busy > 0);
    CHECK(busy < 40);
}

TEST_CASE("what is sealed opens with its key and its name only")
{
    const World world = chance_only();
    const Lockbox box = must(Lockbox::of("0123456789abcdef0123456789abcdef"));
    const std::string sealed = box.seal(world, "account 1", "秘密");
    CHECK(box.seal(world, "account 1", "秘密") != sealed);
    CHECK(must(box.open("account 1", sealed)) == "秘密");
    CHECK(outcome(box.open("account 2", sealed)) == "access.sealed");
    CHECK(outcome(must(Lockbox::of(std::string(32, 'k'))).open("account 1", sealed)) == "access.sealed");
    CHECK(outcome(box.open("account 1", "")) == "access.sealed");
    std::string changed = sealed;
    changed[30] = changed[30] == 'A' ? 'B' : 'A';
    CHECK(outcome(box.open("account 1", changed)) == "access.sealed");
    CHECK(outcome(Lockbox::of("too short")) == "access.key_short");
}

TEST_CASE("HMAC-SM3 and base64url give the known answers")
{
    // GM/T 0042-2015 A.3: the key 0102…25 over fifty bytes cd has no published SM3 vector here, so OpenSSL's own is
    // pinned.
    CHECK(hmac_sm3("key", "The quick brown fox jumps over the lazy dog") ==
          "bd4a34077888162b210645b8ebf74b9af357303789357a27c7fc457244ebd398");
    const std::array<std::uint8_t, 3> bytes{0xfb, 0xff, 0xfe};
    CHECK(base64url(bytes) == "-__-");
    CHECK(from_base64url("-__-") == std::vector<std::uint8_t>{0xfb, 0xff, 0xfe});
    CHECK(base64("Aladdin:open sesame") == "QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    for (const char* wrong : {"+//+", "a", "ab=", "a b"})
        CHECK_MESSAGE(from_base64url(wrong) == std::nullopt, wrong);
    CHECK(same_secret("abc", "abc"));
    CHECK_FALSE(same_secret("abc", "abd"));
    CHECK_FALSE(same_secret("abc", "abcd"));
    CHECK(new_secret(chance_only()).size() == 64);
    CHECK(new_secret(chance_only()) != new_secret(chance_only()));
}

TEST_CASE("time codes are those of RFC 6238, appendix B")
{
    const std::string secret = "12345678901234567890";
    const struct {
        std::int64_t seconds;
        const char* code;
    } rows[] = {{59, "94287082"},         {1111111109, "07081804"}, {1111111111, "14050471"},
                {1234567890, "89005924"}, {2000000000, "69279037"}, {20000000000, "65353130"}};
    for (const auto& row : rows)
        CHECK(time_code(secret, row.seconds, 8) == row.code);
    CHECK(base32(secret) == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    CHECK(base32("foob") == "MZXW6YQ");
}

TEST_CASE("addresses are counted by neighbourhood, and lists of them are read exactly")
{
    CHECK(address_class("10.1.2.3") == address_class("10.1.2.200"));
    CHECK(address_class("10.1.2.3") != address_class("10.1.3.3"));
    CHECK(address_class("::ffff:10.1.2.3") == address_class("10.1.2.9"));
    CHECK(address_class("2001:db8:1:2200::1") == address_class("2001:db8:1:22ff::9"));
    CHECK(address_class("2001:db8:1:2200::1") != address_class("2001:db8:1:2300::1"));
    CHECK(address_class("nonsense") != address_class("other nonsense"));
    const struct {
        const char* address;
        const char* range;
        bool within;
    } rows[] = {
        {"10.1.2.3", "10.1.2.3", true},           {"10.1.2.4", "10.1.2.3", false}, {"10.1.9.9", "10.1.0.0/16", true},
        {"10.2.0.0", "10.1.0.0/16", false},       {"10.1.2.3", "0.0.0.0/0", true}, {"::1", "0.0.0.0/0", false},
        {"2001:db8::5", "2001:db8::/32", true},   {"x", "0.0.0.0/0", false},       {"10.1.2.3", "10.1.0.0/33", false},
        {"::ffff:10.1.2.3", "10.1.2.0/24", true},
    };
    for (const auto& row : rows) {
        CAPTURE(row.address);
        CAPTURE(row.range);
        CHECK(is_within(row.address, row.range) == row.within);
    }
    for (const char* wrong :
         {"", "10.1.0.0/", "10.1.0.0/33", "10.1.0.0/-1", "10.1.0.0/1x", "10.1", "'; drop table account; --"})
        CHECK_MESSAGE(outcome(check_address_range(wrong)) == "access.address", wrong);
}

TEST_CASE("ranges of codes are kept sorted and apart")
{
    AreaRanges ranges;
    ranges.add({AreaCode(20), AreaCode(30)});
    ranges.add({AreaCode(1), AreaCode(5)});
    ranges.add({AreaCode(6), AreaCode(9)});
    CHECK(ranges.all().size() == 2);
    ranges.remove({AreaCode(25), AreaCode(26)});
    CHECK(ranges.all().size() == 3);
    CHECK(ranges.holds(AreaCode(24)));
    CHECK_FALSE(ranges.holds(AreaCode(25)));
    CHECK(ranges.hold({AreaCode(1), AreaCode(9)}));
    CHECK_FALSE(ranges.hold({AreaCode(1), AreaCode(20)}));
    CHECK(ranges.meet({AreaCode(9), AreaCode(12)}));
    AreaRanges others;
    others.add({AreaCode(4), AreaCode(22)});
    const AreaRanges common = ranges.common_with(others);
    CHECK(common.all().size() == 2);
    CHECK(common.hold({AreaCode(4), AreaCode(9)}));
    CHECK(common.hold({AreaCode(20), AreaCode(22)}));
    CHECK(AreaRanges::everywhere().holds(AreaCode(999'999'999'999)));
}

TEST_CASE("a division holds what lies below it by the tree of the day, whatever the digits say")
{
    const AreaTree tree =
        must(AreaTree::read("11,,甲省,,,\n1101,11,一市,,,\n1102,11,二市,,,\n"
                            "110101,1101,东区,,,\n110102,1102,飞区,,,\n" // digits of 1101, run by 1102
                            "110201,1102,西县,,2020-01-01,110203\n110203,1102,西区,2020-01-01,,\n"
                            "110205,1102,大县,,2021-01-01,110203;110101\n"
                            "110206,1102,旧县,,2019-01-01,110203\n110206,1101,新区,2022-01-01,,\n"
                            "110102001,110102,飞街道,,,\n"));
    const auto code = [](std::uint64_t digits) { return AreaCode(digits); };
    const Day today = *Day::of(2025, 8, 1);
    const struct {
        std::string what;
        std::uint64_t granted, asked;
        bool holds;
    } rows[] = {
        {"itself", 110101000000, 110101000000, true},
        {"a village below it that no tree names", 110101000000, 110101001002, true},
        {"a neighbour", 110101000000, 110102000000, false},
        {"a city holds its county", 110100000000, 110101000000, true},
        {"digits of it, but run by another", 110100000000, 110102001003, false},
        {"run by it, whatever the digits say", 110200000000, 110102001003, true},
        {"and by itself", 110102000000, 110102001003, true},
        {"its street", 110102001000, 110102001003, true},
        {"the old code of what became it", 110203000000, 110201001001, true},
        {"a grant of the old follows to the new", 110201000000, 110203001001, true},
        {"and keeps the old", 110201000000, 110201001001, true},
        {"one that was split is covered where all its successors are", 110000000000, 110205000001, true},
        {"and nowhere else", 110203000000, 110205000001, false},
        {"a code given out anew goes with the new", 110203000000, 110206000001, false},
        {"and lies with its city of today", 110100000000, 110206000001, true},
        {"not with the city of its digits", 110200000000, 110206000001, false},
        {"the country holds all", 0, 659004000000, true},
        {"and all below", 0, 110102001003, true},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        CHECK(ranges_below(tree, code(row.granted), today).holds(code(row.asked)) == row.holds);
    }
}
