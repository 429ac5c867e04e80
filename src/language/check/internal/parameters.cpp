// Parameters: their rows, and whether every key has a value.

#include <algorithm>

#include "language/check/internal/model.h"

namespace huimin::language::check_internal {

namespace {

/// One table's cells: `= x`, or entries by choices or bands.
class Cells {
public:
    Cells(Model& model, Index parameter) : model_(model), parameter_(model.program.parameters[parameter]) {}

    std::vector<Cell> of(const syntax::ParameterRow& row)
    {
        std::vector<Cell> cells;
        if (is_spoilt(parameter_.type))
            return cells;
        if (row.value) {
            if (!parameter_.keys.empty() || parameter_.keying != Keying::none)
                model_.error("E3101", row.place, "参数「" + parameter_.heading.name + "」按键取值，这里只写了一个值",
                             "写成「键→值」的表", "this parameter needs a table by key");
            else if (NodePtr value = typed(*row.value))
                cells.push_back({{}, Rational(), false, std::move(value)});
            return cells;
        }
        for (const syntax::ParameterEntry& entry : row.entries)
            if (auto cell = cell_of(entry))
                cells.push_back(std::move(*cell));
        std::sort(cells.begin(), cells.end(),
                  [](const Cell& a, const Cell& b) { return !a.otherwise && (b.otherwise || a.from < b.from); });
        need_all_keys(row, cells);
        return cells;
    }

    NodePtr typed(const syntax::Expression& written)
    {
        Scope scope;
        scope.constants_only = true;
        return model_.type_as(written, scope, parameter_.type, "参数的值");
    }

private:
    std::optional<Cell> cell_of(const syntax::ParameterEntry& entry)
    {
        Cell cell;
        cell.otherwise = entry.otherwise;
        const std::size_t wanted = parameter_.keying == Keying::none ? parameter_.keys.size() : 1;
        if (!entry.otherwise && entry.keys.size() != wanted) {
            model_.error("E3101", entry.place,
                         "参数「" + parameter_.heading.name + "」每行要 " + std::to_string(wanted) + " 个键，这里有 " +
                             std::to_string(entry.keys.size()) + " 个",
                         "按声明里的「按」「分档」补全", "a wrong number of keys");
            return std::nullopt;
        }
        Scope nothing;
        nothing.constants_only = true;
        for (std::size_t i = 0; i < entry.keys.size(); ++i) {
            Type type = parameter_.key_type;
            if (parameter_.keying == Keying::none) {
                type = Type();
                type.kind = Kind::choice;
                type.of = parameter_.keys[i];
            }
            const NodePtr key = model_.type_as(*entry.keys[i], nothing, type, "键");
            if (!key || key->op != Op::constant)
                return std::nullopt;
            if (const auto* number = std::get_if<ChoiceNumber>(&key->value))
                cell.keys.push_back(number->number);
            else if (const auto* from = std::get_if<Rational>(&key->value))
                cell.from = *from;
        }
        cell.value = typed(*entry.value);
        return cell.value ? std::optional(std::move(cell)) : std::nullopt;
    }

    void need_all_keys(const syntax::ParameterRow& row, const std::vector<Cell>& cells)
    {
        std::set<std::vector<std::int32_t>> given;
        std::set<Rational> bands;
        bool otherwise = false;
        for (const Cell& cell : cells) {
            const bool fresh = cell.otherwise                      ? !otherwise
                               : parameter_.keying == Keying::none ? given.insert(cell.keys).second
                                                                   : bands.insert(cell.from).second;
            otherwise = otherwise || cell.otherwise;
            if (!fresh)
                model_.error("E3102", row.place, "参数「" + parameter_.heading.name + "」有一个键写了两次", "只留一个",
                             "a key stands twice");
        }
        if (otherwise || parameter_.keys.empty() || row.entries.size() != cells.size())
            return;
        std::vector<std::vector<std::int32_t>> all{{}};
        for (const Index choice : parameter_.keys) {
            std::vector<std::vector<std::int32_t>> longer;
            for (const auto& key : all)
                for (const ChoiceValue& value : model_.program.choices[choice].values) {
                    longer.push_back(key);
                    longer.back().push_back(value.number);
                }
            all = std::move(longer);
        }
        for (const auto& key : all)
            if (!given.contains(key)) {
                std::string named;
                for (std::size_t i = 0; i < key.size(); ++i)
                    for (const ChoiceValue& value : model_.program.choices[parameter_.keys[i]].values)
                        if (value.number == key[i])
                            named += (named.empty() ? "" : " ") + value.name;
                return model_.error(
                    "E3103", row.place, "参数「" + parameter_.heading.name + "」缺少「" + named + "」的值",
                    "补上这一项，或写「其余→值」", "no value for `" + named + "`; add it or write `rest`");
            }
    }

