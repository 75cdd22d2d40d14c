"""A bad file is refused with its name, line and column; every fault is told; nothing is half loaded."""

import gzip
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from openvbc.claims.yearly.desynpuf import load_desynpuf
from openvbc.claims.yearly.store import ClaimsStore
from openvbc.errors import ClaimsError, FileError, OpenVBCError

from .made_up_files import (
    INPATIENT,
    INPATIENT_HEADER,
    SUMMARY_2008,
    SUMMARY_2009,
    SUMMARY_HEADER,
    claim,
    person,
    write,
    write_claims,
    write_summary,
)


@pytest.fixture
def store() -> Iterator[ClaimsStore]:
    with ClaimsStore(threads=1) as store:
        yield store


def refused(store: ClaimsStore, folder: Path, error: type[OpenVBCError] = FileError) -> list[str]:
    """The faults with which loading is refused, after which the store is as empty as before."""
    with pytest.raises(error) as caught:
        load_desynpuf(folder, store)
    assert type(caught.value) is error
    assert store.run("list_source_files").rows == ()
    assert store.run("audit_inpatient_totals").rows == ()
    return [str(fault) for fault in caught.value.faults]


def test_a_wrong_header_names_the_missing_columns(store: ClaimsStore, tmp_path: Path) -> None:
    header = SUMMARY_HEADER.replace("MEDREIMB_IP", "MEDREIMB_INP").replace("BENE_COUNTY_CD,", "")
    write(tmp_path / SUMMARY_2008, header, [person(1)])
    (fault,) = refused(store, tmp_path)
    assert fault.startswith(f"{SUMMARY_2008}:1: the header of this beneficiary summary file lacks BENE_COUNTY_CD")
    assert "MEDREIMB_IP (did you mean 'MEDREIMB_INP'?)" in fault


def test_a_wrong_header_is_seen_under_any_name(store: ClaimsStore, tmp_path: Path) -> None:
    write(tmp_path / "people2008.csv", SUMMARY_HEADER.replace("MEDREIMB_CAR", "CAR"), [person(1)])
    (fault,) = refused(store, tmp_path)
    assert "people2008.csv:1" in fault
    assert "lacks MEDREIMB_CAR" in fault


@pytest.mark.parametrize(
    ("name", "header", "told"),
    [
        (INPATIENT, SUMMARY_HEADER, "the name says inpatient claims, the header is that of beneficiary summary"),
        (SUMMARY_2008, INPATIENT_HEADER, "the name says beneficiary summary, the header is that of inpatient claims"),
        ("DE1_0_2008_to_2010_Outpatient_Claims_Sample_1.csv", INPATIENT_HEADER, "the name says outpatient claims"),
        (SUMMARY_2008, "DESYNPUF_ID,PDE_ID,SRVC_DT", "the header is that of prescription drug events"),
        ("desynpuf_2008.csv", "a,b", "the name is that of a DE-SynPUF file, the header of none of them"),
        (SUMMARY_2008, SUMMARY_HEADER.replace(",", ";"), "separate the columns by commas, not by ';'"),
        (SUMMARY_2008, "<!DOCTYPE html>", "lacks DESYNPUF_ID"),
        (SUMMARY_2008, SUMMARY_HEADER + ",SP_CHF", "the header names a column twice: SP_CHF"),
    ],
)
def test_a_file_that_is_not_what_its_name_says(
    store: ClaimsStore, tmp_path: Path, name: str, header: str, told: str
) -> None:
    (tmp_path / name).write_text(header + "\n", encoding="ascii")
    (fault,) = refused(store, tmp_path)
    assert told in fault
    assert fault.startswith(f"{name}:1: ")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("beneficiary_summary.csv", "the file name has no year"),
        ("beneficiary_2008_to_2010.csv", "the file name has more than one year (2008, 2010)"),
    ],
)
def test_the_year_of_a_summary_must_be_in_its_name(store: ClaimsStore, tmp_path: Path, name: str, told: str) -> None:
    write_summary(tmp_path / name, [person(1)])
    (fault,) = refused(store, tmp_path)
    assert fault.startswith(f"{name}: {told}")


def test_lines_cut_short_or_run_together_are_named(store: ClaimsStore, tmp_path: Path) -> None:
    path = write_summary(tmp_path / SUMMARY_2008, [person(number) for number in range(1, 10)])
    lines = path.read_text().splitlines()
    lines[3] = lines[3][:60]
    lines[6] += ",1,2"
    path.write_text("\n".join(lines) + "\n")
    short, long = refused(store, tmp_path)
    assert re.match(rf"{SUMMARY_2008}:4: this line has \d+ fields where the header has 32", short)
    assert long.startswith(f"{SUMMARY_2008}:7: this line has 34 fields where the header has 32")


