"""No figure enters a worksheet unseen: each kind of fault is told, all at once, with what to write."""

from decimal import Decimal
from typing import Any, cast

import pytest

from openvbc.errors import InputError
from openvbc.figures import ABSENT, Figure, Figures, Origin, Source, Value
from openvbc.units import MEMBER_MONTHS, RATE, USD, YES_OR_NO
from openvbc.worksheet.inputs import check_inputs
from openvbc.worksheet.sheet import Worksheet

from .made_up_sheets import YEARS


def a_sheet() -> Worksheet:
    sheet = Worksheet("Sheet")
    sheet.section("all", "All")
    sheet.input("spent", "Spent", USD, at_least=Decimal(0))
    sheet.input("score", "Quality score", RATE, at_least=Decimal(0), at_most=Decimal(1))
    sheet.input("met", "Plan approved", YES_OR_NO)
    sheet.input("months", "Member months", MEMBER_MONTHS, axis=YEARS, at_least=Decimal(0))
    sheet.input("bonus", "Bonus", USD, optional=True)
    sheet.term("share", "Share", RATE, Decimal("0.5"))
    sheet.line("earned", "Earned", USD, sheet["share"] * sheet["spent"])
    return sheet


def at(value: object, line: int = 5) -> Figure:
    return Figure(cast("Value", value), Source(Origin.GIVEN, "", f"inputs.yaml:{line}"))


def right() -> dict[str, Any]:
    months = {year: at(Decimal(12000)) for year in YEARS.keys}
    return {"spent": at(Decimal(100)), "score": at(Decimal("0.8")), "met": at(value=True), "months": months}


def told(figures: Figures, overrides: dict[str, Value] | None = None) -> str:
    with pytest.raises(InputError) as caught:
        check_inputs(a_sheet(), figures, "Lakeside ACO", overrides)
    return str(caught.value)


def test_right_figures_pass() -> None:
    check_inputs(a_sheet(), right())
    check_inputs(a_sheet(), {**right(), "bonus": at(ABSENT)})
    check_inputs(a_sheet(), {**right(), "score": at(Decimal(1)), "spent": at(Decimal(0))})


#: Figures that differ from the right ones, and what is told of them.
FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "unknown": (
        {"spnt": at(Decimal(1), 9)},
        "Lakeside ACO, inputs.yaml:9: this contract uses no figure 'spnt'\n    did you mean 'spent'?",
    ),
    "a computed line": (
        {"earned": at(Decimal(1), 9)},
        (
            "Lakeside ACO, inputs.yaml:9: 'earned' is a formula, not an input\n"
            "    a computed or agreed figure given as an input would be two values for one line\n"
            "    take it out, or set it as an override that says by whom and why"
        ),
    ),
    "a term": ({"share": at(Decimal(1), 9)}, "Lakeside ACO, inputs.yaml:9: 'share' is a term of the contract, not an"),
    "absent": (
        {"spent": at(ABSENT)},
        "Lakeside ACO, inputs.yaml:5: 'Spent' is absent\n    this figure is needed\n    give spent",
    ),
    "negative": (
        {"spent": at(Decimal(-5))},
        (
            "Lakeside ACO, inputs.yaml:5: 'Spent' is -$5.00\n    it must be at least $0.00\n"
            "    check the figure and its sign"
        ),
    ),
    "80 for a rate": (
        {"score": at(Decimal(80))},
        (
            "Lakeside ACO, inputs.yaml:5: 'Quality score' is 80, which as a rate is 8,000%\n"
            "    it must be 100.00% at most; a percentage may be meant\n"
            "    write 80% or 0.80 if 80 percent is meant"
        ),
    ),
    "150 for a rate": (
        {"score": at(Decimal(150))},
        (
            "Lakeside ACO, inputs.yaml:5: 'Quality score' is 15,000.00%\n    it must be at most 100.00%\n"
            "    check the figure and its sign"
        ),
    ),
    "a negative rate": ({"score": at(Decimal("-0.1"))}, "'Quality score' is -10.00%\n    it must be at least 0.00%"),
    "a number for yes or no": (
        {"met": at(Decimal(1))},
        "Lakeside ACO, inputs.yaml:5: 'Plan approved' must be yes or no\n    write met: true",
    ),
    "yes or no for a number": (
        {"spent": at(value=True)},
        "Lakeside ACO, inputs.yaml:5: 'Spent' must be a number in usd\n    write spent: ...",
    ),
    "a binary fraction": (
        {"spent": at(100.5)},
        (
            "Lakeside ACO, inputs.yaml:5: 'Spent' is 100.5, which is no exact number\n"
            '    binary fractions round where no rule does\n    write Decimal("0.02")'
        ),
    ),
    "not a number": ({"spent": at(Decimal("NaN"))}, "'Spent' is Decimal('NaN'), which is no exact number"),
    "an integer": ({"spent": at(100)}, "'Spent' is 100, which is no exact number"),
    "one figure for many": (
        {"months": at(Decimal(1))},
        (
            "Lakeside ACO, line months: 'Member months' needs one figure for each of 2023, 2024, 2025\n"
            "    write months: {2023: ...}"
        ),
    ),
    "many figures for one": (
        {"spent": {"2023": at(Decimal(1))}},
        "Lakeside ACO, line spent: 'Spent' needs one figure\n    write spent: ...",
    ),
    "a member missing": (
        {"months": {year: at(Decimal(1)) for year in ("2023", "2024")}},
        (
            "Lakeside ACO, line months: 'Member months' is missing for 2025\n"
            "    a missing figure is not taken as zero\n    give months for each of 2023, 2024, 2025"
        ),
    ),
    "a member unknown": (
        {"months": {**{year: at(Decimal(1)) for year in YEARS.keys}, "2026": at(Decimal(1), 9)}},
        "Lakeside ACO, inputs.yaml:9: 'Member months' has no column '2026'\n    did you mean '2025'?",
    ),
    "a member negative": (
        {"months": {**{year: at(Decimal(1)) for year in YEARS.keys}, "2024": at(Decimal(-1), 9)}},
        "Lakeside ACO, inputs.yaml:9: 'Member months, 2024' is -1\n    it must be at least 0",
    ),
}


