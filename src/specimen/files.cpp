#include "specimen/files.h"

#include <algorithm>
#include <fstream>

#include "base/text.h"
#include "registry/sheet.h"
#include "specimen/random.h"

namespace huimin::specimen {

namespace fs = std::filesystem;
using registry::Row;

namespace {

const char* const relations[] = {"户主", "配偶", "子女", "父母", "孙子女", "其他亲属"};
const char* const disabilities[] = {"无", "视力", "听力", "言语", "肢体", "智力", "精神", "多重"};
const char* const parents[] = {"在家抚养", "死亡", "失联", "服刑", "重残"};

std::string yes(bool truth) { return truth ? "是" : "否"; }

std::string full_width(const std::string& text)
{
    std::string out;
    for (const char c : text) {
        if (c >= '0' && c <= '9')
            append_code_point(out, static_cast<char32_t>(0xFF10 + (c - '0')));
        else
            out += c;
    }
    return out;
}

const char* ability_of(const Person& person)
{
    const int points = person.ability_points;
    return points >= 90   ? "能力完好"
           : points >= 66 ? "轻度失能"
           : points >= 46 ? "中度失能"
           : points >= 30 ? "重度失能"
                          : "完全失能";
}

const char* employment_of(const Person& person)
{
    return person.wage > Money() ? "单位就业" : person.business > Money() ? "灵活就业" : "无";
}

bool is_single_parent(const Household& home)
{
    const auto has = [&](Relation relation) {
        return std::any_of(home.members.begin(), home.members.end(),
                           [&](const Person& one) { return one.relation == relation; });
    };
    return has(Relation::child) && !has(Relation::spouse);
}

const Row report_columns = {"身份证号",       "月工资",       "经营收入",       "财产收入",       "养老金",
                            "赡养费",         "转移净收入",   "残疾类别",       "残疾等级",       "长期照护需要",
                            "重病",           "在校",         "本科及以下在读", "能力等级",       "生活不能自理项数",
                            "父亲情况",       "父亲情形月数", "母亲情况",       "母亲情形月数",   "领取工伤护理费",
                            "领取因公护理费", "就业形式",     "已到退休年龄",   "认定无劳动能力", "其他困难老年情形"};

std::string months_away(ParentState parent, Random& random)
{
    const bool away = parent == ParentState::missing || parent == ParentState::in_prison;
    return away ? std::to_string(random.between(1, 40)) : "0";
}

const char* failed_items_of(const Person& person)
{
    return person.ability_points >= 66 ? "0" : person.ability_points >= 30 ? "3" : "6";
}

/// What the outside sources told of a person, in the order of `report_columns`; sometimes the wage stays out.
Row report_of(const Person& person, Random& random)
{
    const bool heavy = person.disability_grade == 1 || person.disability_grade == 2;
    Row row = {random.chance(150) ? "" : person.wage.text(), person.business.text(), person.property_income.text()};
    row.insert(row.begin(), person.citizen_number);
    row.insert(row.end(), {person.pension.text(), person.alimony.text(), "0"});
    row.insert(row.end(), {disabilities[static_cast<int>(person.disability)], std::to_string(person.disability_grade),
                           yes(heavy), yes(person.seriously_ill), yes(person.at_school), yes(person.at_school)});
    row.insert(row.end(), {ability_of(person), failed_items_of(person)});
    for (const ParentState parent : {person.father, person.mother})
        row.insert(row.end(), {parents[static_cast<int>(parent)], months_away(parent, random)});
    row.insert(row.end(), {"否", "否", employment_of(person), "否", "否", "否"});
    return row;
}

/// Writes rows and spoils a few of them on the way.
class Spoiler {
public:
    Spoiler(std::uint64_t seed, int in_10_000) : random_(seed), in_10_000_(in_10_000) {}

    /// Columns that may be spoilt: a number that is told by its digits, and a day.
    struct Weak {
        std::size_t number = SIZE_MAX, day = SIZE_MAX;
    };

