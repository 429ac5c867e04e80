#include "api/intakes.h"

#include <fstream>

#include <boost/json/object.hpp>

#include "base/text.h"
#include "http/json.h"
#include "http/uri.h"

namespace huimin::api {

namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

constexpr std::string_view columns =
    "key, account, made_by, record, name, source, true_on, control_field, control_fen, areas, state, digest, trial, "
    "outcome, begun_at, ends_at, committed_by, work";

std::string text_of(const access::AreaRanges& ranges)
{
    std::string text;
    for (const access::AreaRange& range : ranges.all())
        text += range.first.text() + "-" + range.last.text() + " ";
    return text;
}

access::AreaRanges ranges_in(std::string_view text)
{
    access::AreaRanges ranges;
    constexpr std::size_t digits = 12, step = 2 * digits + 2;
    for (; text.size() >= step; text.remove_prefix(step)) {
        const auto first = http::read_integer(text.substr(0, digits)),
                   last = http::read_integer(text.substr(digits + 1, digits));
        if (first && last)
            ranges.add({AreaCode(static_cast<std::uint64_t>(*first)), AreaCode(static_cast<std::uint64_t>(*last))});
    }
    return ranges;
}

IntakeState state_named(std::string_view text)
{
    for (const IntakeState state : {IntakeState::trying, IntakeState::tried, IntakeState::committed})
        if (text_of(state) == text)
            return state;
    return IntakeState::gone;
}

Intake intake_of(const store::Rows& row, const language::Program& program)
{
    Intake intake{.key = row[0].integer(),
                  .account = row[1].integer(),
                  .by = std::string(row[2].text()),
                  .record = program.find_record(row[3].text()),
                  .name = std::string(row[4].text()),
                  .source = std::string(row[5].text())};
    if (!row[6].is_null())
        intake.true_on = row[6].day();
    intake.control_field = row[7].text();
    if (const auto fen = row[8].integer_or_none())
        intake.control_total = Money::from_fen(*fen);
    intake.areas = ranges_in(row[9].text());
    intake.state = state_named(row[10].text());
    intake.digest = row[11].text();
    intake.trial = row[12].text();
    intake.outcome = row[13].text();
    intake.begun_at = row[14].integer();
    intake.ends_at = row[15].integer();
    intake.committed_by = row[16].text();
    intake.work = row[17].integer();
    return intake;
}

Error no_spool()
{
    return Error{Fault::unavailable, "import.no_spool", "服务没有可以暂存文件的地方",
                 "请管理员用 --spool 指定一个可写的文件夹",
                 "the server has no folder it can keep files in; start it with --spool"};
}

/// A name for the file in its folder: what the rows that come back are called after. Its ending tells what it is.
std::string kept_name(const std::string& name, std::string_view bytes)
{
    std::string stem = fs::path(name.substr(name.find_last_of("/\\") + 1)).stem().string();
    std::erase_if(stem, [](unsigned char sign) {
        return sign < ' ' || std::string_view("<>:\"|?*").find(static_cast<char>(sign)) != std::string_view::npos;
    });
    while (!stem.empty() && stem.front() == '.')
        stem.erase(0, 1);
    return (stem.empty() || stem == "verdicts" ? "导入" : stem) + (bytes.starts_with("PK") ? ".xlsx" : ".csv");
}

Result<Done> keep_file(const fs::path& folder, const std::string& name, std::string_view bytes)
{
    std::error_code trouble;
    fs::create_directories(folder, trouble);
    fs::permissions(folder, fs::perms::owner_all, trouble);
    std::ofstream out(folder / name, std::ios::binary | std::ios::trunc);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (trouble || !out.flush())
        return no_spool();
    return Done{};
}

Error conflict(std::string_view code, std::string message, std::string remedy, std::string english)
{
    return {Fault::conflict, std::string(code), std::move(message), std::move(remedy), std::move(english)};
}

} // namespace

std::string_view text_of(IntakeState state)
{
    switch (state) {
    case IntakeState::trying: return "trying";
    case IntakeState::tried: return "tried";
    case IntakeState::committed: return "committed";
    case IntakeState::gone: return "gone";
    }
    return {};
}

std::vector<store::Table> Intakes::tables()
{
    constexpr auto integer = store::ColumnType::integer;
    constexpr auto text = store::ColumnType::text;
    return {{.name = "intake",
             .columns = {{"key", integer},
                         {"account", integer},
                         {"made_by", text},
                         {"record", text},
                         {"name", text},
                         {"source", text},
                         {"true_on", integer, false},
                         {"control_field", text},
                         {"control_fen", integer, false},
                         {"areas", text},
                         {"state", text},
                         {"digest", text},
                         {"trial", text},
                         {"outcome", text},
                         {"begun_at", integer},
                         {"ends_at", integer},
                         {"committed_by", text},
                         {"work", integer}},
             .primary_key = {"key"}}};
}

fs::path Intakes::folder(std::int64_t key) const { return city_->spool / ("import-" + std::to_string(key)); }

std::optional<fs::path> Intakes::returned(std::int64_t key) const
{
    std::error_code trouble;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder(key) / "returned", trouble))
        if (entry.is_regular_file(trouble))
            return entry.path();
    return std::nullopt;
}

