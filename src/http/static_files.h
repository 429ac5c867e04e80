// A folder of built pages, held in memory with what was packed beforehand (`app.js`, `app.js.br`, `app.js.gz`).

#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "http/request.h"
#include "http/response.h"

namespace huimin::http {

/// Only what was found in the folder at the start can be asked for, by its exact path; so nothing outside it can.
/// Files below `assets/` carry a digest in their name and are kept by browsers for ever; all others are asked again
/// each time (ETag, 304). Pages come with a policy that lets them use nothing but this origin.
class StaticFiles {
public:
    /// Fails with
    ///   http.folder           it cannot be read
    ///   http.folder_too_large its files are more than `bytes_max` together
    static Result<StaticFiles> load(const std::string& folder, std::int64_t bytes_max = 256 * 1024 * 1024);

    /// A front end that routes by itself: every path at or below `prefix` that is no file shows `page`.
    /// Fails with http.page_missing.
    Result<Done> fall_back(std::string prefix, const std::string& page);

    /// None when there is no such file. `may_fall_back` is false where a missing thing is to be told as missing.
    [[nodiscard]] std::optional<Response> answer(const Request&, std::string_view decoded_path,
                                                 bool may_fall_back = true) const;

    [[nodiscard]] std::size_t size() const { return files_.size(); }

private:
    struct File {
        Response::Shared plain, br, gz;
        std::string etag, content_type;
        bool for_ever = false;
    };

    [[nodiscard]] const File* find(std::string_view path, bool may_fall_back) const;

    std::map<std::string, File, std::less<>> files_;         ///< by path: "/assets/app-3fa9c1d2.js"
    std::vector<std::pair<std::string, std::string>> pages_; ///< prefix, page; longest prefix first
};

/// Whether Accept-Encoding takes `coding`.
[[nodiscard]] bool accepts_coding(std::string_view accept_encoding, std::string_view coding);

} // namespace huimin::http
