"""CMS's report workbooks, made up: the layouts as the field knows them, the figures those of an example of ours.

Titles stand above the header, labels carry footnote marks, blanks of all kinds and two spellings of the types; a note
ends each table, `-` stands where nothing applies, quarters to come are empty, and a second column of the nation has
figures of its own, so that a swapped column would be seen.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from openvbc.payment_models.registry import model_folder

STAMP, MARCH = "D250615.T1234567", "D250312.T7654321"
YEARS = ("benchmark_year_1", "benchmark_year_2", "benchmark_year_3")
TYPES = {"esrd": "ESRD", "disabled": "Disabled", "aged_dual": "Aged/dual", "aged_non_dual": "Aged/non-dual [4]"}
LONG = {
    "esrd": "End Stage Renal  Disease",
    "disabled": "Disabled",
    "aged_dual": "Aged/Dual",
    "aged_non_dual": "Aged/Non-Dual",
}
_MODEL = Path(str(model_folder("mssp")))
CONTRACT, BY_HAND = (_MODEL / folder / "computed_2024.yaml" for folder in ("contracts", "inputs"))


def figures() -> dict[str, Any]:
    """The figures of the example whose benchmark is computed, as they are written there."""
    found: dict[str, Any] = written(BY_HAND.read_text())["figures"]
    return found


def written(text: str) -> dict[str, Any]:
    """A YAML text with every figure as it is written."""
    found: dict[str, Any] = yaml.load(text, yaml.BaseLoader)  # noqa: S506  # texts alone
    return found


def number(value: object) -> float:
    """As a program writes it: a binary number."""
    text = str(value)
    return float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)


def per_capita(held: Mapping[str, Any], year: str, kind: str) -> float:
    return number(held["assigned_expenditures"][year][kind]) / (number(held["assigned_months"][year][kind]) / 12)


class Book:
    """A workbook in the making."""

    def __init__(self, path: Path) -> None:
        self._book = Workbook(str(path))
        self.path = path

    def table(self, name: str, titles: int, rows: Sequence[Sequence[object]]) -> Worksheet:
        sheet = self._book.add_worksheet(name)
        above = [
            ["Table"],
            ["Medicare Shared Savings Program"],
            ["A9999"],
            ["Table of Contents"],
            ["Made up"],
            ["2025"],
        ]
        for at, row in enumerate([*above[:titles], *rows, [], ["Note: made up."], ["ESRD", 1, 2, 3]]):
            for column, cell in enumerate(row):
                if cell not in ("", None):
                    sheet.write(at, column, cell)
        return sheet

    def keys(self, rows: Sequence[tuple[str, object]]) -> None:
        sheet = self._book.add_worksheet("Parameters")
        for at, (key, value) in enumerate(rows):
            sheet.write(at, 0, key)
            if value != "":
                sheet.write(at, 1, value)

    def close(self) -> Path:
        self._book.close()
        return self.path


def by_type(heading: str, value: Callable[[str, str], object], more: object = "") -> list[list[object]]:
    """A section: its heading, and a row for each type."""
    return [[heading], *([label, *(value(year, kind) for year in YEARS), more] for kind, label in TYPES.items())]


def benchmark(
    folder: Path,
    *,
    stamp: str = STAMP,
    printed: Mapping[str, Mapping[str, float]] | None = None,
    is_final: bool = True,
    agreement: int = 1,
    change: Callable[[dict[str, Any]], None] = lambda _: None,
) -> Path:
    """The benchmark report. printed: CMS's own steps by line and type, where they are to be there."""
    held, printed = figures(), printed or {}
    change(held)
    book = Book(folder / f"P.A9999.ACO.BNMRK.{stamp}.xlsx")
    head: list[object] = ["", "BY1", "BY2", "BY3", "Benchmark"]
    adjusted = printed.get("adjusted_benchmark_by_type", {})
    total: list[object] = [sum(number(held["assigned_months"][year][kind]) for kind in TYPES) / 12 for year in YEARS]
    book.table(
        "Table 1 - Historical Benchmark",
        4,
        [
            head,
            ["[A1] Assigned Beneficiaries", 10100, 10120, 10140, "-"],
            ["[A2]\u00a0Person  Years [2]", *total, "-"],
            *by_type("", lambda year, kind: number(held["assigned_months"][year][kind]) / 12)[1:],
            *by_type("[B] Per Capita Expenditures ($)", lambda year, kind: per_capita(held, year, kind)),
            *by_type("[C] CMS-HCC Risk Score", lambda year, kind: number(held["risk_score"][year][kind]), more="-"),
            *by_type(
                "[D] CMS-HCC Risk Ratio",
                lambda year, kind: number(held["risk_score"][YEARS[2]][kind]) / number(held["risk_score"][year][kind]),
            ),
            ["[L] Historical Benchmark Expenditures ($)"],
            *([label, "-", "-", "-", adjusted.get(kind, "-")] for kind, label in TYPES.items()),
        ],
    )
    national, regional = held["national_assignable_per_capita"], held["regional_per_capita"]
    book.table(
        "Table 2 - Trend Factor",
        4,
        [
            head[:4],
            ["[A] National Assignable Expenditures", 1.5, 2.5, 3.5],
            *by_type("", lambda year, kind: number(national[year][kind]))[1:],
            *by_type("[C] Regional Expenditures", lambda year, kind: number(regional[year][kind])),
            *by_type("[E] National Weight", lambda _, kind: number(held["national_weight"][YEARS[2]][kind])),
        ],
    )
    if "offset_factor" in printed:
        book.table(
            "Table 1A - Regional Adjustment",
            4,
            [["", "Value", "Other"], ["Regional Adjustment Offset Factor", printed["offset_factor"][""], "-"]],
        )
    if is_final:
        trend, columns = held["prospective_trend_rate"], ["BY3", *(f"PY{place}" for place in range(1, 6))]
        factor = printed.get("prospective_trend", {})
        book.table(
            "Table 6 - ACPT",
            4,
            [
                ["", "Performance Year"],
                ["", *columns],
                ["[A] Growth Rates"],
                ["ESRD", "-", *[number(trend["esrd"])] * 5],
                ["Aged/Disabled", "-", *[number(trend["aged_dual"])] * 5],
                ["[F] ACPT"],
                *([label, "-", factor.get(kind, "-"), *["-"] * 4] for kind, label in TYPES.items()),
            ],
        )
    book.keys(
        [
            ("ACO Track", "ENHANCED"),
            ("ACO Agreement Period", agreement),
            ("Expenditure & Risk Score Period", ""),
            ("Benchmark Year 3 (BY3)", "01/01/2023 - 12/31/2023"),
            ("Note: a key may begin so", "yes"),
        ]
    )
    return book.close()


