"""A document as plain text for a letter or a pipe, and, told otherwise how, for a terminal."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
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
    Row,
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


@dataclass(frozen=True)
class Manner:
    """How parts of a text are told: what is said first, headings, all other words, and tables."""

    opening: Callable[[str], str]
    heading: Callable[[str], str]
    words: Callable[[str], str]
    table: Callable[[Table], str]


def document_text(*documents: Document, manner: Manner | None = None) -> str:
    """Documents one after the other: the headline, then every block. Plain, unless another manner is named."""
    told = manner or PLAIN
    return "\n\n\n".join("\n\n".join(_parts(each, told)) for each in documents)


def _parts(document: Document, manner: Manner) -> Iterator[str]:
    opening = (str(document.answer),) if document.opening is None else document.opening
    if opening:
        yield "\n".join(manner.opening(each) for each in opening)
    facts = tuple(each for each in document.facts if each.label and Form.TEXT in each.forms)
    if facts and document.opening is None:
        yield "\n".join(manner.words(each) for each in _facts(facts, ""))
    yield from _blocks(document.blocks, manner)


def _blocks(blocks: tuple[Block, ...], manner: Manner) -> Iterator[str]:
    """Each block's text; blocks without any are left out."""
    for block in blocks_in(blocks, Form.TEXT):
        text = "\n".join(_section(block, manner) if isinstance(block, Section) else _told(block, "", manner))
        if text:
            yield text


def _told(block: Block, indent: str, manner: Manner) -> Iterator[str]:
    """The lines of a block in a manner."""
    if isinstance(block, Table):
        yield manner.table(block)
    else:
        yield from (manner.words(each) for each in _lines(block, indent))


def _section(section: Section, manner: Manner) -> Iterator[str]:
    tag = f": {section.tag}" if section.tag else ""
    aside = f" ({section.aside})" if section.aside else ""
    if section.heading:
        yield manner.heading(f"{_MARKS[section.tone]}{section.heading}{aside}{tag}")
    # What belongs to a thing that is ticked off stands right below it.
    indent = "        " if section.tone is not Tone.PLAIN else ""
    gap = section.tone is Tone.PLAIN
    for number, block in enumerate(blocks_in(section.blocks, Form.TEXT)):
        lines = list(_section(block, manner) if isinstance(block, Section) else _told(block, indent, manner))
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


def told_rows(block: Table) -> tuple[tuple[Row, ...], str]:
    """The rows of a table that text tells, its footer among them, and what it says of those that it leaves out."""
    told = tuple(row for row in block.rows if row.in_text)
    rows = told if block.most_rows is None else told[: block.most_rows]
    more = f"... and {len(told) - len(rows):,} more{block.and_more}" if len(rows) < len(told) else ""
    return (*rows, *block.footer), more


def told_cell(block: Table, row: Row, index: int) -> str:
    """A cell with what stands beside it in small print."""
    text, aside = block.shown(row, index), block.cell(row, index).aside
    return f"{text} ({aside})" if aside else text


def plain_table(block: Table) -> str:
    """A table as aligned columns."""
    columns = block.columns_in(Form.TEXT)
    rows, more = told_rows(block)
    header = [column.label for _, column in columns]
    right = [number for number, (_, column) in enumerate(columns) if column.is_number]
    body = [[told_cell(block, row, index) for index, _ in columns] for row in rows]
    return "\n".join(filter(None, (block.title, table(header, body, right), more)))


def _wrapped(text: str, indent: str, after: str | None = None) -> list[str]:
    return wrap(
        text,
        _WIDE,
        initial_indent=indent,
        subsequent_indent=indent if after is None else after,
        break_long_words=False,
        break_on_hyphens=False,
    )


#: As it is: for a pipe, a file, a letter.
PLAIN: Final = Manner(opening=str, heading=str, words=str, table=plain_table)
