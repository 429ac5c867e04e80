#include "api/cursors.h"

namespace huimin::api {

namespace {

access::Lockbox box_of(const Identifiers::Secret& secret)
{
    const std::string_view bytes(reinterpret_cast<const char*>(secret.data()), secret.size());
    return access::Lockbox::of(access::hmac_sm3(bytes, "huimin.api.cursors")).value();
}

} // namespace

Cursors::Cursors(const Identifiers::Secret& secret) : box_(box_of(secret)) {}

std::string Cursors::seal(const access::World& world, std::string_view listing, std::string_view end) const
{
    return box_.seal(world, listing, end);
}

Result<std::string> Cursors::open(std::string_view listing, std::string_view sealed) const
{
    if (auto end = box_.open(listing, sealed))
        return end;
    return Error{Fault::invalid, "api.page", "`after` 不是这个列表的上一页给的位置", "从第一页重新翻",
                 "not the end of a page of this list"};
}

} // namespace huimin::api
