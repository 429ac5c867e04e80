#include "registry/internal/rows.h"

#include <algorithm>
#include <array>

#include "language/mask.h"

namespace huimin::registry {

using language::Index;
using language::Kind;
using language::Record;
using store::Dialect;

RowsIntoStore::RowsIntoStore(Registry& registry, store::Transaction& transaction, const ImportRequest& request,
                             const FileShape& shape)
    : registry_(&registry), transaction_(&transaction), request_(&request), shape_(&shape)
{
}

Result<std::unique_ptr<RowsIntoStore>> RowsIntoStore::begin(Registry& registry, store::Transaction& transaction,
                                                            const ImportRequest& request, const std::string& digest,
                                                            const FileShape& shape)
{
    std::unique_ptr<RowsIntoStore> rows(new RowsIntoStore(registry, transaction, request, shape));
    rows->digest_ = digest;
    TRY(transaction.prefer_indexes());
    const Record& own = registry.program().records[request.record];
    TRY(rows->open(rows->own_, request.record, shape.own));
    if (own.owner != language::none)
        TRY(rows->open(rows->owner_, own.owner, shape.owners));
    rows->name_parts_.emplace(TRY(transaction.bulk_insert("name_part", {"county", "record", "part", "key", "former"})));
    rows->lookups_.emplace(TRY(transaction.bulk_insert("lookup", {"record", "field", "value", "county", "key"})));
    rows->journal_.emplace(TRY(store::Journal(registry.keys()).bulk(transaction)));
    return rows;
}

Result<Done> RowsIntoStore::open(Table& table, Index index, const FileFields& file)
{
    table.index = index;
    table.record = &registry_->program().records[index];
    table.file = &file;
    const Record& record = *table.record;
    for (const Index field : lookup_fields(record))
        if (const auto at = file.find(field)) {
            const auto one =
                TRY(transaction_->find_integer("select key from lookup where record = $1 and field = $2 limit 1",
                                               {record.heading.alias, record.fields[field].alias}));
            table.numbers.push_back({field, *at, one.has_value()});
        }
    for (Index i = 0; i < record.fields.size(); ++i)
        if (record.fields[i].required)
            table.required.emplace_back(i, file.find(i));
    table.has_former =
        TRY(transaction_->find_integer("select 1 from former_number where record = $1 limit 1", {record.heading.alias}))
            .has_value();
    std::vector<std::string> columns = fixed_columns(record);
    for (const Index field : file.fields)
        columns.push_back(record.fields[field].alias);
    table.rows.emplace(TRY(transaction_->bulk_insert(record.heading.alias, columns)));
    return open_changes(table);
}

/// For rows that stand: into the history as they are, then changed.
Result<Done> RowsIntoStore::open_changes(Table& table)
{
    using Value = store::Value;
    const Record& record = *table.record;
    std::vector<Value::Kind> kinds{Value::Kind::integer, Value::Kind::integer, Value::Kind::integer, Value::Kind::text};
    std::string sets = "version = held_rows.c2, origins = held_rows.c3";
    const auto set = [&](const std::string& column, Value::Kind kind) {
        sets += ", " + Dialect::name(column) + " = held_rows.c" + std::to_string(kinds.size());
        kinds.push_back(kind);
    };
    if (record.owner != language::none)
        set("owner_key", Value::Kind::integer);
    if (record.as_name != language::none && table.file->find(record.as_name))
        set("initials", Value::Kind::text);
    for (const Index field : table.file->fields)
        set(record.fields[field].alias, kind_of(record.fields[field].type));
    const std::string name = Dialect::name(record.heading.alias), all = Dialect::names(all_columns(record));
    table.updates.emplace(
        TRY(transaction_->bulk_over(kinds, "update " + name + " set " + sets +
                                               " from held_rows where county = held_rows.c0 and key = held_rows.c1")));
    constexpr std::array ended{Value::Kind::integer, Value::Kind::integer, Value::Kind::integer};
    table.history.emplace(TRY(transaction_->bulk_over(
        ended, "insert into " + Dialect::name(history_table(record)) + " (" + all + ", ended) select " + all +
                   ", held_rows.c2 from held_rows join " + name + " on county = held_rows.c0 and key = held_rows.c1")));
    return Done{};
}

Result<Done> RowsIntoStore::put(std::vector<ReadRow>& batch)
{
    TRY(look_up(own_, batch, &ReadRow::own));
    if (owner_.record != nullptr)
        TRY(look_up(owner_, batch, &ReadRow::owners));
    TRY(look_up_unnumbered(batch));
    TRY(look_inside(own_));
    if (owner_.record != nullptr)
        TRY(look_inside(owner_));
    for (ReadRow& row : batch)
        if (row.verdict <= Verdict::mended)
            TRY(put_one(row));
    TRY(end_batch(own_));
    return owner_.record != nullptr ? end_batch(owner_) : Result<Done>(Done{});
}

Result<Done> RowsIntoStore::put_one(ReadRow& row)
{
    const bool has_owner = owner_.record != nullptr;
    auto known = find_by_number(own_, row.own, row);
    auto owner = has_owner ? find_by_number(owner_, row.owners, row) : std::nullopt;
    if (row.verdict > Verdict::mended)
        return Done{};
    if (!known && (owner || !has_owner))
        known = find_by_name(row, owner ? owner->key : county_of(own_, row.own));
    if (known && came_before(row, *known))
        return Done{};
    if (has_owner && !owner)
        owner = TRY(find_owner(row, known));
    TRY(check_inside(row, known, owner));
    if (row.verdict > Verdict::mended) // Nothing more is told of what lies elsewhere.
        return Done{};
    if (known)
        compare_with_known(row, *known, owner);
    else
        compare_with_earlier(row);
    if (owner && row.owners_speak && came_.find(static_cast<std::uint64_t>(owner->key)) &&
        !says_the_same(owner_, owner->key, row.owners))
        row.find({"", Verdict::ask, "row.owner_differs", "", "",
                  "这一行写的" + owner_.record->heading.name + "情况和本文件前面的行不同",
                  "查清哪一行对，把同一" + owner_.record->heading.name + "的各行改成一样"});
    const bool adds_owner = has_owner && !owner && (!known || names_owner(row));
    if (row.verdict <= Verdict::mended)
        check_addition(row, !known, adds_owner);
    if (row.verdict <= Verdict::mended && (adds_owner || (!known && !has_owner)))
        check_division(row, adds_owner ? owner_ : own_, adds_owner ? row.owners : row.own, true);
    if (row.verdict > Verdict::mended)
        return Done{};
    return write(row, known, owner, adds_owner);
}

bool RowsIntoStore::came_before(ReadRow& row, RecordKey known) const
{
    const auto before = came_.find(static_cast<std::uint64_t>(known.key));
    if (!before)
        return false;
    const std::string where = "本文件第 " + std::to_string(*before) + " 行";
    if (says_the_same(own_, known.key, row.own)) {
        row.find({"", Verdict::mended, "row.repeated", "", "", "和" + where + "重复，只计一次", ""});
        row.outcome = Outcome::unchanged;
    } else {
        row.find({"", Verdict::refused, "import.twice", "", "",
                  where + "已有同一个" + own_.record->heading.name + "，内容不同", "只留正确的一行，多余的删去"});
    }
    return true;
}

bool RowsIntoStore::names_owner(const ReadRow& row) const
{
    return std::any_of(owner_.numbers.begin(), owner_.numbers.end(),
                       [&](const Number& number) { return row.owners[number.at].kind == Stored::Kind::text; });
}

Result<std::optional<RecordKey>> RowsIntoStore::find_owner(ReadRow& row, std::optional<RecordKey> known)
{
    if (!known || !row.owners_speak || names_owner(row))
        return std::optional<RecordKey>();
    // Facts of the household without its number: of the one the person is in.
    const auto standing = own_.standing.find(known->key);
    if (standing == own_.standing.end() || !standing->second.owner)
        return std::optional<RecordKey>();
    const RecordKey at{known->county, *standing->second.owner};
    if (!owner_.standing.contains(at.key) && !owner_.made.contains(at.key))
        if (auto kept = TRY(read_row(*transaction_, *owner_.record, at))) {
            owner_.standing.insert_or_assign(at.key, std::move(*kept));
            owner_.late.insert(at.key);
        }
    return owner_.standing.contains(at.key) || owner_.made.contains(at.key) ? std::optional(at) : std::nullopt;
}

void RowsIntoStore::compare_with_known(ReadRow& row, RecordKey known, std::optional<RecordKey> owner) const
{
    const Record& record = *own_.record;
    const auto standing = own_.standing.find(known.key);
    if (standing == own_.standing.end())
        return;
    const auto name = record.as_name == language::none ? std::nullopt : own_.file->find(record.as_name);
    const std::string before = name_in(record, standing->second);
    if (name && record.ages_from != language::none && row.own[*name].kind == Stored::Kind::text && !before.empty() &&
        row.own[*name].text != before) {
        const language::Field& field = record.fields[record.as_name];
        row.find({shape_->heading.cells[own_.file->columns[*name]], Verdict::ask, "row.name_changed",
                  row.own[*name].text, row.own[*name].text,
                  "系统里这个号码的人叫 `" + (field.masked ? language::mask(field, std::string_view(before)) : before) +
                      "`，表里写的是 `" + row.own[*name].text + "`",
                  "查清是改了名，还是号码或姓名写错了"});
    }
    if (!standing->second.owner || (!owner && !names_owner(row)) || (owner && owner->key == *standing->second.owner))
        return;
    const std::int64_t county = owner ? owner->county : county_of(owner_, row.owners);
    const bool elsewhere = county != known.county;
    row.find({"", Verdict::ask, "row.other_owner", "", "",
              "系统里这个" + record.heading.name + "属于另一" + owner_.record->heading.name +
                  (elsewhere ? "，而且在另一个区县" : ""),
              elsewhere ? "在系统里办理迁移" : "查清是否迁到了这一" + owner_.record->heading.name + "；是的话确认"},
             !elsewhere);
}

/// The same name with nearly the same number, twice in one file, is one person more often than two.
void RowsIntoStore::compare_with_earlier(ReadRow& row)
{
    const Record& record = *own_.record;
    const auto name = record.as_name == language::none ? std::nullopt : own_.file->find(record.as_name);
    constexpr std::size_t shared_digits = 14;
    const std::hash<std::string_view> hash_of;
    for (const Number& number : own_.numbers) {
        const Stored& fact = row.own[number.at];
        if (!name || record.fields[number.field].type.kind != Kind::citizen_number || fact.text.size() <= shared_digits)
            continue;
        const std::size_t hash =
            hash_of(std::string_view(fact.text).substr(0, shared_digits)) * 31 + hash_of(row.own[*name].text);
        if (const auto earlier = near_.note(hash, static_cast<std::uint32_t>(row.number)))
            row.find({shape_->heading.cells[own_.file->columns[number.at]], Verdict::ask, "row.near_number", "", "",
                      "本文件第 " + std::to_string(*earlier) + " 行有同名的人，号码只差末几位",
                      "照证件查清是一个人还是两个人"});
    }
}

void RowsIntoStore::check_addition(ReadRow& row, bool adds_own, bool adds_owner) const
{
    const auto require = [&](const Table& table, const Facts& facts) {
        for (const auto& [field, at] : table.required)
            if (!at || facts[*at].kind == Stored::Kind::none)
                row.find(
                    {at ? shape_->heading.cells[table.file->columns[*at]] : "", Verdict::refused, "registry.required",
                     "", "",
                     "新的" + table.record->heading.name + "缺少必填的「" + table.record->fields[field].name + "」",
                     "补上这一格"});
    };
    if (adds_own && adds_owner && !row.owners_speak)
        return row.find(
            {"", Verdict::refused, "registry.unknown_person", "", "",
             "系统里没有这个" + own_.record->heading.name + "，表里也没有写属于哪一" + owner_.record->heading.name,
             "查对号码，或先导入登记表"});
    if (adds_own)
        require(own_, row.own);
    if (adds_owner)
        require(owner_, row.owners);
}

Result<Done> RowsIntoStore::write(ReadRow& row, std::optional<RecordKey> known, std::optional<RecordKey> owner,
                                  bool adds_owner)
{
    bool owner_changed = false;
    if (adds_owner) {
        owner = TRY(add(owner_, row.owners, std::nullopt, nullptr));
        ++owners_added_;
    } else if (owner && row.owners_speak) {
        owner_changed = TRY(merge(owner_, *owner, row.owners, std::nullopt, row));
    }
    if (owner && row.owners_speak)
        came_.note(static_cast<std::uint64_t>(owner->key), static_cast<std::uint32_t>(row.number));
    if (known) {
        const bool changed =
            TRY(merge(own_, *known, row.own, owner ? std::optional(owner->key) : std::optional<std::int64_t>(), row));
        row.outcome = changed || owner_changed ? Outcome::changed : Outcome::unchanged;
    } else {
        known = TRY(add(own_, row.own, owner, &row));
        row.outcome = Outcome::added;
    }
    came_.note(static_cast<std::uint64_t>(known->key), static_cast<std::uint32_t>(row.number));
    return Done{};
}

Result<Done> RowsIntoStore::finish()
{
    TRY(hand_over(own_));
    if (owner_.record != nullptr)
        TRY(hand_over(owner_));
    TRY(journal_->finish());
    return Done{};
}

} // namespace huimin::registry