def test_many_malformed_lines_are_counted(store: ClaimsStore, tmp_path: Path) -> None:
    path = write_summary(tmp_path / SUMMARY_2008, [person(number) for number in range(1, 10)])
    path.write_text("\n".join([SUMMARY_HEADER, *["1,2,3"] * 9]) + "\n")
    faults = refused(store, tmp_path)
    assert len(faults) == 6
    assert "4 more lines have a wrong number of fields" in faults[-1]


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("MEDREIMB_IP", "none", "MEDREIMB_IP is no amount in dollars and cents"),
        ("MEDREIMB_OP", "", "MEDREIMB_OP is no amount in dollars and cents"),
        ("MEDREIMB_CAR", "1e3", "MEDREIMB_CAR is no amount in dollars and cents"),
        ("MEDREIMB_CAR", "10.005", "MEDREIMB_CAR is no amount in dollars and cents"),
        ("MEDREIMB_CAR", "$10", "MEDREIMB_CAR is no amount in dollars and cents"),
        ("MEDREIMB_CAR", "NaN", "MEDREIMB_CAR is no amount in dollars and cents"),
        ("BENE_HI_CVRAGE_TOT_MONS", "13", "BENE_HI_CVRAGE_TOT_MONS is no number of months from 0 to 12"),
        ("BENE_SMI_CVRAGE_TOT_MONS", "-1", "BENE_SMI_CVRAGE_TOT_MONS is no number of months from 0 to 12"),
        ("BENE_HMO_CVRAGE_TOT_MONS", "", "BENE_HMO_CVRAGE_TOT_MONS is no number of months from 0 to 12"),
        ("BENE_HMO_CVRAGE_TOT_MONS", "1.5", "BENE_HMO_CVRAGE_TOT_MONS is no number of months from 0 to 12"),
        ("DESYNPUF_ID", " ", "DESYNPUF_ID is empty"),
    ],
)
def test_bad_values_of_a_summary(store: ClaimsStore, tmp_path: Path, column: str, value: str, told: str) -> None:
    write_summary(tmp_path / SUMMARY_2008, [person(1), person(2, **{column: value}), person(3)])
    (fault,) = refused(store, tmp_path)
    assert fault.startswith(f"{SUMMARY_2008}:3: {told}")
    assert f"{value.strip()!r} on line 3" in fault


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("CLM_FROM_DT", "20080231", "CLM_FROM_DT is no day of the calendar written YYYYMMDD"),
        ("CLM_FROM_DT", "2008-03-01", "CLM_FROM_DT is no day of the calendar written YYYYMMDD"),
        ("CLM_THRU_DT", "200803", "CLM_THRU_DT is no day of the calendar written YYYYMMDD"),
        ("CLM_PMT_AMT", "12,5", "fields where the header has"),
        ("CLM_PMT_AMT", "12 5", "CLM_PMT_AMT is no amount in dollars and cents"),
        ("SEGMENT", "one", "SEGMENT is no whole number"),
        ("CLM_ID", "", "CLM_ID is empty"),
    ],
)
def test_bad_values_of_claims(store: ClaimsStore, tmp_path: Path, column: str, value: str, told: str) -> None:
    write_summary(tmp_path / SUMMARY_2008, [person(1)])
    write_claims(tmp_path / INPATIENT, [claim(1), claim(1, **{"CLM_ID": "2", column: value})])
    (fault,) = refused(store, tmp_path)
    assert fault.startswith(f"{INPATIENT}:3: ")
    assert told in fault


def test_all_faults_of_all_files_are_told_at_once_with_their_lines(store: ClaimsStore, tmp_path: Path) -> None:
    people = [person(number, MEDREIMB_IP="?" if number > 2 else "1.00") for number in range(1, 11)]
    people[4]["BENE_HI_CVRAGE_TOT_MONS"] = "twelve"
    path = write_summary(tmp_path / SUMMARY_2008, people)
    path.write_text(path.read_text().replace("\n", "\n\n", 1))  # an empty line is no row, but it is a line
    write_claims(tmp_path / INPATIENT, [claim(1, CLM_FROM_DT="20081301")])
    months, money, day = refused(store, tmp_path)
    assert f"{SUMMARY_2008}:7: BENE_HI_CVRAGE_TOT_MONS" in months
    assert f"{SUMMARY_2008}:5: MEDREIMB_IP" in money
    assert "'?' on line 5, '?' on line 6, '?' on line 7, '?' on line 8, '?' on line 9 and 3 more" in money
    assert f"{INPATIENT}:2: CLM_FROM_DT" in day


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "the file is empty"),
        (b"\n\n", "the first line is no header"),
        (SUMMARY_HEADER.encode() + b"\n", "a header but no data rows"),
        (b"PK\x03\x04\x00\x00\x00", "the first line is no header"),
        (b"\xff\xfe\x00D\x00E", "not a text file in UTF-8"),
        (
            SUMMARY_HEADER.encode() + b'\n"5S1,2\n',
            "a quotation mark opens a field here that is not closed on this line",
        ),
        (SUMMARY_HEADER.encode() + b"\n5S\xe9" + b"," * 31 + b"\n", "not a text file in UTF-8"),
    ],
)
def test_files_that_are_empty_or_no_text(store: ClaimsStore, tmp_path: Path, content: bytes, told: str) -> None:
    (tmp_path / SUMMARY_2008).write_bytes(content)
    (fault,) = refused(store, tmp_path)
    assert fault.startswith(SUMMARY_2008)
    assert told in fault


