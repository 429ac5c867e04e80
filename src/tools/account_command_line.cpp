#include "tools/account_command_line.h"

#include <CLI/CLI.hpp>

namespace huimin::tools {

namespace {

class AccountCommandLine {
public:
    AccountCommandLine(CLI::App& app, StoreOptions& store, AccountOptions& words, Run& run, const std::string& footer)
        : app_(app), store_(store), words_(words), run_(run), footer_(footer)
    {
    }

    void add()
    {
        account_commands();
        role_commands();
        token_commands();
    }

private:
    CLI::App* command(CLI::App& under, const char* name, const char* what, const std::string& example, Run run)
    {
        CLI::App* command = under.add_subcommand(name, what);
        command->footer("例 example:\n  " + example + "\n\n" + footer_);
        command->callback([&chosen = run_, run = std::move(run)] { chosen = run; });
        return command;
    }
    CLI::App* on_store(CLI::App* command)
    {
        command->add_option("--store", store_.store, "sqlite:文件 或 postgresql://…")->required();
        command->add_option("--actor", store_.actor, "谁在操作，记入流水 / who, for the journal");
        command->add_option("--purpose", store_.purpose, "为什么，记入流水 / why, for the journal");
        return command;
    }
    using AccountCommand = Exit (*)(const Terminal&, const StoreOptions&, const AccountOptions&);
    CLI::App* on_account(CLI::App& under, const char* name, const char* what, const std::string& example,
                         AccountCommand run)
    {
        return on_store(
            command(under, name, what, "huimin account " + std::string(name) + " --store sqlite:city.db " + example,
                    [&store = store_, &words = words_, run](const Terminal& to) { return run(to, store, words); }));
    }
    void login_of(CLI::App* command)
    {
        command->add_option("--login", words_.login, "登录名 / log-in name")->required();
    }
    void password_of(CLI::App* command)
    {
        command->add_option(
            "--password-file", words_.password_file,
            "密码在文件第一行，- 是标准输入；不给就随机生成 / its first line; made by chance when left out");
    }
    void reason_of(CLI::App* command)
    {
        command->add_option("--reason", words_.reason, "理由，至少 5 个字 / why, 5 characters at least")->required();
    }

    void account_commands()
    {
        AccountOptions& words = words_;
        auto* account = app_.add_subcommand("account", "账户和授权 / accounts and roles");
        account->require_subcommand(1);
        account_ = account;
        on_store(command(*account, "first",
                         "首次启动口令，给两位安全管理员 / two one-time secrets for the first keepers",
                         "huimin account first --store sqlite:city.db",
                         [&store = store_](const Terminal& to) { return account_first(to, store); }));
        auto* claim =
            on_account(*account, "claim", "用首次启动口令建立安全管理员 / become a security administrator by a secret",
                       "--secret-file 口令 --login wang", account_claim);
        claim->add_option("--secret-file", words.secret_file, "口令在文件第一行 / file with the secret")->required();
        claim->add_option("--name", words.name, "姓名 / name");
        login_of(claim);
        password_of(claim);
        auto* create =
            on_account(*account, "create", "建立账户 / make an account", "--login zhang --name 张三", account_create);
        login_of(create);
        password_of(create);
        create->add_option("--name", words.name, "姓名 / name");
        create->add_option("--kind", words.kind, "staff citizen institution machine")
            ->check(CLI::IsMember({"staff", "citizen", "institution", "machine"}));
        create->add_option("--bound", words.bound,
                           "本人或本机构的档案，如 人:350102:12345 / the record it is bound to");
        create->add_flag("--keep-password", words.keep_password,
                         "首次登录不必改密码，演示用 / need not be changed; for demos");
        auto* disable =
            on_account(*account, "disable", "停用账户 / disable", "--login zhang --reason 已经离职", account_disable);
        login_of(disable);
        reason_of(disable);
        login_of(on_account(*account, "enable", "启用账户，也解除锁定 / enable, also after a lock", "--login zhang",
                            account_enable));
        auto* reset = on_account(*account, "reset", "重置密码或第二因素 / a new password, or no second factor",
                                 "--login zhang", account_reset);
        login_of(reset);
        password_of(reset);
        reset->add_flag("--second-factor", words.second_factor,
                        "重置第二因素，不动密码 / the second factor, not the password");
        on_store(command(*account, "list", "账户和角色 / accounts and their roles",
                         "huimin account list --store sqlite:city.db",
                         [&store = store_](const Terminal& to) { return account_list(to, store); }));
    }

    void role_commands()
    {
        AccountOptions& words = words_;
        auto* grant =
            on_account(*account_, "grant", "提出授予角色，要另一个人确认 / propose a role; another confirms",
                       "--actor 甲 --login zhang --role 乡镇经办 --area 350102001 --reason 新到岗", account_grant);
        login_of(grant);
        reason_of(grant);
        grant->add_option("--role", words.role, "规则包里的角色 / a role of the packs")->required();
        grant->add_option("--area", words.area, "区划代码，含其下 / division and all below it; left out: the country");
        grant->add_option("--from", words.from, "起始日 / first day");
        grant->add_option("--to", words.to, "最后一日 / last day");
        on_account(*account_, "confirm", "确认别人提出的授权 / confirm what another proposed", "--actor 乙 --grant 123",
                   account_confirm)
            ->add_option("--grant", words.grant, "授权的编号 / its number")
            ->required();
        auto* end = on_account(*account_, "end", "结束授权或驳回提出 / end a grant, turn a proposal down",
                               "--grant 123 --reason 调离岗位", account_end);
        end->add_option("--grant", words.grant, "授权的编号 / its number")->required();
        reason_of(end);
    }

    void token_commands()
    {
        AccountOptions& words = words_;
        auto* tokens = on_account(*account_, "tokens", "API 令牌 / API tokens", "--login bank", account_tokens);
        login_of(tokens);
        tokens->add_option("--end", words.token, "让这个令牌失效 / end this one");
        auto* token = on_account(*account_, "token", "给外部系统的账户发 API 令牌 / an API token for another system",
                                 "--login bank --name 对账 --action 查看 --for 资金发放 --days 90", account_token);
        login_of(token);
        token->add_option("--name", words.token_name, "做什么用 / what for")->required();
        token->add_option("--action", words.actions, "可以做的操作 / actions")->required();
        token->add_option("--for", words.purposes, "用途 / purposes")->required();
        token->add_option("--record", words.records, "只限这些档案 / only these records");
        token->add_option("--area", words.areas, "只限这些区划 / only these divisions");
        token->add_option("--address", words.addresses, "只能从这些地址用 / only from these addresses");
        token->add_option("--days", words.days, "多少天有效 / days it holds")->check(CLI::Range(1, 366));
        auto* access = app_.add_subcommand("access", "谁可以做什么 / who may do what");
        access->require_subcommand(1);
        command(*access, "matrix", "规则包里每个角色的每项权利 / every right of every role",
                "huimin access matrix national --json",
                [&store = store_, &words = words_](const Terminal& to) {
                    return access_matrix(to, store.home, words.pack);
                })
            ->add_option("pack", words_.pack, "规则包 / the pack")
            ->required();
    }

    CLI::App& app_;
    StoreOptions& store_;
    AccountOptions& words_;
    Run& run_;
    const std::string& footer_;
    CLI::App* account_ = nullptr;
};

} // namespace

void add_account_commands(CLI::App& app, StoreOptions& store, AccountOptions& words, Run& run,
                          const std::string& footer)
{
    AccountCommandLine(app, store, words, run, footer).add();
}

} // namespace huimin::tools
