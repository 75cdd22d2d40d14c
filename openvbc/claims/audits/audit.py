"""Running the audits: named queries over all tables of a project, and what is told about what they find."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict
from functools import cache
from typing import Final

from openvbc.claims.audits.catalog import AUDITS, BUILT, Audit
from openvbc.claims.audits.codes import CODE_SHAPES, known_codes
from openvbc.claims.engine.engine import Engine
from openvbc.claims.engine.query import query
from openvbc.claims.findings import Finding
from openvbc.claims.tables.audit_rule_tables import CODE_SHAPE, KNOWN_CODE

#: How many examples a finding shows.
EXAMPLES: Final = 5


def audit_tables(engine: Engine, tell: Callable[[str], None] | None = None) -> tuple[Finding, ...]:
    """Run every audit on the canonical tables of an engine; what was found, in the order of the catalog.

    tell hears the name of each step. The tables that audits share are dropped afterwards.
    """
    report = tell or (lambda _: None)
    engine.put(KNOWN_CODE, known_codes())
    engine.put(CODE_SHAPE, CODE_SHAPES)
    for name in BUILT:
        report(f"audits: {name}")
        engine.build(name)
    found = []
    for audit in AUDITS:
        report(f"audits: {audit.name}")
        finding = _finding(engine, audit)
        if finding is not None:
            found.append(finding)
    for made in (*BUILT, KNOWN_CODE.name, CODE_SHAPE.name):
        engine.drop(made)
    return tuple(found)


@cache
def audits_digest() -> str:
    """A digest of all audits as they are in this version: other queries, code lists or words give another one."""
    parts = {
        "audits": [asdict(audit) for audit in AUDITS],
        "queries": [query(name).text for name in (*BUILT, *(audit.query for audit in AUDITS))],
        "codes": [known_codes(), CODE_SHAPES],
        "examples": EXAMPLES,
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _finding(engine: Engine, audit: Audit) -> Finding | None:
    rows = engine.rows(audit.query, {"examples": EXAMPLES, **audit.values}).rows
    if not rows:
        return None
    examples = tuple(str(example) for example, _ in rows)
    return Finding(
        audit.name,
        audit.severity,
        audit.what,
        int(rows[0][1]),
        examples,
        audit.why,
        audit.remedy,
        audit.names_people,
    )
