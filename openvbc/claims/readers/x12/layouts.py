"""What is kept of enrollment files as they came, so that later ones can change it; and how notices are staged."""

from dataclasses import replace
from typing import Final

from openvbc.claims.readers.staging.loading import TextLayout
from openvbc.claims.readers.staging.rules import Rule, SourceColumn, source_column
from openvbc.claims.tables.dictionary import SOURCE_COLUMNS, CanonicalTable, code, date, own, text

PACKAGE: Final = "openvbc.claims.readers.x12"
_DAYS: Final = "YYYYMMDD"

ENROLLMENT_NOTICE: Final = CanonicalTable(
    "enrollment_notice",
    "one row a coverage of a member in an 834, as it was sent",
    ("sent", "control_number", "source_file", "source_row", "data_source"),
    tuple(
        own(column)
        for column in (
            text("person_id", "The member's own number.", required=True),
            text("member_id", "The same."),
            text("subscriber_id", "The subscriber's number."),
            code("sex", "male, female or unknown."),
            date("birth_date", "Day of birth."),
            date("death_date", "Day of death."),
            code("state", "State of residence."),
            code("zip_code", "ZIP code of residence."),
            text("payer", "Name of the payer.", required=True),
            text("plan", "Name of the plan or product."),
            code("group_id", "Employer or group."),
            code("benefit", "medical, dental or eye; empty where all coverage ends."),
            text("says", "stated, ended or removed.", required=True),
            date("start_date", "First day of the coverage."),
            date("end_date", "Last day of the coverage, included."),
            text("sent", "Day and time of the transaction, so that later ones are known.", required=True),
            text("states_all", "1 if the transaction states everybody, 0 if it states changes."),
            text("control_number", "Control numbers of interchange, group and transaction.", required=True),
        )
    )
    + SOURCE_COLUMNS,
)
_SOURCE: Final = ("data_source", "source_file", "source_row")

NOTICES: Final = TextLayout(
    "enrollment (834)",
    (
        SourceColumn("segment", Rule.WHOLE, filled=True),
        *(
            replace(source_column(column, day_format=_DAYS), names=())
            for column in ENROLLMENT_NOTICE.columns
            if column.name not in _SOURCE
        ),
    ),
    ("keep_notices",),
    PACKAGE,
    refused_shapes=None,
    numbered_by="numbers_of_segments",
)
