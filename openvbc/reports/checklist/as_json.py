"""The checklist for machines. Exact values are text, so that no reader turns them into binary floats."""

import json
from collections.abc import Sequence
from decimal import Decimal

from openvbc.checklist.record import Check, Checklist, Fact, Step
from openvbc.citation import Citation
from openvbc.money import plain

Json = dict[str, object]


def checklist_json(found: Checklist) -> Json:
    """Everything the checklist says."""
    return {
        "contract": found.contract,
        "provider": found.provider,
        "organization": found.organization,
        "payment_stream": found.stream,
        "payment_model": found.title,
        "performance_year": found.year,
        "performance_year_named": found.year_named,
        "steps": [_step(step) for step in found.steps],
        "notes": list(found.notes),
        "files": [{"name": file.name, "sha256": file.sha256} for file in found.files],
        "data_fingerprint": found.data,
        "queries": dict(found.queries),
    }


def checklists_json_text(found: Sequence[Checklist]) -> str:
    """The checklists as JSON text: an object for one, a list for several."""
    told = [checklist_json(each) for each in found]
    return json.dumps(told[0] if len(told) == 1 else told, indent=2, ensure_ascii=False)


def _step(step: Step) -> Json:
    return {
        "step": step.number,
        "title": step.title,
        "standing": step.standing.value,
        "checks": [_check(check) for check in step.checks],
        "figures": [_fact(fact) for fact in step.facts],
        "cautions": list(step.cautions),
    }


def _check(check: Check) -> Json:
    return {
        "what": check.what,
        "standing": check.standing.value,
        "why": check.why,
        "fix": check.fix,
        "rule": _rule(check.rule),
        "clause": str(check.clause) if check.clause is not None else None,
    }


def _fact(fact: Fact) -> Json:
    value = plain(fact.value) if isinstance(fact.value, Decimal) else fact.value
    return {
        "label": fact.label,
        "value": value,
        "unit": fact.unit.name if fact.unit is not None else None,
        "shown": fact.shown,
        "rule": _rule(fact.rule),
    }


def _rule(rule: Citation | None) -> Json | None:
    if rule is None:
        return None
    return {"citation": str(rule), "status": rule.status.value, "meaning": rule.status.meaning}
