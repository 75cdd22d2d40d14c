"""The columns of the benchmark's lines: enrollment types; and the names of its years."""

from typing import Final

from openvbc.worksheet.formula import Axis, Member

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

#: Benchmark years as line names begin, oldest first; the parameter that holds the parts of each.
BENCHMARK_YEARS: Final = {
    "benchmark_year_1": "mssp_benchmark_year_parts_first",
    "benchmark_year_2": "mssp_benchmark_year_parts_second",
    "benchmark_year_3": "mssp_benchmark_year_parts_third",
}

#: The newest benchmark year, to which the others are brought.
LAST: Final = "benchmark_year_3"
PERFORMANCE: Final = "performance_year"

#: The name of the axis of counties, whose columns are known only where claims are counted.
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


def spoken(year: str) -> str:
    """The year as labels say it: "benchmark year 3", "performance year"."""
    return year.replace("_", " ")
