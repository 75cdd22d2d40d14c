"""The workbook recalculated by LibreOffice equals the engine, as written and after figures are changed."""

import random
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from openpyxl import load_workbook

from openvbc.errors import OpenVBCError
from openvbc.figures import Figure, Value
from openvbc.reports.excel import write_excel
from openvbc.settlement.settle import Case, Settlement, Status
from openvbc.worksheet.evaluate import Override
from openvbc.worksheet.sheet import Line, LineKind
from tests.examples import ONE_SIDED, case_of, contract_of, settlement_of, sheet_of

from .recalculation import cell_name, cell_named, converted, differences, with_false_results
from .shapes import SHAPES, Shape, every_settlement

pytestmark = pytest.mark.spreadsheet

#: In the worksheet of odd lines, names that Excel would read as a cell, a row, a column or a flag, or that are taken.
ODD_NAMES = {
    ("r", None): "_r",
    ("c", None): "_c",
    ("true", None): "_true",
    ("penalty", "m-1"): "penalty_m_1_2",
}


def test_libreoffice_recalculates_what_it_opens(tmp_path: Path) -> None:
    file = tmp_path / "false.xlsx"
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet().write_formula("A1", "=40+2", None, 7)
    assert load_workbook(file, data_only=True)["Sheet1"]["A1"].value == 7
    (opened,) = converted([file], tmp_path)
    assert load_workbook(opened, data_only=True)["Sheet1"]["A1"].value == 42


def test_every_line_of_every_shape_equals_the_engine(tmp_path: Path) -> None:
    settlements = every_settlement()
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
    write_excel(every_settlement()["shared_savings/starter.yaml"], tmp_path / "starter.xlsx")
    (page,) = converted([tmp_path / "starter.xlsx"], tmp_path, "pdf")
    assert page.read_bytes().startswith(b"%PDF")


#: Changed cells: the line, the member if it has one, and the figure typed over the one that stood there.
Changes = dict[tuple[str, str | None], Value]


def _changed_file(file: Path, changes: Changes, lines: Mapping[str, Line], to: Path) -> Path:
    book = load_workbook(file)
    for (name, member), value in changes.items():
        cell = cell_named(book, cell_name(lines[name], member), "Settlement")
        assert not cell.protection.locked
        cell.value = value if isinstance(value, bool) else Decimal(str(value))
    book.save(to)
    return to


def _random_value(chance: random.Random, line: Line, value: Value) -> Value:
    """A figure that the line may take: sometimes at a bound, sometimes near the one it has, sometimes far away."""
    if isinstance(value, bool):
        return chance.random() < 0.5
    assert isinstance(value, Decimal)
    low, high = line.at_least, line.at_most
    if line.unit.kind == "rate":
        drawn = Decimal(chance.choice([chance.randint(0, 100), chance.randint(0, 10_000) / 100])).scaleb(-2)
    elif line.unit.kind == "money":
        drawn = (value * Decimal(chance.randint(85, 115)).scaleb(-2)).quantize(Decimal("0.01"))
    else:
        drawn = (value * Decimal(chance.randint(50, 200)).scaleb(-2)).quantize(Decimal("0.0001"))
    drawn = drawn if low is None or drawn >= low else low
    return drawn if high is None or drawn <= high else high


def _random_changes(chance: random.Random, settlement: Settlement) -> Changes:
    """Some inputs and, now and then, a term; the others stay as they are."""
    evaluation = settlement.streams[0].evaluation
    changes: Changes = {}
    for line in evaluation.sheet:
        likely = {LineKind.INPUT: 0.6, LineKind.TERM: 0.15}.get(line.kind, 0.0)
        held = evaluation.values[line.name]
        members = held.items() if isinstance(held, Mapping) else [(None, held)]
        if line.kind is LineKind.TERM and isinstance(held, Mapping):
            continue  # an override sets all members of a line to one value
        for key, value in members:
            if chance.random() < likely:
                changes[line.name, key] = _random_value(chance, line, value)
    return changes


