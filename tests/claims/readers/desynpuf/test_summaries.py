"""Yearly summaries load as one row a person, year and category; what is wrong or odd in them is told with its place."""

import gzip
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from openvbc.claims.findings import Severity
from openvbc.claims.project.load import LoadRequest, load
from openvbc.claims.readers.desynpuf.reader import DesynpufReader
from openvbc.errors import ClaimsError
from tests.claims.readers.desynpuf.made_up_files import (
    INPATIENT,
    SUMMARY_2008,
    SUMMARY_2009,
    SUMMARY_HEADER,
    claim,
    person,
    write,
    write_claims,
    write_summary,
)
from tests.claims.readers.tuva.loads import faults, loaded


def test_a_row_has_three_amounts_and_only_they_are_summaries(tmp_path: Path) -> None:
    amounts = {"MEDREIMB_IP": "100.50", "BENRES_IP": "20.00", "PPPYMT_IP": "3.00", "MEDREIMB_CAR": "-7"}
    others = dict.fromkeys(("BENRES_OP", "PPPYMT_OP", "BENRES_CAR", "PPPYMT_CAR"), "0.00")
    write_summary(tmp_path / SUMMARY_2008, [person(1, **amounts, **others)])
    with loaded(DesynpufReader(), tmp_path) as read:
        columns = ("category", "first_date", "last_date", "paid_amount", "allowed_amount", "payer", "source_row")
        year = (date(2008, 1, 1), date(2008, 12, 31))
        assert read.rows("annual_expenditure", *columns) == [
            ("inpatient", *year, Decimal("100.50"), Decimal("123.50"), "Medicare", 1),
            ("outpatient", *year, Decimal(0), Decimal(0), "Medicare", 1),
            ("professional", *year, Decimal(-7), Decimal(-7), "Medicare", 1),
        ]
        assert read.rows("medical_claim", "claim_id") == []


def test_what_was_allowed_is_not_known_without_what_others_paid(tmp_path: Path) -> None:
    header = SUMMARY_HEADER.replace(",PPPYMT_IP", "")
    write(tmp_path / SUMMARY_2008, header, [person(1, MEDREIMB_IP="1.00", BENRES_IP="1.00")])
    with loaded(DesynpufReader(), tmp_path) as read:
        assert read.rows("annual_expenditure", "allowed_amount")[0] == (None,)


def test_any_name_order_and_packing_will_do(tmp_path: Path) -> None:
    backwards = ",".join(reversed(SUMMARY_HEADER.lower().split(",")))
    rows = [{name.lower(): value for name, value in person(1, MEDREIMB_IP="1.50").items()}]
    plain = write(tmp_path / "odd [name]*" / "desynpuf_beneficiary_2008_sample1.CSV", backwards, rows)
    plain.write_bytes(b"\xef\xbb\xbf" + plain.read_bytes().replace(b"\n", b"\r\n"))
    packed = write_summary(tmp_path / "sample2" / "people-2008.csv", [person(2, MEDREIMB_OP="20")])
    (tmp_path / "sample2" / "people-2008.csv.gz").write_bytes(gzip.compress(packed.read_bytes()))
    packed.unlink()
    quoted = write_summary(tmp_path / SUMMARY_2008, [person(3, MEDREIMB_CAR="-300.")])
    quoted.write_text("\n".join('"' + line.replace(",", '","') + '"' for line in quoted.read_text().split()) + "\n")
    with loaded(DesynpufReader(), tmp_path) as read:
        assert read.total("annual_expenditure", "paid_amount") == Decimal("-278.50")


def test_codes_get_their_leading_zeros_back(tmp_path: Path) -> None:
    cells = {"SP_STATE_CODE": "5", "BENE_COUNTY_CD": "20.0", "BENE_HI_CVRAGE_TOT_MONS": "12.0"}
    write_summary(tmp_path / SUMMARY_2008, [person(1, **cells)])
    write_claims(tmp_path / INPATIENT, [claim(1, CLM_DRG_CD="1", CLM_FROM_DT="20080301.0")])
    with loaded(DesynpufReader(), tmp_path) as read:
        assert read.rows("eligibility", "state", "county_code") == [("CA", "05020")]
        assert read.rows("medical_claim", "drg_code", "claim_start_date") == [("001", date(2008, 3, 1))]


