#include "specimen/files.h"

#include <algorithm>

#include "specimen/desk.h"
#include "specimen/random.h"

namespace huimin::specimen {

using registry::Row;

namespace {

constexpr Content number = Content::number, day = Content::day, money = Content::money;

const char* const relations[] = {"户主", "配偶", "子女", "父母", "孙子女", "兄弟姐妹", "其他亲属"};
const char* const marriages[] = {"未婚", "已婚", "丧偶", "离婚"};
const char* const disabilities[] = {"无", "视力", "听力", "言语", "肢体", "智力", "精神", "多重"};
const char* const parent_states[] = {"在家抚养", "死亡", "失联", "服刑", "重残", "重病", "查找不到"};
const char* const employments[] = {"无", "单位就业", "灵活就业", "务农", "个体经营", "离退休", "登记失业"};
const char* const insurances[] = {"无", "职工医保", "居民医保"};
const char* const banks[] = {"农业银行", "邮政储蓄银行", "农村商业银行", "工商银行"};

template <class Choice>
std::string of(const char* const (&names)[], Choice choice)
{
    return names[static_cast<std::size_t>(choice)];
}

std::string yes(bool truth) { return truth ? "是" : "否"; }
std::string day_of(const std::optional<Day>& known) { return known ? known->text() : ""; }

const char* ability_of(const Person& person)
{
    const int points = person.ability_points;
    return points >= 90   ? "能力完好"
           : points >= 66 ? "轻度失能"
           : points >= 46 ? "中度失能"
           : points >= 30 ? "重度失能"
                          : "完全失能";
}

/// Of the six items of self-care, those that fail: none, some, most.
int failed_items_of(const Person& person)
{
    const int points = person.ability_points;
    return points >= 66 ? 0 : points >= 46 ? 1 : points >= 30 ? 3 : 6;
}

/// What Beijing's rule book calls 就业形式.
const char* work_of(const Person& person)
{
    return person.employment == Employment::employee ? "单位就业" : person.wage > Money() ? "灵活就业" : "无";
}

bool is_single_parent(const Household& home)
{
    const auto has = [&](Relation relation) {
        return std::ranges::any_of(home.members, [&](const Person& one) { return one.relation == relation; });
    };
    return has(Relation::child) && !has(Relation::spouse);
}

/// Everybody with a number, in the order of the register; those without cannot be told apart in later files.
template <class Each>
Result<Done> each_person(const std::vector<Household>& households, Each each)
{
    for (const Household& home : households)
        for (const Person& person : home.members)
            if (!person.citizen_number.empty())
                TRY(each(home, person));
    return Done{};
}

class Offices {
public:
    Offices(const std::vector<Household>& households, const Drawing& drawing)
        : households_(households), drawing_(drawing), desk_(drawing), random_(drawing.seed ^ 0xF11EULL)
    {
    }

    Result<std::vector<OfficeFile>> draw_up()
    {
        std::error_code trouble;
        std::filesystem::create_directories(drawing_.folder, trouble);
        TRY(household_register());
        TRY(means());
        TRY(shared_data());
        TRY(disability_federation());
        TRY(elder_assessment());
        TRY(child_welfare());
        TRY(obligors());
        TRY(custody());
        TRY(payment_list());
        TRY(event("10-死亡登记.csv", "殡葬登记", "火化登记表（虚构）", "死亡时间", "死亡日期", &Person::died));
        TRY(event("11-迁出登记.xlsx", "公安户籍", "户口迁出登记表（虚构）", "迁出时间", "迁出日期",
                  &Person::moved_out));
        return desk_.hand_over();
    }

private:
    /// One row a person; the household's cells stand in its first row only, as merged cells do when saved as CSV.
    Result<Done> household_register()
    {
        const Form form{"01-户籍登记.csv",
                        "人",
                        "公安户籍",
                        "户籍人口登记表（虚构）",
                        {{"户号", "户号"},
                         {"区划代码", "区划"},
                         {"家庭住址", "住址"},
                         {"户籍性质", "户籍"},
                         {"与户主关系", "与户主关系"},
                         {"姓名", "姓名"},
                         {"公民身份号码", "身份证号", number},
                         {"性别", "性别"},
                         {"民族", "民族"},
                         {"出生日期", "出生日期", day},
                         {"婚姻状况", "婚姻"},
                         {"居住情形", "居住情形"}},
                        true};
        return desk_.draw_up(form, [&](auto add) -> Result<Done> {
            for (const Household& home : households_)
                for (std::size_t i = 0; i < home.members.size(); ++i) {
                    const Person& person = home.members[i];
                    const bool first = i == 0;
                    TRY(add({first ? home.number : "", first ? home.area.text() : "", first ? home.address : "",
                             first ? (home.rural ? "农村" : "城镇") : "", of(relations, person.relation), person.name,
                             person.citizen_number, person.sex == Sex::male ? "男" : "女", person.ethnic_group,
                             person.born.text(), of(marriages, person.marriage),
                             person.in_institution ? "机构供养" : "共同生活"}));
                }
            return Done{};
        });
    }

