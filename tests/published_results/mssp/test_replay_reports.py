"""A replay told as text, JSON, page and documentation; one ACO told as an ordinary settlement."""

import csv
import json
import re
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner

from openvbc.cli.replay import explain_command
from openvbc.cli.replay import replay as replay_command
from openvbc.errors import FileError, SettlementError
from openvbc.parameters.model import ParameterSet
from openvbc.payment_models.registry import published_parameters
from openvbc.published_results.mssp.program import PROGRAM
from openvbc.published_results.mssp.replay.causes import cause_of
from openvbc.published_results.mssp.replay.checks import CHECKS, category_in
from openvbc.published_results.mssp.replay.result import Outcome, Replay
from openvbc.published_results.mssp.replay.run import read_files, replay_files
from openvbc.published_results.mssp.replay.scoring import Score
from openvbc.published_results.mssp.replay.summary import Summary, summarize
from openvbc.published_results.mssp.report.how_exact import how_exact_page
from openvbc.published_results.mssp.report.one_aco import row_of, settlement_of
from openvbc.published_results.mssp.report.replay import replay_report
from openvbc.published_results.mssp.results.read import read_results
from openvbc.reports.document.as_json import json_text
from openvbc.reports.document.csv_files import csv_text as table_text
from openvbc.reports.document.page import document_html
from openvbc.reports.document.text import document_text
from openvbc.reports.document.tree import Section, StackedBars
from openvbc.reports.excel import write_excel
from openvbc.reports.html import write_html
from openvbc.reports.html.stacked import NARROW, WIDE, stacked
from openvbc.worksheet.explain import explain

from .made_up import Row, make_rows
from .printing import csv_text, table_of

PACKAGE = Path(__file__).parents[3] / "openvbc"


@pytest.fixture(scope="module")
def parameters() -> ParameterSet:
    return published_parameters()


def limited_by_revenue(rows: list[Row]) -> list[dict[str, str]]:
    """A file of 2023 in which one ACO owes less than its rate says, as if 8% of its revenue were the limit."""
    cells = table_of(2023, rows)
    at = next(i for i, row in enumerate(rows) if row.facts.track == "basic_e" and row.settled.result < -50000)
    cells[at] = {**cells[at], "EarnSaveLoss": "-40000", "DisAdj": "0"}
    return cells


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("results")
    tables = {
        2014: [{**row, "FinalShareRate": "0", "EarnSaveLoss": "0"} for row in table_of(2014, make_rows(2014, 4))],
        2018: table_of(2018, make_rows(2018, 12)),
        2023: limited_by_revenue(make_rows(2023, 80)),
    }
    paths = []
    for year, cells in tables.items():
        path = folder / f"results_{year}.csv"
        path.write_text(csv_text(cells), encoding="utf-8")
        paths.append(path)
    return paths


@pytest.fixture(scope="module")
def found(files: list[Path], parameters: ParameterSet) -> Replay:
    read, faults = read_files(files)
    assert not faults
    return replay_files(read, parameters)


@pytest.fixture(scope="module")
def summary(found: Replay) -> Summary:
    return summarize(found)


def test_misses_have_the_cause_that_the_file_proves(found: Replay, summary: Summary) -> None:
    by_year = {year: {miss.scored.cause for miss in summary.misses if miss.year == year} for year in found.years}
    assert by_year[2018] == set()
    assert [cause.partition(":")[0] for cause in by_year[2023]] == ["revenue-based loss limit"]
    assert "implies revenue of $500,000" in next(iter(by_year[2023]))
    assert all("no column that says why" in cause for cause in by_year[2014])
    assert {miss.column for miss in summary.misses if miss.year == 2014} == {"FinalShareRate"}
    assert not summary.unexplained


