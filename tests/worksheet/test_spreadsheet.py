"""Formulas as Excel reads them: their text, and that a spreadsheet gives what Exact gives."""

import random
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import assume, given, settings
from openpyxl import load_workbook

from openvbc.figures import Absent, Key, Value, key_parts
from openvbc.units import FACTOR, MEMBER_MONTHS, PERSONS, RATE, USD, USD_PER_MEMBER_PER_MONTH, YES_OR_NO
from openvbc.worksheet.evaluate import evaluate_in
from openvbc.worksheet.exact import Exact
from openvbc.worksheet.formula import (
    Axis,
    Formula,
    Member,
    Operation,
    StepTable,
    absent,
    all_of,
    any_of,
    at,
    first_present,
    greatest,
    interpolated,
    least,
    lookup,
    present,
    rounded,
    running_total,
    total,
    when,
)
from openvbc.worksheet.sheet import Line, Worksheet
from openvbc.worksheet.spreadsheet import CellOfLine, cells_that_may_be_absent, spreadsheet_formula
from tests.counts import FULL, count, examples
from tests.reports.excel.recalculation import converted

from .excel_reader import Cell, ExcelReader
from .made_up_sheets import MadeUp, made_up_sheets, operations_of
from .oracle import Oracle, as_number
from .readings import beside, each

YEARS = Axis("years", "Years", (Member("2024", "2024"), Member("2025", "2025")))
TABLE = StepTable("steps", "Steps", (Decimal(0), Decimal(10)), {"rate": (Decimal("0.1"), Decimal("0.2"))})


class Plain:
    """Lines are called by their names."""

    def line(self, line: Line, key: Key | None) -> str:
        return "_".join([line.name, *(key_parts(key) if key is not None else ())])

    def bounds(self, table: StepTable) -> str:
        return f"{table.name}_bounds"

    def column(self, table: StepTable, column: str) -> str:
        return f"{table.name}_{column}"


@dataclass
class Lines:
    """A few lines to write formulas with."""

    sheet: Worksheet = field(default_factory=lambda: Worksheet("Formulas"))

    def __post_init__(self) -> None:
        self.sheet.section("only", "Only")
        self.a = self.sheet.input("a", "A", USD)
        self.b = self.sheet.input("b", "B", USD)
        self.rate = self.sheet.input("rate", "Rate", RATE)
        self.pmpm = self.sheet.input("pmpm", "PMPM", USD_PER_MEMBER_PER_MONTH)
        self.months = self.sheet.input("months", "Months", MEMBER_MONTHS)
        self.score = self.sheet.input("score", "Score", FACTOR, optional=True)
        self.yes = self.sheet.input("yes", "Yes", YES_OR_NO)
        self.cost = self.sheet.input("cost", "Cost", USD, axis=YEARS)
        self.extra = self.sheet.input("extra", "Extra", USD, axis=YEARS, optional=True)


