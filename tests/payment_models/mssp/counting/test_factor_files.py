"""The two files of factors: whatever stands in them is read as it is or refused with its line; nothing in between."""

from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openvbc.errors import FileError
from openvbc.payment_models.mssp.counting.factors import (
    COUNTY_COLUMNS,
    NATIONAL_COLUMNS,
    FactorFile,
    read_county_factors,
    read_national_factors,
)
from tests.counts import examples

NATIONAL = "2023,esrd,88000.10,1.012345,0.98,310000.55,1.0131"
COUNTY = "2023,36060,esrd,88000.10,1.012345,0.98,4100.25"
READERS = {
    "national": (read_national_factors, NATIONAL_COLUMNS, NATIONAL),
    "county": (read_county_factors, COUNTY_COLUMNS, COUNTY),
}


def read(which: str, text: str | bytes) -> FactorFile:
    reader = READERS[which][0]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "factors.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return reader(path)


def told(which: str, *rows: str, header: str = "") -> str:
    with pytest.raises(FileError) as raised:
        read(which, "\n".join([header or ",".join(READERS[which][1]), *rows]) + "\n")
    return str(raised.value)


@pytest.mark.parametrize("which", READERS)
def test_a_whole_row_is_read_exactly_with_its_line(which: str) -> None:
    _, columns, row = READERS[which]
    file = read(which, ",".join(columns) + "\n" + row + "\n")
    ((key, figures),) = file.rows.items()
    assert key == ((2023, "esrd") if which == "national" else (2023, "36060", "esrd"))
    assert figures["per_capita"].value == Decimal("88000.10")
    assert figures["per_capita"].source.where == "factors.csv:2"


@pytest.mark.parametrize(
    ("place", "cell", "words"),
    [
        (0, "23", "calendar_year is '23'"),
        (0, "２０２３", "calendar_year is '２０２３'"),
        (1, "esdr", "did you mean 'esrd'?"),
        (2, "", "per_capita is '', no number"),
        (2, "-1", "not above zero"),
        (2, "0", "not above zero"),
        (2, "88,000", "the row has 8 cells, the header 7"),
        (2, "1e30", "above 10,000,000"),
        (3, "101.2345", "above 100"),
        (4, "x", "mean_demographic_score is 'x', no number"),
        (5, "310000.555", "no amount of dollars and whole cents"),
        (6, "101.31", "no completion factor"),
        (6, "0", "not above zero"),
    ],
)
def test_each_fault_of_a_national_row_is_named(place: int, cell: str, words: str) -> None:
    cells = NATIONAL.split(",")
    cells[place] = cell
    found = told("national", NATIONAL.replace("2023", "2022"), ",".join(cells))
    assert words in found
    assert "factors.csv:3" in found


@pytest.mark.parametrize(
    ("place", "cell", "words"),
    [
        (1, "6060", "five digits"),
        (1, "３６０６０", "five digits"),
        (6, "0", "not above zero"),
        (6, "1e9", "above 100,000,000"),
        (6, "", "no number"),
    ],
)
def test_each_fault_of_a_county_row_is_named(place: int, cell: str, words: str) -> None:
    cells = COUNTY.split(",")
    cells[place] = cell
    assert words in told("county", ",".join(cells))


def test_faults_of_the_header_and_rows_that_stand_twice_are_named() -> None:
    header = ",".join(NATIONAL_COLUMNS)
    assert "did you mean" in told("national", NATIONAL, header=header.replace("per_capita", "percapita"))
    assert "two columns are called 'per_capita'" in told("national", NATIONAL + ",1", header=header + ",per_capita")
    assert "2023, esrd stands twice" in told("national", NATIONAL, NATIONAL)
    assert "the file has no rows" in told("national")


@examples(150)
@given(
    which=st.sampled_from(sorted(READERS)),
    content=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda text: text.encode("utf-8", "ignore"))),
)
def test_no_content_leads_to_anything_but_a_named_fault(which: str, content: bytes) -> None:
    with pytest.raises(FileError) as raised:
        read(which, content)
    assert "factors.csv" in str(raised.value)


@examples(150)
@given(
    which=st.sampled_from(sorted(READERS)),
    place=st.integers(0, 6),
    cell=st.one_of(
        st.text(st.characters(blacklist_categories=["Cs"]), max_size=12),
        st.from_regex(r"[-+]?[0-9]{0,9}[.,]?[0-9]{0,9}", fullmatch=True),
    ),
)
def test_a_changed_cell_is_either_the_number_that_stands_there_or_a_fault(which: str, place: int, cell: str) -> None:
    _, columns, row = READERS[which]
    cells = row.split(",")
    cells[place] = cell
    try:
        file = read(which, ",".join(columns) + "\n" + ",".join(cells) + "\n")
    except FileError:
        return  # the fault is one of those above
    ((key, figures),) = file.rows.items()
    if place < len(key):
        assert str(key[place]) == cell.strip()
    elif columns[place] in figures:
        assert figures[columns[place]].value == Decimal(cell.strip())
    else:
        assert not cell.strip()
