"""Every year's dialect replayed on made-up rows whose results an independent calculation worked out, unrounded."""

from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from openvbc.errors import InputError
from openvbc.figures import ABSENT
from openvbc.parameters.model import ParameterSet
from openvbc.payment_models.mssp.tracks import shares_losses
from openvbc.payment_models.registry import published_parameters
from openvbc.published_results.mssp.replay.checks import CHECKS, computed_value, published_cell
from openvbc.published_results.mssp.replay.result import Outcome, Replay, ReplayedRow, outcome_of
from openvbc.published_results.mssp.replay.run import read_files, replay_files
from openvbc.published_results.mssp.replay.scoring import Score, shown
from openvbc.published_results.mssp.results.columns import COLUMNS, Kind, normal

from .made_up import Row, make_rows
from .oracle import Facts, Settled
from .printing import YEARS, csv_text, table_of

D = Decimal
ROWS = 44


@pytest.fixture(scope="module")
def parameters() -> ParameterSet:
    return published_parameters()


@cache
def rows_of(year: int) -> list[Row]:
    return make_rows(year, ROWS)


@cache
def sample(year: int) -> list[Row]:
    return make_rows(year, 1200, seed=2)


def replayed(path: Path, cells: list[dict[str, str]], parameters: ParameterSet) -> Replay:
    path.write_text(csv_text(cells), encoding="utf-8")
    files, faults = read_files([path])
    assert not faults
    return replay_files(files, parameters)


@pytest.mark.parametrize("year", YEARS)
def test_every_result_is_exact_or_within_the_rounding_of_what_is_printed(
    year: int, tmp_path: Path, parameters: ParameterSet
) -> None:
    replay = replayed(tmp_path / "results.csv", table_of(year, rows_of(year)), parameters)
    assert not replay.faults
    assert len(replay.rows) == ROWS
    assert [(each.row.aco, miss) for each in replay.rows for miss in each.misses] == []
    checked = {score.meaning for each in replay.rows for score in each.scores}
    assert {"earned", "minimum_rate", "final_share", "difference"} <= checked
    assert ("generated" in checked) == (year > 2013)
    assert ("final_loss" in checked) == (year >= 2023)
    assert {"half_rate", "adjustment_category", "aip_recouped"} <= checked or year != 2024


@pytest.mark.parametrize("year", YEARS)
def test_blanking_a_column_changes_nothing_of_what_is_computed_for_it(
    year: int, tmp_path: Path, parameters: ParameterSet
) -> None:
    cells = table_of(year, rows_of(year)[:18])
    before = {each.row.aco: each for each in replayed(tmp_path / "results.csv", cells, parameters).rows}
    compared = 0
    for check in CHECKS:
        headers = [name for name in cells[0] if normal(name) in {normal(each) for each in _headers(check.meaning)}]
        if not headers:
            continue
        blank = [{name: "" if name in headers else text for name, text in row.items()} for row in cells]
        after = {each.row.aco: each for each in replayed(tmp_path / "blank.csv", blank, parameters).rows}
        for aco, row in before.items():
            score = row.score(check.meaning)
            if score is None or score.score is Score.TAKEN or _chose_the_table(check.meaning, row):
                continue
            value = computed_value(check, dict(after[aco].values), row.row)
            cell = published_cell(check, row.row)
            assert cell is not None
            told = shown(check.meaning, value, cell.places) if isinstance(value, D) else _word(value)
            assert told == score.computed, (check.meaning, aco)
            compared += 1
    assert compared > 50


def _chose_the_table(meaning: str, row: ReplayedRow) -> bool:
    """Whether the ACO could have elected a rate: then what it chose is an input, even where it is the table's rate."""
    people = row.row.number("assigned")
    assert people is not None
    return meaning == "minimum_rate" and shares_losses(row.row.track) and people >= 5000 and row.row.year >= 2016


def _headers(meaning: str) -> tuple[str, ...]:
    both = ("earned_savings", "owed_losses") if meaning == "earned" else ()
    return tuple(header for each in (meaning, *both) for header in COLUMNS[each].headers)


def _word(value: object) -> object:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


