"""Claims that stand in the files more than once: the same interface asked twice, a bundle beside its resources."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Final

from openvbc.claims.findings import Finding, Severity
from openvbc.claims.readers.fhir_eob.claims import Row, claim_rows, left_out
from openvbc.claims.readers.fhir_eob.people import People
from openvbc.claims.readers.fhir_eob.resources import EOB, Resource, inner, read_resources, text
from openvbc.errors import Fault

#: What decides dollars and whose and when they are; other values may be told more or less fully.
_MONEY: Final = (
    "person_id",
    "claim_line_number",
    "claim_start_date",
    "claim_end_date",
    "dispensing_date",
    "paid_covered",
    "paid_amount",
)
_EXAMPLES: Final = 5

_Place = tuple[Path, int]


@dataclass(frozen=True)
class _Reading:
    """One of the resources of a claim. updated: when CMS wrote it, '' if it does not say so."""

    place: _Place
    updated: str
    rows: tuple[tuple[tuple[str, str], ...], ...]
    money: tuple[tuple[str | Decimal, ...], ...]

    @property
    def where(self) -> str:
        return f"{self.place[0].name}:{self.place[1]}"


@dataclass
class Repeats:
    """Which of the resources of a claim is read. kept: claim -> its place; differing: claims told in several ways."""

    kept: dict[str, _Place] = field(default_factory=dict)
    differing: list[str] = field(default_factory=list)

    def leaves_out(self, path: Path, resource: Resource) -> bool:
        """Whether a resource is a claim that is read from another place."""
        if resource.kind != EOB or left_out(resource.body):
            return False
        place = self.kept.get(text(resource.body, "id"))
        return place is not None and place != (path, resource.line)

    def findings(self) -> Iterator[Finding]:
        """What is to be told of claims that stand in the files more than once."""
        if self.kept:
            yield Finding(
                "repeated_claims",
                Severity.NOTE,
                "claims stand in the files more than once, and are read once",
                len(self.kept),
                tuple(sorted(self.kept)[:_EXAMPLES]),
                why="number and dollars are the same: an interface was asked twice, or a bundle lies beside its rows",
                names_people=False,
            )
        if self.differing:
            yield Finding(
                "repeated_claims_differ",
                Severity.WARNING,
                "claims that stand in the files more than once differ in other values than dollars and days",
                len(self.differing),
                tuple(self.differing[:_EXAMPLES]),
                why="the one that was written last is read; where that is not said, the first by file and line",
                remedy="load one of the files, if they are of different interfaces",
                names_people=False,
            )


def find_repeats(files: Sequence[Path], several: Set[str], people: People, faults: list[Fault]) -> Repeats:
    """Choose among the resources of the claims `several`, each of which stands in the files more than once.

    The one that was written last holds (meta.lastUpdated). Where dollars, person or days differ and it is not said
    which was written last, it is a fault: which of the two was paid cannot be known.
    """
    readings: dict[str, list[_Reading]] = {}
    for path in files if several else ():
        for resource in read_resources(path, path.name):
            claim = text(resource.body, "id")
            if resource.kind == EOB and claim in several and not left_out(resource.body):
                readings.setdefault(claim, []).append(_reading(path, resource, people))
    repeats = Repeats()
    for claim, found in sorted(readings.items()):
        latest = max(each.updated for each in found)
        # A resource that does not say when it was written may be later than those that do.
        known = all(each.updated for each in found)
        newest = [each for each in found if each.updated == latest] if known else found
        if len({each.money for each in newest}) > 1:
            what = f"claim {claim} stands here with other dollars, days or another person than in {newest[0].where}"
            why = "which of the two holds cannot be known: neither says that it was written later"
            faults.append(Fault(what, newest[-1].where, why=why, fix="take out the file that is out of date"))
        repeats.kept[claim] = newest[0].place
        if len({each.rows for each in found}) > 1:
            repeats.differing.append(f"{claim} in {found[0].where} and {found[-1].where}")
    return repeats


def _reading(path: Path, resource: Resource, people: People) -> _Reading:
    tables = claim_rows(resource, people.person(text(resource.body, "patient", "reference"))).tables
    rows = [row for each in tables.values() for row in each]
    updated = text(inner(resource.body, "meta"), "lastUpdated")
    return _Reading(
        (path, resource.line),
        updated if updated[:4].isdigit() else "",
        tuple(tuple(sorted((name, value) for name, value in row.items() if name != "resource_line")) for row in rows),
        tuple(_money(row) for table in ("medical_claim", "pharmacy_claim") for row in tables.get(table, ())),
    )


def _money(row: Row) -> tuple[str | Decimal, ...]:
    values: list[str | Decimal] = []
    for name in _MONEY:
        value = row.get(name, "")
        try:
            values.append(Decimal(value) if name.startswith("paid_") and value else value)
        except ArithmeticError:
            values.append(value)  # no amount: the check of values tells which
    return tuple(values)