@pytest.mark.parametrize("case", FAULTS)
def test_a_fault_is_told_with_its_place_and_fix(case: str) -> None:
    figures, expected = FAULTS[case]
    assert expected in told({**right(), **figures})


def test_a_missing_figure_is_not_taken_as_zero() -> None:
    figures = right()
    del figures["spent"], figures["months"]
    assert told(figures) == (
        "Lakeside ACO, line spent: 'Spent' is missing\n    a missing figure is not taken as zero\n"
        "    give spent (usd)\n"
        "Lakeside ACO, line months: 'Member months' is missing\n    a missing figure is not taken as zero\n"
        "    give months (member_months) for each of 2023, 2024, 2025"
    )


def test_every_fault_is_told_at_once() -> None:
    figures = {"spnt": at(Decimal(1)), "score": at(Decimal(80)), "met": at(Decimal(0)), "share": at(Decimal(0))}
    with pytest.raises(InputError) as caught:
        check_inputs(a_sheet(), cast("Figures", figures))
    assert len(caught.value.faults) == 6  # the four above, and `spent` and `months` missing


def test_a_rate_may_lie_above_its_bound_by_a_percentage_that_still_fits() -> None:
    sheet = Worksheet("Sheet")
    sheet.section("all", "All")
    sheet.input("growth", "Growth", RATE, at_most=Decimal(2))
    with pytest.raises(InputError) as caught:
        check_inputs(sheet, {"growth": at(Decimal(150))})
    assert "write 150% or 1.50 if 150 percent is meant" in str(caught.value)


def test_a_line_set_from_outside_is_checked_like_a_figure() -> None:
    assert told(right(), {"score": Decimal(80)}).startswith(
        "override of score, line score: 'Quality score' is 80, which as a rate is 8,000%"
    )
    assert "'Earned' must be a number in usd" in told(right(), {"earned": True})
    assert "'Earned' is absent" in told(right(), {"earned": ABSENT})
    check_inputs(a_sheet(), right(), "", {"earned": Decimal(5)})


def test_a_figure_that_is_set_from_outside_need_not_be_given() -> None:
    figures = right()
    del figures["score"]
    check_inputs(a_sheet(), figures, "", {"score": Decimal("0.9")})
