// A city of one household type and one person type, small enough to see through, for tests of what goes in and out.

#pragma once

#include <doctest/doctest.h>

#include <fstream>

#include "language/check.h"
#include "language/syntax/parse.h"
#include "registry/export.h"
#include "registry/import.h"
#include "tests/support/fresh_store.h"

namespace huimin::test {

constexpr const char* small_city_pack = R"(
模块 试验
选项 性别 (sex) = 1 男 (male) | 2 女 (female)
档案 家庭 (household) 说明 "一户":
  户号 (household_number): 文本 必填 唯一 作名称
  区划 (area): 区划 必填 归区
  资产 (assets): 金额
  住址 (address): 文本
档案 人 (person) 属于 家庭 称 成员 (members) 说明 "一人":
  姓名 (name): 文本 必填 作名称
  身份证号 (citizen_number): 身份证号 唯一 敏感 遮蔽
  性别 (sex): 性别
  出生日期 (birthday): 日期 计龄
  工资 (wage): 金额/月
  津贴 (allowance): 金额/月 通常 1元..10000元
  养老金 (pension): 金额/月
  死亡日期 (died_on): 日期
  父亲姓名 (father_name): 文本
  父亲死亡日期 (father_died_on): 日期
  面积 (square_metres): 小数
档案 志愿服务队 (volunteer_team) 说明 "名称不许重复":
  队名 (name): 文本 必填 唯一 作名称
  区划 (area): 区划 必填 归区
  电话 (phone): 文本
档案 食堂 (canteen) 说明 "没有号码，名称可以重复":
  名称 (name): 文本 必填 作名称
  区划 (area): 区划 必填 归区
)";

struct SmallCity {
    explicit SmallCity(FreshStore& fresh) : SmallCity(fresh.store(), fresh.folder()) { must(registry->migrate()); }

    /// On a store that has its tables, or gets them later.
    SmallCity(store::Store& store, const FreshFolder& in)
        : folder(&in),
          tree(*AreaTree::read("33,,浙江省,,,\n3302,33,宁波市,,,\n330282,3302,慈溪市,,,\n330212,3302,鄞州区,,,\n"))
    {
        const std::vector<language::SourceFile> files{{"试验.hm", small_city_pack}};
        const auto parsed = language::syntax::parse(small_city_pack, 0);
        const language::Input input{0, 0, &parsed.file};
        program = language::check({&input, 1}, files, tree).program;
        REQUIRE(program);
        registry.emplace(store, program, tree, [this] { return ++milliseconds; });
        person = program->find_record("person");
        household = program->find_record("household");
        request.record = person;
        request.source = "公安户籍";
        request.true_on = Day::of(2025, 7, 31);
        request.actor = {"测试员", "试验"};
        request.returned = folder->path("退回");
    }

    Result<registry::ImportReport> take(const std::string& text, const std::string& name = "a.csv")
    {
        request.file = folder->path(name);
        std::ofstream(request.file, std::ios::binary) << text;
        return registry::import_file(*registry, {{"月工资", "工资"}}, request);
    }

    Result<std::size_t> give(const std::string& name, AreaCode area, bool clear = true)
    {
        return registry::export_file(*registry, {.rows = {.record = person, .inside = registry::below(area)},
                                                 .file = folder->path(name),
                                                 .clear = clear,
                                                 .actor = request.actor});
    }

    std::int64_t count(const std::string& table)
    {
        auto reader = must(registry->store().reader());
        return *must(reader.find_integer("select count(*) from " + table));
    }

    const FreshFolder* folder;
    AreaTree tree;
    std::shared_ptr<const language::Program> program;
    std::int64_t milliseconds = 1'700'000'000'000;
    std::optional<registry::Registry> registry;
    language::Index person = 0, household = 0;
    registry::ImportRequest request;
};

} // namespace huimin::test