TEXTS: Mapping[str, Callable[[Lines], Formula]] = {
    "=a+b-1": lambda s: s.a + s.b - 1,
    "=a-(b-1)": lambda s: s.a - (s.b - 1),
    "=a+b-1+a": lambda s: s.a + (s.b - 1 + s.a),
    "=a/(b*rate)": lambda s: s.a / (s.b * s.rate),
    "=a/b*rate": lambda s: s.a / s.b * s.rate,
    "=a/(b/rate)": lambda s: s.a / (s.b / s.rate),
    "=(a+b)*rate": lambda s: (s.a + s.b) * s.rate,
    "=a*(-1)-(-2.5)": lambda s: s.a * -1 - Decimal("-2.5"),
    "=0.000000001*a": lambda s: Decimal("1e-9") * s.a,
    "=ROUND(a-b,4)>=0": lambda s: s.a >= s.b,
    "=ROUND(a-(b-1),4)<0": lambda s: s.a < s.b - 1,
    "=ROUND(a,4)>0": lambda s: s.a > 0,
    "=ROUND(rate-0.02,12)<=0": lambda s: s.rate <= Decimal("0.02"),
    "=ROUND(a/b-rate,12)>=0": lambda s: s.a / s.b >= s.rate,
    "=ROUND(pmpm-5,9)>=0": lambda s: s.pmpm >= 5,
    "=ROUND(pmpm*months-a,4)>=0": lambda s: s.pmpm * s.months >= s.a,
    "=ROUND(a/months-pmpm,9)>=0": lambda s: s.a / s.months >= s.pmpm,
    "=ROUND(months-5000,9)>=0": lambda s: s.months >= 5000,
    "=ROUND(score-1.03,9)>0": lambda s: s.score > Decimal("1.03"),
    "=AND(yes,ROUND(a,4)>0)": lambda s: all_of(s.yes, s.a > 0),
    "=OR(yes,ROUND(a,4)>0)": lambda s: any_of(s.yes, s.a > 0),
    "=IF(yes,a,0)": lambda s: when(s.yes, s.a, 0),
    "=IF(yes,FALSE,TRUE)": lambda s: when(s.yes, False, True),  # noqa: FBT003
    "=MIN(a,b,-1)": lambda s: least(s.a, s.b, -1),
    "=MAX(0-a,0)": lambda s: greatest(0 - s.a, 0),
    "=ROUND(ROUND(a*rate,6),2)": lambda s: rounded(s.a * s.rate, 2),
    "=ROUND(ROUND(a,4),-2)": lambda s: rounded(s.a, -2),
    "=ROUND(ROUND(rate,12),4)": lambda s: rounded(s.rate, 4),
    "=NOT(ISNA(score))": lambda s: present(s.score),
    "=IFNA(score,1)": lambda s: first_present(s.score, 1),
    "=NA()": lambda _: absent(),
    "=cost_2025/cost_2024": lambda s: at(s.cost, YEARS, "2025") / at(s.cost, YEARS, "2024"),
    "=LOOKUP(ROUND(months,9),steps_bounds,steps_rate)": lambda s: lookup(s.months, TABLE, "rate"),
    "=IF(ISNA(score),NA(),LOOKUP(ROUND(score,9),steps_bounds,steps_rate))": lambda s: lookup(s.score, TABLE, "rate"),
    "=IF(ROUND(months,9)>=MAX(steps_bounds),LOOKUP(ROUND(months,9),steps_bounds,steps_rate),"
    "INDEX(steps_rate,MATCH(ROUND(months,9),steps_bounds))+(INDEX(steps_rate,MATCH(ROUND(months,9),steps_bounds)+1)"
    "-INDEX(steps_rate,MATCH(ROUND(months,9),steps_bounds)))*(ROUND(months,9)-INDEX(steps_bounds,"
    "MATCH(ROUND(months,9),steps_bounds)))/(INDEX(steps_bounds,MATCH(ROUND(months,9),steps_bounds)+1)"
    "-INDEX(steps_bounds,MATCH(ROUND(months,9),steps_bounds))))": lambda s: interpolated(s.months, TABLE, "rate"),
    "=cost_2024*rate+cost_2025*rate": lambda s: total(s.cost * s.rate),
    "=a-(cost_2024+cost_2025)": lambda s: s.a - total(s.cost),
    "=IF(AND(ISNA(extra_2024),ISNA(extra_2025)),NA(),IFNA(extra_2024,0)+IFNA(extra_2025,0))": lambda s: total(s.extra),
    "=IFNA(extra_2024,0)+IFNA(extra_2025,0)": lambda s: total(first_present(s.extra, 0)),
}


def test_a_running_total_adds_what_comes_before_and_of_equal_ones_what_stands_above() -> None:
    lines = Lines()
    placed = running_total(lines.months, lines.cost, YEARS)
    assert told(placed, lines, "2024") == "=months+IF(ROUND(cost_2025-cost_2024,4)<0,months,0)"
    assert told(placed, lines, "2025") == "=IF(ROUND(cost_2024-cost_2025,4)<=0,months,0)+months"
    maybe = running_total(1, lines.extra, YEARS)
    assert told(maybe, lines, "2025") == (
        "=IF(OR(ISNA(extra_2025)),NA(),IFNA(IF(ROUND(extra_2024-extra_2025,4)<=0,1,0),0)+1)"
    )


