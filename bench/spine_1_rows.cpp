// The plain loop: a household after the other, a person after the other, as the rules are read. Built for the
// processor at hand (-O3 -march=native), whatever the rest is built for.

#include <algorithm>

#include "bench/spine_1_contenders.h"

namespace huimin::bench {

namespace {

struct Sum {
    std::int32_t income = 0, heads = 0, bonus = 0, care = 0;
    bool severe = false, all_unable = true;
};

bool is_severe(const Person& person)
{
    return person.disability_grade == 1 || person.disability_grade == 2 ||
           (person.disability_grade == 3 && (person.disability_kind == 5 || person.disability_kind == 6));
}

std::int32_t income_of(const Person& person, const Born& born)
{
    const std::int32_t wage = person.at_school ? 0 : person.wage - std::min(person.wage / 5, 60'000);
    const std::int32_t basic = person.birthday <= born.aged_60 ? 24'000 : 0;
    return wage + person.business_income + person.property_income + std::max(person.pension - basic, 0) +
           person.alimony;
}

void add(Sum& sum, const Person& person, std::int32_t standard, const Born& born)
{
    if (person.in_institution)
        return;
    const bool grave = person.disability_grade == 1 || person.disability_grade == 2;
    const bool young = person.birthday > born.aged_16;
    ++sum.heads;
    sum.income += income_of(person, born);
    sum.severe = sum.severe || is_severe(person);
    sum.all_unable = sum.all_unable && (person.birthday <= born.aged_60 || young || grave);
    sum.care += care_rates[person.self_care];
    const std::int32_t rate = grave                             ? 30
                              : young || person.seriously_ill   ? 20
                              : person.birthday <= born.aged_70 ? 10
                                                                : 0;
    sum.bonus += (standard * rate + 50) / 100;
}

std::int32_t elder_rate(const Person& person, const Born& born)
{
    return person.in_institution || person.birthday > born.aged_80 ? 0
           : person.birthday > born.aged_90                        ? 10'000
           : person.birthday > born.aged_95                        ? 30'000
           : person.birthday > born.aged_100                       ? 50'000
                                                                   : 80'000;
}

void count(Total& total, std::int32_t fen)
{
    total.granted += fen != 0 ? 1 : 0;
    total.fen += fen;
}

} // namespace

Sums answer_rows(const Rows& rows, RowAnswers& answers)
{
    const Born born = born_by();
    Sums sums{};
    for (std::size_t h = 0; h < rows.households.size(); ++h) {
        const Household& home = rows.households[h];
        const Person* members = &rows.persons[home.first_person];
        const std::int32_t standard = standard_of(home.division, home.register_kind);
        Sum sum;
        for (std::size_t m = 0; m < home.members; ++m)
            add(sum, members[m], standard, born);
        const std::int32_t income = std::max(sum.income - std::clamp(home.medical_costs - 30'000, 0, 200'000), 0);
        const std::int32_t all = standard * sum.heads;
        const bool fits = home.financial_assets <= all * 24 && home.vehicle_value <= (sum.severe ? 8'000'000 : 0) &&
                          (home.dwellings <= 1 || home.dwelling_area <= area_limit_of(home.division) * sum.heads) &&
                          !home.owns_enterprise;
        std::int32_t destitute = 0, minimum = 0;
        bool is_marginal = false;
        if (sum.heads == 1 && home.without_obligor && sum.all_unable && income < standard &&
            home.financial_assets <= standard * 12 && !home.owns_enterprise)
            destitute = (standard * 130 + 50) / 100 + sum.care;
        else if (sum.heads >= 1 && fits && income < all)
            minimum = std::max((all - income + 99) / 100 * 100, 5'000) + sum.bonus;
        else if (sum.heads >= 1 && fits && 2 * income < 3 * all)
            is_marginal = true;
        answers.destitute[h] = destitute;
        answers.minimum_living[h] = minimum;
        answers.marginal[h] = is_marginal ? 1 : 0;
        count(sums[Benefit::destitute], destitute);
        count(sums[Benefit::minimum_living], minimum);
        sums[Benefit::marginal].granted += is_marginal ? 1 : 0;
        const bool hardship = minimum != 0 || is_marginal;
        for (std::size_t m = 0; m < home.members; ++m) {
            const Person& person = members[m];
            const std::size_t p = home.first_person + m;
            const bool severe = is_severe(person);
            answers.single[p] = is_marginal && severe && !person.in_institution ? standard : 0;
            answers.elder[p] = elder_rate(person, born);
            answers.living[p] =
                hardship && person.disability_kind != 0 && !person.in_institution ? (standard * 30 + 50) / 100 : 0;
            answers.nursing[p] = severe ? nursing_rates[person.disability_grade] : 0;
            count(sums[Benefit::single], answers.single[p]);
            count(sums[Benefit::elder], answers.elder[p]);
            count(sums[Benefit::living], answers.living[p]);
            count(sums[Benefit::nursing], answers.nursing[p]);
        }
    }
    return sums;
}

} // namespace huimin::bench
