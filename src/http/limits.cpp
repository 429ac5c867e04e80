#include "http/limits.h"

#include <array>
#include <string>

namespace huimin::http {

namespace {

consteval LimitRow row(std::string_view name, int status, std::int64_t Limits::* value)
{
    return {name, limit_line("request", name).code, status, value};
}

consteval JsonLimitRow row(std::string_view name, std::int64_t JsonLimits::* value)
{
    return {name, limit_line("json", name).code, value};
}

constexpr std::array of_requests{
    row("target", 414, &Limits::target),
    row("header", 431, &Limits::header),
    row("header_count", 431, &Limits::header_count),
    row("query_count", 400, &Limits::query_count),
    row("body", 413, &Limits::body),
    row("unpacked", 413, &Limits::unpacked),
    row("bodies", 503, &Limits::bodies),
    row("connections", 503, &Limits::connections),
    row("connection_requests", 0, &Limits::connection_requests),
    row("header_time", 408, &Limits::header_time),
    row("body_time", 408, &Limits::body_time),
    row("idle_time", 0, &Limits::idle_time),
    row("write_time", 0, &Limits::write_time),
    row("drain_time", 0, &Limits::drain_time),
    row("address_rate", 429, &Limits::address_rate),
    row("address_burst", 429, &Limits::address_burst),
    row("key_rate", 429, &Limits::key_rate),
    row("key_burst", 429, &Limits::key_burst),
};

constexpr std::array of_json{
    row("depth", &JsonLimits::depth),     row("text", &JsonLimits::text),     row("key", &JsonLimits::key),
    row("members", &JsonLimits::members), row("values", &JsonLimits::values), row("digits", &JsonLimits::digits),
};

struct Wording {
    std::string_view code;
    Fault fault;
    std::string_view what, unit, remedy; ///< Chinese
    std::string_view what_english, remedy_english;
};

constexpr std::array wordings{
    Wording{"http.target_too_long", Fault::invalid, "网址", "字节", "请缩短查询条件，或把内容放进请求体", "the target",
            "shorten the query or send it as a body"},
    Wording{"http.header_too_large", Fault::invalid, "请求头", "字节", "请减少请求头，例如清除本站的 Cookie",
            "the header", "send fewer header fields, e.g. clear this site's cookies"},
    Wording{"http.header_too_many", Fault::invalid, "请求头项数", "项", "请减少请求头的项数",
            "the number of header fields", "send fewer header fields"},
    Wording{"http.query_too_many", Fault::invalid, "查询参数", "个", "请减少查询参数", "the number of query parameters",
            "send fewer parameters"},
    Wording{"http.body_too_large", Fault::invalid, "请求体", "字节", "请分成几次提交", "the body", "send it in parts"},
    Wording{"http.unpacked_too_large", Fault::invalid, "解压后的请求体", "字节", "请分成几次提交", "the unpacked body",
            "send it in parts"},
    Wording{"http.bodies_too_large", Fault::unavailable, "系统正在接收的内容总量", "字节", "请过几秒再试一次",
            "what the server is receiving at this time", "try again in a few seconds"},
    Wording{"http.connections_too_many", Fault::unavailable, "连接数", "个", "请过几秒再试一次",
            "the number of connections", "try again in a few seconds"},
    Wording{"http.header_too_slow", Fault::invalid, "发送请求头的时间", "毫秒", "请检查网络后再试一次",
            "the time to send the header", "check the network and try again"},
    Wording{"http.body_too_slow", Fault::invalid, "发送请求体的时间", "毫秒", "请检查网络后再试，或分成几次提交",
            "the time to send the body", "check the network and try again, or send it in parts"},
    Wording{"http.address_too_often", Fault::unavailable, "本网络地址的请求频率", "次每秒", "请稍等片刻再试",
            "the rate of requests from this address", "wait a moment and try again"},
    Wording{"http.key_too_often", Fault::unavailable, "本账号的请求频率", "次每秒", "请稍等片刻再试",
            "the rate of requests of this account", "wait a moment and try again"},
    Wording{"http.json_too_deep", Fault::invalid, "JSON 的嵌套层数", "层", "请减少嵌套", "the depth of the JSON",
            "nest less deeply"},
    Wording{"http.json_text_too_long", Fault::invalid, "JSON 中一段文字的长度", "字节", "请缩短文字",
            "the length of a text in the JSON", "shorten it"},
    Wording{"http.json_key_too_long", Fault::invalid, "JSON 中字段名的长度", "字节", "请检查字段名",
            "the length of a member's name in the JSON", "check the names"},
    Wording{"http.json_members_too_many", Fault::invalid, "JSON 中一个对象的字段数", "个", "请检查内容",
            "the number of members of an object in the JSON", "check the contents"},
    Wording{"http.json_values_too_many", Fault::invalid, "JSON 中值的总数", "个", "请分成几次提交",
            "the number of values in the JSON", "send it in parts"},
    Wording{"http.json_number_too_long", Fault::invalid, "JSON 中一个数的长度", "位", "长的号码请写成文字，加引号",
            "the length of a number in the JSON", "write long numbers as quoted text"},
};

} // namespace

std::span<const LimitRow> limit_rows() { return of_requests; }
std::span<const JsonLimitRow> json_limit_rows() { return of_json; }

Error beyond_limit(std::string_view code, std::int64_t allowed)
{
    for (const Wording& row : wordings)
        if (row.code == code) {
            const std::string most = std::to_string(allowed);
            return {row.fault, std::string(code),
                    std::string(row.what) + "超过上限 `" + most + "` " + std::string(row.unit), std::string(row.remedy),
                    std::string(row.what_english) + " is beyond the limit of `" + most + "`; " +
                        std::string(row.remedy_english)};
        }
    VERIFY(false); // every limit has its wording
}

} // namespace huimin::http
