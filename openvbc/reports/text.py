"""A settlement and its explanations as plain text for a terminal or a letter."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from openvbc.claims.rows import Table
from openvbc.money import ZERO
from openvbc.reports.answer import (
    ACCEPTED,
    NOT_MODELED,
    accepted_doubts,
    answer,
    category_sentence,
    provider_name,
    status_sentence,
)
from openvbc.reports.waterfall import waterfall
from openvbc.settlement.settle import Settlement
from openvbc.units import USD
from openvbc.worksheet.evaluate import Evaluation
from openvbc.worksheet.explain import ExplainedLine, ExplainedTree, ExplainedValue, Explanation, LineTable, explain

#: Tables of lines are not wider than this, if their columns can be parted.
_WIDTH = 118
#: A query's name, in the line above its text.
_QUERY_NAMED = re.compile(r"^-- (\S+\.sql) with ", re.MULTILINE)


def table(header: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> str:
    """Aligned columns with a rule below the header; `right` names the columns set to the right."""
    widths = [max(len(row[index]) for row in (header, *rows)) for index in range(len(header))]

    def told(row: Sequence[str]) -> str:
        cells = [
            cell.rjust(width) if index in right else cell.ljust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        return "  ".join(cells).rstrip()

    return "\n".join([told(header), "  ".join("-" * width for width in widths), *(told(row) for row in rows)])


def settlement_text(settlement: Settlement, *, full: bool = False) -> str:
    """What was agreed and what it came to step by step, and last, where a terminal stops, the answer.

    full: every line of the worksheet, in official order, instead of the steps from benchmark to payment.
    """
    contract = settlement.contract
    lines = [
        f"Contract     {contract.name}",
        f"Category     {category_sentence(contract)}",
        f"Fingerprint  {settlement.fingerprint}",
        *(f"{what} {day.isoformat()}" for what, day in settlement.days_after),
    ]
    if contract.not_modeled:
        lines += ["", f"{NOT_MODELED}:", *(f"  {each.place}: {each.words}" for each in contract.not_modeled)]
    if settlement.accepted:
        lines += ["", f"{ACCEPTED}:", *(f"  {words}" for words in accepted_doubts(settlement))]
    for stream in settlement.streams:
        explanation = explain(stream.evaluation)
        lines += ["", f"Stream {stream.stream.name}: {explanation.title}"]
        lines += _sections(explanation) if full else _steps(stream.evaluation, explanation)
        lines += _marks(explanation)
    if settlement.notes:
        lines += ["", "What the counting says:", *(f"  {note}" for note in settlement.notes)]
    if settlement.counted_before:
        lines += ["", settlement.counted_before]
    lines += ["", answer(settlement), status_sentence(settlement)]
    # A table ends with a blank line and a section begins with one: one is enough.
    return "\n".join(line for line, before in zip(lines, ["", *lines], strict=False) if line or before)


def _steps(evaluation: Evaluation, explanation: Explanation) -> Iterator[str]:
    """The bars of the picture, each with its line and the amount reached; a step that moves nothing is left out.

    Where the model draws no more than the payment, the lines with one figure that the outcome is made of.
    """
    yield ""
    bars = [bar for bar in waterfall(evaluation) if bar.is_total or bar.change]
    if len(bars) > 1:
        rows = [(bar.label, "" if bar.is_total else bar.shown, bar.reached, bar.line) for bar in bars]
        header = ("step by step", "step", "amount", "line")
    else:
        sheet = evaluation.sheet
        outcome = sheet[sheet.outcome]
        made_of = {outcome.name} | {line.name for line in outcome.precedents}
        made_of |= {each.name for line in outcome.precedents for each in line.precedents}
        lines = [line for line in explanation.lines() if line.name in made_of and not line.axes]
        rows = [(line.label, "", line.shown, line.name) for line in lines]
        header = ("what the payment is made of", "", "amount", "line")
    yield from (f"  {text}" for text in table(header, rows, right=(1, 2)).splitlines())


def _sections(explanation: Explanation) -> Iterator[str]:
    """Each section: lines with one figure a row, lines over members as tables with members as rows."""
    single = [line for line in explanation.lines() if not line.axes]
    widest = max((len(line.label) for line in single), default=0)
    for section in explanation.sections:
        yield ""
        yield section.title
        for block in section.blocks():
            if isinstance(block, LineTable):
                yield from (f"  {text}".rstrip() for text in _table_text(block))
            else:
                yield f"  {block.label:<{widest}} {block.shown:>18}  {block.name}{_set(block)}"


def _set(line: ExplainedLine) -> str:
    return " (set from outside)" if line.overridden else ""


def _table_text(block: LineTable) -> Iterator[str]:
    """What each column is, then the table; columns that do not fit go on in a further one."""
    yield ""
    yield from (f"{line.label}  {line.name}{_set(line)}" for line in block.lines)
    heads = block.columns if block.is_matrix else tuple(line.name for line in block.lines)
    widest = max(len(label) for label, _ in block.rows)
    fitting: list[int] = []
    for column, head in enumerate(heads):
        width = max(len(head), *(len(cells[column].shown) for _, cells in block.rows))
        if fitting and widest + 2 * (len(fitting) + 1) + sum(fitting) + width > _WIDTH:
            yield from _part(block, heads, range(column - len(fitting), column))
            fitting = []
        fitting.append(width)
    yield from _part(block, heads, range(len(heads) - len(fitting), len(heads)))
    yield ""


def _part(block: LineTable, heads: Sequence[str], columns: range) -> Iterator[str]:
    rows = [(label, *(cells[column].shown for column in columns)) for label, cells in block.rows]
    header = ("", *(heads[column] for column in columns))
    yield from table(header, rows, right=range(1, len(header))).splitlines()


def _marks(explanation: Explanation) -> Iterator[str]:
    unconfirmed = explanation.unconfirmed()
    overridden = [line for line in explanation.lines() if line.overridden]
    if unconfirmed:
        yield ""
        yield "Unconfirmed published values were used:"
        yield from (f"  {line.label}: {line.rule}" for line in unconfirmed)
    if overridden:
        yield ""
        yield "Lines set from outside:"
        yield from (f"  {line.label}: {line.overridden}" for line in overridden)


def summary_text(settlements: Sequence[Settlement]) -> str:
    """One row for each organization, and the totals."""
    rows = [
        (provider_name(each), each.status.value, USD.show(each.net_payment), each.fingerprint[:12])
        for each in settlements
    ]
    paid = sum((each.net_payment for each in settlements if each.net_payment > ZERO), ZERO)
    owed = sum((-each.net_payment for each in settlements if each.net_payment < ZERO), ZERO)
    body = table(("organization", "status", "net payment", "fingerprint"), rows, right=(2,))
    return f"{body}\n\n{len(rows)} organizations; {USD.show(paid)} paid, {USD.show(owed)} owed"


#: The first rows behind counted figures, by the listing of their source.
Listed = Mapping[str, Table]


def explanation_text(explanation: Explanation, name: str, listed: Listed | None = None, *, sql: bool = False) -> str:
    """One line and everything it rests on, indented, down to inputs, their sources and the first rows behind them.

    sql: the queries that counted with their text and the values bound to them, not only by name.
    """
    return "\n".join(_tree(explanation.tree(name), 0, _Behind(listed or {}, [], sql=sql)))


@dataclass(frozen=True)
class _Behind:
    """What stands behind counted figures: rows by listing, the queries that were told already, whether as text."""

    listed: Listed
    queries: list[str]
    sql: bool


def _tree(tree: ExplainedTree, depth: int, behind: _Behind) -> Iterator[str]:
    pad = "    " * depth
    line = tree.line
    if tree.told_above:
        yield f"{pad}{line.label} = {line.shown}  (told above)"
        return
    yield f"{pad}{line.label} = {line.shown}  [{line.name}]"
    yield from (f"{pad}  {text}" for text in _details(line, behind))
    for precedent in tree.precedents:
        yield from _tree(precedent, depth + 1, behind)


def _details(line: ExplainedLine, behind: _Behind) -> Iterator[str]:
    if line.overridden:
        yield line.overridden
    if line.words:
        yield f"= {line.words}"
    for each in line.values:
        if each.numbers:
            yield f"= {each.numbers}" + (f"  ({each.member_label})" if each.member else "")
    if line.clause:
        yield f"contract: {line.clause}"
    if line.rule:
        yield f"rule: {line.rule} ({line.rule.status.meaning})" + (f", {line.rule.link}" if line.rule.link else "")
    for each in line.values:
        yield from _source(each, behind)
    if line.note:
        yield line.note


def _source(each: ExplainedValue, behind: _Behind) -> Iterator[str]:
    source = each.source
    if source is None:
        return
    yield f"source: {source}" + (f"  ({each.member_label})" if each.member else "")
    for file in source.files:
        yield f"  file {file.name}, SHA-256 {file.sha256}"
    if source.query in behind.queries:
        yield f"  counted by the queries told above as number {behind.queries.index(source.query) + 1}"
    elif source.query:
        behind.queries.append(source.query)
        yield f"  counted by these queries (number {len(behind.queries)}):"
        texts = source.query.strip().splitlines() if behind.sql else _QUERY_NAMED.findall(source.query)
        yield from (f"  {text}" for text in texts)
    if source.listing in behind.listed:
        rows = behind.listed[source.listing]
        yield f"  the first {len(rows.rows)} rows behind it:"
        told = table(rows.columns, [[_cell(value) for value in row] for row in rows.rows])
        yield from ("    " + text for text in told.splitlines())


def _cell(value: object) -> str:
    return "" if value is None else str(value)
