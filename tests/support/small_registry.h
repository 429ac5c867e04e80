// A registry of a small invented city for tests: households, people, applications and organisations, in two counties
// and some towns.

#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "language/check.h"
#include "language/syntax/parse.h"
#include "registry/deeds.h"
#include "tests/support/fresh_store.h"

namespace huimin::test {

constexpr const char* small_pack = R"(
模块 试验
选项 性别 (sex) = 1 男 (male) | 2 女 (female)
选项 家庭关系 (relation) = 0 户主 (head) | 1 配偶 (spouse) | 2 子女 (child)
档案 家庭 (household) 说明 "一户":
  户号 (household_number): 文本 必填 唯一 作名称
  区划 (area): 区划 必填 归区
  住址 (address): 文本
  资产 (assets): 金额 范围 0元..1000000元
档案 人 (person) 属于 家庭 称 成员 (members) 说明 "一人":
  姓名 (name): 文本 必填 作名称
  身份证号 (citizen_number): 身份证号 唯一 敏感 遮蔽
  性别 (sex): 性别
  出生日期 (birthday): 日期 计龄
  与户主关系 (relation): 家庭关系
  工资 (wage): 金额/月
  死亡日期 (died_on): 日期
  入住机构 (institution): 机构
档案 机构 (organisation) 说明 "养老院等":
  名称 (name): 文本 必填 作名称
  信用代码 (organisation_code): 信用代码 唯一
  区划 (area): 区划 必填 归区
  床位数 (beds): 整数 范围 0..99999
档案 申请 (application) 属于 家庭 称 申请记录 (applications) 说明 "一次申请":
  受理日 (accepted_on): 日期
)";

struct SmallRegistry {
    explicit SmallRegistry(FreshStore& fresh)
        : tree(*AreaTree::read("33,,浙江省,,,\n3302,33,宁波市,,,\n330282,3302,慈溪市,,,\n330282001,330282,浒山街道,,,\n"
                               "330282002,330282,宗汉街道,,,\n330212,3302,鄞州区,,,\n330212001,330212,下应街道,,,\n"))
    {
        const std::vector<language::SourceFile> files{{"试验.hm", small_pack}};
        const auto parsed = language::syntax::parse(small_pack, 0);
        const language::Input input{0, 0, &parsed.file};
        program = language::check({&input, 1}, files, tree).program;
        REQUIRE(program);
        registry.emplace(fresh.store(), program, tree, [this] { return ++milliseconds; });
        must(registry->migrate());
        household = program->find_record("household");
        person = program->find_record("person");
        organisation = program->find_record("organisation");
        application = program->find_record("application");
    }

    [[nodiscard]] language::Index field(language::Index record, const char* name) const
    {
        const language::Index found = program->find_field(record, name);
        REQUIRE(found != language::none);
        return found;
    }

    /// Facts by their names: {{"姓名", "曾强"}, {"工资", Rational(100)}}.
    using Facts = std::vector<std::pair<const char*, language::Value>>;
    [[nodiscard]] std::vector<registry::FactChange> facts(language::Index record, const Facts& named) const
    {
        std::vector<registry::FactChange> changes;
        for (const auto& [name, value] : named)
            changes.push_back({field(record, name), value});
        return changes;
    }

    registry::RecordKey home(const char* number, std::uint64_t division, const char* address = "北二环12号401室")
    {
        return must(registry::add(
            *registry, household, std::nullopt,
            facts(household,
                  {{"户号", std::string(number)}, {"区划", AreaCode(division)}, {"住址", std::string(address)}}),
            clerk));
    }

    registry::RecordKey somebody(registry::RecordKey home, const Facts& named)
    {
        return must(registry::add(*registry, person, home, facts(person, named), clerk));
    }

    std::int64_t version(language::Index record, registry::RecordKey at)
    {
        auto reader = must(registry->store().reader());
        const auto version = must(reader.find_integer("select version from " + program->records[record].heading.alias +
                                                          " where county = $1 and key = $2",
                                                      {at.county, at.key}));
        REQUIRE(version);
        return *version;
    }

    std::int64_t count(const std::string& table, const std::string& where = "1 = 1")
    {
        auto reader = must(registry->store().reader());
        return *must(reader.find_integer("select count(*) from " + table + " where " + where));
    }

    AreaTree tree;
    std::shared_ptr<const language::Program> program;
    std::int64_t milliseconds = 1'700'000'000'000;
    std::optional<registry::Registry> registry;
    registry::Telling clerk{{"张经办", "登记"}, "窗口", Day::of(2025, 7, 1)};
    language::Index household = 0, person = 0, organisation = 0, application = 0;
};

} // namespace huimin::test
