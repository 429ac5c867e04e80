// Every keyword once: what it is, its Chinese spelling and its one English spelling.

#pragma once

#include <span>
#include <string_view>

namespace huimin::language::syntax {

enum class Word {
    none,
    // declarations
    module,
    source,
    city,
    choice,
    record,
    parameter,
    define,
    policy,
    coordination,
    scale,
    signal,
    untranslated,
    scenario,
    duty,
    procedure,
    data_source,
    fund,
    capacity,
    indicator,
    document,
    role,
    words,
    // heads
    explained,
    carries,
    from,
    onward,
    until,
    signed_on,
    replace,
    extend,
    uses,
    belongs_to,
    as,
    url,
    // fields and types
    required,
    unique,
    sensitive,
    masked,
    as_name,
    ages_from,
    locates,
    range,
    origin,
    truth,
    integer,
    decimal,
    money,
    rate,
    date,
    month,
    text,
    citizen_number,
    organisation_code,
    area,
    quantity,
    per_day_unit,
    per_month_unit,
    per_year_unit,
    // parameters
    by,
    set_locally,
    in_area,
    not_set,
    bands,
    progressive,
    rest,
    floor,
    // policies
    paid_for,
    monthly,
    yearly,
    daily,
    once,
    eligible,
    excluded,
    amount,
    where,
    term,
    starts,
    this_month,
    next_month,
    // coordination
    with,
    stack,
    choose_one,
    higher_of,
    tops_up,
    not_income,
    // scales and signals
    group,
    item,
    levels,
    adjust,
    worse_by,
    step,
    valid,
    about,
    red,
    orange,
    yellow,
    who,
    within,
    affects,
    // scenarios
    for_month,
    on_day,
    entitled,
    not_entitled,
    not_yet_known,
    value,
    total,
    missing,
    citing,
    unknown,
    none_value,
    // expressions
    yes,
    no,
    logical_and,
    logical_or,
    logical_not,
    not_in,
    between,
    when,
    then,
    otherwise,
    largest_of,
    defaults,
    exception,
    overrides,
    all_of,
    any_of,
    at_least_n,
    sum,
    largest,
    smallest,
    count,
    any,
    every,
    satisfies,
    round_fen,
    round_jiao,
    round_yuan,
    round_whole,
    truncate_fen,
    truncate_jiao,
    truncate_yuan,
    truncate_whole,
    raise_fen,
    raise_jiao,
    raise_yuan,
    raise_whole,
    at_least,
    at_most,
    if_unknown,
    per_month,
    per_year,
    larger,
    smaller,
    age,
    months_between,
    days_between,
    first_day,
    last_day,
    is_known,
    aged,
    under,
    receives,
    discretion,
    today,
    // units
    yuan,
    ten_thousand_yuan,
    hundred_million_yuan,
    months,
    days,
    working_days,
};

/// Where a keyword may not be used as a name.
enum class Reserved {
    nowhere,        ///< it only means something where the grammar asks for it
    in_expressions, ///< it would be misread inside an expression
};

struct Keyword {
    Word word;
    std::string_view chinese;
    std::string_view english;
    Reserved reserved;
};

/// All of them. Both columns are unique.
[[nodiscard]] std::span<const Keyword> keywords();

/// The keyword of a spelling, in either language; null when it is none.
[[nodiscard]] const Keyword* find_keyword(std::string_view spelling);
[[nodiscard]] const Keyword& keyword(Word);

[[nodiscard]] bool begins_declaration(Word);
[[nodiscard]] bool is_for_later(Word); ///< declarations that a later version brings

} // namespace huimin::language::syntax
