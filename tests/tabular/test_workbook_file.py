"""Small tables from workbooks: what is seen of a cell is what is read, to the last digit; what is none is told."""

import io
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
import xlsxwriter
from openpyxl.worksheet.worksheet import Worksheet

from openvbc.errors import FileError
from openvbc.tabular.small_table import SmallTable, in_file_order, read_small_table

#: Workbooks know no zone.
HALF_PAST_EIGHT = datetime.fromisoformat("2024-01-01T08:30:00")


def saved(folder: Path, fill: Callable[[Worksheet], object], name: str = "table.xlsx") -> Path:
    """A workbook whose only sheet, `List`, is filled by `fill`."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "List"
    fill(sheet)
    book.save(folder / name)
    return folder / name


def with_rows(*rows: list[object]) -> Callable[[Worksheet], None]:
    def fill(sheet: Worksheet) -> None:
        for row in rows:
            sheet.append(row)

    return fill


def table_of(folder: Path, *rows: list[object]) -> SmallTable:
    return read_small_table(saved(folder, with_rows(*rows)))


def in_xml(folder: Path, cells: str, **parts: str) -> Path:
    """A workbook of one sheet whose rows stand in XML, as other programs write them."""
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    told = {
        "xl/workbook.xml": f'<workbook {space} xmlns:r="{relations}">{parts.get("book", "")}<sheets>'
        '<sheet name="List" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f"{parts.get('before', '')}<worksheet {space}><sheetData>{cells}</sheetData>"
        f"{parts.get('after', '')}</worksheet>",
    }
    if "styles" in parts:
        told["xl/styles.xml"] = f"<styleSheet {space}>{parts['styles']}</styleSheet>"
    path = folder / "table.xlsx"
    with ZipFile(path, "w") as packed:
        for name, text in told.items():
            packed.writestr(name, text)
    return path


def numbers(*raw: str) -> str:
    """A header `a` and a number below it for each text."""
    rows = "".join(f'<row r="{at}"><c r="A{at}"><v>{text}</v></c></row>' for at, text in enumerate(raw, 2))
    return f'<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>{rows}'


def refused(path: Path) -> str:
    with pytest.raises(FileError) as caught:
        read_small_table(path)
    return str(caught.value)


def test_text_stays_text_and_numbers_come_out_as_they_were_typed(tmp_path: Path) -> None:
    table = table_of(
        tmp_path,
        ["tin", "amount", "rate", "big", "yes"],
        ["001234567", 0.1, 0.07, 123456789012345, True],
        ["12-3456789", 1234.56, 1e-7, -1.005, False],
        [123456789, 2024, 2.50, 10432.17, None],
    )
    assert table.header == ("tin", "amount", "rate", "big", "yes")
    assert [row.cells for row in table.rows] == [
        ("001234567", "0.1", "0.07", "123456789012345", "TRUE"),
        ("12-3456789", "1234.56", "0.0000001", "-1.005", "FALSE"),
        ("123456789", "2024", "2.5", "10432.17", ""),
    ]


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("0.10000000000000001", "0.1"),  # how Excel writes what it shows as 0.1
        ("0.30000000000000004", "0.3"),
        ("1234567.8950000001", "1234567.895"),
        ("1E-4", "0.0001"),
        ("1.23E+14", "123000000000000"),
        ("999999999999999", "999999999999999"),
        ("5.0", "5"),
        ("-0.005", "-0.005"),
    ],
)
def test_what_a_workbook_keeps_of_a_number_is_read_exactly(tmp_path: Path, raw: str, read: str) -> None:
    assert read_small_table(in_xml(tmp_path, numbers(raw))).rows[0].cells == (read,)


def test_every_amount_of_cents_comes_out_as_it_was_typed(tmp_path: Path) -> None:
    """Independent of our reading of numbers: a hundred thousand cents written as doubles by another library."""
    amounts = [Decimal(cents * 977 + 13) / 100 for cents in range(2_000)]
    table = table_of(tmp_path, ["amount"], *(list[object]([float(each)]) for each in amounts))
    assert [Decimal(row.cells[0]) for row in table.rows] == amounts


@pytest.mark.parametrize("raw", ["1234567890123456", "1.23E+15", "12345678901234567890", "1E+40"])
def test_a_number_of_more_digits_than_a_workbook_keeps_is_refused_with_its_cell(tmp_path: Path, raw: str) -> None:
    table = read_small_table(in_xml(tmp_path, numbers("1", raw)))
    assert [row.cells for row in table.rows] == [("1",)]
    assert [fault.where for fault in table.faults] == ["table.xlsx, sheet 'List', cell A3"]
    assert "more than 15 digits" in table.faults[0].what
    assert "as text" in table.faults[0].fix


def test_formats_that_fill_up_with_zeros_and_percentages_are_read_as_they_are_seen(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["tin", "ein", "rate", "paid"])
        sheet.append([1234567, 12345678, 0.0525, 1234.5])
        for cell, code in zip(sheet[2], ["000000000", "00\\-0000000", "0.0%", '"$"#,##0.00'], strict=True):
            cell.number_format = code

    assert read_small_table(saved(tmp_path, fill)).rows[0].cells == ("001234567", "01-2345678", "5.25%", "1234.5")


def test_days_are_days_however_they_are_shown_and_whatever_they_are_counted_from(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["a", "b", "c"])
        sheet.append([date(2024, 2, 29), date(1900, 3, 1), date(2025, 12, 31)])
        for cell, code in zip(sheet[2], ["m/d/yy", "yyyy-mm-dd", "[$-409]d\\-mmm\\-yyyy;@"], strict=True):
            cell.number_format = code

    days = ("2024-02-29", "1900-03-01", "2025-12-31")
    assert read_small_table(saved(tmp_path, fill)).rows[0].cells == days
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    cells = numbers("1").replace('r="A2"', 'r="A2" s="1"')
    book = '<workbookPr date1904="1"/>'
    assert read_small_table(in_xml(tmp_path, cells, styles=styles, book=book)).rows[0].cells == ("1904-01-02",)


def test_a_time_of_day_is_told_with_its_cell(tmp_path: Path) -> None:
    table = table_of(tmp_path, ["a", "b"], ["x", HALF_PAST_EIGHT], ["y", time(8, 30)])
    assert [fault.where for fault in table.faults] == [f"table.xlsx, sheet 'List', cell B{row}" for row in (2, 3)]
    assert all("time of day" in fault.what for fault in table.faults)


def test_formulas_without_a_saved_result_and_error_values_are_told(tmp_path: Path) -> None:
    header = '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'
    saved_result = '<row r="2"><c r="A2"><f>1+1</f><v>2</v></c></row>'
    saved_empty = '<row r="3"><c r="A3" t="str"><f>""</f><v></v></c></row>'
    unsaved = '<row r="4"><c r="A4"><f>1+1</f></c></row>'
    error = '<row r="5"><c r="A5" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    table = read_small_table(in_xml(tmp_path, header + saved_result + saved_empty + unsaved + error))
    assert [row.cells for row in table.rows] == [("2",)]
    assert [(fault.where[-2:], fault.what) for fault in table.faults] == [
        ("A4", "the result of this formula was not saved"),
        ("A5", "the cell shows the error #DIV/0!"),
    ]


@pytest.mark.parametrize("library", ["openpyxl", "xlsxwriter"])
def test_a_formula_that_a_program_wrote_without_calculating_is_never_a_zero(tmp_path: Path, library: str) -> None:
    """XlsxWriter writes 0 where the result would stand; both say that the workbook is still to be calculated."""
    path = tmp_path / "table.xlsx"
    if library == "openpyxl":
        saved(tmp_path, with_rows(["a", "b"], ["x", "=1+1"]))
    else:
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet("List")
            sheet.write_row(0, 0, ["a", "b"])
            sheet.write_row(1, 0, ["x", "=1+1"])
    table = read_small_table(path)
    assert table.rows == ()
    assert [(fault.where, fault.what) for fault in table.faults] == [
        ("table.xlsx, sheet 'List', cell B2", "the result of this formula was not saved")
    ]


def test_several_sheets_are_told_by_name_and_empty_or_hidden_ones_do_not_count(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("Notes").append(["read me"])
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "List"
    sheet.append(["a"])
    sheet.append(["1"])
    book.create_sheet("Sheet3")
    path = tmp_path / "table.xlsx"
    book.save(path)
    message = refused(path)
    assert "2 sheets hold something: List, Notes" in message
    assert "save the others elsewhere" in message
    book["Notes"].sheet_state = "hidden"
    book.save(path)
    assert [row.cells for row in read_small_table(path).rows] == [("1",)]


def test_a_title_over_the_table_is_told_whether_its_cells_are_merged_or_not(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["ACO participants 2025", None])
        sheet.append(["tin", "npi"])
        sheet.append(["001234567", "1234567893"])

    assert "above the table stands a title, 'ACO participants 2025'" in refused(saved(tmp_path, fill))

    def merge(sheet: Worksheet) -> None:
        fill(sheet)
        sheet.merge_cells("A1:B1")

    message = refused(saved(tmp_path, merge))
    assert (
        "table.xlsx, sheet 'List', cell A1: a title over merged cells (A1:B1) stands where the header should" in message
    )


def test_merged_cells_and_hidden_rows_within_the_table_are_refused(tmp_path: Path) -> None:
    def merge(sheet: Worksheet) -> None:
        with_rows(["aco", "tin"], ["A1", "1"], [None, "2"], ["A2", "3"])(sheet)
        sheet.merge_cells("A2:A3")

    assert "cell A2: the cells A2:A3 are merged" in refused(saved(tmp_path, merge))

    def hide(sheet: Worksheet) -> None:
        with_rows(["aco", "tin"], ["A1", "1"], ["A1", "2"], ["A2", "3"])(sheet)
        sheet.row_dimensions[3].hidden = True

    assert "rows are hidden (1): 3" in refused(saved(tmp_path, hide))


def test_empty_rows_and_columns_are_passed_over_and_places_stay_those_of_the_sheet(tmp_path: Path) -> None:
    table = table_of(
        tmp_path, [None], ["a", "b", None, "  "], [None, None], ["1", "2", None], [None], ["3"], [" ", "4"]
    )
    assert table.header == ("a", "b")
    assert table.header_where == "table.xlsx, sheet 'List', row 2"
    assert [(row.line, row.cells) for row in table.rows] == [(4, ("1", "2")), (6, ("3", "")), (7, ("", "4"))]
    assert table.place(table.rows[0], "b") == "table.xlsx, sheet 'List', cell B4"
    beside = table_of(tmp_path, ["a", "b"], ["1", "2", "3"], ["4", "5"])
    assert [fault.where for fault in beside.faults] == ["table.xlsx, sheet 'List', row 2"]
    assert [row.cells for row in beside.rows] == [("4", "5")]


def test_faults_of_a_sheet_stand_in_the_order_of_its_rows(tmp_path: Path) -> None:
    table = table_of(tmp_path, ["a", "b"], ["1", HALF_PAST_EIGHT], ["1", "2", "3"], ["1", time(8)])
    places = [fault.where.rpartition(", ")[2] for fault in in_file_order(reversed(table.faults))]
    assert places == ["cell B2", "row 3", "cell B4"]


def test_rich_text_and_readings_in_another_script_are_told_apart(tmp_path: Path) -> None:
    cells = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is>'
        "<r><t>Lake</t></r><r><t>side_x0020_ACO</t></r><rPh><t>reading</t></rPh></is></c></row>"
    )
    assert read_small_table(in_xml(tmp_path, cells)).rows[0].cells == ("Lakeside ACO",)


def archive(**parts: bytes) -> bytes:
    content = io.BytesIO()
    with ZipFile(content, "w") as packed:
        for name, part in parts.items():
            packed.writestr(name.replace("__", "/"), part)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "what", "fix"),
    [
        (b"\xd0\xcf\x11\xe0" + bytes(600), "an Excel workbook (.xls)", "save it as .xlsx"),
        (
            b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
            "protected by a password",
            "save it without one",
        ),
        (archive(Index__Document_iwa=b"").replace(b"_iwa", b".iwa"), "Apple Numbers (.numbers)", "Export To"),
        (archive(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "OpenDocument file (.ods)", "as .xlsx"),
        (archive(xl__workbook_bin=b"").replace(b"_bin", b".bin"), "binary workbook (.xlsb)", "as .xlsx"),
        (archive(table=b"a,b"), "a ZIP archive, not a table", "it holds table"),
        (b"PK\x03\x04rest", "damaged, or cut short", "get the file again"),
    ],
)
def test_files_of_other_programs_are_said_for_what_they_are_and_what_to_do(
    tmp_path: Path, content: bytes, what: str, fix: str
) -> None:
    (tmp_path / "table.xls").write_bytes(content)
    message = refused(tmp_path / "table.xls")
    assert what in message
    assert fix in message


def test_a_workbook_cut_anywhere_is_refused(tmp_path: Path) -> None:
    content = saved(tmp_path, with_rows(["a", "b"], *(["1", number] for number in range(20)))).read_bytes()
    path = tmp_path / "cut.xlsx"
    for length in range(2, len(content), len(content) // 40):
        path.write_bytes(content[:length])
        with pytest.raises(FileError):
            read_small_table(path)


def test_a_part_that_unpacks_to_more_than_any_small_table_is_refused(tmp_path: Path) -> None:
    path = in_xml(tmp_path, numbers("1"), after=" " * (65 << 20))
    assert "too large for a small table" in refused(path)
    wide = '<row r="1"><c r="ZZZ1"><v>1</v></c></row>'
    assert "columns" in refused(in_xml(tmp_path, wide))


def test_a_document_type_is_refused_so_that_nothing_can_be_unfolded(tmp_path: Path) -> None:
    before = '<!DOCTYPE lolz [<!ENTITY lol "lol">]>'
    assert "DOCTYPE" in refused(in_xml(tmp_path, numbers("1"), before=before))
