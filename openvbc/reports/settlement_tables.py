"""Settlements and explained lines as reports whose tables have a row for each figure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from openvbc.claims.rows import Table as Listed
from openvbc.figures import known
from openvbc.reports.answer import answer
from openvbc.reports.as_json import line_json
from openvbc.reports.document.tree import (
    EVERYWHERE,
    FOR_MACHINES,
    IN_TEXT,
    AmountBars,
    Answer,
    Block,
    Cell,
    Column,
    Data,
    Document,
    Exact,
    Form,
    Row,
    Section,
    Table,
    Waterfall,
)
from openvbc.reports.index import index_report
from openvbc.reports.outcome_path import outcome_path
from openvbc.reports.profiles import profiles_of
from openvbc.reports.text import explanation_text
from openvbc.reports.waterfall import pictures_of
from openvbc.settlement.settle import Settlement
from openvbc.units import USD
from openvbc.worksheet.explain import ExplainedLine, Explanation, explain

#: Columns of every table of lines; those of the lines' axes come after them.
_COLUMNS: Final = (
    Column("section", "Section"),
    Column("line", "Line"),
    Column("label", "Label", width=44),
    Column("kind", "Kind"),
    Column("member", "For"),
    Column("value", "Value", number=True),
    Column("unit", "Unit"),
    Column("shown", "Shown", number=True),
    Column("words", "Formula", width=60),
    Column("clause", "Clause"),
    Column("rule", "Rule", width=44),
    Column("source", "Source", width=44),
)
#: Where an explanation is a text of its own, and machines get its lines nested.
_SHOWN: Final = EVERYWHERE - {Form.JSON, Form.TEXT}
_WHOSE: Final = (
    Column("organization", "Organization"),
    Column("period", "Period"),
    Column("status", "Status"),
    Column("stream", "Stream"),
)


def settlement_report(settlement: Settlement) -> Document:
    """One settlement: its answer, and every line of its worksheets with exact value, formula, clause and source."""
    sentence = answer(settlement)
    amount = USD.show(abs(settlement.net_payment)) if settlement.net_payment else ""
    path = tuple(
        Row((line.label, Cell(text=line.shown), line.name), is_sum=line.name == stream.evaluation.sheet.outcome)
        for stream in settlement.streams
        for explained in [{each.name: each for each in explain(stream.evaluation).lines()}]
        for line in (explained[each.name] for each in outcome_path(stream.evaluation) if not each.axes)
    )
    columns = (Column("", "Line", width=44), Column("", "Value", number=True), Column("", "Name"))
    return Document(
        kind="Settlement",
        subject=settlement.contract.name,
        title=f"{settlement.contract.name}, {settlement.performance_year.words}",
        answer=Answer.of(sentence, amount),
        blocks=(*_pictures(settlement), Table(columns, path, forms=IN_TEXT), _lines_of([settlement])),
        day=settlement.paid_through,
    )


def _pictures(settlement: Settlement) -> Iterator[Waterfall | AmountBars]:
    """How each stream comes to its payment, its bridges and profiles, as its statement draws them."""
    for stream in settlement.streams:
        of_stream = f"{stream.stream.name}: " if len(settlement.streams) > 1 else ""
        for name, title, bars in pictures_of(stream.evaluation):
            yield Waterfall(f"{name}-{stream.stream.name}", f"{of_stream}{title}", bars, tuple("" for _ in bars))
        for _, _, profile in profiles_of(stream.evaluation):
            yield replace(profile, name=f"{profile.name}-{stream.stream.name}", title=f"{of_stream}{profile.title}")


def settlements_report(settlements: Sequence[Settlement]) -> Document:
    """Several settlements: a row for each, then every line of all of them."""
    report = index_report(settlements)
    return Document(
        kind=report.kind,
        subject=report.subject,
        title=report.title,
        answer=report.answer,
        facts=report.facts,
        blocks=(*report.blocks, _lines_of(settlements)),
        colophon=report.colophon,
        is_wide=True,
    )


def _lines_of(settlements: Sequence[Settlement]) -> Table:
    rows: list[tuple[tuple[Exact, ...], dict[str, Exact]]] = []
    for settlement in settlements:
        whose = (settlement.provider_name, settlement.performance_year.name, settlement.status.value)
        for stream in settlement.streams:
            for line in explain(stream.evaluation).lines():
                rows += [((*whose, stream.stream.name, *cells), members) for cells, members in _rows(line)]
    return _table((*_WHOSE, *_COLUMNS), rows, FOR_MACHINES)


def line_report(explanation: Explanation, name: str, listed: Mapping[str, Listed], *, sql: bool = False) -> Document:
    """One line and all that it rests on, down to inputs, their sources and the first rows behind them.

    listed: those rows, by the listing of their source. sql: the text of queries in what is printed, not only names.
    """
    text = explanation_text(explanation, name, listed, sql=sql)
    below = explanation.names_below(name)
    lines = [each for each in explanation.lines() if each.name in below]
    line = explanation.line(name)
    rows = [row for each in lines for row in _rows(each)]
    return Document(
        kind="Explanation",
        subject=explanation.title,
        title=f"{line.label}, explained",
        answer=Answer.of(f"{line.label} = {line.shown}", line.shown),
        opening=(text,),
        blocks=(
            _table(_COLUMNS, rows, _SHOWN),
            Data("lines", tuple(line_json(each) for each in lines)),
            *_behind(lines, listed),
        ),
        is_wide=True,
    )


def _behind(lines: Sequence[ExplainedLine], listed: Mapping[str, Listed]) -> Iterator[Block]:
    """The first rows behind counted figures: a table for each listing, named by the first line that it is behind."""
    places = {
        each.source.listing: (line, each.member)
        for line in reversed(lines)
        for each in reversed(line.values)
        if each.source is not None and each.source.listing in listed
    }
    for listing, (line, member) in reversed(places.items()):
        key = f"rows_of_{line.name}{f'[{member}]' if member else ''}"
        columns = tuple(Column(name, name) for name in listed[listing].columns)
        table = Table(columns, tuple(Row(row) for row in listed[listing].rows), key=key, is_long=True, forms=_SHOWN)
        yield Section(f"First rows behind {line.label}", (table,), forms=_SHOWN)


def _rows(line: ExplainedLine) -> Iterator[tuple[tuple[Exact, ...], dict[str, Exact]]]:
    """A line's figures: the cells of each, and its members by the name of the axis."""
    rule = str(line.rule) if line.rule else ""
    for each in line.values:
        members: dict[str, Exact] = {
            axis.name: member.key for axis, member in zip(line.axes, each.members, strict=True)
        }
        source = line.overridden or (str(each.source) if each.source else "")
        cells: tuple[Exact, ...] = (
            line.section,
            line.name,
            line.label,
            line.kind.value,
            each.member,
            known(each.value),
            line.unit,
            each.shown,
            line.words,
            line.clause,
            rule,
            source,
        )
        yield cells, members


def _table(
    columns: Sequence[Column], rows: Sequence[tuple[tuple[Exact, ...], dict[str, Exact]]], forms: frozenset[Form]
) -> Table:
    """The rows with a column more for each axis, so that they can be grouped by year, type, county or measure."""
    taken = {column.key for column in columns}
    axes = dict.fromkeys(name for _, members in rows for name in members)
    named = tuple(Column(f"axis_{name}" if name in taken else name, name.replace("_", " ")) for name in axes)
    body = tuple(Row((*cells, *(members.get(name) for name in axes))) for cells, members in rows)
    return Table((*columns, *named), body, key="lines", is_long=True, forms=forms)
