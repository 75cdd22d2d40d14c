"""What a contract asks to be counted for one year: area, carve-outs and truncation."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from hashlib import sha256
from typing import Final

from openvbc.claims.geography import ssa_state_code
from openvbc.errors import ClaimsError, Fault, did_you_mean, raise_all
from openvbc.money import plain

#: The categories of expenditures in the yearly columns; carrier claims are those of physicians and other suppliers.
CATEGORIES: Final = ("inpatient", "outpatient", "carrier")

_MILLIONTHS = 6
_MOST_DOLLARS = 10**12


@dataclass(frozen=True)
class CountRequest:
    """What to count for one year.

    year: the base or performance year, as the summaries are named.
    states: postal abbreviations ("CA") or SSA codes ("05"); members live in one of them that year.
    counties: SSA state and county, five digits ("05200"); empty for whole states.
    carved_out_categories: categories left out of expenditures as a whole ("inpatient", "outpatient", "carrier").
    carved_out_drgs: DRG codes whose inpatient claims are left out ("470").
    truncation_dollars: a member's annual amount after carve-outs counts at most to this many dollars.
    truncation_percentile: the same, at this percentile of the members' annual amounts ("99" for the 99th), found by
    nearest rank. At most one of the two; None for no truncation.
    """

    year: int
    states: tuple[str, ...]
    counties: tuple[str, ...] = ()
    carved_out_categories: tuple[str, ...] = ()
    carved_out_drgs: tuple[str, ...] = ()
    truncation_dollars: Decimal | None = None
    truncation_percentile: Decimal | None = None

    def normalized(self) -> "CountRequest":
        """The same request with SSA codes and three-digit DRGs, each once and in order.

        ClaimsError lists everything that cannot be counted as it is written.
        """
        faults: list[Fault] = []
        states = _each(self.states, ssa_state_code, "states", faults)
        counties = _each(self.counties, _county, "counties", faults)
        categories = _each(self.carved_out_categories, _category, "carved_out_categories", faults)
        drgs = _each(self.carved_out_drgs, _drg, "carved_out_drgs", faults)
        if not self.states:
            faults.append(Fault("no state is named", "states", fix='write at least one, like "CA"'))
        faults.extend(_counties_elsewhere(states, counties))
        if drgs and "inpatient" in categories:
            faults.append(
                Fault(
                    "inpatient expenditures are carved out as a whole, so carving out DRGs has no effect",
                    "carved_out_drgs",
                    fix="carve out the category or the DRGs, not both",
                )
            )
        faults.extend(_truncation_faults(self.truncation_dollars, self.truncation_percentile))
        raise_all(faults, ClaimsError)
        return replace(self, states=states, counties=counties, carved_out_categories=categories, carved_out_drgs=drgs)

    @property
    def count_id(self) -> str:
        """A name for this request in the store: the year and a digest of all that was asked (normalized)."""
        truncation = [
            "" if value is None else plain(value) for value in (self.truncation_dollars, self.truncation_percentile)
        ]
        asked = repr(
            (self.year, self.states, self.counties, self.carved_out_categories, self.carved_out_drgs, truncation)
        )
        return f"{self.year}-{sha256(asked.encode()).hexdigest()[:12]}"

    @property
    def threshold_cents(self) -> int | None:
        """The truncation threshold in cents, where the contract names dollars."""
        return None if self.truncation_dollars is None else int(self.truncation_dollars.scaleb(2))

    @property
    def percentile_millionths(self) -> int | None:
        """The truncation percentile in millionths of a per cent (99 is 99,000,000), where the contract names one."""
        return None if self.truncation_percentile is None else int(self.truncation_percentile.scaleb(_MILLIONTHS))


def _each(codes: Sequence[str], read: Callable[[str], str], term: str, faults: list[Fault]) -> tuple[str, ...]:
    """Each code as the data writes it, once and in order; what cannot be read is a fault."""
    found = set()
    for code in codes:
        try:
            found.add(read(code))
        except ValueError as error:
            faults.append(Fault(str(error), term))
    return tuple(sorted(found))


def _county(text: str) -> str:
    code = text.strip()
    if not re.fullmatch(r"[0-9]{5}", code):
        raise ValueError(f"{text!r} is no county; write SSA state and county, five digits, like '05200'")
    return code


def _category(text: str) -> str:
    if text not in CATEGORIES:
        raise ValueError(f"{text!r} is no category of expenditures; {did_you_mean(text, CATEGORIES)}")
    return text


def _drg(text: str) -> str:
    code = text.strip()
    if not re.fullmatch(r"[0-9]{1,3}", code):
        raise ValueError(f"{text!r} is no DRG; write its number, like '470'")
    return code.zfill(3)


def _counties_elsewhere(states: Sequence[str], counties: Sequence[str]) -> list[Fault]:
    return [
        Fault(
            f"county {county!r} is in none of the states ({', '.join(states)})",
            "counties",
            why="nobody would be counted in it",
            fix="name its state too, or correct the county",
        )
        for county in counties
        if states and county[:2] not in states
    ]


def _truncation_faults(dollars: Decimal | None, percentile: Decimal | None) -> list[Fault]:
    faults = []
    if dollars is not None and percentile is not None:
        faults.append(
            Fault(
                "truncation is given in dollars and as a percentile",
                "truncation_dollars",
                why="which threshold is meant cannot be known",
                fix="keep one of them",
            )
        )
    if dollars is not None and not (0 < dollars < _MOST_DOLLARS and dollars.scaleb(2) % 1 == 0):
        faults.append(
            Fault(f"{dollars} is no threshold", "truncation_dollars", fix="write dollars and cents above zero")
        )
    if percentile is not None and not (1 <= percentile <= 100 and percentile.scaleb(_MILLIONTHS) % 1 == 0):
        faults.append(
            Fault(
                f"{percentile} is no percentile to truncate at",
                "truncation_percentile",
                fix="write a number from 1 to 100 with at most six decimals: 99 for the 99th percentile, not 0.99",
            )
        )
    return faults