def test_the_group_of_a_claim_is_that_of_the_lowest_segment_that_has_one(tmp_path: Path) -> None:
    undated = {"CLM_FROM_DT": "", "CLM_THRU_DT": ""}
    write_claims(
        tmp_path / INPATIENT,
        [
            claim(1, CLM_PMT_AMT="1.00", SEGMENT="3", CLM_DRG_CD="871", **undated),
            claim(1, CLM_PMT_AMT="2.00", SEGMENT="1", CLM_DRG_CD="", **undated),
            claim(1, CLM_PMT_AMT="4.00", SEGMENT="2", CLM_DRG_CD="470"),
        ],
    )
    with loaded(DesynpufReader(), tmp_path) as read:
        assert set(read.rows("medical_claim", "drg_code", "claim_start_date")) == {("470", date(2008, 3, 10))}
        assert read.total("medical_claim", "paid_amount") == 7
        assert read.audits() == {"groups_differ": 1}


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("MEDREIMB_IP", "none", "MEDREIMB_IP is no amount"),
        ("MEDREIMB_OP", "", "MEDREIMB_OP is empty"),
        ("MEDREIMB_CAR", "1e3", "MEDREIMB_CAR is no amount"),
        ("MEDREIMB_CAR", "10.005", "MEDREIMB_CAR is no amount"),
        ("MEDREIMB_CAR", "NaN", "MEDREIMB_CAR is no amount"),
        ("BENE_SMI_CVRAGE_TOT_MONS", "-1", "months of the year are not 0 to 12"),
        ("BENE_HMO_CVRAGE_TOT_MONS", "1.5", "BENE_HMO_CVRAGE_TOT_MONS is no whole number"),
        ("DESYNPUF_ID", " ", "DESYNPUF_ID is empty"),
    ],
)
def test_bad_values_of_a_summary(tmp_path: Path, column: str, value: str, told: str) -> None:
    write_summary(tmp_path / SUMMARY_2008, [person(1), person(2, **{column: value}), person(3)])
    found = faults(DesynpufReader(), tmp_path)
    assert any(fault.startswith(f"{SUMMARY_2008}:3: ") and told in fault for fault in found), found


def test_all_faults_of_all_files_are_told_at_once_with_their_lines(tmp_path: Path) -> None:
    people = [person(number, MEDREIMB_IP="?" if number > 2 else "1.00") for number in range(1, 11)]
    path = write_summary(tmp_path / SUMMARY_2008, people)
    path.write_text(path.read_text().replace("\n", "\n\n", 1))  # an empty line is no row, but it is a line
    write_claims(tmp_path / INPATIENT, [claim(1, CLM_FROM_DT="20081301")])
    found = "\n".join(faults(DesynpufReader(), tmp_path))
    assert "'?' on line 5, '?' on line 6, '?' on line 7, '?' on line 8, '?' on line 9 and 3 more" in found
    assert f"{INPATIENT}:2: CLM_FROM_DT" in found


def test_a_person_twice_in_a_year_is_refused_and_the_project_stays_as_it_was(tmp_path: Path) -> None:
    write_summary(tmp_path / "first" / SUMMARY_2008, [person(1, MEDREIMB_IP="5.00")])
    write_summary(tmp_path / "first" / SUMMARY_2009, [person(1, MEDREIMB_IP="1.00")])
    project = load(LoadRequest((tmp_path / "first",), tmp_path / "project")).project
    before = project.fingerprint
    write_summary(tmp_path / "second" / SUMMARY_2008, [person(1, MEDREIMB_IP="7.00"), person(2)])
    with pytest.raises(ClaimsError, match="annual_expenditure"):
        load(LoadRequest((tmp_path / "second",), tmp_path / "project"))
    write_summary(tmp_path / "twice" / SUMMARY_2008, [person(3), person(3)])
    with pytest.raises(ClaimsError, match="annual_expenditure"):
        load(LoadRequest((tmp_path / "twice",), tmp_path / "project"))
    write_summary(tmp_path / "third" / SUMMARY_2008, [person(5, MEDREIMB_IP="1.00")])
    third = load(LoadRequest((tmp_path / "third",), tmp_path / "project")).project
    assert before != third.fingerprint
    assert third.manifest.tables["annual_expenditure"].rows == 9


def test_sound_files_give_only_the_totals(tmp_path: Path) -> None:
    write_summary(tmp_path / SUMMARY_2008, [person(1, MEDREIMB_IP="100.00")])
    write_claims(tmp_path / INPATIENT, [claim(1, CLM_PMT_AMT="95.00")])
    with loaded(DesynpufReader(), tmp_path) as read:
        (totals,) = read.result.findings
    assert totals.severity is Severity.NOTE
    assert totals.examples == ("2008 inpatient: $95.00 in claims, $100.00 in the summaries",)


def test_totals_far_apart_are_a_warning(tmp_path: Path) -> None:
    write_summary(tmp_path / SUMMARY_2008, [person(1, MEDREIMB_IP="100.00")])
    write_summary(tmp_path / SUMMARY_2009, [person(1, MEDREIMB_IP="100.0")])
    of_2009 = {"CLM_FROM_DT": "20090101", "CLM_THRU_DT": "20090103"}
    write_claims(
        tmp_path / INPATIENT, [claim(1, CLM_PMT_AMT="89.99"), claim(1, CLM_ID="2", CLM_PMT_AMT="90.00", **of_2009)]
    )
    with loaded(DesynpufReader(), tmp_path) as read:
        (totals,) = read.result.findings
    assert totals.severity is Severity.WARNING
    assert "and 1 of them differ by more than a tenth" in totals.what


def test_states_that_nobody_knows_are_told(tmp_path: Path) -> None:
    odd = [person(2, SP_STATE_CODE="99"), person(3, SP_STATE_CODE="XX"), person(4, SP_STATE_CODE="54")]
    write_summary(tmp_path / SUMMARY_2008, [person(1), *odd])
    with loaded(DesynpufReader(), tmp_path) as read:
        assert read.audits() == {"unknown_states": 2}


def test_a_last_line_without_an_end_is_a_warning(tmp_path: Path) -> None:
    path = write_summary(tmp_path / SUMMARY_2008, [person(1, MEDREIMB_IP="1234.56")])
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    with loaded(DesynpufReader(), tmp_path) as read:
        assert "last_line" in read.audits()
