"""The reader of small tables: no row is lost, whatever stray marks, breaks and cuts do to a file."""

import csv
import io
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openvbc.errors import FileError
from openvbc.tabular.record_count import LONGEST_LINE, count_records
from openvbc.tabular.small_table import COMMAS_ONLY, SmallTable, day_from_text, in_file_order, read_small_table
from tests.counts import examples


def written(folder: Path, content: str | bytes, name: str = "table.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def hundred_rows(first: int, last: int, column: int = 1) -> str:
    """A hundred rows of three columns, with a stray mark at the beginning of one cell and at the end of another."""
    rows = [[f"ACO{row}", "gold", f"{row}.00"] for row in range(1, 101)]
    rows[first - 1][column] = '"' + rows[first - 1][column]
    rows[last - 1][column] += '"'
    return "name,tier,amount\n" + "".join(",".join(row) + "\n" for row in rows)


@pytest.mark.parametrize(("first", "last"), [(10, 60), (10, 11), (1, 100), (1, 2), (99, 100), (5, 5)])
@pytest.mark.parametrize("column", [0, 1, 2])
def test_two_stray_marks_never_drop_rows(tmp_path: Path, first: int, last: int, column: int) -> None:
    path = written(tmp_path, hundred_rows(first, last, column))
    if first == last:  # a value in quotation marks, as it may be
        assert len(read_small_table(path).rows) == 100
        return
    with pytest.raises(FileError) as raised:
        read_small_table(path)
    assert raised.value.faults[0].where == f"table.csv:{first + 1}"
    assert "not closed on this line" in raised.value.faults[0].what


def test_a_mark_that_is_never_closed_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"table\.csv:3: a quotation mark opens a field"):
        read_small_table(written(tmp_path, 'a,b\n1,2\n3,"4'))


def test_a_line_break_in_a_field_is_read_where_no_separator_stands_in_the_field(tmp_path: Path) -> None:
    path = written(tmp_path, 'name,note\nA,"first\nsecond"\nB,"one ""two""\n\nthree"\n')
    assert [row.cells for row in read_small_table(path).rows] == [("A", "first\nsecond"), ("B", 'one "two"\n\nthree')]
    count = count_records(path, "table.csv", columns=2)
    assert (count.records, count.broken, count.faults) == (3, (2, 4), ())


def test_a_line_break_in_the_field_of_a_list_of_one_column_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"table\.csv:3: a quotation mark opens a field"):
        read_small_table(written(tmp_path, 'person_id\nA\n"B\nC\nD"\nE\n'))


def test_text_behind_a_closing_mark_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"table\.csv:2: text stands behind a quotation mark"):
        read_small_table(written(tmp_path, 'a,b\n"x"y"z,2\n'))


def test_a_last_line_without_an_end_is_kept_however_long(tmp_path: Path) -> None:
    long = "x" * 100_000
    table = read_small_table(written(tmp_path, f"a,b\n1,2\n3,{long}"))
    assert [row.cells for row in table.rows] == [("1", "2"), ("3", long)]
    with pytest.raises(FileError, match=r"table\.csv:3: this (row is no CSV|line is longer)"):
        read_small_table(written(tmp_path, "a,b\n1,2\n3," + "x" * (LONGEST_LINE + 1)))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_ends_of_lines_and_byte_order_marks_change_nothing(tmp_path: Path, end: str, mark: str) -> None:
    content = mark + end.join(["a,b", "1,2", "", "3,4", ""])
    table = read_small_table(written(tmp_path, content))
    assert table.header == ("a", "b")
    assert [row.cells for row in table.rows] == [("1", "2"), ("3", "4")]


def test_the_header_shows_the_separator_and_amounts_take_commas_only(tmp_path: Path) -> None:
    for separator in ",;\t|":
        table = read_small_table(written(tmp_path, f"a{separator}b\n1{separator}2\n"))
        assert table.rows[0].cells == ("1", "2")
    with pytest.raises(FileError, match="its columns are parted by semicolons, not by commas"):
        read_small_table(written(tmp_path, "a;b\n1;2\n"), delimiters=COMMAS_ONLY)


def test_empty_columns_at_the_end_are_passed_over_unless_something_stands_in_them(tmp_path: Path) -> None:
    table = read_small_table(written(tmp_path, "a,b,,\n1,2,,\n3,4\n5,6,7,\n,,,\n8\n"))
    assert [row.cells for row in table.rows] == [("1", "2"), ("3", "4")]
    assert [fault.where for fault in table.faults] == ["table.csv:4", "table.csv:6"]


def test_header_faults_name_what_is_missing_doubled_and_unknown(tmp_path: Path) -> None:
    table = read_small_table(written(tmp_path, "a,a,c\n1,2,3\n"))
    told = [fault.what for fault in table.header_faults(("a", "b"))]
    assert told == ["two columns are called 'a'", "there is no column 'b'", "column 'c' is not known here"]
    assert len(table.header_faults(("a", "b"), None)) == 2


@pytest.mark.parametrize(("content", "what"), [("", "empty"), ("\n \n", "empty"), (b"a\0b", "not a text file")])
def test_what_is_no_table_is_said(tmp_path: Path, content: str | bytes, what: str) -> None:
    with pytest.raises(FileError, match=what):
        read_small_table(written(tmp_path, content))


