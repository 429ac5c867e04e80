#include "registry/search.h"

#include <algorithm>

#include "base/identity_number.h"
#include "base/text.h"
#include "registry/internal/row.h"
#include "registry/internal/where.h"
#include "registry/merge.h"

namespace huimin::registry {

using language::Index;
using language::Program;
using language::Record;
using store::Dialect;

namespace {

constexpr std::size_t number_end_min = 4;

/// Where thousands match equally well: sorting them would read them all, to show the first few.
constexpr const char* as_they_come = "";

bool is_plain_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_plain_digit(char c) { return c >= '0' && c <= '9'; }

std::string raised(std::string text)
{
    for (char& c : text)
        if (c >= 'a' && c <= 'z')
            c = static_cast<char>(c - 'a' + 'A');
    return text;
}

/// One word of what is looked for.
struct Word {
    std::string text;     ///< as cleaned
    std::string folded;   ///< without case: initials, names in Latin letters
    std::string reversed; ///< a number from its end, letters raised; empty when it cannot be one

    explicit Word(const std::string& word) : text(clean_name(word).text), folded(folded_name(text))
    {
        const bool plain =
            std::ranges::all_of(text, [](char c) { return is_plain_digit(c) || is_plain_letter(c) || c == '-'; });
        if (plain && std::ranges::any_of(text, is_plain_digit))
            reversed = backwards(raised(text));
    }
    [[nodiscard]] bool is_letters() const { return !text.empty() && std::ranges::all_of(text, is_plain_letter); }
    [[nodiscard]] bool ends_numbers() const { return reversed.size() >= number_end_min; }
};

/// The words, the one that says most first: a number, then the longest.
std::vector<Word> words_of(const std::string& text)
{
    std::vector<Word> words;
    const std::string plain = clean(text).text;
    for (std::size_t at = 0; at < plain.size();) {
        const std::size_t end = std::min(plain.find(' ', at), plain.size());
        if (end > at)
            words.emplace_back(plain.substr(at, end - at));
        at = end + 1;
    }
    const auto rank = [](const Word& word) { return std::pair(word.ends_numbers(), word.text.size()); };
    if (const auto best = std::ranges::max_element(words, {}, rank); best != words.end())
        std::swap(*best, words.front());
    return words;
}

class Search {
public:
    Search(store::Reader& reader, Registry& registry, const SearchRequest& request, std::vector<Word> words)
        : reader_(reader), program_(registry.program()), request_(request), words_(std::move(words)), word_(words_[0])
    {
        for (Index i = 0; i < program_.records.size(); ++i) {
            const Record& record = program_.records[i];
            const bool findable = record.as_name != language::none || !lookup_fields(record).empty();
            if (findable && (request.record == language::none || request.record == i))
                records_.push_back(i);
        }
    }

    Result<std::vector<Match>> run()
    {
        counties_ = TRY(counties());
        TRY(each(FoundBy::number, &Search::by_number));
        TRY(each(FoundBy::name, &Search::by_name));
        TRY(each(FoundBy::number_end, &Search::by_number));
        TRY(each(FoundBy::name_begin, &Search::by_name));
        TRY(each(FoundBy::name_part, &Search::by_part));
        TRY(each(FoundBy::initials, &Search::by_initials));
        TRY(each(FoundBy::initials_begin, &Search::by_initials));
        TRY(each(FoundBy::former_number, &Search::by_former_number));
        TRY(each(FoundBy::former_name, &Search::by_part));
        // One sign at the end of a long name stands in no index.
        if (count_code_points(word_.text) == 1 && !is_plain_letter(word_.text.front()))
            TRY(each(FoundBy::name_part, &Search::by_sign));
        return std::move(found_);
    }

private:
    using Way = Result<Done> (Search::*)(Index, FoundBy);

    Result<Done> each(FoundBy by, Way way)
    {
        for (const Index record : records_)
            if (found_.size() < request_.rows_max)
                TRY((this->*way)(record, by));
        return Done{};
    }

