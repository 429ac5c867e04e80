#include "server/test_clock.h"

#include <atomic>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>

#include "base/day.h"
#include "http/uri.h"

namespace huimin::server {

namespace {

std::string text_in(const std::string& file)
{
    std::ifstream in(file, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(in), {}};
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r'))
        text.pop_back();
    return text;
}

std::optional<std::int64_t> two_digits(std::string_view text, std::size_t at, std::int64_t below)
{
    const auto value = http::read_integer(text.substr(at, 2));
    return value && *value >= 0 && *value < below ? value : std::nullopt;
}

} // namespace

Result<std::int64_t> read_time(std::string_view text)
{
    const Error wrong{Fault::invalid, "server.test_clock", "`" + std::string(text) + "` 不是时间",
                      "写成 2025-11-25T01:00:00Z（协调世界时）", "write the time as 2025-11-25T01:00:00Z (UTC)"};
    constexpr std::string_view form = "0000-00-00T00:00:00Z";
    if (text.size() != form.size() || text[10] != 'T' || text[13] != ':' || text[16] != ':' || text[19] != 'Z')
        return wrong;
    const auto day = Day::parse(text.substr(0, 10));
    const auto hours = two_digits(text, 11, 24), minutes = two_digits(text, 14, 60), seconds = two_digits(text, 17, 60);
    if (!day || !hours || !minutes || !seconds)
        return wrong;
    return (((std::int64_t{day->number()} * 24 + *hours) * 60 + *minutes) * 60 + *seconds) * 1000;
}

Result<std::function<std::int64_t()>> test_clock(const std::string& file)
{
    const auto last = std::make_shared<std::atomic<std::int64_t>>(TRY(read_time(text_in(file))));
    return std::function<std::int64_t()>([file, last] {
        if (const auto now = read_time(text_in(file)))
            *last = *now;
        return last->load();
    });
}

} // namespace huimin::server
