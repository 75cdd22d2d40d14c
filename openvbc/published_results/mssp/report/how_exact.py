"""The page “How exact is it?”: from a replay of CMS's files, or, without them, from published figures quoted here."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from openvbc.money import EXACT, plain, rounded
from openvbc.parameters.model import ParameterSet
from openvbc.published_results.mssp.replay.quality import Standing
from openvbc.published_results.mssp.replay.result import Outcome
from openvbc.published_results.mssp.replay.scoring import Score
from openvbc.published_results.mssp.replay.summary import TAKEN_AS_INPUT, Summary
from openvbc.published_results.mssp.report.quoted import QuotedFigure, quoted_figures
from openvbc.published_results.mssp.report.statements import statements
from openvbc.published_results.mssp.report.words import (
    EXPLAINED_SCORES,
    PAID_AND_OWED,
    QUALITY_LEAD,
    agreement,
    headline,
)
from openvbc.units import RATE, USD

_WHAT = """\
Medicare publishes, for every accountable care organization and year of the Shared Savings Program, what went into its
settlement and what came out. OpenVBC settles each again with the same worksheet as any contract, from the other columns
alone, and holds every result against what was printed."""

_NO_TOLERANCE = (
    f"There is no tolerance: a figure between “{Score.EXACT.value}” and “{Score.MISSED.value}” is proven consistent by"
    " intervals, or it is missed."
)

_GET_FILES = """\
The files are “Performance Year Financial and Quality Results” of the Medicare Shared Savings Program, one CSV a year,
on <https://data.cms.gov>. Download the years that you want and run

```
openvbc replay mssp results/*.csv --html replay.html
openvbc explain mssp ACO_ID --year 2023 results/2023.csv --html statement.html
```

with an identifier that the file has. Files are known by their columns, not by their names. Nothing of CMS's files is
part of OpenVBC."""


def how_exact_page(parameters: ParameterSet, summary: Summary | None = None) -> str:
    """The page as Markdown. Without a replay it says so and rests on the published figures quoted in golden cases."""
    parts = [
        "# How exact is it?",
        "",
        _WHAT,
        "",
        *(_from_replay(summary) if summary is not None else _from_quotes(quoted_figures(parameters))),
        "",
        "## How a figure is scored",
        "",
        *(f"* **{score.value}**: {text}." for score, text in EXPLAINED_SCORES.items()),
        "",
        _NO_TOLERANCE,
        "",
        "## What is said of the program, and what its results say",
        "",
        "| said | year | counted in CMS's results | difference |",
        "| --- | --- | ---: | --- |",
        *_statements(summary),
        "",
        "## What is taken as input instead of computed",
        "",
        "| what | years | why |",
        "| --- | --- | --- |",
        *(f"| {each.what} | {each.years} | {each.why} |" for each in TAKEN_AS_INPUT),
        "",
        "## Published values that are not confirmed",
        "",
        "They are marked wherever they are used.",
        "",
        *_unconfirmed(parameters),
        "",
        "## Replay it yourself",
        "",
        _GET_FILES,
    ]
    return "\n".join(parts) + "\n"


def _from_quotes(quoted: Sequence[QuotedFigure]) -> Iterator[str]:
    same = sum(each.is_same for each in quoted)
    yield "## Published figures quoted in the tests"
    yield ""
    yield (
        f"This page was made without CMS's files, from {len(quoted)} published figures that are quoted in the model's"
        f" golden cases. {same} of them come out in the digits that CMS printed; the others differ in the last digit,"
        " because the inputs behind them are printed rounded."
    )
    yield ""
    yield "| case | figure | published | settled here | difference before rounding |"
    yield "| --- | --- | ---: | ---: | ---: |"
    for each in quoted:
        yield f"| {each.case} | {each.line} | {each.published} | {each.computed} | {_difference(each)} |"


def _difference(quoted: QuotedFigure) -> str:
    if not quoted.difference:
        return "0"
    if quoted.published.endswith("%"):
        return f"{plain(rounded(quoted.difference.scaleb(2), 9))} percentage points"
    return USD.show(quoted.difference)


def _from_replay(summary: Summary) -> Iterator[str]:
    yield f"**{headline(summary)}**"
    yield ""
    yield "## By year"
    yield ""
    columns = summary.totals
    yield "| year | ACOs | " + " | ".join(f"{column.label} (`{column.column}`)" for column in columns) + " |"
    yield "| --- | ---: |" + " ---: |" * len(columns)
    for year in summary.years:
        cells = {column.meaning: agreement(column) for column in year.columns}
        text = " | ".join(cells.get(column.meaning, "") for column in columns)
        yield f"| {year.year} | {year.acos:,} | {text} |"
    for name in ("exact", "within_rounding", "missed"):
        counts = " | ".join(f"{getattr(column, name):,}" for column in columns)
        yield f"| {name.replace('_', ' ')} | {summary.acos:,} | {counts} |"
    yield ""
    yield "## What each year came to"
    yield ""
    yield f"| year | {' | '.join((*(outcome.value for outcome in Outcome), *PAID_AND_OWED))} |"
    yield "| --- |" + " ---: |" * (len(Outcome) + 4)
    for year in summary.years:
        counts = " | ".join(f"{year.outcomes[outcome]:,}" for outcome in Outcome)
        amounts = (year.paid, year.published_paid, year.owed, year.published_owed)
        yield f"| {year.year} | {counts} | {' | '.join(USD.show(amount, 0) for amount in amounts)} |"
    yield ""
    if summary.quality:
        yield from _quality(summary)
    yield "## Every miss"
    yield ""
    yield "| year | ACO | column | published | settled here | cause |"
    yield "| --- | --- | --- | ---: | ---: | --- |"
    for miss in summary.misses:
        text = f"{miss.scored.published} | {miss.scored.computed} | {miss.scored.cause}"
        yield f"| {miss.year} | {miss.aco} | `{miss.column}` | {text} |"


def _quality(summary: Summary) -> Iterator[str]:
    yield "## Quality scores from the measures"
    yield ""
    yield QUALITY_LEAD
    yield ""
    standings = " | ".join(standing.value for standing in Standing)
    yield f"| year | reported | checked | {standings} | agree, of those whose base is public | the standard instead |"
    yield "| --- | --- | ---: |" + " ---: |" * (len(Standing) + 2)
    for each in summary.quality:
        counts = " | ".join(f"{each.counts[standing]:,}" for standing in Standing)
        base = f"{each.base_agrees:,} of {each.with_base:,}"
        yield f"| {each.year} | {each.reported.value} | {each.checked:,} | {counts} | {base} | {each.replaced:,} |"
    yield ""


def _statements(summary: Summary | None) -> Iterator[str]:
    """What is often said, beside the count of the replay, or the one that was made from CMS's files."""
    years = {year.year: year for year in summary.years} if summary is not None else {}
    for each in statements():
        counted, of = each.counted_in(years[each.year]) if each.year in years else (each.counted, each.of)
        share = RATE.show(EXACT.divide(Decimal(counted), Decimal(of)), 1)
        yield f"| {each.said} | {each.year} | {counted:,} of {of:,} ({share}) | {each.difference} |"


def _unconfirmed(parameters: ParameterSet) -> Iterator[str]:
    yield "| value | where it applies | source |"
    yield "| --- | --- | --- |"
    for value in parameters:
        if value.parameter.startswith("mssp_") and not value.citation.confirmed:
            yield f"| {value.label}: {value.shown} | {value.scope} | {value.citation} |"
