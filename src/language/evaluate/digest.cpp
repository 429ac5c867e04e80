#include <algorithm>

#include "base/sm3.h"
#include "language/evaluate.h"

namespace huimin::language {

namespace {

/// A value with a letter for its kind, so that the day 1 and the number 1 differ.
std::string bytes_of(const Value& value)
{
    struct Bytes {
        std::string operator()(Unknown) const { return "?"; }
        std::string operator()(bool truth) const { return truth ? "t1" : "t0"; }
        std::string operator()(const Rational& number) const { return "n" + number.text(0); }
        std::string operator()(Day day) const { return "d" + day.text(); }
        std::string operator()(Month month) const { return "m" + month.text(); }
        std::string operator()(ChoiceNumber number) const { return "c" + std::to_string(number.number); }
        std::string operator()(AreaCode code) const { return "a" + code.text(); }
        std::string operator()(const std::string& text) const { return "s" + text; }
    };
    return std::visit(Bytes{}, value);
}

void add(Sm3& digest, const Instance& instance)
{
    digest.add_field(std::to_string(instance.record));
    digest.add_field(std::to_string(instance.key));
    digest.add_field(std::to_string(instance.values.size()));
    for (const Value& value : instance.values)
        digest.add_field(bytes_of(value));
    digest.add_field(std::to_string(instance.provenance.size()));
    for (const Provenance& from : instance.provenance) {
        digest.add_field(from.source);
        digest.add_field(from.true_on ? from.true_on->text() : "");
    }
    std::vector<std::pair<Index, bool>> decisions(instance.decisions.begin(), instance.decisions.end());
    std::ranges::sort(decisions);
    digest.add_field(std::to_string(decisions.size()));
    for (const auto& [discretion, decided] : decisions)
        digest.add_field(std::to_string(discretion) + (decided ? "+" : "-"));
    digest.add_field(std::to_string(instance.lists.size()));
    for (const std::vector<Instance>& list : instance.lists) {
        digest.add_field(std::to_string(list.size()));
        for (const Instance& member : list)
            add(digest, member);
    }
}

} // namespace

std::string digest_of_facts(const Instance& root)
{
    Sm3 digest;
    add(digest, root);
    return hex(digest.finish());
}

} // namespace huimin::language
