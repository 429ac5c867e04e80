// How invented people fare: school, work, money, illness, disability, and what befell them in the last two years.

#pragma once

#include <map>
#include <string>

#include "specimen/birthplaces.h"
#include "specimen/population.h"
#include "specimen/random.h"

namespace huimin::specimen {

/// Gives the members of a household, whose ages and relations stand, everything else.
class Circumstances {
public:
    Circumstances(std::uint64_t seed, const Birthplaces& birthplaces, Day today)
        : random_(seed), births_(seed ^ 0xB187ULL), birthplaces_(birthplaces), today_(today)
    {
    }

    void befall(Household&);

private:
    [[nodiscard]] int years(const Person& person) const;
    Money yuan(std::int64_t low, std::int64_t high);
    Day within(std::int32_t days);

    void health(Person&, const Household&);
    void ability(Person&, const Household&);
    void school_and_work(Person&, const Household&);
    void earn(Person&, const Household&);
    void earn_little(Person&, const Household&);
    void old_income(Person&, const Household&);
    void means(Household&);
    void spending(Household&);
    void support(Household&);
    void events(Household&);
    std::string number_of(Day born, Sex, const Household&);

    Random random_, births_;
    const Birthplaces& birthplaces_;
    Day today_;
    std::map<std::string, int> taken_; // last number given out per county, day and sex
};

} // namespace huimin::specimen
