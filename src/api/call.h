// One request on its way through a handler: who asks, for what purpose, and what it works on.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "access/caller.h"
#include "access/gate.h"
#include "api/city.h"
#include "http/request.h"
#include "http/response.h"
#include "http/task.h"

namespace huimin::api {

/// What the guard found out, attached to the request.
struct Asker {
    std::optional<access::Caller> caller; ///< none: nobody is signed in
    std::string token;                    ///< of the session; empty for API tokens
};

struct Call {
    City& city;
    http::Request& request;

    /// Who asks. Only where the endpoint wants somebody.
    [[nodiscard]] const access::Caller& caller() const { return *request.attached<Asker>()->caller; }
    [[nodiscard]] const Asker& asker() const { return *request.attached<Asker>(); }

    /// What it is done for: X-Purpose, or the purpose the session was set to; and X-Matter, a case's number or reason,
    /// plainly or as RFC 8187 writes other letters (UTF-8''%E4%B8%BA).
    [[nodiscard]] Result<access::Why> why() const;

    /// The scope for an action on records of one type. The only way to a record. Fails as Gate::permit.
    [[nodiscard]] Result<access::Scope> scope(language::Action, language::Index record) const;
    [[nodiscard]] Result<access::Scope> scope(language::Action, language::SystemObject) const;

    /// The record type and place an id in the path names. Fails with api.missing, as what is not there.
    [[nodiscard]] Result<registry::RecordKey> place(language::Index record, std::string_view parameter = "id") const;
    [[nodiscard]] Result<registry::RecordKey> place_of(language::Index record, std::string_view id) const;

    /// The month asked for by `month`, or that of today; its last day is the one questions are asked for. Fails with
    /// api.month where it lies before the city's rules begin, or ahead of today.
    [[nodiscard]] Result<Day> day() const;
    /// The division asked for by `area`, or the whole of the city. Fails with area.form.
    [[nodiscard]] Result<AreaCode> area() const;

    /// How many rows a page is wanted to have.
    [[nodiscard]] Result<std::int64_t> page_rows() const;
    /// Where the page before ended, opened from `after`; empty on the first page. Fails with api.page.
    [[nodiscard]] Result<std::string> page_start() const;
    /// Where this page ends, sealed for `next`: it goes on only in this list, asked for the same, by the same account.
    [[nodiscard]] std::string page_end(std::string_view end) const;

    /// The body as an object with no members but these (a `?` marks one that may be absent). Fails as Request::json and
    /// with api.body (no object), api.member_unknown, api.member_missing.
    [[nodiscard]] Result<boost::json::object> body(std::initializer_list<std::string_view> members) const;
};

/// A member of a body as text, within a length of characters. Fails with api.member, told with the member's name.
[[nodiscard]] Result<std::string> text_of(const boost::json::object&, std::string_view name, std::size_t least,
                                          std::size_t most);
[[nodiscard]] Result<std::optional<std::string>> text_if(const boost::json::object&, std::string_view name,
                                                         std::size_t most);
[[nodiscard]] Result<std::optional<std::int64_t>> integer_if(const boost::json::object&, std::string_view name);
[[nodiscard]] Result<std::optional<Day>> day_if(const boost::json::object&, std::string_view name);

/// What is not there, or not for this caller: the same answer.
[[nodiscard]] Error nothing_there();

} // namespace huimin::api
