"""The what-if page: one file in which figures and terms are moved, evaluated from the same formulas in the browser."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Final

from markupsafe import Markup

from openvbc.figures import Keyed, Value
from openvbc.payment_models.record import Members, PaymentModel
from openvbc.reports.html.page import render_page
from openvbc.settlement.settle import Settlement, StreamSettlement
from openvbc.units import USD
from openvbc.worksheet.formula import place_of
from openvbc.worksheet.javascript import key_data, worksheet_data
from openvbc.worksheet.sheet import Line, LineKind
from openvbc.worksheet.words import place_in_words

#: Script and style of the page, which a statement that opens it allows too.
WHAT_IF_SCRIPT: Final = "what_if.js"
WHAT_IF_STYLE: Final = "what_if.css.jinja"


@dataclass(frozen=True)
class Field:
    """A figure or term that may be moved. name: stream, line and members, as the address of the page has them."""

    name: str
    label: str
    member: str
    is_term: bool
    is_flag: bool


@dataclass(frozen=True)
class ShownLine:
    """A computed line of one value, before and after."""

    name: str
    label: str


@dataclass(frozen=True)
class ShownStream:
    """A stream's figures and lines on the page."""

    title: str
    fields: tuple[Field, ...]
    lines: tuple[ShownLine, ...]


def render_what_if(settlement: Settlement, models: Mapping[str, PaymentModel]) -> str:
    """The page of a settlement. It holds the worksheets, their values and no source of any figure."""
    data = {
        "streams": [
            {
                "name": each.stream.name,
                "sheet": worksheet_data(each.evaluation.sheet, dict(_set_from_outside(each))),
            }
            for each in settlement.streams
        ],
        "spend": [name for each in settlement.streams for name in _spend(each, models[each.stream.model])],
    }
    streams = tuple(
        ShownStream(
            each.evaluation.sheet.title,
            tuple(_fields(each)),
            tuple(
                ShownLine(f"{each.stream.name}/{line.name}", line.label)
                for line in each.evaluation.sheet.of_kind(LineKind.COMPUTED)
                if not line.axes
            ),
        )
        for each in settlement.streams
    )
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":")).replace("<", "\\u003c")
    context: dict[str, object] = {
        "contract": settlement.contract.name,
        "organization": settlement.provider_name,
        "period": settlement.performance_year.words,
        "payment": USD.show(settlement.net_payment),
        "fingerprint": settlement.fingerprint,
        "streams": streams,
        # JSON without "<" can end no element, and a data block is never run.
        "data": Markup(text),  # noqa: S704
    }
    return render_page("what_if.html.jinja", WHAT_IF_SCRIPT, context, WHAT_IF_STYLE)


def _set_from_outside(settled: StreamSettlement) -> Iterator[tuple[str, Value | Mapping[Keyed, Value]]]:
    """The values of inputs, terms, parameters and lines that were set; computed ones are for the page to compute."""
    for line in settled.evaluation.sheet:
        if line.kind is not LineKind.COMPUTED or line.name in settled.evaluation.overrides:
            yield line.name, settled.evaluation.values[line.name]


def _fields(settled: StreamSettlement) -> Iterator[Field]:
    for line in settled.evaluation.sheet:
        if line.kind not in (LineKind.INPUT, LineKind.TERM) or line.of_streams:
            continue
        for key in _keys(line, settled):
            name = f"{settled.stream.name}/{line.name}" + (f"/{key_data(key)}" if key is not None else "")
            member = place_in_words(line.axes, key) if key is not None else ""
            yield Field(name, line.label, member, line.kind is LineKind.TERM, line.is_flag)


def _keys(line: Line, settled: StreamSettlement) -> Iterable[Keyed | None]:
    held = settled.evaluation.values[line.name]
    return list(held) if isinstance(held, Mapping) else [None]


def _spend(settled: StreamSettlement, model: PaymentModel) -> Iterator[str]:
    """The figures that are the cost of own people, for the curve of the payment over it."""
    patterns: Mapping[str, Members] = model.uncertain.spend if model.uncertain is not None else {}
    for line in settled.evaluation.sheet.of_kind(LineKind.INPUT):
        for pattern, members in patterns.items():
            if not (line.name == pattern or ("*" in pattern and fnmatchcase(line.name, pattern))):
                continue
            for key in _keys(line, settled):
                place = place_of(line.axes, key) if key is not None else {}
                if all(place.get(axis) == member for axis, member in members.items()):
                    yield f"{settled.stream.name}/{line.name}" + (f"/{key_data(key)}" if key is not None else "")
