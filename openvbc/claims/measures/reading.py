"""Measures from YAML. Every fault of the file is told at once, with its line."""

import re
from collections.abc import Iterator
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Final

from openvbc.claims.measures.clauses import MOST_CLAUSES, TooManyClausesError, clauses_of
from openvbc.claims.measures.criteria import CriteriaReader
from openvbc.claims.measures.definition import (
    OLDEST,
    SOURCES,
    STRATA,
    UNITS,
    AgeBand,
    Always,
    Criterion,
    Index,
    Measure,
    Reason,
)
from openvbc.claims.measures.fields import Fields
from openvbc.claims.measures.value_sets import ValueSets
from openvbc.errors import Fault, InputError, raise_all
from openvbc.yamlfile import Node, parse_yaml, read_yaml

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_BUNDLED: Final = "bundled_measures.yaml"


def read_measures(path: Path, value_sets: ValueSets) -> tuple[Measure, ...]:
    """Read and check a file of measures against value sets. InputError lists every fault with its line."""
    faults: list[Fault] = []
    return _measures(read_yaml(path, faults), value_sets, faults)


def measures_from_text(text: str, name: str, value_sets: ValueSets) -> tuple[Measure, ...]:
    """The same from text; `name` is what faults call it."""
    faults: list[Fault] = []
    return _measures(parse_yaml(text, Path(name), faults), value_sets, faults)


def bundled_measures(value_sets: ValueSets) -> tuple[Measure, ...]:
    """The measures that come with OpenVBC."""
    text = (resources.files("openvbc.claims.measures") / "bundled" / _BUNDLED).read_text(encoding="utf-8")
    return measures_from_text(text, _BUNDLED, value_sets)


def _measures(node: Node, value_sets: ValueSets, faults: list[Fault]) -> tuple[Measure, ...]:
    top = Fields(node, "the file", faults)
    listed = top.listed("measures")
    top.finish()
    if not listed:
        faults.append(Fault("the file has no measures", node.where, fix="write `measures:` and a list of them"))
    found = [_measure(each, value_sets, faults) for each in listed]
    names = [each.measure for each in found]
    for index, name in enumerate(names):
        if name and names.index(name) != index:
            fix = "rename or take out one of them"
            faults.append(Fault(f"two measures are named {name!r}", found[index].where, fix=fix))
    raise_all(faults, InputError)
    return tuple(found)


def _measure(node: Node, value_sets: ValueSets, faults: list[Fault]) -> Measure:
    fields = Fields(node, "the measure", faults)
    name = fields.text("measure", needed=True)
    fields.what = f"the measure {name}" if name else fields.what
    if name and not _NAME.fullmatch(name):
        fields.fault(f"the name {name!r} is no name", fix="write lower case words joined by underscores")
    unit = fields.choice("unit", UNITS)
    criteria = CriteriaReader(value_sets, faults, fields.node_of("events"), has_index=unit != "person")
    from_months, to_months = _period(fields, faults)
    strata, bands = _strata(fields, faults)
    citation = fields.text("citation")
    measure = Measure(
        measure=name,
        label=fields.text("label", needed=True),
        source=fields.choice("source", SOURCES),
        pool=fields.text("pool", needed=True),
        unit=unit,
        direction=fields.choice("direction", ("higher", "lower")),
        denominator=_part(fields, criteria, "denominator", "whom it counts cannot be known"),
        numerator=_part(fields, criteria, "numerator", "what is good or bad cannot be known"),
        owner=fields.text("owner"),
        citation=citation,
        not_modeled=tuple(str(each.plain()) for each in fields.listed("not_modeled")),
        index=_index(fields, criteria, unit, faults),
        from_months=from_months,
        to_months=to_months,
        first_year=fields.whole("first_year", least=1990, most=2100) or None,
        last_year=fields.whole("last_year", least=1990, most=2100) or None,
        exclusions=tuple(_reasons(fields, criteria, "exclusions", faults)),
        exceptions=tuple(_reasons(fields, criteria, "exceptions", faults)),
        strata=strata,
        age_bands=bands,
        where=node.where,
    )
    if measure.first_year and measure.last_year and measure.first_year > measure.last_year:
        fields.fault("its years end before they begin", fix="exchange first_year and last_year")
    fields.finish()
    criteria.finish()
    return measure


