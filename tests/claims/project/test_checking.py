"""What a reader filled is held against the data dictionary: by name, by place, all faults at once."""

from pathlib import Path

import pytest

from openvbc.claims.project.load import LoadRequest, load
from openvbc.claims.readers.account import LoadOptions
from openvbc.claims.tables.catalog import CANONICAL_TABLES
from openvbc.errors import ClaimsError

from .tiny import USUAL, TinyReader, load_tiny, write

BAD = {
    "a day before 1900": ("medical_claim", "claim_start_date", "1899-12-31", "is outside 1900-01-01 to 2100-12-31"),
    "a day after 2100": ("eligibility", "enrollment_end_date", "9999-12-31", "is outside 1900-01-01 to 2100-12-31"),
    "a line of a billion": ("medical_claim", "paid_amount", "1000000000.00", "is a billion dollars or more"),
    "a line of minus a billion": ("pharmacy_claim", "charge_amount", "-1000000000.00", "is a billion dollars or more"),
    "a code with a dot": ("claim_diagnosis", "diagnosis_code", "E11.9", "has a dot or blanks around it"),
    "a code with a blank": ("medical_claim", "hcpcs_code", "99213 ", "has a dot or blanks around it"),
}


@pytest.mark.parametrize(("table", "column", "value", "told"), BAD.values(), ids=BAD)
def test_a_bad_value_is_refused_with_file_and_row(
    tmp_path: Path, table: str, column: str, value: str, told: str
) -> None:
    key = CANONICAL_TABLES[table].key[0]
    source = write(tmp_path, table, {key: "X0"}, {key: "X1", column: value})
    with pytest.raises(ClaimsError) as caught:
        load_tiny(tmp_path / "project", source)
    (fault,) = caught.value.faults
    assert fault.where == table
    assert f"{column} {told}" in fault.what
    assert f"{table}.tiny.csv, data row 2: {value}" in fault.what


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("medical_claim", "claim_start_date", "1900-01-01"),
        ("eligibility", "enrollment_end_date", "2100-12-31"),
        ("medical_claim", "paid_amount", "999999999.99"),
    ],
)
def test_a_value_on_the_bound_is_taken(tmp_path: Path, table: str, column: str, value: str) -> None:
    assert load_tiny(tmp_path / "project", write(tmp_path, table, {column: value})).project.rows(table) == 1


REQUIRED = [(table.name, column) for table in CANONICAL_TABLES.values() for column in table.required]


@pytest.mark.parametrize(("table", "column"), [each for each in REQUIRED if each[1] != "data_source"])
def test_a_required_column_must_be_filled(tmp_path: Path, table: str, column: str) -> None:
    with pytest.raises(ClaimsError, match=f"{column} is empty, but no row can do without it"):
        load_tiny(tmp_path / "project", write(tmp_path, table, {column: ""}))


@pytest.mark.parametrize("table", USUAL)
def test_a_key_on_two_rows_is_refused(tmp_path: Path, table: str) -> None:
    key = CANONICAL_TABLES[table].key[0]
    with pytest.raises(ClaimsError, match=rf"rows share a key that only one may have \(1 keys: {key}"):
        load_tiny(tmp_path / "project", write(tmp_path, table, {}, {}))


def test_rows_that_differ_in_one_column_of_the_key_are_not_the_same(tmp_path: Path) -> None:
    source = write(tmp_path, "medical_claim", {}, {"claim_line_number": "2"}, {"claim_id": "C2"})
    assert load_tiny(tmp_path / "project", source).project.rows("medical_claim") == 3


def test_all_faults_of_all_tables_are_told_at_once(tmp_path: Path) -> None:
    write(tmp_path / "in", "medical_claim", {"person_id": "", "claim_end_date": "1700-01-01"}, {"claim_id": "C2"})
    write(tmp_path / "in", "eligibility", {}, {})
    with pytest.raises(ClaimsError) as caught:
        load_tiny(tmp_path / "project", tmp_path / "in")
    assert [fault.where for fault in caught.value.faults] == ["eligibility", "medical_claim", "medical_claim"]


def test_many_bad_rows_are_counted_and_five_shown(tmp_path: Path) -> None:
    rows = [{"claim_id": f"C{number}", "claim_start_date": "1800-01-01"} for number in range(9)]
    with pytest.raises(ClaimsError, match=r"\(9 rows\).*data row 5: 1800-01-01, \.\.\."):
        load_tiny(tmp_path / "project", write(tmp_path, "medical_claim", *rows))


class FloatingReader(TinyReader):
    """A reader that makes an amount a binary float, which could hold what is no number."""

    def read(self, files, workplace, options):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
        result = super().read(files, workplace, options)
        workplace.connection.execute("ALTER TABLE loaded_medical_claim ALTER paid_amount TYPE DOUBLE")
        workplace.connection.execute("UPDATE loaded_medical_claim SET paid_amount = 'NaN'")
        return result


def test_a_reader_that_changes_a_type_is_a_fault_of_the_program(tmp_path: Path) -> None:
    source = write(tmp_path, "medical_claim", {})
    with pytest.raises(TypeError, match="changed the columns of loaded_medical_claim"):
        load(LoadRequest((source,), tmp_path / "project", LoadOptions("tiny")), [FloatingReader()])
