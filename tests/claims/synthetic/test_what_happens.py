"""A region has all that contracts turn on: movers, deaths, gaps, changes of status, late claims, shared TINs."""

import csv
import json
from collections.abc import Iterator

import duckdb
import pytest

from .regions import asked, opened, region

#: What there must be some of, as a question that counts it.
EVENTS = {
    "deaths": "SELECT count(DISTINCT person_id) FROM eligibility WHERE death_date IS NOT NULL",
    "newcomers": "SELECT count(*) FROM (SELECT min(enrollment_start_date) AS first FROM eligibility "
    "GROUP BY person_id) WHERE first > DATE '2021-01-01'",
    "months with only Part A": "SELECT count(*) FROM eligibility WHERE part_a = '1' AND part_b = '0'",
    "months with only Part B": "SELECT count(*) FROM eligibility WHERE part_a = '0' AND part_b = '1'",
    "months in Medicare Advantage": "SELECT count(*) FROM eligibility WHERE medicare_advantage = '1'",
    "gaps": "SELECT count(*) FROM (SELECT enrollment_start_date - lag(enrollment_end_date) OVER "
    "(PARTITION BY person_id ORDER BY enrollment_start_date) AS days FROM eligibility) WHERE days > 1",
    "changes of dual status": "SELECT count(*) FROM (SELECT person_id FROM eligibility GROUP BY ALL "
    "HAVING count(DISTINCT dual_status_code) > 1)",
    "ESRD that begins": "SELECT count(*) FROM (SELECT person_id FROM eligibility GROUP BY ALL "
    "HAVING count(DISTINCT medicare_status_code IN ('11', '21', '31')) > 1)",
    "disabled people who turn 65": "SELECT count(*) FROM (SELECT person_id FROM eligibility GROUP BY ALL "
    "HAVING count(DISTINCT medicare_status_code IN ('20', '21', '31')) > 1)",
    "moves to another county": "SELECT count(*) FROM (SELECT person_id FROM eligibility GROUP BY ALL "
    "HAVING count(DISTINCT county_code) > 1)",
    "residents of institutions": "SELECT count(*) FROM eligibility WHERE institutional = '1'",
    "designations": "SELECT count(*) FROM provider_designation",
    "designations that ended": "SELECT count(*) FROM provider_designation WHERE end_date IS NOT NULL",
    "claims paid a year late": "SELECT count(DISTINCT claim_id) FROM medical_claim "
    "WHERE paid_date > claim_end_date + 365",
    "claims that go over the year's end": "SELECT count(*) FROM medical_claim WHERE source_claim_type_code = '60' "
    "AND year(claim_start_date) < year(claim_end_date)",
    "adjusted claims": "SELECT count(*) FROM medical_claim WHERE adjustment_type_code = '2'",
    "medical education": "SELECT count(*) FROM medical_claim WHERE indirect_medical_education_amount > 0",
    "CT lines": "SELECT count(*) FROM medical_claim WHERE hcpcs_code IN ('70450', '71260', '74177')",
    "visits to a health center": "SELECT count(*) FROM medical_claim WHERE bill_type_code = '771'",
    "visits to a rural clinic": "SELECT count(*) FROM medical_claim WHERE bill_type_code = '711'",
    **{
        f"claims of type {code}": f"SELECT count(*) FROM medical_claim WHERE source_claim_type_code = '{code}'"  # noqa: S608
        for code in ("10", "20", "40", "50", "60", "71", "82")
    },
}


@pytest.fixture(scope="module")
def tables() -> Iterator[duckdb.DuckDBPyConnection]:
    with opened(region(1500, 11).folder) as connection:
        yield connection


@pytest.mark.parametrize("event", EVENTS)
def test_there_are(tables: duckdb.DuckDBPyConnection, event: str) -> None:
    ((count,),) = asked(tables, EVENTS[event])
    assert count > 0


def test_most_claims_are_paid_within_three_months_but_not_all(tables: duckdb.DuckDBPyConnection) -> None:
    question = """
        SELECT count(*) FILTER (WHERE paid_date <= claim_end_date + 90), count(*) FROM medical_claim
        WHERE claim_line_number = 1
    """
    ((soon, all_claims),) = asked(tables, question)
    assert 0.93 < soon / all_claims < 0.995


def test_chronic_diagnoses_come_back_in_later_years(tables: duckdb.DuckDBPyConnection) -> None:
    question = """
        WITH coded AS (
            SELECT DISTINCT person_id, year(claim_end_date) AS year
            FROM claim_diagnosis WHERE diagnosis_code LIKE 'E11%'
        )
        SELECT count(*), count(later.person_id)
        FROM coded LEFT JOIN coded AS later ON later.person_id = coded.person_id AND later.year = coded.year + 1
        WHERE coded.year = 2022
    """
    ((people, again),) = asked(tables, question)
    assert people > 50
    assert 0.6 < again / people < 0.98


def test_one_county_has_few_people(tables: duckdb.DuckDBPyConnection) -> None:
    counts = sorted(
        asked(tables, "SELECT count(DISTINCT person_id), county_code FROM eligibility GROUP BY county_code")
    )
    assert len(counts) == 8
    assert 0 < counts[0][0] < counts[1][0] / 3


def test_organizations_have_several_tins_and_share_two() -> None:
    with region(1500, 11).participants.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    tins: dict[str, set[str]] = {}
    for row in rows:
        if row["tin"]:
            tins.setdefault(row["tin"], set()).add(row["organization_id"])
    assert sorted({row["organization_id"] for row in rows}) == ["A9001", "A9002", "A9003", "A9004"]
    assert sum(len(organizations) == 2 for organizations in tins.values()) == 2
    assert max(map(len, tins.values())) == 2
    for organization in ("A9001", "A9002", "A9003", "A9004"):
        assert sum(organization in organizations for organizations in tins.values()) >= 4
    assert any(row["ccn"] for row in rows)
    assert any(row["npi"] for row in rows)
    assert {row["first_date"] for row in rows} == {"2021-01-01", "2024-01-01"}
    assert {row["last_date"] for row in rows} == {"2023-12-31", "2024-12-31"}


def test_a_tin_has_several_clinicians_and_people_change_practice(tables: duckdb.DuckDBPyConnection) -> None:
    question = """
        SELECT count(DISTINCT rendering_npi) FROM medical_claim WHERE hcpcs_code = '99213' AND billing_tin = '001000000'
    """
    ((clinicians,),) = asked(tables, question)
    assert clinicians > 3
    moved = """
        WITH usual AS (
            SELECT person_id, year(claim_start_date) AS year, mode(billing_tin) AS tin
            FROM medical_claim WHERE hcpcs_code IN ('99213', '99214') AND rendering_specialty_code IN ('08', '11')
            GROUP BY ALL HAVING count(*) > 2
        )
        SELECT avg(CAST(former.tin <> usual.tin AS INTEGER)) FROM usual
        JOIN usual AS former ON former.person_id = usual.person_id AND former.year = usual.year - 1
    """
    ((share,),) = asked(tables, moved)
    assert 0.02 < share < 0.25


def test_the_account_says_what_was_made() -> None:
    made = region(1500, 11)
    told = json.loads(made.summary.read_text(encoding="utf-8"))
    assert (told["people"], told["seed"], told["acos"]) == (1500, 11, 4)
    with opened(made.folder) as tables:
        counted = {name: asked(tables, f"SELECT count(*) FROM {name}")[0][0] for name in told["rows"]}  # noqa: S608
    assert told["rows"] == counted == made.rows
