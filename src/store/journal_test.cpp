#include "store/journal.h"

#include <doctest/doctest.h>

#include "base/sm3.h"
#include "tests/support/fresh_store.h"

using namespace huimin;
using namespace huimin::store;
using huimin::test::FreshStore;
using huimin::test::must;
using huimin::test::on_both_engines;
using huimin::test::outcome;
using State = JournalVerdict::State;

namespace {

constexpr std::int64_t noon = 1'772'020'800'000; // 2026-02-25 12:00 UTC

/// A store whose journal holds `count` entries, not yet sealed.
void write_entries(Store& store, KeyMaker& keys, int count)
{
    must(migrate(store, {}));
    Journal journal(keys);
    must(store.change([&](Transaction& transaction) -> Result<Done> {
        for (int each = 1; each <= count; each++)
            TRY(journal.write(transaction, {.area = AreaCode(330282),
                                            .actor = "王芳",
                                            .purpose = "低保审核",
                                            .action = "registry.change",
                                            .record = "person",
                                            .key = each,
                                            .before = std::nullopt,
                                            .after = R"({"收入":0})"}));
        return Done{};
    }));
}

Result<JournalVerdict> verified(Store& store, const std::vector<JournalHead>& anchors = {})
{
    Reader snapshot = must(store.snapshot());
    return verify_journal(snapshot, anchors);
}

void tamper(Store& store, const std::string& sql)
{
    must(store.change([&](Transaction& transaction) -> Result<Done> {
        for (std::size_t at = 0, end = 0; at < sql.size(); at = end + 1) {
            end = std::min(sql.find(';', at), sql.size());
            TRY(transaction.run(std::string_view(sql).substr(at, end - at)));
        }
        return Done{};
    }));
}

} // namespace

TEST_CASE("entries are sealed in the order they were written, by the chain the header describes")
{
    on_both_engines([](FreshStore& fresh) {
        KeyMaker keys([] { return noon; });
        write_entries(fresh.store(), keys, 1);
        CHECK(must(verified(fresh.store())).unsealed == 1);
        const JournalHead head = must(seal_journal(fresh.store()));
        CHECK(head.seq == 1);

        Reader reader = must(fresh.store().reader());
        const std::int64_t entry = must(reader.find_integer("select entry from journal")).value();
        const auto number = [](std::int64_t value) {
            std::string bytes;
            for (int shift = 56; shift >= 0; shift -= 8)
                bytes += static_cast<char>(value >> shift & 0xff);
            return bytes;
        };
        Sm3 chain;
        chain.add('\x01' + std::string(32, '\0'));
        for (const std::int64_t value : {std::int64_t{1}, std::int64_t{330282}, entry, noon})
            chain.add_field(number(value));
        for (const char* text : {"王芳", "低保审核", "registry.change", "person"})
            chain.add_field(text);
        chain.add_field(number(1));
        chain.add("\xff\xff\xff\xff");
        chain.add_field(R"({"收入":0})");
        chain.add_field("");
        CHECK(head.hash == hex(chain.finish()));
        CHECK(must(JournalHead::parse(head.text())) == head);
    });
}

