// Which identities of the providers let in which account, for the security administrator.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "api/json_of.h"
#include "api/resources/resources.h"
#include "api/schema.h"

namespace huimin::api {

namespace json = boost::json;
using http::Method;
using http::Response;
using language::Action;
using language::SystemObject;

namespace {

Result<std::int64_t> account_of(const Call& call)
{
    const auto at = call.city.ids.parse("account", call.request.parameter("id"));
    if (!at)
        return nothing_there();
    return at->key;
}

Result<Response> list(Call& call)
{
    const access::Scope scope = TRY(call.scope(Action::read, SystemObject::accounts));
    const std::int64_t account = TRY(account_of(call));
    json::array items;
    for (const access::IdentityLink& link : TRY(call.city.access.log_in.links(scope, account)))
        items.push_back(json::object{{"issuer", link.issuer}, {"subject", link.subject}});
    return page(std::move(items));
}

Result<Response> add(Call& call)
{
    const access::Scope scope = TRY(call.scope(Action::administer, SystemObject::accounts));
    const json::object body = TRY(call.body({"issuer", "subject"}));
    const std::string issuer = TRY(text_of(body, "issuer", 1, 500)), subject = TRY(text_of(body, "subject", 1, 255));
    const std::int64_t account = TRY(account_of(call));
    TRY(call.city.access.log_in.link(scope, account, issuer, subject));
    return Response::nothing();
}

Result<Response> remove(Call& call)
{
    const access::Scope scope = TRY(call.scope(Action::administer, SystemObject::accounts));
    const http::Query& query = call.request.query();
    const std::int64_t account = TRY(account_of(call));
    TRY(call.city.access.log_in.unlink(scope, account,
                                       {std::string(query.text("issuer")), std::string(query.text("subject"))}));
    return Response::nothing();
}

} // namespace

void add_identities(Endpoints& endpoints, City&)
{
    using namespace schema;
    const std::string path = "/accounts/{id}/identities", administer = "administer accounts";
    const Json issuer = text("as its discovery says"), subject = text("`sub` of the identity token");
    endpoints.push_back({.method = Method::get,
                         .path = path,
                         .tag = "accounts",
                         .summary = "哪些外部身份可以登录这个账号",
                         .asks = "read accounts",
                         .answer = page_of(object({{"issuer", issuer}, {"subject", subject}})),
                         .work = list});
    endpoints.push_back({.method = Method::post,
                         .path = path,
                         .tag = "accounts",
                         .summary = "让一个外部身份可以登录这个账号",
                         .asks = administer,
                         .body = object({{"issuer", issuer}, {"subject", subject}}),
                         .status = 204,
                         .once = true,
                         .work = add});
    endpoints.push_back({.method = Method::delete_,
                         .path = path,
                         .tag = "accounts",
                         .summary = "解除关联，并让账号的登录全部退出",
                         .asks = administer,
                         .query = {{"issuer", "身份提供方", text()}, {"subject", "在提供方的编号", text()}},
                         .status = 204,
                         .work = remove});
}

} // namespace huimin::api
