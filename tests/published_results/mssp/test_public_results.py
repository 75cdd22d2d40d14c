"""CMS's own results files replayed: counts a year and column at least those once found by an independent program.

The files are not part of this repository; docs/public_data.md says how to get them. They are found by their columns,
whatever their names are.
"""

import os
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from openvbc.errors import FileError
from openvbc.figures import Value
from openvbc.money import ZERO
from openvbc.payment_models.mssp.tracks import shares_losses
from openvbc.payment_models.registry import published_parameters
from openvbc.published_results.mssp.replay.checks import CHECKS, computed_value, published_cell, without_published
from openvbc.published_results.mssp.replay.figures import figures_of
from openvbc.published_results.mssp.replay.result import Replay, ReplayedRow
from openvbc.published_results.mssp.replay.run import Replayer, read_files, replay_files, replay_settlements
from openvbc.published_results.mssp.replay.scoring import Score
from openvbc.published_results.mssp.replay.summary import Summary, summarize
from openvbc.published_results.mssp.report.statements import Statement, statements
from openvbc.published_results.mssp.results.identify import dialect_of, looks_like_results
from openvbc.published_results.mssp.results.table import fixed_header, read_table
from openvbc.worksheet.evaluate import evaluate_in
from openvbc.worksheet.exact import Exact
from tests.counts import FULL

REPOSITORY = Path(__file__).parents[3]
FOLDER = Path(os.environ.get("OPENVBC_PUBLIC_DATA", REPOSITORY.parent / "shared" / "data")) / "mssp"


@cache
def results_files() -> tuple[list[Path], dict[int, str]]:
    """Every results file below the folder that has rows, and by year the names of those that are a header only."""
    found, headers = [], {}
    for path in sorted(FOLDER.rglob("*.csv")) if FOLDER.is_dir() else []:
        try:
            table = fixed_header(read_table(path))
        except FileError:
            continue
        if not looks_like_results(table):
            continue
        if table.lines:
            found.append(path)
        else:
            headers[dialect_of(table).year] = path.name
    return found, headers


def files() -> list[Path]:
    return results_files()[0]


EARNED = next(check for check in CHECKS if check.meaning == "earned")

pytestmark = pytest.mark.public_data


def require_files() -> None:
    """Skip where CMS's files are not at hand."""
    if not files():
        pytest.skip(
            f"no results files of CMS below {FOLDER}: get “Performance Year Financial and Quality Results” from"
            " data.cms.gov, one CSV a year; docs/public_data.md says more"
        )


@pytest.fixture(autouse=True)
def _with_files() -> None:
    require_files()


#: By year: ACOs, one-sided minimum rates from people, two-sided ones (computed or elected), sharing rates, loss rates,
#: generated savings, and of all payments how many agree to the dollar and within rounding. "To the dollar" was counted
#: from the generated savings as printed, so it is counted from them here too: benchmark and expenditures, which are
#: printed in whole dollars each, leave a payment of 75% of their difference open by more than a dollar.
EXPECTED: dict[int, tuple[int, int, int, int, int, int, int, int]] = {
    2013: (220, 215, 5, 220, 0, 0, 220, 220),
    2014: (333, 330, 3, 330, 0, 333, 333, 333),
    2015: (392, 389, 3, 385, 0, 392, 299, 392),
    2016: (432, 410, 22, 432, 0, 432, 321, 432),
    2017: (472, 433, 39, 472, 0, 472, 336, 472),
    2018: (548, 453, 95, 548, 0, 548, 372, 548),
    2019: (475, 389, 86, 475, 0, 475, 272, 474),
    2020: (513, 323, 190, 513, 0, 513, 270, 513),
    2021: (475, 280, 195, 475, 0, 475, 475, 475),
    2022: (482, 198, 284, 482, 0, 482, 482, 482),
    2023: (453, 151, 302, 453, 302, 453, 450, 450),
    2024: (476, 157, 319, 476, 319, 476, 476, 476),
}

#: Misses that are known: year and column -> how many at most. Their causes are a revenue-based limit, or a sharing rate
#: of 0% in the two years without a quality flag.
KNOWN_MISSES = {
    (2014, "final_share"): 3,
    (2015, "final_share"): 7,
    (2019, "earned"): 1,
    (2021, "disaster"): 3,
    (2022, "disaster"): 1,
    (2023, "earned"): 3,
}


@cache
def replay() -> Replay:
    """Every row. Quality scores from measures are ten times its work; samples of them have a test of their own."""
    read, faults = read_files(files())
    assert not faults, [str(fault) for fault in faults]
    return (replay_files if FULL else replay_settlements)(read, published_parameters())


@cache
def summary() -> Summary:
    return summarize(replay())


def years() -> list[int]:
    return sorted({each.row.year for each in replay().rows})


def rows_of(year: int) -> tuple[ReplayedRow, ...]:
    return replay().of_year(year)


def why_not(year: int) -> str:
    """Why a year is not replayed: its file is a header only, or there is none."""
    headers = results_files()[1]
    if year in headers:
        return f"{headers[year]} is a header without rows here; the expectation holds where the file has its rows"
    return f"no file of {year} below {FOLDER}; data.cms.gov has them"


