"""Headers and lines of a payer's claims in files of their own: joined, held against each other, counted once."""

import csv
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from openvbc.claims.findings import Severity
from openvbc.claims.readers.mapped_csv.fields import FIELDS, MINIMUM
from openvbc.claims.readers.mapped_csv.mapping import missing_minimum_fields, read_mapping
from openvbc.claims.readers.mapped_csv.reader import MappedCsvReader
from tests.claims.readers.tuva.loads import faults, loaded

MAPPING = """\
payer: Made-up Health Plan
plan: PPO
files:
  - kind: claim_header
    name: "header.csv"
    reversals: {column: STATUS, reversed: [R], others: [O], amounts: unsigned}
    columns:
      person_id: MEMBER
      member_name: NAME
      birth_date: {absent: it is in the eligibility file}
      sex: {absent: it is in the eligibility file}
      claim_id: CLAIM
      claim_version: STATUS
      claim_start_date: FIRST
      claim_end_date: LAST
      claim_type: {column: TYPE, codes: {I: institutional, P: professional}}
      drg_code: DRG
      diagnosis_code_1: DX
      bill_type_code: {absent: it is not sent}
      place_of_service_code: POS
      rendering_npi: NPI
      attending_npi: NPI
      adjudication_date: LAST
      billing_tin: TIN
      allowed_amount: ALLOWED
      paid_amount: PAID
      out_of_network_flag: OON
  - kind: claim_line
    name: "lines.csv"
    columns:
      person_id: MEMBER
      claim_id: CLAIM
      claim_version: STATUS
      claim_line_number: LINE
      claim_line_start_date: DAY
      hcpcs_code: CPT
      revenue_center_code: {absent: it is not sent}
      rendering_npi: NPI
      place_of_service_code: POS
      paid_amount: PAID
      out_of_network_flag: OON
"""
HEADERS = """\
MEMBER,NAME,CLAIM,STATUS,FIRST,LAST,TYPE,DRG,DX,POS,NPI,TIN,ALLOWED,PAID,OON
M1,Ada,C1,O,2024-01-30,2024-02-02,I,470,M17.11,21,9999000010,001234567,1200.00,1000.00,N
M1,Ada,C2,O,2024-03-01,2024-03-02,P,,I10,11,9999000011,001234567,100.00,80.50,N
M2,Bo,C3,O,2024-03-05,2024-03-05,P,,I10,11,9999000011,001234567,100.00,90.00,N
M2,Bo,C3,R,2024-03-05,2024-03-05,P,,I10,11,9999000011,001234567,100.00,90.00,N
M2,Bo,C4,O,2024-03-06,2024-03-06,P,,I10,11,9999000011,001234567,70.00,55.00,N
M2,Bo,C5,O,2024-03-07,2024-03-07,P,,I10,11,9999000011,001234567,70.00,60.00,N
"""
LINES = """\
MEMBER,CLAIM,STATUS,LINE,DAY,CPT,NPI,POS,PAID,OON
M1,C1,O,1,2024-01-30,,,,,N
M1,C1,O,2,2024-01-31,,,,,N
M1,C2,O,1,2024-03-01,99213,9999000012,,60.00,N
M1,C2,O,2,2024-03-02,80053,,81,20.50,N
M2,C3,O,1,2024-03-05,99213,,,90.00,N
M2,C3,R,1,2024-03-05,99213,,,90.00,N
M2,C5,O,1,2024-03-07,99213,,,59.00,N
M2,C6,O,1,2024-03-08,99213,,,33.00,N
"""


def write(folder: Path, *, mapping: str = MAPPING, headers: str = HEADERS, lines: str = LINES) -> Path:
    (folder / "mapping.yaml").write_text(mapping, encoding="utf-8")
    (folder / "header.csv").write_text(headers, encoding="utf-8")
    (folder / "lines.csv").write_text(lines, encoding="utf-8")
    return folder / "mapping.yaml"


def paid_by_claim() -> dict[str, Decimal]:
    """What each claim with header and lines was paid, reversals taken off: read anew from the two texts."""
    headers = {(row["CLAIM"], row["STATUS"]): row for row in csv.DictReader(HEADERS.splitlines())}
    lines = defaultdict(list)
    for row in csv.DictReader(LINES.splitlines()):
        lines[row["CLAIM"], row["STATUS"]].append(row["PAID"])
    paid: dict[str, Decimal] = defaultdict(Decimal)
    for key, amounts in lines.items():
        if key in headers:
            told = [Decimal(each) for each in amounts if each]
            amount = sum(told, Decimal(0)) if told else Decimal(headers[key]["PAID"])
            paid[key[0]] += -amount if key[1] == "R" else amount
    return {claim: amount for claim, amount in paid.items() if amount}


