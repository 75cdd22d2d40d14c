"""Writes the tables of docs/forecast.md that come from CMS's published results: `write_back_test.py FOLDER`.

FOLDER holds the public-use files of the Shared Savings Program, `mssp_results_py2015.csv` and so on; see
docs/public_data.md. Years that are held back from the method are not read.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from openvbc.published_results.mssp.back_test import YEARS, BackTest, Year, YearForetold, back_test, years_of
from openvbc.published_results.mssp.results.read import read_results

PAGE = Path(__file__).parent / "forecast.md"
BEGIN, END = "<!-- back-test: begin -->", "<!-- back-test: end -->"


def main() -> None:
    """Write the tables into the page."""
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    tables = "\n".join(lines_of(back_test(published_years(Path(sys.argv[1])))))
    PAGE.write_text(f"{before}{BEGIN}\n{tables}\n{END}{after}", encoding="utf-8")


def published_years(folder: Path) -> dict[int, dict[str, Year]]:
    """The organizations' years by a key that lasts: the identifier, by name where a file prints none."""
    found: dict[int, dict[str, Year]] = {}
    names: dict[str, str] = {}
    read = {year: read_results(folder / f"mssp_results_py{year}.csv") for year in YEARS}
    for results in read.values():
        for row in results.rows:
            if row.aco.startswith("A"):
                names.setdefault(_letters(row.name), row.aco)
    for year, results in read.items():
        found[year] = {names.get(each.key, each.key): each for each in years_of(results.rows)}
    return found


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def lines_of(found: BackTest) -> Iterator[str]:
    """Two tables: each year foretold from the years before, and how often chances came true."""
    yield "| year | ACOs | foretold | paid | Brier score | share paid before | paid before | 80% held |"
    yield "|---|---|---|---|---|---|---|---|"
    for each in found.years:
        yield f"| {each.year} {_row(each)}"
    yield f"| all {_row(found.all_years)}"
    yield ""
    yield "| foretold chance | came true | ACOs |"
    yield "|---|---|---|"
    for chance, paid, count in found.calibration:
        yield f"| {chance:.0%} | {paid:.0%} | {count:,} |"


def _row(each: YearForetold) -> str:
    return (
        f"| {each.organizations:,} | {each.predicted:.1%} | {each.paid:.1%} | {each.brier:.3f} |"
        f" {each.brier_of_base_rate:.3f} | {each.brier_of_persistence:.3f} | {each.held:.0%} |"
    )


if __name__ == "__main__":
    main()
