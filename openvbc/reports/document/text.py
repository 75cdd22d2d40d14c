"""A document as plain text for a terminal or a letter."""

from collections.abc import Iterator
from textwrap import wrap
from typing import Final

from openvbc.reports.document.tree import (
    Block,
    Document,
    Facts,
    Form,
    Items,
    Labeled,
    Notes,
    Section,
    Sentence,
    Table,
    Tone,
    blocks_in,
)
from openvbc.reports.text import table

#: What stands before something that is done, wrong or open: as in a checklist on paper.
_MARKS: Final = {Tone.DONE: "[x] ", Tone.WARN: "[!] ", Tone.OPEN: "[ ] ", Tone.PLAIN: ""}
_WIDE: Final = 110


def document_text(*documents: Document) -> str:
    """Documents one after the other: the headline, then every block."""
    return "\n\n\n".join("\n\n".join(_parts(each)) for each in documents)


def _parts(document: Document) -> Iterator[str]:
    opening = (str(document.answer),) if document.opening is None else document.opening
    if opening:
        yield "\n".join(opening)
    facts = tuple(each for each in document.facts if each.label and Form.TEXT in each.forms)
    if facts and document.opening is None:
        yield "\n".join(_facts(facts, ""))
    yield from _blocks(document.blocks)


def _blocks(blocks: tuple[Block, ...]) -> Iterator[str]:
    """Each block's text; blocks without any are left out."""
    for block in blocks_in(blocks, Form.TEXT):
        text = "\n".join(_section(block) if isinstance(block, Section) else _lines(block, ""))
        if text:
            yield text


def _section(section: Section) -> Iterator[str]:
    tag = f": {section.tag}" if section.tag else ""
    aside = f" ({section.aside})" if section.aside else ""
    if section.heading:
        yield f"{_MARKS[section.tone]}{section.heading}{aside}{tag}"
    # What belongs to a thing that is ticked off stands right below it.
    indent = "        " if section.tone is not Tone.PLAIN else ""
    gap = section.tone is Tone.PLAIN
    for number, block in enumerate(blocks_in(section.blocks, Form.TEXT)):
        lines = list(_section(block) if isinstance(block, Section) else _lines(block, indent))
        if lines and number and gap:
            yield ""
        yield from lines


def _lines(block: Block, indent: str) -> Iterator[str]:
    if isinstance(block, Sentence):
        lead = "Warning: " if block.is_warning else ""
        yield from (f"{indent}{line}" for line in f"{lead}{block.text}".splitlines())
    elif isinstance(block, Notes) and block.texts:
        if block.title:
            yield f"{indent}{block.title}:"
        within = f"{indent}  " if block.title else indent
        for text in block.texts:
            yield from _wrapped(text, within, f"{within}  ")
    elif isinstance(block, Facts):
        yield from _facts(tuple(each for each in block.facts if each.label and Form.TEXT in each.forms), indent)
    elif isinstance(block, Items):
        yield from _items(block)
    elif isinstance(block, Table):
        yield from _table(block)


def _facts(facts: tuple[Labeled, ...], indent: str) -> Iterator[str]:
    widest = max((len(fact.label) for fact in facts), default=0)
    for fact in facts:
        aside = f" ({fact.aside})" if fact.aside else ""
        yield f"{indent}{fact.label:<{widest}}  {fact.shown}{aside}".rstrip()


def _items(items: Items) -> Iterator[str]:
    for item in items.items:
        details = [f"{lead}: {text}" if lead else text for lead, text in item.details]
        if item.tone is Tone.PLAIN:
            yield item.text
            yield from (f"    {text}" for text in details)
        else:
            yield from _wrapped(f"{_MARKS[item.tone]}{item.text}", "    ", "        ")
            for text in details:
                yield from _wrapped(text, "        ")


def _table(block: Table) -> Iterator[str]:
    columns = block.columns_in(Form.TEXT)
    told = tuple(row for row in block.rows if row.in_text)
    rows = told if block.most_rows is None else told[: block.most_rows]
    if block.title:
        yield block.title
    header = [column.label for _, column in columns]
    body = []
    for row in (*rows, *block.footer):
        cells = [(block.shown(row, index), block.cell(row, index)) for index, _ in columns]
        body.append([f"{text} ({cell.aside})" if cell.aside else text for text, cell in cells])
    right = [number for number, (_, column) in enumerate(columns) if column.is_number]
    yield table(header, body, right)
    if len(rows) < len(told):
        yield f"... and {len(told) - len(rows):,} more{block.and_more}"


def _wrapped(text: str, indent: str, after: str | None = None) -> list[str]:
    return wrap(
        text,
        _WIDE,
        initial_indent=indent,
        subsequent_indent=indent if after is None else after,
        break_long_words=False,
        break_on_hyphens=False,
    )