@pytest.mark.parametrize("year", EXPECTED)
def test_counts_are_at_least_those_found_before(year: int) -> None:
    if year not in years():
        pytest.skip(why_not(year))
    acos, one_sided, two_sided, sharing, losses, generated, to_the_dollar, within = EXPECTED[year]
    rows = rows_of(year)
    assert len(rows) >= acos

    def agreeing(meaning: str, *, only: bool | None = None, taken: bool = False) -> int:
        allowed = {Score.EXACT, Score.WITHIN_ROUNDING, *({Score.TAKEN} if taken else ())}
        chosen = [each for each in rows if only is None or shares_losses(each.row.track) == only]
        return sum((score := each.score(meaning)) is not None and score.score in allowed for each in chosen)

    assert agreeing("minimum_rate", only=False) >= one_sided
    assert agreeing("minimum_rate", only=True, taken=True) >= two_sided
    assert agreeing("final_share") >= sharing
    assert agreeing("final_loss") >= losses
    assert agreeing("generated") >= generated
    payments = next(
        each for found in summary().years if found.year == year for each in found.columns if each.meaning == "earned"
    )
    assert sum(abs(from_printed_savings(each) - published_payment(each)) <= 1 for each in rows) >= to_the_dollar
    assert payments.reproduced >= within


def published_payment(row: ReplayedRow) -> Decimal:
    cell = published_cell(EARNED, row.row)
    assert cell is not None
    assert cell.number is not None
    return cell.number


def from_printed_savings(row: ReplayedRow) -> Decimal:
    """What is earned or owed of the generated savings as printed; in 2013 only their payment is printed."""
    replayer = Replayer(published_parameters())
    sheet = replayer.sheet(replayer.terms(row.row))
    figures = {name: figure.value for name, figure in figures_of(row.row, sheet).items()}
    printed, generated = row.row.number("generated"), dict[str, Value]()
    if printed is not None:
        both = {"generated_savings": max(printed, ZERO), "generated_losses": max(-printed, ZERO)}
        generated = {name: value for name, value in both.items() if name in sheet}
    value = evaluate_in(Exact(), sheet, figures, generated)["earned_or_owed"]
    assert isinstance(value, Decimal)
    return value


def test_misses_are_those_known_or_fewer_and_each_has_its_cause() -> None:
    counts: dict[tuple[int, str], int] = {}
    for miss in summary().misses:
        if miss.scored.meaning not in ("difference", "savings_rate"):
            counts[miss.year, miss.scored.meaning] = counts.get((miss.year, miss.scored.meaning), 0) + 1
    assert all(count <= KNOWN_MISSES.get(key, 0) for key, count in counts.items()), counts
    assert not [miss for miss in summary().unexplained if miss.scored.meaning not in ("difference", "savings_rate")]


def test_what_follows_from_two_columns_is_within_a_dollar() -> None:
    """Recouped advance payments follow from what is earned, which until 2020 is known within the rounding of scores."""
    for column in summary().totals:
        if column.meaning == "difference":
            assert column.within_a_dollar == column.checked
        if column.meaning in ("advance_recouped", "aip_recouped", "aip_carried"):
            assert column.reproduced == column.checked
        if column.meaning in ("half_rate", "adjustment_category"):
            assert column.exact == column.checked


def test_nothing_is_read_of_the_column_that_is_checked() -> None:
    """A sample of rows of every year with the column blanked gives the same figure."""
    replayer = Replayer(published_parameters())
    for year in years():
        for each in rows_of(year)[::9]:
            for check in CHECKS:
                score = each.score(check.meaning)
                if score is None or score.score is Score.TAKEN or published_cell(check, each.row) is None:
                    continue
                if check.meaning == "minimum_rate" and shares_losses(each.row.track) and year >= 2016:
                    continue  # what a two-sided ACO chose is an input
                blank = without_published(check, each.row)
                value = computed_value(check, dict(replayer.replay(blank).values), each.row)
                if isinstance(value, Decimal) and score.difference is not None:
                    cell = published_cell(check, each.row)
                    assert cell is not None
                    assert cell.number is not None
                    assert value == cell.number + score.difference


def test_every_year_loads_from_its_header_at_least() -> None:
    loaded = 0
    for path in sorted(FOLDER.rglob("*.csv")):
        try:
            table = fixed_header(read_table(path))
        except FileError:
            continue
        if looks_like_results(table):
            read, faults = read_files([path])
            assert not faults, [str(fault) for fault in faults]
            loaded += len(read)
    assert loaded >= len(files())


@pytest.mark.long
def test_replaying_a_year_takes_seconds() -> None:
    """The last year that is given; earlier ones are read for the improvement of its quality."""
    import time  # noqa: PLC0415

    read, _ = read_files(files()[-1:])
    start = time.process_time()
    replay_files(read, published_parameters())
    assert time.process_time() - start < 30


FORMATS = FOLDER.parent / "mssp_formats"


@pytest.mark.skipif(not FORMATS.is_dir(), reason=f"no samples of newer releases in {FORMATS}")
def test_newer_releases_of_2019_and_2021_are_replayed() -> None:
    """Samples of CMS's newer releases beside the older ones: every payment, and nothing missed without its cause."""
    acos = {}
    for path in sorted(FORMATS.glob("*.csv")):
        read, faults = read_files([path])
        found = summarize(replay_files(read, published_parameters()))
        assert not [*faults, *found.faults], path.name
        payments = found.column_total("earned")
        assert payments is not None
        assert payments.reproduced == payments.checked == found.acos
        assert not found.unexplained
        assert {miss.scored.meaning for miss in found.misses} <= {"disaster"}
        acos[path.stem] = found.years[0].year, found.acos
    assert sorted(acos.values()) == [(2019, 6), (2019, 6), (2021, 3), (2021, 475)]


@pytest.mark.parametrize("said", statements(), ids=lambda each: f"{each.counts} {each.year}")
def test_what_is_said_of_the_program_is_held_against_its_results(said: Statement) -> None:
    found = {year.year: year for year in summary().years}
    if said.year not in found:
        pytest.skip(why_not(said.year))
    assert said.counted_in(found[said.year]) == (said.counted, said.of)
