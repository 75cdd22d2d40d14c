"""Files of Tuva's input layer load as they stand: CSV and Parquet, both versions, every dollar."""

import csv
import gzip
import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from openvbc.claims.readers.tuva.reader import TuvaReader
from tests.claims.readers.tuva.loads import faults, loaded

CLAIMS = """\
claim_id,claim_line_number,claim_type,person_id,payer,claim_start_date,claim_end_date,drg_code,hcpcs_code,billing_tin,\
billing_npi,paid_amount,allowed_amount,diagnosis_code_type,diagnosis_code_1,diagnosis_poa_1,diagnosis_code_2,\
procedure_code_type,procedure_code_1,procedure_date_1,in_network_flag
C1,1,institutional,P1,Plan A,2024-01-30,2024-02-02,470,,001234567,9999000010,1000.10,1200.00,icd-10-cm,M17.11,Y,E11.9,\
icd-10-pcs,0SRC0J9,2024-01-31,1
C1,2,institutional,P1,Plan A,2024-01-30,2024-02-02,470,,001234567,9999000010,-0.10,.5,icd-10-cm,M17.11,Y,E11.9,,,,1
C2,1,professional,P2,,2024-03-01 00:00:00,2024-03-01,,99213,009876543,9999000011,80.50,,icd-10-cm,I10,,,,,,0
"""
ELIGIBILITY = """\
person_id,member_id,gender,birth_date,enrollment_start_date,enrollment_end_date,payer,plan,dual_status_code
P1,M1,Female,1950-05-01,2024-01-01,2024-12-31,Plan A,HMO,NA
P2,M2,male,1948-02-29,2024-01-01,2024-06-30,,,02
"""
PHARMACY = """\
claim_id,claim_line_number,person_id,payer,plan,dispensing_date,ndc_code,quantity,days_supply,refills,paid_amount
R1,1,P1,Plan A,HMO,2024-04-01,00000000001,30,30,0,12.3400
R2,1,P2,Plan A,HMO,2024-04-02,00000000002,0.5,10,1,7
"""
ATTRIBUTION = """\
person_id,year_month,payer,plan,payer_attributed_provider,payer_attributed_provider_practice
P1,202401,Plan A,HMO,9999000011,009876543
"""


def write(folder: Path, **files: str) -> Path:
    for name, content in files.items():
        (folder / f"{name}.csv").write_text(content, encoding="utf-8")
    return folder


def summed(content: str, column: str) -> Decimal:
    """The sum of a column by the csv module: an independent reading of the same text."""
    return sum((Decimal(row[column] or "0") for row in csv.DictReader(io.StringIO(content))), Decimal(0))


def test_names_of_states_and_practices_are_read_for_what_they_are_and_told(tmp_path: Path) -> None:
    states = "person_id,enrollment_start_date,enrollment_end_date,payer,state\n" + "".join(
        f"P{n},2024-01-01,2024-12-31,Plan A,{state}\n" for n, state in enumerate(["New York", "wisconsin", "NY", "ma"])
    )
    named = (
        "person_id,year_month,payer,payer_attributed_provider,payer_attributed_provider_practice\n"
        "P1,202401,Plan A,9999000011,Main Street Practice\nP2,202401,Plan A,,North\nP3,202401,Plan A,,009876543\n"
    )
    write(tmp_path, eligibility=states, provider_attribution=named)
    with loaded(TuvaReader(), tmp_path) as load:
        assert load.rows("eligibility", "person_id", "state") == [
            ("P0", "NY"),
            ("P1", "WI"),
            ("P2", "NY"),
            ("P3", "MA"),
        ]
        assert load.rows("provider_attribution", "person_id", "payer_attributed_provider_practice") == [
            ("P1", "Main Street Practice"),
            ("P2", "North"),
            ("P3", "009876543"),
        ]
        assert load.audits() == {"state_names": 2, "practice_names": 2, "practice_names_alone": 1}


def test_state_numbers_have_several_readings_and_are_refused(tmp_path: Path) -> None:
    states = "person_id,enrollment_start_date,enrollment_end_date,payer,state\nP1,2024-01-01,2024-12-31,Plan A,36\n"
    told = faults(TuvaReader(), write(tmp_path, eligibility=states))
    assert any("state should have two letters (a postal abbreviation) or a state's name" in each for each in told), told


