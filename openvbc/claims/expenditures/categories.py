"""Categories of service: a table of rules, read from a file; the first rule that a line meets decides."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Final

from openvbc.claims.expenditures.codes import ANY_CODE, CodeRange, code_range
from openvbc.errors import ClaimsError, Fault, did_you_mean, raise_all
from openvbc.tabular.small_table import in_file_order, read_small_table

#: The category of every pharmacy fill; no rule gives it.
PHARMACY: Final = "pharmacy"
#: The category that the default rules give to what they do not know.
OTHER: Final = "other"

_CLAIM_TYPES: Final = ("", "institutional", "professional", "undetermined")
_YES_OR_NO: Final = {"yes": True, "no": False}
_RANGES: Final = ("bill_type", "revenue_center", "hcpcs", "drg")
_COLUMNS: Final = (
    "priority",
    "category",
    "whole_claim",
    "claim_type",
    "source_claim_type",
    "place_of_service",
    *_RANGES,
    "basis",
)


@dataclass(frozen=True)
class CategoryRule:
    """One rule. A criterion left out holds for every line; all that are given must hold.

    whole_claim: a line that meets the rule takes its whole claim into the category (an outpatient claim with an
    emergency room line); such rules are looked at before those for lines. basis: where the rule comes from, in words.
    """

    priority: int
    category: str
    whole_claim: bool = False
    claim_type: str = ""
    source_claim_type: str = ""
    place_of_service: str = ""
    bill_type: CodeRange = ANY_CODE
    revenue_center: CodeRange = ANY_CODE
    hcpcs: CodeRange = ANY_CODE
    drg: CodeRange = ANY_CODE
    basis: str = ""


def categories_of(rules: Iterable[CategoryRule]) -> tuple[str, ...]:
    """The categories that lines can be in, in order of their names; pharmacy is always one."""
    return tuple(sorted({rule.category for rule in rules} | {PHARMACY}))


@cache
def default_category_rules() -> tuple[CategoryRule, ...]:
    """The rules that ship with OpenVBC."""
    with resources.as_file(resources.files("openvbc.claims.expenditures") / "category_rules.csv") as path:
        return read_category_rules(path)


def read_category_rules(path: Path) -> tuple[CategoryRule, ...]:
    """Read rules from a CSV file with the columns of the default rules, in order of priority.

    FileError if the file cannot be read; ClaimsError lists every fault in it, each with its line.
    """
    faults: list[Fault] = []
    table = read_small_table(path)
    raise_all(table.header_faults(_COLUMNS), ClaimsError)
    faults.extend(table.faults)
    rules = [_rule(cells, row.where, faults) for row, cells in table.records()]
    faults.extend(doubled_priorities(rules, path.name))
    if not rules:
        faults.append(Fault("no rule stands in the file", path.name, fix="write at least one rule"))
    raise_all(in_file_order(faults), ClaimsError)
    return tuple(sorted(rules, key=lambda rule: rule.priority))


def doubled_priorities(rules: Sequence[CategoryRule], where: str) -> list[Fault]:
    """A fault for each priority that two rules share: which of them comes first could not be known."""
    seen: set[int] = set()
    faults = []
    for rule in rules:
        if rule.priority in seen:
            what = f"two category rules have priority {rule.priority}"
            faults.append(Fault(what, where, why="which comes first cannot be known", fix="number them apart"))
        seen.add(rule.priority)
    return faults


def _rule(row: dict[str, str], where: str, faults: list[Fault]) -> CategoryRule:
    ranges = {name: _range(row[name], name, where, faults) for name in _RANGES}
    for name, known in (("claim_type", _CLAIM_TYPES), ("whole_claim", tuple(_YES_OR_NO))):
        if row[name] not in known:
            faults.append(Fault(f"{row[name]!r} is no {name}", where, fix=did_you_mean(row[name], known)))
    if not row["priority"].isdecimal() or int(row["priority"]) == 0:
        faults.append(Fault(f"{row['priority']!r} is no priority", where, fix="write a whole number from 1"))
        row = row | {"priority": "0"}
    if not row["category"]:
        faults.append(Fault("the category is empty", where, fix="name the category that the rule gives"))
    return CategoryRule(
        priority=int(row["priority"]),
        category=row["category"],
        whole_claim=_YES_OR_NO.get(row["whole_claim"], False),
        claim_type=row["claim_type"],
        source_claim_type=row["source_claim_type"],
        place_of_service=row["place_of_service"],
        basis=row["basis"],
        **ranges,
    )


def _range(text: str, name: str, where: str, faults: list[Fault]) -> CodeRange:
    if not text:
        return ANY_CODE
    try:
        return code_range(text)
    except ValueError as error:
        faults.append(Fault(f"{name}: {error}", where))
        return ANY_CODE
