"""Small made-up projects in an embedded engine, counted as a report counts them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from openvbc.claims.engine.embedded_engine import EmbeddedEngine
from openvbc.claims.tables.catalog import CANONICAL_TABLES
from openvbc.claims.utilization.report import UtilizationReport
from openvbc.claims.utilization.terms import MonthsThatCount
from openvbc.experience.utilization import report_utilization
from openvbc.experience.without_contract import PlainOptions, PlainRequest, plain_basis
from tests.claims.expenditures.made_up_claims import put_rows

Row = Mapping[str, Any]
YEAR = 2024


def person(name: str, first: date = date(2023, 1, 1), last: date = date(2024, 12, 31), **cells: object) -> Row:
    """A span of enrollment; of two years unless told otherwise."""
    row: dict[str, object] = {
        "person_id": name,
        "enrollment_start_date": first,
        "enrollment_end_date": last,
        "payer": "plan",
        "data_source": "made_up",
    }
    return row | cells


def bill(claim_id: str, name: str, first: date, last: date, **cells: object) -> Row:
    """The one line of an inpatient claim, paid at once."""
    row: dict[str, object] = {
        "claim_id": claim_id,
        "claim_line_number": 1,
        "claim_type": "institutional",
        "person_id": name,
        "claim_start_date": first,
        "claim_end_date": last,
        "bill_type_code": "111",
        "discharge_disposition_code": "01",
        "paid_date": last,
        "paid_amount": "100.00",
        "allowed_amount": "120.00",
        "data_source": "made_up",
    }
    return row | cells


def visit(claim_id: str, name: str, day: date, hcpcs: str, **cells: object) -> Row:
    """The one line of a professional claim."""
    of_clinician: dict[str, object] = {"claim_type": "professional", "bill_type_code": "", "hcpcs_code": hcpcs}
    return bill(claim_id, name, day, day, **(of_clinician | cells))


def diagnosis(claim_id: str, name: str, first: date, last: date, code: str) -> Row:
    """The principal diagnosis of a claim."""
    return {
        "claim_id": claim_id,
        "diagnosis_sequence": 1,
        "person_id": name,
        "claim_start_date": first,
        "claim_end_date": last,
        "diagnosis_code_type": "icd-10-cm",
        "diagnosis_code": code,
        "data_source": "made_up",
    }


def reach(day: date) -> Row:
    """A claim of nobody who is enrolled, so that the data reach to `day`."""
    return visit("reach", "NOBODY", day, "99999", paid_amount="0.00", allowed_amount="0.00")


def counted(
    people: Sequence[Row],
    lines: Sequence[Row],
    fills: Sequence[Row] = (),
    diagnoses: Sequence[Row] = (),
    /,
    **terms: Any,  # noqa: ANN401  # terms of any kind
) -> tuple[UtilizationReport, EmbeddedEngine]:
    """The report of 2024 for everybody, and the engine that still holds the tables."""
    engine = EmbeddedEngine(threads=1)
    given = {
        "eligibility": people,
        "medical_claim": lines,
        "pharmacy_claim": fills,
        "claim_diagnosis": diagnoses,
    }
    for name in CANONICAL_TABLES:
        put_rows(engine, name, given.get(name, ()))
    options: dict[str, Any] = {
        name: terms.pop(name) for name in ("amount", "months", "run_out_months") if name in terms
    }
    asked = {name: terms.pop(name) for name in ("population", "people") if name in terms}
    plain = PlainOptions(**({"months": MonthsThatCount.ALL} | options))
    basis = plain_basis(PlainRequest((YEAR - 1, YEAR), options=plain, **asked))
    return report_utilization(engine, basis, **terms), engine


def number(report: UtilizationReport, name: str, part: str = "numerator") -> int:
    """A count of the year behind a measure."""
    figure = getattr(report.measure(name).this_year, part)
    return int(figure.value)
