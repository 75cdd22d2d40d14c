"""Interim settlements complete what is paid so far; interim plus adjustments equals final, line by line."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from openvbc.api import settle_claims
from openvbc.claims.synthetic.region import Region
from openvbc.contract.model import Contract
from openvbc.errors import ClaimsError
from openvbc.figures import Source
from openvbc.settlement.compare import compare
from openvbc.settlement.experience_options import ExperienceOptions
from openvbc.settlement.settle import Settlement, Status
from openvbc.worksheet.evaluate import evaluate_in
from openvbc.worksheet.exact import Exact
from openvbc.worksheet.sheet import LineKind
from tests.examples import lines_of
from tests.payment_models.shared_savings.counting.agreed import contract_with
from tests.payment_models.shared_savings.counting.plain_region import PlainRegion

GIVEN = "      completion: {interim_run_out_months: 0, by_lag: [2.5, 1.4, 1.2, 1.1, 1.05, 1.02]}\n"
ESTIMATED = (
    "      completion: {interim_run_out_months: 0, estimated: {complete_after_months: 12, months_of_service: 24}}\n"
)
INTERIM_DAY = date(2024, 12, 31)


def settled(contract: Contract, region: Region, status: Status) -> Settlement:
    return settle_claims(
        contract, region.folder, 2024, status, None, ExperienceOptions(participants=region.participants)
    )


def paid_by_month(
    plain: PlainRegion, first: date, until: date
) -> dict[tuple[int, int], dict[tuple[int, int], Fraction]]:
    """Everything paid, by month of service and month of payment."""
    found: dict[tuple[int, int], dict[tuple[int, int], Fraction]] = {}

    def add(day: date, paid: date, amount: Decimal) -> None:
        if first <= day <= until and paid <= until:
            month = found.setdefault((day.year, day.month), {})
            month[paid.year, paid.month] = month.get((paid.year, paid.month), Fraction(0)) + Fraction(amount)

    for lines in plain.lines.values():
        for line in lines:
            day = line["claim_start_date"]
            if line["claim_type"] == "professional":
                day = line["claim_line_start_date"] or day
            add(day, line["paid_date"], line["paid_amount"])
    for fills in plain.fills.values():
        for fill in fills:
            add(fill["dispensing_date"], fill["paid_date"], fill["paid_amount"])
    return found


def cumulative(plain: PlainRegion, months: int) -> list[list[Fraction]]:
    """A row a month of service up to December 2024: what was paid by lag 0, 1, ... by the interim day."""
    first = date(2024 - months // 12 + 1, 1, 1)
    paid = paid_by_month(plain, first, INTERIM_DAY)
    rows = []
    for place in range(months):
        year, month = first.year + place // 12, place % 12 + 1
        held = {max(0, (y - year) * 12 + m - month): Fraction(0) for y, m in paid[year, month]}
        for (y, m), amount in paid[year, month].items():
            held[max(0, (y - year) * 12 + m - month)] += amount
        row, total = [], Fraction(0)
        for lag in range(months - place):
            total += held.get(lag, Fraction(0))
            row.append(total)
        rows.append(row)
    return rows


def factor_of(rows: list[list[Fraction]], to_ultimate: list[Fraction]) -> Fraction:
    year = rows[-12:]
    completed = sum((row[-1] * to_ultimate[min(len(row) - 1, len(to_ultimate) - 1)] for row in year), Fraction(0))
    return completed / sum((row[-1] for row in year), Fraction(0))


def chain_scale(rows: list[list[Fraction]], last: int) -> list[Fraction]:
    """Volume-weighted age-to-age factors multiplied up from the last lag."""
    to_ultimate = [Fraction(1)]
    for lag in reversed(range(last)):
        both = [row for row in rows if len(row) > lag + 1]
        step = sum((row[lag + 1] for row in both), Fraction(0)) / sum((row[lag] for row in both), Fraction(0))
        to_ultimate.insert(0, to_ultimate[0] * step)
    return to_ultimate


@pytest.mark.parametrize("way", ["given", "estimated"])
def test_interim_expenditures_are_what_is_paid_times_a_factor_by_hand(
    way: str, region: Region, plain: PlainRegion
) -> None:
    settlement = settled(
        contract_with("own_history", more=GIVEN if way == "given" else ESTIMATED), region, Status.INTERIM
    )
    lines = lines_of(settlement)
    if way == "given":
        by_lag = [Fraction(each) for each in ("2.5", "1.4", "1.2", "1.1", "1.05", "1.02")]
        expected = factor_of(cumulative(plain, 12), by_lag)
    else:
        rows = cumulative(plain, 24)
        expected = factor_of(rows, chain_scale(rows, 12))
    factor = lines["completion_factor"]
    assert isinstance(factor, Decimal)
    assert abs(Fraction(factor) - expected) < Fraction(1, 10**25)
    assert expected > 1
    own = [each for each, who in plain.members(2024, INTERIM_DAY).items() if who == "A9002"]
    paid = plain.cost(own, 2024, INTERIM_DAY).net
    held = lines["paid_expenditures"]
    completed = lines["expenditures"]
    assert isinstance(held, Decimal)
    assert isinstance(completed, Decimal)
    assert abs(Fraction(held) - paid) < Fraction(1, 10**20)
    assert abs(Fraction(completed) - paid * expected) < Fraction(1, 10**18)


def test_an_estimated_factor_tells_its_spread(region: Region) -> None:
    settlement = settled(contract_with("own_history", more=ESTIMATED), region, Status.INTERIM)
    source = settlement.streams[0].evaluation.sources["run_out_is_over"]
    assert isinstance(source, Source)
    assert "standard error" in source.description
    assert "paid_triangle" in source.query
    assert any("2024-12-31" in note and "standard error" in note for note in settlement.notes)


def test_a_final_settlement_is_not_completed(region: Region) -> None:
    with_terms = settled(contract_with("own_history", more=ESTIMATED), region, Status.FINAL)
    without = settled(contract_with("own_history"), region, Status.FINAL)
    assert lines_of(with_terms)["completion_factor"] == 1
    assert with_terms.net_payment == without.net_payment
    for name, value in lines_of(without).items():
        assert lines_of(with_terms)[name] == value, name


@pytest.mark.parametrize("benchmark", ["own_history", "control_group"])
def test_interim_plus_adjustments_equals_final_line_by_line(benchmark: str, region: Region) -> None:
    contract = contract_with(benchmark, more=GIVEN)
    interim, final = settled(contract, region, Status.INTERIM), settled(contract, region, Status.FINAL)
    (compared,) = compare(interim, final)
    assert compared.statuses == (Status.INTERIM, Status.FINAL)
    assert not compared.only_before
    assert not compared.only_after
    assert compared.shape == 0
    assert compared.before + sum(move.contribution for move in compared.moves) == compared.after
    assert compared.moves[[move.line.name for move in compared.moves].index("run_out_is_over")].contribution != 0
    # The moves alone bring every line of the interim worksheet to the final one.
    sheet = interim.streams[0].evaluation.sheet
    values = {line.name: lines_of(interim)[line.name] for line in sheet if line.kind is not LineKind.COMPUTED}
    for move in compared.moves:
        held = values[move.line.name]
        if move.member:
            assert not isinstance(held, Decimal | bool)
            values[move.line.name] = {**held, move.member: move.after}  # type: ignore[dict-item]
        else:
            values[move.line.name] = move.after
    assert evaluate_in(Exact(), sheet, {}, values) == dict(lines_of(final))


def test_an_interim_settlement_without_agreed_completion_says_so(region: Region) -> None:
    settlement = settled(contract_with("own_history"), region, Status.INTERIM)
    assert any("agrees on no completion" in note for note in settlement.notes)


def test_lags_are_not_taken_from_months_that_the_data_lack(region: Region) -> None:
    terms = ESTIMATED.replace("months_of_service: 24", "months_of_service: 60")
    with pytest.raises(ClaimsError, match="months of service that completion is estimated from have no payment"):
        settled(contract_with("own_history", more=terms), region, Status.INTERIM)
