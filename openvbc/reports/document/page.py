"""A document as one self-contained page: it opens by double-click and loads nothing."""

from collections.abc import Iterator

from openvbc.reports.document.tree import (
    Block,
    Data,
    Document,
    Form,
    Notes,
    Picture,
    Section,
    Sources,
    Table,
    Waterfall,
    blocks_in,
)
from openvbc.reports.html.chart import WaterfallView, waterfall_view
from openvbc.reports.html.page import render_page
from openvbc.reports.html.picture import Drawings, drawings_of
from openvbc.reports.html.table_rows import rows_html


def document_html(*documents: Document) -> str:
    """Documents below each other as one HTML page. Equal documents, equal text."""
    blocks = [block for each in documents for block in _all(each.blocks)]
    sources = [each for each in blocks if isinstance(each, Sources)]
    files = dict.fromkeys(file for each in sources for file in each.files)
    queries = {name: text for each in sources for name, text in (each.queries or {}).items()}
    sorts = any(isinstance(each, Table) and each.sorts for each in blocks)
    return render_page(
        "document.html.jinja",
        "index.js" if sorts else "theme.js",
        {
            "documents": documents,
            "files": tuple(files),
            "queries": queries,
            "kind_of": _kind_of,
            "on_page": _on_page,
            "drawn": _drawn,
            "in_cards": _in_cards,
            "rows_html": rows_html,
            "PAGE": Form.PAGE,
        },
    )


def _all(blocks: tuple[Block, ...]) -> list[Block]:
    found: list[Block] = []
    for block in _on_page(blocks):
        found += [block, *(_all(block.blocks) if isinstance(block, Section) else ())]
    return found


def _on_page(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    return blocks_in(blocks, Form.PAGE)


def _in_cards(blocks: tuple[Block, ...]) -> Iterator[list[Block]]:
    """What stands in one frame: a section alone, and what follows each other between sections together."""
    shown = (each for each in blocks if not isinstance(each, Sources) and not _is_told_above(each))
    card: list[Block] = []
    for each in shown:
        if not isinstance(each, Section):
            card.append(each)
            continue
        if card:
            yield card
        yield [each]
        card = []
    if card:
        yield card


def _is_told_above(block: Block) -> bool:
    """Whether it is a warning, which stands above all else, or says nothing."""
    return (isinstance(block, Notes) and (block.is_warning or not block.texts)) or isinstance(block, Data)


def _kind_of(block: Block) -> str:
    """The name by which the template knows how to show a block."""
    return type(block).__name__


def _drawn(block: Picture) -> WaterfallView | Drawings:
    """Where the parts of a picture stand; those of a waterfall with the links of its bars."""
    if isinstance(block, Waterfall):
        return waterfall_view(block.name, block.title, block.bars, block.links, block.unit)
    return drawings_of(block)
