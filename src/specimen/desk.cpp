#include "specimen/desk.h"

#include <fstream>

#include "base/text.h"

namespace huimin::specimen {

using registry::Row;

bool Desk::asked_for(const Form& form, const Column& column) const
{
    if (drawing_.program == nullptr)
        return true;
    const language::Program& program = *drawing_.program;
    const language::Index record = program.find_record(form.record);
    if (record == language::none)
        return false;
    const language::Index owner = program.records[record].owner;
    return program.find_field(record, column.field) != language::none ||
           (owner != language::none && program.find_field(owner, column.field) != language::none);
}

Result<Done> Desk::begin(const Form& form)
{
    writer_.emplace(TRY(registry::SheetWriter::create(drawing_.folder / form.name)));
    mistakes_.emplace(drawing_.seed + files_.size() * 7919, drawing_.mistakes_in_10_000);
    files_.push_back({form.name, form.record, form.source});
    kept_.clear();
    contents_.clear();
    Row heading;
    for (std::size_t i = 0; i < form.columns.size(); ++i)
        if (asked_for(form, form.columns[i])) {
            kept_.push_back(i);
            contents_.push_back(form.columns[i].content);
            heading.emplace_back(form.columns[i].heading);
        }
    // A title over merged cells: all but the first are empty.
    Row title(heading.size());
    title.front() = form.title;
    TRY(writer_->add(title));
    return writer_->add(heading);
}

Result<Done> Desk::add(const Row& row)
{
    Row cells;
    for (const std::size_t at : kept_)
        cells.push_back(row[at]);
    OfficeFile& file = files_.back();
    const Mistakes::Made made = mistakes_->spoil(cells, contents_);
    ++file.rows;
    file.mistakes += made != Mistakes::Made::none ? 1U : 0U;
    TRY(writer_->add(cells));
    if (made == Mistakes::Made::row_twice) {
        ++file.rows;
        return writer_->add(cells);
    }
    return Done{};
}

Result<Done> Desk::finish(const Form& form)
{
    TRY(writer_->add({"填表人：惠民虚构科", "", "以上均为虚构"}));
    TRY(writer_->finish());
    writer_.reset();
    return form.gb18030 ? as_gb18030(form.name) : Result<Done>(Done{});
}

Result<Done> Desk::as_gb18030(const std::string& name)
{
    const std::filesystem::path path = drawing_.folder / name;
    std::ifstream in(path, std::ios::binary);
    std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    const std::string bytes = TRY(encode_gb18030(std::string_view(text).substr(3))); // without the byte order mark
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out << bytes;
    if (!out.flush())
        return Error{Fault::unavailable, "sheet.unwritten", "写不了 `" + path.string() + "`",
                     "确认文件夹可写、磁盘还有空间", "cannot write `" + path.string() + "`"};
    return Done{};
}

Result<std::vector<OfficeFile>> Desk::hand_over()
{
    registry::SheetWriter writer = TRY(registry::SheetWriter::create(drawing_.folder / "目录.csv"));
    TRY(writer.add({"file", "record", "source", "true_on"}));
    for (const OfficeFile& file : files_)
        TRY(writer.add({file.name, file.record, file.source, drawing_.today.text()}));
    TRY(writer.finish());
    return std::move(files_);
}

} // namespace huimin::specimen