def test_lines_take_from_their_header_what_they_do_not_say_and_every_dollar_counts_once(tmp_path: Path) -> None:
    mapping = write(tmp_path)
    with loaded(MappedCsvReader(), tmp_path, mapping=mapping) as load:
        counted: dict[str, Decimal] = defaultdict(Decimal)
        for claim, paid in load.rows("medical_claim", "claim_id", "paid_amount"):
            counted[claim] += paid
        assert counted == paid_by_claim() == {"C1": 1000, "C2": Decimal("80.50"), "C5": 59}
        columns = (
            "claim_id",
            "claim_line_number",
            "rendering_npi",
            "place_of_service_code",
            "drg_code",
            "allowed_amount",
        )
        assert load.rows("medical_claim", *columns) == [
            ("C1", 1, "9999000010", "21", "470", Decimal(1200)),
            ("C1", 2, "9999000010", "21", "470", Decimal(0)),
            ("C2", 1, "9999000012", "11", "", Decimal(100)),
            ("C2", 2, "9999000011", "81", "", Decimal(0)),
            ("C5", 1, "9999000011", "11", "", Decimal(70)),
        ]
        assert ("C1", "M1711") in load.rows("claim_diagnosis", "claim_id", "diagnosis_code")
        told = {finding.audit: finding for finding in load.result.findings}
        assert {audit: (finding.count, finding.examples) for audit, finding in told.items() if "headers" in audit} == {
            "headers_and_lines_no_lines": (1, ("claim C4 O: 55.00 paid",)),
            "headers_and_lines_no_header": (1, ("claim C6 O: 33.00 paid",)),
            "headers_and_lines_paid_of_header": (1, ("claim C1 O: 1000.00 paid",)),
            "headers_and_lines_paid_differs": (1, ("claim C5 O: header 60.00, lines 59.00",)),
        }
        assert "$33.00" in told["headers_and_lines_no_header"].what


@pytest.mark.parametrize(
    ("part", "old", "new", "audit"),
    [
        ("lines", "M2,C5,O,1", "M1,C5,O,1", "headers_and_lines_of_others"),
        ("lines", "M2,C3,R,1,2024-03-05,99213,,,90.00", "M2,C3,R,1,2024-03-05,99213,,,-90.00",
         "headers_and_lines_wrong_sign"),
    ],
)  # fmt: skip
def test_what_cannot_be_joined_rightly_blocks(tmp_path: Path, part: str, old: str, new: str, audit: str) -> None:
    assert old in LINES
    mapping = write(tmp_path, **{part: LINES.replace(old, new)})
    with loaded(MappedCsvReader(), tmp_path, mapping=mapping) as load:
        assert [each.audit for each in load.result.findings if each.severity is Severity.BLOCKING] == [audit]


def test_two_headers_of_one_claim_are_refused_until_the_mapping_tells_them_apart(tmp_path: Path) -> None:
    mapping = write(tmp_path, mapping=MAPPING.replace("      claim_version: STATUS\n", ""))
    told = faults(MappedCsvReader(), tmp_path, mapping=mapping)
    assert told[0].startswith("claims have several headers (1): C3 (2)")
    assert "claim_version" in told[0]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("claim_version: STATUS\n      claim_line", "claim_line", "claim_line: nothing feeds claim_version"),
        ('name: "lines.csv"', 'name: "line.csv"', "there is a file of kind claim_header and none of kind claim_line"),
        ('"lines.csv"\n', '"lines.csv"\n    reversals: none\n', "files of kind claim_line have no reversals"),
        ("      drg_code: DRG\n", "      hcpcs_code: DX\n", "claim_header has no field 'hcpcs_code'"),
        (MAPPING[MAPPING.index("  - kind: claim_line") :], "", "the mapping has claim_header and no claim_line"),
    ],
)
def test_a_half_mapping_is_refused_with_its_reason(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in MAPPING
    found = faults(MappedCsvReader(), tmp_path, mapping=write(tmp_path, mapping=MAPPING.replace(old, new, 1)))
    assert any(told in fault for fault in found), found


@pytest.mark.parametrize("kind", [*MINIMUM])
def test_each_kind_of_file_tells_all_that_its_minimum_lacks_at_once(tmp_path: Path, kind: str) -> None:
    field = FIELDS[kind][0].name
    path = tmp_path / "mapping.yaml"
    reversals = "    reversals: none\n" if "claim" in kind and kind != "claim_line" else ""
    path.write_text(f"payer: P\nfiles:\n  - kind: {kind}\n    name: x.csv\n{reversals}    columns: {{{field}: A}}\n")
    lacking = [minimum.name for minimum in MINIMUM[kind] if minimum.name != field]
    told = [fault.what for fault in missing_minimum_fields(read_mapping(path), {})]
    assert [each for each in told if "nothing feeds" in each] == [f"{kind}: nothing feeds {name}" for name in lacking]
