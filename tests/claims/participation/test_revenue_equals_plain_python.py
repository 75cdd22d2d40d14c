"""Revenue of participants and expenditures of attributed people: the queries against a loop over every line."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

from openvbc.claims.attribution.services import ProviderType
from openvbc.claims.attribution.terms import Participant
from openvbc.claims.engine.embedded_engine import EmbeddedEngine
from openvbc.claims.participation.count import OTHER, UNSTATED, count_billing
from openvbc.claims.tables.catalog import CANONICAL_TABLES
from openvbc.claims.tables.dictionary import ChoiceTable, Column, ColumnType
from openvbc.claims.tables.period_rule_tables import COUNT_PERIOD
from openvbc.periods import Period
from tests.claims.engine.comparing import write_parquet

OURS, THEIRS = "A1", "A2"
TINS = ("001000001", "001000002", "001000003", "")
CCNS = ("", "", "050001", "050002")
NPIS = ("9999000001", "9999000002", "9999000003", "")
SPECIALTIES = ("01", "08", "50", "06", "")
PERIODS = {
    "2023": (date(2023, 1, 1), date(2023, 12, 31), date(2024, 3, 31)),
    "2024": (date(2024, 1, 1), date(2024, 12, 31), date(2025, 3, 31)),
}
LISTED = (
    Participant(OURS, tin="001000001"),
    Participant(OURS, tin="001000001", npi="9999000001"),  # names lines that the row above names already
    Participant(OURS, tin="001000002", npi="9999000002", first_date=date(2024, 6, 1)),
    Participant(OURS, ccn="050001"),
    Participant(OURS, npi="9999000003", last_date=date(2023, 12, 31)),  # left before the performance year
    Participant(OURS, ccn="050099"),  # nothing is billed under it
    Participant(THEIRS, tin="001000003"),
)
DAYS = Period(date(2024, 1, 1), date(2025, 1, 1))
TYPES = (ProviderType("primary", ("01", "08")), ProviderType("practitioner", ("50",)))
ATTRIBUTION = ChoiceTable(
    "attribution",
    "one row a period and person",
    tuple(Column(name, ColumnType.TEXT, "") for name in ("period", "person_id", "organization_id")),
)


def made_up_lines(random: Random, count: int) -> list[dict[str, Any]]:
    days = [date(2022 + random.randrange(4), 1 + random.randrange(12), 1 + random.randrange(28)) for _ in range(count)]
    return [
        {
            "claim_id": f"C{number}",
            "claim_line_number": 1,
            "data_source": "made_up",
            "claim_type": random.choice(("professional", "institutional")),
            "person_id": f"P{random.randrange(12)}",
            "claim_start_date": day,
            "claim_end_date": day,
            "claim_line_end_date": random.choice((None, day, day - timedelta(days=40))),
            "paid_date": random.choice((None, day, date(day.year + 1, 3, 31), date(day.year + 1, 4, 1))),
            "paid_amount": random.choice((None, Decimal(random.randrange(-5_000, 90_000)) / 100)),
            "sequestration_amount": random.choice((None, Decimal(random.randrange(300)) / 100)),
            "indirect_medical_education_amount": Decimal("17.00"),
            "billing_tin": random.choice(TINS),
            "facility_ccn": random.choice(CCNS),
            "rendering_npi": random.choice(NPIS),
            "rendering_specialty_code": random.choice(SPECIALTIES),
        }
        for number, day in enumerate(days)
    ]


def is_ours(line: dict[str, Any]) -> bool:
    named = (line["billing_tin"], line["facility_ccn"], line["rendering_npi"])
    for each in LISTED:
        in_year = (each.first_date or date.min) <= DAYS.last_day and (each.last_date or date.max) >= DAYS.start
        fits = all(ours in ("", theirs) for ours, theirs in zip((each.tin, each.ccn, each.npi), named, strict=True))
        if each.organization_id == OURS and in_year and fits:
            return True
    return False


def day_of(line: dict[str, Any]) -> date:
    """The last day: of the line on professional claims, of the claim on institutional ones."""
    own = line["claim_line_end_date"] if line["claim_type"] == "professional" else None
    last: date = own or line["claim_end_date"]
    return last


def cents(line: dict[str, Any]) -> int:
    return int(((line["paid_amount"] or 0) + (line["sequestration_amount"] or 0)) * 100)


@pytest.mark.parametrize("seed", range(6))
def test_revenue_expenditures_and_clinicians(tmp_path: Path, seed: int) -> None:
    random = Random(seed)  # noqa: S311
    lines = made_up_lines(random, 400)
    attributed = {
        (period, f"P{number}"): random.choice((OURS, THEIRS, "")) for period in PERIODS for number in range(9)
    }
    taking_part = [each for each in LISTED if each.organization_id == OURS and each.last_date is None]
    with EmbeddedEngine(threads=1) as engine:
        medical = CANONICAL_TABLES["medical_claim"]
        engine.attach(medical, write_parquet(medical, lines, tmp_path))
        months = {name: (int(name) * 100 + 1, int(name) * 100 + 12) for name in PERIODS}
        engine.put(COUNT_PERIOD, [(name, *days[:2], *months[name], days[2]) for name, days in PERIODS.items()])
        engine.put(ATTRIBUTION, [(*key, organization) for key, organization in attributed.items()])
        found = count_billing(engine, OURS, list(PERIODS), taking_part, DAYS, TYPES)
    for name, (first, last, until) in PERIODS.items():
        counts = [
            line
            for line in lines
            if first <= day_of(line) <= last and (line["paid_date"] is None or line["paid_date"] <= until)
        ]
        ours = [line for line in counts if is_ours(line)]
        people = {
            person for (period, person), organization in attributed.items() if (period, organization) == (name, OURS)
        }
        billing = found[name]
        assert billing.lines == len(counts) > 0
        assert billing.revenue == sum(map(cents, ours))
        assert billing.revenue_for_ours == sum(cents(line) for line in ours if line["person_id"] in people)
        assert billing.expenditures == sum(cents(line) for line in counts if line["person_id"] in people)
        assert billing.lines_without_amount == sum(line["paid_amount"] is None for line in counts)
        assert billing.lines_without_paid_date == sum(line["paid_date"] is None for line in counts)
        assert billing.clinicians == plain_clinicians(ours)
        assert [each.ccn for each in billing.silent if each.ccn] == ["050099"]


def plain_clinicians(lines: list[dict[str, Any]]) -> dict[str, int]:
    counts = {"primary": 0, "practitioner": 0, OTHER: 0, UNSTATED: 0}
    for npi in {line["rendering_npi"] for line in lines} - {""}:
        said = {
            line["rendering_specialty_code"]
            for line in lines
            if line["rendering_npi"] == npi and line["claim_type"] == "professional"
        }
        if not said:
            continue
        if said & {"01", "08"}:
            counts["primary"] += 1
        elif "50" in said:
            counts["practitioner"] += 1
        elif "06" in said:
            counts[OTHER] += 1
        else:
            counts[UNSTATED] += 1
    return counts