    /// The counties that hold names and may be seen: name_part is asked county by county, as its key begins with it.
    Result<std::vector<std::int64_t>> counties()
    {
        std::vector<std::int64_t> counties;
        store::Rows rows = TRY(reader_.query(
            "with recursive held (county) as (select min(county) from name_part union all select (select "
            "min(p.county) from name_part p where p.county > held.county) from held where held.county is not null) "
            "select county from held where county is not null"));
        while (TRY(rows.next())) {
            const AreaCode county(static_cast<std::uint64_t>(rows[0].integer()) * 1'000'000);
            if (request_.inside.own || request_.inside.organisation ||
                request_.inside.areas.meet({county, AreaCode(county.number() + 999'999)}))
                counties.push_back(rows[0].integer());
        }
        return counties;
    }

    Result<Done> by_number(Index index, FoundBy by)
    {
        if (word_.reversed.empty() || (by == FoundBy::number_end && !word_.ends_numbers()))
            return Done{};
        const Record& record = program_.records[index];
        for (const Index field : lookup_fields(record)) {
            Where where;
            where.also("l.record = " + where.bind(record.heading.alias) +
                       " and l.field = " + where.bind(record.fields[field].alias));
            if (by == FoundBy::number)
                where.also("l.value = " + where.bind(word_.reversed));
            else
                where.also("l.value > " + where.bind(word_.reversed) + " and l.value < " +
                           where.bind(after_all(word_.reversed)));
            TRY(take(index, by,
                     "lookup l join " + Dialect::name(record.heading.alias) +
                         " t on t.county = l.county and t.key = l.key",
                     where, "l.value"));
        }
        return Done{};
    }

    Result<Done> by_name(Index index, FoundBy by)
    {
        const Record& record = program_.records[index];
        if (record.as_name == language::none)
            return Done{};
        const std::string name = "t." + Dialect::name(record.fields[record.as_name].alias);
        Where where;
        if (by == FoundBy::name)
            where.also(name + " = " + where.bind(word_.text));
        else
            where.also(name + " > " + where.bind(word_.text) + " and " + name + " < " +
                       where.bind(after_all(word_.text)));
        return take(index, by, Dialect::name(record.heading.alias) + " t", where,
                    by == FoundBy::name ? as_they_come : name);
    }

    Result<Done> by_part(Index index, FoundBy by)
    {
        const Record& record = program_.records[index];
        if (record.as_name == language::none || counties_.empty())
            return Done{};
        const bool former = by == FoundBy::former_name;
        Where where;
        where.also(reader_.dialect().is_any_of("p.county", where.bind(reader_.dialect().list(counties_))));
        where.also("p.record = " + where.bind(record.heading.alias) + " and p.part >= " + where.bind(word_.folded) +
                   " and p.part < " + where.bind(after_all(word_.folded)));
        where.also(former ? "p.former = 1" : "p.former = 0");
        if (!former)
            return take(index, by,
                        "name_part p join " + Dialect::name(record.heading.alias) +
                            " t on t.county = p.county and t.key = p.key",
                        where, as_they_come);
        std::vector<RecordKey> places;
        {
            store::Rows rows =
                TRY(reader_.query("select p.county, p.key from name_part p where " + where.text() +
                                      " order by p.county, p.part limit " + std::to_string(request_.rows_max),
                                  where.values()));
            while (TRY(rows.next()))
                places.push_back({rows[0].integer(), rows[1].integer()});
        }
        return take_where_they_stand(index, by, places);
    }

    Result<Done> by_initials(Index index, FoundBy by)
    {
        if (program_.records[index].as_name == language::none || !word_.is_letters())
            return Done{};
        Where where;
        if (by == FoundBy::initials)
            where.also("t.initials = " + where.bind(word_.folded));
        else
            where.also("t.initials > " + where.bind(word_.folded) + " and t.initials < " +
                       where.bind(after_all(word_.folded)));
        return take(index, by, Dialect::name(program_.records[index].heading.alias) + " t", where,
                    by == FoundBy::initials ? as_they_come : "t.initials");
    }

    Result<Done> by_sign(Index index, FoundBy by)
    {
        const Record& record = program_.records[index];
        if (record.as_name == language::none)
            return Done{};
        Where where;
        where.also(reader_.dialect().contains("t." + Dialect::name(record.fields[record.as_name].alias),
                                              where.bind(word_.text)));
        return take(index, by, Dialect::name(record.heading.alias) + " t", where, "t.county, t.key");
    }

    Result<Done> by_former_number(Index index, FoundBy by)
    {
        if (word_.reversed.empty())
            return Done{};
        const Record& record = program_.records[index];
        std::vector<RecordKey> places;
        for (const Index field : lookup_fields(record)) {
            const std::string end = word_.ends_numbers() ? after_all(word_.reversed) : word_.reversed + '\x01';
            store::Rows rows = TRY(reader_.query(
                "select county, key from former_number where record = $1 and field = $2 and value >= $3 and value < $4 "
                "order by value limit " +
                    std::to_string(request_.rows_max),
                {record.heading.alias, record.fields[field].alias, word_.reversed, end}));
            while (TRY(rows.next()))
                places.push_back({rows[0].integer(), rows[1].integer()});
        }
        return take_where_they_stand(index, by, places);
    }

    Result<Done> take_where_they_stand(Index index, FoundBy by, const std::vector<RecordKey>& places)
    {
        const Record& record = program_.records[index];
        for (const RecordKey place : places) {
            const auto at = TRY(stands_at(reader_, record, place));
            if (!at)
                continue;
            Where where;
            where.also("t.county = " + where.bind(at->county) + " and t.key = " + where.bind(at->key));
            TRY(take(index, by, Dialect::name(record.heading.alias) + " t", where, "t.key"));
        }
        return Done{};
    }

    /// What the other words ask: each is a part of the name, the beginning of its initials or the end of a number.
    void also_the_others(const Record& record, Where& where)
    {
        for (std::size_t i = 1; i < words_.size(); ++i) {
            std::string any;
            const auto one = [&](const std::string& condition) { any += (any.empty() ? "" : " or ") + condition; };
            if (record.as_name != language::none) {
                one(reader_.dialect().contains("t." + Dialect::name(record.fields[record.as_name].alias),
                                               where.bind(words_[i].text)));
                if (words_[i].is_letters())
                    one("(t.initials >= " + where.bind(words_[i].folded) + " and t.initials < " +
                        where.bind(after_all(words_[i].folded)) + ")");
            }
            if (words_[i].ends_numbers()) // Digits, letters and dashes only: no sign that `like` knows.
                for (const Index field : lookup_fields(record))
                    one("t." + Dialect::name(record.fields[field].alias) + " like " +
                        where.bind("%" + backwards(words_[i].reversed)));
            where.also(any.empty() ? "1 = 0" : "(" + any + ")");
        }
    }

    Result<Done> take(Index index, FoundBy by, const std::string& from, Where& where, const std::string& order)
    {
        const Record& record = program_.records[index];
        also_the_others(record, where);
        where.also(where.inside(request_.inside, program_, record, "t"));
        const std::vector<Index> numbers = lookup_fields(record);
        std::string columns =
            "t.county, t.key, " +
            (record.as_name == language::none ? "null" : "t." + Dialect::name(record.fields[record.as_name].alias));
        for (const Index field : numbers)
            columns += ", t." + Dialect::name(record.fields[field].alias);
        // Some of them may have been found in a better way already.
        const std::string limit = std::to_string(request_.rows_max + found_.size());
        store::Rows rows = TRY(reader_.query("select " + columns + " from " + from + " where " + where.text() +
                                                 (order.empty() ? "" : " order by " + order) + " limit " + limit,
                                             where.values()));
        while (found_.size() < request_.rows_max && TRY(rows.next()))
            add(index, by, numbers, rows);
        return Done{};
    }

    void add(Index index, FoundBy by, const std::vector<Index>& numbers, const store::Rows& row)
    {
        const Record& record = program_.records[index];
        Match match;
        match.record = index;
        match.at = {row[0].integer(), row[1].integer()};
        match.name = row[2].text_or_none().value_or("");
        match.area = AreaCode(static_cast<std::uint64_t>(match.at.county) * 1'000'000);
        match.by = by;
        for (std::size_t i = 0; i < numbers.size(); ++i)
            if (const auto text = row[3 + i].text_or_none(); text && numbers[i] != record.as_name) {
                const auto citizen = IdentityNumber::parse(*text);
                match.number = citizen ? citizen->masked() : std::string(*text);
            }
        const auto same = [&](const Match& other) { return other.record == index && other.at == match.at; };
        if (std::ranges::none_of(found_, same))
            found_.push_back(std::move(match));
    }

    store::Reader& reader_;
    const Program& program_;
    const SearchRequest& request_;
    std::vector<Word> words_;
    const Word& word_; // the first: it leads, the others must hold too
    std::vector<Index> records_;
    std::vector<std::int64_t> counties_;
    std::vector<Match> found_;
};

} // namespace

std::string_view text_of(FoundBy by)
{
    switch (by) {
    case FoundBy::number: return "号码";
    case FoundBy::name: return "姓名";
    case FoundBy::number_end: return "号码末尾";
    case FoundBy::name_begin: return "姓名开头";
    case FoundBy::name_part: return "姓名一部分";
    case FoundBy::initials: return "拼音首字母";
    case FoundBy::initials_begin: return "拼音首字母开头";
    case FoundBy::former_number: return "曾用号码";
    case FoundBy::former_name: return "曾用名";
    }
    return "";
}

Result<std::vector<Match>> search(Registry& registry, const SearchRequest& request)
{
    constexpr std::size_t words_max = 8;
    std::vector<Word> words = words_of(request.words);
    if (words.empty() || words.size() > words_max || request.inside.is_empty() || first_invalid_utf8(request.words))
        return std::vector<Match>();
    store::Reader reader = TRY(registry.store().snapshot());
    return Search(reader, registry, request, std::move(words)).run();
}

} // namespace huimin::registry
