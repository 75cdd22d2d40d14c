"""The workbook as it is written: names, formulas and stored results, colors and locks, bounds, and what it says."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet as OpenSheet

from openvbc.contract.load import load_contract
from openvbc.errors import FileError
from openvbc.figures import Absent, Figure, Origin, Source, Value
from openvbc.payment_models.registry import payment_models
from openvbc.reports.excel import write_excel
from openvbc.settlement.settle import Settlement, StreamSettlement
from openvbc.units import FACTOR, USD
from openvbc.worksheet.evaluate import evaluate
from openvbc.worksheet.formula import Axis, Member, total
from openvbc.worksheet.sheet import LineKind, Worksheet
from tests.examples import case_of, contract_text, settled, settlement_of

from .recalculation import cell_name, cell_named, sheets_of, values_of
from .shapes import NAMES, ODD_NAMES, SHAPES, TOTALS, odd_settlement, settlement_named, settlement_of_two_streams

MINIMUM = SHAPES["given total, minimum and cap on the pool"]
ESCALATED = SHAPES["escalator, minimum by size, reinvestment"]
OVERRIDDEN = SHAPES["lines set from outside"]


def written(settlement: Settlement, folder: Path, *, results: bool = False) -> Workbook:
    write_excel(settlement, folder / "book.xlsx")
    return load_workbook(folder / "book.xlsx", data_only=results)


def sheet(book: Workbook, name: str = "Settlement") -> OpenSheet:
    found = book[name]
    assert isinstance(found, OpenSheet)
    return found


def texts(book: Workbook, name: str) -> list[str]:
    return [str(cell) for row in sheet(book, name).iter_rows(values_only=True) for cell in row if cell is not None]


def row_of(book: Workbook, name: str) -> dict[str, object]:
    """What stands in the row of a line, by the heads of the columns."""
    excel = sheet(book)
    row = cell_named(book, name, "Settlement").row
    heads = {cell.column: str(cell.value) for cell in excel[4] if cell.value}
    return {head: excel.cell(row, column).value for column, head in heads.items()}


@pytest.mark.parametrize("name", NAMES)
def test_stored_results_are_the_engines_figures(name: str, tmp_path: Path) -> None:
    settlement = settlement_named(name)
    book = written(settlement, tmp_path, results=True)
    for stream, where in sheets_of(settlement):
        for line, member, value in values_of(stream):
            cell = ODD_NAMES.get((line.name, member)) if name == "odd lines" else None
            held = cell_named(book, cell or cell_name(line, member), where).value
            if isinstance(value, Absent | bool):
                assert held == ("#N/A" if isinstance(value, Absent) else value), line.name
            else:
                assert isinstance(held, int | float)
                assert abs(Decimal(repr(held)) - value) <= abs(value) * Decimal("1e-15"), line.name


@pytest.mark.parametrize("name", NAMES)
def test_computed_lines_are_locked_formulas_and_all_others_open_constants(name: str, tmp_path: Path) -> None:
    settlement = settlement_named(name)
    book = written(settlement, tmp_path)
    for stream, where in sheets_of(settlement):
        protection = sheet(book, where).protection
        assert protection.sheet
        assert not protection.password
        for line, member, _ in values_of(stream):
            named = ODD_NAMES.get((line.name, member)) if name == "odd lines" else None
            cell = cell_named(book, named or cell_name(line, member), where)
            constant = line.kind is not LineKind.COMPUTED or line.name in stream.evaluation.overrides
            if cell.value != "=NA()":  # absent, as given or as the formula of a member says
                assert str(cell.value).startswith("=") == (not constant), line.name
            assert cell.protection.locked == (not constant), line.name
            assert (cell.fill.fgColor.rgb != "00000000") == constant, line.name


def test_formulas_are_written_with_the_names_of_lines(tmp_path: Path) -> None:
    book = written(MINIMUM.settlement(), tmp_path)
    assert cell_named(book, "savings", "Settlement").value == "=benchmark-expenditures"
    assert cell_named(book, "savings_pool", "Settlement").value == (
        "=IF(minimum_savings_met,MIN(savings,savings_pool_cap),0)"
    )
    assert cell_named(book, "shared_savings", "Settlement").value == "=ROUND(ROUND(provider_share_of_pool,6),2)"


def test_a_formula_too_long_with_names_is_written_with_cells(tmp_path: Path) -> None:
    members = tuple(Member(f"measure_with_a_long_name_{number}", f"Measure {number}") for number in range(80))
    axis = Axis("measures", "Measures", members)
    lines = Worksheet("Long")
    lines.section("only", "Only")
    points = lines.input("points_of_the_measure", "Points", FACTOR, axis=axis, optional=True)
    lines.line("all_points", "All points", USD, total(points))
    lines.outcome = "all_points"
    figures = {"points_of_the_measure": {member.key: Figure(Decimal(2)) for member in members}}
    base = MINIMUM.settlement()
    stream = StreamSettlement(base.streams[0].stream, evaluate(lines, figures))
    formula = str(cell_named(written(replace(base, streams=(stream,)), tmp_path), "all_points", "Settlement").value)
    assert formula.startswith("=IF(AND(ISNA($B$")
    assert len(formula) < 8192


def test_lines_over_one_axis_are_a_table_with_a_row_a_member_and_a_name_for_each_whole_column(tmp_path: Path) -> None:
    book = written(SHAPES["own history, carve-outs, truncation, rebasing, two-sided"].settlement(), tmp_path)
    cells = [cell_named(book, f"base_year_weight_{year}", "Settlement") for year in (2023, 2024, 2025)]
    assert len({cell.column for cell in cells}) == 1
    first = cells[0]
    assert [cell.row for cell in cells] == [first.row, first.row + 1, first.row + 2]
    assert str(sheet(book).cell(first.row, 1).value) == "Base year 2023"
    column = first.column_letter
    whole = f"'Settlement'!${column}${first.row}:${column}${cells[-1].row}"
    assert book.defined_names["base_year_weight"].attr_text == whole
    historical = cell_named(book, "historical_benchmark", "Settlement").value
    assert str(historical).startswith("=base_year_weight_2023*base_year_trended_2023+base_year_weight_2024*")


def test_a_line_over_two_axes_is_a_matrix(tmp_path: Path) -> None:
    book = written(odd_settlement(), tmp_path)
    north, south = (cell_named(book, f"visits_2024_{site}", "Settlement") for site in ("north", "b_2"))
    assert (north.column_letter, south.column_letter) == ("B", "C")
    assert sheet(book).cell(north.row, 1).value == "Visits, Year 2024"
    later = cell_named(book, "visits_2025_north", "Settlement")
    assert (later.column_letter, later.row) == ("B", north.row + 1)


def test_names_that_excel_would_read_as_cells_are_changed(tmp_path: Path) -> None:
    book = written(odd_settlement(), tmp_path)
    assert {"_r", "_c", "_true", "py2026_m_1", "penalty_m_1", "penalty_m_1_2"} <= set(book.defined_names)
    assert not {"r", "c", "true"} & set(book.defined_names)
    assert "_c" in str(cell_named(book, "_true", "Settlement").value)


def test_each_of_two_streams_knows_its_own_lines(tmp_path: Path) -> None:
    book = written(settlement_of_two_streams(), tmp_path)
    assert book.sheetnames == ["Summary", "Waterfall", "savings", "summary_2", "Tables", "Figures"]
    assert "savings_pool" not in book.defined_names
    assert cell_named(book, "savings_pool", "savings").parent.title == "savings"
    assert cell_named(book, "savings_pool", "summary_2").parent.title == "summary_2"
    assert "savings_pool_cap" in book.defined_names
    assert "All payment streams" in texts(book, "Summary")


def test_equal_settlements_give_equal_bytes_and_others_do_not(tmp_path: Path) -> None:
    places = [tmp_path / f"{number}.xlsx" for number in range(3)]
    write_excel(MINIMUM.settlement(), places[0])
    write_excel(MINIMUM.settlement(), places[1])
    write_excel(settled(MINIMUM.terms, {**TOTALS, "expenditures": "9400000.56"}), places[2])
    first, second, third = (place.read_bytes() for place in places)
    assert first == second
    assert first != third


def test_the_date_of_the_file_is_that_of_the_settlement(tmp_path: Path) -> None:
    book = written(MINIMUM.settlement(), tmp_path)
    assert str(book.properties.created) == "2027-03-31 00:00:00"
    assert str(book.properties.modified) == "2027-03-31 00:00:00"


def test_a_line_tells_unit_words_clause_rule_and_source(tmp_path: Path) -> None:
    book = written(ESCALATED.settlement(), tmp_path)
    row = row_of(book, "minimum_savings_rate")
    assert row["Line"] == "Minimum savings rate"
    assert row["Unit"] == "percent"
    assert row["What it is"] == "formula"
    assert str(row["How it is calculated"]).startswith("“rate” in the table")
    assert row["Published rule"] == "42 CFR 425.605 (b)(1)"
    cell = cell_named(book, "minimum_savings_rate", "Settlement")
    links = [each.hyperlink.target for each in sheet(book)[cell.row] if each.hyperlink]
    assert links == ["https://www.ecfr.gov/current/title-42/section-425.605"]
    assert row_of(book, "quality_threshold")["Contract"] == "contract.yaml:15"
    assert row_of(book, "quality_score")["Source"] == "given in figures.yaml, quality_score: payer statement"
    assert row_of(book, "savings")["Equal to the engine"] is not None


def test_sources_of_members_are_told_apart(tmp_path: Path) -> None:
    book = written(SHAPES["deferred minimum in the agreement's last year"].settlement(), tmp_path)
    said = [row for row in sheet(book).iter_rows(values_only=True) if "earlier_benchmark[2026]" in str(row[-1])]
    (told,) = [str(row[-1]) for row in said]
    assert told.splitlines() == [
        "Performance year 2026: given in figures.yaml, earlier_benchmark[2026]: payer statement",
        "Performance year 2027: given in figures.yaml, earlier_benchmark[2027]: payer statement",
    ]


def test_a_line_set_from_outside_says_who_and_what_the_formula_gives(tmp_path: Path) -> None:
    book = written(OVERRIDDEN.settlement(), tmp_path)
    row = row_of(book, "savings_pool")
    assert row["What it is"] == "set from outside"
    assert str(row["How it is calculated"]).splitlines() == [
        "savings (+) or losses (−) if savings reach the minimum, otherwise 0",
        "Set to $123,456.79 by Settlement committee (agreed on 3 May); the formula gives $700,000.00",
        "The formula not used: =IF(minimum_savings_met,savings,0)",
    ]
    assert cell_named(book, "savings_pool", "Settlement").value == 123456.79
    told = texts(book, "Summary")
    assert "set to $123,456.79 by Settlement committee (agreed on 3 May); the formula gives $700,000.00" in told
    assert "set to $9,300,000.00 by Payer; it was $9,400,000.55" in told


def test_the_first_sheet_says_what_a_reader_must_know(tmp_path: Path) -> None:
    settlement = MINIMUM.settlement()
    told = texts(written(settlement, tmp_path, results=True), "Summary")
    for expected in (
        (
            "For performance year 2026, Northern Health Plan pays Lakeside ACO $250,000.00. "
            "Cap on the savings that can be shared (share of benchmark) binds, at $500,000.00."
        ),
        "Final: claims paid through 2027-03-31 are in.",
        "As settled: every row equals the engine's figure.",
        "Northern Health Plan",
        "Lakeside ACO",
        "2026 (2026-01-01 to 2026-12-31)",
        "2027-03-31",
        "HCP-LAN category 3N: risk-based payments not linked to quality",
        settlement.fingerprint,
        settlement.contract.digest,
        "contract term",
    ):
        assert expected in told, expected


def test_unconfirmed_values_and_notes_are_told_on_the_first_sheet(tmp_path: Path) -> None:
    told = texts(written(odd_settlement(), tmp_path), "Summary")
    assert any(text.endswith("A draft notice [unconfirmed]") for text in told)
    settlement = MINIMUM.settlement()
    notes = ("12 people were left out: they died before the year.",)
    noted = replace(settlement, case=replace(settlement.case, notes=notes))
    assert "12 people were left out: they died before the year." in texts(written(noted, tmp_path), "Summary")


def test_tables_stand_on_their_own_sheet_with_their_citation(tmp_path: Path) -> None:
    book = written(ESCALATED.settlement(), tmp_path)
    rows = list(sheet(book, "Tables").iter_rows(values_only=True))
    assert rows[2][0] == "Minimum savings rate by number of assigned people"
    assert rows[3][0] == "42 CFR 425.605 (b)(1)"
    # The ends of each band, between which the rate goes in a straight line.
    assert rows[4][:3] == ("lower bound", "rate", "As published")
    assert [row[:2] for row in rows[5:7]] == [(500, 0.122), (999, 0.087)]
    assert "Tables" not in written(MINIMUM.settlement(), tmp_path).sheetnames


def test_inputs_take_only_what_the_line_allows(tmp_path: Path) -> None:
    book = written(odd_settlement(), tmp_path)
    rules = {str(rule.sqref): rule for rule in sheet(book).data_validations.dataValidation}
    months, agreed = (cell_named(book, name, "Settlement").coordinate for name in ("member_months", "agreed"))
    assert rules[months].formula1 == f"IFERROR(AND(ISNUMBER({months}),{months}>=0),FALSE)"
    assert rules[months].error == "Member months must be a number, at least 0."
    assert (rules[agreed].type, rules[agreed].formula1) == ("list", '"TRUE,FALSE"')
    score = cell_named(book, "score_m_1", "Settlement").coordinate
    assert rules[score].formula1 == (f"OR(ISNA({score}),IFERROR(AND(ISNUMBER({score}),{score}>=0,{score}<=1),FALSE))")
    assert rules[score].error == (
        "Score must be a number, at least 0.00%, at most 100.00%, or =NA() where there is none."
    )
    assert cell_named(book, "amount", "Settlement").coordinate not in rules


FORMATS = {
    "benchmark": '"$"#,##0.00####;-"$"#,##0.00####',
    "savings": '"$"#,##0.00;-"$"#,##0.00',
    "savings_rate": "0.00%",
    "minimum_savings_rate": "0.00####%",
}


@pytest.mark.parametrize("name", FORMATS)
def test_number_formats_follow_the_unit(name: str, tmp_path: Path) -> None:
    assert cell_named(written(MINIMUM.settlement(), tmp_path), name, "Settlement").number_format == FORMATS[name]


def test_whole_dollars_and_counts_are_shown_whole(tmp_path: Path) -> None:
    book = written(SHAPES["target calculator"].settlement(), tmp_path)
    for name in ("allowed_spend", "benchmark"):
        assert cell_named(book, name, "Settlement").number_format == '"$"#,##0;-"$"#,##0'
    assert cell_named(book, "member_months", "Settlement").number_format == "#,##0"
    assert cell_named(book, "risk_score", "Settlement").number_format == "#,##0.00####"


def test_sheets_are_set_up_for_screen_and_print(tmp_path: Path) -> None:
    excel = sheet(written(MINIMUM.settlement(), tmp_path))
    assert excel.freeze_panes == "B5"
    assert excel.page_setup.orientation == "landscape"
    assert excel.page_setup.fitToHeight == 0
    assert excel.print_title_rows == "$4:$4"


HOSTILE = '=HYPERLINK("http://evil.example","pay me")'


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    text = contract_text(MINIMUM.terms).replace("contract: Example", f"contract: '{HOSTILE}'")
    text = text.replace("name: Northern Health Plan", "name: '@SUM(1+1)*cmd|A1'").replace("Lakeside ACO", "+1 & <b>")
    (tmp_path / "contract.yaml").write_text(text, encoding="utf-8")
    contract = load_contract(tmp_path / "contract.yaml", payment_models())
    case = replace(case_of(TOTALS), organization="-2+3\x07 & more")
    figure = Figure(Decimal(9400000), Source(Origin.GIVEN, "=1+1", "=2+2"))
    case = replace(case, figures={**case.figures, "expenditures": figure})
    book = written(settlement_of(contract, case), tmp_path)
    found = {}
    for excel in book.worksheets:
        for row in excel.iter_rows():
            for cell in row:
                if any(part in str(cell.value) for part in (HOSTILE, "@SUM", "+1 & <b>", "-2+3", "=1+1", "=2+2")):
                    found[f"{excel.title}!{cell.coordinate}"] = cell.data_type
    assert len(found) >= 5
    assert set(found.values()) == {"s"}
    assert sheet(book, "Summary")["A1"].value == HOSTILE


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "taken.xlsx").mkdir()
    with pytest.raises(FileError, match="the workbook cannot be written"):
        write_excel(MINIMUM.settlement(), tmp_path / "taken.xlsx")
    write_excel(MINIMUM.settlement(), tmp_path / "new" / "folder" / "book.xlsx")
    assert (tmp_path / "new" / "folder" / "book.xlsx").is_file()


def test_a_text_longer_than_a_cell_can_hold_is_marked_as_cut(tmp_path: Path) -> None:
    settlement = MINIMUM.settlement()
    noted = replace(settlement, case=replace(settlement.case, notes=("x" * 40_000,)))
    longest = max(texts(written(noted, tmp_path), "Summary"), key=len)
    assert len(longest) == 32_767
    assert longest.endswith("x…")


def absent_values(settlement: Settlement) -> list[Value]:
    return [value for stream, _ in sheets_of(settlement) for _, _, value in values_of(stream)]


def test_the_odd_worksheet_has_absent_figures() -> None:
    assert sum(isinstance(value, Absent) for value in absent_values(odd_settlement())) > 4
