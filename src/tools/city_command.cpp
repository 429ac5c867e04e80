#include "tools/city_command.h"

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "packs/packs.h"
#include "specimen/files.h"
#include "tools/home.h"

namespace huimin::tools {

namespace json = boost::json;

namespace {

Result<Done> create(const Terminal& terminal, const CityOptions& options)
{
    const auto home = TRY(find_home(options.home));
    const AreaTree areas = TRY(read_areas(home));
    const packs::Model model = TRY(packs::load(pack_folder(home, options.city), areas));
    if (!model.program || model.program->city.area.number() == 0)
        return Error{Fault::invalid, "city.no_city", "规则包 `" + options.city + "` 没有通过检查，或没有写「城市」",
                     "先用 huimin check 改正，或换一个城市的规则包", "the pack does not check or declares no city"};
    const Day today = TRY(Day::parse(options.today.empty() ? "2025-07-31" : options.today));
    const auto households =
        TRY(specimen::invent(areas, model.program->city.area, options.persons, options.seed, today));
    const auto files = TRY(specimen::draw_up_files(households, {options.out, options.seed, today, options.error_rate}));
    json::array told;
    for (const specimen::OfficeFile& file : files) {
        terminal.say(file.name + "  " + std::to_string(file.rows) + " 行，其中 " + std::to_string(file.mistakes) +
                     " 行带有常见的填写错误");
        told.push_back(json::object{{"file", file.name},
                                    {"record", file.record},
                                    {"source", file.source},
                                    {"rows", file.rows},
                                    {"mistakes", file.mistakes}});
    }
    terminal.tell(
        json::object{{"households", households.size()}, {"persons", options.persons}, {"files", std::move(told)}});
    return Done{};
}

} // namespace

Exit create_city(const Terminal& terminal, const CityOptions& options)
{
    const auto done = create(terminal, options);
    return done ? Exit::done : terminal.fail(done.error());
}

} // namespace huimin::tools
