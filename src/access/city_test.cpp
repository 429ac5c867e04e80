#include "access/city_test.h"

#include "access/matrix.h"
#include "language/check.h"
#include "language/syntax/parse.h"

namespace huimin::access::test {

namespace {

constexpr const char* pack = R"(
模块 试验
依据 试行办法 = 《试行办法》 试1号 自 2000-01-01 起
用途 救助办理 (relief) 说明 "受理救助"
用途 儿童保护 (children) 说明 "保护儿童"
用途 监督检查 (supervision) 说明 "审计"
用途 本人办事 (self_service) 说明 "自己的事"
用途 养老服务 (elder_care) 说明 "机构照护"
用途 统计分析 (statistics) 说明 "总数"
档案 机构 (institution) 说明 "养老机构":
  名称 (name): 文本 必填 作名称
  区划 (area): 区划 必填 归区
档案 家庭 (household) 说明 "一户":
  户号 (household_number): 文本 必填 唯一 作名称
  区划 (area): 区划 必填 归区
  联系电话 (phone): 文本 敏感 遮蔽 留前3后4
档案 人 (person) 属于 家庭 称 成员 (members) 说明 "一人":
  姓名 (name): 文本 必填 作名称
  身份证号 (citizen_number): 身份证号 唯一 敏感 遮蔽 留前4后4
  出生日期 (birthday): 日期 计龄
  重病 (seriously_ill): 是非 敏感 仅供 救助办理, 本人办事
  监护人电话 (guardian_phone): 文本 敏感 仅供 儿童保护 遮蔽 留前3后4
  入住机构 (institution): 机构
角色 群众 (citizen) 说明 "本人":
  可 查看 家庭, 人 本人 用于 本人办事 说明 "自己的"
  可 显示原值 人 本人 用于 本人办事 说明 "自己的号"
角色 乡镇经办 (clerk) 说明 "受理":
  授于 乡级, 县级 闲置 15分钟 不得兼任 县级财务
  可 查看, 修改 家庭, 人 用于 救助办理, 儿童保护 说明 "受理"
  可 显示原值 人 用于 救助办理, 儿童保护 说明 "核对"
  可 导出 人 不多于 200行 用于 救助办理 说明 "小名单"
角色 县级审核 (reviewer) 说明 "复核":
  授于 县级, 市级 闲置 10分钟 须双因素
  可 查看 家庭, 人 用于 救助办理 说明 "复核"
  可 导出 人 不多于 1000行 用于 救助办理 须事由 说明 "大名单"
角色 县级财务 (finance) 说明 "拨付":
  授于 县级
  可 查看 家庭 用于 救助办理 说明 "名单"
角色 审计人员 (auditor) 说明 "审计":
  可 查看 人 用于 监督检查 说明 "抽查"
  可 显示原值 人 用于 监督检查 须事由 说明 "要有通知书"
  可 查看 日志, 账号 说明 "谁做了什么"
角色 机构操作员 (operator) 说明 "机构":
  可 查看 人 本机构 用于 养老服务 说明 "住着的人"
角色 领导 (leader) 说明 "总数":
  可 汇总 人 用于 统计分析 说明 "总数"
角色 系统管理员 (system_administrator) 说明 "运行":
  三员 系统
  可 管理 系统, 任务 说明 "运行"
角色 安全管理员 (security_administrator) 说明 "授权":
  三员 安全 须双因素 闲置 10分钟
  可 查看, 管理 账号 说明 "授权"
角色 审计管理员 (audit_administrator) 说明 "核验":
  三员 审计
  可 查看, 核验 日志 说明 "核验"
)";

constexpr const char* tree = "33,,浙江省,,,\n3302,33,宁波市,,,\n330282,3302,慈溪市,,,\n330282001,330282,浒山街道,,,\n"
                             "330282002,330282,宗汉街道,,,\n330212,3302,鄞州区,,,\n330213,3302,奉化区,2016-09-14,,\n"
                             "330283,3302,奉化市,,2016-09-14,330213\n";

World world_of(City& city)
{
    return {.store = city.store,
            .keys = &city.keys,
            .milliseconds = [&city] { return city.now; },
            .random =
                [&city](std::span<std::uint8_t> bytes) {
                    const std::lock_guard lock(city.chance_mutex);
                    for (std::uint8_t& byte : bytes)
                        byte = static_cast<std::uint8_t>(city.chance());
                }};
}

store::Store* migrated(FreshStore& fresh)
{
    must(store::migrate(fresh.store(), tables()));
    return &fresh.store();
}

WorkingDays year_2025() { return must(WorkingDays::read("date,kind,name\n2025-10-01,holiday,国庆\n")); }

} // namespace

