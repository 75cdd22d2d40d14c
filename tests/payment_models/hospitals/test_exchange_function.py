"""The exchange function on a made-up field of 3,000 hospitals: neutral, solved twice, and the same for any divisor."""

from decimal import Decimal
from fractions import Fraction
from functools import cache
from random import Random

from openvbc.figures import Keyed, Value
from openvbc.payment_models.hospital_vbp.field import exchange_sums
from openvbc.worksheet.evaluate import evaluate_in
from openvbc.worksheet.exact import Exact
from openvbc.worksheet.prepared import PreparedSheet
from tests.examples import contract_from, sheet_of

HOSPITALS = 3_000
DOMAINS = ("clinical_outcomes", "person_and_community_engagement", "safety", "efficiency_and_cost_reduction")
CONTRACT = f"""contract: Field
parties: {{payer: {{name: A}}, provider: {{name: B}}}}
agreement: {{start: 2023-10-01, end: 2026-09-30, run_out_months: 12, fiscal_year: {{named_by: end}}}}
payment_streams:
  - stream: purchasing
    model: hospital_vbp
    terms:
      standards: published
      sufficient_data: stated
      slope: from_all_hospitals
      given_domain_scores: [{", ".join(DOMAINS)}]
"""
PERCENT = Decimal("0.02")


def field() -> list[tuple[Decimal, Decimal]]:
    """Hospitals with base operating payments and a score."""
    draw = Random(3_000)  # noqa: S311  # made-up hospitals, no secret
    return [
        (Decimal(draw.randint(10**7, 10**11)).scaleb(-2), Decimal(draw.randint(0, 100 * 10**6)).scaleb(-6))
        for _ in range(HOSPITALS)
    ]


@cache
def factors(year: int, divisor: Decimal) -> tuple[Decimal, list[Decimal], list[tuple[Decimal, Decimal]]]:
    """The slope and every hospital's adjustment factor, by the worksheet."""
    hospitals = field()
    sums = exchange_sums(hospitals, PERCENT, divisor)
    sheet = PreparedSheet(
        Exact(), sheet_of(contract_from(CONTRACT), year), ["adjustment_factor"], ["total_performance_score"]
    )
    found, slope = [], Decimal(0)
    for base, score in hospitals:
        values = sheet.evaluate(
            {
                "total_performance_score": score,
                "base_operating_payments": base,
                "withheld_of_all": sums.withheld,
                "withheld_by_score_of_all": sums.withheld_by_score,
            }
        )
        factor, solved = values["adjustment_factor"], values["exchange_slope"]
        assert isinstance(factor, Decimal)
        assert isinstance(solved, Decimal)
        found.append(factor)
        slope = solved
    return slope, found, hospitals


def test_all_hospitals_together_are_paid_what_is_withheld_of_them() -> None:
    _, found, hospitals = factors(2024, Decimal(100))
    net = [Fraction(base) * (Fraction(factor) - 1) for (base, _), factor in zip(hospitals, found, strict=True)]
    assert abs(sum(net, Fraction(0))) < Fraction(1, 200)


def test_the_slope_is_that_of_an_independent_solution() -> None:
    slope, _, hospitals = factors(2024, Decimal(100))
    # By halving: the slope at which incentives and withhold are the same.
    low, high = Fraction(0), Fraction(100)
    at_one = sum(Fraction(base) * Fraction(score) / 100 for base, score in hospitals)
    withheld = sum(Fraction(base) for base, _ in hospitals)
    for _ in range(120):
        middle = (low + high) / 2
        low, high = (middle, high) if at_one * middle < withheld else (low, middle)
    assert abs(Fraction(slope) - low) < Fraction(1, 10**25)


def test_another_divisor_moves_the_slope_and_no_factor() -> None:
    slope, found, _ = factors(2024, Decimal(100))
    other, same, _ = factors(2026, Decimal(110))
    assert abs(other - slope * Decimal("1.1")) < Decimal("1e-25")
    assert max(abs(a - b) for a, b in zip(found, same, strict=True)) < Decimal("1e-25")


def test_a_prepared_walk_and_the_plain_one_come_to_the_same_lines() -> None:
    sheet = sheet_of(contract_from(CONTRACT), 2024)
    inputs: dict[str, Value | dict[Keyed, Value]] = {
        "given_domain_score": dict(zip(DOMAINS, (Decimal(40), Decimal(8), Decimal(25), Decimal(0)), strict=True)),
        "base_operating_payments": Decimal(10**7),
        "withheld_of_all": Decimal(80_000),
        "withheld_by_score_of_all": Decimal(32_000),
    }
    assert PreparedSheet(Exact(), sheet).evaluate(inputs) == evaluate_in(Exact(), sheet, inputs)
