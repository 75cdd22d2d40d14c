"""What is a stay and what is an event: tables of rules, read from files; every criterion left out holds for all."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

from openvbc.claims.expenditures.codes import ANY_CODE, CodeRange, code_range

#: The kinds of stays: is it an admission to hospital, can it be followed by a readmission.
STAY_KINDS: Final = {
    "acute": (True, True),
    "rehabilitation": (True, False),
    "psychiatric": (True, False),
    "long_term": (True, False),
    "skilled_nursing": (False, False),
}
#: The measure whose visits may go over midnight and are one visit: its lines then stand on two days.
OVERNIGHT_MEASURE: Final = "emergency"


@dataclass(frozen=True)
class StayRule:
    """A claim with these codes is a part of a stay of this kind. facility_number: characters 3 to 6 of the CCN."""

    priority: int
    stay_kind: str
    source_claim_type: str = ""
    bill_type: CodeRange = ANY_CODE
    facility_number: CodeRange = ANY_CODE
    basis: str = ""

    @property
    def row(self) -> tuple[str | int, ...]:
        """Its row of stay_rule."""
        return (
            self.priority,
            self.stay_kind,
            self.source_claim_type,
            *self.bill_type.cells,
            *self.facility_number.cells,
        )


@dataclass(frozen=True)
class EventRule:
    """A line with these codes is a part of an event of this measure. specialty: '-' where none may be known."""

    measure: str
    claim_type: str = ""
    source_claim_type: str = ""
    place_of_service: str = ""
    bill_type: CodeRange = ANY_CODE
    revenue_center: CodeRange = ANY_CODE
    hcpcs: CodeRange = ANY_CODE
    specialty: str = ""
    basis: str = ""

    @property
    def row(self) -> tuple[str | int, ...]:
        """Its row of event_rule."""
        return (
            self.measure,
            self.claim_type,
            self.source_claim_type,
            self.place_of_service,
            *self.bill_type.cells,
            *self.revenue_center.cells,
            *self.hcpcs.cells,
            self.specialty,
        )


@cache
def stay_rules() -> tuple[StayRule, ...]:
    """The rules of stays that ship with OpenVBC, in order of priority."""
    return tuple(
        StayRule(
            int(row["priority"]),
            row["stay_kind"],
            row["source_claim_type"],
            _range(row["bill_type"]),
            _range(row["facility_number"]),
            row["basis"],
        )
        for row in _records("stay_rules.csv")
    )


@cache
def event_rules() -> tuple[EventRule, ...]:
    """The rules of events that ship with OpenVBC; a cell with several codes makes a rule of each."""
    return tuple(rule for row in _records("event_rules.csv") for rule in _event_rules(row))


def _event_rules(row: Mapping[str, str]) -> Iterator[EventRule]:
    for revenue_center in row["revenue_center"].split() or ("",):
        for hcpcs in row["hcpcs"].split() or ("",):
            for specialty in row["specialty"].split() or ("",):
                yield EventRule(
                    row["measure"],
                    row["claim_type"],
                    row["source_claim_type"],
                    row["place_of_service"],
                    _range(row["bill_type"]),
                    _range(revenue_center),
                    _range(hcpcs),
                    specialty,
                    row["basis"],
                )


def own_conditions() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """OpenVBC's own list of conditions: name, label, and the beginnings of ICD-10 codes that show it."""
    return tuple(
        (row["condition"], row["label"], tuple(code for each in row["codes"].split() for code in _beginnings(each)))
        for row in _records("conditions.csv")
    )


def _beginnings(written: str) -> Iterator[str]:
    """The range E08-E13 as E08, E09, ... E13."""
    first, _, last = written.partition("-")
    last = last or first
    digits = len(first) - 1
    for number in range(int(first[1:]), int(last[1:]) + 1):
        yield f"{first[0]}{number:0{digits}d}"


def _range(text: str) -> CodeRange:
    return code_range(text) if text else ANY_CODE


def _records(name: str) -> list[dict[str, str]]:
    text = (resources.files("openvbc.claims.utilization") / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