def test_a_span_that_ends_in_9999_goes_on_and_is_told(tmp_path: Path) -> None:
    spans = ELIGIBILITY.replace("2024-06-30", "9999-12-31")
    with loaded(TuvaReader(), write(tmp_path, eligibility=spans), payer="Plan B") as load:
        assert load.rows("eligibility", "person_id", "enrollment_end_date") == [
            ("P1", date(2024, 12, 31)),
            ("P2", date(2100, 12, 31)),
        ]
        assert load.audits() == {"open_spans": 1}


def test_an_amount_under_another_name_is_told_with_the_name(tmp_path: Path) -> None:
    renamed = CLAIMS.replace("paid_amount", "paid_amt")
    with loaded(TuvaReader(), write(tmp_path, medical_claim=renamed), payer="Plan B") as load:
        (found,) = (each for each in load.result.findings if each.audit == "amounts_without_column")
        assert found.examples == ("paid_amount (did you mean 'paid_amt'?)",)
        assert load.rows("medical_claim", "paid_amount") == [(None,)] * 3


def test_all_four_tables(tmp_path: Path) -> None:
    write(
        tmp_path,
        medical_claim=CLAIMS,
        eligibility=ELIGIBILITY,
        pharmacy_claim=PHARMACY,
        provider_attribution=ATTRIBUTION,
    )
    with loaded(TuvaReader(), tmp_path, payer="Plan B") as load:
        assert load.total("medical_claim", "paid_amount") == summed(CLAIMS, "paid_amount") == Decimal("1080.50")
        assert load.total("medical_claim", "allowed_amount") == summed(CLAIMS, "allowed_amount")
        assert load.total("pharmacy_claim", "paid_amount") == summed(PHARMACY, "paid_amount") == Decimal("19.34")
        assert load.rows("medical_claim", "claim_id", "claim_line_number", "payer", "billing_tin", "source_row") == [
            ("C1", 1, "Plan A", "001234567", 1),
            ("C1", 2, "Plan A", "001234567", 2),
            ("C2", 1, "Plan B", "009876543", 3),
        ]
        assert load.rows("claim_diagnosis", "claim_id", "diagnosis_sequence", "diagnosis_code") == [
            ("C1", 1, "M1711"),
            ("C1", 2, "E119"),
            ("C2", 1, "I10"),
        ]
        assert load.rows("claim_procedure", "procedure_code", "procedure_date", "person_id") == [
            ("0SRC0J9", date(2024, 1, 31), "P1")
        ]
        assert load.rows("eligibility", "person_id", "sex", "payer", "subscriber_id") == [
            ("P1", "female", "Plan A", ""),
            ("P2", "male", "Plan B", ""),
        ]
        assert load.rows("provider_attribution", "year_month", "payer_attributed_provider_practice") == [
            (202401, "009876543")
        ]
        assert {file.kind: file.rows for file in load.result.files} == {
            "medical_claim": 3,
            "eligibility": 2,
            "pharmacy_claim": 2,
            "provider_attribution": 1,
        }


def test_the_names_of_version_one(tmp_path: Path) -> None:
    content = ELIGIBILITY.replace("gender", "sex").replace("dual_status_code", "low_income_subsidy_indicator")
    write(tmp_path, eligibility=content)
    with loaded(TuvaReader(), tmp_path, payer="x") as load:
        assert load.rows("eligibility", "sex", "low_income_subsidy_indicator") == [("female", "NA"), ("male", "02")]


def test_packed_and_plain_files_give_the_same_rows(tmp_path: Path) -> None:
    (tmp_path / "medical_claim.csv.gz").write_bytes(gzip.compress(CLAIMS.encode()))
    (plain := tmp_path / "plain").mkdir()
    write(plain, medical_claim=CLAIMS)
    columns = ("claim_id", "claim_line_number", "paid_amount", "claim_start_date")
    with loaded(TuvaReader(), [tmp_path / "medical_claim.csv.gz"]) as packed, loaded(TuvaReader(), plain) as unpacked:
        assert packed.rows("medical_claim", *columns) == unpacked.rows("medical_claim", *columns)


