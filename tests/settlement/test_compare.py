"""Comparing two settlements: the contributions add up, and each is what changing that figure alone-on-top gives."""

from decimal import Decimal
from importlib.resources import as_file
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openvbc.api import load_contract, settle_case
from openvbc.contract.model import Contract
from openvbc.errors import SettlementError
from openvbc.figures import Figure
from openvbc.payment_models.registry import model_folder
from openvbc.settlement.compare import compare
from openvbc.settlement.settle import Case, Settlement, Status
from openvbc.worksheet.evaluate import Override
from tests.counts import examples
from tests.simulation.contracts import contract_of, two_sided


def example(name: str) -> Contract:
    with as_file(model_folder("shared_savings").joinpath("contracts").joinpath(f"{name}.yaml")) as path:
        return load_contract(path)


ONE_SIDED, TWO_SIDED, CALCULATOR = example("one_sided"), example("two_sided"), example("target_calculator")


def settled(contract: Contract, **overrides_and_figures: str) -> Settlement:
    figures: dict[str, Figure | dict[str, Figure]] = {
        name: Figure(Decimal(value)) for name, value in overrides_and_figures.items()
    }
    return settle_case(contract, Case("", 2026, Status.FINAL, figures, {}))


def calculator(**changed: str) -> Settlement:
    figures = {
        "member_months": "25000",
        "allowed_spend": "5000000",
        "customer_expenses": "1000000",
        "excess_claims": "500000",
        "risk_score": "1.12",
        "baseline_member_months": "24000",
        "baseline_allowed_spend": "5500000",
        "baseline_customer_expenses": "900000",
        "baseline_excess_claims": "600000",
        "baseline_risk_score": "1.15",
        "budgeted_trend": "0.012",
        "actual_trend": "0.011",
        "quality_score": "0.8",
    }
    return settled(CALCULATOR, **{**figures, **changed})


def test_a_single_moved_figure_contributes_the_whole_difference() -> None:
    (stream,) = compare(
        settled(ONE_SIDED, benchmark="500", expenditures="480"), settled(ONE_SIDED, benchmark="500", expenditures="470")
    )
    assert [(move.line.name, move.contribution) for move in stream.moves] == [("expenditures", Decimal("5.00"))]
    assert (stream.before, stream.after, stream.shape) == (Decimal("10.00"), Decimal("15.00"), Decimal(0))


def test_nothing_moved_is_said_by_an_empty_list() -> None:
    same = settled(ONE_SIDED, benchmark="500", expenditures="480")
    (stream,) = compare(same, same)
    assert stream.moves == ()
    assert stream.before == stream.after


def test_changed_terms_count_as_moves_with_their_contribution() -> None:
    """From one-sided to two-sided, 50% becomes 60% of $20: the share contributes $2, the new lines nothing."""
    before = settled(ONE_SIDED, benchmark="500", expenditures="480")
    after = settled(TWO_SIDED, benchmark="500", expenditures="480")
    (stream,) = compare(before, after)
    moves = {move.line.name: move.contribution for move in stream.moves}
    assert moves["share_of_savings"] == Decimal("2.00")
    assert stream.before + stream.shape + sum(moves.values()) == stream.after == Decimal("12.00")
    assert "Losses" in stream.only_after


def test_overridden_lines_after_are_part_of_the_form_not_of_a_figure() -> None:
    figures: dict[str, Figure | dict[str, Figure]] = {
        "benchmark": Figure(Decimal(500)),
        "expenditures": Figure(Decimal(480)),
    }
    override = {"savings_pool": Override(Decimal(30), "both parties", "agreed correction")}
    after = settle_case(ONE_SIDED, Case("", 2026, Status.FINAL, figures, override))
    (stream,) = compare(settled(ONE_SIDED, benchmark="500", expenditures="480"), after)
    assert (stream.shape, stream.moves, stream.after) == (Decimal("5.00"), (), Decimal("15.00"))


amounts = st.decimals(min_value=2 * 10**6, max_value=10**7, places=2).map(str)
rates = st.decimals(min_value=0, max_value=1, places=4).map(str)
factors = st.decimals(min_value="0.5", max_value=2, places=3).map(str)


