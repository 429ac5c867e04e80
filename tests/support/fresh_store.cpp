#include "tests/support/fresh_store.h"

#include <cstdlib>

#include "tests/support/private_postgres.h"

namespace huimin::test {

namespace {

std::filesystem::path new_folder(const std::string& parent)
{
    std::string pattern = parent + "/huimin-test-XXXXXX";
    VERIFY(mkdtemp(pattern.data()) != nullptr);
    return pattern;
}

} // namespace

FreshFolder::FreshFolder(const std::string& parent) : folder_(new_folder(parent)) {}

FreshFolder::~FreshFolder()
{
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

FreshStore::FreshStore(store::Engine engine)
    : address_(engine == store::Engine::sqlite ? "sqlite:" + folder_.path("test.db") : fresh_schema()),
      store_(must(store::Store::open(address_)))
{
}

} // namespace huimin::test
