"""ADT messages and tables become rows: every message is one, is told as not read, or refuses the load."""

from datetime import date
from pathlib import Path

import pytest

from openvbc.claims.readers.adt.reader import AdtReader
from tests.claims.readers.adt.made_up_messages import admitted, discharged, message, write
from tests.claims.readers.tuva.loads import faults, loaded

COLUMNS = ("event_id", "person_id", "visit_id", "event", "event_date", "event_time", "patient_class", "facility")


def test_a_stay_is_read_with_person_visit_days_and_what_became_of_it(tmp_path: Path) -> None:
    folder = write(
        tmp_path, admitted("M1", "20240305083000-0500"), discharged("M2", "202403081200", "20240305"), "\x1c\r"
    ).parent
    with loaded(AdtReader(), folder, payer="Northern Health Plan") as load:
        assert load.rows("admission_event", *COLUMNS) == [
            ("M1", "N-001", "V1", "admit", date(2024, 3, 5), "083000", "inpatient", "Lakeside Hospital"),
            ("M2", "N-001", "V1", "discharge", date(2024, 3, 8), "1200", "inpatient", "Lakeside Hospital"),
        ]
        more = (
            "discharge_disposition_code",
            "admission_date",
            "diagnosis_code",
            "attending_npi",
            "facility_npi",
            "sex",
        )
        assert load.rows("admission_event", *more, "payer", "source_row")[1] == (
            "01", date(2024, 3, 5), "I509", "9999000001", "9999000050", "female", "Northern Health Plan", 6
        )  # fmt: skip


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_lines_may_end_as_they_like_and_batches_are_read(end: str, tmp_path: Path) -> None:
    text = (
        "FHS|^~\\&|A\rBHS|^~\\&|A\r"
        + admitted("M1", "20240305")
        + admitted("M2", "20240306", visit="V2")
        + "BTS|2\rFTS|1\r"
    )
    (tmp_path / "feed.txt").write_bytes(text.replace("\r", end).encode())
    with loaded(AdtReader(), tmp_path) as load:
        assert load.rows("admission_event", "event_id", "source_row") == [("M1", 3), ("M2", 8)]


def test_messages_that_tell_no_visit_are_told_and_never_nothing(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        admitted("M1", "20240305"),
        message("M2", "R01", "20240305", kind="ORU"),
        message("M3", "A40", "20240305"),
        message("M4", "A40", "20240306"),
    ).parent
    with loaded(AdtReader(), folder) as load:
        assert load.result.not_read == {
            "ORU R01 messages": "1 of them tell no visit",
            "ADT A40 messages": "2 of them tell no visit",
        }
        assert load.result.files[0].rows == 4


def test_the_payers_number_is_preferred_and_a_facilitys_own_is_told(tmp_path: Path) -> None:
    insured = admitted("M3", "20240305", person="77^^^HOSP^MR", visit="V3") + "IN1|1" + "|" * 35 + "N-009\r"
    folder = write(
        tmp_path,
        admitted("M1", "20240305", person="77^^^HOSP^MR"),
        admitted("M2", "20240305", person="1S00A00AA01^^^CMS^MC~77^^^HOSP^MR", visit="V2"),
        insured,
    ).parent
    with loaded(AdtReader(), folder) as load:
        assert load.rows("admission_event", "event_id", "person_id") == [
            ("M1", "77"), ("M2", "1S00A00AA01"), ("M3", "N-009")
        ]  # fmt: skip
        (found,) = [each for each in load.result.findings if each.audit == "own_numbers"]
        assert (found.count, found.examples) == (1, ("adt.hl7:1",))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (admitted("", "20240305"), "adt.hl7:1: this message has no control number (MSH-10)"),
        (admitted("M1", "20240305", person=""), "adt.hl7:1: this message has no identifier of a person"),
        (admitted("M1", "20240305") + admitted("M2", ""), "adt.hl7:6: this message has no day (EVN-2, MSH-7)"),
        (admitted("M1", "20240231"), "event_date"),
        (admitted("M1", "20240305", patient_class="X"), "patient_class"),
        (admitted("M1", "20240305") + "MSH|\r", "adt.hl7:6: this message cannot be read"),
        (admitted("M1", "20240305").replace("\rEVN", "EVN"), "its version (MSH-12) is '2.5.1EVN'"),
        ("BHS|^~\\&|A\rPID|1||9\r" + admitted("M1", "20240305"), "adt.hl7:2: this belongs to no message"),
    ],
)
def test_what_cannot_be_read_refuses_the_load_with_its_line(text: str, told: str, tmp_path: Path) -> None:
    path = write(tmp_path, text)
    assert any(told in each for each in faults(AdtReader(), [path]))


TABLE = """event_id,person_id,event,event_date,visit_id,patient_class,facility,discharge_date
E1,N-001,admit,2024-03-05,V1,inpatient,Lakeside Hospital,
E2,N-001,Discharge,2024-03-08,V1,Inpatient,Lakeside Hospital,2024-03-08
"""
REQUESTS = """authorization_id,service_number,person_id,decision,service_start_date,service_type,units
A-1,1,N-001,approved,2024-04-02,inpatient,1
"""


def test_tables_of_events_and_of_authorizations_are_known_by_their_headers(tmp_path: Path) -> None:
    (tmp_path / "daily.csv").write_text(TABLE)
    (tmp_path / "requests.csv").write_text(REQUESTS)
    with loaded(AdtReader(), tmp_path, payer="Northern Health Plan") as load:
        assert load.rows("admission_event", "event_id", "event", "patient_class", "discharge_date")[1] == (
            "E2", "discharge", "inpatient", date(2024, 3, 8)
        )  # fmt: skip
        assert load.rows("prior_authorization", "authorization_id", "decision", "payer") == [
            ("A-1", "approved", "Northern Health Plan")
        ]


@pytest.mark.parametrize(
    ("table", "before", "after", "told"),
    [
        (TABLE, "E1,N-001,admit", "E1,N-001,arrived", "event"),
        (TABLE, "E1,N-001,admit", "E1,,admit", "person_id is empty"),
        (TABLE, "event_date", "day_of_event", "lacks event_date"),
        (REQUESTS, "approved", "granted", "decision"),
        (REQUESTS, "2024-04-02", "04/02/2024", "service_start_date"),
    ],
)
def test_a_table_with_wrong_words_or_days_is_refused(
    table: str, before: str, after: str, told: str, tmp_path: Path
) -> None:
    path = tmp_path / "daily.csv"
    path.write_text(table.replace(before, after))
    assert any(told in each for each in faults(AdtReader(), [path]))