CELL = st.text('ab1 ,"\n', max_size=4)
AMOUNT = st.integers(0, 99999).map(lambda cents: f"{cents // 100}.{cents % 100:02}")
TABLES = st.lists(st.tuples(CELL, AMOUNT, CELL), min_size=1, max_size=8)
DAMAGE = st.lists(st.tuples(st.sampled_from(['"', "\n", "\r", ",", '""', "cut"]), st.floats(0, 1)), max_size=4)


def as_csv(rows: list[tuple[str, str, str]], quoting: Literal[0, 1]) -> str:
    content = io.StringIO()
    writer = csv.writer(content, quoting=quoting, lineterminator="\n")
    writer.writerow(("name", "amount", "note"))
    writer.writerows((f"id{number}", amount, f"n{name}{note}") for number, (name, amount, note) in enumerate(rows))
    return content.getvalue()


def kept(table: SmallTable) -> list[tuple[str, str]]:
    return [(cells["name"], cells["amount"]) for _, cells in table.records()]


@examples(400)
@given(TABLES, st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
def test_a_sound_table_is_read_whole_or_refused_with_its_place(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]], quoting: Literal[0, 1]
) -> None:
    path = written(tmp_path_factory.getbasetemp(), as_csv(rows, quoting))
    try:
        table = read_small_table(path)
    except FileError as error:
        assert any("\n" in each[0] + each[2] for each in rows)  # only line breaks may be refused
        assert all(fault.where.startswith("table.csv:") for fault in error.faults)  # noqa: PT017
    else:
        assert kept(table) == [(f"id{number}", amount) for number, (_, amount, _) in enumerate(rows)]


@examples(600)
@given(st.lists(AMOUNT, min_size=2, max_size=8), DAMAGE)
def test_whatever_is_done_to_a_file_no_line_with_an_amount_goes_in_silence(
    tmp_path_factory: pytest.TempPathFactory, amounts: list[str], damage: list[tuple[str, float]]
) -> None:
    content = "name,tier,amount\n" + "".join(f"id{at},gold,{amount}\n" for at, amount in enumerate(amounts))
    for what, where in damage:
        at = len("name,tier,amount\n") + int(where * (len(content) - len("name,tier,amount\n")))
        content = content[:at] if what == "cut" else content[:at] + what + content[at:]
    path = written(tmp_path_factory.getbasetemp(), content)
    # The oracle knows lines and nothing of quotation marks.
    lines = [line for line in content.replace("\r", "\n").split("\n") if line][1:]
    try:
        table = read_small_table(path)
    except FileError as error:
        assert all(fault.where.startswith("table.csv:") for fault in error.faults)  # noqa: PT017
        return
    assert all(fault.where.startswith("table.csv:") for fault in table.faults)
    blank = sum(not line.replace('"', "").replace(",", "").strip() for line in lines)
    broken = sum(sum(cell.count("\n") + cell.count("\r") for cell in row.cells) for row in table.rows)
    assert len(table.rows) + len(table.faults) + blank + broken >= len(lines)
    for row in table.rows:
        assert row.cells[0].replace('"', "").count("id") <= 1


def test_faults_are_put_in_the_order_of_the_file(tmp_path: Path) -> None:
    table = read_small_table(written(tmp_path, "a,b\n1\n" * 12))
    assert [fault.where for fault in in_file_order(reversed(table.faults))] == [fault.where for fault in table.faults]


def test_a_separator_at_the_end_of_every_row_is_read_and_one_in_a_single_row_is_refused(tmp_path: Path) -> None:
    table = read_small_table(written(tmp_path, "a,b,c\nA,1,2,\nB,3,,\n"))
    assert [row.cells for row in table.rows] == [("A", "1", "2"), ("B", "3", "")]
    assert len(read_small_table(written(tmp_path, "a,b,c,\nA,1,2,\nB,3,4\n")).rows) == 2
    # An amount of 1,234 whose quotation marks were lost, where the last column is empty.
    moved = read_small_table(written(tmp_path, "a,b,c\nA,1,234,\nB,3,4\n"))
    assert [fault.where for fault in moved.faults] == ["table.csv:2"]
    assert [fault.where for fault in read_small_table(written(tmp_path, "a,b,c\nA,1,234,\n")).faults] == ["table.csv:2"]


def test_a_column_that_asks_for_zeros_gets_them_in_front_of_its_digits(tmp_path: Path) -> None:
    table = read_small_table(written(tmp_path, "tin:9,npi\n1234567,1234567893\n,7\nA1,8\n1234567890,9\n"))
    assert table.header == ("tin", "npi")
    assert [row.cells[0] for row in table.rows] == ["001234567", "", "A1", "1234567890"]
    assert [row.cells[1] for row in table.rows][1] == "7"


@pytest.mark.parametrize(
    ("text", "day"), [("2024-03-01", "2024-03-01"), ("3/1/2024", "2024-03-01"), ("12/31/2023", "2023-12-31")]
)
def test_days_are_read_as_american_spreadsheets_write_them_too(text: str, day: str) -> None:
    assert day_from_text(text).isoformat() == day


@pytest.mark.parametrize("text", ["", "3/1/24", "31/12/2023", "2024-3-1", "2024-02-30", "20240301", "2024-W01-1"])
def test_what_is_no_day_or_could_be_several_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        day_from_text(text)
