#include "api/walk_requests_test.h"

#include "http/json.h"

namespace huimin::api::test {

namespace json = boost::json;

namespace {

/// A body of the described form: every required member, each with some value of its kind.
json::value example(const json::value& schema)
{
    if (!schema.is_object())
        return nullptr;
    const json::object& of = schema.as_object();
    if (const auto* any = of.if_contains("enum"))
        return any->as_array().front();
    const json::value* type = of.if_contains("type");
    const std::string_view kind = type != nullptr && type->is_string() ? std::string_view(type->as_string()) : "";
    if (kind == "object" || of.contains("properties")) {
        json::object made;
        if (const auto* required = of.if_contains("required"))
            for (const json::value& name : required->as_array())
                made[name.as_string()] = example(of.at("properties").at(name.as_string()));
        return made;
    }
    const json::value* format = of.if_contains("format");
    if (kind == "array")
        return json::array{};
    if (kind == "integer" || kind == "number")
        return 1;
    if (kind == "boolean")
        return true;
    if (format != nullptr && format->as_string() == "date")
        return "2025-11-01";
    if (kind == "string")
        return "示例文字一二";
    return json::object{};
}

/// What stands for a parameter of a path: the id of a record of `place`, or something made up.
std::string filled(const ServedCity& served, std::string_view path, const Place* place, const Ids& ids)
{
    const language::Program& program = served.city->program();
    const std::int64_t emergency = path.ends_with("/end")      ? ids.ending
                                   : path.ends_with("/review") ? ids.due
                                                               : ids.emergency;
    std::string kind;
    for (const auto& [begin, of] : {std::pair{"/households/", "household"},
                                    {"/persons/", "person"},
                                    {"/leads/", "lead"},
                                    {"/jobs/", "job"},
                                    {"/accounts/", "account"},
                                    {"/emergencies/", "emergency"}})
        if (path.starts_with(begin))
            kind = of;
    if (path.starts_with("/records/"))
        kind = path.substr(9, path.find('/', 9) - 9);
    std::string whole;
    while (!path.empty()) {
        const std::size_t open = path.find('{');
        whole += path.substr(0, open);
        if (open == std::string_view::npos)
            break;
        const std::size_t shut = path.find('}', open);
        const std::string_view name = path.substr(open + 1, shut - open - 1);
        path.remove_prefix(shut + 1);
        const language::Index record = program.find_record(kind);
        if (name == "id" && place != nullptr && record != language::none)
            whole += served.id(record, *place);
        else if (name == "id" && place != nullptr && kind == "account")
            whole += served.city->ids.text("account", ids.account);
        else if (name == "id" && place != nullptr && kind == "job")
            whole += served.city->ids.text("job", ids.job);
        else if (name == "id" && place != nullptr && kind == "emergency")
            whole += served.city->ids.text("emergency", emergency);
        else if (name == "code")
            whole += "330281";
        else
            whole += "AAAAAAAAAAAAAAAAAAAAAA"; // the form of an id, made up
    }
    return whole;
}

bool looks_in_emergency(const Endpoint& endpoint)
{
    return in_emergency(endpoint) && !endpoint.path.ends_with("/end") && !endpoint.path.ends_with("/review");
}

/// What may be looked for, read and revealed in an emergency.
std::vector<Asked> emergency_requests(const ServedCity& served, const Asked& plain, const Place* place)
{
    std::vector<Asked> all;
    for (const char* type : {"person", "household", "organisation"}) {
        const language::Index record = served.city->program().find_record(type);
        const std::string id = place == nullptr ? std::string(22, 'A') : served.id(record, *place);
        json::object body{{"type", type}};
        if (plain.path.ends_with("/find"))
            body["words"] = place == nullptr ? "示例文字" : place->number;
        else
            body["record"] = id;
        if (plain.path.ends_with("/reveal"))
            body.insert({{"field", "citizen_number"}, {"reason", "与本人核对号码"}});
        all.push_back(plain);
        all.back().body = http::write_json(body);
    }
    return all;
}

} // namespace

std::vector<Operation> operations(const ServedCity& served)
{
    std::vector<Operation> all;
    for (const Endpoint& endpoint : served.endpoints)
        all.push_back({&endpoint, std::string(http::name(endpoint.method)) + " " + endpoint.path});
    return all;
}

Asked request(const ServedCity& served, const Operation& operation, const Place* place, const Ids& ids)
{
    Asked asked;
    asked.method = operation.endpoint->method;
    asked.path = filled(served, operation.endpoint->path, place, ids);
    if (!operation.endpoint->body.is_null())
        asked.body = http::write_json(example(operation.endpoint->body));
    if (asked.method == http::Method::patch || asked.method == http::Method::delete_)
        asked.headers.emplace_back("If-Match", "\"999\"");
    if (const std::string& type = operation.endpoint->content_types.front();
        !asked.body.empty() && type != "application/json")
        asked.headers.emplace_back("Content-Type", type);
    if (looks_in_emergency(*operation.endpoint))
        asked.body = emergency_requests(served, asked, place).front().body;
    return asked;
}

bool in_emergency(const Endpoint& endpoint) { return endpoint.path.starts_with("/emergencies/"); }

std::vector<Asked> requests(const ServedCity& served, const Operation& operation, const Place* place, const Ids& ids)
{
    std::vector<Asked> all{request(served, operation, place, ids)};
    const std::string& path = operation.endpoint->path;
    if (looks_in_emergency(*operation.endpoint))
        return emergency_requests(served, all.front(), place);
    if (!path.ends_with("/reveal"))
        return all;
    const language::Program& program = served.city->program();
    for (const language::Field& field :
         program.records[program.find_record(path.substr(9, path.find('/', 9) - 9))].fields)
        if (field.masked) {
            all.push_back(all.front());
            all.back().body = http::write_json(json::object{{"field", field.alias}, {"reason", "与本人核对号码"}});
        }
    return all;
}

} // namespace huimin::api::test