    Result<Done> means()
    {
        const Form form{"02-家庭经济核对.xlsx",
                        "家庭",
                        "经济状况核对",
                        "家庭经济状况核对结果（虚构）",
                        {{"户号", "户号"},
                         {"存款", "金融资产", money},
                         {"机动车价值", "机动车价值", money},
                         {"房产套数", "住房套数"},
                         {"住房面积", "住房面积"},
                         {"非居住用房", "非居住用房"},
                         {"名下有企业", "名下有企业"},
                         {"无法定赡养人", "无法定赡养人"},
                         {"年生活必需支出", "年生活必需支出", money},
                         {"年医疗自付", "年医疗自付", money},
                         {"年教育支出", "年教育支出", money},
                         {"年康复支出", "年康复支出", money},
                         {"年其他刚性支出", "年其他刚性支出", money},
                         {"急难情形", "急难情形"},
                         {"急难支出", "急难支出", money},
                         {"支出型自付", "支出型自付", money},
                         {"因病自付", "因病自付", money},
                         {"授权书签署日", "授权书签署日", day},
                         {"单亲带子女", "单亲带子女"},
                         {"六十岁以上赡养人照料", "六十岁以上赡养人照料"}}};
        return desk_.draw_up(form, [&](auto add) -> Result<Done> {
            for (const Household& home : households_) {
                const bool unanswered = random_.chance(200); // a bank that did not answer
                TRY(add({home.number,
                         unanswered ? "" : home.financial_assets.text(),
                         home.vehicle_value.text(),
                         std::to_string(home.dwellings),
                         std::to_string(home.dwelling_square_metres),
                         yes(home.other_premises),
                         yes(home.enterprise),
                         yes(home.without_obligor),
                         "0",
                         home.medical_year.text(),
                         home.education_year.text(),
                         home.rehabilitation_year.text(),
                         "0",
                         yes(home.emergency),
                         home.emergency_costs.text(),
                         home.medical_year.text(),
                         home.medical_year.text(),
                         day_of(home.authorised),
                         yes(is_single_parent(home)),
                         yes(home.elder_carer)}));
            }
            return Done{};
        });
    }

    /// What the city's data exchange told of everybody. Of disability it tells only that there is none: who holds a
    /// card stands in the federation's own file.
    Result<Done> shared_data()
    {
        const Form form{"03-人员信息回流.csv",
                        "人",
                        "数据共享",
                        "人员信息核对回流表（虚构）",
                        {{"身份证号", "身份证号", number},
                         {"就业", "就业"},
                         {"就业形式", "就业形式"},
                         {"月工资", "工资", money},
                         {"经营收入", "经营收入", money},
                         {"财产收入", "财产收入", money},
                         {"养老金", "养老金", money},
                         {"赡养费", "赡养费", money},
                         {"转移净收入", "转移净收入", money},
                         {"残疾类别", "残疾类别"},
                         {"残疾等级", "残疾等级"},
                         {"重病", "重病"},
                         {"医疗保障", "医疗保障"},
                         {"在校", "在校"},
                         {"本科及以下在读", "本科及以下在读"},
                         {"义务高中中职在读", "义务高中中职在读"},
                         {"领取工伤护理费", "领取工伤护理费"},
                         {"领取因公护理费", "领取因公护理费"},
                         {"已到退休年龄", "已到退休年龄"},
                         {"认定无劳动能力", "认定无劳动能力"},
                         {"计划生育特殊家庭", "计划生育特殊家庭"}}};
        return desk_.draw_up(form, [&](auto add) -> Result<Done> {
            return each_person(households_, [&](const Household&, const Person& person) -> Result<Done> {
                return random_.chance(60) ? Result<Done>(Done{}) : add(told_of(person));
            });
        });
    }

