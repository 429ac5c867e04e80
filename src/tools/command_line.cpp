#include "tools/command_line.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <span>

#include <CLI/CLI.hpp>

#include "tools/account_command_line.h"
#include "tools/city_command.h"
#include "tools/packs_commands.h"
#include "tools/record_commands.h"
#include "tools/store_commands.h"
#include "tools/usage.h"

namespace huimin::tools {

namespace {

constexpr const char* exit_codes =
    "退出码 exit codes:\n"
    "  0  完成 / done\n"
    "  1  运行了，结论是“否”：检查没有通过、有行退回、没有找到、与现有的冲突 / ran, and the answer is no\n"
    "  2  命令行写错：选项、档案、月份、地址、参数 / what stands on the command line is wrong\n"
    "  3  文件、存储或机器出错：读不了、没建立、连不上、损坏 / a file, a store or the machine failed";

/// Everything the options are read into. Lives as long as the parse.
struct Words {
    bool json = false;
    std::string home;
    std::vector<std::string> packs;
    std::string title;
    bool write = false, check_only = false;
    std::string language = "zh";
    CityOptions city;
    StoreOptions store;
    ImportOptions import;
    ExportOptions export_to;
    SearchOptions search;
    SweepOptions sweep;
    ExplainOptions explain;
    SimulateOptions simulate;
    RecordOptions record;
    ListOptions list;
    MapOptions map;
    RestoreOptions restore;
    AccountOptions account;
    std::string file;
};

std::string is_sheet(const std::string& file)
{
    return file.ends_with(".csv") || file.ends_with(".xlsx") ? "" : "`" + file + "` must end in .csv or .xlsx";
}

class CommandLine {
public:
    CommandLine()
    {
        app_.footer(exit_codes);
        app_.require_subcommand(1);
        app_.fallthrough();
        app_.add_flag("--json", words_.json, "给程序看的结果：一个 JSON 文档 / one JSON document for programs");
        app_.add_option("--home", words_.home, "惠民自带的 packs 和 data 所在 / where packs and data are");
        packs_commands();
        city_commands();
        store_commands();
        record_views();
        record_deeds();
        keeping_commands();
        add_account_commands(app_, words_.store, words_.account, run_, exit_codes);
    }

    Exit run(int count, char** words)
    {
        try {
            app_.parse(count, words);
        } catch (const CLI::Success& asked) { // --help
            app_.exit(asked);
            return Exit::done;
        } catch (const CLI::ParseError& wrong) {
            // What was not parsed to the end has set no option.
            const std::span<char*> all(words, static_cast<std::size_t>(count));
            const bool json = std::ranges::find(all, std::string_view("--json")) != all.end();
            return Terminal(stdout, stderr, json).fail(usage_error(app_, wrong));
        }
        words_.city.home = words_.store.home = words_.home;
        return run_(Terminal(stdout, stderr, words_.json));
    }

private:
    CLI::App* command(CLI::App& under, const char* name, const char* what, const std::string& example, Run run)
    {
        CLI::App* command = under.add_subcommand(name, what);
        command->footer("例 example:\n  " + example + "\n\n" + exit_codes);
        command->callback([this, run = std::move(run)] { run_ = run; });
        return command;
    }
    CLI::App* command(const char* name, const char* what, const std::string& example, Run run)
    {
        return command(app_, name, what, example, std::move(run));
    }

    void packs_commands()
    {
        command("check", "检查规则包 / check packs", "huimin check packs/ningbo",
                [this](const Terminal& to) { return check_packs(to, words_.home, words_.packs); })
            ->add_option("packs", words_.packs, "规则包文件夹 / pack folders")
            ->required();

        auto* test =
            command("test", "运行规则包里的案例 / run the packs' scenarios", "huimin test packs/ningbo --title 高龄",
                    [this](const Terminal& to) { return test_packs(to, words_.home, words_.packs, words_.title); });
        test->add_option("packs", words_.packs, "规则包文件夹 / pack folders")->required();
        test->add_option("--title", words_.title, "只运行标题含此文字的案例 / only scenarios whose title holds this");

        command("prove", "列出没有案例证明的条文 / lines of law that no scenario proves",
                "huimin prove packs/national packs/beijing",
                [this](const Terminal& to) { return prove_packs(to, words_.home, words_.packs); })
            ->add_option("packs", words_.packs, "规则包文件夹 / pack folders")
            ->required();

        auto* format = command("fmt", "规范书写规则包 / write packs in canonical form",
                               "huimin fmt --lang en packs/national/minimum-living", [this](const Terminal& to) {
                                   const auto spelling = words_.language == "en" ? language::syntax::Spelling::english
                                                                                 : language::syntax::Spelling::chinese;
                                   const FormatTo where = words_.write        ? FormatTo::files
                                                          : words_.check_only ? FormatTo::check
                                                                              : FormatTo::output;
                                   return format_packs(to, words_.packs, spelling, where);
                               });
        format->add_option("paths", words_.packs, ".hm 文件或文件夹 / files or folders")->required();
        format->add_option("--lang", words_.language, "zh 或 en")->check(CLI::IsMember({"zh", "en"}));
        auto* write = format->add_flag("--write", words_.write, "写回文件 / into the files");
        format->add_flag("--check", words_.check_only, "只说哪些不规范 / only tell which differ")->excludes(write);

        command("coverage", "目录里的需求有多少已承载、已证明 / requirements carried and proven", "huimin coverage",
                [this](const Terminal& to) { return coverage(to, words_.home); });
    }

