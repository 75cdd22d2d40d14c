"""A worksheet written wrongly fails when it is written, not when it pays."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from openvbc.citation import Citation
from openvbc.errors import WorksheetError
from openvbc.units import PERSONS, RATE, USD, YES_OR_NO
from openvbc.worksheet.formula import (
    Axis,
    Member,
    all_of,
    any_of,
    at,
    by_member,
    first_present,
    greatest,
    interpolated,
    least,
    lookup,
    nodes,
    rounded,
    running_total,
    total,
    when,
)
from openvbc.worksheet.sheet import LineKind, Worksheet

from .made_up_sheets import TABLE, YEARS

MEASURES = Axis("measures", "Measures", (Member("a", "A"), Member("b", "B")))


def a_sheet() -> Worksheet:
    sheet = Worksheet("Sheet")
    sheet.section("all", "All")
    sheet.input("x", "X", USD)
    sheet.input("y", "Y", USD)
    sheet.input("f", "F", YES_OR_NO)
    sheet.input("years", "By year", USD, axis=YEARS)
    sheet.input("measures", "By measure", USD, axis=MEASURES)
    return sheet


OTHER = a_sheet()
OTHER_YEARS = Worksheet("Other years")
OTHER_YEARS.section("all", "All")
OTHER_YEARS.input("cost", "Cost", USD, axis=Axis("years", "Years", (Member("2030", "2030"),)))

#: What is done, and words of the complaint.
MISUSE: dict[str, tuple[Callable[[Worksheet], object], str]] = {
    "if": (lambda w: 1 if w["x"] else 2, "was asked to decide on a figure"),  # type: ignore[redundant-expr]
    "if on a comparison": (lambda w: 1 if w["x"] > 0 else 2, "was asked to decide on a figure"),
    "and": (lambda w: w["x"] > 0 and w["y"] > 0, "was asked to decide on a figure"),
    "or": (lambda w: w["x"] > 0 or w["y"] > 0, "was asked to decide on a figure"),
    "not": (lambda w: not w["f"], "was asked to decide on a figure"),
    "chained comparison": (lambda w: 0 < w["x"] < w["y"], "was asked to decide on a figure"),
    "min": (lambda w: min(w["x"], w["y"]), "use when(), all_of(), any_of(), least() or greatest()"),
    "max": (lambda w: max(w["x"], w["y"]), "use when(), all_of(), any_of(), least() or greatest()"),
    "sorted": (lambda w: sorted([w["x"], w["y"]]), "was asked to decide on a figure"),
    "round": (lambda w: round(w["x"], 2), "builtin round() was used on a formula"),
    "round to whole": (lambda w: round(w["x"]), "builtin round() was used on a formula"),
    "abs": (lambda w: abs(w["x"]), "builtin abs() was used on a formula"),
    "float": (lambda w: float(w["x"]), "a formula was turned into a float"),
    "int": (lambda w: int(w["x"]), "a formula was turned into an integer"),
    "float constant": (lambda w: w["x"] * 0.5, 'write Decimal("0.02"), never 0.02'),  # type: ignore[operator]
    "float constant on the left": (lambda w: 0.5 * w["x"], "is no formula, Decimal, int or bool"),  # type: ignore[operator]
    "float zero on the left": (lambda w: 0.0 + w["x"], "is no formula, Decimal, int or bool"),  # type: ignore[operator]
    "float in least": (lambda w: least(w["x"], 0.5), "is no formula, Decimal, int or bool"),  # type: ignore[arg-type]
    "text in a formula": (lambda w: w["x"] + "5", "is no formula, Decimal, int or bool"),  # type: ignore[operator]
    "flag arithmetic": (lambda w: w["f"] * w["x"], "was given yes or no"),
    "flag added to a number": (lambda w: w["x"] + w["f"], "was given yes or no"),
    "sum of a flag": (lambda w: 0 + w["f"], "was given yes or no"),
    "constant flag": (lambda w: w["x"] + True, "was given yes or no"),
    "flag compared": (lambda w: w["f"] >= 1, "was given yes or no"),
    "least of a flag": (lambda w: least(w["f"], w["x"]), "was given yes or no"),
    "rounded flag": (lambda w: rounded(w["f"], 2), "was given yes or no"),
    "lookup of a flag": (lambda w: lookup(w["f"], TABLE, "rate"), "was given yes or no"),
    "all_of numbers": (lambda w: all_of(w["x"], w["f"]), "was given a number"),
    "any_of numbers": (lambda w: any_of(w["x"]), "was given a number"),
    "number as condition": (lambda w: when(w["x"], 1, 2), "the condition of when() is a number"),
    "equality as condition": (lambda w: when(w["x"] == w["y"], 1, 2), "which is decided already"),  # type: ignore[arg-type]
    "equality in all_of": (lambda w: all_of(w["f"], w["x"] == 0), "which is decided already"),  # type: ignore[arg-type,comparison-overlap]
    "inequality in any_of": (lambda w: any_of(w["x"] != 0), "which is decided already"),  # type: ignore[arg-type,comparison-overlap]
    "sides of two kinds": (lambda w: when(w["f"], 1, w["f"]), "when() mixes a number with yes or no"),
    "first_present of two kinds": (lambda w: first_present(w["x"], w["f"]), "mixes a number with yes or no"),
    "nothing given": (lambda _: least(), "least was given nothing"),
    "nothing given to all_of": (lambda _: all_of(), "all_of was given nothing"),
    "two axes of one name": (lambda w: w["years"] + OTHER_YEARS["cost"], "two axes that are both named 'years'"),
    "a line over an axis with other members": (
        lambda w: w.input("z", "Z", USD, axis=OTHER_YEARS["cost"].axes),
        "has the axis 'years' with other members than the lines above it",
    ),
    "a line over one axis twice": (lambda w: w.input("z", "Z", USD, axis=(YEARS, YEARS)), "has the axis 'years' twice"),
    "total over which axis": (
        lambda w: total(w["years"] * w["measures"]),
        "several axes without saying over which: years, measures",
    ),
    "total over another axis": (
        lambda w: total(w["years"], MEASURES),
        "names the axis measures, which",
    ),
    "a member of another axis": (
        lambda w: at(w["x"], YEARS, "2023"),
        "names the axis years, which",
    ),
    "an unknown member": (lambda w: at(w["years"], YEARS, "1999"), "axis years has no member '1999'"),
    "a formula for an unknown member": (lambda w: by_member(YEARS, {"1999": 1}, w["x"]), "which is no member"),
    "no formula for a member": (lambda w: by_member(YEARS, {"2023": w["x"]}), "names no formula for"),
    "by_member of two kinds": (lambda w: by_member(YEARS, {"2023": w["x"]}, w["f"]), "mixes a number with yes or no"),
    "unknown column to interpolate": (lambda w: interpolated(w["x"], TABLE, "rat"), "has no column 'rat'"),
    "running total over another axis": (lambda w: running_total(w["x"], w["years"], MEASURES), "axis measures, which"),
    "total without axis": (lambda w: total(w["x"]), "asked to add up a single value"),
    "unknown column": (lambda w: lookup(w["x"], TABLE, "rat"), "has no column 'rat'"),
    "two whens": (
        lambda w: w.line("z", "Z", USD, when(w["f"], 1, 2) + when(w["f"], 3, 4)),
        "line 'z' uses when() 2 times",
    ),
    "nested whens": (lambda w: w.line("z", "Z", USD, when(w["f"], when(w["f"], 1, 2), 3)), "uses when() 2 times"),
    "line of another sheet": (lambda w: w.line("z", "Z", USD, OTHER["x"] + w["x"]), "does not stand above it"),
    "duplicate name": (lambda w: w.line("x", "X again", USD, w["y"] + 1), "line 'x' is there already"),
    "duplicate section": (lambda w: w.section("all", "Again"), "section 'all' is there already"),
    "bad name": (lambda w: w.input("Net Payment", "Net payment", USD), "'Net Payment' is no line name"),
    "name with a digit first": (lambda w: w.input("2023_cost", "Cost", USD), "is no line name"),
    "no section": (lambda _: Worksheet("Empty").input("x", "X", USD), "stands in no section"),
    "parameter without citation": (lambda w: w.parameter("p", "P", RATE, Decimal(1)), "has no citation"),
    "number in a flag line": (lambda w: w.line("z", "Z", YES_OR_NO, w["x"] + 1), "its formula another kind"),
    "flag in a money line": (lambda w: w.line("z", "Z", USD, w["x"] > 1), "its formula another kind"),
    "float constant line": (lambda w: w.line("z", "Z", RATE, 0.5), "is no formula"),  # type: ignore[arg-type]
    "float term": (lambda w: w.term("z", "Z", RATE, 0.5), "its value is 0.5"),  # type: ignore[arg-type]
    "int term": (lambda w: w.term("z", "Z", USD, 5), "its value is 5"),  # type: ignore[arg-type]
    "flag term in a rate": (lambda w: w.term("z", "Z", RATE, value=True), "its value is True"),
    "number term in a flag": (lambda w: w.term("z", "Z", YES_OR_NO, Decimal(1)), "its value is Decimal('1')"),
    "values without axis": (lambda w: w.term("z", "Z", RATE, {"2023": Decimal(1)}), "one value a member of an axis"),
    "axis without values": (lambda w: w.term("z", "Z", RATE, Decimal(1), axis=YEARS), "one value a member of an axis"),
    "a member without value": (
        lambda w: w.term("z", "Z", RATE, {"2023": Decimal(1)}, axis=YEARS),
        "one value a member of an axis",
    ),
}


@pytest.mark.parametrize("case", MISUSE)
def test_misuse_says_what_is_wrong_and_what_to_write(case: str) -> None:
    misuse, complaint = MISUSE[case]
    with pytest.raises(WorksheetError) as caught:
        misuse(a_sheet())
    assert complaint in str(caught.value)
    assert caught.value.faults[0].fix


def test_a_failed_line_leaves_the_sheet_as_it_was() -> None:
    sheet = a_sheet()
    before = list(sheet.lines)
    with pytest.raises(WorksheetError):
        sheet.line("z", "Z", USD, OTHER["x"] * 1)
    assert list(sheet.lines) == before


def test_what_is_right_is_accepted() -> None:
    sheet = a_sheet()
    x, y = sheet["x"], sheet["y"]
    assert sum([x, y]) is not x  # sum() starts from 0 and adds up formulas
    sheet.line("sum", "Sum", USD, sum([x, y], start=x) - 1)
    sheet.line("left", "Left", USD, 2 * x + 1 - x / Decimal(2) + (3 - y) + (12 / y))
    sheet.line("by_year", "By year", USD, sheet["years"] * x)
    line = sheet.line("all_years", "All years", USD, total(sheet["by_year"]) + total(sheet["measures"]))
    assert line.axes == ()
    assert sheet["by_year"].axes == (YEARS,)
    assert sheet.parameter("p", "P", RATE, Decimal(1), rule=Citation("42 CFR 425.605")).kind is LineKind.PARAMETER
    assert [each.name for each in line.precedents] == ["by_year", "measures"]


def test_a_line_knows_its_tables_and_the_sheet_each_table_once() -> None:
    sheet = a_sheet()
    people = sheet.input("people", "People", PERSONS)
    line = sheet.line("rate", "Rate", RATE, lookup(people, TABLE, "rate") + lookup(people + 1, TABLE, "rate"))
    sheet.line("rate_again", "Rate again", RATE, lookup(people, TABLE, "rate"))
    assert line.tables == sheet.tables == (TABLE,)
    assert sheet["x"].tables == ()


@pytest.mark.parametrize(
    ("at", "row"), [("-100.01", None), ("-100", 0), ("-0.01", 0), ("0", 1), ("4.99", 1), ("5", 2), ("99999", 3)]
)
def test_a_row_of_a_step_table_holds_from_its_bound_up_to_the_next(at: str, row: int | None) -> None:
    assert TABLE.row(Decimal(at)) == row


def test_all_nodes_of_a_formula_are_found_from_the_top() -> None:
    sheet = a_sheet()
    formula = greatest(sheet["x"] + 1, 0)
    found = list(nodes(formula))
    assert found[0] is formula
    assert [type(each).__name__ for each in found] == ["Apply", "Apply", "Line", "Constant", "Constant"]
