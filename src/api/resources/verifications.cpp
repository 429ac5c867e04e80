// Verifying the journal and the records against it, and the anchors that are kept elsewhere for that; for those who may
// verify the journal.

#include <boost/json/object.hpp>

#include "api/job_json.h"
#include "api/resources/resources.h"
#include "api/schema.h"
#include "api/verification.h"
#include "http/json.h"
#include "store/journal.h"

namespace huimin::api {

namespace json = boost::json;
using http::Method;
using http::Response;
using language::Action;
using language::SystemObject;

namespace {

Result<Response> anchor(Call& call)
{
    TRY(call.scope(Action::verify, SystemObject::journal));
    const store::JournalHead head = TRY(store::seal_journal(call.city.store()));
    return Response::json(json::object{{"anchor", head.text()}, {"sealed", head.seq}});
}

Result<Response> begin(Call& call)
{
    TRY(call.scope(Action::verify, SystemObject::journal));
    const std::string& anchors = call.request.body();
    TRY(store::read_anchors(anchors)); // what fails is told at once
    const std::int64_t key = TRY(call.city.work.begin(verification_kind, call.caller().account(),
                                                      http::write_json(json::object{{"anchors", anchors}})));
    return begun(call, key);
}

schema::Json result_schema()
{
    using namespace schema;
    const Json tampered =
        object({{"record", text()}, {"label", text()}, {"id", id()}, {"county", integer()}, {"reason", text()}});
    return object({{"state", text_of({"sound", "broken", "cannot_tell"})},
                   {"first_bad", integer("number of the first entry that is not as it was written; 0: none")},
                   {"reason", text()},
                   {"sealed", integer("entries in the chain")},
                   {"unsealed", integer("entries that wait for the sealer")},
                   {"anchors", integer("held against it")},
                   {"records?", integer("held against a journal that is sound")},
                   {"versions?", integer("rows of theirs, the history's among them")},
                   {"tampered?", integer("records that are not as the journal tells")},
                   {"first_tampered?", list_of(tampered)}});
}

} // namespace

void add_verifications(Endpoints& endpoints, City& city)
{
    using namespace schema;
    city.work.on(std::string(verification_kind),
                 [&city](const store::WorkState& state, const store::LongWork::Telling& telling) {
                     return verify(city, state, telling);
                 });
    const std::string verify_journal = "verify journal";
    endpoints.push_back({.method = Method::get,
                         .path = "/journal/anchor",
                         .tag = "journal",
                         .summary = "日志此刻的锚点：抄到本机管理员够不着的地方，以后核对用",
                         .asks = verify_journal,
                         .answer = object({{"anchor", text("number:digest")}, {"sealed", integer()}}),
                         .work = anchor});
    endpoints.push_back(
        {.method = Method::post,
         .path = "/journal/verifications",
         .tag = "journal",
         .summary = "核对日志有没有被改过、删过，每条档案和历史是否与日志相符；可以带上保存的锚点，一行一个",
         .asks = verify_journal,
         .body = text("anchors, one a line; may be empty"),
         .answer = job_schema(result_schema()),
         .status = 202,
         .body_max = 8 * 1024 * 1024,
         .content_types = {"text/plain"},
         .once = true,
         .work = begin});
}

} // namespace huimin::api
