#include "http/client.h"

#include <memory>
#include <mutex>

#include <curl/curl.h>

namespace huimin::http {

namespace {

struct Receiving {
    Answer answer;
    std::int64_t most;
    bool too_large = false;
};

std::size_t take_body(char* bytes, std::size_t, std::size_t count, void* to)
{
    auto& receiving = *static_cast<Receiving*>(to);
    if (static_cast<std::int64_t>(receiving.answer.body.size() + count) > receiving.most) {
        receiving.too_large = true;
        return 0;
    }
    receiving.answer.body.append(bytes, count);
    return count;
}

std::size_t take_header(char* bytes, std::size_t, std::size_t count, void* to)
{
    auto& receiving = *static_cast<Receiving*>(to);
    std::string_view line(bytes, count);
    while (!line.empty() && (line.back() == '\r' || line.back() == '\n' || line.back() == ' '))
        line.remove_suffix(1);
    const std::size_t colon = line.find(':');
    if (line.substr(0, 5) == "HTTP/") {
        receiving.answer.headers = Headers(); // Of the last of several answers, such as after 100 Continue.
    } else if (colon != std::string_view::npos) {
        std::string_view value = line.substr(colon + 1);
        while (!value.empty() && value.front() == ' ')
            value.remove_prefix(1);
        receiving.answer.headers.add(line.substr(0, colon), value);
    }
    return count;
}

/// The address without its query, which may hold what is nobody's business.
std::string plain_url(const std::string& url) { return url.substr(0, url.find('?')); }

Error failed(const Call& call, CURLcode code, bool too_large)
{
    const std::string where = "`" + plain_url(call.url) + "`";
    const std::string why = curl_easy_strerror(code);
    const auto error = [&](Fault fault, const char* name, const std::string& message, const char* remedy) {
        return Error{fault, name, message, remedy, "calling " + where + " failed: " + why};
    };
    if (too_large || code == CURLE_FILESIZE_EXCEEDED)
        return error(Fault::unavailable, "http.call_too_large",
                     where + " 的回答超过 `" + std::to_string(call.answer_max) + "` 字节", "请与对方核对接口");
    switch (static_cast<int>(code)) {
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
        return error(Fault::invalid, "http.call_url", "地址 " + where + " 不能用", "请写成 https:// 开头的完整地址");
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
        return error(Fault::unavailable, "http.call_certificate", where + " 的证书不可信",
                     "请核对对方的证书，或导入其签发机构的证书");
    case CURLE_OPERATION_TIMEDOUT:
        return error(Fault::unavailable, "http.call_too_slow",
                     where + " 没有在 `" + std::to_string(call.whole_time) + "` 毫秒内回答", "请稍后再试，或检查网络");
    default: return error(Fault::unavailable, "http.call_failed", "不能连接 " + where + "：" + why, "请检查网络和地址");
    }
}

void set_method(CURL* curl, const Call& call)
{
    const std::string method(name(call.method));
    if (call.method == Method::head)
        curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
    else
        curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method.c_str());
    if (call.body.empty() && call.method != Method::post)
        return;
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(call.body.size()));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, call.body.data());
}

void set_safety(CURL* curl, const Call& call)
{
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, call.plain_allowed ? "http,https" : "https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_PROXY, call.proxy.c_str());
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(call.connect_time));
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(call.whole_time));
    if (!call.authorities_file.empty())
        curl_easy_setopt(curl, CURLOPT_CAINFO, call.authorities_file.c_str());
}

} // namespace

Result<Answer> call(const Call& call)
{
    static std::once_flag begun;
    std::call_once(begun, [] { VERIFY(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK); });
    const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), &curl_easy_cleanup);
    VERIFY(curl);
    curl_slist* list = nullptr;
    for (const auto& [name, value] : call.headers)
        list = curl_slist_append(list, (name + ": " + value).c_str());
    list = curl_slist_append(list, "Expect:"); // Saves a second of waiting for an answer few give.
    const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers(list, &curl_slist_free_all);
    Receiving receiving{{}, call.answer_max};
    curl_easy_setopt(curl.get(), CURLOPT_URL, call.url.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(curl.get(), CURLOPT_USERAGENT, "Huimin");
    curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, &take_body);
    curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &receiving);
    curl_easy_setopt(curl.get(), CURLOPT_HEADERFUNCTION, &take_header);
    curl_easy_setopt(curl.get(), CURLOPT_HEADERDATA, &receiving);
    set_method(curl.get(), call);
    set_safety(curl.get(), call);
    const CURLcode code = curl_easy_perform(curl.get());
    if (code != CURLE_OK)
        return failed(call, code, receiving.too_large);
    long status = 0;
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
    receiving.answer.status = static_cast<int>(status);
    return std::move(receiving.answer);
}

} // namespace huimin::http
