"""The bars from benchmark to payment add up, for every figure, and a worksheet whose bars do not is refused."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openvbc.errors import WorksheetError
from openvbc.figures import ABSENT, Figure
from openvbc.reports.waterfall import WaterfallBar, waterfall
from openvbc.settlement.settle import Settlement
from openvbc.units import USD
from openvbc.worksheet.evaluate import Override, evaluate
from openvbc.worksheet.formula import first_present
from openvbc.worksheet.sheet import Bar, BarRole, Worksheet
from tests.examples import case_of, contract_of, settlement_of

from .example_settlements import one_sided_with_savings, set_by_hand, two_sided_with_losses

CONTRACT = contract_of(
    {
        "risk": "two_sided",
        "benchmark": {
            "own_history": {
                "per": "member_month",
                "base_years": [{"year": 2025, "weight": "100%"}],
                "inflator": {"yearly_rate": "3%"},
            }
        },
        "savings": {
            "minimum_savings_rate": {"fixed": "1.5%"},
            "share": "50%",
            "quality": {"multiplier": {}},
            "caps": [{"rate": "7.3%", "of": "benchmark", "on": "pool"}],
        },
        "losses": {"share": {"equal_to_share_of_savings": True}, "caps": [{"rate": "3.7%", "of": "provider_revenue"}]},
        "quality_payment": {"per_member_per_month": "$1.37", "minimum_score": "60%"},
    }
)


def told(bars: tuple[WaterfallBar, ...]) -> list[tuple[str, str, str]]:
    return [(bar.line, bar.shown, bar.reached) for bar in bars]


def test_savings_are_told_from_benchmark_to_payment() -> None:
    assert told(waterfall(one_sided_with_savings().streams[0].evaluation)) == [
        ("benchmark", "$500.00", "$500.00"),
        ("expenditures", "-$480.00", "$20.00"),
        ("savings", "$20.00", "$20.00"),
        ("not_shared", "$0.00", "$20.00"),
        ("payer_part", "-$10.00", "$10.00"),
        ("provider_part", "$10.00", "$10.00"),
        ("net_payment", "$10.00", "$10.00"),
    ]


def test_losses_are_told_below_zero_and_the_payers_part_adds() -> None:
    assert told(waterfall(two_sided_with_losses().streams[0].evaluation))[2:] == [
        ("savings", "-$20.00", "-$20.00"),
        ("not_shared", "$0.00", "-$20.00"),
        ("payer_part", "+$8.00", "-$12.00"),
        ("provider_part", "-$12.00", "-$12.00"),
        ("net_payment", "-$12.00", "-$12.00"),
    ]


def from_history(base: int, base_months: int, months: int, spent: int, quality: int, revenue: int) -> Settlement:
    return settlement_of(
        CONTRACT,
        case_of(
            {
                "base_year_expenditures": {"2025": str(base)},
                "base_year_member_months": {"2025": str(base_months)},
                "member_months": str(months),
                "expenditures": str(spent),
                "quality_score": str(Decimal(quality) / 100),
                "provider_revenue": str(revenue),
            }
        ),
    )


@given(
    base=st.integers(1, 10**9),
    base_months=st.integers(1, 10**6),
    months=st.integers(1, 10**6),
    spent=st.integers(0, 10**9),
    quality=st.integers(0, 100),
    revenue=st.integers(0, 10**9),
)
def test_bars_join_and_add_up_for_any_figures(
    base: int, base_months: int, months: int, spent: int, quality: int, revenue: int
) -> None:
    settlement = from_history(base, base_months, months, spent, quality, revenue)
    bars = waterfall(settlement.streams[0].evaluation)
    for before, after in pairwise(bars):
        assert after.start == (0 if after.is_total else before.end)
    steps = sum(Fraction(bar.change) for bar in bars if not bar.is_total)
    payment = Fraction(bars[0].end) + steps
    assert abs(payment - Fraction(settlement.net_payment)) <= max(abs(Fraction(bar.end)) for bar in bars) / 10**29
    assert not any(bar.by_hand for bar in bars)


def test_the_last_digits_that_a_division_leaves_apart_are_no_fault() -> None:
    bars = waterfall(
        from_history(base=1000, base_months=7, months=1, spent=1, quality=80, revenue=1000).streams[0].evaluation
    )
    steps = sum(Fraction(bar.change) for bar in bars if not bar.is_total)
    assert Fraction(bars[0].end) + steps != Fraction(bars[-1].end)


def a_worksheet(taken: str) -> Worksheet:
    sheet = Worksheet("Example")
    sheet.section("all", "All")
    start = sheet.input("start", "Start", USD)
    step = sheet.input("step", "Step", USD, optional=True)
    sheet.line("end", "End", USD, start - first_present(step, 0) - Decimal(taken))
    sheet.outcome = "end"
    sheet.waterfall = (Bar("start", BarRole.TOTAL), Bar("step", BarRole.MINUS), Bar("end", BarRole.TOTAL))
    return sheet


def test_bars_that_miss_a_total_by_a_cent_are_refused() -> None:
    figures = {"start": Figure(Decimal(10)), "step": Figure(Decimal(3))}
    with pytest.raises(WorksheetError, match=r"come to \$7.00, not to \$6.99"):
        waterfall(evaluate(a_worksheet("0.01"), figures))


def test_an_absent_step_is_left_out_and_an_absent_total_is_refused() -> None:
    evaluation = evaluate(a_worksheet("0"), {"start": Figure(Decimal(10)), "step": Figure(ABSENT)})
    assert [bar.line for bar in waterfall(evaluation)] == ["start", "end"]
    with pytest.raises(WorksheetError, match="has no amount"):
        waterfall(replace(evaluation, values={**evaluation.values, "end": ABSENT}))


def test_what_a_line_set_from_outside_changes_is_a_bar_of_its_own() -> None:
    evaluation = evaluate(
        a_worksheet("0"),
        {"start": Figure(Decimal(10)), "step": Figure(Decimal(3))},
        {"end": Override(Decimal(5), "Jane Roe")},
    )
    *_, changed, end = waterfall(evaluation)
    assert (changed.label, changed.shown, changed.by_hand) == ("Changed by setting “End”", "-$2.00", True)
    assert (changed.start, changed.end, end.end) == (Decimal(7), Decimal(5), Decimal(5))


def test_an_override_above_the_bars_needs_no_bar_of_its_own() -> None:
    bars = waterfall(set_by_hand().streams[0].evaluation)
    assert not any(bar.by_hand for bar in bars)
    assert bars[-1].shown == "$7.50"


def test_a_model_without_a_waterfall_has_no_bars() -> None:
    sheet = a_worksheet("0")
    sheet.waterfall = ()
    assert waterfall(evaluate(sheet, {"start": Figure(Decimal(10)), "step": Figure(Decimal(3))})) == ()
