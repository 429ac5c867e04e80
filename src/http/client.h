// Asking others: one request by HTTP, with an end to how long and how much. Blocks; inside handlers it goes elsewhere.

#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "http/headers.h"
#include "http/request.h"

namespace huimin::http {

struct Call {
    Method method = Method::get;
    std::string url;
    std::vector<std::pair<std::string, std::string>> headers{};
    std::string body{};
    std::int64_t connect_time = 5'000;         ///< milliseconds
    std::int64_t whole_time = 15'000;          ///< milliseconds, from the start to the answer's last byte
    std::int64_t answer_max = 4 * 1024 * 1024; ///< bytes
    std::string authorities_file{};            ///< PEM of the authorities to believe; the system's when empty
    std::string proxy{};        ///< "http://10.0.0.1:3128"; none when empty, whatever the environment says
    bool plain_allowed = false; ///< http:// too; https:// only otherwise
};

struct Answer {
    int status = 0;
    Headers headers;
    std::string body;
};

/// Any status is an answer, redirects too: they are not followed, so a request never goes to a host it was not meant
/// for. Fails with
///   http.call_url           the address is malformed, or not https
///   http.call_certificate   the other side's certificate is not believed
///   http.call_too_slow      no whole answer in time
///   http.call_too_large     the answer is more than `answer_max`
///   http.call_failed        no connection, or it broke
Result<Answer> call(const Call&);

} // namespace huimin::http