def test_line_ends_of_two_kinds_are_refused(store: ClaimsStore, tmp_path: Path) -> None:
    path = write_summary(tmp_path / SUMMARY_2008, [person(1), person(2)])
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n", 2))
    (fault,) = refused(store, tmp_path)
    assert fault.startswith(f"{SUMMARY_2008}: this cannot be read as a table")


@pytest.mark.parametrize("damage", [lambda packed: packed[:-400], lambda _: b"no gzip at all, only words"])
def test_a_damaged_gzip(store: ClaimsStore, tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    path = write_summary(
        tmp_path / SUMMARY_2008, [person(number, MEDREIMB_IP=f"{number**5}.17") for number in range(999)]
    )
    packed = tmp_path / f"{SUMMARY_2008}.gz"
    packed.write_bytes(damage(gzip.compress(path.read_bytes())))
    path.unlink()
    (fault,) = refused(store, tmp_path)
    assert fault.startswith(f"{SUMMARY_2008}.gz: the file is damaged or cut short")


def test_a_folder_without_files(store: ClaimsStore, tmp_path: Path) -> None:
    assert "there is no .csv or .csv.gz file in this folder" in refused(store, tmp_path)[0]
    (tmp_path / "DE1_0_2008_Beneficiary_Summary_File_Sample_1.zip").write_bytes(b"PK")
    assert "unpack the .zip files here" in refused(store, tmp_path)[0]
    assert "there is no such folder" in refused(store, tmp_path / "nowhere")[0]
    write_claims(tmp_path / INPATIENT, [claim(1)])
    assert "no file in this folder is a DE-SynPUF beneficiary summary" in refused(store, tmp_path)[0]
    assert "this is a file, not a folder" in refused(store, tmp_path / INPATIENT)[0]


def test_the_same_file_twice(store: ClaimsStore, tmp_path: Path) -> None:
    first = write_summary(tmp_path / SUMMARY_2008, [person(1)])
    (tmp_path / "copy_2008.csv").write_bytes(first.read_bytes())
    (fault,) = refused(store, tmp_path, ClaimsError)
    assert "this is the same file as" in fault


def test_a_folder_loaded_twice(store: ClaimsStore, tmp_path: Path) -> None:
    write_summary(tmp_path / SUMMARY_2008, [person(1)])
    load_desynpuf(tmp_path, store)
    with pytest.raises(ClaimsError, match="the same file as"):
        load_desynpuf(tmp_path, store)
    assert len(store.run("list_source_files").rows) == 1


def test_a_person_or_a_claim_segment_twice(store: ClaimsStore, tmp_path: Path) -> None:
    write_summary(tmp_path / SUMMARY_2008, [person(1), person(2)])
    write_summary(tmp_path / "more" / SUMMARY_2008, [person(2), person(3)])
    write_claims(tmp_path / INPATIENT, [claim(1), claim(1, SEGMENT="2"), claim(1)])
    people, segments = refused(store, tmp_path, ClaimsError)
    assert "people stand more than once in the summaries of a year (1): 5S00000000000002 in 2008 (2 rows;" in people
    assert "segments of inpatient claims stand more than once (1): claim 1 segment 1" in segments


def test_a_person_in_two_years_is_no_fault(store: ClaimsStore, tmp_path: Path) -> None:
    write_summary(tmp_path / SUMMARY_2008, [person(1)])
    write_summary(tmp_path / SUMMARY_2009, [person(1, MEDREIMB_IP="1.00")])
    assert load_desynpuf(tmp_path, store).years == (2008, 2009)


def test_a_fault_in_the_second_load_leaves_the_first(store: ClaimsStore, tmp_path: Path) -> None:
    write_summary(tmp_path / "first" / SUMMARY_2008, [person(1, MEDREIMB_IP="5.00")])
    load_desynpuf(tmp_path / "first", store)
    before = store.run("audit_inpatient_totals").rows
    write_summary(tmp_path / "second" / SUMMARY_2008, [person(1, MEDREIMB_IP="7.00"), person(2)])
    with pytest.raises(ClaimsError, match="people stand more than once"):
        load_desynpuf(tmp_path / "second", store)
    write_summary(tmp_path / "third" / SUMMARY_2008, [person(3), person(4, MEDREIMB_IP="x")])
    with pytest.raises(FileError, match="MEDREIMB_IP"):
        load_desynpuf(tmp_path / "third", store)
    assert store.run("audit_inpatient_totals").rows == before == ((2008, 500, 0),)
    write_summary(tmp_path / "fourth" / SUMMARY_2008, [person(5, MEDREIMB_IP="1.00")])
    load_desynpuf(tmp_path / "fourth", store)
    assert store.run("audit_inpatient_totals").rows == ((2008, 600, 0),)
