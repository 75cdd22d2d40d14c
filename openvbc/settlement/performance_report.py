"""A payer's performance report (Da Vinci VBPR) read as its statement: the metrics that are lines of our worksheets."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

from openvbc.claims.readers.fhir_eob.resources import Json, coded, day, inner, items, last_word, read_resources, text
from openvbc.errors import Fault, InputError, raise_all
from openvbc.figures import FileDigest, Origin, Source
from openvbc.money import EXACT, ZERO, decimal_from_text
from openvbc.payment_models.record import ReportedPerformance
from openvbc.periods import Period
from openvbc.settlement.payer_statement import PayerStatement, Stated
from openvbc.settlement.stream_sheets import StreamSheets
from openvbc.worksheet.sheet import Line
from openvbc.yamlfile import digest

#: The endings of files that hold FHIR resources.
FHIR_SUFFIXES: Final = (".json", ".ndjson")
_METRICS, _STREAMS = "vbp_performance_metric", "payment_stream"
#: Where a figure of a group may stand: the score itself, or the guide's extension for other types.
_VALUES: Final = (("valueMoney", "value"), ("valueDecimal",), ("valueInteger",))


def read_performance_report(
    path: Path, sheets: StreamSheets, told: Mapping[str, ReportedPerformance], settled: Period
) -> PayerStatement:
    """The payer's report of a period as a statement. told: how each stream is told, by its name.

    A group belongs to the stream whose name its id begins with, as our own reports write it, else to the only stream
    with its code of a payment stream. The payment is what the streams' outcomes add up to. InputError where there is no
    report of the period, or several, or one that does not tell what a stream comes to; what it tells beside, and is no
    line of ours, stands in `not_read`.
    """
    days = (settled.start.isoformat(), settled.last_day.isoformat())
    reports = [each for each in _reports(path) if (day(each, "period", "start"), day(each, "period", "end")) == days]
    if len(reports) != 1:
        what = f"the file holds {len(reports)} performance reports of {settled}"
        fix = "get the payer's report of this period" if not reports else "keep the report that holds"
        raise InputError(Fault(what, path.name, why="a statement is of one period", fix=fix))
    (report,) = reports
    figures: list[Stated] = []
    faults: list[Fault] = []
    not_read: list[str] = []
    file = FileDigest(path.name, digest(path))
    for group in items(report, "group"):
        where = f"{path.name}, group {text(group, 'id') or len(figures) + 1}"
        words = text(group, "code", "text") or coded(group.get("code"), _METRICS) or "a group without a code"
        found = _line(group, sheets, told)
        written = _written(group)
        if found is None or found[1].axes:
            not_read.append(words)
            continue
        stream, line = found
        if any((each.stream, each.line.name) == (stream, line.name) for each in figures):
            faults.append(Fault(f"{words} stands twice for {stream}", where, fix="keep the one that holds"))
            continue
        try:
            value = decimal_from_text(written)
        except ValueError:
            faults.append(Fault(f"{words} has no number", where, why="its figure cannot be known", fix="get it again"))
            continue
        decimals = max(-int(value.as_tuple().exponent), 0)
        source = Source(Origin.READ, "payer's performance report", where, (file,))
        figures.append(Stated(stream, line, None, value, decimals, None, source))
    payment = ZERO
    for stream, sheet in sheets.items():
        outcome = [each for each in figures if (each.stream, each.line.name) == (stream, sheet.outcome)]
        if not outcome:
            what = f"the report does not tell what stream {stream} comes to"
            faults.append(Fault(what, path.name, why="the gap to our settlement cannot be known", fix="ask the payer"))
        for each in outcome:
            if isinstance(each.value, Decimal):
                payment = EXACT.add(payment, each.value)
    raise_all(faults, InputError)
    lines = tuple(each for each in figures if each.line.name != sheets[each.stream].outcome)
    dated = date.fromisoformat(day(report, "date")) if day(report, "date") else None
    name = text(report, "reporter", "display") or path.stem
    return PayerStatement(f"{name}, performance report", dated, None, payment, lines, file, tuple(not_read))


def _reports(path: Path) -> Iterator[Json]:
    for resource in read_resources(path, path.name):
        if resource.kind == "MeasureReport" and any(
            coded(each.get("valueCodeableConcept"), "measurereport_category") == "vbp"
            for each in items(resource.body, "extension")
        ):
            yield resource.body


def _line(group: Json, sheets: StreamSheets, told: Mapping[str, ReportedPerformance]) -> tuple[str, Line] | None:
    """The stream and line that a group is about; None where no line of ours is."""
    named = text(group, "id").partition(".")[0].replace("-", "_")
    kind = next(
        (
            coded(part.get("valueCodeableConcept"), _STREAMS)
            for each in items(group, "extension")
            if last_word(text(each, "url")) == "payment_stream"
            for part in items(each, "extension")
        ),
        "",
    )
    of_kind = [name for name, each in told.items() if kind and each.payment_stream == kind]
    stream = named if named in sheets else of_kind[0] if len(of_kind) == 1 else ""
    if not stream:
        return None
    sheet = sheets[stream]
    line = told[stream].metrics.get(coded(group.get("code"), _METRICS), "")
    if not line and text(group, "code", "text") == sheet[sheet.outcome].label:
        line = sheet.outcome
    return (stream, sheet[line]) if line in sheet else None


def _written(group: Json) -> str:
    """A group's figure as it is written; "" where there is none."""
    score = inner(group, "measureScore")
    told = [text(score, "value")]
    told += [text(each, *path) for each in items(score, "extension") for path in _VALUES]
    return next((each for each in told if each), "")
