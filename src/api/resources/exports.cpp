// Records out, as an office file: the rows a list has, as the caller sees them.

#include <algorithm>
#include <filesystem>

#include "api/record_query.h"
#include "api/resources/resources.h"
#include "api/schema.h"
#include "registry/export.h"

namespace huimin::api {

namespace fs = std::filesystem;
using access::Scope;
using http::Method;
using http::Response;
using language::Action;
using language::Index;

namespace {

/// A file that is gone with its last reader.
class Passing {
public:
    static Result<Passing> make(const City& city, const std::string& ending)
    {
        std::error_code trouble;
        fs::create_directories(city.spool, trouble);
        if (city.spool.empty() || trouble)
            return Error{Fault::unavailable, "export.no_spool", "服务没有可以暂存文件的地方",
                         "请管理员用 --spool 指定一个可写的文件夹",
                         "the server has no folder it can keep files in; start it with --spool"};
        fs::permissions(city.spool, fs::perms::owner_all, trouble);
        return Passing(city.spool / ("export-" + std::to_string(city.registry.keys().next()) + ending));
    }
    Passing(Passing&& other) noexcept : path(std::exchange(other.path, {})) {}
    Passing& operator=(Passing&&) = delete;
    ~Passing()
    {
        std::error_code trouble;
        if (!path.empty())
            fs::remove(path, trouble);
    }
    fs::path path;

private:
    explicit Passing(fs::path at) : path(std::move(at)) {}
};

Result<Response> give(Call& call, Index record)
{
    const Scope scope = TRY(call.scope(Action::export_rows, record));
    const std::string_view format = call.request.query().text("format", "xlsx");
    if (format != "xlsx" && format != "csv")
        return Error{Fault::invalid, "export.format", "没有 `" + std::string(format) + "` 这种格式", "写 csv 或 xlsx",
                     "the format is csv or xlsx"};
    const Passing file = TRY(Passing::make(call.city, "." + std::string(format)));
    registry::ExportRequest request;
    request.rows = TRY(list_request(call, scope, record));
    request.file = file.path;
    request.actor = registry::Actor::of(scope);
    const std::int64_t most = call.city.access.on.settings.export_rows;
    request.rows_max = std::min(most, scope.extent(record).rows_max.value_or(most));
    const std::size_t rows = TRY(registry::export_file(call.city.registry, request));
    const auto open = TRY(http::OpenFile::open(file.path.string()));
    const std::string name =
        call.city.program().records[record].heading.name + "-" + call.city.today().text() + "." + std::string(format);
    return Response::download(open,
                              format == "csv" ? "text/csv; charset=utf-8"
                                              : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                              name)
        .with("X-Rows", std::to_string(rows));
}

} // namespace

void add_exports(Endpoints& endpoints, City& city)
{
    std::vector<QueryParameter> query = list_parameters();
    std::erase_if(query, [](const QueryParameter& one) {
        return one.name == "limit" || one.name == "after" || one.name == "count";
    });
    query.push_back({"format", "csv 或 xlsx，默认 xlsx", schema::text_of({"csv", "xlsx"})});
    for (Index record = 0; record < city.program().records.size(); ++record) {
        const language::Heading& heading = city.program().records[record].heading;
        endpoints.push_back({.method = Method::get,
                             .path = "/exports/" + heading.alias,
                             .tag = "exports",
                             .summary = "导出" + heading.name + "：和列表一样的条件，遮蔽的照样遮蔽，记入日志",
                             .asks = "export " + heading.alias,
                             .query = query,
                             .answers_with = "application/octet-stream",
                             .work = [record](Call& call) { return give(call, record); }});
    }
}

} // namespace huimin::api
