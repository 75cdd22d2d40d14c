"""The minimum rate that a two-sided ACO elected, read from files that print it with few digits or with many."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from openvbc.payment_models.registry import published_parameters
from openvbc.published_results.mssp.replay.result import Replay, ReplayedRow
from openvbc.published_results.mssp.replay.run import read_files, replay_files
from openvbc.published_results.mssp.replay.scoring import Score
from openvbc.published_results.mssp.replay.summary import summarize
from openvbc.published_results.mssp.report.one_aco import comparison, settlement_of
from openvbc.published_results.mssp.report.replay import replay_report
from openvbc.reports.document.as_json import document_json
from openvbc.reports.document.page import document_html
from openvbc.reports.document.text import document_text

from .made_up import Row, make_rows
from .oracle import Facts, by_size, settle
from .printing import csv_text, digits, table_of

D = Decimal
BENCHMARK, PEOPLE = D(200_000_000), 30_000


def row_of(number: int, elected: str | None, savings_rate: str, **facts: object) -> Row:
    """An ACO of the ENHANCED track in 2024 that elected a rate (None: the table) and saved so much."""
    values: dict[str, object] = {
        "year": 2024,
        "track": "enhanced",
        "start_year": 2022,
        "people": PEOPLE,
        "benchmark": BENCHMARK,
        "expenditures": BENCHMARK * (1 - D(savings_rate)),
        "elected": None if elected is None else D(elected),
        **facts,
    }
    made = Facts(**values)  # type: ignore[arg-type]  # the kinds are those of the fields
    return Row(number, made, settle(made), BENCHMARK / 10_000, D(10_000))


def replayed(path: Path, rows: list[Row], rates: dict[int, str], **cells: str) -> Replay:
    """The rows printed as in 2024, but the minimum rates (by the ACO's number) and other cells as said."""
    table = [
        {**printed, **cells, "MinSavPerc": rates.get(row.number, printed["MinSavPerc"])}
        for row, printed in zip(rows, table_of(2024, rows), strict=True)
    ]
    path.write_text(csv_text(table), encoding="utf-8")
    files, faults = read_files([path])
    assert not faults
    return replay_files(files, published_parameters())


def without_decimals(rows: list[Row]) -> dict[int, str]:
    """Every minimum rate as a whole number of per cent."""
    return {row.number: digits(row.settled.minimum * 100, 0) for row in rows}


def minimum(row: ReplayedRow) -> Decimal:
    rate = row.values["minimum_rate"]
    assert isinstance(rate, Decimal)
    return rate


def test_zeros_that_a_column_dropped_are_no_rounding(tmp_path: Path) -> None:
    """As CMS printed 2024 at first: "1" and "2" beside "0.5" and "2.35", most of the column without decimals.

    An ACO that elected 1% and saved 0.7% is paid nothing, and so is one that elected 2% and saved 1.7%.
    """
    rows = [
        row_of(0, "0.01", "0.007"),
        row_of(1, "0.02", "0.017"),
        *(row_of(number, "0.02", "0.05") for number in range(2, 9)),
        row_of(9, "0.005", "0.007"),
        row_of(10, None, "0.05"),
    ]
    rates = {0: "1", **dict.fromkeys(range(1, 9), "2"), 9: "0.5"}
    found = replayed(tmp_path / "x.csv", rows, rates)
    assert [minimum(each) for each in found.rows[:2]] == [D("0.01"), D("0.02")]
    assert [each.values["earned_or_owed"] for each in found.rows[:2]] == [0, 0]
    assert minimum(found.rows[9]) == D("0.005")
    assert not summarize(found).misses
    assert not summarize(found).undetermined


@pytest.mark.parametrize("elected", ["0", "0.005", "0.01", "0.015", "0.02", None])
@pytest.mark.parametrize("saved", ["-0.05", "-0.017", "-0.007", "0.003", "0.007", "0.012", "0.017", "0.022", "0.05"])
def test_a_column_without_decimals_never_changes_a_payment(elected: str | None, saved: str, tmp_path: Path) -> None:
    """Whatever was elected, and whether halves were rounded up or to even: the published outcome is come to."""
    row = row_of(0, elected, saved)
    others = [row_of(number, "0.02", "0.05") for number in range(1, 4)]
    for printed in {digits(row.settled.minimum * 100, 0), f"{row.settled.minimum * 100:.0f}"}:
        found = replayed(tmp_path / "x.csv", [row, *others], {**without_decimals([row, *others]), 0: printed})
        assert not found.faults
        assert not summarize(found).misses
        first = found.rows[0]
        assert abs(D(str(first.values["earned_or_owed"])) - row.settled.result) < 2
        assert row.settled.minimum in (first.minimum_rates or (minimum(first),)) or elected is None


def test_the_outcome_says_which_rate_was_elected_and_else_it_is_not_determined(tmp_path: Path) -> None:
    rows = [row_of(0, "0.005", "0.007"), row_of(1, "0.01", "0.007"), row_of(2, "0.01", "0.05")]
    rows = [*rows, row_of(3, None, "0.05"), row_of(4, "0.02", "-0.018")]
    found = replayed(tmp_path / "x.csv", rows, without_decimals(rows))
    assert [minimum(each) for each in found.rows[:2]] == [D("0.005"), D("0.01")]
    table = by_size(PEOPLE)
    assert [tuple(round_(rate) for rate in each.minimum_rates) for each in found.rows] == [
        (),
        (),
        (D("0.005"), D("0.01")),
        (D("0.015"), D("0.02"), round_(table)),
        (D("0.02"), round_(table)),
    ]


def round_(rate: Decimal) -> Decimal:
    return D(digits(rate, 9)).normalize()


def test_what_is_not_determined_is_shown_in_every_report(tmp_path: Path) -> None:
    rows = [row_of(number, "0.01", "0.05") for number in range(3)]
    found = replayed(tmp_path / "x.csv", rows, without_decimals(rows))
    summary = summarize(found)
    told = "0.50% or 1.00%"
    assert [each.rates for each in summary.undetermined] == [told] * 3
    assert f"A90000: published 1, which may be {told}" in document_text(replay_report(summary))
    page = document_html(replay_report(summary))
    assert page.count(told) >= 3
    assert "May be" in page
    listed = document_json(replay_report(summary))["minimum_rates_not_determined"]
    assert isinstance(listed, list)
    assert listed[0]["may_be"] == told
    parameters = published_parameters()
    assert any(f"not determined: {told}" in line for line in comparison(found.rows[0].row, parameters))
    assert settlement_of(found.rows[0].row, parameters).net_payment == found.rows[0].values["net_payment"]


def test_a_row_whose_results_differ_and_are_not_published_is_left_out_and_told(tmp_path: Path) -> None:
    rows = [row_of(0, "0.01", "0.007"), row_of(1, "0.01", "0.05")]
    found = replayed(tmp_path / "x.csv", rows, without_decimals(rows), GenSaveLoss="", EarnSaveLoss="")
    assert [each.row.aco for each in found.rows] == ["A90001"]
    assert "'1' may be 0.50% or 1.00%" in str(found.faults[0])
    assert found.faults[0].where == "x.csv:2, column MinSavPerc"


def test_a_result_that_alone_says_what_was_elected_is_an_input(tmp_path: Path) -> None:
    """Quality failed, so that nothing is earned with either rate, and only the generated savings tell them apart."""
    row = row_of(0, "0.005", "0.007", met=False)
    found = replayed(tmp_path / "x.csv", [row, row_of(1, "0.01", "0.05")], {0: "1", 1: "1"})
    scores = {score.meaning: score.score for score in found.rows[0].scores}
    assert scores["generated"] is Score.TAKEN
    assert scores["earned"] is Score.EXACT
    assert minimum(found.rows[0]) == D("0.005")


def test_an_outcome_that_no_rate_gives_is_missed_and_not_excused(tmp_path: Path) -> None:
    rows = [row_of(0, "0.01", "0.05"), row_of(1, "0.01", "0.05")]
    found = replayed(tmp_path / "x.csv", rows, without_decimals(rows), EarnSaveLoss="123456")
    assert {miss.scored.meaning for miss in summarize(found).unexplained} == {"earned"}
    found = replayed(tmp_path / "x.csv", rows, {0: "0.7", 1: "1"})
    assert [(miss.aco, miss.scored.meaning) for miss in summarize(found).misses] == [("A90000", "minimum_rate")]


def test_an_elected_rate_that_the_table_prints_too_is_told_apart_where_it_can_be(tmp_path: Path) -> None:
    """With 59,900 people the table gives 2.002%, which two decimals print as 2.00%."""
    rows = [row_of(0, "0.02", "0.05", people=59_900), row_of(1, "0.02", "0.05", people=60_000)]
    found = replayed(tmp_path / "x.csv", rows, {})
    assert len(found.rows[0].minimum_rates) == 2
    assert found.rows[1].minimum_rates == ()


def test_rates_that_were_rounded_twice_are_those_that_are_printed(tmp_path: Path) -> None:
    """0.02321374045..., at the tenth decimal 0.0232137405, printed 0.023213741 in 2013; 2016 rounds once."""
    for year, expected in ((2013, Score.EXACT), (2016, Score.MISSED)):
        row = make_rows(year, 1)[0]
        facts = replace(row.facts, people=37_862)
        cells = table_of(year, [replace(row, facts=facts, settled=settle(facts))])
        name = "Minimum Savings Rate (%)" if year == 2013 else "MinSavPerc"
        cells[0][name] = "0.023213741" + ("%" if year == 2013 else "")
        path = tmp_path / f"{year}.csv"
        path.write_text(csv_text(cells), encoding="utf-8")
        files, _ = read_files([path])
        score = replay_files(files, published_parameters()).rows[0].score("minimum_rate")
        assert score is not None
        assert score.score is expected