#: A rule, the years that have it, and the made-up rows that it decides.
Exercises = Callable[[Facts, Settled], bool]
RULES: dict[str, tuple[tuple[int, ...], Exercises]] = {
    "payment limit": (YEARS, lambda f, s: s.result > 0 and s.result == _limit(f)),
    "no sequestration": ((2019, 2020), lambda f, s: 0 < s.result < _limit(f)),
    "minimum rate of the table below 5,000 people, two-sided": (
        tuple(range(2016, 2025)),
        lambda f, s: f.people < 5000 and f.elected is not None and s.generated != 0,
    ),
    "Track 2, loss rate by quality": ((2014, 2018, 2019), lambda f, s: f.track == "track_2" and s.result < 0 and f.met),
    "highest loss rate after failed quality": (
        (2017, 2018, 2023, 2024),
        lambda f, s: f.track in ("track_3", "enhanced") and s.loss_rate == D("0.75") and s.result < 0,
    ),
    "loss rate above its floor": (
        (2023, 2024),
        lambda f, s: f.track == "enhanced" and D("0.4") < s.loss_rate < D("0.75") and s.result < 0,
    ),
    "flat loss rate": ((2023, 2024), lambda f, s: f.track in ("basic_d", "basic_e") and s.result < 0),
    "the whole loss forgiven": ((2020, 2021, 2022), lambda _f, s: s.relief > 0 and s.result == 0),
    "relief in dollars": ((2017, 2018, 2023, 2024), lambda _f, s: s.relief > 0 and s.result < 0),
    "six months, relief printed for twelve": ((2019,), lambda f, s: f.half_year and s.relief > 0),
    "six months": ((2019,), lambda f, s: f.half_year and s.result > 0),
    "alternative standard": ((2023, 2024), lambda f, s: not f.met and f.alternative and s.result > 0),
    "half rate": ((2024,), lambda _f, s: s.half_rate and s.result > 0),
    "half rate under the alternative standard": ((2024,), lambda f, s: s.half_rate and not f.met and s.result > 0),
    "guardrail, savings wiped": (
        (2024,),
        lambda f, s: f.guardrail and f.start_year == 2024 and f.benchmark > f.expenditures and s.generated == 0,
    ),
    "loss of a one-sided ACO printed": ((2018, 2019), lambda f, s: f.track == "track_1" and s.generated < 0),
    "savings but failed quality": ((2017, 2024), lambda _f, s: s.generated > 0 and s.result == 0),
    "first-year reporter": ((2014, 2015), lambda f, s: f.reporter and s.result > 0),
    "advance recouped in part": (YEARS[1:9], lambda f, s: 0 < s.recouped < f.advance),
    "advance recouped whole": (YEARS[1:9], lambda f, s: 0 < s.recouped == f.advance),
    "fewer than 500 people": (YEARS, lambda f, _s: f.people < 500),
}


def _limit(facts: Facts) -> Decimal:
    rate = {"track_2": D("0.15"), "track_3": D("0.2"), "enhanced": D("0.2")}.get(facts.track, D("0.1"))
    return rate * facts.benchmark * (D("0.5") if facts.half_year else 1)


@pytest.mark.parametrize("rule", RULES)
def test_rule_is_exercised_and_reproduced(rule: str, tmp_path: Path, parameters: ParameterSet) -> None:
    years, exercises = RULES[rule]
    found = 0
    for year in years:
        rows = [row for row in sample(year) if exercises(row.facts, row.settled)][:4]
        found += len(rows)
        if rows:
            replay = replayed(tmp_path / f"{year}.csv", table_of(year, rows), parameters)
            assert [(each.row.aco, miss) for each in replay.rows for miss in each.misses] == []
            assert len(replay.rows) == len(rows), replay.faults
    assert found >= 3, "no made-up row exercises this rule, so the test proves nothing"


@pytest.mark.parametrize(("year", "factor"), [(2018, "1.0204"), (2019, "0.98"), (2020, "0.98"), (2023, "1.0204")])
def test_sequestration_of_another_year_is_a_miss(
    year: int, factor: str, tmp_path: Path, parameters: ParameterSet
) -> None:
    cells = table_of(year, make_rows(year, 160))
    name = "earnsaveloss" if year == 2019 else "EarnSaveLoss"
    changed = [{**row, name: str(int(D(row[name]) * D(factor)))} if D(row[name]) > 100000 else row for row in cells]
    replay = replayed(tmp_path / "results.csv", changed, parameters)
    paid = [each for each in replay.rows if D(str(each.values["earned_or_owed"])) > 110000]
    assert len(paid) > 15
    scores = [each.score("earned") for each in paid]
    assert all(score is not None and score.score is Score.MISSED for score in scores)


def test_a_published_amount_one_dollar_beyond_its_range_is_a_miss(tmp_path: Path, parameters: ParameterSet) -> None:
    replay = replayed(tmp_path / "results.csv", table_of(2018, make_rows(2018, 200)), parameters)
    cells = table_of(2018, make_rows(2018, 200))
    changed, expected = [], 0
    for row, each in zip(cells, replay.rows, strict=True):
        score = each.score("earned")
        assert score is not None
        is_paid = score.high is not None and each.outcome is Outcome.PAID
        changed.append({**row, "EarnSaveLoss": str(int(score.high or 0) + 2)} if is_paid else row)
        expected += is_paid
    again = replayed(tmp_path / "results.csv", changed, parameters)
    missed = [each for each in again.rows if any(miss.meaning == "earned" for miss in each.misses)]
    assert len(missed) == expected > 10
    assert {miss.cause for each in missed for miss in each.misses} == {"unexplained"}


def test_every_checked_column_is_known_by_its_kind() -> None:
    assert {check.meaning for check in CHECKS} <= COLUMNS.keys()
    assert all(COLUMNS[check.meaning].kind is not Kind.DATE for check in CHECKS)


def test_a_row_that_comes_to_no_result_is_a_fault_of_the_row() -> None:
    with pytest.raises(InputError, match="come to no result"):
        outcome_of({"earned_or_owed": ABSENT, "savings": D(1)})
