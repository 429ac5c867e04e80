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

/// 21.3%
std::string percent(std::size_t part, std::size_t whole)
{
    char text[16];
    std::snprintf(text, sizeof text, "%.1f%%", 100.0 * static_cast<double>(part) / static_cast<double>(whole));
    return text;
}

/// So that a reader can judge whether the city is believable.
void say_shape(const Terminal& terminal, const std::string& city, const specimen::Shape& shape)
{
    const auto of_persons = [&](std::size_t part) { return percent(part, shape.persons); };
    const auto of_households = [&](std::size_t part) { return percent(part, shape.households); };
    char size[16];
    std::snprintf(size, sizeof size, "%.2f",
                  static_cast<double>(shape.persons) / static_cast<double>(shape.households));
    terminal.say(city + "（虚构）：" + std::to_string(shape.persons) + " 人，" + std::to_string(shape.households) +
                 " 户，每户 " + size + " 人；一人户 " + of_households(shape.one_person) + "，两人户 " +
                 of_households(shape.two_persons) + "，五人以上 " + of_households(shape.five_or_more));
    terminal.say("  不满 15 岁 " + of_persons(shape.children) + "，15—59 岁 " + of_persons(shape.of_working_age) +
                 "，60 岁以上 " + of_persons(shape.over_60) + "，80 岁以上 " + of_persons(shape.over_80) + "；女 " +
                 of_persons(shape.women));
    terminal.say("  残疾 " + of_persons(shape.disabled) + "，重病 " + of_persons(shape.seriously_ill) + "，困难户 " +
                 of_households(shape.hardship) + "，孤儿 " + std::to_string(shape.orphans) + " 人；两年里去世 " +
                 std::to_string(shape.dead) + " 人、一年里迁出 " + std::to_string(shape.moved) + " 人；没有号码的 " +
                 std::to_string(shape.without_number) + " 人");
}

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
    const specimen::Shape shape = specimen::shape_of(households, today);
    say_shape(terminal, model.program->city.name, shape);
    const auto files = TRY(specimen::draw_up_files(
        households, {options.out, options.seed, today, options.error_rate, model.program.get()}));
    terminal.say("每一万行里约有 " + std::to_string(options.error_rate) + " 行带有办公室常见的填写错误：");
    json::array told;
    for (const specimen::OfficeFile& file : files) {
        terminal.say("  " + file.name + "（" + file.source + "）  " + std::to_string(file.rows) + " 行，其中 " +
                     std::to_string(file.mistakes) + " 行有错");
        told.push_back(json::object{{"file", file.name},
                                    {"record", file.record},
                                    {"source", file.source},
                                    {"rows", file.rows},
                                    {"mistakes", file.mistakes}});
    }
    terminal.tell(json::object{{"households", shape.households},
                               {"persons", shape.persons},
                               {"over_60", shape.over_60},
                               {"over_80", shape.over_80},
                               {"disabled", shape.disabled},
                               {"hardship", shape.hardship},
                               {"files", std::move(told)}});
    return Done{};
}

} // namespace

Exit create_city(const Terminal& terminal, const CityOptions& options)
{
    const auto done = create(terminal, options);
    return done ? Exit::done : terminal.fail(done.error());
}

} // namespace huimin::tools
