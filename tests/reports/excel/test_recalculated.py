"""The workbook recalculated by LibreOffice equals the engine, as written and after figures are changed."""

import random
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell

from openvbc.errors import OpenVBCError
from openvbc.figures import Absent, Figure, Figures, Key, Value
from openvbc.reports.excel import write_excel
from openvbc.settlement.settle import Case, Settlement
from openvbc.worksheet.evaluate import Override
from openvbc.worksheet.sheet import Line, LineKind
from tests.counts import FULL
from tests.examples import ONE_SIDED, case_of, contract_of, settlement_of, sheet_of

from .recalculation import (
    cell_name,
    cell_named,
    converted,
    differences,
    sheets_of,
    values_of,
    with_false_results,
)
from .shapes import NAMES, ODD_NAMES, SHAPES, example_files, settlement_named

pytestmark = pytest.mark.spreadsheet


def test_libreoffice_recalculates_what_it_opens(tmp_path: Path) -> None:
    file = tmp_path / "false.xlsx"
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet().write_formula("A1", "=40+2", None, 7)
    assert load_workbook(file, data_only=True)["Sheet1"]["A1"].value == 7
    (opened,) = converted([file], tmp_path)
    assert load_workbook(opened, data_only=True)["Sheet1"]["A1"].value == 42


def test_every_line_of_every_shape_equals_the_engine(tmp_path: Path) -> None:
    # In the short form the last example of each payment model; the first are recalculated below, with other figures.
    last_of_model = {name.split("/")[0]: name for name in example_files()}
    names_to_write = [name for name in NAMES if FULL or name not in example_files() or name in last_of_model.values()]
    settlements = {name: settlement_named(name) for name in names_to_write}
    files = []
    for number, settlement in enumerate(settlements.values()):
        write_excel(settlement, tmp_path / f"{number}.xlsx")
        files.append(with_false_results(tmp_path / f"{number}.xlsx", tmp_path / f"false-{number}.xlsx"))
    found = {}
    for (name, settlement), file in zip(settlements.items(), converted(files, tmp_path), strict=True):
        names = ODD_NAMES if name == "odd lines" else {}
        summary = load_workbook(file, data_only=True)["Summary"]
        found[name] = differences(settlement, file, names) + (
            [] if summary["B4"].value == "As settled: every row equals the engine's figure." else [summary["B4"].value]
        )
    assert {name: each for name, each in found.items() if each} == {}


def test_the_workbook_prints(tmp_path: Path) -> None:
    write_excel(settlement_named("shared_savings/starter.yaml"), tmp_path / "starter.xlsx")
    (page,) = converted([tmp_path / "starter.xlsx"], tmp_path, "pdf")
    assert page.read_bytes().startswith(b"%PDF")


#: Changed cells: the line, the member if it has one, and the figure typed over the one that stood there.
Changes = dict[tuple[str, Key | None], Value]


def _save_changed(book: Workbook, settlement: Settlement, changes: Changes, to: Path) -> Path:
    """A copy with figures typed over, on each sheet that has the line, as somebody would who asks `what if`."""
    stood: list[tuple[Cell, object]] = []
    for stream, sheet in sheets_of(settlement):
        for (name, member), value in changes.items():
            if name in stream.evaluation.sheet:
                cell = cell_named(book, cell_name(stream.evaluation.sheet[name], member), sheet)
                assert not cell.protection.locked
                stood.append((cell, cell.value))
                cell.value = value if isinstance(value, bool) else Decimal(str(value))
    book.save(to)
    for cell, before in stood:
        cell.value = before  # type: ignore[assignment]  # what was read from it can be written to it
    return to


def _random_value(chance: random.Random, line: Line, value: Value) -> Value:
    """A figure that the line may take: sometimes at a bound, sometimes near the one it has, sometimes far away."""
    if isinstance(value, bool):
        return chance.random() < 0.5
    assert isinstance(value, Decimal)
    low, high = line.at_least, line.at_most
    if line.unit.kind == "rate":
        drawn = Decimal(chance.choice([chance.randint(0, 100) * 100, chance.randint(0, 10_000)])).scaleb(-4)
    elif line.unit.kind == "money":
        drawn = (value * Decimal(chance.randint(85, 115)).scaleb(-2)).quantize(Decimal("0.01"))
    else:
        drawn = (value * Decimal(chance.randint(50, 200)).scaleb(-2)).quantize(Decimal("0.0001"))
    drawn = drawn if low is None or drawn >= low else low
    return drawn if high is None or drawn <= high else high


#: How often a figure of each kind is changed.
_OFTEN = {LineKind.INPUT: 0.6, LineKind.TERM: 0.15, LineKind.PARAMETER: 0.1, LineKind.COMPUTED: 0.0}


def _random_changes(chance: random.Random, settlement: Settlement) -> Changes:
    """Some inputs and, now and then, a term or a published value; the others stay as they are.

    The engine is given a changed term as an override, which sets all members of a line alike; so an axis is left alone.
    """
    changes: Changes = {}
    for stream in settlement.streams:
        for line, member, value in values_of(stream):
            typed_over = member is None or line.kind is LineKind.INPUT
            if typed_over and not isinstance(value, Absent) and chance.random() < _OFTEN[line.kind]:
                changes[line.name, member] = _random_value(chance, line, value)
    return changes