def to_parquet(content: str, path: Path, types: dict[str, str]) -> Path:
    source = path.with_suffix(".source")
    source.write_text(content, encoding="utf-8")
    chosen = ", ".join(f"CAST({name} AS {kind}) AS {name}" for name, kind in types.items())
    with duckdb.connect() as connection:
        replaced = f" REPLACE ({chosen})" if chosen else ""
        connection.execute(
            f"COPY (SELECT *{replaced} FROM read_csv('{source}', all_varchar = true)) TO '{path}' (FORMAT parquet)"  # noqa: S608
        )
    return path


def test_parquet_gives_the_rows_of_the_csv(tmp_path: Path) -> None:
    types = {"paid_amount": "DOUBLE", "allowed_amount": "DECIMAL(18, 4)", "claim_line_number": "BIGINT"}
    types["claim_end_date"] = "DATE"
    path = to_parquet(CLAIMS, tmp_path / "medical_claim.parquet", types)
    write(tmp_path, medical_claim=CLAIMS)
    columns = ("claim_id", "claim_line_number", "paid_amount", "allowed_amount", "claim_start_date", "claim_end_date")
    with loaded(TuvaReader(), [path]) as parquet, loaded(TuvaReader(), [tmp_path / "medical_claim.csv"]) as text:
        assert parquet.rows("medical_claim", *columns) == text.rows("medical_claim", *columns)
        assert parquet.audits() == {"binary_fractions": 1}


@pytest.mark.parametrize(
    "amount", ["CAST('nan' AS DOUBLE)", "CAST('inf' AS DOUBLE)", "10.005::DOUBLE", "10.00001::DOUBLE"]
)
def test_a_binary_fraction_that_is_no_whole_cent_is_refused(tmp_path: Path, amount: str) -> None:
    path = to_parquet(CLAIMS.replace("80.50", "'?'"), tmp_path / "medical_claim.parquet", {})
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT * REPLACE ({amount} AS paid_amount) FROM '{path}') TO '{tmp_path}/medical_claim_2.parquet'"  # noqa: S608
        )
    (fault,) = faults(TuvaReader(), [tmp_path / "medical_claim_2.parquet"])
    assert "paid_amount is no amount in dollars and cents" in fault


def test_a_sum_of_binary_fractions_is_the_cent_it_stands_for(tmp_path: Path) -> None:
    path = to_parquet(CLAIMS, tmp_path / "a.parquet", {})
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT * REPLACE (0.1::DOUBLE + 0.2::DOUBLE AS paid_amount) FROM '{path}') "  # noqa: S608
            f"TO '{tmp_path}/medical_claim.parquet'"
        )
    with loaded(TuvaReader(), [tmp_path / "medical_claim.parquet"]) as load:
        assert load.total("medical_claim", "paid_amount") == Decimal("0.90")


def test_a_code_that_is_stored_as_a_number_is_refused(tmp_path: Path) -> None:
    path = to_parquet(CLAIMS, tmp_path / "medical_claim.parquet", {"billing_tin": "BIGINT"})
    (fault,) = faults(TuvaReader(), [path])
    assert "billing_tin is stored as a number (BIGINT), but holds nine digits (a TIN)" in fault


def test_half_a_parquet_file(tmp_path: Path) -> None:
    path = to_parquet(CLAIMS, tmp_path / "medical_claim.parquet", {})
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    (fault,) = faults(TuvaReader(), [path])
    assert fault.startswith("medical_claim.parquet: this is no sound Parquet file")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("80.50", "80.505", "medical_claim.csv:4: paid_amount is no amount in dollars and cents"),
        ("80.50", "1e3", "paid_amount is no amount"),
        ("80.50", "NaN", "paid_amount is no amount"),
        ("80.50", "$80.50", "paid_amount is no amount"),
        ("80.50", "(80.50)", "paid_amount is no amount"),
        ("2024-03-01 00:00:00", "2024-02-30", "claim_start_date is no day of the calendar written YYYY-MM-DD"),
        ("2024-03-01 00:00:00", "2024-03-01 10:30:00", "claim_start_date is no day of the calendar"),
        ("2024-03-01 00:00:00", "", "claim_start_date is empty, but must be filled on every row"),
        ("C2,1,prof", "C2,one,prof", "claim_line_number is no whole number"),
        ("C2,1,prof", ",1,prof", "claim_id is empty"),
        ("99213", "2024-01-01", "hcpcs_code is no code"),
        ("80.50", "80,50", "this line has 22 fields where the header has 21"),
    ],
)
def test_bad_values_are_told_with_file_line_and_column(tmp_path: Path, old: str, new: str, told: str) -> None:
    write(tmp_path, medical_claim=CLAIMS.replace(old, new))
    assert any(told in fault for fault in faults(TuvaReader(), tmp_path))


