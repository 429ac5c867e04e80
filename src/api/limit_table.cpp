#include "api/limit_table.h"

#include "api/limits.h"
#include "registry/sheet.h"

namespace huimin::api {

namespace {

constexpr LimitLine of_api[] = {
    {"api", "page_rows", "http.query_integer", limits::page_rows, "rows"},
    {"api", "found_rows", "http.query_integer", limits::found_rows, "rows"},
    {"api", "bulk_rows", "api.bulk", limits::bulk_rows, "rows"},
    {"api", "parameter_changes", "api.change", limits::parameter_changes, "changes"},
    {"api", "webhook_topics", "api.member", limits::webhook_topics, "topics"},
};

constexpr LimitLine of_file[] = {
    {"file", "bytes", "sheet.too_large", registry::file_bytes_max, "bytes"},
    {"file", "unpacked", "sheet.too_large", registry::unpacked_bytes_max, "bytes"},
    {"file", "ratio", "sheet.too_large", registry::unpacked_ratio_max, "times the packed size"},
    {"file", "entries", "sheet.too_large", registry::archive_entries_max, "parts"},
    {"file", "depth", "sheet.too_large", registry::xml_depth_max, "levels"},
    {"file", "cell", "sheet.too_large", registry::cell_bytes_max, "bytes"},
    {"file", "columns", "sheet.too_large", registry::columns_max, "columns"},
    {"file", "rows", "sheet.too_large", registry::rows_max, "rows"},
    {"file", "cells", "sheet.too_large", registry::cells_max, "cells"},
};

} // namespace

std::vector<LimitLine> limit_table(const http::Limits& of_requests)
{
    std::vector<LimitLine> all;
    for (const http::LimitRow& row : http::limit_rows())
        all.push_back({"request", row.name, row.code, of_requests.*row.value, row.unit});
    for (const http::JsonLimitRow& row : http::json_limit_rows())
        all.push_back({"json", row.name, row.code, http::JsonLimits().*row.value, row.unit});
    all.insert(all.end(), std::begin(of_api), std::end(of_api));
    all.insert(all.end(), std::begin(of_file), std::end(of_file));
    return all;
}

} // namespace huimin::api
