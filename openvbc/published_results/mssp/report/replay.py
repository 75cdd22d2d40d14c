"""A replay as a report: outcomes and scores by year, every miss with its cause, and what was taken as input."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from openvbc.errors import Fault
from openvbc.figures import FileDigest
from openvbc.money import ZERO
from openvbc.published_results.mssp.replay.quality import QualityScored, Standing
from openvbc.published_results.mssp.replay.result import Outcome
from openvbc.published_results.mssp.replay.scoring import Score
from openvbc.published_results.mssp.replay.summary import (
    TAKEN_AS_INPUT,
    ColumnScore,
    Miss,
    QualityYear,
    Summary,
    YearSummary,
)
from openvbc.published_results.mssp.report.words import (
    EXPLAINED_SCORES,
    PAID_AND_OWED,
    QUALITY_LEAD,
    UNDETERMINED,
    agreement,
    headline,
)
from openvbc.reports.document.tree import (
    AS_JSON,
    EVERYWHERE,
    FOR_MACHINES,
    FOR_PEOPLE,
    IN_TEXT,
    ON_PAGE,
    Answer,
    Cell,
    Column,
    Data,
    Document,
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
)
from openvbc.units import RATE, USD

#: The style of each part of a bar.
_OUTCOME_STYLES: Final = {
    Outcome.PAID: "adds",
    Outcome.SAVED_NOT_PAID: "total",
    Outcome.SPENT_NOT_OWED: "takes",
    Outcome.OWES: "negative",
}
_SCORE_STYLES: Final = {Score.EXACT: "total", Score.WITHIN_ROUNDING: "adds", Score.MISSED: "negative"}
#: The columns that stand in the table by year of a terminal; the others stand in the totals.
_BY_YEAR: Final = frozenset({"minimum_rate", "generated", "final_share", "final_loss", "earned"})


def replay_report(summary: Summary) -> Document:
    """Everything that a replay found."""
    sentence = headline(summary)
    unconfirmed = tuple(f"{label}: in {count:,} ACO-years" for label, count in summary.unconfirmed)
    return Document(
        kind="Replay",
        subject="Medicare Shared Savings Program",
        title="How exact is it? Replay of the Medicare Shared Savings Program",
        answer=Answer.of(sentence, f"{summary.acos:,}"),
        facts=_facts(summary),
        opening=(sentence,),
        blocks=(
            Data("headline", sentence),
            Data("acos", summary.acos),
            Data("years", tuple(_year_data(year) for year in summary.years)),
            Data("totals", tuple(_column_data(column) for column in summary.totals)),
            Data("misses", tuple(_miss_data(miss) for miss in summary.misses)),
            Data("unexplained", len(summary.unexplained)),
            Data("quality_scores", tuple(_quality_data(each) for each in summary.quality)),
            Data("quality_misses", tuple(_quality_miss_data(each) for each in summary.quality_misses)),
            Notes(
                unconfirmed,
                title="Unconfirmed published values stand in some worksheets",
                lead="Nobody has yet found these values in a primary text.",
                is_warning=True,
                forms=ON_PAGE,
            ),
            _outcomes(summary),
            _payments(summary),
            _scores(summary),
            _totals(summary),
            _misses(summary.misses),
            _quality(summary),
            _undetermined(summary),
            _acos(summary),
            _taken(),
            Notes(unconfirmed, title="Unconfirmed published values in the worksheets", forms=IN_TEXT),
            _unconfirmed(summary),
            *((_not_replayed(summary.faults),) if summary.faults else ()),
            _faults(summary.faults),
            Sources(tuple(FileDigest(name, sha256) for name, sha256 in summary.files)),
        ),
        colophon=(
            "Every figure was settled by the same worksheet as a contract's; the published figure that it is held"
            " against was not read for it."
        ),
        is_wide=True,
    )


def _facts(summary: Summary) -> tuple[Labeled, ...]:
    years, payments = summary.years, summary.column_total("earned")
    first_and_last = (
        f"{years[0].year} to {years[-1].year}" if len(years) > 1 else str(years[0].year) if years else "none"
    )
    facts = [Labeled("Performance years", first_and_last, aside=f"({len(years)} years)" if len(years) > 1 else "")]
    if payments is not None:
        of_all = f"of {payments.checked:,}"
        facts += [
            Labeled("Payments exact to the last digit printed", payments.exact, aside=of_all),
            Labeled("Payments within the rounding of the inputs", payments.within_rounding),
            Labeled("Payments missed", payments.missed),
        ]
    unexplained = f"({len(summary.unexplained)} unexplained)"
    return (
        *facts,
        Labeled("Misses of any column", len(summary.misses), aside=unexplained),
        Labeled("Rows or files not replayed", len(summary.faults)),
    )


def _outcomes(summary: Summary) -> Section:
    """What each year came to: ACOs by outcome, and dollars as settled here beside those published."""
    bars = tuple(
        StackedBar(str(year.year), tuple(year.outcomes[each] for each in Outcome), f"{year.acos:,} ACOs")
        for year in summary.years
    )
    columns = (
        Column("", "Year", nowrap=True),
        *(Column("", outcome.value, number=True) for outcome in Outcome),
        *(Column("", label, USD) for label in PAID_AND_OWED),
    )
    rows = []
    for year in summary.years:
        amounts = (year.paid, year.published_paid, year.owed, year.published_owed)
        dollars = (Cell(amount, USD.show(amount, 0)) for amount in amounts)
        rows.append(Row((str(year.year), *(year.outcomes[outcome] for outcome in Outcome), *dollars)))
    legend = tuple((_OUTCOME_STYLES[each], each.value) for each in Outcome)
    described = "ACOs of each performance year by outcome; the table below has the numbers"
    return Section(
        "What each year came to",
        (
            Sentence(
                "Every ACO of a year by its outcome. Savings below the minimum rate, or without the quality standard,"
                " are not paid; only two-sided ACOs can owe.",
                is_lead=True,
                forms=ON_PAGE,
            ),
            StackedBars(described, legend, bars, to_scale=True),
            Table(columns, tuple(rows), forms=FOR_PEOPLE),
        ),
        forms=FOR_PEOPLE,
    )


def _payments(summary: Summary) -> Section:
    """How the payments of each year compare with what was published."""
    bars = []
    for year in summary.years:
        column = _column(year, "earned")
        if column is not None:
            counts = (column.exact, column.within_rounding, column.missed)
            bars.append(StackedBar(str(year.year), counts, f"{column.reproduced:,}/{column.checked:,}"))
    legend = tuple((style, score.value) for score, style in _SCORE_STYLES.items())
    described = "Payments of each performance year: exact, within rounding, missed; the table below has the numbers"
    meanings = tuple(f"{score.value}: {EXPLAINED_SCORES[score]}." for score in _SCORE_STYLES)
    return Section(
        "Payments: settled here against published",
        (StackedBars(described, legend, tuple(bars), to_scale=False), Notes(meanings)),
        forms=ON_PAGE,
    )


def _column(year: YearSummary, meaning: str) -> ColumnScore | None:
    return next((each for each in year.columns if each.meaning == meaning), None)


def _scores(summary: Summary) -> Section:
    """How many figures of each column agree, year by year."""
    columns = (
        Column("", "Year", nowrap=True),
        Column("", "ACOs", number=True),
        *(
            Column("", each.column, number=True, forms=FOR_PEOPLE if each.meaning in _BY_YEAR else FOR_PEOPLE - IN_TEXT)
            for each in summary.totals
        ),
    )
    rows = []
    for year in summary.years:
        found = (_column(year, total.meaning) for total in summary.totals)
        rows.append(Row((str(year.year), year.acos, *(agreement(each) if each is not None else "" for each in found))))
    return Section(
        "Every checkable column, year by year",
        (
            Sentence(
                "How many figures agree, exactly or within rounding, of those that are a result. “Taken”:"
                f" {EXPLAINED_SCORES[Score.TAKEN]}.",
                is_lead=True,
                forms=ON_PAGE,
            ),
            Table(columns, tuple(rows), forms=FOR_PEOPLE),
        ),
        forms=FOR_PEOPLE,
    )


def _totals(summary: Summary) -> Section:
    columns = (
        Column("", "Figure", width=44),
        Column("", "Column"),
        *(Column("", label, number=True) for label in ("Checked", "Exact", "Within rounding", "Missed")),
    )
    rows = tuple(
        Row((each.label, each.column, each.checked, each.exact, each.within_rounding, each.missed))
        for each in summary.totals
    )
    return Section("Every checkable column, all years", (Table(columns, rows, forms=FOR_PEOPLE),), forms=FOR_PEOPLE)


def _misses(misses: Sequence[Miss]) -> Section:
    """Every miss: a table on the page, a line and its cause in text."""
    columns = (
        Column("", "Year", nowrap=True),
        Column("", "ACO", width=40),
        Column("", "Column"),
        Column("", "Published", number=True),
        Column("", "Settled here", number=True),
        Column("", "Cause", width=80),
    )
    rows = tuple(
        Row(
            (
                str(each.year),
                Cell(each.name, aside=f"{each.aco}, {each.where}"),
                each.column,
                each.scored.published,
                each.scored.computed,
                each.scored.cause,
            )
        )
        for each in misses
    )
    items = tuple(
        Item(
            f"{each.year} {each.aco}, {each.column}: published {each.scored.published}, computed"
            f" {each.scored.computed}",
            details=(("", each.scored.cause),),
        )
        for each in misses
    )
    block = Table(columns, rows, is_long=True, forms=FOR_PEOPLE - IN_TEXT) if rows else Sentence("None.")
    return Section(f"Misses: {len(misses)}", (block, Items(items, forms=IN_TEXT)), forms=FOR_PEOPLE)


def _quality(summary: Summary) -> Section:
    """Quality scores computed from the printed results of measures; empty where no file has such results."""
    columns = (
        Column("", "Year", nowrap=True),
        Column("", "Reported"),
        Column("", "Checked", number=True),
        *(Column("", standing.value, number=True) for standing in Standing),
        Column("", "Agree, of those whose base is public"),
        Column("", "The standard instead", number=True),
    )
    rows = tuple(
        Row(
            (
                str(each.year),
                each.reported.value,
                each.checked,
                *(each.counts[standing] for standing in Standing),
                f"{each.base_agrees:,} of {each.with_base:,}",
                each.replaced,
            )
        )
        for each in summary.quality
    )
    items = tuple(
        Item(
            f"{each.row.year} {each.row.aco}: published {RATE.show(each.published, 2)}, from measures"
            f" {_score(each.computed)}",
            details=(("", each.rests_on),),
        )
        for each in summary.quality_misses
    )
    if not rows:
        return Section("", (Items((), forms=AS_JSON),), forms=AS_JSON)
    return Section(
        "Quality scores from the measures",
        (
            Sentence(QUALITY_LEAD, is_lead=True, forms=FOR_PEOPLE),
            Table(columns, rows, forms=FOR_PEOPLE),
            Items(items, forms=FOR_PEOPLE),
        ),
        forms=FOR_PEOPLE,
    )


def _score(value: Decimal | None) -> str:
    return "none" if value is None else RATE.show(value, 2)


def _undetermined(summary: Summary) -> Section:
    """Elected minimum rates that the files leave open."""
    columns = (
        Column("performance_year", "Year", nowrap=True),
        Column("aco", "ACO"),
        Column("name", "Name", width=40),
        Column("where", "Where"),
        Column("published", "Published", number=True),
        Column("may_be", "May be", number=True),
    )
    rows = tuple(
        Row((Cell(each.year, str(each.year)), each.aco, each.name, each.where, each.printed, each.rates))
        for each in summary.undetermined
    )
    texts = tuple(
        f"{each.year} {each.aco}: published {each.printed}, which may be {each.rates}" for each in summary.undetermined
    )
    table = Table(columns, rows, key="minimum_rates_not_determined", forms=EVERYWHERE - IN_TEXT if rows else AS_JSON)
    return Section(
        UNDETERMINED if rows else "", (table, Notes(texts, forms=IN_TEXT)), forms=EVERYWHERE if rows else AS_JSON
    )


def _acos(summary: Summary) -> Section:
    """Every ACO and year, wrong payments first."""
    columns = (
        Column("performance_year", "Year", nowrap=True),
        Column("aco", "ACO", nowrap=True),
        Column("name", "Name", width=40),
        Column("track", "Track"),
        Column("outcome", "Outcome", width=24),
        Column("published", "Published", USD),
        Column("settled", "Settled here", USD),
        Column("difference", "Difference", USD),
        Column("payment", forms=AS_JSON),
        Column("payment", "Payment", forms=EVERYWHERE - AS_JSON),
        Column("missed", forms=AS_JSON),
        Column("missed_columns", "Columns missed", forms=EVERYWHERE - AS_JSON),
        Column("causes", forms=FOR_MACHINES),
        Column("where", forms=FOR_MACHINES),
        Column("quality_published", "Quality, published", RATE),
        Column("quality_from_measures", "Quality from measures", RATE),
        Column("quality_compared", "Quality compared"),
        Column("quality_rests_on", forms=FOR_MACHINES),
    )
    rows = tuple(
        Row(
            (
                Cell(each.year, str(each.year)),
                each.aco,
                each.name,
                each.track,
                each.outcome.value,
                Cell(each.published, "not published" if each.published is None else None),
                Cell(each.settled, owed=each.settled < ZERO),
                each.difference,
                each.score.value if each.score is not None else None,
                each.score.value if each.score is not None else "not checked",
                tuple(each.missed),
                " ".join(each.missed),
                tuple(each.causes),
                each.where,
                each.quality.published if each.quality is not None else None,
                each.quality.computed if each.quality is not None else None,
                each.quality.standing.value if each.quality is not None else "",
                each.quality.rests_on if each.quality is not None else "",
            )
        )
        for each in summary.rows
    )
    lead = "Earned savings above zero, owed losses below, before advance payments are recouped."
    return Section(
        "Every ACO, wrong payments first",
        (
            Sentence(lead, is_lead=True, forms=ON_PAGE),
            Table(columns, rows, key="aco_years", is_long=True, sorts=True, forms=EVERYWHERE - IN_TEXT),
        ),
        forms=EVERYWHERE - IN_TEXT,
    )


def _taken() -> Section:
    columns = (Column("what", "What", width=60), Column("years", "Years", width=24), Column("why", "Why", width=80))
    rows = tuple(Row((each.what, each.years, each.why)) for each in TAKEN_AS_INPUT)
    texts = tuple(f"{each.what} ({each.years}): {each.why}" for each in TAKEN_AS_INPUT)
    return Section(
        "Taken as input instead of computed",
        (Table(columns, rows, key="taken_as_input", forms=EVERYWHERE - IN_TEXT), Notes(texts, forms=IN_TEXT)),
    )


def _unconfirmed(summary: Summary) -> Table:
    rows = tuple(Row((label, count)) for label, count in summary.unconfirmed)
    return Table((Column("line"), Column("aco_years")), rows, key="unconfirmed_values", forms=AS_JSON)


def _not_replayed(faults: Sequence[Fault]) -> Section:
    items = tuple(
        Item(
            f"{each.where}: {each.what}" if each.where else each.what,
            details=tuple(("", text) for text in (each.why, each.fix) if text),
        )
        for each in faults
    )
    return Section(f"Not replayed: {len(faults)}", (Items(items, forms=FOR_PEOPLE),), forms=FOR_PEOPLE)


def _faults(faults: Sequence[Fault]) -> Table:
    columns = tuple(Column(key) for key in ("what", "where", "why", "fix"))
    rows = tuple(Row((each.what, each.where, each.why, each.fix)) for each in faults)
    return Table(columns, rows, key="not_replayed", forms=AS_JSON)


def _year_data(year: YearSummary) -> dict[str, object]:
    return {
        "performance_year": year.year,
        "acos": year.acos,
        "track_1": year.track_1,
        "two_sided": year.two_sided,
        "saved_below_minimum": year.saved_below_minimum,
        "outcomes": {outcome.value: count for outcome, count in year.outcomes.items()},
        "columns": [_column_data(column) for column in year.columns],
        "paid": year.paid,
        "published_paid": year.published_paid,
        "owed": year.owed,
        "published_owed": year.published_owed,
    }


def _column_data(column: ColumnScore) -> dict[str, object]:
    return {
        "column": column.column,
        "label": column.label,
        "checked": column.checked,
        "exact": column.exact,
        "within_rounding": column.within_rounding,
        "missed": column.missed,
        "taken_as_input": column.taken,
        "within_a_dollar": column.within_a_dollar,
    }


def _quality_data(each: QualityYear) -> dict[str, object]:
    return {
        "performance_year": each.year,
        "reported": each.reported.value,
        "checked": each.checked,
        **{standing.name.lower(): each.counts[standing] for standing in Standing},
        "with_public_base": each.with_base,
        "agree_with_public_base": each.base_agrees,
        "replaced_by_standard": each.replaced,
    }


def _quality_miss_data(each: QualityScored) -> dict[str, object]:
    return {
        "performance_year": each.row.year,
        "aco": each.row.aco,
        "name": each.row.name,
        "where": each.row.where,
        "reported": each.reported.value,
        "published": each.published,
        "computed": each.computed,
        "low": each.low,
        "high": each.high,
        "cause": each.rests_on,
    }


def _miss_data(miss: Miss) -> dict[str, object]:
    scored = miss.scored
    return {
        "performance_year": miss.year,
        "aco": miss.aco,
        "name": miss.name,
        "where": miss.where,
        "column": miss.column,
        "published": scored.published,
        "computed": scored.computed,
        "difference": scored.difference,
        "cause": scored.cause,
    }
