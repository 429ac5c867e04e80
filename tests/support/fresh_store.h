// Empty stores for tests: a new SQLite file or a new PostgreSQL schema, gone when the test ends.

#pragma once

#include <doctest/doctest.h>

#include <filesystem>
#include <string>

#include "store/store.h"

namespace huimin::test {

/// A new folder, gone with the object.
class FreshFolder {
public:
    explicit FreshFolder(const std::string& parent = "/tmp");
    FreshFolder(const FreshFolder&) = delete;
    FreshFolder& operator=(const FreshFolder&) = delete;
    ~FreshFolder();

    [[nodiscard]] std::string path(const std::string& name) const { return (folder_ / name).string(); }

private:
    std::filesystem::path folder_;
};

class FreshStore {
public:
    explicit FreshStore(store::Engine);

    [[nodiscard]] store::Store& store() { return store_; }
    [[nodiscard]] const std::string& address() const { return address_; }
    [[nodiscard]] const FreshFolder& folder() const { return folder_; }

private:
    FreshFolder folder_;
    std::string address_;
    store::Store store_;
};

/// Runs the test once on each engine, each time with an empty store.
template <class Test>
void on_both_engines(Test test)
{
    SUBCASE("sqlite")
    {
        FreshStore fresh(store::Engine::sqlite);
        test(fresh);
    }
    SUBCASE("postgresql")
    {
        FreshStore fresh(store::Engine::postgresql);
        test(fresh);
    }
}

/// What a result holds; an error ends the test case with its code and message.
template <class T>
T must(Result<T> result)
{
    if (!result.ok())
        FAIL(result.error().code << ": " << result.error().message);
    return std::move(result).value();
}

/// "done", or the code of the error.
template <class T>
std::string outcome(const Result<T>& result)
{
    return result.ok() ? "done" : result.error().code;
}

} // namespace huimin::test