def quarter(folder: Path, *, name: str = "2024Q2", stamp: str = STAMP, risen: float = 1) -> Path:
    """The quarterly report of expenditure and utilization; two quarters are filled. risen: own cost, times."""
    held, year = figures(), "performance_year"
    book = Book(folder / f"P.A9999.ACO.QEXPU.{name}.{stamp}.xlsx")

    def rows(own: Callable[[str], float], national: Callable[[str], float]) -> list[list[object]]:
        return [[LONG[kind], own(kind), 1.25, 7.5, national(kind)] for kind in TYPES]

    months, nation = held["assigned_months"][year], held["national_assignable_per_capita"][year]
    book.table(
        "Table_1-Aggregate_EU_Report",
        6,
        [
            ["", "ACO-Specific", "All MSSP ACOs", "National Assignable FFS", "National Assignable FFS 12-Month"],
            ["Number of ACOs", "-", 480, "-", "-"],
            ["Total Assigned Beneficiaries", held["assigned_beneficiaries"], 11e6, 3e7, 3e7],
            ["Person Years by Assigned Beneficiary Medicare Enrollment Type"],
            *rows(lambda kind: number(months[kind]) / 12, lambda _: 1e6),
            ["Total", 9999, 1, 1, 1],
            ["Total Expenditures by Assigned Beneficiary Medicare Enrollment Type"],
            *rows(lambda kind: per_capita(held, year, kind) * risen, lambda kind: number(nation[kind])),
            ["Component Expenditures per Assigned Beneficiary"],
            *rows(lambda _: 5, lambda _: 6),
        ],
    )
    regional, weight = held["regional_per_capita"], held["national_weight"]

    def quarters(heading: str, of: Mapping[str, Mapping[str, object]]) -> list[list[object]]:
        return [
            [heading],
            *(
                [label, number(of[YEARS[2]][kind]), 1.5, number(of[year][kind]), "", ""]
                for kind, label in TYPES.items()
            ),
        ]

    book.table(
        "Table_2-Regional_Expenditures",
        6,
        [
            ["", "Benchmark Year 3", "Q1", "Q2", "Q3", "Q4"],
            *quarters("Regional Expenditures ($)", regional),
            *quarters("National Weight", weight),
        ],
    )
    return book.close()


def annual(folder: Path, year: int, of: str, *, stamp: str = STAMP, off: float = 0) -> Path:
    """An annual report; it lies in the bundle of the benchmark report. off: what its own cost is off by."""
    held = figures()
    book = Book(folder / f"P.A9999.ACO.AEXPU.Y{year}.{stamp}.xlsx")
    months, nation = held["assigned_months"][of], held["national_assignable_per_capita"][of]
    book.table(
        "Table_1-Aggregate_EU_Report",
        6,
        [
            ["", "ACO-Specific", "All MSSP ACOs", "National Assignable FFS"],
            ["Person Years by Assigned Beneficiary Medicare Enrollment Type"],
            *([LONG[kind], number(months[kind]) / 12, 1, 2] for kind in TYPES),
            ["Total Expenditures by Assigned Beneficiary Medicare Enrollment Type"],
            *([LONG[kind], per_capita(held, of, kind) + off, 1, number(nation[kind])] for kind in TYPES),
        ],
    )
    book.table("Table_4-Exp_Truncation", 6, [["", "ACO-Specific", "All MSSP ACOs"], ["ESRD", 1, 2]])
    return book.close()
