"""Codes that are cited from CMS's code systems stand there, and mean there what a list says in one word."""

import csv
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from openvbc.claims.published_codes import codes, meanings

REPOSITORY = Path(__file__).parents[2]
DATA = Path(os.environ.get("OPENVBC_PUBLIC_DATA", REPOSITORY.parent / "shared" / "data")) / "terminology"
FILE = DATA / "cms_code_systems.csv"

pytestmark = [
    pytest.mark.public_data,
    pytest.mark.skipif(not FILE.is_file(), reason=f"no code systems of CMS in {FILE}: see docs/public_data.md"),
]

SYSTEMS = {
    "dual_status_codes": "BENE-DUAL-STUS-CD",
    "medicare_status_codes": "BENE-MDCR-STUS-CD",
    "entitlement_reason_codes": "BENE-MDCR-ENTLMT-RSN-CD",
    "medicare_claim_types": "CLM-TYPE-CD",
    "medicare_claim_types_of_stays": "CLM-TYPE-CD",
    "kinds_of_bill_of_stays": "CLM-BILL-CLSFCTN-CD",
    "readmission_index_exclusions": "BENE-PTNT-STUS-CD",
    "places_of_service": "CLM-POS-CD",
    "line_processing_codes_paid": "CLM-PRCSG-IND-CD",
}
#: What CMS's words must hold where a list says that a code means this.
WORDS: Mapping[str, Mapping[str, str]] = {
    "medicare_status_codes": {"age": "aged without esrd", "disability": "disabled without", "esrd": "esrd"},
    "entitlement_reason_codes": {"age": "age", "disability": "disability", "esrd": "renal"},
    "readmission_index_exclusions": {"died": "expired", "transferred": "transferred", "still_patient": "still patient"},
    "kinds_of_bill_of_stays": {"inpatient": "inpatient"},
}


@cache
def systems() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    with FILE.open(encoding="utf-8", newline="") as content:
        for row in csv.DictReader(content):
            found.setdefault(row["system"], {})[row["code"]] = row["display"].lower()
    return found


@pytest.mark.parametrize("name", SYSTEMS)
def test_every_code_stands_in_the_code_system(name: str) -> None:
    assert set(codes(name)) <= systems()[SYSTEMS[name]].keys()


@pytest.mark.parametrize("name", WORDS)
def test_a_code_means_what_the_list_says(name: str) -> None:
    displays = systems()[SYSTEMS[name]]
    told = [(code, WORDS[name].get(meaning, ""), displays[code]) for code, meaning in meanings(name).items()]
    assert [each for each in told if each[1] not in each[2]] == []


def test_full_benefits_are_the_codes_with_medicaid_and_drugs() -> None:
    displays = systems()["BENE-DUAL-STUS-CD"]
    assert set(codes("dual_status_codes", "full")) == {
        code for code, display in displays.items() if "medicaid coverage including prescription drugs" in display
    }


def test_the_third_digit_of_a_bill_says_what_the_list_says() -> None:
    displays = systems()["CLM-BILL-FREQ-CD"]
    words = {
        "interim_first": "interim-first",
        "interim_continuing": "interim-continuing",
        "interim_last": "interim-last",
        "replacement": "replacement of prior claim",
        "void": "void/cancel",
    }
    for code, meaning in meanings("bill_frequency_codes").items():
        assert words[meaning] in displays[f"11{code}"]