def test_amounts_with_more_zeros_than_cents_are_cents(tmp_path: Path) -> None:
    write(tmp_path, medical_claim=CLAIMS.replace("80.50", "80.500000"))
    with loaded(TuvaReader(), tmp_path) as load:
        assert load.total("medical_claim", "paid_amount") == Decimal("1080.50")


def test_all_faults_of_all_files_at_once(tmp_path: Path) -> None:
    write(tmp_path, medical_claim=CLAIMS.replace("80.50", "?"), eligibility=ELIGIBILITY.replace("1950-05-01", "1950"))
    assert len(faults(TuvaReader(), tmp_path)) == 2


def test_exchanged_columns_are_refused(tmp_path: Path) -> None:
    write(tmp_path, medical_claim=CLAIMS.replace("billing_tin,billing_npi", "billing_npi,billing_tin"))
    told = faults(TuvaReader(), tmp_path)
    assert any("billing_tin should have nine digits (a TIN), but 3 of 3 values have not" in fault for fault in told)


def test_one_odd_code_is_a_warning(tmp_path: Path) -> None:
    write(tmp_path, medical_claim=CLAIMS.replace("009876543", "00987654X"))
    with loaded(TuvaReader(), tmp_path) as load:
        assert load.audits() == {"code_shapes": 1}
        assert "'00987654X' on line 4" in str(load.result.findings[0])


def test_lines_that_name_other_diagnoses_are_told(tmp_path: Path) -> None:
    lines = CLAIMS.splitlines(keepends=True)
    lines[2] = lines[2].replace("M17.11", "M17.12")
    write(tmp_path, medical_claim="".join(lines))
    with loaded(TuvaReader(), tmp_path) as load:
        assert load.audits() == {"lines_differ": 1}
        assert ("C1", "M1711") in load.rows("claim_diagnosis", "claim_id", "diagnosis_code")


def test_a_missing_payer_is_refused(tmp_path: Path) -> None:
    write(tmp_path, eligibility=ELIGIBILITY)
    (fault,) = faults(TuvaReader(), tmp_path)
    assert fault.startswith("eligibility.csv, data row 2: payer is empty on 1 rows")


def test_missing_columns_are_named_with_what_may_be_meant(tmp_path: Path) -> None:
    write(tmp_path, medical_claim=CLAIMS.replace("claim_start_date", "claim_start_dat"))
    (fault,) = faults(TuvaReader(), tmp_path)
    assert "lacks claim_start_date (did you mean 'claim_start_dat'?)" in fault


def test_the_same_file_twice_is_refused(tmp_path: Path) -> None:
    write(tmp_path, medical_claim=CLAIMS, medical_claim_copy=CLAIMS)
    (fault,) = faults(TuvaReader(), tmp_path)
    assert "this is the same file as medical_claim.csv" in fault


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "the file is empty"),
        (b"PK\x03\x04\0\0", "no header of column names"),
        (CLAIMS.encode("utf-16"), "not a text file in UTF-8"),
        (CLAIMS.replace("Plan A", '"Plan A', 1).encode(), "quotation mark"),
    ],
)
def test_files_that_are_no_tables(tmp_path: Path, content: bytes, told: str) -> None:
    (tmp_path / "medical_claim.csv").write_bytes(content)
    assert any(told in fault for fault in faults(TuvaReader(), tmp_path))


def test_a_file_without_rows_is_told(tmp_path: Path) -> None:
    write(tmp_path, medical_claim=CLAIMS.splitlines()[0] + "\n")
    with loaded(TuvaReader(), tmp_path) as load:
        assert load.audits() == {"empty_file": 1}
