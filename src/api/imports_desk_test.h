// A desk that hands in office files over HTTP, for tests: tries them, follows the job, commits.

#pragma once

#include <doctest/doctest.h>

#include <filesystem>
#include <thread>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include "api/intakes.h"
#include "api/served_city_test.h"
#include "http/json.h"

namespace huimin::api::test {

/// One row as it should be, one mended, one of the neighbouring county, one with digits lost.
inline const std::string register_of_four = "户号,区划,姓名,身份证号,性别,出生日期\n"
                                            "甲1,330282002901,单雄,330200194403150018,男,1944-03-15\n"
                                            "甲2,330282002901,曾强,11010519491231002X,女,1949.12.31\n"
                                            "乙1,330281001901,王五,33028219500101002X,女,1950-01-01\n"
                                            "甲3,330282002901,赵六,3.30E+17,男,1960-01-01\n";

inline std::string register_of(std::size_t rows)
{
    std::string text = "户号,区划,姓名\n";
    for (std::size_t i = 0; i < rows; ++i)
        text += "多" + std::to_string(i) + ",330282002901,王小明\n";
    return text;
}

struct Desk {
    explicit Desk(FreshStore& fresh) : served(fresh) {}

    [[nodiscard]] http::Answer ask(http::Method method, const std::string& path, const Login& as,
                                   const std::string& body = "", const std::string& type = "application/json") const
    {
        Asked asked{.method = method, .path = path, .body = body, .as = &as};
        asked.headers = {{"X-Purpose", "record_keeping"}};
        if (!body.empty())
            asked.headers.emplace_back("Content-Type", type);
        return served.ask(asked);
    }
    [[nodiscard]] http::Answer ask(http::Method method, const std::string& path, const char* role,
                                   const std::string& body = "") const
    {
        return ask(method, path, served.login(role), body);
    }
    [[nodiscard]] http::Answer hand_in(const std::string& file, const char* role = "township_clerk",
                                       const std::string& query = "?source=%E5%85%AC%E5%AE%89&name=a.csv") const
    {
        last_role = role;
        return ask(http::Method::post, "/imports/person" + query, served.login(role), file, "text/csv");
    }

    [[nodiscard]] boost::json::object ended(const http::Answer& begun) const
    {
        CAPTURE(begun.body);
        REQUIRE(begun.status == 202);
        const std::string id(boost::json::parse(begun.body).at("id").as_string());
        for (int looks = 0; looks < 400; ++looks) {
            const boost::json::object job = told(ask(http::Method::get, "/jobs/" + id, last_role), 200);
            if (job.at("state") != "queued" && job.at("state") != "running")
                return job;
            std::this_thread::sleep_for(std::chrono::milliseconds(25));
        }
        FAIL("the work did not end");
        return {};
    }
    /// Tried to its end; yields its report.
    [[nodiscard]] boost::json::object tried(const std::string& file, const char* role = "township_clerk")
    {
        last_role = role;
        const boost::json::object job = ended(hand_in(file, role));
        CAPTURE(http::write_json(job));
        REQUIRE(job.at("state") == "done");
        return job.at("result").as_object();
    }
    [[nodiscard]] http::Answer commit(const boost::json::object& report, const char* role = "township_approver")
    {
        last_role = role;
        return ask(http::Method::post, "/imports/" + text(report, "import") + "/commit", role,
                   R"({"digest":")" + text(report, "digest") + "\"}");
    }

    static boost::json::object told(const http::Answer& answer, int status)
    {
        CAPTURE(answer.body);
        REQUIRE(answer.status == status);
        return boost::json::parse(answer.body).as_object();
    }
    static std::string code(const http::Answer& answer)
    {
        CAPTURE(answer.body);
        return std::string(boost::json::parse(answer.body).at("code").as_string());
    }
    static std::string text(const boost::json::object& of, std::string_view name)
    {
        return std::string(of.at(name).as_string());
    }
    [[nodiscard]] std::int64_t persons() const { return served.count("select count(*) from person"); }
    [[nodiscard]] std::size_t files_kept() const
    {
        std::size_t files = 0;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(served.city->spool))
            files += entry.is_regular_file() ? 1 : 0;
        return files;
    }

    ServedCity served;
    mutable const char* last_role = "township_clerk"; ///< whose work was begun last
};

} // namespace huimin::api::test
