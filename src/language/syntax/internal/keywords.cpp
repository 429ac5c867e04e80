#include "language/syntax/internal/keywords.h"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>

#include "base/result.h"

namespace huimin::language::syntax {

namespace {

constexpr Reserved free = Reserved::nowhere;
constexpr Reserved kept = Reserved::in_expressions;

constexpr auto table = std::to_array<Keyword>({
    {Word::module, "模块", "module", free},
    {Word::source, "依据", "source", free},
    {Word::city, "城市", "city", free},
    {Word::choice, "选项", "choice", free},
    {Word::record, "档案", "record", free},
    {Word::parameter, "参数", "parameter", free},
    {Word::define, "定义", "define", free},
    {Word::policy, "政策", "policy", free},
    {Word::coordination, "衔接", "coordination", free},
    {Word::scale, "量表", "scale", free},
    {Word::signal, "预警", "signal", free},
    {Word::untranslated, "未译", "untranslated", free},
    {Word::scenario, "案例", "scenario", free},
    {Word::role, "角色", "role", free},
    {Word::purpose, "用途", "purpose", free},
    {Word::duty, "职责", "duty", free},
    {Word::procedure, "事项", "procedure", free},
    {Word::data_source, "数据源", "data_source", free},
    {Word::fund, "资金", "fund", free},
    {Word::capacity, "容量", "capacity", free},
    {Word::indicator, "指标", "indicator", free},
    {Word::document, "文书", "document", free},
    {Word::words, "词汇", "words", free},

    {Word::explained, "说明", "explained", free},
    {Word::carries, "承载", "carries", free},
    {Word::from, "自", "from", kept},
    {Word::onward, "起", "onward", kept},
    {Word::until, "至", "to", kept},
    {Word::signed_on, "签发", "signed", free},
    {Word::replace, "替代", "replace", free},
    {Word::extend, "补充", "extend", free},
    {Word::uses, "采用", "uses", free},
    {Word::belongs_to, "属于", "in", kept},
    {Word::as, "称", "as", free},
    {Word::url, "网址", "url", free},

    {Word::required, "必填", "required", free},
    {Word::unique, "唯一", "unique", free},
    {Word::sensitive, "敏感", "sensitive", free},
    {Word::only_for, "仅供", "only_for", free},
    {Word::masked, "遮蔽", "masked", free},
    {Word::keep_first, "留前", "keep_first", free},
    {Word::keep_last, "后", "keep_last", free},
    {Word::as_name, "作名称", "as_name", free},
    {Word::ages_from, "计龄", "ages_from", free},
    {Word::locates, "归区", "locates", free},
    {Word::range, "范围", "range", free},
    {Word::usual, "通常", "usual", free},
    {Word::origin, "来源", "origin", free},
    {Word::truth, "是非", "truth", free},
    {Word::integer, "整数", "integer", free},
    {Word::decimal, "小数", "decimal", free},
    {Word::money, "金额", "money", free},
    {Word::rate, "比率", "rate", free},
    {Word::date, "日期", "date", free},
    {Word::month, "月份", "calendar_month", free},
    {Word::text, "文本", "text", free},
    {Word::citizen_number, "身份证号", "citizen_number", free},
    {Word::organisation_code, "信用代码", "organisation_code", free},
    {Word::area, "区划", "area", free},
    {Word::quantity, "数量", "quantity", free},
    {Word::per_day_unit, "日", "day", free},
    {Word::per_month_unit, "月", "month", free},
    {Word::per_year_unit, "年", "year", free},

    {Word::by, "按", "by", free},
    {Word::set_locally, "须由地方规定", "set_locally", free},
    {Word::in_area, "于", "over", kept},
    {Word::not_set, "未设", "not_set", free},
    {Word::bands, "分档", "bands", free},
    {Word::progressive, "累进", "progressive", free},
    {Word::rest, "其余", "rest", free},
    {Word::floor, "不得低于", "floor", free},

    {Word::paid_for, "发给", "for", free},
    {Word::monthly, "按月", "monthly", free},
    {Word::yearly, "按年", "yearly", free},
    {Word::daily, "按日", "daily", free},
    {Word::once, "按次", "once", free},
    {Word::eligible, "资格", "eligible", free},
    {Word::excluded, "排除", "excludes", free},
    {Word::where, "其中", "where", kept},
    {Word::term, "期限", "term", free},
    {Word::starts, "起发", "starts", free},
    {Word::this_month, "当月", "this_month", free},
    {Word::next_month, "次月", "next_month", free},
    {Word::pay_day, "发放日", "pay_day", free},
    {Word::previous_month, "上月", "previous_month", free},

    {Word::with, "与", "with", free},
    {Word::stack, "可兼得", "stack", free},
    {Word::choose_one, "择一", "choose_one", free},
    {Word::higher_of, "择高", "higher_of", free},
    {Word::tops_up, "补足", "tops_up", free},
    {Word::not_income, "不计入", "not_income", free},

    {Word::group, "组", "group", free},
    {Word::item, "项", "item", free},
    {Word::levels, "等级", "levels", free},
    {Word::adjust, "调整", "adjust", free},
    {Word::worse_by, "加重", "worse_by", free},
    {Word::step, "级", "step", free},
    {Word::valid, "有效", "valid", free},
    {Word::about, "对", "about", free},
    {Word::red, "红", "red", free},
    {Word::orange, "橙", "orange", free},
    {Word::yellow, "黄", "yellow", free},
    {Word::who, "由", "who", kept},
    {Word::within, "限", "within", kept},
    {Word::affects, "影响", "affects", free},

    {Word::granted_at, "授于", "granted_at", free},
    {Word::province_level, "省级", "province", free},
    {Word::city_level, "市级", "prefecture", free},
    {Word::county_level, "县级", "county", free},
    {Word::town_level, "乡级", "town", free},
    {Word::village_level, "村级", "village", free},
    {Word::idle, "闲置", "idle", free},
    {Word::minutes, "分钟", "minutes", free},
    {Word::two_factor, "须双因素", "two_factor", free},
    {Word::administrator_of, "三员", "administrator_of", free},
    {Word::security, "安全", "security", free},
    {Word::audit, "审计", "audit", free},
    {Word::apart_from, "不得兼任", "apart_from", free},
    {Word::may, "可", "may", free},
    {Word::act_read, "查看", "read", free},
    {Word::act_reveal, "显示原值", "reveal", free},
    {Word::act_aggregate, "汇总", "aggregate", free},
    {Word::act_create, "新建", "create", free},
    {Word::act_change, "修改", "change", free},
    {Word::act_close, "关闭", "close", free},
    {Word::act_merge, "合并", "merge", free},
    {Word::act_try_import, "试导入", "try_import", free},
    {Word::act_import, "导入", "import", free},
    {Word::act_export, "导出", "export", free},
    {Word::act_simulate, "测算", "simulate", free},
    {Word::act_verify, "核验", "verify", free},
    {Word::act_administer, "管理", "administer", free},
    {Word::accounts, "账号", "accounts", free},
    {Word::journal, "日志", "journal", free},
    {Word::packs, "规则包", "packs", free},
    {Word::jobs, "任务", "jobs", free},
    {Word::system, "系统", "system", free},
    {Word::own, "本人", "own", free},
    {Word::own_organisation, "本机构", "own_organisation", free},
    {Word::rows, "行", "rows", free},
    {Word::needs_reason, "须事由", "needs_reason", free},
    {Word::serving, "用于", "serving", free},

    {Word::for_month, "所属期", "for_month", free},
    {Word::on_day, "于日", "on_day", free},
    {Word::entitled, "应得", "entitled", free},
    {Word::not_entitled, "不应得", "not_entitled", free},
    {Word::not_yet_known, "待核实", "not_yet_known", free},
    {Word::value, "应为", "value", free},
    {Word::total, "累计", "total", free},
    {Word::warned, "应警", "warned", free},
    {Word::not_warned, "不应警", "not_warned", free},
    {Word::assume, "设", "assume", free},
    {Word::missing, "缺", "missing", kept},
    {Word::citing, "理由含", "citing", kept},
    {Word::unknown, "未知", "unknown", free},
    {Word::none_value, "无", "none", free},

    {Word::yes, "是", "yes", kept},
    {Word::no, "否", "no", kept},
    {Word::logical_and, "且", "and", kept},
    {Word::logical_or, "或", "or", kept},
    {Word::logical_not, "非", "not", kept},
    {Word::not_in, "不属于", "not_in", kept},
    {Word::between, "介于", "between", kept},
    {Word::when, "当", "when", kept},
    {Word::then, "则", "then", kept},
    {Word::otherwise, "否则", "otherwise", kept},
    {Word::largest_of, "取最大", "largest_of", kept},
    {Word::defaults, "默认", "default", kept},
    {Word::exception, "例外", "exception", kept},
    {Word::overrides, "优先于", "overrides", kept},
    {Word::all_of, "须同时满足", "all_of", kept},
    {Word::any_of, "满足其一", "any_of", kept},
    {Word::at_least_n, "至少", "at_least_n", kept},
    {Word::sum, "合计", "sum", kept},
    {Word::largest, "最大", "largest", kept},
    {Word::smallest, "最小", "smallest", kept},
    {Word::count, "计数", "count", kept},
    {Word::any, "任一", "any", kept},
    {Word::every, "全部", "every", kept},
    {Word::satisfies, "满足", "satisfies", kept},
    {Word::round_fen, "四舍五入到分", "round_to_fen", kept},
    {Word::round_jiao, "四舍五入到角", "round_to_jiao", kept},
    {Word::round_yuan, "四舍五入到元", "round_to_yuan", kept},
    {Word::round_whole, "四舍五入到整", "round_to_whole", kept},
    {Word::truncate_fen, "去尾到分", "truncate_to_fen", kept},
    {Word::truncate_jiao, "去尾到角", "truncate_to_jiao", kept},
    {Word::truncate_yuan, "去尾到元", "truncate_to_yuan", kept},
    {Word::truncate_whole, "去尾到整", "truncate_to_whole", kept},
    {Word::raise_fen, "进到分", "raise_to_fen", kept},
    {Word::raise_jiao, "进到角", "raise_to_jiao", kept},
    {Word::raise_yuan, "进到元", "raise_to_yuan", kept},
    {Word::raise_whole, "进到整", "raise_to_whole", kept},
    {Word::at_least, "不少于", "at_least", kept},
    {Word::at_most, "不多于", "at_most", kept},
    {Word::if_unknown, "缺失作", "if_unknown", kept},
    {Word::per_month, "折月", "per_month", kept},
    {Word::per_year, "折年", "per_year", kept},
    {Word::larger, "较大者", "larger", kept},
    {Word::smaller, "较小者", "smaller", kept},
    {Word::age, "周岁", "years_of_age", kept},
    {Word::months_between, "月数", "months_between", free},
    {Word::days_between, "天数", "days_between", free},
    {Word::first_day, "首日", "first_day", free},
    {Word::last_day, "末日", "last_day", free},
    {Word::is_known, "已知", "is_known", kept},
    {Word::aged, "年满", "aged", kept},
    {Word::under, "未满", "under", kept},
    {Word::receives, "享受", "receives", kept},
    {Word::discretion, "裁量", "discretion", kept},
    {Word::today, "当日", "today", kept},

    {Word::yuan, "元", "yuan", kept},
    {Word::ten_thousand_yuan, "万元", "ten_thousand_yuan", kept},
    {Word::hundred_million_yuan, "亿元", "hundred_million_yuan", kept},
    {Word::months, "个月", "months", kept},
    {Word::days, "天", "days", kept},
    {Word::working_days, "个工作日", "working_days", kept},
});

const std::unordered_map<std::string_view, const Keyword*>& by_spelling()
{
    static const auto index = [] {
        std::unordered_map<std::string_view, const Keyword*> made;
        for (const Keyword& word : table) {
            made.emplace(word.chinese, &word);
            made.emplace(word.english, &word);
        }
        return made;
    }();
    return index;
}

} // namespace

std::span<const Keyword> keywords() { return table; }

const Keyword* find_keyword(std::string_view spelling)
{
    const auto found = by_spelling().find(spelling);
    return found == by_spelling().end() ? nullptr : found->second;
}

const Keyword& keyword(Word word)
{
    const auto found =
        std::find_if(table.begin(), table.end(), [&](const Keyword& known) { return known.word == word; });
    VERIFY(found != table.end());
    return *found;
}

bool begins_declaration(Word word) { return word >= Word::module && word <= Word::words; }
bool is_for_later(Word word) { return word >= Word::duty && word <= Word::words; }

} // namespace huimin::language::syntax