@given(
    changed=st.fixed_dictionaries(
        {},
        optional={
            "allowed_spend": amounts,
            "baseline_allowed_spend": amounts,
            "member_months": st.integers(1000, 90000).map(str),
            "risk_score": factors,
            "actual_trend": rates,
            "quality_score": rates,
        },
    )
)
def test_contributions_add_up_to_the_whole_difference_exactly(changed: dict[str, str]) -> None:
    before, after = calculator(), calculator(**changed)
    (stream,) = compare(before, after)
    contributions = sum((move.contribution for move in stream.moves), Decimal(0))
    assert stream.before + stream.shape + contributions == stream.after
    assert stream.shape == 0
    assert (stream.before, stream.after) == (before.net_payment, after.net_payment)


#: Lines of one value: dollars, dollars with all the digits of a division, and rates.
LINES = ("savings", "benchmark", "target_per_member_per_month", "savings_rate", "adjusted_trend", "shared_savings")


@examples(50)
@given(
    before=st.fixed_dictionaries({}, optional={"member_months": st.integers(1000, 90000).map(str)}),
    changed=st.fixed_dictionaries(
        {}, optional={"allowed_spend": amounts, "actual_trend": rates, "risk_score": factors}
    ),
    line=st.sampled_from(LINES),
)
def test_moves_of_any_line_lead_from_its_value_before_to_its_value_after(
    before: dict[str, str], changed: dict[str, str], line: str
) -> None:
    first, second = calculator(**before), calculator(**changed)
    (stream,) = compare(first, second, line)
    assert stream.before == first.streams[0].evaluation.values[line]
    assert stream.after == second.streams[0].evaluation.values[line]
    levels = [stream.before, *(move.reached for move in stream.moves)]
    assert levels[-1] == stream.after
    for move, (earlier, later) in zip(stream.moves, pairwise(levels), strict=True):
        # Differences of numbers with 34 digits: the last of them may be rounded.
        assert abs(earlier + move.contribution - later) <= abs(later).max(Decimal(1)) * Decimal("1e-27")
    assert stream.shape == 0


def test_a_minimum_that_is_missed_is_a_row_of_its_own_and_burdens_no_single_figure() -> None:
    """The smallest case of the method: $750,000 of 120,000 months at $500 falls to nothing, by three figures."""
    contract = contract_of(two_sided())
    before = settled(contract, member_months="120000", benchmark_per_capita="500", expenditures="58500000")
    after = settled(contract, member_months="119000", benchmark_per_capita="498", expenditures="58300000")
    (stream_moves,) = compare(before, after)
    assert (stream_moves.before, stream_moves.after) == (Decimal(750_000), Decimal(0))
    assert {move.line.name: move.contribution for move in stream_moves.moves} == {
        "expenditures": Decimal(100_000),
        "member_months": Decimal(-250_000),
        "benchmark_per_capita": Decimal(-119_000),
        "minimum_savings_met": Decimal(-481_000),
    }


def test_a_mistyped_line_is_told_with_the_one_that_was_meant() -> None:
    same = settled(ONE_SIDED, benchmark="500", expenditures="480")
    with pytest.raises(SettlementError) as told:
        compare(same, same, "saving_rate")
    assert "no stream of both settlements has one value in a line 'saving_rate'" in str(told.value)
    assert "savings_rate" in str(told.value)


def test_a_line_of_one_settlement_only_or_a_flag_cannot_be_compared() -> None:
    before = settled(ONE_SIDED, benchmark="500", expenditures="480")
    after = settled(TWO_SIDED, benchmark="500", expenditures="480")
    for line in ("shared_losses", "minimum_savings_met"):
        with pytest.raises(SettlementError, match="no stream of both settlements has one value"):
            compare(before, after, line)


def test_two_organizations_are_not_compared() -> None:
    before = settled(ONE_SIDED, benchmark="500", expenditures="480")
    after = settle_case(ONE_SIDED, Case("South ACO", 2026, Status.FINAL, {**figures_in(before)}, {}))
    with pytest.raises(SettlementError, match="South ACO"):
        compare(before, after)


def figures_in(settlement: Settlement) -> dict[str, Figure | dict[str, Figure]]:
    values = settlement.streams[0].evaluation.values
    return {name: Figure(value) for name in ("benchmark", "expenditures") if isinstance(value := values[name], Decimal)}