    Row told_of(const Person& person)
    {
        const bool card = person.disability != Disability::none;
        const bool heavy = person.disability_grade == 1 || person.disability_grade == 2;
        const int retired_at = person.sex == Sex::female ? 55 : 60;
        const bool retired = years_of_age(person.born, drawing_.today) >= retired_at;
        const bool school = person.school != School::none;
        Row row{person.citizen_number, of(employments, person.employment), work_of(person),
                // Now and then an employer has not reported yet.
                person.wage > Money() && random_.chance(150) ? "" : person.wage.text()};
        for (const Money& income : {person.business, person.property_income, person.pension, person.alimony, Money()})
            row.push_back(income.text());
        row.insert(row.end(),
                   {card ? "" : "无", card ? "" : "0", yes(person.seriously_ill), of(insurances, person.insurance),
                    yes(school), yes(school && person.school != School::postgraduate),
                    yes(person.school == School::basic || person.school == School::secondary),
                    yes(heavy && random_.chance(100)), "否", yes(retired), yes(heavy), "否"});
        return row;
    }

    Result<Done> disability_federation()
    {
        const Form form{"04-残疾人证登记.xlsx",
                        "人",
                        "残联",
                        "持证残疾人登记表（虚构）",
                        {{"身份证号", "身份证号", number},
                         {"姓名", "姓名"},
                         {"残疾类型", "残疾类别"},
                         {"残疾级别", "残疾等级"},
                         {"残疾证有效期", "残疾证有效期", day},
                         {"长期照护需要", "长期照护需要"},
                         {"二级智力精神多重", "二级智力精神多重"},
                         {"由兄弟姐妹或老人供养", "由兄弟姐妹或老人供养"}}};
        return desk_.draw_up(form, [&](auto add) -> Result<Done> {
            return each_person(households_, [&](const Household&, const Person& person) -> Result<Done> {
                if (person.disability == Disability::none)
                    return Done{};
                const Day until = drawing_.today.plus_months(static_cast<int>(random_.between(1, 119)));
                const bool heavy = person.disability_grade <= 2;
                return add({person.citizen_number, person.name, of(disabilities, person.disability),
                            std::to_string(person.disability_grade), until.text(), yes(heavy),
                            yes(person.mind_and_more), yes(person.kept_by_kin)});
            });
        });
    }

    Result<Done> elder_assessment()
    {
        const Form form{"05-老年人能力评估.csv",
                        "人",
                        "能力评估",
                        "老年人能力评估和探访登记表（虚构）",
                        {{"身份证号", "身份证号", number},
                         {"姓名", "姓名"},
                         {"能力等级", "能力等级"},
                         {"生活不能自理项数", "生活不能自理项数"},
                         {"独自居住", "独自居住"},
                         {"最近探访日", "最近探访日", day}}};
        return desk_.draw_up(form, [&](auto add) -> Result<Done> {
            return each_person(households_, [&](const Household&, const Person& person) -> Result<Done> {
                if (!person.assessed)
                    return Done{};
                return add({person.citizen_number, person.name, ability_of(person),
                            std::to_string(failed_items_of(person)), yes(person.lives_alone), day_of(person.visited)});
            });
        });
    }

    Result<Done> child_welfare()
    {
        const Form form{"06-儿童监护台账.csv",
                        "人",
                        "儿童福利",
                        "未成年人监护情况台账（虚构）",
                        {{"身份证号", "身份证号", number},
                         {"姓名", "姓名"},
                         {"父亲情况", "父亲情况"},
                         {"父亲情形月数", "父亲情形月数"},
                         {"父亲外出务工", "父亲外出务工"},
                         {"母亲情况", "母亲情况"},
                         {"母亲情形月数", "母亲情形月数"},
                         {"母亲外出务工", "母亲外出务工"},
                         {"委托照护", "委托照护"}},
                        true};
        return desk_.draw_up(form, [&](auto add) -> Result<Done> {
            return each_person(households_, [&](const Household&, const Person& person) -> Result<Done> {
                if (years_of_age(person.born, drawing_.today) >= 18)
                    return Done{};
                return add({person.citizen_number, person.name, of(parent_states, person.father.state),
                            std::to_string(person.father.months), yes(person.father.away),
                            of(parent_states, person.mother.state), std::to_string(person.mother.months),
                            yes(person.mother.away), yes(person.entrusted)});
            });
        });
    }

