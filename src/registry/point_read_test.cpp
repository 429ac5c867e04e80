#include "registry/point_read.h"

#include <future>

#include "tests/support/small_registry.h"

using namespace huimin;
using registry::RecordKey;
using test::must;
using test::on_both_engines;
using test::SmallRegistry;

namespace {

/// What somebody reads who may look only there.
std::optional<registry::ListedRecord> read(SmallRegistry& city, store::Questions& questions,
                                           registry::PointReads& reads, RecordKey at, const registry::Extent& inside)
{
    const auto one = reads.of(city.person, inside);
    std::promise<Result<store::Answered>> told;
    questions.ask(one->question(), at.county, at.key, [&](auto answer) { told.set_value(std::move(answer)); });
    return one->record(must(told.get_future().get()));
}

} // namespace

TEST_CASE("one record is read by its place, within what the reader may see, as a list shows it")
{
    on_both_engines([](test::FreshStore& fresh) {
        SmallRegistry city(fresh);
        const RecordKey home = city.home("1", 330282001000);
        const RecordKey zhao = city.somebody(home, {{"姓名", std::string("赵一")}, {"工资", Rational(1200)}});
        store::Questions questions(city.registry->store());
        registry::PointReads reads(*city.program);

        struct Row {
            const char* reader;
            registry::Extent inside;
            RecordKey at;
            bool seen;
        };
        const Row rows[] = {
            {"the whole country", registry::below(AreaCode()), zhao, true},
            {"the county", registry::below(*AreaCode::parse("330282")), zhao, true},
            {"the town", registry::below(*AreaCode::parse("330282001")), zhao, true},
            {"a town beside it", registry::below(*AreaCode::parse("330282002")), zhao, false},
            {"a county beside it", registry::below(*AreaCode::parse("330212")), zhao, false},
            {"nobody", registry::Extent(), zhao, false},
            {"no such key", registry::below(AreaCode()), {zhao.county, zhao.key + 1}, false},
            {"another county's key", registry::below(AreaCode()), {330212, zhao.key}, false},
        };
        for (int round = 0; round < 2; ++round) // the second time from what is kept
            for (const Row& row : rows) {
                CAPTURE(row.reader);
                CHECK(read(city, questions, reads, row.at, row.inside).has_value() == row.seen);
            }

        registry::ListRequest request;
        request.record = city.person;
        request.inside = registry::below(AreaCode());
        const registry::ListedRecord listed = must(registry::list(*city.registry, request)).rows.at(0);
        const auto found = read(city, questions, reads, zhao, registry::below(AreaCode()));
        REQUIRE(found);
        CHECK(found->at == listed.at);
        CHECK(found->version == listed.version);
        CHECK(found->owner == listed.owner);
        CHECK(found->values == listed.values);
    });
}