def told(formula: Formula, lines: Lines, member: str | None = None, set_to_absent: tuple[str, ...] = ()) -> str:
    return spreadsheet_formula(formula, Plain(), cells_that_may_be_absent(lines.sheet, set_to_absent), member)


@pytest.mark.parametrize("text", TEXTS)
def test_formula_as_excel_reads_it(text: str) -> None:
    lines = Lines()
    assert told(TEXTS[text](lines), lines) == text


def test_a_formula_over_an_axis_is_written_for_each_member() -> None:
    lines = Lines()
    formula = lines.cost / lines.months - total(lines.cost)
    assert told(formula, lines, "2025") == "=cost_2025/months-(cost_2024+cost_2025)"


def test_a_total_over_a_computed_line_that_may_be_absent_adds_what_is_there() -> None:
    lines = Lines()
    doubled = lines.sheet.line("doubled", "Doubled", USD, lines.extra * 2)
    assert told(total(doubled), lines).startswith("=IF(AND(ISNA(doubled_2024)")


def test_a_total_over_a_line_set_to_absent_adds_what_is_there() -> None:
    lines = Lines()
    text = told(total(lines.cost), lines, set_to_absent=("cost",))
    assert text == "=IF(AND(ISNA(cost_2024),ISNA(cost_2025)),NA(),IFNA(cost_2024,0)+IFNA(cost_2025,0))"


def test_cells_that_may_be_absent() -> None:
    lines = Lines()
    lines.sheet.line("scored", "Scored", USD, lines.a * lines.score)
    lines.sheet.line("scored_or_one", "Scored or one", USD, first_present(lines.score, 1) * lines.a)
    lines.sheet.line("is_scored", "Is scored", YES_OR_NO, present(lines.score))
    lines.sheet.line("step", "Step", RATE, lookup(lines.a, TABLE, "rate"))
    lines.sheet.line("doubled", "Doubled", USD, lines.b * 2)
    found = {(name, None) for name in ("score", "scored", "step")} | {("extra", "2024"), ("extra", "2025")}
    assert cells_that_may_be_absent(lines.sheet) == found
    assert cells_that_may_be_absent(lines.sheet, ["b"]) == {*found, ("b", None), ("doubled", None)}


@examples(200)
@given(made_up_sheets())
def test_formulas_read_by_the_functions_of_excel_give_what_fractions_give(made: MadeUp) -> None:
    """Every operation over up to two axes; decisions a hundredth of a cent apart, or tied."""
    try:
        oracle = Distances(made.sheet, each(as_number, made.inputs))
    except ZeroDivisionError:
        assume(condition=False)
        raise
    assume(oracle.nearest > Fraction(1, 10**4))
    assume(not (oracle.tied and oracle.divided))
    ranges = {
        f"{table.name}_{name}": [Fraction(value) for value in values]
        for table in made.sheet.tables
        for name, values in (("bounds", table.bounds), *table.columns.items())
    }
    cells: dict[str, Cell] = {}
    may_be_absent, reader = cells_that_may_be_absent(made.sheet), ExcelReader(cells, ranges)
    for line in made.sheet:
        held = oracle.values[line.name]
        for key in line.all_keys or (None,):
            expected = held[key] if isinstance(held, Mapping) and key is not None else held
            assert not isinstance(expected, Mapping)
            name = Plain().line(line, key)
            if line.formula is None:
                cells[name] = expected
                continue
            text = spreadsheet_formula(line.formula, Plain(), may_be_absent, key)
            cells[name] = reader.formula(text)
            if expected is None or isinstance(expected, bool):
                assert cells[name] is expected, text
            else:
                assert abs(Fraction(cells[name] or 0) - expected) < Fraction(1, 10**6) * max(
                    Fraction(1), abs(expected)
                ), text


# What follows recalculates many worksheets at once in LibreOffice.