def test_a_limit_that_the_file_says_is_not_by_revenue_is_no_cause(parameters: ParameterSet, found: Replay) -> None:
    row = next(each for each in found.rows if each.misses and each.row.year == 2023)
    check = next(check for check in CHECKS if check.meaning == "earned")
    assert cause_of(check, row.row, row.values, parameters).startswith("revenue-based")
    says_no = {**row.row.cells, "limited_by_revenue": row.row.cells["met_standard"]}
    changed = type(row.row)(**{**row.row.__dict__, "cells": says_no})
    no = changed.flag("limited_by_revenue") is False
    assert (cause_of(check, changed, row.values, parameters) == "unexplained") == no
    more = type(row.row)(**{**row.row.__dict__, "track": "enhanced"})
    assert cause_of(check, more, row.values, parameters) == "unexplained"


def test_the_summary_counts_every_row_once(found: Replay, summary: Summary) -> None:
    assert summary.acos == len(found.rows) == 96
    for year in summary.years:
        assert sum(year.outcomes.values()) == year.acos
        for column in year.columns:
            assert column.checked == column.exact + column.within_rounding + column.missed
            assert column.exact <= column.within_a_dollar <= column.checked
    totals = {column.meaning: column for column in summary.totals}
    assert totals["earned"].checked == 96
    assert totals["minimum_rate"].checked + totals["minimum_rate"].taken == 96


def test_the_text_tells_headline_scores_outcomes_misses_and_inputs(summary: Summary) -> None:
    text = document_text(replay_report(summary))
    assert text.startswith("96 results that CMS published, settled again: 95 of 96 payments agree;")
    assert "each with its cause" in text
    for told in ("MinSavPerc", "EarnSaveLoss", "saved but not paid", "Taken as input", "Unconfirmed published values"):
        assert told in text


def test_the_json_is_complete_and_holds_no_binary_float(summary: Summary) -> None:
    told = json.loads(json_text(replay_report(summary)), parse_float=lambda text: pytest.fail(f"a float: {text}"))
    assert told["acos"] == 96
    assert [year["performance_year"] for year in told["years"]] == [2014, 2018, 2023]
    assert len(told["misses"]) == len(summary.misses)
    assert Decimal(told["years"][1]["paid"]) == summary.years[1].paid
    assert told["taken_as_input"]


def test_the_page_needs_no_other_file_and_draws_every_year(summary: Summary) -> None:
    page = document_html(replay_report(summary))
    assert page == document_html(replay_report(summary))
    assert not re.findall(r"""(?:src|href)\s*=\s*["'](?!#)""", page)
    assert not re.findall(r"https?://", page)
    assert page.count('<svg class="chart') == 4
    for year in (2014, 2018, 2023):
        assert f">{year}</text>" in page
    for miss in summary.misses:
        assert miss.scored.cause[:40] in page.replace("&#39;", "'")


def test_every_aco_has_one_row_in_each_report_and_wrong_payments_come_first(summary: Summary, found: Replay) -> None:
    report = replay_report(summary)
    told = json.loads(json_text(report))["aco_years"]
    rows = list(csv.DictReader(table_text(report, "aco_years").splitlines()))
    page = document_html(report).partition("Every ACO, wrong payments first")[2].partition("</table>")[0]
    assert len(told) == len(rows) == page.count('<th scope="row"') == len(found.rows)
    assert {(row["aco"], row["performance_year"]) for row in rows} == {
        (each.row.aco, str(each.row.year)) for each in found.rows
    }
    assert (rows[0]["payment"], rows[0]["missed_columns"], rows[0]["published"]) == ("missed", "EarnSaveLoss", "-40000")
    assert Decimal(rows[0]["difference"]) == Decimal(rows[0]["settled"]) + 40000
    assert "revenue-based loss limit" in rows[0]["causes"]
    missed = [bool(row["missed_columns"]) for row in rows]
    assert missed == sorted(missed, reverse=True)
    for row, same in zip(rows, told, strict=True):
        assert (row["aco"], row["settled"], row["payment"]) == (same["aco"], same["settled"], same["payment"])


