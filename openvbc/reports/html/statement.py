"""The page of one settlement."""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from openvbc.money import ZERO
from openvbc.payment_models.registry import payment_models
from openvbc.reports.answer import (
    ACCEPTED,
    NOT_MODELED,
    accepted_doubts,
    answer,
    category_sentence,
    provider_name,
    status_sentence,
)
from openvbc.reports.document.tree import AmountBars
from openvbc.reports.html.chart import Chart, WaterfallView, amounts_drawn, waterfall_view
from openvbc.reports.html.lines import LineLink, LineViews, SectionView, file_list, query_list
from openvbc.reports.html.page import render_page, write_page
from openvbc.reports.html.references import References
from openvbc.reports.html.what_if import WHAT_IF_SCRIPT, WHAT_IF_STYLE, render_what_if
from openvbc.reports.outcome_path import outcome_path
from openvbc.reports.profiles import profiles_of
from openvbc.reports.unmet import unmet_conditions
from openvbc.reports.waterfall import pictures_of
from openvbc.settlement.settle import Settlement, StreamSettlement
from openvbc.units import USD
from openvbc.worksheet.explain import Explanation, explain

_SHORT_FINGERPRINT = 12


@dataclass(frozen=True)
class PathRow:
    """A line that matters most for the payment, for print: what it is, how it was made, and where that stands."""

    label: str
    value: str
    formula: str
    clause: str
    rule: str


@dataclass(frozen=True)
class StreamView:
    """One payment stream for print. `prefix` stands in its anchors where the page has several streams."""

    name: str
    title: str
    prefix: str
    outcome: LineLink
    pictures: tuple[WaterfallView, ...]
    profiles: tuple[tuple[AmountBars, tuple[Chart, ...]], ...]
    sections: tuple[SectionView, ...]
    path: tuple[PathRow, ...]
    unmet: tuple[LineLink, ...]
    unconfirmed: tuple[tuple[LineLink, str], ...]
    overridden: tuple[tuple[LineLink, str], ...]


def render_html(settlement: Settlement) -> str:
    """The settlement as one HTML page that needs no network and no other file. Equal settlement, equal text.

    What is said of kept counts is no part of the settlement.
    """
    references = References()
    several = len(settlement.streams) > 1
    streams = [
        _stream(each, references, each.stream.name if several else "", settlement) for each in settlement.streams
    ]
    sentence = answer(settlement)
    amount = USD.show(abs(settlement.net_payment)) if settlement.net_payment else ""
    # The amount that ends the first sentence; a second one may tell of the same amount reinvested.
    before, _, after = sentence.partition(f" {amount}.") if amount else (sentence, "", "")
    before, found, after = (f"{before} ", amount, f".{after}") if amount else (sentence, "", "")
    return render_page(
        "statement.html.jinja",
        "statement.js",
        {
            "settlement": settlement,
            "contract": settlement.contract.file,
            "provider": provider_name(settlement),
            "names": (settlement.contract.file.parties.payer.name, provider_name(settlement)),
            "answer": (before, found, after) if found else (sentence, "", ""),
            "is_owed": settlement.net_payment < ZERO,
            "status_sentence": status_sentence(settlement),
            "category": category_sentence(settlement.contract).partition(": ")[2],
            "net_payment": USD.show(settlement.net_payment),
            "not_modeled_heading": NOT_MODELED,
            "accepted_heading": ACCEPTED,
            "accepted": accepted_doubts(settlement),
            "streams": streams,
            "files": file_list(references),
            "queries": query_list(references),
            "short_fingerprint": settlement.fingerprint[:_SHORT_FINGERPRINT],
            # A page inside the page, as letters that can end no attribute.
            "what_if": b64encode(render_what_if(settlement, payment_models()).encode()).decode(),
        },
        opens=(WHAT_IF_SCRIPT, WHAT_IF_STYLE),
    )


def write_html(settlement: Settlement, path: Path) -> None:
    """Write the settlement's page to `path`. FileError if it cannot be written."""
    write_page(path, render_html(settlement))


def _stream(stream: StreamSettlement, references: References, prefix: str, settlement: Settlement) -> StreamView:
    explanation = explain(stream.evaluation)
    views = LineViews(explanation, stream.evaluation, references, prefix)
    unmet = unmet_conditions(stream.evaluation) if settlement.net_payment == ZERO else ()
    return StreamView(
        name=stream.stream.name,
        title=explanation.title,
        prefix=prefix,
        outcome=views.link(explanation.outcome),
        pictures=tuple(_pictures(stream, views, prefix)),
        profiles=tuple(_profiles(stream, prefix)),
        sections=views.sections(),
        path=tuple(_path(stream, explanation, views)),
        unmet=tuple(views.link(each.line) for each in unmet),
        unconfirmed=tuple((views.link(line.name), str(line.rule)) for line in explanation.unconfirmed()),
        overridden=tuple((views.link(line.name), line.overridden) for line in explanation.lines() if line.overridden),
    )


def _path(stream: StreamSettlement, explanation: Explanation, views: LineViews) -> Iterator[PathRow]:
    """What print tells of the lines on the way to the payment; the screen tells it of every line that is opened."""
    explained = {line.name: line for line in explanation.lines()}
    for line in outcome_path(stream.evaluation):
        told = explained[line.name]
        rule = f"{told.rule} ({told.rule.status.meaning})" if told.rule else ""
        link = views.link(line.name)
        value = "by member, below" if line.axes else link.shown
        yield PathRow(link.label, value, told.overridden or told.words, told.clause, rule)


def _pictures(stream: StreamSettlement, views: LineViews, prefix: str) -> Iterator[WaterfallView]:
    """The waterfall from benchmark to payment, and the bridges that the worksheet names."""
    for picture, title, bars in pictures_of(stream.evaluation):
        name = f"{picture}-{prefix}" if prefix else picture
        yield waterfall_view(name, title, bars, [views.anchor(bar.line) for bar in bars])


def _profiles(stream: StreamSettlement, prefix: str) -> Iterator[tuple[AmountBars, tuple[Chart, ...]]]:
    """Lines whose members are seen beside each other, with where their bars stand."""
    for _, _, profile in profiles_of(stream.evaluation):
        named = replace(profile, name=f"{profile.name}-{prefix}" if prefix else profile.name)
        yield named, amounts_drawn(named)
