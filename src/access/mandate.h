// Who began a piece of work and what for, kept with it until it is done: perhaps by another server, after a restart.
//
// Nothing of the rights themselves is kept. When the work is done, the gate reads anew what the account, or the token
// it was begun with, allows then.

#pragma once

#include <string>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "access/caller.h"

namespace huimin::access {

struct Mandate {
    std::int64_t account = 0, session = 0; ///< `session`: key of the session or the token
    bool by_token = false;
    std::string address;
    language::Action action = language::Action::read;
    std::string record, purpose, matter; ///< aliases of the packs

    static Mandate of(const Caller&, const Scope&, const language::Program&, language::Index record);
    [[nodiscard]] boost::json::object json() const;
    /// As `json` wrote it.
    static Mandate read(const boost::json::value&);
};

} // namespace huimin::access
