"""A replay as a report: how each column compares, every miss, and what holds of all organizations together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from openvbc.errors import Fault
from openvbc.published_results.comparison.compared import Compared, Differs, Picture
from openvbc.published_results.mssp.replay.scoring import Score
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

_SCORE_STYLES: Final = {Score.EXACT: "total", Score.WITHIN_ROUNDING: "adds", Score.MISSED: "negative"}
_EXPLAINED: Final = (
    "exact: the computed figure, rounded as CMS prints, is the printed one.",
    "within rounding: the printed inputs are rounded; true ones behind them can give the printed figure, by intervals.",
    "missed: no inputs that round to the printed ones give the printed figure.",
    "taken: the figure is an input of this replay.",
)
#: So many figures that are not exact are listed in text and on the page.
_LISTED: Final = 200


@dataclass(frozen=True)
class ReportWords:
    """What a program calls things. program: its title; result: what one gets; taken: inputs, each with why.

    organization, organizations: those whom it settles; identifier: the name, for machines, of what tells them apart;
    year: what it settles by.
    """

    program: str
    result: str
    taken: tuple[tuple[str, str], ...]
    organization: str = "hospital"
    organizations: str = "hospitals"
    identifier: str = "ccn"
    year: str = "fiscal year"

    @property
    def year_column(self) -> Column:
        """The column of years."""
        return Column(self.year.replace(" ", "_"), "Year", nowrap=True)

    @property
    def who_column(self) -> Column:
        """The column of organizations."""
        return Column(self.identifier, _titled(self.organization), nowrap=True)


def replay_report(found: Compared, words: ReportWords) -> Document:
    """Everything that a replay found."""
    columns = list(found.columns)
    exact, within = sum(each.exact for each in columns), sum(each.within_rounding for each in columns)
    checked = sum(each.checked for each in columns)
    reproduced = exact + within
    rounding = f", {within:,} of them within the rounding of the printed inputs" if within else ""
    count = len(found.misses)
    missed = f"; {count:,} {'is' if count == 1 else 'are'} missed" if count else ", and none is missed"
    sentence = f"{reproduced:,} of {checked:,} figures that CMS published come out again{rounding}{missed}."
    organizations = sum(found.organizations.values())
    years = ", ".join(str(year) for year in found.years)
    unconfirmed = tuple(
        f"{label}: for {count:,} {words.organizations}" for label, count in sorted(found.unconfirmed.items())
    )
    return Document(
        kind="Replay",
        subject=words.program,
        title=f"How exact is it? Replay of {words.program}",
        answer=Answer.of(sentence, f"{reproduced:,}"),
        facts=(
            Labeled(f"{_titled(words.year)}s", years or "none"),
            Labeled(_titled(words.organizations), organizations),
            Labeled("Figures exact to the last digit printed", exact, aside=f"of {checked:,}"),
            Labeled("Figures within the rounding of the inputs", within),
            Labeled("Figures missed", len(found.misses), aside=f"({len(found.unexplained)} unexplained)"),
            Labeled("Rows or files not replayed", len(found.faults)),
        ),
        opening=(sentence,),
        blocks=(
            Data("headline", sentence),
            Data(_for_machines(words), organizations),
            Data("exact", exact),
            Data("within_rounding", within),
            Data("checked", checked),
            Data("missed", len(found.misses)),
            Data("unexplained", len(found.unexplained)),
            Notes(
                unconfirmed,
                title="Unconfirmed published values stand in some worksheets",
                lead="Nobody has yet found these values or rules in a primary text.",
                is_warning=True,
                forms=ON_PAGE,
            ),
            _columns(found, words),
            *(_picture(each) for each in found.pictures),
            _field(found, words),
            _differing(found, words),
            _organizations(found, words),
            _taken(words),
            Notes(unconfirmed, title="Unconfirmed published values in the worksheets", forms=IN_TEXT),
            *((_not_replayed(found.faults),) if found.faults else ()),
            _faults(found.faults),
            Sources(tuple(found.files)),
        ),
        colophon=(
            "Every figure was settled by the same worksheet as a contract's; the published figure that it is held"
            " against was not read for it."
        ),
        is_wide=True,
    )


def _titled(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}"


def _for_machines(words: ReportWords) -> str:
    return words.organizations.lower()


def _columns(found: Compared, words: ReportWords) -> Section:
    """How each column of each year compares."""
    counts = list(found.columns)
    bars = tuple(
        StackedBar(
            f"{each.year} {each.column}",
            (each.exact, each.within_rounding, each.missed),
            f"{each.exact + each.within_rounding:,}/{each.checked:,}",
        )
        for each in counts
        if each.checked
    )
    columns = (
        words.year_column,
        Column("column", "Column", width=60),
        *(
            Column(key, label, number=True)
            for key, label in (
                ("checked", "Checked"), ("exact", "Exact"), ("within_rounding", "Within rounding"),
                ("missed", "Missed"), ("taken", "Taken"),
            )
        ),
    )  # fmt: skip
    rows = tuple(
        Row(
            (Cell(each.year, str(each.year)), each.column, each.checked, each.exact, each.within_rounding, each.missed,
             each.taken)
        )
        for each in counts
    )  # fmt: skip
    legend = tuple((style, score.value) for score, style in _SCORE_STYLES.items())
    described = "Figures of each column: exact, within rounding, missed; the table below has the numbers"
    return Section(
        "Settled here against published",
        (
            StackedBars(described, legend, bars, to_scale=False),
            Notes(_EXPLAINED, forms=ON_PAGE),
            Table(columns, rows, key="columns"),
        ),
    )


def _picture(picture: Picture) -> Section:
    bars = tuple(StackedBar(label, counts, f"{sum(counts):,}") for label, counts in picture.bars)
    described = f"{picture.title}: a bar for each group, its parts by the legend"
    return Section(
        picture.title,
        (
            Sentence(picture.lead, is_lead=True, forms=ON_PAGE),
            StackedBars(described, picture.legend, bars, to_scale=True),
            Table(
                (Column("", "Group"), *(Column("", meaning, number=True) for _, meaning in picture.legend)),
                tuple(Row((label, *counts)) for label, counts in picture.bars),
                forms=ON_PAGE,
            ),
        ),
        forms=ON_PAGE,
    )


def _field(found: Compared, words: ReportWords) -> Section:
    """What holds of all organizations of a year together; nothing where a program has no such rule."""
    columns = (
        words.year_column,
        Column("what", "What", width=60),
        Column("holds", "Holds", number=True),
        Column("of", "Of", number=True),
        Column("told", "Found", width=80),
    )
    rows = tuple(
        Row((Cell(each.year, str(each.year)), each.what, each.holds, each.of, each.told)) for each in found.field_checks
    )
    if not rows:
        return Section("", (Table(columns, (), key=f"all_{_for_machines(words)}", forms=AS_JSON),), forms=AS_JSON)
    return Section(f"Of all {words.organizations} together", (Table(columns, rows, key=f"all_{_for_machines(words)}"),))


def _differing(found: Compared, words: ReportWords) -> Section:
    """Every figure that is missed, and the first of those within rounding."""
    columns = (
        words.year_column,
        words.who_column,
        Column("name", "Name", width=40),
        Column("column", "Column", width=40),
        Column("published", "Published", number=True),
        Column("computed", "Settled here", number=True),
        Column("score", "Compared"),
        Column("cause", "Cause", width=80),
        Column("where", forms=FOR_MACHINES),
    )

    def row(each: Differs) -> Row:
        cells = (
            each.organization,
            each.name,
            each.column,
            each.published,
            each.computed,
            each.score.value,
            each.cause,
            each.where,
        )
        return Row((Cell(each.year, str(each.year)), *cells))

    misses = tuple(row(each) for each in found.misses)
    close = [each for each in found.differing if each.score is Score.WITHIN_ROUNDING]
    shown = tuple(row(each) for each in close[:_LISTED])
    items = tuple(
        Item(
            f"{each.year} {each.organization}, {each.column}:"
            f" published {each.published or 'none'}, computed {each.computed}",
            details=(("", each.cause),),
        )
        for each in found.misses
    )
    told = Table(columns, misses, key="misses", is_long=True, forms=EVERYWHERE - IN_TEXT)
    blocks = (told, Items(items, forms=IN_TEXT)) if misses else (Sentence("None."), told)
    first = Section(f"Misses: {len(misses):,}", blocks)
    if not close:
        return first
    lead = f"The first {_LISTED} of them." if len(close) > _LISTED else "All of them."
    second = Section(
        f"Within rounding: {len(close):,}",
        (Sentence(lead, is_lead=True), Table(columns, shown, is_long=True, forms=ON_PAGE)),
        forms=ON_PAGE,
    )
    return Section("Figures that are not exact", (first, second))


def _organizations(found: Compared, words: ReportWords) -> Section:
    """Every organization and year, those with misses first."""
    columns = (
        words.year_column,
        words.who_column,
        Column("name", "Name", width=40),
        Column("published", f"{words.result}, published", number=True),
        Column("computed", "Settled here", number=True),
        Column("compared", "Compared"),
        Column("missed_columns", "Columns missed", width=40),
        Column("where", forms=FOR_MACHINES),
    )
    rows = tuple(
        Row(
            (
                Cell(each.year, str(each.year)), each.organization, each.name, each.published or "not published",
                each.computed, each.score.value if each.score is not None else "not checked", "; ".join(each.missed),
                each.where,
            )
        )
        for each in sorted(found.rows, key=lambda each: not each.missed)
    )  # fmt: skip
    return Section(
        f"Every {words.organization}, those with misses first",
        (
            Table(
                columns,
                rows,
                key=f"{words.organization.lower()}_years",
                is_long=True,
                sorts=True,
                forms=EVERYWHERE - IN_TEXT,
            ),
        ),
        forms=EVERYWHERE - IN_TEXT,
    )


def _taken(words: ReportWords) -> Section:
    columns = (Column("what", "What", width=60), Column("why", "Why", width=80))
    rows = tuple(Row(each) for each in words.taken)
    told = tuple(f"{what}: {why}" for what, why in words.taken)
    return Section(
        "Taken as input instead of computed",
        (Table(columns, rows, key="taken_as_input", forms=EVERYWHERE - IN_TEXT), Notes(told, forms=IN_TEXT)),
    )


def _not_replayed(faults: Sequence[Fault]) -> Section:
    items = tuple(
        Item(
            f"{each.where}: {each.what}" if each.where else each.what,
            details=tuple(("", text) for text in (each.why, each.fix) if text),
        )
        for each in faults
    )
    return Section(f"Not replayed: {len(faults):,}", (Items(items, forms=FOR_PEOPLE),), forms=FOR_PEOPLE)


def _faults(faults: Sequence[Fault]) -> Table:
    columns = tuple(Column(key) for key in ("what", "where", "why", "fix"))
    rows = tuple(Row((each.what, each.where, each.why, each.fix)) for each in faults)
    return Table(columns, rows, key="not_replayed", forms=AS_JSON)
