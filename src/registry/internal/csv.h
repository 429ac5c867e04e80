// CSV rows out of text already in UTF-8 (RFC 4180, with the habits of offices: ; or tab between cells, ragged rows).

#pragma once

#include <string>
#include <string_view>

#include "registry/sheet.h"

namespace huimin::registry {

Result<Done> read_csv(std::string_view text, const TakeRow& take);

/// A file's bytes as UTF-8: the bytes themselves, or what they were decoded to.
class PlainText {
public:
    explicit PlainText(std::string_view bytes) : bytes_(bytes) {}
    explicit PlainText(std::string decoded) : decoded_(std::move(decoded)) {}
    [[nodiscard]] std::string_view text() const { return decoded_.empty() ? bytes_ : decoded_; }

private:
    std::string_view bytes_;
    std::string decoded_;
};

/// The encoding is found by content: a byte order mark, else where the zeros of UTF-16 stand, else UTF-8 when all of it
/// is that, else GB18030. Fails with sheet.encoding, naming the line: no byte is ever replaced, and a text that holds
/// lines of both encodings is refused.
Result<PlainText> plain_text(std::string_view bytes);

} // namespace huimin::registry
