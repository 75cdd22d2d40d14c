"""What payers and hospitals tell before claims do: admissions, discharges and transfers, and prior authorizations."""

from typing import Final

from openvbc.claims.tables.dictionary import (
    SOURCE_COLUMNS,
    CanonicalTable,
    Column,
    ColumnType,
    code,
    date,
    own,
    text,
)

ADMISSION_EVENT: Final = CanonicalTable(
    "admission_event",
    "one row a message of an ADT feed: what happened to a person's visit to a facility, and when",
    ("event_id", "data_source"),
    tuple(
        own(column)
        for column in (
            text("event_id", "The message (HL7 MSH-10).", required=True),
            text("person_id", "The person, by the payer's member number where the message has it.", required=True),
            text("visit_id", "The visit (HL7 PV1-19); '' where the feed does not number visits."),
            code(
                "event",
                "admit, discharge, transfer, register, update, cancel_admit, cancel_discharge or cancel_transfer.",
            ),
            date("event_date", "The day of the event.", required=True),
            code("event_time", "The time of the event, HHMM or HHMMSS; '' where it is not told."),
            code("patient_class", "inpatient, emergency, observation, outpatient, ... as HL7 table 0004 tells it."),
            text("facility", "Name or identifier of the facility."),
            code("facility_npi", "NPI of the facility."),
            date("admission_date", "The day of admission."),
            date("discharge_date", "The day of discharge."),
            code("admit_source_code", "Where the person came from."),
            code("discharge_disposition_code", "Where the person went (20 died)."),
            code("diagnosis_code", "The first diagnosis of the message, without its dot."),
            code("attending_npi", "NPI of the attending clinician."),
            code("sex", "male, female or unknown."),
            date("birth_date", "Day of birth."),
            date("death_date", "Day of death."),
            text("payer", "Name of the payer, where the feed is a payer's."),
        )
    )
    + SOURCE_COLUMNS,
)

PRIOR_AUTHORIZATION: Final = CanonicalTable(
    "prior_authorization",
    "one row a service for which a payer was asked before it was given, as it was decided last",
    ("authorization_id", "service_number", "data_source"),
    tuple(
        own(column)
        for column in (
            text("authorization_id", "The authorization.", required=True),
            Column("service_number", ColumnType.WHOLE, "Which service of it, counted from 1.", required=True),
            text("person_id", "The person.", required=True),
            date("requested_date", "The day of the request."),
            code("decision", "approved, partly_approved, denied, pending or withdrawn."),
            date("decision_date", "The day of the decision; NULL while it is pending."),
            date("service_start_date", "First day for which it is asked or approved."),
            date("service_end_date", "Last day of it."),
            code("service_type", "inpatient, outpatient, skilled_nursing, home_health, drug, equipment, ..."),
            code("hcpcs_code", "HCPCS code of the service."),
            code("diagnosis_code", "Diagnosis, without its dot."),
            Column("units", ColumnType.QUANTITY, "Units that are approved."),
            code("requesting_npi", "NPI of who asked."),
            code("servicing_npi", "NPI of who is to give the service."),
            text("facility", "Name or identifier of the facility."),
            code("facility_npi", "NPI of the facility."),
            text("payer", "Name of the payer."),
        )
    )
    + SOURCE_COLUMNS,
)
