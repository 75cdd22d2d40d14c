"""A settlement for machines. Exact values are text, so that no reader turns them into binary floats."""

import json
from collections.abc import Sequence
from dataclasses import asdict

from openvbc.citation import Citation
from openvbc.claims.engine.reuse import Reuse
from openvbc.contract.model import Contract
from openvbc.figures import Absent, Source, Value
from openvbc.money import plain
from openvbc.reports.answer import accepted_doubts, answer, provider_name
from openvbc.settlement.settle import Settlement
from openvbc.settlement.settled_before import SEAL, seal_of
from openvbc.worksheet.explain import ExplainedLine, ExplainedValue, Explanation, explain

Json = dict[str, object]


def settlement_json(settlement: Settlement) -> Json:
    """Everything a settlement says: answer, streams, sections, lines with exact and shown values, sources."""
    contract, period = settlement.contract, settlement.performance_year
    days = {what: day.isoformat() for what, day in settlement.days_after}
    told: Json = {
        "answer": answer(settlement),
        "contract": contract.name,
        "payer": contract.file.parties.payer.name,
        "organization": provider_name(settlement),
        "performance_year": period.year,
        "period": {
            "name": period.name,
            "words": period.words,
            "first_day": period.period.start.isoformat(),
            "last_day": period.period.last_day.isoformat(),
        },
        "status": settlement.status.value,
        "paid_through": settlement.paid_through.isoformat(),
        **({"days_after": days} if days else {}),
        "hcp_lan_category": contract.hcp_lan_category,
        "net_payment": plain(settlement.net_payment),
        **({"not_modeled": _not_modeled_json(contract)} if contract.not_modeled else {}),
        **({"accepted": list(accepted_doubts(settlement))} if settlement.accepted else {}),
        "fingerprint": settlement.fingerprint,
        **({"notes": list(settlement.notes)} if settlement.notes else {}),
        **({"kept_counts": _kept_counts_json(settlement.case.reuse)} if settlement.case.reuse is not None else {}),
        "streams": [
            {"stream": each.stream.name, "model": each.stream.model, **explanation_json(explain(each.evaluation))}
            for each in settlement.streams
        ],
    }
    return {**told, SEAL: seal_of(told)}


def _kept_counts_json(reuse: Reuse) -> Json:
    """How much of the counting was taken from kept counts, and which queries ran."""
    return {"queries": reuse.asked, "counted_before": reuse.reused, "counted_now": list(reuse.counted)}


def _not_modeled_json(contract: Contract) -> list[Json]:
    """The clauses that are agreed but not computed."""
    return [
        {
            **_if_told("stream", each.stream),
            "clause": each.agreed.clause,
            "text": each.agreed.text,
            "effect": each.agreed.effect,
        }
        for each in contract.not_modeled
    ]


def settlements_text(settlements: Sequence[Settlement], *, of_table: bool = False) -> str:
    """The settlements as JSON text: an object for one, a list for several and always for those of a table."""
    told = [settlement_json(each) for each in settlements]
    return json.dumps(told[0] if len(told) == 1 and not of_table else told, indent=2, ensure_ascii=False)


def explanation_json(explanation: Explanation) -> Json:
    """A worksheet explained: its outcome line, whether unconfirmed values were used, and its sections."""
    return {
        "title": explanation.title,
        "outcome": explanation.outcome,
        "unconfirmed_values_used": [line.name for line in explanation.unconfirmed()],
        "sections": [
            {"section": section.name, "title": section.title, "lines": [line_json(line) for line in section.lines]}
            for section in explanation.sections
        ],
    }


def line_json(line: ExplainedLine) -> Json:
    """One line: values by member where it has an axis, words, clause, rule, sources, precedents."""
    return {
        "line": line.name,
        "label": line.label,
        "unit": line.unit,
        "kind": line.kind.value,
        **({"axes": [axis.name for axis in line.axes]} if line.axes else {}),
        "values": [
            {
                **({"member": each.member} if each.member else {}),
                **(_members(line, each) if len(line.axes) > 1 else {}),
                "value": value_json(each.value),
                "shown": each.shown,
                **({"numbers": each.numbers} if each.numbers else {}),
                **({"source": _source_json(each.source)} if each.source else {}),
            }
            for each in line.values
        ],
        **_if_told("words", line.words),
        **_if_told("clause", line.clause),
        **({"rule": _citation_json(line.rule)} if line.rule else {}),
        **_if_told("note", line.note),
        **_if_told("overridden", line.overridden),
        **({"precedents": list(line.precedents)} if line.precedents else {}),
    }


def _members(line: ExplainedLine, each: ExplainedValue) -> Json:
    """The members of a figure over several axes, by the name of each axis."""
    return {"members": {axis.name: member.key for axis, member in zip(line.axes, each.members, strict=True)}}


def _if_told(name: str, text: str) -> Json:
    return {name: text} if text else {}


def value_json(value: Value) -> str | bool | None:
    """A number as text, a flag as true or false, absence as null."""
    if isinstance(value, Absent):
        return None
    return value if isinstance(value, bool) else plain(value)


def _citation_json(citation: Citation) -> Json:
    told: Json = {"source": citation.source, "status": citation.status.value}
    told |= {name: text for name in ("pin", "page", "link") if (text := getattr(citation, name))}
    if citation.published:
        told["published"] = citation.published.isoformat()
    return told


def _source_json(source: Source) -> Json:
    told: Json = {"origin": source.origin.value}
    told |= {name: text for name in ("description", "where", "query", "listing") if (text := getattr(source, name))}
    if source.files:
        told["files"] = [{"name": file.name, "sha256": file.sha256} for file in source.files]
    if source.rows is not None:
        told["rows"] = source.rows
    if source.settled is not None:
        told["settlement"] = asdict(source.settled)
    return told
