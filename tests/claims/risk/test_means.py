"""Means are exact, weigh by months, and leave nobody out; what is done to scores afterwards is exact."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openvbc.claims.engine.embedded_engine import EmbeddedEngine
from openvbc.claims.risk.means import blended, mean_scores, normalized, renormalized, rounded_fraction
from openvbc.claims.risk.scoring import (
    RiskPeriod,
    RiskPerson,
    build_scores,
    put_people,
    put_risk_tables,
)
from openvbc.errors import ClaimsError, InputError
from openvbc.parameters.load import load_parameters
from tests.claims.people_in_numbers import put_population
from tests.claims.runs_of_months import Row, put_months

MODELS = {"aged_non_dual": ("V28-2026",), "esrd": ("E24-2026",)}


def months(person_id: str, kind: str, numbers: Sequence[int], *, plan: int = 0) -> Iterator[Row]:
    return (
        {
            "period": "PY",
            "person_id": person_id,
            "year_month": 202600 + number,
            "enrollment_type": kind,
            "medicare_advantage": plan,
        }
        for number in numbers
    )


@pytest.fixture
def engine() -> Iterator[EmbeddedEngine]:
    """A man of 70, a woman of 80, a woman of 66 on dialysis; none with diagnoses."""
    people = [
        RiskPerson("PY", "A", 70, "1", "00", "0"),
        RiskPerson("PY", "B", 80, "2", "00", "0"),
        RiskPerson("PY", "C", 66, "2", "00", "0", "2"),
    ]
    with EmbeddedEngine() as made:
        put_risk_tables(made, [RiskPeriod("PY", 2026, ("V28-2026", "E24-2026"))], claims=False)
        put_people(made, people)
        build_scores(made)
        put_population(made, [("ACO", "PY", person) for person in "ABC"])
        yield made


def test_a_mean_weighs_by_months_and_is_a_fraction(engine: EmbeddedEngine) -> None:
    rows = [*months("A", "aged_non_dual", range(1, 8)), *months("B", "aged_non_dual", range(1, 4))]
    rows += [*months("C", "esrd", range(1, 13)), *months("A", "aged_non_dual", range(8, 13), plan=1)]
    put_months(engine, rows)
    score = {(row["person_id"], row["rule_set"]): row["raw_millionths"] for row in engine.table("risk_score").records}
    means = {mean.enrollment_type: mean for mean in mean_scores(engine, MODELS)}
    expected = Fraction(7 * score["A", "V28-2026"] + 3 * score["B", "V28-2026"], 10 * 10**6)
    assert means["aged_non_dual"].raw == expected == means["aged_non_dual"].demographic
    assert means["aged_non_dual"].person_months == 10
    assert means["esrd"].raw == Fraction(score["C", "E24-2026"], 10**6)
    with_plans = mean_scores(engine, MODELS, only_parts_a_and_b=False)
    assert {mean.person_months for mean in with_plans} == {12, 15}


def test_people_without_a_score_are_not_left_out_in_silence(engine: EmbeddedEngine) -> None:
    put_months(engine, [*months("A", "esrd", [1, 2]), *months("C", "esrd", [1])])
    with pytest.raises(ClaimsError, match="2 months of people of the type 'esrd' have no score by E24-2026"):
        mean_scores(engine, MODELS)


def test_a_type_without_model_and_a_model_without_scores_are_told(engine: EmbeddedEngine) -> None:
    put_months(engine, [*months("A", "disabled", [1])])
    with pytest.raises(ClaimsError, match="no risk model is named for people of the type 'disabled'"):
        mean_scores(engine, MODELS)
    put_months(engine, [*months("A", "aged_non_dual", [1])])
    with pytest.raises(ClaimsError, match="not scored by V24-2026"):
        mean_scores(engine, {"aged_non_dual": ("V24-2026", "V28-2026")})


def test_payment_score_by_hand() -> None:
    by_v24 = normalized(Fraction("1.146"), Decimal("1.146"), Decimal("0.059"))
    by_v28 = normalized(Fraction("2.03"), Decimal("1.015"), Decimal("0.059"))
    both = blended({"V24": by_v24, "V28": by_v28}, {"V24": Decimal("0.67"), "V28": Decimal("0.33")})
    assert (by_v24, by_v28, both) == (Fraction("0.941"), Fraction("1.882"), Fraction("1.25153"))
    assert rounded_fraction(both, 3) == Decimal("1.252")
    assert renormalized(both, Fraction("1.25153")) == 1


def test_what_cannot_be_is_refused() -> None:
    one = Fraction(1)
    with pytest.raises(InputError, match="normalization factor"):
        normalized(one, Decimal(0), Decimal(0))
    with pytest.raises(InputError, match="coding pattern adjustment"):
        normalized(one, Decimal(1), Decimal("5.9"))
    with pytest.raises(InputError) as caught:
        blended({"V24": one}, {"V28": Decimal("0.67")})
    assert len(caught.value.faults) == 3
    with pytest.raises(InputError, match="national mean"):
        renormalized(one, None)


@given(st.fractions(min_value=-5, max_value=5), st.integers(0, 6))
def test_rounding_is_half_away_from_zero(value: Fraction, places: int) -> None:
    rounded = Fraction(rounded_fraction(value, places))
    assert abs(rounded - value) <= Fraction(1, 2 * 10**places)
    assert rounded_fraction(-value, places) == -rounded_fraction(value, places)
    if abs(rounded - value) == Fraction(1, 2 * 10**places):
        assert abs(rounded) > abs(value)


def test_published_numbers_are_found_by_model_and_year() -> None:
    folder = Path(__file__).parents[3] / "openvbc" / "claims" / "risk" / "parameters"
    published = load_parameters([folder])
    factor = published.resolve("risk_normalization", risk_model="V28", payment_year=2024)
    assert factor.number == Decimal("1.015")
    for year in (2024, 2025, 2026):
        shares = [published.resolve("risk_blend_share", risk_model=each, payment_year=year) for each in ("V24", "V28")]
        assert sum(share.number for share in shares) == 1
