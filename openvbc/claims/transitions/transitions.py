"""The list of transitions as of a day, from what ADT feeds and prior authorizations tell."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from openvbc.claims.engine.engine import Engine
from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.published_codes import meanings, published_number
from openvbc.periods import business_days_after

_DIED = "died"


class Standing(StrEnum):
    """Where a transition stands on the day of the list."""

    IN_FACILITY = "in_facility"
    CONTACT_DUE = "contact_due"
    VISIT_DUE = "visit_due"
    VISIT_OVERDUE = "visit_overdue"
    READMITTED = "readmitted"
    TRANSFERRED = "transferred"
    EMERGENCY_VISIT = "emergency_visit"
    DIED = "died"


@dataclass(frozen=True)
class Transition:
    """A stay, or a visit to an emergency department.

    contact_by, early_visit_by, visit_by, at_risk_until: None where
    nothing is due: before a discharge, after a death, and of visits to an emergency department, which are no stays.
    early_visit_by: for people whose care is complex. days_out: since the discharge. days_at_risk: days left in which a
    new admission is a readmission.
    """

    person_id: str
    payer: str
    facility: str
    facility_npi: str
    visit_id: str
    patient_class: str
    admission_date: date
    discharge_date: date | None
    discharge_disposition_code: str
    diagnosis_code: str
    attending_npi: str
    next_admission_date: date | None
    standing: Standing
    contact_by: date | None
    early_visit_by: date | None
    visit_by: date | None
    at_risk_until: date | None
    days_out: int | None
    days_at_risk: int | None


@dataclass(frozen=True)
class PlannedService:
    """A service that is authorized, or asked for, and has not begun."""

    person_id: str
    payer: str
    authorization_id: str
    decision: str
    service_type: str
    service_start_date: date
    service_end_date: date | None
    hcpcs_code: str
    diagnosis_code: str
    facility: str
    servicing_npi: str


@dataclass(frozen=True)
class Transitions:
    """The list as of a day. holidays: days that are no business days."""

    as_of: date
    transitions: tuple[Transition, ...]
    planned: tuple[PlannedService, ...]


def list_transitions(engine: Engine, as_of: date, holidays: Collection[date] = ()) -> Transitions:
    """Who is in a facility, or left one so lately that a new admission would be a readmission; and what is planned.

    The engine holds the canonical tables. Whoever left earlier is no longer on the list.
    """
    window = int(published_number("readmission_days"))
    found = []
    for row in engine.rows(NamedQuery.LIST_VISITS, {"as_of_date": as_of}).records:
        left = row["discharge_date"]
        if left is None or as_of <= left + timedelta(days=window):
            found.append(_transition(row, as_of, holidays))
    days = {"first_date": as_of, "last_date": as_of + timedelta(days=window)}
    planned = engine.rows(NamedQuery.LIST_PLANNED_SERVICES, days).records
    return Transitions(as_of, tuple(found), tuple(PlannedService(**row) for row in planned))


def _transition(row: "dict[str, object]", as_of: date, holidays: Collection[date]) -> Transition:
    told = {name: value for name, value in row.items() if name != "death_date"}
    left, following = row["discharge_date"], row["next_admission_date"]
    died = meanings("readmission_index_exclusions").get(str(row["discharge_disposition_code"])) == _DIED
    emergency = row["patient_class"] == "emergency"
    if died or row["death_date"] is not None or not isinstance(left, date):
        standing = Standing.DIED if died or row["death_date"] is not None else Standing.IN_FACILITY
        out = (as_of - left).days if isinstance(left, date) else None
        return Transition(**told, standing=standing, days_out=out, **_NOTHING_DUE)  # type: ignore[arg-type]
    if emergency:
        return Transition(**told, standing=Standing.EMERGENCY_VISIT, days_out=(as_of - left).days, **_NOTHING_DUE)  # type: ignore[arg-type]
    contact_by = business_days_after(left, int(published_number("transition_contact_business_days")), holidays)
    early, visit, risk = (
        left + timedelta(days=int(published_number(name)))
        for name in ("transition_early_visit_days", "transition_visit_days", "readmission_days")
    )
    if isinstance(following, date) and following <= risk:
        standing = Standing.TRANSFERRED if following == left else Standing.READMITTED
    elif as_of <= contact_by:
        standing = Standing.CONTACT_DUE
    else:
        standing = Standing.VISIT_DUE if as_of <= visit else Standing.VISIT_OVERDUE
    return Transition(
        **told,  # type: ignore[arg-type]
        standing=standing,
        contact_by=contact_by,
        early_visit_by=early,
        visit_by=visit,
        at_risk_until=risk,
        days_out=(as_of - left).days,
        days_at_risk=max((risk - as_of).days, 0),
    )


_NOTHING_DUE = dict.fromkeys(("contact_by", "early_visit_by", "visit_by", "at_risk_until", "days_at_risk"))
