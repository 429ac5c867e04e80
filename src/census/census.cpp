#include "census/census.h"

#include <algorithm>

#include "census/internal/touched.h"

namespace huimin::census {

using language::Index;
using language::Program;
using registry::RecordKey;

Census::Census(const Program& program, const AreaTree& areas, const language::Facts& read)
    : program_(&program), read_(read)
{
    for (const Index root : UnitShape::roots(program)) {
        shapes_.push_back(std::make_shared<const UnitShape>(UnitShape::of(program, root, read)));
        parts_.emplace_back(program, areas, shapes_.back());
    }
}

Result<Census> Census::build(registry::Registry& registry, const language::Facts& read, const Work& work)
{
    Census census(registry.program(), registry.areas(), read);
    store::Reader reader = TRY(registry.store().snapshot());
    census.journal_seq_ = TRY(last_sealed(reader));
    for (Units& units : census.parts_) {
        UnitBatch batch(*census.program_, units.shape());
        TRY(batch.read(reader, work));
        batch.finish();
        units.insert(batch, work.threads);
    }
    return census;
}

Census Census::of(const Program& program, const AreaTree& areas, const language::Facts& read,
                  const std::vector<UnitAtHand>& units)
{
    Census census(program, areas, read);
    for (Units& part : census.parts_) {
        UnitBatch batch(program, part.shape());
        for (const UnitAtHand& unit : units)
            if (unit.facts.record == part.shape().record)
                batch.add(unit.county, unit.facts);
        batch.finish();
        part.insert(batch, 1);
    }
    return census;
}

Result<std::optional<Census::News>> Census::read_news(registry::Registry& registry, const Work& work)
{
    constexpr std::size_t a_part = 4, units_least = 1000;
    store::Reader reader = TRY(registry.store().snapshot());
    News news;
    news.journal_seq = TRY(last_sealed(reader));
    for (const Units& units : parts_) {
        const std::size_t units_max = std::max(units.size() / a_part, units_least);
        auto touched = TRY(touched_since(reader, *program_, units.shape(), journal_seq_, units_max));
        if (!touched)
            return std::optional<News>();
        news.batches.emplace_back(*program_, units.shape());
        TRY(news.batches.back().read(reader, *touched, work));
        news.batches.back().finish();
        news.touched.push_back(std::move(*touched));
    }
    return std::optional(std::move(news));
}

void Census::take_in(const News& news, unsigned threads)
{
    for (std::size_t part = 0; part < parts_.size(); ++part) {
        for (const RecordKey& at : news.touched[part])
            parts_[part].erase(at);
        parts_[part].insert(news.batches[part], threads);
    }
    journal_seq_ = news.journal_seq;
}

Result<Changes> Census::refresh(registry::Registry& registry, const Work& work)
{
    Changes changes;
    const std::optional<News> news = TRY(read_news(registry, work));
    if (!news) {
        *this = TRY(build(registry, read_, work));
        changes.everything = true;
        return changes;
    }
    for (std::size_t part = 0; part < parts_.size(); ++part)
        for (const RecordKey& at : news->touched[part])
            changes.units.push_back({shapes_[part]->record, at, parts_[part].find(at), std::nullopt});
    take_in(*news, work.threads);
    auto change = changes.units.begin();
    for (std::size_t part = 0; part < parts_.size(); ++part)
        for (const RecordKey& at : news->touched[part])
            (change++)->after = parts_[part].find(at);
    std::erase_if(changes.units, [](const Change& each) { return !each.before && !each.after; });
    return changes;
}

Result<Touched> Census::follow(registry::Registry& registry, const Work& work)
{
    Touched touched;
    const std::optional<News> news = TRY(read_news(registry, work));
    if (!news) {
        *this = TRY(build(registry, read_, work));
        touched.everything = true;
        return touched;
    }
    take_in(*news, work.threads);
    for (std::size_t part = 0; part < parts_.size(); ++part)
        for (const RecordKey& at : news->touched[part])
            touched.units.emplace_back(shapes_[part]->record, at);
    return touched;
}

bool same_records(const Program& one, const Program& other)
{
    const auto same_field = [](const language::Field& a, const language::Field& b) {
        return a.alias == b.alias && a.type.kind == b.type.kind;
    };
    const auto same_record = [&](const language::Record& a, const language::Record& b) {
        return a.heading.alias == b.heading.alias && a.owner == b.owner && a.locates == b.locates &&
               std::ranges::equal(a.fields, b.fields, same_field);
    };
    const auto same_list = [](const language::List& a, const language::List& b) {
        return a.owner == b.owner && a.member == b.member;
    };
    return std::ranges::equal(one.records, other.records, same_record) &&
           std::ranges::equal(one.lists, other.lists, same_list);
}

Result<std::size_t> rows_to_read(registry::Registry& registry, const language::Facts& read)
{
    const Program& program = registry.program();
    store::Reader reader = TRY(registry.store().reader());
    std::int64_t rows = 0;
    for (const Index root : UnitShape::roots(program)) {
        const UnitShape shape = UnitShape::of(program, root, read);
        std::vector<Index> records{root};
        if (shape.list != language::none)
            records.push_back(program.lists[shape.list].member);
        for (const Index list : shape.others)
            records.push_back(program.lists[list].member);
        for (const Index record : records) {
            const auto count = TRY(reader.find_integer("select count(*) from " +
                                                       store::Dialect::name(program.records[record].heading.alias)));
            rows += count.value_or(0);
        }
    }
    return static_cast<std::size_t>(rows);
}

std::size_t Census::size() const
{
    std::size_t units = 0;
    for (const Units& part : parts_)
        units += part.size();
    return units;
}

std::size_t Census::persons() const
{
    std::size_t persons = 0;
    for (const Units& part : parts_)
        persons += part.persons();
    return persons;
}

} // namespace huimin::census
