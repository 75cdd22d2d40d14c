"""Where expenditures are cut off: truncation in dollars and at a percentile, stop-loss, each reckoned by hand."""

from decimal import Decimal
from fractions import Fraction

import pytest

from openvbc.claims.expenditures.count import count_expenditures
from openvbc.claims.expenditures.figures import population_expenditures, stop_loss_recoveries
from openvbc.claims.expenditures.terms import StopLossLayer, TruncationAtPercentile, TruncationInDollars
from openvbc.errors import ClaimsError
from tests.claims.expenditures.made_up_claims import engine_with, line, months, terms


def test_truncation_in_dollars_is_annualized_within_the_type() -> None:
    """6,000 in 4 months is 18,000 a year; cut at 10,000 a year, 4 months count 10,000 x 4 / 12 = 3,333.33 1/3."""
    lines = [line("A", "6000.00"), line("B", "7000.00")]
    truncation = TruncationInDollars({"2024": {"aged_non_dual": Decimal(10000)}})
    with engine_with(lines=lines, enrolled=months("A", 4, first=4) + months("B", 12)) as engine:
        count = count_expenditures(engine, terms(truncation=truncation))
        (figures,) = population_expenditures(engine, count, "everyone")
        listed = engine.rows(
            "list_member_expenditures",
            {"population_id": "everyone", "period": "2024", "enrollment_type": "", "least_excess_parts": 1},
        ).records
    assert figures.exact_truncated == Fraction(10000, 3) + 7000
    assert figures.truncation_excess.value == Decimal("2666.666666666666666666666666666667")
    assert figures.expenditures.value == Decimal("13000.00")
    assert figures.threshold.value == Decimal(10000)
    assert figures.member_months.value == Decimal(16)
    assert figures.per_member_per_month.value == Decimal("645.8333333333333333333333333333333")
    assert figures.per_person_year.value == Decimal(7750)
    assert [(row["person_id"], row["excess_parts"]) for row in listed] == [("A", 7_392_000_000)]


def test_a_type_without_a_threshold_stops_the_count() -> None:
    truncation = TruncationInDollars({"2024": {"aged_nondual": Decimal(10000)}})
    with (
        engine_with(lines=[line("A", "1.00")], enrolled=months("A", 4)) as engine,
        pytest.raises(ClaimsError) as raised,
    ):
        count_expenditures(engine, terms(truncation=truncation))
    told = str(raised.value)
    assert "'aged_non_dual' has no truncation threshold in period '2024'" in told
    assert "did you mean 'aged_non_dual'?" in told


@pytest.mark.parametrize(
    ("percentile", "threshold"),
    [("1", 1200), ("50", 2400), ("50.000001", 3600), ("75", 3600), ("75.000001", 4800), ("100", 4800)],
)
def test_the_percentile_is_the_nearest_rank_at_its_edges(percentile: str, threshold: int) -> None:
    """A 6 months, B 6, C 6, D 6; a year costs them 1,200, 2,400, 3,600, 4,800. Half of all months: B."""
    enrolled = [row for person in "ABCD" for row in months(person, 6, first=1)]
    lines = [line(person, f"{600 * place}.00") for place, person in enumerate("ABCD", start=1)]
    truncation = TruncationAtPercentile(Decimal(percentile), "everyone")
    with engine_with(lines=lines, enrolled=enrolled) as engine:
        count = count_expenditures(engine, terms(truncation=truncation))
        (figures,) = population_expenditures(engine, count, "everyone")
    assert figures.threshold.value == Decimal(threshold)


def test_the_percentile_weighs_people_by_their_months_and_orders_them_by_their_yearly_cost() -> None:
    """A 12 months 1,200 (a year 1,200), B 1 month 1,000 (a year 12,000): 92% of months are A's, 93% need B."""
    enrolled = months("A", 12) + months("B", 1, first=6)
    lines = [line("A", "1200.00"), line("B", "1000.00")]
    for percentile, threshold in ((92, 1200), (93, 12000)):
        with engine_with(lines=lines, enrolled=enrolled) as engine:
            count = count_expenditures(
                engine, terms(truncation=TruncationAtPercentile(Decimal(percentile), "everyone"))
            )
            (figures,) = population_expenditures(engine, count, "everyone")
        assert figures.threshold.value == Decimal(threshold)


def test_a_reference_population_that_lacks_a_type_stops_the_count() -> None:
    enrolled = months("A", 12) + months("B", 12, enrollment_type="esrd")
    truncation = TruncationAtPercentile(Decimal(99), "assignable")
    with (
        engine_with(lines=[line("A", "1.00")], enrolled=enrolled, population=[("assignable", "2024", "A")]) as engine,
        pytest.raises(ClaimsError, match="has nobody of enrollment type 'esrd' in period '2024'"),
    ):
        count_expenditures(engine, terms(truncation=truncation))


def test_stop_loss_bears_its_share_above_the_attachment_point() -> None:
    """300,000.01: layer 1 holds 250,000 to 280,000 at 80%, layer 2 the rest at 90%: 24,000 and 18,000.009."""
    layers = (
        StopLossLayer(Decimal(250000), Decimal("0.8"), Decimal(280000)),
        StopLossLayer(Decimal(280000), Decimal("0.9")),
    )
    lines = [line("A", "300000.01"), line("B", "250000.00")]
    with engine_with(lines=lines, enrolled=months("A", 6, first=1) + months("B", 12)) as engine:
        count = count_expenditures(engine, terms(stop_loss=layers))
        first, second = stop_loss_recoveries(engine, count, "everyone")
    assert (first.people.value, first.in_layer.value, first.borne.value) == (1, Decimal(30000), Decimal(24000))
    assert (second.in_layer.value, second.borne.value) == (Decimal("20000.01"), Decimal("18000.009"))
