// Header fields as they came, in one block of memory: names are compared without regard to case.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace huimin::http {

class Headers {
public:
    void add(std::string_view name, std::string_view value);
    /// The first value of this name; empty when there is none.
    [[nodiscard]] std::string_view find(std::string_view name) const;
    [[nodiscard]] bool has(std::string_view name) const;
    /// All values of this name, joined by commas (RFC 9110 §5.3).
    [[nodiscard]] std::string joined(std::string_view name) const;
    [[nodiscard]] std::size_t size() const { return spans_.size(); }
    [[nodiscard]] std::string_view name(std::size_t i) const;
    [[nodiscard]] std::string_view value(std::size_t i) const;

private:
    struct Span {
        std::uint32_t begin, name_size, value_size;
    };
    std::string bytes_;
    std::vector<Span> spans_;
};

/// Equal but for the case of ASCII letters.
[[nodiscard]] bool same_token(std::string_view, std::string_view);

} // namespace huimin::http
