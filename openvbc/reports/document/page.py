"""A document as one self-contained page: it opens by double-click and loads nothing."""

from openvbc.reports.document.tree import (
    Block,
    Document,
    Form,
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


def _kind_of(block: Block) -> str:
    """The name by which the template knows how to show a block."""
    return type(block).__name__


def _drawn(block: Picture) -> WaterfallView | Drawings:
    """Where the parts of a picture stand; those of a waterfall with the links of its bars."""
    if isinstance(block, Waterfall):
        return waterfall_view(block.name, block.title, block.bars, block.links, block.unit)
    return drawings_of(block)
