"""What must hold of every settlement of the program."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from openvbc.figures import Figure, Value
from openvbc.worksheet.evaluate import evaluate, evaluate_in
from openvbc.worksheet.exact import Rational, RationalValue
from openvbc.worksheet.sheet import LineKind, Worksheet
from tests.counts import examples

from .settling import USUAL, example, sheet_of

D = Decimal
_CONTRACTS = [("enhanced", 2023), ("glide_path_2019", 2024), ("basic_a_2024", 2024), ("track_3", 2018)]
_SHEETS = {(name, year): sheet_of(example(name), year) for name, year in _CONTRACTS}
AMOUNTS = st.decimals(0, 3000000, places=2)


@st.composite
def situations(draw: st.DrawFn) -> tuple[Worksheet, dict[str, Value]]:
    name, year = draw(st.sampled_from(_CONTRACTS))
    sheet = _SHEETS[name, year]
    figures = {
        **{name: each for name, each in USUAL.items() if name in sheet},
        "benchmark": D(1000000),
        "expenditures": draw(AMOUNTS),
        "assigned_beneficiaries": D(draw(st.integers(500, 90000))),
    }
    for flag in ("met_quality_standard", "met_alternative_standard", "low_revenue_aco", "guardrail_applied"):
        if flag in figures:
            figures[flag] = draw(st.booleans())
    if "quality_score" in figures:
        figures["quality_score"] = draw(st.decimals(0, 1, places=4))
    optional = {line.name: None for line in sheet.of_kind(LineKind.INPUT) if line.name not in figures}
    assert all(sheet[name].optional for name in optional)
    return sheet, figures


def exactly(sheet: Worksheet, figures: Mapping[str, Value]) -> dict[str, Value]:
    found = evaluate(sheet, {name: Figure(each) for name, each in figures.items()}).values
    return {name: each for name, each in found.items() if not isinstance(each, Mapping)}


@examples(120)
@given(situation=situations())
def test_what_always_holds(situation: tuple[Worksheet, dict[str, Value]]) -> None:
    sheet, figures = situation
    found = exactly(sheet, figures)
    earned, owed = found["earned_savings"], found.get("owed_losses", D(0))
    assert isinstance(earned, Decimal)
    assert isinstance(owed, Decimal)
    assert earned >= 0
    assert owed >= 0
    assert not (earned and owed)
    limit = found["payment_limit"]
    assert isinstance(limit, Decimal)
    assert earned <= limit
    parts = [found[name] for name in ("not_shared", "medicare_part", "earned_or_owed")]
    assert sum(part for part in parts if isinstance(part, Decimal)) == found["savings"]


@examples(80)
@given(situation=situations(), more=st.decimals(0, 500000, places=2))
def test_spending_more_never_earns_more(situation: tuple[Worksheet, dict[str, Value]], more: Decimal) -> None:
    sheet, figures = situation
    spent = figures["expenditures"]
    assert isinstance(spent, Decimal)
    before = exactly(sheet, {**figures, "guardrail_applied": False} if "guardrail_applied" in figures else figures)
    after_figures = {**figures, "expenditures": spent + more}
    if "guardrail_applied" in figures:
        after_figures["guardrail_applied"] = False
    after = exactly(sheet, after_figures)
    assert after["earned_or_owed"] <= before["earned_or_owed"]  # type: ignore[operator]  # both are amounts


@examples(60)
@given(situation=situations())
def test_fractions_give_the_same_figures(situation: tuple[Worksheet, dict[str, Value]]) -> None:
    sheet, figures = situation
    found = exactly(sheet, figures)
    inputs: dict[str, RationalValue] = {
        line.name: Fraction(each) if type(each := found[line.name]) is Decimal else each  # type: ignore[misc]
        for line in sheet.of_kind(LineKind.INPUT)
    }
    again = evaluate_in(Rational(), sheet, inputs)
    for name in ("earned_savings", "earned_or_owed", "net_payment"):
        exact, rational = found[name], again[name]
        assert isinstance(exact, Decimal)
        assert isinstance(rational, Fraction)
        assert Fraction(exact) == rational