def _engine_on(shape: Shape, changes: Changes) -> Settlement | None:
    """The engine's settlement of the changed figures; None where it refuses them."""
    contract = SETTLED[id(shape)].contract
    evaluation = SETTLED[id(shape)].streams[0].evaluation
    figures = case_of(shape.given).figures
    overrides = dict(shape.overrides)
    for (name, member), value in changes.items():
        if evaluation.sheet[name].kind is not LineKind.INPUT or name in shape.overrides:
            overrides[name] = Override(value, "test")
        elif member is None:
            figures[name] = Figure(value)
        else:
            figures[name] = {**_members(figures[name]), member: Figure(value)}
    case = Case("Lakeside ACO", shape.year, Status.FINAL, figures, overrides)
    try:
        return settlement_of(contract, case)
    except OpenVBCError:
        return None


def _members(held: "Figure | dict[str, Figure]") -> dict[str, Figure]:
    assert isinstance(held, dict)
    return held


SETTLED = {id(shape): shape.settlement() for shape in SHAPES.values()}


def test_after_random_changes_every_line_equals_the_engine(tmp_path: Path) -> None:
    chance = random.Random(20260101)  # noqa: S311  # the same cases every time
    cases, files = [], []
    for number, (name, shape) in enumerate(SHAPES.items()):
        write_excel(SETTLED[id(shape)], tmp_path / f"{number}.xlsx")
        lines = SETTLED[id(shape)].streams[0].evaluation.sheet.lines
        for attempt in range(12):
            changes = _random_changes(chance, SETTLED[id(shape)])
            expected = _engine_on(shape, changes)
            if expected is not None and changes:
                file = tmp_path / f"changed-{number}-{attempt}.xlsx"
                files.append(_changed_file(tmp_path / f"{number}.xlsx", changes, lines, file))
                cases.append((name, changes, expected))
    assert len(cases) > 80
    assert len({name for name, _, _ in cases}) == len(SHAPES)
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
    ((_, place),) = book.defined_names["minimum_savings_rate_by_population_size_rate_at_start"].destinations
    book["Tables"][place.split(":")[0].replace("$", "")].value = Decimal("0.5")
    book.save(tmp_path / "changed.xlsx")
    (file,) = converted([tmp_path / "changed.xlsx"], tmp_path)
    told = load_workbook(file, data_only=True)["Summary"]["B4"].value
    assert told == "What if: 1 row(s) of figures were changed; this is not the settlement."


def test_savings_exactly_at_the_minimum_are_shared_and_a_cent_less_is_not(tmp_path: Path) -> None:
    """Benchmarks up to five billion dollars; 2% of most of them has no exact binary form."""
    chance = random.Random(7)  # noqa: S311  # the same cases every time
    terms = {**ONE_SIDED, "savings": {"share": "50%", "minimum_savings_rate": {"fixed": "2%"}}}
    contract = contract_of(terms)
    assert "minimum_savings_met" in sheet_of(contract)
    given = {"benchmark": "100.00", "expenditures": "98.00"}
    base = settlement_of(contract, case_of(given))
    write_excel(base, tmp_path / "base.xlsx")
    lines = base.streams[0].evaluation.sheet.lines
    cases, files = [], []
    for number in range(60):
        # A benchmark in half dollars, so that 2% of it is a whole number of cents.
        benchmark = Decimal(chance.randint(10 ** chance.randint(3, 9), 10**10)).scaleb(-1) * 5
        spent = benchmark * Decimal("0.98") + chance.choice([Decimal(0), Decimal(0), Decimal("0.01"), Decimal("-0.01")])
        changes: Changes = {("benchmark", None): benchmark, ("expenditures", None): spent}
        figures = {"benchmark": benchmark, "expenditures": spent}
        cases.append((figures, settlement_of(contract, case_of(figures))))
        files.append(_changed_file(tmp_path / "base.xlsx", changes, lines, tmp_path / f"at-{number}.xlsx"))
    met = [settlement.streams[0].evaluation.value("minimum_savings_met") for _, settlement in cases]
    assert 10 < met.count(True) < 55
    found = [
        (figures, differing)
        for (figures, settlement), file in zip(cases, converted(files, tmp_path), strict=True)
        if (differing := differences(settlement, file))
    ]
    assert found == []
