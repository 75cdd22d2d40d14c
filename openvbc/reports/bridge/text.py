"""Bridges as text and for machines."""

from collections.abc import Iterator, Sequence

from openvbc.money import plain
from openvbc.reports.as_json import Json
from openvbc.reports.bridge.bars import BridgePicture
from openvbc.reports.text import table


def bridges_text(pictures: Sequence[BridgePicture]) -> str:
    """Each bridge as a table of its bars, then what opens each bar."""
    return "\n\n".join("\n".join(_lines(picture)) for picture in pictures)


def _lines(picture: BridgePicture) -> Iterator[str]:
    yield f"{picture.title} ({picture.stream})"
    yield ""
    rows = [
        (each.bar.label, "" if each.bar.is_total else each.bar.shown, each.bar.reached, each.rule)
        for each in picture.bars
    ]
    yield table(("step", "adds", "reached", "rule or clause"), rows, right=(1, 2))
    opened = [each for each in picture.bars if each.told]
    if opened:
        yield ""
    for each in opened:
        yield f"{each.bar.label}:"
        yield from (f"    {text}" for text in each.told)


def bridges_json(pictures: Sequence[BridgePicture]) -> list[Json]:
    """The same for machines; amounts are exact text."""
    return [
        {
            "title": picture.title,
            "stream": picture.stream,
            "bars": [
                {
                    "line": each.bar.line,
                    "label": each.bar.label,
                    "total": each.bar.is_total,
                    "change": None if each.bar.is_total else plain(each.bar.change),
                    "reached": plain(each.bar.end),
                    "told": list(each.told),
                    "rule": each.rule,
                }
                for each in picture.bars
            ],
        }
        for picture in pictures
    ]
