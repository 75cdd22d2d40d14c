"""Lines over several named axes: which members meet, in which order, and how they are named, told and given."""

from decimal import Decimal

from openvbc.errors import Fault, InputError
from openvbc.figures import ABSENT, Figure, Figures
from openvbc.units import FACTOR, PERSONS, RATE, USD
from openvbc.worksheet.evaluate import evaluate
from openvbc.worksheet.explain import explain
from openvbc.worksheet.formula import Axis, Member, absent, at, by_member, members_of, total
from openvbc.worksheet.inputs import check_inputs
from openvbc.worksheet.sheet import Worksheet

YEARS = Axis("years", "Years", (Member("2024", "Year 2024"), Member("2025", "Year 2025")))
TYPES = Axis("types", "Enrollment types", (Member("esrd", "ESRD"), Member("aged", "Aged")))

COST = {("2024", "esrd"): 100, ("2024", "aged"): 40, ("2025", "esrd"): 120, ("2025", "aged"): 50}


def a_sheet() -> Worksheet:
    """Cost by year and type, people by type, a weight by year."""
    sheet = Worksheet("Two axes")
    sheet.section("all", "All")
    cost = sheet.input("cost", "Cost", USD, axis=(YEARS, TYPES))
    people = sheet.input("people", "People", PERSONS, axis=TYPES)
    parts = sheet.term("parts", "Parts", FACTOR, {"2024": Decimal(1), "2025": Decimal(3)}, axis=YEARS)
    sheet.line("spent", "Spent", USD, people * cost)
    sheet.line("by_year", "Of all types", USD, total(sheet["spent"], over=TYPES))
    sheet.line("growth", "Growth to 2025", RATE, at(cost, YEARS, "2025") / cost)
    sheet.line("weighted", "Weighted", USD, total(cost * parts, over=YEARS) / total(parts))
    sheet.line("chosen", "Chosen", USD, by_member(YEARS, {"2024": absent()}, total(cost, over=TYPES)))
    sheet.line("everything", "Everything", USD, total(total(sheet["spent"], over=TYPES), over=YEARS))
    return sheet


def figures() -> Figures:
    return {
        "cost": {key: Figure(Decimal(value)) for key, value in COST.items()},
        "people": {"esrd": Figure(Decimal(2)), "aged": Figure(Decimal(10))},
    }


def test_members_meet_by_the_name_of_their_axis() -> None:
    values = evaluate(a_sheet(), figures()).values
    assert values["spent"] == {
        ("2024", "esrd"): 200, ("2024", "aged"): 400, ("2025", "esrd"): 240, ("2025", "aged"): 500,
    }  # fmt: skip
    assert values["by_year"] == {"2024": 600, "2025": 740}
    assert values["everything"] == 1340


def test_a_line_has_the_axes_of_what_it_names_in_the_order_of_the_line_with_most() -> None:
    sheet = a_sheet()
    assert [axis.name for axis in sheet["spent"].axes] == ["years", "types"]
    assert [axis.name for axis in sheet["growth"].axes] == ["years", "types"]
    assert [axis.name for axis in sheet["weighted"].axes] == ["types"]
    assert sheet["everything"].axes == ()
    assert list(sheet.axes) == ["years", "types"]


def test_one_member_is_set_beside_each_of_the_axis() -> None:
    values = evaluate(a_sheet(), figures()).values
    assert values["growth"] == {
        ("2024", "esrd"): Decimal("1.2"), ("2024", "aged"): Decimal("1.25"), ("2025", "esrd"): 1, ("2025", "aged"): 1,
    }  # fmt: skip


def test_a_total_over_one_axis_leaves_the_other() -> None:
    assert evaluate(a_sheet(), figures()).values["weighted"] == {"esrd": 115, "aged": Decimal("47.5")}


def test_a_member_may_have_a_formula_of_its_own_or_none() -> None:
    assert evaluate(a_sheet(), figures()).values["chosen"] == {"2024": ABSENT, "2025": 170}


def test_each_figure_is_explained_with_its_members() -> None:
    line = explain(evaluate(a_sheet(), figures())).line("spent")
    assert [each.member for each in line.values] == ["2024,esrd", "2024,aged", "2025,esrd", "2025,aged"]
    assert line.values[3].member_label == "Year 2025, Aged"
    assert line.values[3].numbers == "10 × $50.00"
    assert explain(evaluate(a_sheet(), figures())).line("growth").words == "cost of year 2025 ÷ cost"
    by_year = explain(evaluate(a_sheet(), figures())).line("weighted")
    assert by_year.words == "the total over years of (cost × parts) ÷ the total of (parts)"


def faults_of(sheet: Worksheet, given: Figures) -> list[Fault]:
    try:
        check_inputs(sheet, given)
    except InputError as error:
        return list(error.faults)
    return []


def test_figures_are_asked_for_by_the_members_of_each_axis() -> None:
    sheet = a_sheet()
    given = figures()
    assert faults_of(sheet, given) == []
    cost = given["cost"]
    assert isinstance(cost, dict)
    del cost["2025", "aged"]
    cost["2026", "aged"] = Figure(Decimal(1))
    missing, unknown = faults_of(sheet, given)
    assert missing.what == "'Cost' is missing for 2025,aged"
    assert missing.fix == "give cost for each of 2024, 2025 by each of esrd, aged"
    assert unknown.what == "'Cost' has no column '2026,aged'"
    (fault,) = faults_of(sheet, {**figures(), "cost": Figure(Decimal(1))})
    assert fault.fix == "write cost: {2024: {esrd: ...}}"


def test_combinations_run_through_the_last_axis_first() -> None:
    assert [tuple(member.key for member in each) for each in members_of((YEARS, TYPES))] == list(COST)
    assert members_of(()) == ((),)
