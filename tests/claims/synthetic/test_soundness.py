"""The tables of a region are what the data dictionary says, and what happens in it can happen."""

import re
from collections.abc import Iterator
from itertools import pairwise

import duckdb
import pytest

from openvbc.claims.project.project import open_project
from openvbc.claims.project.require_clean import require_sound
from openvbc.claims.tables.catalog import CANONICAL_TABLES

from .regions import asked, opened, region


@pytest.fixture(scope="module")
def tables() -> Iterator[duckdb.DuckDBPyConnection]:
    with opened(region(1500, 11).folder) as connection:
        yield connection


def test_the_project_opens_and_its_audits_find_nothing() -> None:
    assert require_sound(open_project(region(1500, 11).folder, verify=True)) == ()


#: A made-up region has no yearly summaries, lists, further benefits, messages of hospitals or authorizations.
EMPTY = ("annual_expenditure", "provider_attribution", "covered_benefit", "admission_event", "prior_authorization")


@pytest.mark.parametrize("name", [name for name in CANONICAL_TABLES if name not in EMPTY])
def test_columns_keys_and_required_values_are_those_of_the_dictionary(
    tables: duckdb.DuckDBPyConnection, name: str
) -> None:
    table = CANONICAL_TABLES[name]
    described = [(row[0], row[1]) for row in asked(tables, f"DESCRIBE {name}")]
    assert described == [(column.name, column.type.sql) for column in table.columns]
    (rows,) = asked(tables, f"SELECT count(*), count(DISTINCT ({', '.join(table.key)})) FROM {name}")  # noqa: S608
    assert rows[0] == rows[1] > 0
    for column in table.columns:
        empty = "IS NULL" if column.type.sql != "VARCHAR" else "= ''"
        if column.required:
            assert asked(tables, f"SELECT count(*) FROM {name} WHERE {column.name} {empty}") == [(0,)]  # noqa: S608
        if column.type.sql == "VARCHAR":
            assert asked(tables, f"SELECT count(*) FROM {name} WHERE {column.name} IS NULL") == [(0,)]  # noqa: S608


def test_spans_follow_one_another_and_claims_lie_within_them(tables: duckdb.DuckDBPyConnection) -> None:
    overlaps = """
        SELECT count(*) FROM (
            SELECT enrollment_start_date,
                lag(enrollment_end_date) OVER (PARTITION BY person_id ORDER BY enrollment_start_date) AS former
            FROM eligibility
        ) WHERE enrollment_start_date <= former
    """
    assert asked(tables, overlaps) == [(0,)]
    assert asked(tables, "SELECT count(*) FROM eligibility WHERE enrollment_end_date < enrollment_start_date") == [(0,)]
    uncovered = """
        SELECT count(*) FROM medical_claim AS claim ANTI JOIN eligibility AS span
        ON span.person_id = claim.person_id AND span.medicare_advantage = '0'
            AND claim.claim_start_date BETWEEN span.enrollment_start_date AND span.enrollment_end_date
            AND CASE WHEN claim.source_claim_type_code IN ('10', '20', '50', '60') THEN span.part_a ELSE span.part_b
                END = '1'
    """
    assert asked(tables, uncovered) == [(0,)]


IDENTIFIERS = {
    ("eligibility", "person_id"): r"1S00[ACDEFGHJKMNPQRTUVWXY][0-9ACDEFGHJKMNPQRTUVWXY]\d[ACDEFGHJKMNPQRTUVWXY]{2}\d\d",
    ("medical_claim", "rendering_npi"): r"9999\d{6}",
    ("medical_claim", "billing_npi"): r"9999\d{6}",
    ("medical_claim", "billing_tin"): r"00\d{7}",
    ("medical_claim", "facility_ccn"): r"|99\d{4}",
    ("provider", "npi"): r"9999\d{6}",
    ("provider_designation", "npi"): r"9999\d{6}",
    ("pharmacy_claim", "ndc_code"): r"99999\d{6}",
}


@pytest.mark.parametrize(("place", "form"), IDENTIFIERS.items(), ids=[".".join(place) for place in IDENTIFIERS])
def test_identifiers_belong_to_nobody(tables: duckdb.DuckDBPyConnection, place: tuple[str, str], form: str) -> None:
    table, column = place
    found = [value for (value,) in asked(tables, f"SELECT DISTINCT {column} FROM {table}")]  # noqa: S608
    assert [value for value in found if not re.fullmatch(form, value)] == []


def test_what_is_allowed_is_paid_by_somebody(tables: duckdb.DuckDBPyConnection) -> None:
    wrong = """
        SELECT count(*) FROM medical_claim
        WHERE allowed_amount <> paid_amount + deductible_amount + coinsurance_amount + sequestration_amount
            OR least(paid_amount, deductible_amount, coinsurance_amount, sequestration_amount) < 0
            OR abs(sequestration_amount * 49 - paid_amount) > 0.50
            OR charge_amount < allowed_amount
    """
    assert asked(tables, wrong) == [(0,)]


def test_the_deductible_of_a_year_is_met_once_in_order_of_service(tables: duckdb.DuckDBPyConnection) -> None:
    """Counted line by line in Python: nothing is paid before the deductible is met, none is taken after."""
    lines = asked(
        tables,
        """SELECT person_id, year(claim_start_date), year(claim_start_date) - 2021, deductible_amount,
                coinsurance_amount, paid_amount
            FROM medical_claim WHERE source_claim_type_code IN ('40', '71', '82') AND hcpcs_code = '99214'
            ORDER BY person_id, claim_start_date, claim_id, claim_line_number""",
    )
    taken: dict[tuple[str, int], int] = {}
    for person, year, since, deductible, _, _ in lines:
        taken[person, year] = taken.get((person, year), 0) + int(deductible * 100)
        assert taken[person, year] <= 20_300 * (1000 + 25 * since) // 1000
    assert max(taken.values()) > 10_000
    assert all(coinsurance > 0 for *_, deductible, coinsurance, paid in lines if deductible == 0 and paid > 0)


def test_stays_of_a_person_do_not_overlap_and_transfers_follow_at_once(tables: duckdb.DuckDBPyConnection) -> None:
    stays = asked(
        tables,
        """SELECT person_id, admission_date, discharge_date, discharge_disposition_code, admit_source_code, facility_ccn
            FROM medical_claim WHERE source_claim_type_code = '60' AND claim_line_number = 1
            ORDER BY person_id, admission_date, discharge_date, admit_source_code = '4'""",
    )
    transfers = readmissions = 0
    for former, stay in pairwise(stays):
        if former[0] != stay[0]:
            continue
        assert stay[1] >= former[2]
        if stay[4] == "4":
            assert (former[3], stay[1]) == ("02", former[2])
            assert stay[5] != former[5]
            transfers += 1
        elif (stay[1] - former[2]).days <= 30:
            readmissions += 1
    assert transfers > 0
    assert readmissions > len(stays) // 20