    Result<Done> obligors()
    {
        const Form form{"07-赡养人核对.xlsx",
                        "赡养人",
                        "经济状况核对",
                        "法定赡养人情况核对表（虚构）",
                        {{"户号", "户号"},
                         {"姓名", "姓名"},
                         {"身份证号", "身份证号", number},
                         {"出生日期", "出生日期", day},
                         {"享受特困", "享受特困"},
                         {"享受低保待遇", "享受低保待遇"},
                         {"享受低收入", "享受低收入"},
                         {"重残或三级智力精神", "重残或三级智力精神"},
                         {"无行为能力或失踪服刑", "无行为能力或失踪服刑"},
                         {"收入低于上年平均", "收入低于上年平均"},
                         {"财产符合低收入", "财产符合低收入"},
                         {"家庭月收入", "家庭月收入", money},
                         {"家庭人数", "家庭人数"},
                         {"要赡养的家庭数", "要赡养的家庭数"},
                         {"实际赡养费", "实际赡养费", money},
                         {"赡养人住房套数", "赡养人住房套数"},
                         {"家有重病重残", "家有重病重残"},
                         {"人均资产", "人均资产"},
                         {"不同住未成年子女数", "不同住未成年子女数"}}};
        return desk_.draw_up(form, [&](auto add) -> Result<Done> {
            for (const Household& home : households_)
                for (const Obligor& one : home.obligors)
                    TRY(add({home.number, one.name, one.citizen_number, one.born.text(), "否", yes(one.minimum_living),
                             "否", yes(one.disabled), "否", yes(one.income_low), yes(one.means_low),
                             one.family_income.text(), std::to_string(one.family_heads),
                             std::to_string(one.families_supported), one.paid.text(), std::to_string(one.dwellings),
                             yes(one.illness || one.disabled), "0", "0"}));
            return Done{};
        });
    }

    Result<Done> custody()
    {
        const Form form{"08-在押人员.csv",
                        "人",
                        "司法",
                        "在押人员比对结果（虚构）",
                        {{"身份证号", "身份证号", number},
                         {"姓名", "姓名"},
                         {"居住情形", "居住情形"},
                         {"居住情形起始日", "居住情形起始日", day}}};
        return desk_.draw_up(form, [&](auto add) -> Result<Done> {
            return each_person(households_, [&](const Household&, const Person& person) -> Result<Done> {
                if (!person.in_custody_since)
                    return Done{};
                return add({person.citizen_number, person.name, random_.chance(8000) ? "服刑" : "强制戒毒",
                            person.in_custody_since->text()});
            });
        });
    }

    Result<Done> payment_list()
    {
        const Form form{"09-高龄津贴发放台账.xlsx",
                        "人",
                        "发放台账",
                        "高龄津贴发放名册（虚构）",
                        {{"身份证号", "身份证号", number},
                         {"姓名", "姓名"},
                         {"正在领取", "正在领取"},
                         {"开户行", "开户行"},
                         {"银行账号", "银行账号"}}};
        return desk_.draw_up(form, [&](auto add) -> Result<Done> {
            return each_person(households_, [&](const Household&, const Person& person) -> Result<Done> {
                if (!person.being_paid)
                    return Done{};
                // Nineteen digits that begin with no bank's prefix, so that none can be anybody's account.
                std::string account = "0000";
                while (account.size() < 19)
                    account += static_cast<char>('0' + random_.below(10));
                return add({person.citizen_number, person.name, "是", banks[random_.pick({30, 30, 30, 10})],
                            random_.chance(80) ? "" : account});
            });
        });
    }

    Result<Done> event(const char* name, const char* source, const char* title, const char* heading, const char* field,
                       std::optional<Day> Person::* when)
    {
        const Form form{
            name, "人", source, title, {{"公民身份号码", "身份证号", number}, {"姓名", "姓名"}, {heading, field, day}}};
        return desk_.draw_up(form, [&](auto add) -> Result<Done> {
            return each_person(households_, [&](const Household&, const Person& person) -> Result<Done> {
                const std::optional<Day>& on = person.*when;
                return on ? add({person.citizen_number, person.name, on->text()}) : Result<Done>(Done{});
            });
        });
    }

    const std::vector<Household>& households_;
    const Drawing& drawing_;
    Desk desk_;
    Random random_;
};

} // namespace

Result<std::vector<OfficeFile>> draw_up_files(const std::vector<Household>& households, const Drawing& drawing)
{
    return Offices(households, drawing).draw_up();
}

} // namespace huimin::specimen