def test_larger_misses_come_before_smaller_ones(parameters: ParameterSet, tmp_path: Path) -> None:
    cells = table_of(2018, make_rows(2018, 12))
    path = tmp_path / "x.csv"
    path.write_text(csv_text([{**row, "EarnSaveLoss": str(at)} for at, row in enumerate(cells)]), encoding="utf-8")
    files, _ = read_files([path])
    rows = summarize(replay_files(files, parameters)).rows
    sizes = [abs(row.difference) for row in rows if row.score is Score.MISSED and row.difference is not None]
    assert sizes == sorted(sizes, reverse=True)
    assert len(sizes) > 3


def test_bars_are_as_long_as_their_counts(summary: Summary) -> None:
    sections = [each for each in replay_report(summary).blocks if isinstance(each, Section)]
    found = [block for each in sections for block in each.blocks if isinstance(block, StackedBars)]
    assert len(found) == 2
    for chart in (stacked(block, layout) for block in found for layout in (WIDE, NARROW)):
        for bar in chart.bars:
            ends = [(part.x, part.x + part.width) for part in bar.segments]
            assert all(abs(end - start) <= 2 for (_, end), (start, _) in pairwise(ends))
            assert all(part.x + part.width <= chart.layout.width for part in bar.segments)
    wide = stacked(found[0], WIDE)
    lengths = [sum(part.width for part in bar.segments) for bar in wide.bars]
    assert lengths == sorted(lengths)


def test_how_exact_rests_on_quoted_figures_where_there_is_no_replay(summary: Summary, parameters: ParameterSet) -> None:
    without = how_exact_page(parameters)
    assert "made without CMS's files" in without
    assert "| $19,388,729.07 | $19,388,729.07 | 0 |" in without
    with_replay = how_exact_page(parameters, summary)
    assert "made without CMS's files" not in with_replay
    assert "95 of 96 payments agree" in with_replay
    for page in (without, with_replay):
        assert "[unconfirmed]" in page
        assert "openvbc replay mssp" in page
        columns = [line.count("|") for line in page.splitlines() if line.startswith("| --- ")]
        assert columns


@pytest.mark.parametrize("year", [2014, 2018, 2023])
def test_an_aco_is_settled_as_any_contract_and_comes_to_the_same(
    year: int, found: Replay, parameters: ParameterSet, tmp_path: Path
) -> None:
    row = next(each for each in found.of_year(year) if each.outcome is Outcome.OWES or year == 2014)
    settlement = settlement_of(row.row, parameters)
    assert settlement.net_payment == row.values["net_payment"]
    evaluation = settlement.streams[0].evaluation
    assert {name: value for name, value in evaluation.values.items() if name in row.values} == dict(row.values)
    sources = [line.values[0].source for line in explain(evaluation).lines() if line.values[0].source]
    assert all(f"results_{year}.csv:{row.row.line}" in source.where for source in sources)
    assert settlement.performance_year.period.months == row.row.months
    write_html(settlement, tmp_path / "one.html")
    write_excel(settlement, tmp_path / "one.xlsx")
    assert row.row.aco in (tmp_path / "one.html").read_text(encoding="utf-8")
    assert (tmp_path / "one.xlsx").stat().st_size > 5000


def test_an_aco_that_is_not_there_or_at_fault_is_told(files: list[Path], tmp_path: Path) -> None:
    results = read_results(files[1])
    with pytest.raises(SettlementError, match="did you mean 'A90003'"):
        row_of(results, "A90033")
    assert row_of(results, results.rows[2].name) is results.rows[2]
    assert row_of(results, "aco 11") is results.rows[11]
    with pytest.raises(SettlementError, match="stands in the names of 12 ACOs") as several:
        row_of(results, "made-up")
    assert "A90000 Made-up ACO 0; A90001 Made-up ACO 1" in str(several.value)
    assert "and 4 more" in str(several.value)
    with pytest.raises(SettlementError, match="give its identifier or a part of its name"):
        row_of(results, "zzz")
    cells = table_of(2018, make_rows(2018, 12))
    cells[3] = {**cells[3], "ABtotExp": "*"}
    path = tmp_path / "x.csv"
    path.write_text(csv_text(cells), encoding="utf-8")
    with pytest.raises(SettlementError, match="the expenditures is missing"):
        row_of(read_results(path), cells[3]["ACO_ID"])


