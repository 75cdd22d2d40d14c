"""From claim lines to the settlement: every commercial benchmark equals a plain calculation, person by person."""

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from openvbc.api import settle_claims
from openvbc.claims.synthetic.region import Region
from openvbc.contract.model import Contract
from openvbc.errors import ContractError
from openvbc.figures import Figure, Figures, Origin, Source
from openvbc.settlement.experience_options import ExperienceOptions
from openvbc.settlement.settle import Case, Settlement, Status
from tests.examples import lines_of
from tests.payment_models.shared_savings.counting.agreed import BENCHMARKS, COUNTING, contract_with
from tests.payment_models.shared_savings.counting.plain_region import Cost, PlainRegion

OWN = "A9002"
UNTIL = {year: date(year + 1, 3, 31) for year in (2022, 2023, 2024)}


def settled(region: Region, contract_name: str, alike: Path, **options: str) -> Settlement:
    contract = contract_with(contract_name, **options)
    given = None
    if contract_name == "given":
        figure = Figure(Decimal("288.10"), Source(Origin.GIVEN, "letter of the payer"))
        given = Case("Lakeside Physicians", 2024, Status.FINAL, {"benchmark_per_capita": figure}, {})
    counted = ExperienceOptions(participants=region.participants, people={"alike": alike})
    return settle_claims(contract, region.folder, 2024, Status.FINAL, given, counted)


def cents(value: "Fraction | Decimal") -> Decimal:
    """Dollars and cents, halves away from zero."""
    if isinstance(value, Fraction):
        value = Decimal(value.numerator) / Decimal(value.denominator)
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def number(settlement: Settlement, line: str, member: str = "") -> Decimal:
    held = lines_of(settlement)[line]
    value = held[member] if not isinstance(held, Decimal | bool) and member else held  # type: ignore[index]
    assert isinstance(value, Decimal)
    return value


def own(plain: PlainRegion, year: int) -> Cost:
    members = plain.members(year, UNTIL[year])
    return plain.cost([each for each, who in members.items() if who == OWN], year, UNTIL[year])


def of_organizations(plain: PlainRegion, year: int, names: set[str]) -> Cost:
    members = plain.members(year, UNTIL[year])
    return plain.cost([each for each, who in members.items() if who in names], year, UNTIL[year])


def market(plain: PlainRegion, year: int) -> Cost:
    members = plain.members(year, UNTIL[year])
    people = [each for each in plain.enrolled(year) if members.get(each) != OWN]
    return plain.cost(people, year, UNTIL[year])


def historical(plain: PlainRegion, growth: dict[int, Fraction]) -> Fraction:
    weights = {2022: Fraction(2, 5), 2023: Fraction(3, 5)}
    return sum((weight * own(plain, year).per_month * growth[year] for year, weight in weights.items()), Fraction(0))


def expected_benchmark(name: str, plain: PlainRegion, alike: Path) -> Fraction:
    """Projected spend in dollars, by hand."""
    months = own(plain, 2024).months
    agreed_growth = {2022: Fraction(104, 100) ** 2, 2023: Fraction(104, 100)}
    if name == "given":
        return Fraction("288.10") * months
    if name == "negotiated":
        return Fraction("301.25") * months
    if name == "own_history":
        return historical(plain, agreed_growth) * months
    if name == "market_adjusted":
        now = market(plain, 2024).per_month
        return historical(plain, {year: now / market(plain, year).per_month for year in (2022, 2023)}) * months
    best = of_organizations(plain, 2024, {"A9001", "A9003"}).per_month
    if name == "control_group":
        return best * months
    if name == "hybrid":
        return (Fraction(3, 10) * historical(plain, agreed_growth) + Fraction(7, 10) * best) * months
    members = plain.members(2024, UNTIL[2024])
    people = [each for each in alike.read_text(encoding="utf-8").split()[1:] if members.get(each) != OWN]
    return plain.cost(people, 2024, UNTIL[2024]).per_month * 12 * Fraction(months, 12)


@pytest.mark.parametrize("name", BENCHMARKS)
def test_benchmark_and_savings_equal_a_plain_calculation(
    name: str, region: Region, plain: PlainRegion, alike: Path
) -> None:
    settlement = settled(region, name, alike)
    benchmark = expected_benchmark(name, plain, alike)
    cost = own(plain, 2024)
    assert cost.people > 20
    assert cents(number(settlement, "benchmark")) == cents(benchmark)
    assert cents(number(settlement, "expenditures")) == cents(cost.net)
    assert cents(number(settlement, "savings")) == cents(benchmark - cost.net)
    pool = max(Fraction(0), benchmark - cost.net)
    assert settlement.net_payment == cents(pool / 2)


def test_every_counted_figure_of_the_market_adjusted_benchmark(region: Region, plain: PlainRegion, alike: Path) -> None:
    settlement = settled(region, "market_adjusted", alike)
    for year in (2022, 2023):
        for prefix, cost in (("base_year_", own(plain, year)), ("comparator_base_year_", market(plain, year))):
            expect(settlement, prefix, cost, str(year))
    expect(settlement, "", own(plain, 2024))
    expect(settlement, "comparator_", market(plain, 2024))
    assert market(plain, 2024).excess > 0
    assert all(amount > 0 for amount in market(plain, 2024).carved.values())


def expect(settlement: Settlement, prefix: str, cost: Cost, member: str = "") -> None:
    assert number(settlement, f"{prefix}member_months", member) == cost.months
    assert cents(number(settlement, f"{prefix}total_expenditures", member)) == cents(cost.everything)
    assert cents(number(settlement, f"{prefix}excess_claims", member)) == cents(cost.excess)
    for name, amount in cost.carved.items():
        assert number(settlement, f"{prefix}carved_out_{name}", member) == cents(amount)
    assert cents(number(settlement, f"{prefix}expenditures", member)) == cents(cost.net)


