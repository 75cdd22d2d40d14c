"""One document with every kind of block: each renderer tells the same figures, escapes words, and repeats its bytes."""

import csv
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from openvbc.errors import FileError
from openvbc.figures import FileDigest
from openvbc.reports.document.as_json import document_json, json_text
from openvbc.reports.document.csv_files import csv_files, csv_text
from openvbc.reports.document.page import document_html
from openvbc.reports.document.text import document_text
from openvbc.reports.document.tree import (
    AS_JSON,
    EVERYWHERE,
    FOR_PEOPLE,
    IN_TEXT,
    IN_WORKBOOK,
    ON_PAGE,
    Answer,
    Cell,
    Column,
    Data,
    Document,
    Form,
    Item,
    Items,
    Labeled,
    Notes,
    Row,
    Section,
    Sentence,
    Sources,
    StackedBar,
    StackedBars,
    Table,
    Tone,
    Waterfall,
)
from openvbc.reports.document.workbook import workbook, write_workbook
from openvbc.reports.waterfall import WaterfallBar
from openvbc.units import RATE, USD
from openvbc.worksheet.sheet import BarRole
from tests.reports.html.read_page import read_page

HOSTILE = '=cmd|"/c calc"!A1 <script>alert(1)</script> & "quoted"'
THIRD = Decimal(1) / Decimal(3)

COLUMNS = (
    Column("clinic", "Clinic", width=30),
    Column("number", forms=AS_JSON),
    Column("amount", "Amount", USD),
    Column("half", "Half of it", USD, forms=IN_WORKBOOK),
    Column("rate", "Rate", RATE),
    Column("", "Standing", nowrap=True),
)
ROWS = (
    Row(
        (
            HOSTILE,
            7,
            Decimal("1234.50"),
            Cell(Decimal("617.25"), formula="={amount}/2"),
            THIRD,
            Cell("done", tone=Tone.DONE),
        )
    ),
    Row(("North", 12, Decimal(-3), Cell(Decimal("-1.5"), formula="={amount}/2"), None, "open"), anchor="row-north"),
)
TOTAL = Row(("Both", None, Cell(Decimal("1231.50"), formula="=SUM(C5:C6)"), None, None, ""), is_sum=True)
BARS = (
    WaterfallBar("a", "Start", BarRole.TOTAL, Decimal(0), Decimal(10), "$10.00", "$10.00"),
    WaterfallBar("b", "Step", BarRole.MINUS, Decimal(10), Decimal(4), "-$6.00", "$4.00"),
)
DOCUMENT = Document(
    kind="Made up",
    subject=HOSTILE,
    title="A made-up report",
    answer=Answer.of("North owes $3.00 this year.", "$3.00", owed=True),
    facts=(Labeled("Clinics", 2, key="clinics"), Labeled("Paid", Decimal("1231.5"), unit=USD, key="paid", aside="net")),
    blocks=(
        Notes(("Check the rate.",), title="Unconfirmed values", is_warning=True, forms=ON_PAGE),
        Section(
            "Clinics",
            (
                Sentence("Every clinic once.", is_lead=True),
                Table(COLUMNS, ROWS, key="clinics_paid", sheet="Clinics", footer=(TOTAL,)),
                Waterfall("picture", "From start to step", BARS, ("row-north", "row-north")),
                StackedBars(
                    "two parts",
                    (("adds", "paid"), ("takes", "owed")),
                    (StackedBar("2026", (3, 1), "4"),),
                    to_scale=True,
                ),
            ),
        ),
        Section(
            "1 Papers",
            (
                Data("step", 1),
                Items((Item("signed", "not met", Tone.WARN, (("do", "sign it"),), {"what": "signed"}),), key="checks"),
            ),
            key="steps",
            tag="not met",
            tone=Tone.WARN,
        ),
        Section("2 Money", (Data("step", 2), Items((), key="checks")), key="steps", tag="done", tone=Tone.DONE),
        Notes(("first", "second"), key="notes", title="To be known"),
        Sentence("only here", forms=IN_TEXT),
        Sources((FileDigest("in.csv", "ab" * 32),), {"count": "SELECT 1 < 2"}),
    ),
    colophon="It names nobody.",
    day=date(2026, 3, 31),
)


def test_machines_get_exact_values_under_keys_in_one_tree() -> None:
    told = json.loads(json_text(DOCUMENT), parse_float=lambda text: pytest.fail(f"a float: {text}"))
    assert told == {
        "clinics": 2,
        "paid": "1231.5",
        "clinics_paid": [
            {"clinic": HOSTILE, "number": 7, "amount": "1234.5", "rate": str(THIRD)},
            {"clinic": "North", "number": 12, "amount": "-3", "rate": None},
        ],
        "steps": [{"step": 1, "checks": [{"what": "signed"}]}, {"step": 2, "checks": []}],
        "notes": ["first", "second"],
        "files": [{"name": "in.csv", "sha256": "ab" * 32}],
        "queries": {"count": "SELECT 1 < 2"},
    }
    assert json.loads(json_text(DOCUMENT, part="notes")) == ["first", "second"]
    assert len(json.loads(json_text(DOCUMENT, DOCUMENT))) == 2


def test_rows_of_one_key_in_several_tables_are_one_list() -> None:
    one, other = (Table(COLUMNS[:1], (Row((name,)),), key="rows") for name in ("a", "b"))
    document = replace(DOCUMENT, facts=(), blocks=(Section("One", (one,)), Section("Other", (other,))))
    assert document_json(document) == {"rows": [{"clinic": "a"}, {"clinic": "b"}]}
    assert csv_text(document, "rows") == "clinic\na\nb\n"


