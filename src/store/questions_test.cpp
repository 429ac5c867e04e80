#include "store/questions.h"

#include <atomic>
#include <latch>
#include <limits>
#include <thread>

#include <doctest/doctest.h>

#include "store/schema.h"
#include "tests/support/fresh_store.h"

using namespace huimin;
using namespace huimin::store;
using huimin::test::FreshStore;
using huimin::test::must;
using huimin::test::on_both_engines;

namespace {

const Table person = {
    .name = "person",
    .columns = {{"area", ColumnType::integer},
                {"key", ColumnType::integer},
                {"name", ColumnType::text},
                {"photo", ColumnType::blob, false}},
    .primary_key = {"area", "key"},
};

constexpr std::int64_t county = 330282;

void fill(Store& store, std::int64_t people)
{
    must(migrate(store, std::span(&person, 1)));
    must(store.change([&](Transaction& transaction) -> Result<Done> {
        for (std::int64_t key = 1; key <= people; ++key)
            TRY(transaction.run("insert into person (area, key, name) values ($1, $2, $3)",
                                {county, key, "第" + std::to_string(key) + "人"}));
        return Done{};
    }));
}

std::shared_ptr<const RowQuestion> rows(const char* what, std::vector<KeptValue> values = {})
{
    const std::string sql = "select key, " + std::string(what) + " from person where area = $1 and key";
    return std::make_shared<const RowQuestion>(sql, std::move(values));
}

std::shared_ptr<const RowQuestion> rows_of_nowhere()
{
    return std::make_shared<const RowQuestion>("select key from nowhere where area = $1 and key",
                                               std::vector<KeptValue>());
}

} // namespace

TEST_CASE("whoever asks among many gets the own answer")
{
    on_both_engines([](FreshStore& fresh) {
        fill(fresh.store(), 200);
        Questions questions(fresh.store(), 2);
        const auto people = rows("name, photo");
        std::atomic<int> right = 0;
        std::latch all(4 * 500);
        std::vector<std::jthread> askers;
        for (int asker = 0; asker < 4; ++asker)
            askers.emplace_back([&, asker] {
                for (std::int64_t i = 0; i < 500; ++i) {
                    const std::int64_t key = (i * 7 + asker) % 200 + 1;
                    questions.ask(people, county, key, [&, key](const Result<Answered>& answer) {
                        right += answer.ok() && answer->rows() == 1 &&
                                         (*answer)[0][1].text() == "第" + std::to_string(key) + "人" &&
                                         (*answer)[0][2].is_null()
                                     ? 1
                                     : 0;
                        all.count_down();
                    });
                }
            });
        all.wait();
        CHECK(right == 4 * 500);
        CHECK(questions.waiting() == 0);
    });
}

TEST_CASE("a row asked for by several, and one asked for in another county, are told apart")
{
    on_both_engines([](FreshStore& fresh) {
        fill(fresh.store(), 5);
        Questions questions(fresh.store());
        const auto people = rows("name");
        constexpr int asked = 60;
        std::atomic<int> right = 0;
        std::latch all(asked);
        for (int i = 0; i < asked; ++i) {
            const bool here = i % 3 != 0;
            const std::int64_t key = i % 2 + 1; // few keys: each is asked for many times in one statement
            questions.ask(people, here ? county : county + 1, key, [&, here, key](const Result<Answered>& answer) {
                const bool seen = answer.ok() && answer->rows() == 1 && (*answer)[0][0].integer() == key;
                right += here ? seen : answer.ok() && answer->rows() == 0;
                all.count_down();
            });
        }
        all.wait();
        CHECK(right == asked);
    });
}

TEST_CASE("a question that fails leaves the others their answers")
{
    on_both_engines([](FreshStore& fresh) {
        fill(fresh.store(), 3);
        Questions questions(fresh.store());
        std::latch all(3);
        std::string wrong;
        std::size_t found = 0, none = 99;
        const auto people = rows("name");
        questions.ask(people, county, 2, [&](const Result<Answered>& answer) {
            found = answer->rows();
            all.count_down();
        });
        questions.ask(rows_of_nowhere(), county, 1, [&](const Result<Answered>& answer) {
            wrong = answer.ok() ? "" : answer.error().code;
            all.count_down();
        });
        questions.ask(people, county, 77, [&](const Result<Answered>& answer) {
            none = answer->rows();
            all.count_down();
        });
        all.wait();
        CHECK(found == 1);
        CHECK(none == 0);
        CHECK(wrong == "store.sql");
    });
}

TEST_CASE("a question that fails only with its values leaves those before and behind it their answers")
{
    on_both_engines([](FreshStore& fresh) {
        fill(fresh.store(), 3);
        Questions questions(fresh.store());
        constexpr std::int64_t without_opposite = std::numeric_limits<std::int64_t>::min();
        constexpr int asked = 40;
        std::atomic<int> right = 0;
        std::latch all(asked);
        for (std::int64_t i = 0; i < asked; ++i) {
            const bool fails = i % 7 == 3;
            const auto opposite = rows("abs($2)", {fails ? without_opposite : -i});
            questions.ask(opposite, county, 1 + i % 3, [&, i, fails](const auto& answer) {
                right += fails ? !answer.ok() : answer.ok() && (*answer)[0][1].integer() == i;
                all.count_down();
            });
        }
        all.wait();
        CHECK(right == asked);
    });
}

TEST_CASE("what a caller handed over is let go once it was told, though nobody asks again")
{
    on_both_engines([](FreshStore& fresh) {
        fill(fresh.store(), 1);
        Questions questions(fresh.store());
        std::latch told(1);
        auto handed_over = std::make_shared<int>();
        const std::weak_ptr<int> held = handed_over;
        questions.ask(rows("name"), county, 1,
                      [&told, kept = std::move(handed_over)](const Result<Answered>&) { told.count_down(); });
        told.wait();
        for (int i = 0; i < 500 && !held.expired(); ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        CHECK(held.expired());
    });
}

TEST_CASE("what still waits at the end is told so")
{
    on_both_engines([](FreshStore& fresh) {
        fill(fresh.store(), 1);
        std::atomic<int> told = 0;
        {
            Questions questions(fresh.store());
            for (int i = 0; i < 300; ++i)
                questions.ask(rows("name"), county, 1, [&](const Result<Answered>&) { ++told; });
        }
        CHECK(told == 300);
    });
}