    bool spoil(Row& row, const Weak& weak)
    {
        if (!random_.chance(in_10_000_))
            return false;
        switch (random_.pick({25, 15, 20, 15, 15, 10})) {
        case 0:
            return number(row, weak,
                          [](std::string& text) { text = text.substr(0, 1) + "." + text.substr(1, 2) + "E+17"; });
        case 1: return number(row, weak, [](std::string& text) { text.back() = text.back() == '5' ? '6' : '5'; });
        case 2: return number(row, weak, [](std::string& text) { text = full_width(text); });
        case 3: return number(row, weak, [](std::string& text) { text = " " + text + "　"; });
        case 4:
            return day(row, weak, [](std::string& text) {
                text = text.substr(0, 4) + "." + std::to_string(std::stoi(text.substr(5, 2))) + "." +
                       std::to_string(std::stoi(text.substr(8)));
            });
        case 5: return day(row, weak, [](std::string& text) { text = text.substr(0, 4) + "-02-30"; });
        default: return false;
        }
    }

    Random& random() { return random_; }

private:
    template <class Change>
    bool number(Row& row, const Weak& weak, Change change)
    {
        if (weak.number >= row.size() || row[weak.number].size() != 18)
            return false;
        change(row[weak.number]);
        return true;
    }
    template <class Change>
    bool day(Row& row, const Weak& weak, Change change)
    {
        if (weak.day >= row.size() || row[weak.day].size() != 10)
            return false;
        change(row[weak.day]);
        return true;
    }

    Random random_;
    int in_10_000_;
};

class Desk {
public:
    Desk(const std::vector<Household>& households, const Drawing& drawing) : households_(households), drawing_(drawing)
    {
    }

    Result<std::vector<OfficeFile>> draw_up()
    {
        std::error_code trouble;
        fs::create_directories(drawing_.folder, trouble);
        TRY(registers());
        TRY(means());
        TRY(reports());
        TRY(events("04-死亡登记.csv", "殡葬登记", "死亡日期", [](const Person& person) { return person.died; }));
        TRY(events("05-迁出登记.xlsx", "公安户籍", "迁出日期", [](const Person& person) { return person.moved_out; }));
        TRY(contents());
        return std::move(files_);
    }

private:
    template <class Fill>
    Result<Done> file(const std::string& name, const char* record, const char* source, const char* title, Row heading,
                      Spoiler::Weak weak, Fill fill)
    {
        registry::SheetWriter writer = TRY(registry::SheetWriter::create(drawing_.folder / name));
        OfficeFile file{name, record, source};
        Spoiler spoiler(drawing_.seed + files_.size() * 7919, drawing_.mistakes_in_10_000);
        TRY(writer.add({title}));
        TRY(writer.add(heading));
        TRY(fill(spoiler.random(), [&](Row row) -> Result<Done> {
            ++file.rows;
            file.mistakes += spoiler.spoil(row, weak) ? 1U : 0U;
            return writer.add(row);
        }));
        TRY(writer.add({"填表人：惠民虚构科", "", "以上均为虚构"}));
        TRY(writer.finish());
        files_.push_back(std::move(file));
        return Done{};
    }

    /// One row a person; the household's cells stand in its first row only, as merged cells do when saved as CSV.
    Result<Done> registers()
    {
        TRY(file("01-户籍登记.csv", "人", "公安户籍", "户籍人口登记表（虚构）",
                 {"户号", "区划代码", "家庭住址", "户籍性质", "与户主关系", "姓名", "公民身份号码", "性别", "出生日期",
                  "婚姻状况", "居住情形"},
                 {6, 8}, [&](Random&, auto add) -> Result<Done> {
                     for (const Household& home : households_)
                         for (std::size_t i = 0; i < home.members.size(); ++i) {
                             const Person& person = home.members[i];
                             const bool first = i == 0;
                             TRY(add({first ? home.number : "", first ? home.area.text() : "",
                                      first ? home.address : "", first ? (home.rural ? "农村" : "城镇") : "",
                                      relations[static_cast<int>(person.relation)], person.name, person.citizen_number,
                                      person.sex == Sex::male ? "男" : "女", person.born.text(),
                                      person.married ? "已婚" : "未婚",
                                      person.in_prison        ? "服刑"
                                      : person.in_institution ? "机构供养"
                                                              : "共同生活"}));
                         }
                     return Done{};
                 }));
        return as_gb18030("01-户籍登记.csv");
    }

