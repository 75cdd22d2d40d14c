"""Bridges as a report: each a picture, and a table of its bars with what opens them."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from openvbc.money import plain
from openvbc.reports.bridge.bars import BridgeBar, BridgePicture
from openvbc.reports.document.tree import (
    AS_JSON,
    IN_TEXT,
    IN_WORKBOOK,
    ON_PAGE,
    Answer,
    Cell,
    Column,
    Data,
    Document,
    Item,
    Items,
    Row,
    Section,
    Table,
    Waterfall,
)

#: To how many decimals the bars of a kind have to add up.
_PLACES: Final = {"money": 2, "rate": 9, "number": 8}


def bridge_report(title: str, subtitle: str, pictures: Sequence[BridgePicture], day: date) -> Document:
    """The bridges of one organization; `day` is the workbook's date, for equal bytes from equal bridges."""
    return Document(
        kind="Bridge",
        title=title,
        subject=subtitle,
        answer=Answer(title),
        blocks=tuple(_bridge(number, picture) for number, picture in enumerate(pictures, start=1)),
        colophon="Each level is rounded to the cent, so the bars add up to the cent.",
        day=day,
        opening=(),
    )


def _bridge(number: int, picture: BridgePicture) -> Section:
    anchors = tuple(f"bridge-{number}-bar-{at}" for at in range(1, len(picture.bars) + 1))
    opened = tuple(
        Item(f"{each.bar.label}:", details=tuple(("", text) for text in each.told))
        for each in picture.bars
        if each.told
    )
    return Section(
        picture.title,
        (
            Data("title", picture.title),
            Data("stream", picture.stream),
            Waterfall(
                f"bridge-{number}", picture.title, tuple(each.bar for each in picture.bars), anchors, picture.unit
            ),
            Table(_columns(picture), tuple(_rows(picture, anchors)), key="bars", sheet="Bridge"),
            Items(opened, forms=IN_TEXT),
        ),
        key="bridges",
        aside=picture.stream,
    )


def _columns(picture: BridgePicture) -> tuple[Column, ...]:
    unit = picture.unit
    return (
        Column("line", forms=AS_JSON),
        Column("label", "Step", width=58),
        Column("total", forms=AS_JSON),
        Column("change", "Adds", unit),
        Column("reached", "Reached", unit),
        Column("check", "Check", width=14, forms=IN_WORKBOOK),
        Column("told", "What lies behind it", width=70, forms=ON_PAGE | IN_WORKBOOK | AS_JSON),
        Column("rule", "Rule or clause", width=44),
    )


def _rows(picture: BridgePicture, anchors: Sequence[str]) -> list[Row]:
    """The first level and the steps are figures; each further level adds up, and the last one is held to the bar's."""
    rows = []
    for number, (each, anchor) in enumerate(zip(picture.bars, anchors, strict=True)):
        bar, is_later_total = each.bar, each.bar.is_total and number > 0
        level = "{^reached}" if is_later_total else "" if bar.is_total else "{^reached}+{change}"
        rows.append(
            Row(
                (
                    bar.line,
                    bar.label,
                    bar.is_total,
                    Cell(None if bar.is_total else bar.change, "" if bar.is_total else bar.shown),
                    Cell(bar.end, bar.reached, formula=f"={level}" if level else ""),
                    _check(picture, each) if is_later_total else None,
                    each.told,
                    each.rule,
                ),
                is_sum=bar.is_total,
                anchor=anchor,
            )
        )
    return rows


def _check(picture: BridgePicture, total: BridgeBar) -> Cell:
    off = f"ROUND({{reached}}-{plain(total.bar.end)},{_PLACES[picture.unit.kind]})"
    return Cell("adds up", formula=f'=IF({off}=0,"adds up","does not add up")')
