// Any bytes as a provider's key set and as an identity token: no crash, and nothing unsigned is ever believed.

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "access/addresses.h"
#include "access/identity_token.h"

using namespace huimin;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    const std::string_view input(reinterpret_cast<const char*>(bytes), size);
    const std::size_t cut = input.find('\n');
    const auto keys = access::read_key_set(input.substr(0, cut));
    const std::string_view token = cut == input.npos ? input : input.substr(cut + 1);
    // Nobody holds the private key of a set made by chance.
    if (keys.ok() && access::read_identity_token(token, *keys).ok())
        std::abort();
    if (access::read_identity_token(token, {}).ok())
        std::abort();
    (void)access::is_within("10.1.2.3", input);
    if (access::is_within(input, "10.1.0.0/16") && !access::check_address_range(input).ok())
        std::abort();
    return 0;
}