class Stack:
    """Worksheets one below the other on one sheet: a line a row, a member a column."""

    def __init__(self, path: Path) -> None:
        self.book = xlsxwriter.Workbook(path, {"use_future_functions": True})
        self.excel = self.book.add_worksheet("Lines")
        self.tables = self.book.add_worksheet("Tables")
        self.table_columns: dict[tuple[str, str], str] = {}
        self.rows: dict[str, int] = {}
        self.row = 0
        self.may_be_absent: Set[CellOfLine] = frozenset()

    def line(self, line: Line, key: Key | None) -> str:
        column = line.all_keys.index(key) if key is not None else 0
        return f"${'ABCDEFGHIJ'[column]}${self.rows[line.name] + 1}"

    def bounds(self, table: StepTable) -> str:
        return self._range(table.name, "", table.bounds)

    def column(self, table: StepTable, column: str) -> str:
        return self._range(table.name, column, table.columns[column])

    def _range(self, table: str, column: str, values: tuple[Decimal, ...]) -> str:
        if (table, column) not in self.table_columns:
            number = len(self.table_columns)
            for row, value in enumerate(values):
                self.tables.write_number(row, number, value)
            letter = "ABCDEFGHIJ"[number]
            self.table_columns[table, column] = f"Tables!${letter}$1:${letter}${len(values)}"
        return self.table_columns[table, column]

    def add(self, sheet: Worksheet, inputs: Mapping[str, Any]) -> dict[str, int]:
        """Write the worksheet with its inputs; the row of each line."""
        self.rows = {}
        self.may_be_absent = cells_that_may_be_absent(sheet)
        for line in sheet:
            self.rows[line.name] = self.row
            for column, key in enumerate(line.all_keys or [None]):
                self._write(line, column, key, inputs)
            self.row += 1
        return self.rows

    def _write(self, line: Line, column: int, key: Key | None, inputs: Mapping[str, Any]) -> None:
        held = inputs.get(line.name, line.value)
        value = held[key] if isinstance(held, Mapping) else held
        if line.formula is not None:
            formula = spreadsheet_formula(line.formula, self, self.may_be_absent, key)
            self.excel.write_formula(self.row, column, formula, None, 0)
        elif isinstance(value, Absent):
            self.excel.write_formula(self.row, column, "=NA()", None, 0)
        else:
            self.excel.write(self.row, column, value)


@dataclass(frozen=True)
class Placed:
    """A worksheet with its exact values and the rows that its lines took."""

    sheet: Worksheet
    values: Mapping[str, "Value | Mapping[str, Value]"]
    rows: Mapping[str, int]

    def differing(self, cells: list[tuple[Any, ...]], close: Callable[[Decimal, Decimal], bool]) -> Iterator[str]:
        read = {
            line.name: dict(zip(line.all_keys, cells[self.rows[line.name]], strict=False))
            if line.axes
            else cells[self.rows[line.name]][0]
            for line in self.sheet
        }
        for name, exact, held in beside(self.values, read):
            if isinstance(exact, Absent | bool):
                expected = "#N/A" if isinstance(exact, Absent) else exact
                right = type(held) is type(expected) and held == expected
            else:
                right = type(held) in (int, float) and close(Decimal(repr(held)), exact)
            if not right:
                yield f"{name}: exact {exact!r}, sheet {held!r}"


def recalculated(stack: Stack, file: Path, folder: Path) -> list[tuple[Any, ...]]:
    stack.book.close()
    (opened,) = converted([file], folder)
    return list(load_workbook(opened, data_only=True)["Lines"].iter_rows(values_only=True))


class Distances(Oracle):
    """The oracle, noting how far from each other two figures were on which a decision or rounding hung."""

    nearest = Fraction(1)

    def _edge(self, a: Fraction, b: Fraction) -> None:
        super()._edge(a, b)
        if a != b:
            self.nearest = min(self.nearest, abs(a - b))


