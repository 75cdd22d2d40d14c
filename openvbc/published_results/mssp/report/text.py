"""A replay as plain text."""

from collections.abc import Iterator

from openvbc.published_results.mssp.replay.result import Outcome
from openvbc.published_results.mssp.replay.summary import TAKEN_AS_INPUT, Summary, YearSummary
from openvbc.published_results.mssp.report.words import PAID_AND_OWED, UNDETERMINED, agreement, headline
from openvbc.reports.text import table
from openvbc.units import USD

#: The columns that stand in the table by year; the others stand in the totals.
_BY_YEAR = ("minimum_rate", "generated", "final_share", "final_loss", "earned")


def replay_text(summary: Summary) -> str:
    """Headline, scores by year and column, outcomes, misses, what was taken as input, and what could not be read."""
    return "\n".join([headline(summary), *_scores(summary), *_outcomes(summary), *_misses(summary), *_rest(summary)])


def _scores(summary: Summary) -> Iterator[str]:
    labels = {column.meaning: column.column for column in summary.totals}
    shown = [meaning for meaning in _BY_YEAR if meaning in labels]
    header = ["Year", "ACOs", *(labels[meaning] for meaning in shown)]
    yield ""
    yield "Agreeing exactly or within the rounding of the printed inputs"
    rows = [[str(year.year), f"{year.acos:,}", *(_cell(year, meaning) for meaning in shown)] for year in summary.years]
    yield table(header, rows, right=range(1, len(header)))
    yield ""
    yield "Every checkable column, all years"
    totals = [
        [each.label, each.column, *(f"{n:,}" for n in (each.checked, each.exact, each.within_rounding, each.missed))]
        for each in summary.totals
    ]
    head = ["Figure", "Column", "Checked", "Exact", "Within rounding", "Missed"]
    yield table(head, totals, right=range(2, len(head)))


def _cell(year: YearSummary, meaning: str) -> str:
    column = next((each for each in year.columns if each.meaning == meaning), None)
    return agreement(column) if column is not None else ""


def _outcomes(summary: Summary) -> Iterator[str]:
    yield ""
    yield "Outcomes, and dollars as settled here beside those published"
    header = ["Year", *(outcome.value for outcome in Outcome), *PAID_AND_OWED]
    rows = [
        [
            str(year.year),
            *(f"{year.outcomes[outcome]:,}" for outcome in Outcome),
            *(USD.show(each, 0) for each in (year.paid, year.published_paid, year.owed, year.published_owed)),
        ]
        for year in summary.years
    ]
    yield table(header, rows, right=range(1, len(header)))


def _misses(summary: Summary) -> Iterator[str]:
    yield ""
    yield f"Misses: {len(summary.misses)}" if summary.misses else "Misses: none"
    for miss in summary.misses:
        yield (
            f"  {miss.year} {miss.aco}, {miss.column}: published {miss.scored.published}, computed"
            f" {miss.scored.computed}"
        )
        yield f"      {miss.scored.cause}"


def _rest(summary: Summary) -> Iterator[str]:
    if summary.undetermined:
        yield ""
        yield UNDETERMINED
        for each in summary.undetermined:
            yield f"  {each.year} {each.aco}: published {each.printed}, which may be {each.rates}"
    yield ""
    yield "Taken as input instead of computed"
    for taken in TAKEN_AS_INPUT:
        yield f"  {taken.what} ({taken.years}): {taken.why}"
    if summary.unconfirmed:
        yield ""
        yield "Unconfirmed published values in the worksheets"
        for label, count in summary.unconfirmed:
            yield f"  {label}: in {count:,} ACO-years"
    if summary.faults:
        yield ""
        yield f"Not replayed: {len(summary.faults)}"
        for fault in summary.faults:
            yield "  " + str(fault).replace("\n", "\n  ")