Result<std::int64_t> Intakes::begin(Intake intake, const access::Mandate& mandate, std::string_view bytes)
{
    if (bytes.empty())
        return Error{Fault::invalid, "import.empty", "文件是空的", "选一个有内容的 CSV 或 XLSX 文件",
                     "the file is empty"};
    if (city_->spool.empty())
        return no_spool();
    intake.key = city_->registry.keys().next();
    intake.begun_at = city_->access.on.world.now();
    intake.name = kept_name(intake.name, bytes);
    if (const auto kept = keep_file(folder(intake.key), intake.name, bytes); !kept) {
        TRY(discard(intake.key));
        return kept.error();
    }
    const std::string areas = text_of(intake.areas);
    TRY(city_->store().change([&](store::Transaction& transaction) -> Result<Done> {
        TRY(transaction.run(
            "insert into intake (" + std::string(columns) +
                ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'trying', '', '', '', $11, $12, '', 0)",
            {intake.key, intake.account, intake.by, city_->program().records[intake.record].heading.alias, intake.name,
             intake.source, intake.true_on, intake.control_field,
             intake.control_total ? store::Value(intake.control_total->fen()) : store::Value(), areas, intake.begun_at,
             intake.begun_at + kept_for}));
        return Done{};
    }));
    const json::object body{{"intake", intake.key}, {"mandate", mandate.json()}};
    const std::int64_t work = TRY(city_->work.begin(trial_kind, intake.account, http::write_json(body)));
    TRY(note_work(intake.key, work));
    return work;
}

Result<Done> Intakes::note_work(std::int64_t key, std::int64_t work)
{
    return city_->store().change([&](store::Transaction& transaction) -> Result<Done> {
        TRY(transaction.run("update intake set work = $2 where key = $1", {key, work}));
        return Done{};
    });
}

Result<std::int64_t> Intakes::begin_commit(const Intake& intake, const access::Mandate& mandate,
                                           std::string_view digest)
{
    switch (intake.state) {
    case IntakeState::trying:
        return conflict("import.not_tried", "这个文件还没有试完", "等试完、看过结果再确认导入",
                        "its trial has not ended");
    case IntakeState::committed:
        return conflict("import.committed", "这个文件已经导入过了（`" + intake.committed_by + "`）",
                        "不用再导；要看结果，打开导入记录", "it has been imported already");
    case IntakeState::gone:
        return conflict("import.gone", "这个文件已经撤回或过期，内容已删除", "重新选文件试一遍",
                        "its files are deleted");
    case IntakeState::tried: break;
    }
    if (digest != intake.digest)
        return conflict("import.changed",
                        "要确认的不是这次试导入的结果（试导入是 `" + intake.digest.substr(0, 16) + "…`）",
                        "重新试一遍，看过结果再确认", "the digest is not that of its trial");
    const json::value trial = TRY(http::read_json(intake.trial));
    if (trial.at("ok").as_int64() + trial.at("mended").as_int64() == 0)
        return conflict("import.nothing", "没有一行可以导入", "照退回的原因改好文件，再试一遍",
                        "no row of it can be taken");
    if (const auto work = TRY(city_->work.find(intake.work));
        work && (work->phase == store::WorkPhase::queued || work->phase == store::WorkPhase::running))
        return conflict("import.running", "正在导入这个文件", "在任务里看做到哪里了", "a commit of it runs");
    const json::object body{{"intake", intake.key}, {"mandate", mandate.json()}};
    const std::int64_t work = TRY(city_->work.begin(commit_kind, mandate.account, http::write_json(body)));
    TRY(note_work(intake.key, work));
    return work;
}

Result<std::optional<Intake>> Intakes::find(std::int64_t key)
{
    store::Reader reader = TRY(city_->store().reader());
    store::Rows rows = TRY(reader.query("select " + std::string(columns) + " from intake where key = $1", {key}));
    if (!TRY(rows.next()))
        return std::optional<Intake>();
    return std::optional(intake_of(rows, city_->program()));
}

Result<std::vector<Intake>> Intakes::list(std::int64_t rows_max)
{
    store::Reader reader = TRY(city_->store().reader());
    store::Rows rows =
        TRY(reader.query("select " + std::string(columns) + " from intake order by key desc limit $1", {rows_max}));
    std::vector<Intake> all;
    while (TRY(rows.next()))
        all.push_back(intake_of(rows, city_->program()));
    return all;
}

Result<Done> Intakes::discard(std::int64_t key)
{
    std::error_code trouble;
    fs::remove_all(folder(key), trouble);
    if (trouble)
        return no_spool();
    return city_->store().change([&](store::Transaction& transaction) -> Result<Done> {
        TRY(transaction.run("update intake set state = 'gone' where key = $1 and state <> 'committed'", {key}));
        TRY(transaction.run("update intake set ends_at = 0 where key = $1", {key}));
        return Done{};
    });
}

/// Those too old, and those whose trial was cancelled or failed.
Result<Done> Intakes::discard_old()
{
    std::vector<std::int64_t> old;
    {
        store::Reader reader = TRY(city_->store().reader());
        store::Rows rows = TRY(reader.query("select i.key from intake i left join long_work w on w.key = i.work where "
                                            "i.ends_at > 0 and (i.ends_at <= $1 or (i.state = 'trying' and w.phase in "
                                            "('cancelled', 'failed')))",
                                            {city_->access.on.world.now()}));
        while (TRY(rows.next()))
            old.push_back(rows[0].integer());
    }
    for (const std::int64_t key : old)
        TRY(discard(key));
    return Done{};
}

} // namespace huimin::api
