"""Transitions of care as a report: who left a hospital and what is due, who is in one, and what is planned."""

from collections import Counter
from typing import Final

from openvbc.claims.transitions.transitions import Standing, Transitions
from openvbc.reports.document.tree import FOR_MACHINES, Answer, Column, Document, Row, Section, Sentence, Table

_WORDS: Final = {
    Standing.VISIT_OVERDUE: "visit overdue",
    Standing.CONTACT_DUE: "contact due",
    Standing.VISIT_DUE: "visit due",
    Standing.IN_FACILITY: "in the facility",
    Standing.EMERGENCY_VISIT: "emergency visit",
    Standing.READMITTED: "readmitted",
    Standing.TRANSFERRED: "went on to another facility",
    Standing.DIED: "died",
}


def transitions_report(found: Transitions) -> Document:
    """The list, what is most pressing first. It names people: a working document of those who care for them."""
    order = {standing: place for place, standing in enumerate(_WORDS)}
    listed = sorted(
        found.transitions,
        key=lambda each: (order[each.standing], each.visit_by or each.admission_date, each.person_id),
    )
    counts = Counter(each.standing for each in listed)
    told = ", ".join(f"{counts[standing]:,} {words}" for standing, words in _WORDS.items() if counts[standing])
    columns = (
        Column("person_id", "Person", nowrap=True),
        Column("standing", "Standing", nowrap=True),
        Column("contact_by", "Contact by", nowrap=True),
        Column("early_visit_by", "Visit by, if complex", nowrap=True),
        Column("visit_by", "Visit by", nowrap=True),
        Column("at_risk_until", "Readmission until", nowrap=True),
        Column("days_at_risk", "Days left", number=True),
        Column("facility", "Facility"),
        Column("admission_date", "Admitted", nowrap=True),
        Column("discharge_date", "Discharged", nowrap=True),
        Column("discharge_disposition_code", "Went to", nowrap=True),
        Column("diagnosis_code", "Diagnosis", nowrap=True),
        Column("next_admission_date", "Admitted again", nowrap=True),
        Column("patient_class", "Class", nowrap=True),
        Column("days_out", forms=FOR_MACHINES),
        Column("payer", forms=FOR_MACHINES),
        Column("facility_npi", forms=FOR_MACHINES),
        Column("visit_id", forms=FOR_MACHINES),
        Column("attending_npi", forms=FOR_MACHINES),
    )
    rows = tuple(
        Row(
            tuple(
                _WORDS[each.standing] if column.key == "standing" else getattr(each, column.key) for column in columns
            )
        )
        for each in listed
    )
    planned_columns = (
        Column("person_id", "Person", nowrap=True),
        Column("service_start_date", "Begins", nowrap=True),
        Column("service_type", "Service", nowrap=True),
        Column("decision", "Decision", nowrap=True),
        Column("facility", "Facility"),
        Column("hcpcs_code", "HCPCS", nowrap=True),
        Column("diagnosis_code", "Diagnosis", nowrap=True),
        Column("authorization_id", "Authorization", nowrap=True),
        Column("service_end_date", forms=FOR_MACHINES),
        Column("servicing_npi", forms=FOR_MACHINES),
        Column("payer", forms=FOR_MACHINES),
    )
    planned = tuple(Row(tuple(getattr(each, column.key) for column in planned_columns)) for each in found.planned)
    day = found.as_of.isoformat()
    return Document(
        kind="Transitions of care",
        title=f"Transitions of care, {day}",
        answer=Answer(f"{len(listed):,} transitions on {day}{f': {told}' if told else ''}"),
        blocks=(
            Table(columns, rows, key="transitions", label="Transitions", sheet="Transitions", is_long=True),
            Section(
                f"Planned services ({len(planned):,})",
                (Table(planned_columns, planned, key="planned", label="Planned services", sheet="Planned"),),
            ),
            Sentence("This page names people: it is for those who care for them."),
        ),
        colophon="What messages tell that came by this day; days are counted from the day of discharge.",
        day=found.as_of,
        is_wide=True,
    )
