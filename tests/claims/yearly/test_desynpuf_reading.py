"""What the reader accepts, what it leaves unread, and what its audits tell."""

import gzip
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from openvbc.claims.findings import Finding, Severity
from openvbc.claims.yearly.count import count_year
from openvbc.claims.yearly.desynpuf import load_desynpuf
from openvbc.claims.yearly.request import CountRequest
from openvbc.claims.yearly.store import ClaimsStore
from openvbc.errors import ClaimsError

from .made_up_files import (
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


@pytest.fixture
def store() -> Iterator[ClaimsStore]:
    with ClaimsStore(threads=1) as store:
        yield store


def findings(store: ClaimsStore, folder: Path) -> dict[str, Finding]:
    return {finding.audit: finding for finding in load_desynpuf(folder, store).findings}


def gross(store: ClaimsStore) -> object:
    return count_year(store, CountRequest(2008, ("CA",))).gross_expenditures.value


def test_any_name_order_and_packing_will_do(store: ClaimsStore, tmp_path: Path) -> None:
    backwards = ",".join(reversed(SUMMARY_HEADER.lower().split(",")))
    rows = [{name.lower(): value for name, value in person(1, MEDREIMB_IP="1.50").items()}]
    plain = write(tmp_path / "odd [name]*" / "desynpuf_beneficiary_2008_sample1.CSV", backwards, rows)
    plain.write_bytes(b"\xef\xbb\xbf" + plain.read_bytes().replace(b"\n", b"\r\n"))
    packed = write_summary(tmp_path / "sample2" / "people-2008.csv", [person(2, MEDREIMB_OP="20")])
    (tmp_path / "sample2" / "people-2008.csv.gz").write_bytes(gzip.compress(packed.read_bytes()))
    packed.unlink()
    quoted = write_summary(tmp_path / SUMMARY_2008, [person(3, MEDREIMB_CAR="-300.")])
    quoted.write_text("\n".join('"' + line.replace(",", '","') + '"' for line in quoted.read_text().split()) + "\n")
    report = load_desynpuf(tmp_path, store)
    assert [file.year for file in report.files] == [2008, 2008, 2008]
    assert [file.digest.name for file in report.files] == [
        SUMMARY_2008,
        "odd [name]*/desynpuf_beneficiary_2008_sample1.CSV",
        "sample2/people-2008.csv.gz",
    ]
    assert gross(store) == Decimal("-278.50")


def test_codes_get_their_leading_zeros_back(store: ClaimsStore, tmp_path: Path) -> None:
    cells = {"SP_STATE_CODE": "5", "BENE_COUNTY_CD": "20.0", "BENE_HI_CVRAGE_TOT_MONS": "12.0"}
    write_summary(tmp_path / SUMMARY_2008, [person(1, MEDREIMB_IP="100.00", **cells)])
    write_claims(tmp_path / INPATIENT, [claim(1, CLM_DRG_CD="1", CLM_FROM_DT="20080301.0", CLM_PMT_AMT="40.00")])
    load_desynpuf(tmp_path, store)
    count = count_year(store, CountRequest(2008, ("CA",), counties=("05020",), carved_out_drgs=("1",)))
    assert count.truncated_expenditures.value == Decimal(60)


def test_files_that_are_not_read_are_named(store: ClaimsStore, tmp_path: Path) -> None:
    write_summary(tmp_path / SUMMARY_2008, [person(1)])
    write(tmp_path / "DE1_0_2008_to_2010_Carrier_Claims_Sample_1A.csv", "DESYNPUF_ID,LINE_NCH_PMT_AMT_1", [])
    write(tmp_path / "notes.csv", "a,b", [])
    (tmp_path / "PROVENANCE.md").write_text("where the files are from")
    (tmp_path / "._junk.csv").write_bytes(b"\0")
    report = load_desynpuf(tmp_path, store)
    assert report.not_read == {
        "DE1_0_2008_to_2010_Carrier_Claims_Sample_1A.csv": "carrier claims: no figure is counted from them",
        "notes.csv": "neither its name nor its header is that of a DE-SynPUF file",
    }
    assert [file.digest.name for file in report.files] == [SUMMARY_2008]


def test_sound_files_give_only_the_totals(store: ClaimsStore, tmp_path: Path) -> None:
    write_summary(tmp_path / SUMMARY_2008, [person(1, MEDREIMB_IP="100.00")])
    write_claims(tmp_path / INPATIENT, [claim(1, CLM_PMT_AMT="95.00")])
    (totals,) = load_desynpuf(tmp_path, store).findings
    assert totals.severity is Severity.NOTE
    assert totals.examples == ("2008: $95.00 in claims, $100.00 in the summaries",)


def test_totals_far_apart_are_a_warning(store: ClaimsStore, tmp_path: Path) -> None:
    write_summary(tmp_path / SUMMARY_2008, [person(1, MEDREIMB_IP="100.00")])
    write_summary(tmp_path / SUMMARY_2009, [person(1, MEDREIMB_IP="100.0")])
    years = [claim(1, CLM_PMT_AMT="89.99"), claim(1, CLM_ID="2", CLM_PMT_AMT="90.00", CLM_FROM_DT="20090101")]
    write_claims(tmp_path / INPATIENT, years)
    totals = findings(store, tmp_path)["audit_inpatient_totals"]
    assert totals.severity is Severity.WARNING
    assert "and 1 of them differ by more than a tenth" in totals.what


def test_odd_rows_are_told_with_counts_and_examples(store: ClaimsStore, tmp_path: Path) -> None:
    odd = [person(2, SP_STATE_CODE="99"), person(3, SP_STATE_CODE="XX"), person(4, SP_STATE_CODE="54")]
    write_summary(tmp_path / SUMMARY_2008, [person(1, MEDREIMB_OP="-10.00"), *odd])
    write_claims(
        tmp_path / INPATIENT,
        [
            claim(7),
            claim(8),
            claim(1, CLM_ID="2", CLM_FROM_DT="", CLM_THRU_DT=""),
            claim(1, CLM_ID="3", CLM_FROM_DT="20080310", CLM_THRU_DT="20080309"),
            claim(1, CLM_ID="4"),
            claim(1, CLM_ID="4", SEGMENT="2", CLM_DRG_CD="871"),
        ],
    )
    found = findings(store, tmp_path)
    told = {name: (finding.severity.value, finding.count, finding.examples) for name, finding in found.items()}
    del told["audit_inpatient_totals"]
    someone = "5S00000000000001"
    assert told == {
        "audit_claims_without_person": (
            "warning",
            2,
            ("claim 1 of 5S00000000000007", "claim 1 of 5S00000000000008"),
        ),
        "audit_claims_without_date": ("warning", 1, (f"claim 2 of {someone}",)),
        "audit_through_before_from": (
            "warning",
            1,
            (f"claim 3 of {someone}, 2008-03-10 to 2008-03-09 ({INPATIENT}, data row 4)",),
        ),
        "audit_segments_differ": ("warning", 1, (f"claim 4 of {someone}",)),
        "audit_unknown_states": ("warning", 2, ("'99' (1 rows)", "'XX' (1 rows)")),
        "audit_negative_amounts": ("note", 1, (f"{someone} in 2008 (outpatient below zero)",)),
    }


def test_a_last_line_without_an_end_is_a_warning(store: ClaimsStore, tmp_path: Path) -> None:
    path = write_summary(tmp_path / SUMMARY_2008, [person(1, MEDREIMB_IP="1234.56")])
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    assert findings(store, tmp_path)["last_line"].examples == (SUMMARY_2008,)


def test_examples_stop_at_five_and_the_count_goes_on(store: ClaimsStore, tmp_path: Path) -> None:
    write_summary(tmp_path / SUMMARY_2008, [person(number, MEDREIMB_CAR="-1.00") for number in range(1, 9)])
    finding = findings(store, tmp_path)["audit_negative_amounts"]
    assert (finding.count, len(finding.examples)) == (8, 5)
    assert str(finding).startswith("note: people and years have a yearly amount below zero (8): 5S00000000000001 in")
    assert ", ...\n" in str(finding)


def test_a_claim_belongs_to_the_year_it_begins_in(store: ClaimsStore, tmp_path: Path) -> None:
    write_summary(tmp_path / SUMMARY_2008, [person(1, MEDREIMB_IP="100.00")])
    write_summary(tmp_path / SUMMARY_2009, [person(1, MEDREIMB_IP="70.00")])
    write_claims(tmp_path / INPATIENT, [claim(1, CLM_FROM_DT="20081230", CLM_THRU_DT="20090105", CLM_PMT_AMT="60.00")])
    load_desynpuf(tmp_path, store)
    carved = [
        count_year(store, CountRequest(year, ("CA",), carved_out_drgs=("470",))).carved_out["inpatient_drgs"].value
        for year in (2008, 2009)
    ]
    assert carved == [Decimal(60), Decimal(0)]


def test_the_lowest_segment_that_has_a_date_or_a_drg_decides(store: ClaimsStore, tmp_path: Path) -> None:
    write_summary(tmp_path / SUMMARY_2008, [person(1, MEDREIMB_IP="1000.00")])
    undated = {"CLM_FROM_DT": "", "CLM_THRU_DT": ""}
    write_claims(
        tmp_path / INPATIENT,
        [
            claim(1, CLM_PMT_AMT="1.00", SEGMENT="3", CLM_DRG_CD="871", CLM_FROM_DT="20090101", CLM_THRU_DT=""),
            claim(1, CLM_PMT_AMT="2.00", SEGMENT="1", CLM_DRG_CD="", **undated),
            claim(1, CLM_PMT_AMT="4.00", SEGMENT="2"),
            claim(1, CLM_PMT_AMT="8.00", CLM_ID="2", **undated),
            claim(1, CLM_PMT_AMT="16.00", CLM_ID="2", SEGMENT="2", CLM_DRG_CD=""),
        ],
    )
    load_desynpuf(tmp_path, store)
    count = count_year(store, CountRequest(2008, ("CA",), carved_out_drgs=("470",)))
    assert count.carved_out["inpatient_drgs"].value == Decimal(31)
    assert count.carved_out["inpatient_drgs"].source.rows == 2


def test_drgs_cannot_be_carved_out_without_claims(store: ClaimsStore, tmp_path: Path) -> None:
    write_summary(tmp_path / SUMMARY_2008, [person(1)])
    load_desynpuf(tmp_path, store)
    with pytest.raises(ClaimsError, match="no inpatient claims were loaded"):
        count_year(store, CountRequest(2008, ("CA",), carved_out_drgs=("470",)))