@pytest.mark.parametrize(
    ("words", "category"),
    [
        ("Regional Adjustment", "regional"),
        ("Prior Savings Adjustment", "prior savings"),
        ("No Adjustment", "none"),
        ("-", "none"),
        ("Something", None),
    ],
)
def test_categories_are_known_by_their_words(words: str, category: str | None) -> None:
    assert category_in(words) == category


def test_the_command_prints_writes_and_tells_faults(files: list[Path], tmp_path: Path) -> None:
    runner = CliRunner()
    page, rows = tmp_path / "out" / "replay.html", tmp_path / "out" / "replay.csv"
    written = ["--html", str(page), "--csv", str(rows)]
    done = runner.invoke(replay_command, ["mssp", *map(str, files), str(tmp_path / "absent.csv"), *written])
    assert done.exit_code == 0, done.output
    assert "95 of 96 payments agree" in done.output
    assert "Not replayed: 1" in done.output
    assert "there is no such file" in done.output
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert len(rows.read_text(encoding="utf-8").splitlines()) == 97
    over = runner.invoke(replay_command, ["mssp", str(files[1]), "--csv", str(files[1])])
    assert over.exit_code == 2
    assert "is one of the files that are read" in over.output
    told = json.loads(runner.invoke(replay_command, ["mssp", str(files[1]), "--json"]).stdout)
    assert told["headline"].endswith("12 of 12 payments agree, and no checked figure is missed.")
    refused = runner.invoke(replay_command, ["mssp", str(tmp_path / "absent.csv")])
    assert isinstance(refused.exception, FileError)


def test_one_aco_by_the_command(files: list[Path], tmp_path: Path) -> None:
    runner, explain = CliRunner(), explain_command(PROGRAM)
    page, book = tmp_path / "a.html", tmp_path / "a.xlsx"
    done = runner.invoke(
        explain, ["A90002", str(files[1]), "--year", "2018", "--html", str(page), "--excel", str(book)]
    )
    assert done.exit_code == 0, done.output
    assert "Earned shared savings" in done.output
    assert "settled here" in done.output
    assert page.exists()
    assert book.exists()
    told = json.loads(runner.invoke(explain, ["A90002", str(files[1]), "--year", "2018", "--json"]).stdout)
    assert told["performance_year"] == 2018
    wrong = runner.invoke(explain, ["A90002", str(files[1]), "--year", "2017"])
    assert isinstance(wrong.exception, FileError)
    assert "holds results of performance year 2018" in str(wrong.exception)


def test_scores_taken_as_input_are_never_counted_as_checked(found: Replay) -> None:
    taken = [each for each in found.rows if (score := each.score("minimum_rate")) and score.score is Score.TAKEN]
    assert taken
    assert all(each.row.number("assigned") >= 5000 for each in taken)  # type: ignore[operator]  # a number is printed


def test_nothing_in_the_code_names_an_aco() -> None:
    # Golden cases say whose published row they repeat, parameters hold HCPCS codes like A4352; A9... is made up.
    named = re.compile(r"\bA(?!9)\d{4,5}\b")
    folders = [PACKAGE / "payment_models" / "mssp", PACKAGE / "published_results"]
    for folder in folders:
        for path in folder.rglob("*"):
            if path.suffix in (".py", ".yaml", ".md") and path.parent.name not in ("golden", "parameters"):
                assert not named.findall(path.read_text(encoding="utf-8")), path.name