def _engine_on(settlement: Settlement, changes: Changes) -> Settlement | None:
    """The engine's settlement of the changed figures; None where it refuses them."""
    figures: Figures = {}
    overrides: dict[str, Override] = {}
    for stream in settlement.streams:
        overrides |= stream.evaluation.overrides
        for line, member, value in values_of(stream):
            changed = changes.get((line.name, member))
            if line.kind is not LineKind.INPUT or line.name in overrides:
                overrides |= {line.name: Override(changed, "test")} if changed is not None else {}
            if line.kind is LineKind.INPUT and member is None:
                figures[line.name] = Figure(value if changed is None else changed)
            elif line.kind is LineKind.INPUT and member is not None:
                members = figures.setdefault(line.name, {})
                assert isinstance(members, dict)
                members[member] = Figure(value if changed is None else changed)
    year = settlement.performance_year.year
    case = Case(settlement.organization, year, settlement.status, figures, overrides)
    try:
        return settlement_of(settlement.contract, case)
    except OpenVBCError:
        return None


def test_after_random_changes_every_line_equals_the_engine(tmp_path: Path) -> None:
    chance = random.Random(20260101)  # noqa: S311  # the same cases every time
    # In the short form one example of each payment model; shapes are what the terms can make of a worksheet.
    of_model = {name.split("/")[0]: name for name in reversed(example_files())}
    settlements = {
        name: settlement_named(name) for name in (*SHAPES, *(example_files() if FULL else of_model.values()))
    }
    cases, files = [], []
    for number, (name, settlement) in enumerate(settlements.items()):
        write_excel(settlement, tmp_path / f"{number}.xlsx")
        book = load_workbook(tmp_path / f"{number}.xlsx")
        for attempt in range(7 if name in SHAPES else 2):
            changes = _random_changes(chance, settlement)
            expected = _engine_on(settlement, changes)
            if expected is not None and changes:
                file = tmp_path / f"changed-{number}-{attempt}.xlsx"
                files.append(_save_changed(book, settlement, changes, file))
                cases.append((name, changes, expected))
                if not FULL:
                    break
    assert len(cases) > (60 if FULL else 15)
    assert set(SHAPES) <= {name for name, _, _ in cases}
    found = [
        (name, changes, differing)
        for (name, changes, expected), file in zip(cases, converted(files, tmp_path), strict=True)
        if (differing := differences(expected, file))
    ]
    assert found == []


def test_changed_and_emptied_cells_are_told_on_the_first_sheet(tmp_path: Path) -> None:
    shape = SHAPES["given total, minimum and cap on the pool"]
    write_excel(shape.settlement(), tmp_path / "settled.xlsx")
    states = {"changed": Decimal(9300000), "emptied": None, "words": "about nine million", "out of bounds": -1}
    files = []
    for name, value in states.items():
        book = load_workbook(tmp_path / "settled.xlsx")
        cell_named(book, "benchmark" if name == "out of bounds" else "expenditures", "Settlement").value = value
        book.save(tmp_path / f"{name}.xlsx")
        files.append(tmp_path / f"{name}.xlsx")
    told = {}
    for name, file in zip(states, converted(files, tmp_path), strict=True):
        book = load_workbook(file, data_only=True)
        told[name] = book["Summary"]["B4"].value
        assert book["Settlement"]["A2"].value == told[name]
    assert told["changed"] == "What if: 1 row(s) of figures were changed; this is not the settlement."
    for name in ("emptied", "words", "out of bounds"):
        assert told[name] == "No answer: 1 row(s) hold no valid figure; look for “invalid”."


def test_a_changed_table_is_told_on_the_first_sheet(tmp_path: Path) -> None:
    write_excel(SHAPES["escalator, minimum by size, reinvestment"].settlement(), tmp_path / "settled.xlsx")
    book = load_workbook(tmp_path / "settled.xlsx")
    ((_, place),) = book.defined_names["minimum_savings_rate_by_population_size_rate"].destinations
    book["Tables"][place.split(":")[0].replace("$", "")].value = Decimal("0.5")
    book.save(tmp_path / "changed.xlsx")
    (file,) = converted([tmp_path / "changed.xlsx"], tmp_path)
    told = load_workbook(file, data_only=True)["Summary"]["B4"].value
    assert told == "What if: 1 row(s) of figures were changed; this is not the settlement."


def test_savings_exactly_at_the_minimum_are_shared_and_a_cent_less_is_not(tmp_path: Path) -> None:
    """Benchmarks up to five billion dollars; 2% of most of them has no exact binary form."""
    chance = random.Random(7 if FULL else 6)  # noqa: S311  # the same cases every time
    terms = {**ONE_SIDED, "savings": {"share": "50%", "minimum_savings_rate": {"fixed": "2%"}}}
    contract = contract_of(terms)
    assert "minimum_savings_met" in sheet_of(contract)
    given = {"benchmark": "100.00", "expenditures": "98.00"}
    base = settlement_of(contract, case_of(given))
    write_excel(base, tmp_path / "base.xlsx")
    book = load_workbook(tmp_path / "base.xlsx")
    cases, files = [], []
    for number in range(30 if FULL else 8):
        # A benchmark in half dollars, so that 2% of it is a whole number of cents.
        benchmark = Decimal(chance.randint(10 ** chance.randint(3, 9), 10**10)).scaleb(-1) * 5
        spent = benchmark * Decimal("0.98") + chance.choice([Decimal(0), Decimal(0), Decimal("0.01"), Decimal("-0.01")])
        changes: Changes = {("benchmark", None): benchmark, ("expenditures", None): spent}
        figures = {"benchmark": benchmark, "expenditures": spent}
        cases.append((figures, settlement_of(contract, case_of(figures))))
        files.append(_save_changed(book, base, changes, tmp_path / f"at-{number}.xlsx"))
    met = [settlement.streams[0].evaluation.value("minimum_savings_met") for _, settlement in cases]
    assert (5 if FULL else 2) < met.count(True) < (28 if FULL else 8)
    found = [
        (figures, differing)
        for (figures, settlement), file in zip(cases, converted(files, tmp_path), strict=True)
        if (differing := differences(settlement, file))
    ]
    assert found == []
