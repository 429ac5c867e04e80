#include "bench/spine_1_duckdb.h"

#include <charconv>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include <unistd.h>

namespace huimin::bench {

namespace {

/// A file of numbers parted by commas.
class Table {
public:
    explicit Table(const std::filesystem::path& path) : out_(path, std::ios::binary) {}
    ~Table() { flush(); }
    template <class... Numbers>
    void row(Numbers... numbers)
    {
        (put(static_cast<std::int64_t>(numbers)), ...);
        buffer_[used_ - 1] = '\n';
        if (used_ > buffer_.size() / 2)
            flush();
    }

private:
    void put(std::int64_t number)
    {
        used_ = static_cast<std::size_t>(
            std::to_chars(buffer_.data() + used_, buffer_.data() + buffer_.size(), number).ptr - buffer_.data());
        buffer_[used_++] = ',';
    }
    void flush()
    {
        out_.write(buffer_.data(), static_cast<std::streamsize>(used_));
        used_ = 0;
    }
    std::ofstream out_;
    std::string buffer_ = std::string(1 << 16, ' ');
    std::size_t used_ = 0;
};

void write_tables(const Rows& rows, const std::filesystem::path& folder)
{
    Table households(folder / "households.csv"), persons(folder / "persons.csv");
    for (std::size_t h = 0; h < rows.households.size(); ++h) {
        const Household& home = rows.households[h];
        households.row(h, home.division, home.register_kind, home.financial_assets, home.vehicle_value, home.dwellings,
                       home.dwelling_area, home.owns_enterprise, home.medical_costs, home.without_obligor);
        for (std::size_t p = home.first_person; p < home.first_person + home.members; ++p) {
            const Person& person = rows.persons[p];
            persons.row(p, h, person.birthday, person.disability_kind, person.disability_grade, person.self_care,
                        person.at_school, person.seriously_ill, person.in_institution, person.wage,
                        person.business_income, person.property_income, person.pension, person.alimony);
        }
    }
    Table counties_file(folder / "counties.csv");
    for (std::size_t county = 0; county < counties.size(); ++county)
        counties_file.row(county, standard_of(county, 1), standard_of(county, 2), area_limit_of(county));
}

struct ClosePipe {
    void operator()(std::FILE* pipe) const { ::pclose(pipe); }
};

} // namespace

std::optional<SqlRun> run_duckdb(const Rows& rows, int rounds)
{
    const std::filesystem::path folder =
        std::filesystem::temp_directory_path() / ("huimin-spine-1-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    write_tables(rows, folder);
    const std::string command =
        "node " HUIMIN_SOURCE_DIR "/bench/spine_1_duckdb.mjs " + folder.string() + " " + std::to_string(rounds);
    const std::unique_ptr<std::FILE, ClosePipe> pipe(::popen(command.c_str(), "r"));
    SqlRun run;
    std::size_t lines = 0;
    char name[64];
    double first = 0, second = 0; // fen of a city stay far below 2^53
    while (pipe && std::fscanf(pipe.get(), "%63s %lf %lf", name, &first, &second) == 3) {
        ++lines;
        if (std::strcmp(name, "seconds") == 0) {
            run.cpu_seconds = first;
            run.wall_seconds = second;
        }
        for (std::size_t i = 0; i < benefits_count; ++i)
            if (std::strcmp(name, aliases[i]) == 0)
                run.sums[i] = {static_cast<std::uint64_t>(first), static_cast<std::int64_t>(second)};
    }
    std::filesystem::remove_all(folder);
    if (lines == benefits_count + 1)
        return run;
    std::fprintf(stderr, "DuckDB did not run: `npm ci` in bench/ installs it\n");
    return std::nullopt;
}

} // namespace huimin::bench