    Result<Done> means()
    {
        return file(
            "02-家庭经济核对.xlsx", "家庭", "经济状况核对", "家庭经济状况核对结果（虚构）",
            {"户号", "存款", "机动车价值", "房产套数", "住房面积", "非居住用房", "名下有企业", "无法定赡养人",
             "年生活必需支出", "年医疗自付", "年教育支出", "年康复支出", "年其他刚性支出", "急难情形", "急难支出",
             "支出型自付", "单亲带子女", "六十岁以上赡养人照料"},
            {}, [&](Random& random, auto add) -> Result<Done> {
                for (const Household& home : households_) {
                    const bool unanswered = random.chance(250); // a bank that did not answer
                    TRY(add({home.number, unanswered ? "" : home.financial_assets.text(), home.vehicle_value.text(),
                             std::to_string(home.dwellings), std::to_string(home.dwelling_square_metres), "否",
                             yes(home.enterprise), yes(!home.able_obligor), "0", home.medical_year.text(),
                             home.education_year.text(), "0", "0", "否", "0", home.medical_year.text(),
                             yes(is_single_parent(home)), "否"}));
                }
                return Done{};
            });
    }

    Result<Done> reports()
    {
        return file("03-人员核对回流.csv", "人", "数据共享", "人员信息核对回流表（虚构）", report_columns, {0},
                    [&](Random& random, auto add) -> Result<Done> {
                        for (const Household& home : households_)
                            for (const Person& person : home.members)
                                if (!person.citizen_number.empty() && !random.chance(120))
                                    TRY(add(report_of(person, random)));
                        return Done{};
                    });
    }

    template <class When>
    Result<Done> events(const std::string& name, const char* source, const char* column, When when)
    {
        return file(name, "人", source, "登记表（虚构）", {"公民身份号码", "姓名", column}, {0, 2},
                    [&](Random&, auto add) -> Result<Done> {
                        for (const Household& home : households_)
                            for (const Person& person : home.members)
                                if (const auto day = when(person); day && !person.citizen_number.empty())
                                    TRY(add({person.citizen_number, person.name, day->text()}));
                        return Done{};
                    });
    }

    /// Rewrites a CSV as the old offices' software saves it.
    Result<Done> as_gb18030(const std::string& name)
    {
        const fs::path path = drawing_.folder / name;
        std::ifstream in(path, std::ios::binary);
        std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
        const std::string bytes = TRY(encode_gb18030(std::string_view(text).substr(3)));
        std::ofstream out(path, std::ios::binary | std::ios::trunc);
        out << bytes;
        return Done{};
    }

    Result<Done> contents()
    {
        registry::SheetWriter writer = TRY(registry::SheetWriter::create(drawing_.folder / "目录.csv"));
        TRY(writer.add({"file", "record", "source", "true_on"}));
        for (const OfficeFile& file : files_)
            TRY(writer.add({file.name, file.record, file.source, drawing_.today.text()}));
        return writer.finish();
    }

    const std::vector<Household>& households_;
    const Drawing& drawing_;
    std::vector<OfficeFile> files_;
};

} // namespace

Result<std::vector<OfficeFile>> draw_up_files(const std::vector<Household>& households, const Drawing& drawing)
{
    return Desk(households, drawing).draw_up();
}

} // namespace huimin::specimen
