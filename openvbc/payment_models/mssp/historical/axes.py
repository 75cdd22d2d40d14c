"""What the benchmark's lines repeat over: years, enrollment types, counties."""

from typing import Final

from openvbc.worksheet.formula import Apply, Axis, Formula, Member, at

ENROLLMENT_TYPES: Final = Axis(
    "enrollment_types",
    "Medicare enrollment types",
    (
        Member("esrd", "End-stage renal disease"),
        Member("disabled", "Disabled"),
        Member("aged_dual", "Aged, with Medicaid"),
        Member("aged_non_dual", "Aged, without Medicaid"),
    ),
)

#: The newest benchmark year, to which the others are brought; and the year that is settled.
LAST: Final = "benchmark_year_3"
PERFORMANCE: Final = "performance_year"

#: The three benchmark years, oldest first, and the performance year.
YEARS: Final = Axis(
    "years",
    "Benchmark years and performance year",
    (
        Member("benchmark_year_1", "Benchmark year 1"),
        Member("benchmark_year_2", "Benchmark year 2"),
        Member(LAST, "Benchmark year 3"),
        Member(PERFORMANCE, "Performance year"),
    ),
)

#: Benchmark years, oldest first, with the parameter that holds the parts of each.
BENCHMARK_YEARS: Final = {
    "benchmark_year_1": "mssp_benchmark_year_parts_first",
    "benchmark_year_2": "mssp_benchmark_year_parts_second",
    LAST: "mssp_benchmark_year_parts_third",
}

#: The name of the axis of counties, whose members are known only where claims are counted.
COUNTIES: Final = "counties"

#: The three performance years before the agreement, whose savings may count.
PRIOR_YEARS: Final = Axis(
    "prior_years",
    "Performance years before the agreement",
    (
        Member("first", "Third year before the agreement"),
        Member("second", "Second year before the agreement"),
        Member("third", "Year before the agreement"),
    ),
)


def last(figures: Formula) -> Apply:
    """Figures of the years, in benchmark year 3."""
    return at(figures, YEARS, LAST)


def performance(figures: Formula) -> Apply:
    """Figures of the years, in the performance year."""
    return at(figures, YEARS, PERFORMANCE)


def spoken(year: str) -> str:
    """The year as labels say it: "benchmark year 3", "performance year"."""
    return year.replace("_", " ")
