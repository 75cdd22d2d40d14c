"""Results files are known by their columns, held to their units, and read around whatever is wrong with a row."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from openvbc.errors import FileError
from openvbc.figures import ABSENT
from openvbc.payment_models.registry import published_parameters
from openvbc.published_results.mssp.replay.run import read_files, replay_files
from openvbc.published_results.mssp.replay.summary import summarize
from openvbc.published_results.mssp.results.cells import read_plain, read_rate
from openvbc.published_results.mssp.results.columns import COLUMNS
from openvbc.published_results.mssp.results.dialects import DIALECTS, RateUnit
from openvbc.published_results.mssp.results.read import ResultsFile, read_results

from .made_up import Row, make_rows
from .printing import YEARS, csv_text, table_of, thousands

Cells = list[dict[str, str]]


def cells_of(year: int, count: int = 12) -> Cells:
    return table_of(year, make_rows(year, count))


def written(path: Path, cells: Cells) -> Path:
    path.write_text(csv_text(cells), encoding="utf-8")
    return path


def refused(path: Path, cells: Cells) -> str:
    with pytest.raises(FileError) as caught:
        read_results(written(path, cells))
    return str(caught.value)


def change(cells: Cells, at: int, **values: str) -> Cells:
    return [{**row, **values} if index == at else row for index, row in enumerate(cells)]


def without(cells: Cells, column: str) -> Cells:
    return [{name: text for name, text in row.items() if name != column} for row in cells]


@pytest.mark.parametrize("year", YEARS)
def test_the_year_of_a_file_is_known_by_its_columns_alone(year: int, tmp_path: Path) -> None:
    found = read_results(written(tmp_path / "whatever.csv", cells_of(year)))
    assert (found.year, found.faults, len(found.rows)) == (year, (), 12)


@pytest.mark.parametrize("year", YEARS)
def test_headers_may_be_in_any_case_with_spaces_or_underscores(year: int, tmp_path: Path) -> None:
    cells = [{name.upper().replace("_", " "): text for name, text in row.items()} for row in cells_of(year)]
    found = read_results(written(tmp_path / "upper.csv", cells))
    assert (found.year, found.faults, len(found.rows)) == (year, (), 12)


@pytest.mark.parametrize("year", YEARS)
def test_a_file_named_for_another_year_is_refused(year: int, tmp_path: Path) -> None:
    other = 2024 if year != 2024 else 2023
    message = refused(tmp_path / f"results_{other}.csv", cells_of(year))
    assert f"named for {other}" in message
    assert f"performance year {year}" in message


def test_a_file_named_for_a_year_whose_results_are_not_known_yet_is_refused(tmp_path: Path) -> None:
    message = refused(tmp_path / "results_2025.csv", cells_of(2024))
    assert "named for 2025" in message


@pytest.mark.parametrize("name", ["Total", ""])
def test_a_row_of_totals_is_no_aco_and_shows_no_decimals(name: str, tmp_path: Path) -> None:
    cells = cells_of(2023)
    column = next(each for each in cells[0] if each.casefold().replace("_", "") == "acoid")
    sums = dict.fromkeys(cells[0], "1.2345678") | {column: name}
    found = read_results(written(tmp_path / "x.csv", [*cells, sums]))
    alone = read_results(written(tmp_path / "y.csv", cells))
    assert [row.cells["minimum_rate"].places for row in found.rows] == [
        row.cells["minimum_rate"].places for row in alone.rows
    ]
    (fault,) = found.faults
    assert fault.where == "x.csv:14"


def test_a_name_with_the_release_date_beside_the_year_is_accepted(tmp_path: Path) -> None:
    found = read_results(
        written(tmp_path / "PY_Financial_and_Quality_Results_2024_revised_2026_07_17.csv", cells_of(2024))
    )
    assert found.year == 2024


def test_no_header_fits_two_years() -> None:
    for year in YEARS:
        path_headers = frozenset(cells_of(year, 1)[0])
        normalized = frozenset("".join(c for c in name.casefold() if c.isalnum()) for name in path_headers)
        assert {dialect.year for dialect in DIALECTS if dialect.fits(normalized)} == {year}


@pytest.mark.parametrize("year", YEARS)
def test_every_needed_column_is_missed_by_name(year: int, tmp_path: Path) -> None:
    cells = cells_of(year, 3)
    needed = {"MinSavPerc", "minsavperc", "Minimum Savings Rate (%)"}
    column = next(name for name in cells[0] if name in needed)
    message = refused(tmp_path / "x.csv", without(cells, column))
    assert COLUMNS["minimum_rate"].headers[0] in message
    assert "cannot be replayed without it" in message


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    assert "not a results file" in refused(tmp_path / "x.csv", [{"a": "1", "b": "2"}])
    cells = without(without(cells_of(2022), "Recvd30p"), "Met_QPS")
    message = refused(tmp_path / "y.csv", cells)
    assert "nearest is" in message
    assert "recvd30p" in message


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"PK\x03\x04rest", "this workbook is damaged"),
        (b"\xd0\xcf\x11\xe0rest", r"Excel workbook \(.xls\)"),
        (b"<!DOCTYPE html><html>", "web page"),
        (b"a\0b", "not a text file"),
        (b"  \n\n", "the file is empty"),
    ],
)
def test_what_is_no_csv_is_refused(content: bytes, told: str, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    with pytest.raises(FileError, match=told):
        read_results(path)
    with pytest.raises(FileError, match="no such file"):
        read_results(tmp_path / "absent.csv")


def test_a_results_file_in_another_form_is_said_for_what_it_is(tmp_path: Path) -> None:
    text = csv_text(cells_of(2022))
    forms = {
        "UTF-16": text.encode("utf-16"),
        "parted by semicolons, not by commas": text.replace(",", ";").encode(),
        "parted by tabs, not by commas": text.replace(",", "\t").encode(),
        "ZIP archive, not a table": packed({"results.csv": text}),
    }
    for told, content in forms.items():
        path = tmp_path / "x.csv"
        path.write_bytes(content)
        with pytest.raises(FileError) as caught:
            read_results(path)
        assert told in str(caught.value)
        assert "data.cms.gov" in str(caught.value) or "it holds results.csv" in str(caught.value)


def packed(members: dict[str, str]) -> bytes:
    content = BytesIO()
    with ZipFile(content, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return content.getvalue()


def test_a_byte_order_mark_and_the_windows_code_page_are_read(tmp_path: Path) -> None:
    text = csv_text(change(cells_of(2022), 0, ACO_Name="Médicos de Peñuelas"))
    for encoding in ("utf-8-sig", "cp1252"):
        path = tmp_path / f"{encoding}.csv"
        path.write_bytes(text.encode(encoding))
        assert read_results(path).rows[0].name == "Médicos de Peñuelas"


def test_a_header_without_rows_is_said(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(csv_text(cells_of(2018, 1)).splitlines()[0] + "\n", encoding="utf-8")
    found = read_results(path)
    assert (found.year, found.rows) == (2018, ())
    assert "no rows below the header" in str(found.faults[0])


#: What is wrong with the fourth row of a file of 2022, and what must be said of it.
BAD_ROWS: dict[str, tuple[Callable[[Cells], Cells], str, str]] = {
    "doubled": (lambda cells: change(cells, 3, ACO_ID=cells[1]["ACO_ID"]), "stands in this file 2 times", ":3"),
    "benchmark": (
        lambda cells: change(cells, 3, ABtotBnchmk=str(int(cells[3]["ABtotBnchmk"]) * 101 // 100)),
        "differ by more than their rounding",
        "column ABtotBnchmk",
    ),
    "suppressed": (lambda cells: change(cells, 3, ABtotExp="*"), "expenditures is missing", "column ABtotExp"),
    "no number": (lambda cells: change(cells, 3, ABtotExp="12a"), "not an amount", "column ABtotExp"),
    "track": (lambda cells: change(cells, 3, Current_Track="F"), "must be A, B, C, D, E or EN", "column Current_Track"),
    "start": (lambda cells: change(cells, 3, Current_Start_Date=""), "start of the agreement is missing", "Start_Date"),
    "later start": (lambda cells: change(cells, 3, Current_Start_Date="01/01/2023"), "after performance year", ":5"),
    "no date": (lambda cells: change(cells, 3, Current_Start_Date="soon"), "is no date", "column Current_Start_Date"),
    "nameless": (lambda cells: change(cells, 3, ACO_ID=" "), "names no ACO", ":5"),
    "flag": (lambda cells: change(cells, 3, Met_QPS="2"), "neither 1 nor 0", "column Met_QPS"),
    "zero": (lambda cells: change(cells, 3, ABtotBnchmk="0", UpdatedBnchmk="0"), "benchmark is zero", "ABtotBnchmk"),
}


@pytest.mark.parametrize("fault", BAD_ROWS)
def test_a_bad_row_is_told_with_row_and_column_and_the_others_are_replayed(fault: str, tmp_path: Path) -> None:
    spoil, told, place = BAD_ROWS[fault]
    good = read_results(written(tmp_path / "good.csv", cells_of(2022)))
    bad = read_results(written(tmp_path / "bad.csv", spoil(cells_of(2022))))
    assert any(told in str(each) and place in each.where for each in bad.faults), [str(each) for each in bad.faults]
    lost = 2 if fault == "doubled" else 1
    assert len(bad.rows) == len(good.rows) - lost
    replay = replay_files([bad], published_parameters())
    assert len(replay.rows) == len(bad.rows)
    assert replay.faults == bad.faults


def test_a_row_of_another_length_is_left_out(tmp_path: Path) -> None:
    lines = csv_text(cells_of(2022)).splitlines()
    lines[4] += ",more"
    path = tmp_path / "x.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    found = read_results(path)
    assert len(found.rows) == 11
    assert "cells, the header" in str(found.faults[0])
    assert found.faults[0].where == "x.csv:5"


def test_two_columns_of_one_meaning_are_refused(tmp_path: Path) -> None:
    cells = [{**row, "aco num": "x"} for row in cells_of(2022)]
    assert "both hold the ACO" in refused(tmp_path / "x.csv", cells)


#: A rate column in another unit than its year prints.
WRONG_UNITS = [
    (2016, "MinSavPerc", lambda text: str(Decimal(text) * 100), "cannot be"),
    (2016, "QualScore", lambda text: str(Decimal(text) * 100), "cannot be"),
    (2018, "FinalShareRate", lambda text: f"{text}%", "the cell says"),
    (2020, "QualScore", lambda text: str(Decimal(text) / 100), "these are fractions"),
    (2022, "MinSavPerc", lambda text: text.removesuffix("%"), "the cell says"),
    (2023, "FinalLossRate", lambda text: text.removesuffix("%"), "the cell says"),
    (2024, "MinSavPerc", lambda text: str(Decimal(text) / 100), "these are fractions"),
    (2024, "FinalShareRate", lambda text: str(Decimal(text) / 100), "these are fractions"),
]


@pytest.mark.parametrize(("year", "column", "turn", "why"), WRONG_UNITS)
def test_a_unit_that_does_not_fit_is_an_error(
    year: int, column: str, turn: Callable[[str], str], why: str, tmp_path: Path
) -> None:
    cells = [{**row, column: turn(row[column]) if row[column] not in ("", "-") else ""} for row in cells_of(year, 20)]
    message = refused(tmp_path / "x.csv", cells)
    assert f"as performance year {year} prints it" in message
    assert f"column {column}" in message
    assert why in message


def as_fraction_or_percentage(text: str, places: int, *, percent: bool) -> str:
    return f"{Decimal(text) * 100:.{places}f}%" if percent else text


def release_of_2019(rows: list[Row], *, percent: bool) -> Cells:
    """2019 as CMS prints it now: the file of January with fractions, "2019A" with percent signs and separators."""
    cells = []
    for row, printed in zip(rows, table_of(2019, rows), strict=True):
        rates = {
            name: as_fraction_or_percentage(printed[name], places, percent=percent)
            for name, places in (("sav_rate", 2), ("minsavperc", 2), ("finalsharerate", 0))
        }
        amounts = {name: thousands(text) if percent else text for name, text in printed.items()}
        scores = {"qualscore": f"{Decimal(printed['qualscore']) * 100:.2f}"}
        new = {"Participation_Six_Months": str(int(row.facts.half_year)), "RecvdMean": "0", "QualPerfShare": "/"}
        cells.append({**amounts, **rates, **scores, **new})
    return cells


@pytest.mark.parametrize("percent", [False, True])
def test_the_releases_of_2019_are_read_and_replayed(*, percent: bool, tmp_path: Path) -> None:
    rows = make_rows(2019, 44)
    found = read_results(written(tmp_path / "x.csv", release_of_2019(rows, percent=percent)))
    assert (found.year, found.faults) == (2019, ())
    assert [row.months for row in found.rows] == [6 if row.facts.half_year else 12 for row in rows]
    replay = replay_files([found], published_parameters())
    assert (len(replay.rows), replay.faults) == (44, ())
    assert not summarize(replay).misses


def test_six_months_that_the_amounts_contradict_are_a_fault(tmp_path: Path) -> None:
    rows = make_rows(2019, 12)
    cells = release_of_2019(rows, percent=False)
    other = str(int(not rows[0].facts.half_year))
    found = read_results(written(tmp_path / "x.csv", change(cells, 0, Participation_Six_Months=other)))
    assert len(found.rows) == 11
    assert "per person-year times" in str(found.faults[0])


def test_2021_is_read_with_its_scores_as_percentages_too(tmp_path: Path) -> None:
    cells = [{**row, "QualScore": f"{row['QualScore']}%"} for row in cells_of(2021)]
    found = read_results(written(tmp_path / "x.csv", cells))
    before = read_results(written(tmp_path / "y.csv", cells_of(2021)))
    assert [row.number("quality_score") for row in found.rows] == [row.number("quality_score") for row in before.rows]


def test_2015_is_read_with_rates_as_fractions_and_as_percentages(tmp_path: Path) -> None:
    """Small savings fit either unit; the minimum rate beside them proves which it is."""
    rows = [
        row for row in make_rows(2015, 300) if abs(row.facts.benchmark / row.facts.expenditures - 1) < Decimal("0.005")
    ]
    fractions = table_of(2015, rows)
    assert len(fractions) > 5
    percentages = [
        {**row, **{name: f"{Decimal(row[name]) * 100:.7f}" for name in ("MinSavPerc", "Sav_rate")}} for row in fractions
    ]
    found = [read_results(written(tmp_path / f"{at}.csv", each)) for at, each in enumerate((fractions, percentages))]
    for meaning in ("minimum_rate", "savings_rate"):
        first, second = ([row.number(meaning) for row in each.rows] for each in found)
        assert first == second


def test_both_units_of_2019_are_known_from_the_data(tmp_path: Path) -> None:
    fractions = read_results(written(tmp_path / "a.csv", cells_of(2019)))
    cells = [{**row, "qualscore": str(Decimal(row["qualscore"]) * 100)} for row in cells_of(2019)]
    percentages = read_results(written(tmp_path / "b.csv", cells))
    assert [row.number("quality_score") for row in fractions.rows] == [
        row.number("quality_score") for row in percentages.rows
    ]


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("7.17%", RateUnit.PERCENT_TEXT, "0.0717"),
        ("7.17", RateUnit.PERCENT_NUMBER, "0.0717"),
        ("0.0717", RateUnit.FRACTION, "0.0717"),
        ("0.0234%", RateUnit.FRACTION_WITH_SIGN, "0.0234"),
        ("-1,000.5%", RateUnit.PERCENT_TEXT, "-10.005"),
    ],
)
def test_rates_are_read_in_their_unit(text: str, unit: RateUnit, value: str) -> None:
    assert read_rate(text, unit) == Decimal(value)


@pytest.mark.parametrize("text", ["", "*", "-", " N/A ", "NA", "null"])
def test_suppressed_and_empty_cells_are_absent_and_never_zero(text: str) -> None:
    assert read_plain(text, COLUMNS["expenditures"]) is ABSENT
    assert read_rate(text, RateUnit.FRACTION) is ABSENT


@pytest.mark.parametrize(
    ("text", "value"),
    [("$1,234.50", "1234.50"), ("$-9187354.55", "-9187354.55"), ("1,002", "1002"), ("7026329.0", "7026329")],
)
def test_amounts_are_read_as_cms_writes_them(text: str, value: str) -> None:
    assert read_plain(text, COLUMNS["difference"]) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("07/01/2012", date(2012, 7, 1)),
        ("1/1/2024", date(2024, 1, 1)),
        ("01/01/2016 0:00", date(2016, 1, 1)),
        ("2019-07-01T00:00:00.000", date(2019, 7, 1)),
    ],
)
def test_dates_are_read_as_cms_writes_them(text: str, day: date) -> None:
    assert read_plain(text, COLUMNS["start"]) == day


def test_the_digits_of_a_column_hold_for_cells_that_dropped_their_zeros(tmp_path: Path) -> None:
    cells = cells_of(2018)
    found = read_results(written(tmp_path / "x.csv", change(cells, 0, QualScore="0.97")))
    assert {row.cells["quality_score"].places for row in found.rows} == {4}


def test_scientific_notation_has_no_digits_but_its_own(tmp_path: Path) -> None:
    """0.0000308 in a column of nine decimals was cut to three digits, so that the true rate may be 0.00003084."""
    cells = cells_of(2018, 3)
    found = read_results(written(tmp_path / "x.csv", change(cells, 0, Sav_rate="3.08E-05")))
    cell = found.rows[0].cells["savings_rate"]
    assert (cell.number, cell.places) == (Decimal("0.0000308"), 7)
    assert cell.agrees_with(Decimal("0.00003084"))
    assert {row.cells["savings_rate"].places for row in found.rows[1:]} == {9}
    amount = read_results(written(tmp_path / "y.csv", change(cells, 0, ABtotBnchmk="1.02E+08")))
    assert "'1.02E+08' is in scientific notation, which has lost the last digits" in str(amount.faults[0])


def test_round_numbers_do_not_say_how_many_decimals_a_column_prints(tmp_path: Path) -> None:
    cells = [{**row, "MinSavPerc": "2" if index else "2.35"} for index, row in enumerate(cells_of(2024))]
    found = read_results(written(tmp_path / "x.csv", cells))
    assert {row.cells["minimum_rate"].places for row in found.rows} == {4}
    none = read_results(written(tmp_path / "y.csv", [{**row, "MinSavPerc": "2"} for row in cells_of(2024)]))
    assert {row.cells["minimum_rate"].places for row in none.rows} == {2}


def test_whole_dollars_of_2013_with_zeros_behind_them_are_known_to_the_dollar(tmp_path: Path) -> None:
    name = "Total savings/losses ($)"
    cells = cells_of(2013, 4)
    cents = [row for row in range(4) if not cells[row][name].endswith(".00")]
    at = cents[0]
    amount = Decimal(cells[at][name].replace("$", ""))
    printed = f"${amount.quantize(Decimal(1))}.00"
    found = read_results(written(tmp_path / "x.csv", change(cells, at, **{name: printed})))
    assert found.rows[at].cells["difference"].places == 0
    assert found.rows[at].cells["difference"].agrees_with(amount)
    assert found.rows[cents[1]].cells["difference"].places > 0
    missed = summarize(replay_files([found], published_parameters())).misses
    assert not missed


def shifted(cells: Cells) -> str:
    """PY2013 as CMS once published it: the label of the expenditures left out, labels from there one to the left."""
    cells = [{**row, "Total performance year spending per assigned beneficiary": "$9000.00"} for row in cells]
    names = [name for name in cells[0] if name != "Total expenditures ($)"]
    lines = csv_text(cells).splitlines()
    return "\n".join([",".join(f'"{name}"' for name in names), *(line.rpartition(",")[0] for line in lines[1:])])


def test_the_shifted_labels_of_2013_are_fixed_by_arithmetic(tmp_path: Path) -> None:
    straight = read_results(written(tmp_path / "straight.csv", cells_of(2013)))
    path = tmp_path / "shifted.csv"
    path.write_text(shifted(cells_of(2013)), encoding="utf-8")
    fixed = read_results(path)
    assert fixed.faults == ()
    for before, after in zip(straight.rows, fixed.rows, strict=True):
        for meaning in ("benchmark", "expenditures", "difference", "earned_savings", "assigned", "person_years"):
            assert before.number(meaning) == after.number(meaning)


def test_six_months_are_seen_in_the_amounts(tmp_path: Path) -> None:
    rows = make_rows(2019, 60)
    found = read_results(written(tmp_path / "x.csv", table_of(2019, rows)))
    assert [row.months for row in found.rows] == [6 if row.facts.half_year else 12 for row in rows]
    assert {row.months for row in found.rows} == {6, 12}


def test_a_july_start_whose_amounts_are_those_of_twelve_months_is_said(tmp_path: Path) -> None:
    rows = make_rows(2019, 60)
    at = next(index for index, row in enumerate(rows) if not row.facts.half_year)
    found = read_results(written(tmp_path / "x.csv", change(table_of(2019, rows), at, current_start_date="07/01/2019")))
    assert "the benchmark is that of twelve months" in str(found.faults[0])


def test_files_are_read_in_the_order_of_years_and_bad_ones_are_told(tmp_path: Path) -> None:
    good = [written(tmp_path / f"{year}.csv", cells_of(year, 2)) for year in (2023, 2014)]
    files, faults = read_files([*good, tmp_path / "absent.csv"])
    assert [file.year for file in files] == [2014, 2023]
    assert "no such file" in str(faults[0])


def test_a_file_that_is_named_twice_counts_once(tmp_path: Path) -> None:
    path = written(tmp_path / "x.csv", cells_of(2022))
    copy = written(tmp_path / "copy.csv", cells_of(2022))
    files, _ = read_files([path, copy])
    replay = replay_files(files, published_parameters())
    assert len(replay.rows) == 12
    assert "the same bytes" in str(replay.faults[0])


def test_a_two_sided_row_without_its_minimum_rate_is_left_out(tmp_path: Path) -> None:
    rows = make_rows(2022, 12)
    at = next(index for index, row in enumerate(rows) if row.facts.elected is not None and row.facts.people >= 5000)
    file: ResultsFile = read_results(written(tmp_path / "x.csv", change(table_of(2022, rows), at, MinSavPerc="-")))
    replay = replay_files([file], published_parameters())
    assert len(replay.rows) == 11
    assert "which rate it elected is an input" in str(replay.faults[0])
    assert replay.faults[0].where == f"x.csv:{at + 2}, column MinSavPerc"