    void city_commands()
    {
        auto* city = app_.add_subcommand("city", "虚构的城市 / invented cities");
        city->require_subcommand(1);
        auto* create =
            command(*city, "create", "造出一座虚构城市的各科室表格 / make the office files of an invented city",
                    "huimin city create --city ningbo --persons 100000 --seed 1 --out demo-city/files",
                    [this](const Terminal& to) { return create_city(to, words_.city); });
        create->add_option("--city", words_.city.city, "城市规则包 / the city's pack")->required();
        create->add_option("--persons", words_.city.persons, "人数 / persons")->check(CLI::Range(1ULL, 10'000'000ULL));
        create->add_option("--seed", words_.city.seed, "随机种子：同样的种子造出同样的人 / same seed, same people");
        create->add_option("--out", words_.city.out, "放表格的文件夹 / folder for the files")->required();
        create->add_option("--today", words_.city.today, "造表的日子，2025-07-31 / the day they are drawn up");
        create->add_option("--errors", words_.city.error_rate, "每一万行里带错的行数 / rows with a mistake, of 10,000")
            ->check(CLI::Range(0, 10'000));
    }

    /// The options every command on a store takes.
    CLI::App* on_store(CLI::App* command)
    {
        command->add_option("--store", words_.store.store, "sqlite:文件 或 postgresql://…")->required();
        command->add_option("--actor", words_.store.actor, "谁在操作，记入流水 / who, for the journal");
        command->add_option("--purpose", words_.store.purpose, "为什么，记入流水 / why, for the journal");
        return command;
    }

    void store_commands()
    {
        on_store(command("init", "建立或升级一座城市的存储 / make or migrate a city's store",
                         "huimin init --store sqlite:city.db --city ningbo",
                         [this](const Terminal& to) { return init(to, words_.store); }))
            ->add_option("--city", words_.store.city, "城市规则包 / the city's pack")
            ->required();

        auto* import = on_store(
            command("import", "导入科室表格 / import office files",
                    "huimin import --store sqlite:city.db --record 人 --source 公安户籍 --true-on 2025-07-31 户籍.csv "
                    "--returned 退回",
                    [this](const Terminal& to) { return import_files(to, words_.store, words_.import); }));
        import->add_option("files", words_.import.files, "CSV 或 XLSX / CSV or XLSX")->required();
        import->add_option("--record", words_.import.record,
                           "导入为哪种档案；给出文件夹时按其中的 目录.csv / the record type");
        import->add_option("--source", words_.import.source,
                           "数据来源，随每个事实保存；文件夹的 目录.csv 里有 / where the facts come from");
        import->add_option("--true-on", words_.import.true_on,
                           "这些事实属实的日子；文件夹的 目录.csv 里有 / the day they were true");
        import->add_option("--returned", words_.import.returned,
                           "退回的行放在哪个文件夹 / folder for rows that come back");
        import->add_option("--control-total", words_.import.control_total, "核对总额，如 工资=1234.50 / field=sum");
        auto* dry = import->add_flag("--dry-run", words_.import.dry_run, "只预检，不写入 / check only, write nothing");
        import->add_option("--preview", words_.import.preview, "预检给出的摘要 / digest the dry run gave")
            ->excludes(dry);

        auto* out = on_store(command(
            "export", "导出表格 / export a file", "huimin export --store sqlite:city.db --record 人 --file 人.xlsx",
            [this](const Terminal& to) { return export_records(to, words_.store, words_.export_to); }));
        out->add_option("--record", words_.export_to.record, "哪种档案 / the record type")->required();
        out->add_option("--file", words_.export_to.file, ".csv 或 .xlsx")->required()->check(is_sheet);
        out->add_option("--area", words_.export_to.area, "只要这个区划 / only this division");
        out->add_flag("--clear", words_.export_to.clear,
                      "不遮蔽号码，要写 --purpose / numbers in clear, needs --purpose");

        auto* find = on_store(
            command("search", "按号码、姓名、拼音首字母或区划查找 / search by number, name, pinyin initials, division",
                    "huimin search --store sqlite:city.db zq --area 330000",
                    [this](const Terminal& to) { return search(to, words_.store, words_.search); }));
        find->add_option("words", words_.search.words, "号码、姓名或拼音首字母 / number, name or initials")->required();
        find->add_option("--record", words_.search.record, "只找这种档案 / only this record type");
        find->add_option("--area", words_.search.area, "只在这个区划 / only in this division");
        find->add_option("--rows", words_.search.rows_max, "最多几行 / rows at most")->check(CLI::Range(1, 1000));
    }

    CLI::App* on_record(CLI::App* command)
    {
        on_store(command)->add_option("--record", words_.record.record, "哪种档案 / the record type")->required();
        return command;
    }
    void names_one(CLI::App* command)
    {
        command->add_option("who", words_.record.who, "号码、姓名或 区县:键 / number, name or county:key")->required();
    }
    void tells_facts(CLI::App* command)
    {
        command->add_option("--set", words_.record.set, "字段=值，值空为不知道 / field=value, empty: not known");
        command->add_option("--confirm", words_.record.confirm,
                            "字段：它的值不寻常，查对过，确实如此 / a field whose unusual value is meant so");
        command->add_option("--source", words_.record.source, "数据来源，随事实保存 / where the facts come from");
        command->add_option("--true-on", words_.record.true_on, "这些事实属实的日子 / the day they were true");
    }

    void record_views()
    {
        auto* show =
            on_record(command("show", "一条档案的全部事实、来源和日期 / one record, each fact with its source",
                              "huimin show --store sqlite:city.db --record 家庭 100017",
                              [this](const Terminal& to) { return show_record(to, words_.store, words_.record); }));
        names_one(show);
        show->add_flag("--clear", words_.record.clear,
                       "不遮蔽，记入流水，要 --purpose / unmasked, told to the journal");

        names_one(
            on_record(command("history", "谁在何时为何把什么改成什么 / who changed what, when and why",
                              "huimin history --store sqlite:city.db --record 人 11010519491231002X",
                              [this](const Terminal& to) { return show_history(to, words_.store, words_.record); })));

        auto* list = on_store(
            command("list", "按条件列出档案 / records by their facts",
                    "huimin list --store sqlite:city.db --record 人 --where '工资>=1000' --order 姓名 --area 110105",
                    [this](const Terminal& to) { return list_records(to, words_.store, words_.list); }));
        list->add_option("--record", words_.list.record, "哪种档案 / the record type")->required();
        list->add_option("--where", words_.list.where,
                         "= != < <= > >=，~ 包含，^ 开头，@ 在区划内，? 未知，! 已知 / ~ contains, ^ begins, @ within, "
                         "? unknown, ! known");
        list->add_option("--order", words_.list.order, "按哪一项排序 / order by this fact");
        list->add_flag("--descending", words_.list.descending, "从大到小 / largest first");
        list->add_option("--fields", words_.list.fields, "要哪几项 / which facts")->delimiter(',');
        list->add_option("--area", words_.list.area, "只在这个区划 / only in this division");
        list->add_option("--owner", words_.list.owner, "只要属于它的 / only what belongs to it");
        list->add_option("--after", words_.list.after, "上一页给出的位置 / where the page before ended");
        list->add_option("--rows", words_.list.rows_max, "一页几行 / rows a page")->check(CLI::Range(1, 1000));
        list->add_flag("--count", words_.list.count, "共有多少 / how many in all");

        auto* duplicates =
            on_store(command("duplicates", "按规则找出疑似重复 / pairs that may be the same, with the rule",
                             "huimin duplicates --store sqlite:city.db --record 人",
                             [this](const Terminal& to) { return show_duplicates(to, words_.store, words_.list); }));
        duplicates->add_option("--record", words_.list.record, "哪种档案 / the record type")->required();
        duplicates->add_option("--rows", words_.list.rows_max, "最多几对 / pairs at most")
            ->check(CLI::Range(1, 100'000));
    }

    void record_deeds()
    {
        auto* add =
            on_record(command("add", "登记一条档案 / add a record",
                              "huimin add --store sqlite:city.db --record 人 --owner 100017 --set 姓名=拾儿",
                              [this](const Terminal& to) { return add_record(to, words_.store, words_.record); }));
        tells_facts(add);
        add->add_option("--owner", words_.record.owner, "归入哪一户 / the household it belongs to");

        auto* change = on_record(
            command("change", "变更事实：号码、死亡、收入 / change facts",
                    "huimin change --store sqlite:city.db --record 人 曾强 --set 死亡日期=2025-07-03 --source 殡葬登记",
                    [this](const Terminal& to) { return change_record(to, words_.store, words_.record); }));
        names_one(change);
        tells_facts(change);
        change->get_option("--set")->required();

        auto* remove =
            on_record(command("remove", "注销登错的或不再有的 / take out of the lists, keep the history",
                              "huimin remove --store sqlite:city.db --record 人 110105:123",
                              [this](const Terminal& to) { return remove_record(to, words_.store, words_.record); }));
        names_one(remove);

        auto* move = on_record(
            command("move", "迁到另一区划，或转入另一户 / to another division or household",
                    "huimin move --store sqlite:city.db --record 家庭 100017 --area 110101001 --set 住址=某胡同3号",
                    [this](const Terminal& to) { return move_record(to, words_.store, words_.record); }));
        names_one(move);
        tells_facts(move);
        move->add_option("--area", words_.record.area, "迁到哪个区划 / the division it goes to");
        move->add_option("--owner", words_.record.owner, "转入哪一户 / the household it joins")->excludes("--area");

        auto* head = on_record(command(
            "head", "变更户主，其他人的关系重新问 / another head of household; the others' relation is asked anew",
            "huimin head --store sqlite:city.db --record 人 --owner 100017 王梅 --relation 曾强=子女",
            [this](const Terminal& to) { return change_household_head(to, words_.store, words_.record); }));
        names_one(head);
        head->add_option("--owner", words_.record.owner, "户号 / the household")->required();
        head->add_option("--relation", words_.record.relation, "谁=与新户主的关系 / who=relation to the new head");

        auto* merge =
            on_record(command("merge", "两条合为一条，号码都还找得到 / make two records one",
                              "huimin merge --store sqlite:city.db --record 人 110105:17 110101:18",
                              [this](const Terminal& to) { return merge_records(to, words_.store, words_.record); }));
        names_one(merge);
        merge->add_option("given_up", words_.record.other, "并入的那一条 / the one that is given up")->required();

        names_one(on_record(
            command("unmerge", "撤销合并，原样恢复 / make them two again",
                    "huimin unmerge --store sqlite:city.db --record 人 110101:18",
                    [this](const Terminal& to) { return unmerge_records(to, words_.store, words_.record); })));
    }

    void keeping_commands()
    {
        auto* all = on_store(command("sweep", "全量测算一个月的全部政策 / answer every policy for everybody",
                                     "huimin sweep --store sqlite:city.db --month 2025-07 --lists 幸福清单",
                                     [this](const Terminal& to) { return sweep(to, words_.store, words_.sweep); }));
        all->add_option("--month", words_.sweep.month, "所属期 / the month")->required();
        auto* lists =
            all->add_option("--lists", words_.sweep.lists, "每户幸福清单放在哪个文件夹 / folder for households' lists");
        auto* keep = all->add_flag("--keep", words_.sweep.keep,
                                   "记下结果，供以后 --changed 比较 / keep the answers, to compare with later");
        keep->excludes(lists);
        all->add_flag(
               "--changed", words_.sweep.changed,
               "只重算记下结果以来有变动的，列出变了的结果 / ask only what can have changed since, tell what did")
            ->excludes(lists)
            ->excludes(keep);
        all->add_option("--threads", words_.sweep.threads)->check(CLI::Range(1, 64));

        auto* one = on_store(command("explain", "说明一户 / explain one household",
                                     "huimin explain --store sqlite:city.db --month 2025-07 --household 100017",
                                     [this](const Terminal& to) { return explain(to, words_.store, words_.explain); }));
        one->add_option("--household", words_.explain.household, "户号 / its number");
        one->add_option("--month", words_.explain.month, "所属期 / the month")->required();
        one->add_flag("--english", words_.explain.english, "用英文说明 / tell it in English");

        auto* what_if = on_store(
            command("simulate", "政策模拟：谁多得、谁少得、多少钱 / who gains, who loses, what it costs",
                    "huimin simulate --store sqlite:city.db --month 2025-07 --set 低保标准=+5%\n"
                    "  huimin simulate --store sqlite:city.db --month 2025-07 --set 低保标准[城镇]@110105=1200元\n"
                    "  huimin simulate --store sqlite:city.db --month 2025-07 --with packs/beijing",
                    [this](const Terminal& to) { return simulate(to, words_.store, words_.simulate); }));
        what_if->add_option("--month", words_.simulate.month, "所属期 / the month")->required();
        auto* changes = what_if->add_option_group("改什么 / what to change");
        changes->add_option("--with", words_.simulate.with,
                            "改动标准或规则的规则包 / a pack that changes parameters or rules");
        changes
            ->add_option(
                "--set", words_.simulate.settings,
                "改一个参数，可写多次：名[键]@区划=值，值可写 +5% / change a parameter: NAME[KEY]@DIVISION=VALUE")
            ->allow_extra_args(false);
        changes->require_option(1, 2);
        what_if->add_option("--threads", words_.simulate.threads)->check(CLI::Range(1, 64));

        map_command();

        auto* journal = app_.add_subcommand("journal", "流水 / the journal");
        journal->require_subcommand(1);
        on_store(command(
            *journal, "anchor",
            "封存流水，说出锚点；抄到别处，以后能证明之前的流水没有被改 / seal the journal and tell its anchor: kept "
            "elsewhere, it proves all that stood then",
            "huimin journal anchor --store sqlite:city.db >> 锚点.txt",
            [this](const Terminal& to) { return anchor_journal(to, words_.store); }));
        on_store(command(*journal, "verify",
                         "核对流水的摘要链，再拿每条档案和它的历史对流水 / verify the journal's chain, then hold each "
                         "record and its history against it",
                         "huimin journal verify --store sqlite:city.db --anchors 锚点.txt",
                         [this](const Terminal& to) { return verify_journal(to, words_.store, words_.file); }))
            ->add_option(
                "--anchors", words_.file,
                "另处保管的锚点，一行一个：整个存储被换成旧的或重写过也查得出 / anchors kept elsewhere, one a line: "
                "against a store set back or rewritten as a whole");
        on_store(command("backup", "备份 / back up",
                         "huimin backup --store sqlite:city.db --file city-2025-07-31.backup",
                         [this](const Terminal& to) { return backup(to, words_.store, words_.file); }))
            ->add_option("--file", words_.file, "备份文件 / the backup")
            ->required();
        auto* back =
            on_store(command("restore", "从备份恢复 / restore a backup",
                             "huimin restore --store sqlite:city.db --file city-2025-07-31.backup",
                             [this](const Terminal& to) { return restore(to, words_.store, words_.restore); }));
        back->add_option("--file", words_.restore.file, "备份文件 / the backup")->required();
        back->add_flag("--replace", words_.restore.replace,
                       "存储里已有的全部内容由备份替换 / the backup takes the place of all the store holds");
    }

    void map_command()
    {
        auto* map = app_.add_subcommand("map", "区划地图 / the map of divisions");
        map->require_subcommand(1);
        auto* import = on_store(
            command(*map, "import", "导入审定的区划地图（GeoJSON，不超过 1 MB）/ import the approved map of divisions",
                    "huimin map import counties.geojson --store sqlite:city.db --level county --source 天地图 "
                    "--approval '浙S(2025)12号'",
                    [this](const Terminal& to) { return import_map(to, words_.store, words_.map); }));
        import->add_option("file", words_.map.file, "地图文件，每个要素的 properties 有 code / the map")->required();
        import->add_option("--level", words_.map.level, "县还是乡镇 / county or town")
            ->check(CLI::IsMember({"county", "town"}))
            ->capture_default_str();
        import->add_option("--source", words_.map.source, "地图的来源 / where it is from")->required();
        import->add_option("--approval", words_.map.approval, "审图号 / number of its approval")->required();
    }

    CLI::App app_{"惠民 Huimin：城市民政的工作系统 / the working system of a city's civil affairs", "huimin"};
    Words words_;
    Run run_;
};

} // namespace

Exit run_command_line(int count, char** words) { return CommandLine().run(count, words); }

} // namespace huimin::tools