def _part(fields: Fields, criteria: CriteriaReader, name: str, why: str) -> Criterion:
    node = fields.node_of(name)
    if node is None:
        everyone = " (`everyone` for all of the pool)" if name == "denominator" else ""
        fields.fault(f"{fields.what} has no {name}", why=why, fix=f"add `{name}:` with its criteria{everyone}")
        return Always()
    return _readable(fields, criteria.read(node), node)


def _readable(fields: Fields, criterion: Criterion, node: Node) -> Criterion:
    try:
        clauses_of(criterion)
    except TooManyClausesError:
        fix = "split it into events of several value sets, or into two measures"
        fields.fault(f"these criteria fall into more than {MOST_CLAUSES} alternatives", node, fix=fix)
        return Always()
    return criterion


def _period(fields: Fields, faults: list[Fault]) -> tuple[int, int]:
    node = fields.node_of("period")
    if node is None:
        return 0, 0
    inner = Fields(node, "period", faults)
    months = (inner.whole("from_months", least=-60, most=12), inner.whole("to_months", least=-60, most=12))
    inner.finish()
    if 12 + months[1] <= months[0]:
        fields.fault("the measurement period ends before it begins", node, fix="exchange from_months and to_months")
        return 0, 0
    return months


def _index(fields: Fields, criteria: CriteriaReader, unit: str, faults: list[Fault]) -> Index | None:
    node = fields.node_of("index")
    if (node is None) != (unit == "person"):
        what = "has no index" if node is None else "counts people and has an index event"
        fix = "add `index: {event: ...}`" if node is None else "take index out, or write unit: stay or event"
        fields.fault(f"{fields.what} {what}", node, why="stays and events are counted from it", fix=fix)
    if node is None:
        return None
    inner = Fields(node, "index", faults)
    event = criteria.event(inner)
    counted_by = inner.choice("counted_by", ("start", "end"), "start")
    transfer_days = inner.whole("transfer_days", least=0, most=30)
    inner.finish()
    if event is None:
        return None
    return Index(event, "end" if counted_by == "end" else "start", transfer_days)


def _reasons(fields: Fields, criteria: CriteriaReader, name: str, faults: list[Fault]) -> Iterator[Reason]:
    for node in fields.listed(name):
        inner = Fields(node, f"one of the {name}", faults)
        reason, when = inner.text("reason", needed=True), inner.node_of("when")
        if when is None:
            inner.fault(f"one of the {name} has no `when`", fix="add `when:` with its criteria")
        else:
            yield Reason(reason, _readable(inner, criteria.read(when), when))
        inner.finish()


def _strata(fields: Fields, faults: list[Fault]) -> tuple[tuple[str, ...], tuple[AgeBand, ...]]:
    listed = [Node({"stratum": node}, node.file, node.line) for node in fields.listed("strata")]
    kinds = [Fields(node, "strata", faults).choice("stratum", STRATA) for node in listed]
    bands = tuple(_bands(fields))
    if ("age_band" in kinds) != bool(bands):
        fields.fault(
            "strata by age_band need age_bands, and nothing else has them", fix="add age_bands: [[0, 64], [65]]"
        )
    if len(set(kinds)) < len(kinds):
        fields.fault("one of the strata stands twice", fix="keep one of them")
    return tuple(dict.fromkeys(kinds)), bands


def _bands(fields: Fields) -> Iterator[AgeBand]:
    reached = -1
    for node in fields.listed("age_bands"):
        ends = [each.value for each in node.value] if isinstance(node.value, list) else []
        whole = [int(each) for each in ends if isinstance(each, Decimal) and each == int(each)]
        band = AgeBand(whole[0], whole[1] if len(whole) > 1 else OLDEST) if whole else AgeBand(0, -1)
        if len(whole) != len(ends) or len(ends) not in (1, 2) or not reached < band.at_least <= band.at_most:
            fix = "write rising bands that do not overlap, like [[0, 64], [65, 74], [75]]"
            fields.fault("this is no age band", node, fix=fix)
            return
        reached = band.at_most
        yield band
