"""The kinds of file: messages laid out as rows, the same as CSV, and prior authorizations."""

from dataclasses import replace
from typing import Final

from openvbc.claims.readers.staging.loading import TextLayout
from openvbc.claims.readers.staging.rules import Rule, SourceColumn, source_column
from openvbc.claims.tables.care_events import ADMISSION_EVENT, PRIOR_AUTHORIZATION
from openvbc.claims.tables.dictionary import CanonicalTable

PACKAGE: Final = "openvbc.claims.readers.adt"
_SOURCE: Final = ("data_source", "source_file", "source_row")
#: What a column may hold, in small letters.
WORDS: Final = {
    "event": (
        "admit",
        "discharge",
        "transfer",
        "register",
        "update",
        "cancel_admit",
        "cancel_discharge",
        "cancel_transfer",
    ),
    "patient_class": (
        "inpatient",
        "emergency",
        "observation",
        "outpatient",
        "preadmit",
        "recurring",
        "obstetrics",
        "skilled_nursing",
    ),
    "sex": ("male", "female", "unknown"),
    "decision": ("approved", "partly_approved", "denied", "pending", "withdrawn"),
}
#: Columns that a CSV must have and fill beside those that the table requires.
_FILLED: Final = ("event", "decision")


def _columns(table: CanonicalTable) -> list[SourceColumn]:
    found = []
    for column in table.columns:
        if column.name in _SOURCE:
            continue
        must = column.required or column.name in _FILLED
        read = source_column(column)
        found.append(replace(read, needed=must, filled=must, words=WORDS.get(column.name, ()), names=()))
    return found


#: Messages, laid out: a row says on which line its message begins.
MESSAGES: Final = TextLayout(
    "ADT messages",
    (SourceColumn("message_line", Rule.WHOLE, filled=True), *_columns(ADMISSION_EVENT)),
    ("load_admission_event",),
    PACKAGE,
    refused_shapes=None,
    numbered_by="lines_of_messages",
)
#: The kinds of CSV.
TABLES: Final = (
    TextLayout("ADT", tuple(_columns(ADMISSION_EVENT)), ("load_admission_event",), PACKAGE, refused_shapes=None),
    TextLayout(
        "prior authorizations",
        tuple(_columns(PRIOR_AUTHORIZATION)),
        ("load_prior_authorization",),
        PACKAGE,
        refused_shapes=None,
    ),
)