@pytest.mark.spreadsheet
def test_a_spreadsheet_gives_what_exact_gives(tmp_path: Path) -> None:
    """Every operation, absence included. Amounts are below a million, decisions a hundredth of a cent apart or tied."""
    made_up: list[MadeUp] = []

    @settings(max_examples=count(400), derandomize=True, database=None)
    @given(made_up_sheets())
    def collect(made: MadeUp) -> None:
        try:
            oracle = Distances(made.sheet, each(as_number, made.inputs))
        except ZeroDivisionError:
            assume(condition=False)
            raise
        assume(oracle.largest < 10**6)
        assume(oracle.nearest > Fraction(1, 10**4))
        assume(not (oracle.tied and oracle.divided))
        made_up.append(made)

    collect()
    assert len(made_up) >= count(400)
    assert set[Operation]().union(*(operations_of(made.sheet) for made in made_up)) == set(Operation)
    file = tmp_path / "made-up.xlsx"
    stack = Stack(file)
    placed = [
        Placed(made.sheet, evaluate_in(Exact(), made.sheet, made.inputs), stack.add(made.sheet, made.inputs))
        for made in made_up
    ]
    cells = recalculated(stack, file, tmp_path)

    def close(held: Decimal, exact: Decimal) -> bool:
        return abs(held - exact) <= Decimal("1e-6") * max(Decimal(1), abs(exact))

    absent = sum(isinstance(value, Absent) for each in placed for _, value, _ in beside(each.values, each.values))
    assert absent > 100
    assert [differing for each in placed for differing in each.differing(cells, close)] == []


@pytest.mark.spreadsheet
def test_figures_on_a_threshold_and_half_cents_are_decided_as_exactly(tmp_path: Path) -> None:
    """Benchmarks from a hundred dollars to ten billion; savings at the minimum, a cent above, a cent below.

    Ten billion, because a cent in more is less than the twelfth decimal of a rate, at which rates count as equal.
    """
    chance = random.Random(11)  # noqa: S311  # the same cases every time
    file = tmp_path / "thresholds.xlsx"
    stack = Stack(file)
    placed = []
    for _ in range(1500 if FULL else 500):
        sheet, inputs = _threshold(chance)
        placed.append(Placed(sheet, evaluate_in(Exact(), sheet, inputs), stack.add(sheet, inputs)))
    met = [each.values["met"] for each in placed]
    assert len(placed) / 3 < met.count(True) < len(placed) * 4 / 5
    cells = recalculated(stack, file, tmp_path)

    def close(held: Decimal, exact: Decimal) -> bool:
        return abs(held - exact) <= max(Decimal("0.001"), abs(exact) * Decimal("1e-14"))

    assert [differing for each in placed for differing in each.differing(cells, close)] == []


def _threshold(chance: random.Random) -> tuple[Worksheet, dict[str, Value]]:
    sheet = Worksheet("Threshold")
    sheet.section("only", "Only")
    benchmark = sheet.input("benchmark", "Benchmark", USD)
    spent = sheet.input("spent", "Spent", USD)
    minimum = sheet.term("minimum", "Minimum", RATE, Decimal(chance.randint(1, 400)).scaleb(-4))
    people = sheet.input("people", "People", PERSONS)
    savings = sheet.line("savings", "Savings", USD, benchmark - spent)
    sheet.line("met", "Met", YES_OR_NO, savings >= minimum * benchmark)
    sheet.line("missed", "Missed", YES_OR_NO, savings < minimum * benchmark)
    sheet.line("rate", "Rate", RATE, savings / benchmark)
    sheet.line("rate_met", "Rate met", YES_OR_NO, all_of(sheet["rate"] >= minimum, savings > 0))
    sheet.line("step", "Step", RATE, lookup(people / 12, TABLE, "rate"))
    pool = sheet.line("pool", "Pool", USD, greatest(least(savings, 10**9), -(10**9)))
    sheet.line("half", "Half", USD, rounded(pool * Decimal("0.5"), 2))
    sheet.line("eighth", "An eighth in whole dollars", USD, rounded(pool * Decimal("0.125"), 0))
    # In steps of a hundred dollars, so that the minimum is a whole number of cents.
    whole = Decimal(chance.randint(1, 10 ** chance.randint(1, 8))) * 100
    shift = chance.choice([Decimal(0), Decimal(0), Decimal("0.01"), Decimal("-0.01")])
    assert minimum.value is not None
    assert isinstance(minimum.value, Decimal)
    inputs: dict[str, Value] = {
        "benchmark": whole,
        "spent": whole - whole * minimum.value - shift,
        "people": Decimal(chance.randint(115, 125)),
    }
    return sheet, inputs