def test_csv_holds_exact_values_and_no_formula() -> None:
    files = csv_files(DOCUMENT)
    assert set(files) == {"clinics_paid.csv", "notes.csv"}
    first, second = csv.DictReader(files["clinics_paid.csv"].splitlines())
    assert first == {"clinic": f"'{HOSTILE}", "amount": "1234.5", "rate": str(THIRD)}
    assert second == {"clinic": "North", "amount": "-3", "rate": ""}


def test_text_aligns_tables_ticks_steps_and_ends_long_tables() -> None:
    lines = document_text(DOCUMENT).splitlines()
    assert lines[0] == "North owes $3.00 this year."
    north, both = (next(line for line in lines if line.startswith(f"{name}  ")) for name in ("North", "Both"))
    assert north.index("-$3.00") + len("-$3.00") == both.index("$1,231.50") + len("$1,231.50")
    at = lines.index("[!] 1 Papers: not met")
    assert lines[at + 1 : at + 3] == ["    [!] signed", "        do: sign it"]
    assert "[x] 2 Money: done" in lines
    assert "only here" in lines
    assert "Unconfirmed values" not in document_text(DOCUMENT)
    long = Table(COLUMNS[:1], ROWS, most_rows=1, and_more=", in a file", forms=FOR_PEOPLE)
    assert document_text(replace(DOCUMENT, blocks=(long,))).endswith("... and 1 more, in a file")


def test_the_page_escapes_words_marks_what_is_owed_and_loads_nothing() -> None:
    html = document_html(DOCUMENT)
    page = read_page(html)
    assert page.one("h1").text == "North owes $3.00 this year."
    assert page.one("strong", class_="owed").text == "$3.00"
    assert len(page.all("script")) == 1
    assert page.one("p", class_="overline").text == f"Made up · {HOSTILE}"
    table = page.one("table", class_="ledger")
    assert [cell.text for cell in table.one("thead").all("th")] == ["Clinic", "Amount", "Rate", "Standing"]
    rows = [[cell.text for cell in row.children] for row in table.one("tbody").all("tr")]
    assert rows == [[HOSTILE, "$1,234.50", "33.33%", "done"], ["North", "-$3.00", "", "open"]]
    assert [cell.text for cell in table.one("tfoot").all("td")] == ["$1,231.50", "", ""]
    assert page.one("aside", class_="notice").text.startswith("Unconfirmed values Check the rate.")
    for link in page.all("a", class_="bar-link"):
        assert page.one("tr", id=link.attributes["href"].removeprefix("#")).children
    assert "only here" not in html
    assert "src=" not in html
    assert "ab" * 32 in page.one("footer").text
    assert page.one("pre").text == "SELECT 1 < 2"


def test_the_workbook_holds_numbers_live_formulas_and_words_as_words(tmp_path: Path) -> None:
    path = tmp_path / "out" / "report.xlsx"
    write_workbook(DOCUMENT, path)
    book = load_workbook(path)
    assert book.sheetnames == ["Clinics", "Charts", "Notes"]
    sheet = book["Clinics"]
    assert [cell.value for cell in sheet[4]] == ["Clinic", "Amount", "Half of it", "Rate", "Standing"]
    assert (sheet["A5"].value, sheet["A5"].data_type) == (HOSTILE, "s")
    assert (sheet["B5"].value, sheet["B5"].data_type) == (1234.5, "n")
    assert [sheet[f"C{row}"].value for row in (5, 6)] == ["=B5/2", "=B6/2"]
    assert load_workbook(path, data_only=True)["Clinics"]["C6"].value == -1.5
    notes = [row[0].value for row in book["Notes"].iter_rows(min_row=3)]
    assert notes[:3] == ["Clinics: 2", "Paid: $1,231.50 (net)", "Every clinic once."]
    assert f"file in.csv, SHA-256 {'ab' * 32}" in notes
    with pytest.raises(FileError, match="the workbook cannot be written"):
        write_workbook(DOCUMENT, tmp_path)


def test_a_formula_may_name_the_row_above(tmp_path: Path) -> None:
    columns = (Column("adds", "Adds", USD), Column("level", "Level", USD))
    rows = (Row((None, Decimal(10))), Row((Decimal(5), Cell(Decimal(15), formula="={^level}+{adds}"))))
    write_workbook(replace(DOCUMENT, blocks=(Table(columns, rows, title="Levels"),)), tmp_path / "levels.xlsx")
    sheet = load_workbook(tmp_path / "levels.xlsx")["Report"]
    assert (sheet["A3"].value, sheet["B5"].value, sheet["B6"].value) == ("Levels", 10, "=B5+A6")


def test_equal_documents_give_equal_bytes_in_every_form() -> None:
    again = replace(DOCUMENT)
    assert document_html(again) == document_html(DOCUMENT)
    assert workbook(again) == workbook(DOCUMENT)
    assert document_text(again) == document_text(DOCUMENT)
    assert csv_files(again) == csv_files(DOCUMENT)
    assert json_text(again) == json_text(DOCUMENT)


@pytest.mark.parametrize("form", Form)
def test_a_block_stands_only_in_its_forms(form: Form) -> None:
    secret = Notes(("kept back",), key="secret", title="Kept", forms=EVERYWHERE - {form})
    document = replace(DOCUMENT, blocks=(*DOCUMENT.blocks, secret))
    told = {
        Form.TEXT: document_text(document),
        Form.PAGE: document_html(document),
        Form.CSV: "".join(csv_files(document).values()),
        Form.JSON: json_text(document),
    }
    shown = {each: "kept back" in text for each, text in told.items()}
    assert shown == {each: each is not form for each in told}
