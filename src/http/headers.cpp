#include "http/headers.h"

namespace huimin::http {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

} // namespace

bool same_token(std::string_view one, std::string_view other)
{
    if (one.size() != other.size())
        return false;
    for (std::size_t i = 0; i < one.size(); ++i)
        if (lower(one[i]) != lower(other[i]))
            return false;
    return true;
}

void Headers::add(std::string_view name, std::string_view value)
{
    if (spans_.empty()) {
        bytes_.reserve(512);
        spans_.reserve(16);
    }
    spans_.push_back({static_cast<std::uint32_t>(bytes_.size()), static_cast<std::uint32_t>(name.size()),
                      static_cast<std::uint32_t>(value.size())});
    bytes_.append(name).append(value);
}

std::string_view Headers::name(std::size_t i) const
{
    return std::string_view(bytes_).substr(spans_[i].begin, spans_[i].name_size);
}

std::string_view Headers::value(std::size_t i) const
{
    return std::string_view(bytes_).substr(spans_[i].begin + spans_[i].name_size, spans_[i].value_size);
}

std::string_view Headers::find(std::string_view wanted) const
{
    for (std::size_t i = 0; i < spans_.size(); ++i)
        if (same_token(name(i), wanted))
            return value(i);
    return {};
}

bool Headers::has(std::string_view wanted) const
{
    for (std::size_t i = 0; i < spans_.size(); ++i)
        if (same_token(name(i), wanted))
            return true;
    return false;
}

std::string Headers::joined(std::string_view wanted) const
{
    std::string all;
    for (std::size_t i = 0; i < spans_.size(); ++i)
        if (same_token(name(i), wanted))
            all.append(all.empty() ? "" : ", ").append(value(i));
    return all;
}

} // namespace huimin::http
