// A PostgreSQL 15 server of the test program's own: started at the first asking, on a socket only, gone at the end.

#pragma once

#include <string>

namespace huimin::test {

/// The address of a new, empty schema on the program's own server. The server starts at the first call (about a
/// second), syncs its writes as a real one does, and dies with the program, however that ends. Aborts when it cannot be
/// had; as root the server runs as user postgres.
std::string fresh_schema();

/// The same on a server that was set up without checksums over its pages; it starts at the first call.
std::string schema_without_checksums();

} // namespace huimin::test