const AreaTree& areas()
{
    static const AreaTree areas = must(AreaTree::read(tree));
    return areas;
}

std::shared_ptr<const language::Program> program()
{
    static const std::shared_ptr<const language::Program> made = [] {
        const std::vector<language::SourceFile> files{{"city.hm", pack}};
        const auto parsed = language::syntax::parse(pack, 0);
        const language::Input input{0, 0, &parsed.file};
        const auto checked = language::check({&input, 1}, files, areas());
        const std::string found =
            language::render(parsed.diagnostics, files) + language::render(checked.diagnostics, files);
        REQUIRE_MESSAGE(checked.program, found);
        return checked.program;
    }();
    return made;
}

Settings City::cheap()
{
    Settings settings;
    settings.hashing.passes = 1;
    settings.hashing.bytes = 8192;
    return settings;
}

City::City(FreshStore& fresh, Settings settings, std::vector<Provider> providers, Fetch fetch)
    : store(migrated(fresh)), calendar(year_2025()), keys([this] { return now; }),
      access(world_of(*this), program(), areas(), calendar, settings, std::move(providers), std::move(fetch)),
      one(machine_scope(program(), "甲", "测试", language::Action::administer, language::SystemObject::accounts)),
      other(machine_scope(program(), "乙", "测试", language::Action::administer, language::SystemObject::accounts))
{
    access.on.lockbox = must(Lockbox::of("0123456789abcdef0123456789abcdef"));
}

std::int64_t City::add(const std::string& login, const std::string& role, AreaCode area, AccountKind kind,
                       std::optional<RecordPlace> bound)
{
    const std::int64_t account =
        must(access.accounts.create(one, {.login = login,
                                          .display_name = "张" + login,
                                          .kind = kind,
                                          .bound = bound,
                                          .password = kind == AccountKind::machine ? "" : good_password}));
    must(store->change([&](store::Transaction& transaction) {
        return transaction.run("update account set must_change = 0 where key = $1", {account});
    }));
    if (!role.empty())
        grant(account, role, area);
    return account;
}

std::int64_t City::grant(std::int64_t account, const std::string& role, AreaCode area, DayRange in_force)
{
    const std::int64_t grant = must(access.grants.propose(one, {account, role, area, in_force, "岗位需要授予"}));
    must(access.grants.confirm(other, grant));
    return grant;
}

Attempt City::attempt(const std::string& login, const std::string& password, const std::string& address,
                      const std::string& device) const
{
    return {login, password, {.address = address, .agent = "test", .device = device}};
}

LoggedIn City::step_up(const LoggedIn& in)
{
    const Caller caller = must(access.sessions.check(in.token));
    if (!must(access.factors.is_set_up(caller.account())))
        must(access.factors.set_up(caller));
    const std::string sealed =
        must(must(store->reader()).find_text("select sealed from second_factor where account = $1", {caller.account()}))
            .value();
    const std::string secret =
        must(access.on.lockbox->open("second factor of " + std::to_string(caller.account()), sealed));
    now += 30 * one_second; // the code before may have been used
    const std::string code = time_code(secret, now / 1000);
    std::vector<std::string> codes;
    const bool is_new =
        must(must(store->reader())
                 .find_integer("select count(*) from recovery_code where account = $1", {caller.account()})) == 0;
    return is_new ? must(access.log_in.step_up_by_new_factor(in.token, code,
                                                             {.address = "10.1.1.1", .agent = "", .device = ""}, codes))
                  : must(access.log_in.step_up(in.token, code, {.address = "10.1.1.1", .agent = "", .device = ""}));
}

Caller City::log_in(const std::string& login)
{
    last = must(access.log_in.with_password(attempt(login)));
    if (last.second_factor_due)
        last = step_up(last);
    return must(access.sessions.check(last.token));
}

std::int64_t City::count(const std::string& sql) const
{
    store::Reader reader = must(store->reader());
    return must(reader.find_integer(sql)).value_or(0);
}

language::Index record(const char* name) { return program()->find_record(name); }
language::Index purpose(const char* name) { return program()->find_purpose(name); }
language::Index field(const char* of, const char* name) { return program()->find_field(record(of), name); }

} // namespace huimin::access::test