    Model& model_;
    const Parameter& parameter_;
};

/// The day a row's rule ends: its own 至, or the day the next row of its division begins.
void end_rows(std::vector<ParameterRow>& rows)
{
    for (std::size_t i = 0; i + 1 < rows.size(); ++i)
        if (rows[i].area == rows[i + 1].area)
            rows[i].in_force.to = std::min(rows[i].in_force.to, rows[i + 1].in_force.from);
}

std::set<Index> read_by(const Parameter& parameter)
{
    std::set<Index> found;
    for (const ParameterRow& row : parameter.rows)
        for (const Cell& cell : row.cells)
            walk(*cell.value, [&](const Node& node) {
                if (node.op == Op::parameter)
                    found.insert(node.index);
            });
    return found;
}

/// Parameters that take their values from each other, by way of however many.
class Circles {
public:
    explicit Circles(Model& model) : model_(model), progress_(model.program.parameters.size())
    {
        for (const Parameter& parameter : model.program.parameters)
            reads_.push_back(read_by(parameter));
        for (Index i = 0; i < progress_.size(); ++i)
            visit(i);
    }

private:
    void visit(Index index)
    {
        if (progress_[index] == Progress::done)
            return;
        if (progress_[index] == Progress::open)
            return tell(index);
        progress_[index] = Progress::open;
        path_.push_back(index);
        for (const Index read : reads_[index])
            visit(read);
        path_.pop_back();
        progress_[index] = Progress::done;
    }

    void tell(Index index)
    {
        std::string circle;
        for (auto step = std::find(path_.begin(), path_.end(), index); step != path_.end(); ++step)
            circle += model_.program.parameters[*step].heading.name + " → ";
        const Heading& heading = model_.program.parameters[index].heading;
        model_.error("E1305", heading.place, "参数取值绕成了圈：" + circle + heading.name, "让其中一个写明数值",
                     "parameters take their values from each other: " + circle + heading.name);
    }

    Model& model_;
    std::vector<std::set<Index>> reads_;
    std::vector<Progress> progress_;
    std::vector<Index> path_;
};

} // namespace

ParameterRow Model::type_row(Index parameter, const syntax::ParameterRow& tree, AreaCode area)
{
    Cells cells(*this, parameter);
    ParameterRow row;
    row.area = tree.area ? tree.area->code : area;
    if (tree.area) {
        const Area* found = areas.find_latest(tree.area->code);
        if (found == nullptr || found->name != tree.area->name.text)
            error("E1102", tree.area->place,
                  "区划代码 " + tree.area->code.short_text() + " 的名称是「" +
                      (found ? found->name : "（没有这个代码）") + "」，不是「" + tree.area->name.text + "」",
                  "查对代码和名称", "the division's code and name do not agree");
    }
    row.in_force = tree.validity.in_force;
    row.signed_on = tree.validity.signed_on;
    row.citations = cite(tree.citations, row.in_force);
    row.module = module;
    row.place = tree.place;
    row.not_set = tree.not_set.value_or("");
    if (tree.not_set && tree.not_set->empty())
        error("E3106", tree.place, "「未设」没有写原因", "写上 未设 \"来源没有给出…\"", "`not_set` needs a reason");
    if (!tree.not_set)
        row.cells = cells.of(tree);
    row.floor = tree.floor ? cells.typed(*tree.floor) : nullptr;
    return row;
}

void Model::type_parameters()
{
    for (Index i = 0; i < program.parameters.size(); ++i) {
        std::vector<ParameterRow> rows;
        for (const ParameterRows& written : parameter_trees[i]) {
            module = written.module;
            for (const syntax::ParameterRow& tree : written.tree->rows) {
                rows.push_back(type_row(i, tree, written.area));
                if (tree.citations.empty() && !tree.not_set && written.tree->header.citations.empty())
                    error("E1204", tree.place, "参数「" + program.parameters[i].heading.name + "」的这个值没有引用来源",
                          "写上〔文件 第几条〕", "this value cites no source");
            }
        }
        std::sort(rows.begin(), rows.end(), [](const ParameterRow& a, const ParameterRow& b) {
            return std::pair(a.area, a.in_force.from) < std::pair(b.area, b.in_force.from);
        });
        end_rows(rows);
        program.parameters[i].rows = std::move(rows);
    }
    Circles{*this};
}

} // namespace huimin::language::check_internal