TEST_CASE("sealing goes on where it stopped, and a bulk of entries is sealed like single ones")
{
    on_both_engines([](FreshStore& fresh) {
        KeyMaker keys([] { return noon; });
        write_entries(fresh.store(), keys, 3);
        const JournalHead first = must(seal_journal(fresh.store()));
        CHECK(must(seal_journal(fresh.store())) == first);
        must(fresh.store().change([&](Transaction& transaction) -> Result<Done> {
            auto bulk = TRY(Journal(keys).bulk(transaction));
            for (int each = 0; each < 12'000; each++)
                TRY(bulk.add(
                    {.area = AreaCode(330282), .actor = "导入", .purpose = "初始化", .action = "registry.import"}));
            TRY(bulk.finish());
            return Done{};
        }));
        const JournalHead second = must(seal_journal(fresh.store()));
        CHECK(second.seq == 12'003);
        const JournalVerdict verdict = must(verified(fresh.store(), std::vector{first, second}));
        CHECK(verdict.state == State::sound);
        CHECK(verdict.sealed == 12'003);
        CHECK(verdict.unsealed == 0);
    });
}

TEST_CASE("where nothing waits to be sealed, sealing waits for no writer")
{
    on_both_engines([](FreshStore& fresh) {
        KeyMaker keys([] { return noon; });
        write_entries(fresh.store(), keys, 2);
        const JournalHead head = must(seal_journal(fresh.store()));
        Transaction writer = must(fresh.store().begin());
        must(Journal(keys).write(writer, {.area = {}, .actor = "a", .purpose = "b", .action = "c"}));
        CHECK(must(seal_journal(fresh.store())) == head);
    });
}

TEST_CASE("an entry undone with its change leaves no trace")
{
    on_both_engines([](FreshStore& fresh) {
        KeyMaker keys([] { return noon; });
        write_entries(fresh.store(), keys, 2);
        {
            Transaction transaction = must(fresh.store().begin());
            must(Journal(keys).write(transaction, {.area = {}, .actor = "a", .purpose = "b", .action = "c"}));
        }
        CHECK(must(seal_journal(fresh.store())).seq == 2);
        CHECK(must(verified(fresh.store())).state == State::sound);
    });
}

TEST_CASE("whatever is done to the journal behind our back, the first broken entry is named")
{
    const struct {
        const char* name;
        const char* sql;
        State state;
        std::int64_t first_bad;
        bool anchored = false; // Against the head as it was, kept elsewhere.
    } cases[] = {
        {"nothing", "", State::sound, 0},
        {"nothing, with an anchor", "", State::sound, 0, true},
        {"actor edited", "update journal set actor = '李明' where seq = 4", State::broken, 4},
        {"purpose edited", "update journal set purpose = '' where seq = 9", State::broken, 9},
        {"action edited", "update journal set action = 'x' where seq = 1", State::broken, 1},
        {"time edited", "update journal set at = at + 1 where seq = 2", State::broken, 2},
        {"record edited", "update journal set record = 'fund' where seq = 3", State::broken, 3},
        {"key edited", "update journal set key = 77 where seq = 3", State::broken, 3},
        {"value edited", "update journal set after = '{\"收入\":1}' where seq = 5", State::broken, 5},
        {"value taken away", "update journal set after = null where seq = 5", State::broken, 5},
        {"nothing made of null", "update journal set before = '' where seq = 6", State::broken, 6},
        {"a text moved to the next field", "update journal set purpose = '', action = purpose || action where seq = 6",
         State::broken, 6},
        {"area edited", "update journal set area = 330281 where seq = 6", State::broken, 6},
        {"origin edited", "update journal set origin = 'x' where seq = 6", State::broken, 6},
        {"hash edited", "update journal set hash = (select hash from journal where seq = 1) where seq = 7",
         State::broken, 7},
        {"first removed", "delete from journal where seq = 1", State::broken, 1},
        {"middle removed", "delete from journal where seq = 5", State::broken, 5},
        {"middle removed, rest moved up",
         "delete from journal where seq = 5;update journal set seq = seq - 1 where seq > 5", State::broken, 5},
        {"two exchanged", "update journal set seq = case seq when 3 then 4 else 3 end where seq in (3, 4)",
         State::broken, 3},
        {"one copied in",
         "insert into journal (area, entry, at, actor, purpose, action, record, key, origin, seq, hash) "
         "select area, entry + 1000000, at, actor, purpose, action, record, key, origin, seq, hash from journal where "
         "seq = 8",
         State::broken, 8},
        {"one made unsealed", "update journal set seq = null, hash = null where seq = 6", State::broken, 6},
        {"last removed", "delete from journal where seq = 10", State::broken, 10},
        {"tail removed", "delete from journal where seq > 7", State::broken, 8},
        {"all removed", "delete from journal", State::broken, 1},
        {"tail removed, head set back",
         "delete from journal where seq > 7;update journal_head set seq = 7, "
         "hash = (select hash from journal where seq = 7)",
         State::sound, 0},
        {"the same, with an anchor",
         "delete from journal where seq > 7;update journal_head set seq = 7, "
         "hash = (select hash from journal where seq = 7)",
         State::broken, 8, true},
        {"head removed", "delete from journal_head", State::cannot_tell, 0},
        {"head set back alone", "update journal_head set seq = 7", State::broken, 8},
        {"all and the head removed, with an anchor", "delete from journal;delete from journal_head", State::broken, 1,
         true},
    };
    for (const Engine engine : {Engine::sqlite, Engine::postgresql})
        for (const auto& each : cases) {
            CAPTURE(std::string(each.name));
            FreshStore fresh(engine);
            KeyMaker keys([] { return noon; });
            write_entries(fresh.store(), keys, 10);
            const JournalHead head = must(seal_journal(fresh.store()));
            tamper(fresh.store(), each.sql);
            const auto anchors = each.anchored ? std::vector{head} : std::vector<JournalHead>();
            const JournalVerdict verdict = must(verified(fresh.store(), anchors));
            CHECK(verdict.state == each.state);
            CHECK(verdict.first_bad == each.first_bad);
            CHECK(verdict.reason.empty() == (each.state == State::sound));
        }
}

TEST_CASE("a journal rewritten with right hashes shows against an anchor")
{
    on_both_engines([](FreshStore& fresh) {
        KeyMaker keys([] { return noon; });
        write_entries(fresh.store(), keys, 10);
        const JournalHead anchor = must(seal_journal(fresh.store()));
        tamper(fresh.store(),
               "update journal set actor = '李明' where seq = 4;update journal set seq = null, hash = null;"
               "delete from journal_head");
        must(seal_journal(fresh.store()));
        CHECK(must(verified(fresh.store())).state == State::sound);
        const JournalVerdict verdict = must(verified(fresh.store(), std::vector{anchor}));
        CHECK(verdict.state == State::broken);
        CHECK(verdict.first_bad == 10);
    });
}

TEST_CASE("an anchor is a number and a digest")
{
    for (const char* text :
         {"", "12", ":", "12:66c7", "x:0000000000000000000000000000000000000000000000000000000000000000"})
        CHECK(outcome(JournalHead::parse(text)) == "store.anchor_form");
}

TEST_CASE("the journal is read newest first, by who, what, whose, when and where")
{
    on_both_engines([](FreshStore& fresh) {
        std::int64_t now = noon;
        KeyMaker keys([&now] { return now += 1000; });
        write_entries(fresh.store(), keys, 3); // at noon and 1, 2, 3 seconds
        Journal journal(keys);
        must(fresh.store().change([&](Transaction& transaction) -> Result<Done> {
            TRY(journal.write(transaction, {.area = AreaCode(330281000000),
                                            .actor = "李明",
                                            .purpose = "",
                                            .action = "access.reveal",
                                            .record = "household",
                                            .key = 2,
                                            .origin = "session 7"}));
            return Done{};
        }));
        {
            Reader before = must(fresh.store().reader());
            CHECK_MESSAGE(must(read_journal(before, {})).empty(), "nothing is sealed yet");
        }
        must(seal_journal(fresh.store()));
        Reader reader = must(fresh.store().reader());
        const auto keys_of = [&](const JournalQuestion& question) {
            std::string text;
            for (const ReadEntry& entry : must(read_journal(reader, question)))
                text += entry.record.substr(0, 1) + std::to_string(entry.key) + " ";
            return text;
        };
        const struct {
            const char* what;
            JournalQuestion question;
            const char* found;
        } cases[] = {
            {"all, newest first", {}, "h2 p3 p2 p1 "},
            {"by actor", {.actor = "李明"}, "h2 "},
            {"by action", {.action = "registry.change"}, "p3 p2 p1 "},
            {"by room", {.action = "access"}, "h2 "},
            {"by part of a room's name", {.action = "acc"}, ""},
            {"by record type", {.record = "person"}, "p3 p2 p1 "},
            {"by record", {.record = "person", .key = 2}, "p2 "},
            {"by actor and division",
             {.actor = "李明", .areas = {{AreaCode(330282000000), AreaCode(330282999999)}}},
             ""},
            {"by actor and time", {.actor = "李明", .from = noon, .until = noon + 9000}, "h2 "},
            {"by time", {.from = noon + 2000, .until = noon + 4000}, "p3 p2 "},
            {"by division", {.areas = {{AreaCode(330281000000), AreaCode(330281999999)}}}, "h2 "},
            {"a page", {.rows_max = 2}, "h2 p3 "},
            {"quotes are no SQL", {.actor = "' or 1=1 --"}, ""},
        };
        for (const auto& [what, question, found] : cases)
            CHECK_MESSAGE(keys_of(question) == found, what);
        const auto first_page = must(read_journal(reader, {.rows_max = 2}));
        const auto [seq, entry] = std::pair(first_page.back().seq, first_page.back().entry);
        CHECK(keys_of({.before_seq = seq, .before_entry = entry}) == "p2 p1 ");
        CHECK(keys_of({.action = "registry", .before_seq = seq, .before_entry = entry}) == "p2 p1 ");
        CHECK(first_page.front().origin == "session 7");
        CHECK(first_page.front().seq == 4);
        CHECK_FALSE(first_page.front().after);
        CHECK(first_page.back().after == R"({"收入":0})");
    });
}
