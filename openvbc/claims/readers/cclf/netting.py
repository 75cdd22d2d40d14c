"""Netting to final action, part by part, and the account of it: records and dollars after each step."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from openvbc.claims.readers.account import LoadOptions, OrphanRule, Step
from openvbc.claims.readers.cclf.identifiers import Replacement, resolve_identifiers
from openvbc.claims.readers.cclf.layout import PACKAGE, layouts
from openvbc.claims.readers.reading import ScriptValue, Workplace

#: The payer of all CCLF claims, unless the user names another.
PAYER: Final = "Medicare"


@dataclass(frozen=True)
class Part:
    """One kind of claims that are netted by themselves. records: the scripts that make them ready for netting."""

    name: str
    label: str
    records: tuple[str, ...]
    outputs: tuple[str, ...]


_PARTS: Final = (
    Part("part_a", "Part A claims", ("part_a_records",), ("part_a_claims", "part_a_diagnoses", "part_a_procedures")),
    Part("part_b", "Part B physician lines", ("part_b_lines", "line_records"), ("part_b_claims", "part_b_diagnoses")),
    Part("equipment", "Part B equipment (DME) lines", ("equipment_lines", "line_records"), ("equipment_claims",)),
)


@dataclass(frozen=True)
class Orphans:
    """Cancellations of a part whose original is not there."""

    label: str
    count: int
    examples: tuple[str, ...]


@dataclass(frozen=True)
class Netted:
    """What the netting did. repeated: records of a claim and line that remained beside a later one."""

    steps: tuple[Step, ...]
    orphans: tuple[Orphans, ...]
    repeated: int


def net(workplace: Workplace, options: LoadOptions) -> Netted:
    """Net what is kept and what was loaded into the canonical tables."""
    for layout in layouts().values():
        name = layout.table.name
        both = f"SELECT * FROM kept_{name} UNION ALL BY NAME SELECT * FROM loaded_{name}"  # noqa: S608
        workplace.connection.execute(f"CREATE OR REPLACE TEMP VIEW all_{name} AS {both}")
    values: dict[str, ScriptValue] = {
        "data_source": options.data_source,
        "payer": options.payer or PAYER,
        "plan": options.plan,
        "keep_orphans": options.orphan_rule is OrphanRule.SIGNED_SUM,
    }
    workplace.run(PACKAGE, "deliveries", values)
    pairs = workplace.run(PACKAGE, "identifier_pairs").rows
    current = resolve_identifiers({former: Replacement(now, rank) for former, now, rank in pairs})
    workplace.run(PACKAGE, "keep_identifiers", {"former": list(current), "current": list(current.values())})
    workplace.run(PACKAGE, "line_amounts", values)
    steps: list[Step] = []
    orphans: list[Orphans] = []
    repeated = 0
    for part in _PARTS:
        for script in (*part.records, "net", *part.outputs):
            workplace.run(PACKAGE, script, values)
        account = workplace.run(PACKAGE, "net_steps").records[0]
        if account["received"]:
            steps += _steps(part, account, options.orphan_rule)
            repeated += account["repeated"]
        if account["orphans"]:
            rows = workplace.run(PACKAGE, "orphan_examples").rows
            examples = (f"claim {claim}{f' line {line}' if line else ''} of {amount}" for claim, line, amount in rows)
            orphans.append(Orphans(part.label, account["orphans"], tuple(examples)))
    workplace.run(PACKAGE, "part_d_final", values)
    steps += _fill_steps(workplace)
    workplace.run(PACKAGE, "eligibility", values)
    return Netted(tuple(steps), tuple(orphans), repeated)


def _steps(part: Part, account: Mapping[str, Any], rule: OrphanRule) -> list[Step]:
    kept = rule is OrphanRule.SIGNED_SUM
    steps = (
        ("received", "records received (cancellations count as negative)", "received"),
        ("without_copies", "left without copies in later deliveries", "versions"),
        ("without_denied", "left without denied ones", "open"),
        ("without_pairs", "left without cancellations and what they cancel", "unpaired"),
        (
            "without_orphans",
            "left with cancellations whose original is not there, as negative amounts"
            if kept
            else "left without cancellations whose original is not there",
            "unpaired" if kept else "without_orphans",
        ),
        ("final", "final", "final"),
    )
    return [
        Step(
            f"{part.name}_{name}",
            f"{part.label}: {label}",
            account[count],
            account[f"{count}_dollars"],
        )
        for name, label, count in steps
    ]


def _fill_steps(workplace: Workplace) -> list[Step]:
    account = workplace.run(PACKAGE, "part_d_steps").records[0]
    if not account["received"]:
        return []
    steps = (
        ("received", "records received (dollars are what the persons paid)"),
        ("latest", "left with the latest record of each fill"),
        ("final", "final, without fills that were deleted"),
    )
    return [
        Step(f"part_d_{name}", f"Part D fills: {label}", account[name], account[f"{name}_dollars"])
        for name, label in steps
    ]
