// The commands that keep accounts and roles at the machine: account …, access matrix.
//
// Whoever runs them holds the store anyway, so there is no log-in; what they do is journalled under --actor. A role
// still takes two: proposed under one name, confirmed under another. Passwords and secrets are never words of the
// command line: they are made by chance and told once, or read from a file.

#pragma once

#include <string>
#include <vector>

#include "tools/store_commands.h"
#include "tools/terminal.h"

namespace huimin::tools {

struct AccountOptions {
    std::string login, name, kind = "staff";
    std::string bound;         ///< record:county:key
    std::string password_file; ///< its first line; `-` is the standard input; empty: one is made by chance
    std::string secret_file;
    bool keep_password = false; ///< need not be changed at the first log-in
    bool second_factor = false;
    std::string role, area, from, to, reason;
    std::int64_t grant = 0, token = 0;
    std::string token_name;
    std::vector<std::string> actions, purposes, records, areas, addresses;
    int days = 90;
    std::string pack;
};

[[nodiscard]] Exit account_first(const Terminal&, const StoreOptions&);
[[nodiscard]] Exit account_claim(const Terminal&, const StoreOptions&, const AccountOptions&);
[[nodiscard]] Exit account_create(const Terminal&, const StoreOptions&, const AccountOptions&);
[[nodiscard]] Exit account_grant(const Terminal&, const StoreOptions&, const AccountOptions&);
[[nodiscard]] Exit account_confirm(const Terminal&, const StoreOptions&, const AccountOptions&);
[[nodiscard]] Exit account_end(const Terminal&, const StoreOptions&, const AccountOptions&);
[[nodiscard]] Exit account_disable(const Terminal&, const StoreOptions&, const AccountOptions&);
[[nodiscard]] Exit account_enable(const Terminal&, const StoreOptions&, const AccountOptions&);
[[nodiscard]] Exit account_reset(const Terminal&, const StoreOptions&, const AccountOptions&);
[[nodiscard]] Exit account_list(const Terminal&, const StoreOptions&);
[[nodiscard]] Exit account_tokens(const Terminal&, const StoreOptions&, const AccountOptions&);
[[nodiscard]] Exit account_token(const Terminal&, const StoreOptions&, const AccountOptions&);

/// Every role, action, record and purpose of a pack.
[[nodiscard]] Exit access_matrix(const Terminal&, const std::string& home, const std::string& pack);

} // namespace huimin::tools
