#include "registry/internal/held_back.h"

#include <functional>

namespace huimin::registry {

void HeldTexts::add(std::string_view text, RecordKey at)
{
    all_.push_back({at, static_cast<std::uint32_t>(bytes_.size()), static_cast<std::uint32_t>(text.size())});
    bytes_ += text;
}

std::uint64_t HeldTexts::start_of(std::string_view text)
{
    std::uint64_t start = 0;
    for (std::size_t i = 0; i < sizeof start; ++i)
        start = start << 8U | (i < text.size() ? static_cast<unsigned char>(text[i]) : 0U);
    return start;
}

std::uint64_t HeldTexts::end_of(std::string_view text)
{
    std::uint64_t end = 0;
    for (std::size_t i = 0; i < sizeof end; ++i)
        end = end << 8U | (i < text.size() ? static_cast<unsigned char>(text[text.size() - 1 - i]) : 0U);
    return end;
}

void HeldTexts::clear()
{
    all_.clear();
    bytes_.clear();
}

void HeldNumbers::add(std::string_view number, RecordKey at)
{
    if ((texts_.all().size() + 1) * 4 > slots_.size() * 3)
        grow();
    texts_.add(number, at);
    slots_[slot_of(number)] = static_cast<std::uint32_t>(texts_.all().size());
}

std::optional<RecordKey> HeldNumbers::find(std::string_view number) const
{
    if (slots_.empty())
        return std::nullopt;
    const std::uint32_t place = slots_[slot_of(number)];
    if (place == 0 || texts_.all()[place - 1].at.key == 0)
        return std::nullopt;
    return texts_.all()[place - 1].at;
}

void HeldNumbers::drop(std::string_view number)
{
    if (slots_.empty())
        return;
    if (const std::uint32_t place = slots_[slot_of(number)]; place != 0)
        texts_.all()[place - 1].at = {};
}

void HeldNumbers::clear()
{
    texts_.clear();
    std::ranges::fill(slots_, 0);
    handed_over_ = 0;
}

std::size_t HeldNumbers::slot_of(std::string_view number) const
{
    const std::size_t mask = slots_.size() - 1;
    std::size_t slot = std::hash<std::string_view>()(number) & mask;
    while (slots_[slot] != 0 && texts_.text(texts_.all()[slots_[slot] - 1]) != number)
        slot = (slot + 1) & mask;
    return slot;
}

void HeldNumbers::grow()
{
    constexpr std::size_t slots_first = 1024;
    slots_.assign(std::max(slots_first, slots_.size() * 2), 0);
    for (std::uint32_t place = 1; place <= texts_.all().size(); ++place)
        slots_[slot_of(texts_.text(texts_.all()[place - 1]))] = place;
}

} // namespace huimin::registry