def test_a_truncation_point_that_holds_whole_is_not_prorated(region: Region, alike: Path) -> None:
    counting = COUNTING.replace("part_years: prorated", "part_years: whole")
    settlement = settled(region, "market_adjusted", alike, counting=counting)
    plain = PlainRegion(region.folder, region.participants, prorated=False)
    expect(settlement, "comparator_", market(plain, 2024))
    assert market(plain, 2024).excess < market(PlainRegion(region.folder, region.participants), 2024).excess


def test_sources_name_the_population_and_the_queries(region: Region, alike: Path) -> None:
    settlement = settled(region, "control_group", alike)
    source = settlement.streams[0].evaluation.sources["control_group_total_expenditures"]
    assert isinstance(source, Source)
    assert source.origin is Origin.COUNTED
    assert "The two best groups of the region" in source.description
    assert "A9001, A9003" in source.description
    assert "without the provider's own members" in source.description
    assert "A9001" in source.listing
    assert "A9003" in source.listing
    assert "member_total" in source.query


def test_geographic_attribution_alone_needs_no_participants(region: Region, plain: PlainRegion) -> None:
    contract = contract_with(
        "own_history", attribution="    geographic: {states: [IN], counties: ['15010', '15480']}\n"
    )
    settlement = settle_claims(contract, region.folder, 2024, Status.FINAL, None, ExperienceOptions())
    for year, member in ((2022, "2022"), (2023, "2023"), (2024, "")):
        people = []
        for person in plain.enrolled(year):
            last = plain.months(person, date(year, 1, 1), date(year, 12, 31))[-1]
            (county,) = {
                row["county_code"]
                for row in plain.spans[person]
                if row["enrollment_start_date"] <= last <= row["enrollment_end_date"]
            }
            people += [person] if county in ("15010", "15480") else []
        expect(settlement, "base_year_" if member else "", plain.cost(people, year, UNTIL[year]), member)


ALLOWED = COUNTING.replace("amount: paid", "amount: allowed").partition("      carve_outs:")[0]
CALCULATOR = """        target_calculator: {share_of_trend_difference: 50%, baseline_year: 2023}
"""
TRENDS = {
    "budgeted_trend": "0.03",
    "actual_trend": "0.05",
    "customer_expenses": "0",
    "baseline_customer_expenses": "0",
    "risk_score": "1.02",
    "baseline_risk_score": "1.00",
}


def with_given(region: Region, contract: Contract, given: Mapping[str, str]) -> Settlement:
    """The settlement counted from the region, with figures of the parties beside it."""
    source = Source(Origin.GIVEN, "the parties")
    figures: Figures = {name: Figure(Decimal(value), source) for name, value in given.items()}
    case = Case("Lakeside Physicians", 2024, Status.FINAL, figures, {})
    options = ExperienceOptions(participants=region.participants)
    return settle_claims(contract, region.folder, 2024, Status.FINAL, case, options)


def test_the_target_calculator_is_counted_from_claims(region: Region, plain: PlainRegion) -> None:
    settlement = with_given(region, contract_with(CALCULATOR, counting=ALLOWED), TRENDS)
    allowed = plain.of_allowed_spend()
    now, base = own(allowed, 2024), own(allowed, 2023)
    assert base.excess > 0
    for prefix, cost in (("", now), ("baseline_", base)):
        assert number(settlement, f"{prefix}member_months") == cost.months
        assert cents(number(settlement, f"{prefix}allowed_spend")) == cents(cost.everything)
        assert cents(number(settlement, f"{prefix}excess_claims")) == cents(cost.excess)
    net, before = now.everything - now.excess, base.everything - base.excess
    factor = Fraction("1.04") * (net / now.everything) / (before / base.everything) * Fraction("1.02")
    target = before / base.months * factor * now.months
    assert cents(number(settlement, "benchmark")) == cents(target)
    assert settlement.net_payment == cents(max(target - net, Fraction(0)) / 2)


def test_a_calculator_of_what_was_paid_or_without_a_baseline_is_refused(region: Region) -> None:
    for counting, benchmark, words in (
        (ALLOWED.replace("amount: allowed", "amount: paid"), CALCULATOR, "takes allowed spend"),
        (ALLOWED, CALCULATOR.replace(", baseline_year: 2023", ""), "baseline_year"),
    ):
        with pytest.raises(ContractError, match=words):
            with_given(region, contract_with(benchmark, counting=counting), TRENDS)


def test_a_stop_loss_is_counted_from_claims(region: Region, plain: PlainRegion) -> None:
    """Above 20,000 a member and year, prorated to months, the payer bears 80%, for $2.75 a member month."""
    stop_loss = "{attachment_point: 20000, payer_share: 80%, premium: {per_member_per_month: $2.75}}"
    counting = COUNTING.replace("truncation: {per_member_per_year: 20000}", f"stop_loss: {stop_loss}")
    settlement = with_given(region, contract_with("given", counting=counting), {"benchmark_per_capita": "288.10"})
    cost = own(plain, 2024)
    assert cost.excess > 0
    assert cents(number(settlement, "claims_above_stop_loss")) == cents(cost.excess)
    premium = Fraction("2.75") * cost.months
    spent = cost.everything - sum(cost.carved.values()) - cost.excess * Fraction(4, 5) + premium
    assert cents(number(settlement, "expenditures")) == cents(spent)
    assert settlement.net_payment == cents(max(Fraction("288.10") * cost.months - spent, Fraction(0)) / 2)
