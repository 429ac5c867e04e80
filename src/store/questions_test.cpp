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

void fill(Store& store, std::int64_t people)
{
    must(migrate(store, std::span(&person, 1)));
    must(store.change([&](Transaction& transaction) -> Result<Done> {
        for (std::int64_t key = 1; key <= people; ++key)
            TRY(transaction.run("insert into person (area, key, name) values ($1, $2, $3)",
                                {330282, key, "第" + std::to_string(key) + "人"}));
        return Done{};
    }));
}

std::shared_ptr<const std::string> text(const char* sql) { return std::make_shared<const std::string>(sql); }

} // namespace

TEST_CASE("whoever asks among many gets the own answer")
{
    on_both_engines([](FreshStore& fresh) {
        fill(fresh.store(), 200);
        Questions questions(fresh.store(), 2);
        const auto sql = text("select name, photo from person where area = $1 and key = $2");
        std::atomic<int> right = 0;
        std::latch all(4 * 500);
        std::vector<std::jthread> askers;
        for (int asker = 0; asker < 4; ++asker)
            askers.emplace_back([&, asker] {
                for (std::int64_t i = 0; i < 500; ++i) {
                    const std::int64_t key = (i * 7 + asker) % 200 + 1;
                    questions.ask(sql, {330282, key}, [&, key](const Result<Answered>& answer) {
                        right += answer.ok() && answer->rows() == 1 &&
                                         (*answer)[0][0].text() == "第" + std::to_string(key) + "人" &&
                                         (*answer)[0][1].is_null()
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

TEST_CASE("a question that fails leaves the others their answers")
{
    on_both_engines([](FreshStore& fresh) {
        fill(fresh.store(), 3);
        Questions questions(fresh.store());
        std::latch all(3);
        std::string wrong;
        std::size_t rows = 0, none = 99;
        questions.ask(text("select name from person where key > $1"), {1}, [&](const Result<Answered>& answer) {
            rows = answer->rows();
            all.count_down();
        });
        questions.ask(text("select nothing from nowhere where key = $1"), {1}, [&](const Result<Answered>& answer) {
            wrong = answer.ok() ? "" : answer.error().code;
            all.count_down();
        });
        questions.ask(text("select name from person where key = $1"), {77}, [&](const Result<Answered>& answer) {
            none = answer->rows();
            all.count_down();
        });
        all.wait();
        CHECK(rows == 2);
        CHECK(none == 0);
        CHECK(wrong == "store.sql");
    });
}

TEST_CASE("a question that fails only with its values leaves those before and behind it their answers")
{
    on_both_engines([](FreshStore& fresh) {
        fill(fresh.store(), 3);
        Questions questions(fresh.store());
        const auto sql = text("select abs($1), name from person where key = $2");
        constexpr std::int64_t without_opposite = std::numeric_limits<std::int64_t>::min();
        constexpr int asked = 40;
        std::atomic<int> right = 0;
        std::latch all(asked);
        for (std::int64_t i = 0; i < asked; ++i) {
            const bool fails = i % 7 == 3;
            questions.ask(sql, {fails ? without_opposite : -i, 1 + i % 3}, [&, i, fails](const auto& answer) {
                right += fails ? !answer.ok() : answer.ok() && (*answer)[0][0].integer() == i;
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
        questions.ask(text("select name from person where key = $1"), {1},
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
                questions.ask(text("select name from person where key = $1"), {1},
                              [&](const Result<Answered>&) { ++told; });
        }
        CHECK(told == 300);
    });
}
