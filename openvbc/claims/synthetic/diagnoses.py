"""Diagnoses of claims: the reason for the claim first, then chronic conditions that are coded in the year."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from openvbc.claims.synthetic.claims import Claims, World
from openvbc.claims.synthetic.conditions import CONDITION_CODES, CONDITIONS
from openvbc.claims.synthetic.draws import Curve, Ints, below, child_keys, ranks, repeat
from openvbc.claims.synthetic.services import GROUPS, KINDS, Kind

#: Reasons for care that pass.
PASSING: Final = (
    "J069",
    "M25561",
    "R079",
    "R109",
    "M25511",
    "R0602",
    "R51",
    "N390",
    "J209",
    "R42",
    "L570",
    "H2513",
    "S0990XA",
    "K5900",
    "R5383",
)
#: Reasons for care that is not for sickness: a wellness visit, a test.
_WELLNESS: Final = "Z0000"
#: All codes by number: those of conditions, then of stays, then passing ones, then wellness and dialysis.
CODES: Final = (*CONDITION_CODES, *(group.diagnosis for group in GROUPS), *PASSING, _WELLNESS, "Z992")
#: The first number of the same code: a stay may be for what is also a condition.
_SAME: Final = np.array([CODES.index(code) for code in CODES], dtype=np.int64)
_OF_STAYS: Final = len(CONDITION_CODES)
_PASSING_FIRST: Final = _OF_STAYS + len(GROUPS)
_WELL: Final = _PASSING_FIRST + len(PASSING)

#: How many chronic conditions a claim may name: few on a professional claim, many on a stay.
_FEW: Final = Curve((0, 0), (4500, 1), (8500, 2), (10_000, 3))
_STAY: Final = Curve((0, 3), (5000, 6), (10_000, 12))


@dataclass(frozen=True)
class Diagnoses:
    """Rows in order of claims. number: 1 is the principal one; code: index of CODES."""

    claim: Ints
    number: Ints
    code: Ints


def make_diagnoses(world: World, claims: Claims) -> Diagnoses:
    """The diagnoses of the claims; every claim has at least one, none twice."""
    reason = _reasons(claims)
    claim, code, place = _chronic(world, claims)
    fresh = _SAME[code] != np.where(reason >= 0, _SAME[reason], -1)[claim]
    claim, code, place = claim[fresh], code[fresh], place[fresh]
    # A claim without its own reason (most visits) has the first chronic condition as its principal diagnosis.
    has_chronic = np.bincount(claim, minlength=len(claims)) > 0
    own = (reason >= 0) | ~has_chronic
    passing = _PASSING_FIRST + below(claims.key, "passing", len(PASSING))
    with_own = np.flatnonzero(own)
    all_claims = np.concatenate((with_own, claim))
    all_codes = np.concatenate((np.where(reason >= 0, reason, passing)[with_own], code))
    order = np.lexsort((np.concatenate((np.full(len(with_own), -1, dtype=np.int64), place)), all_claims))
    all_claims, all_codes = all_claims[order], all_codes[order]
    begins = np.concatenate((np.array([True]), all_claims[1:] != all_claims[:-1])) if len(order) else np.zeros(0, bool)
    at = np.arange(len(order), dtype=np.int64)
    return Diagnoses(all_claims, at - np.maximum.accumulate(np.where(begins, at, 0)) + 1, all_codes)


def _reasons(claims: Claims) -> Ints:
    """The code for which a claim was made, where its kind says it; -1 where a condition or a passing reason is."""
    reason = np.where(claims.group >= 0, _OF_STAYS + claims.group, -1)
    reason = np.where(claims.kind == Kind.WELLNESS, _WELL, reason)
    sudden = np.isin(claims.kind, (Kind.EMERGENCY_ROOM, Kind.EMERGENCY_VISIT, Kind.AMBULANCE))
    usual = ranks(claims.key, "for something passing") < (1 << 32) // 4
    passing = _PASSING_FIRST + below(claims.key, "passing", len(PASSING))
    return np.asarray(np.where((reason < 0) & (sudden | usual), passing, reason))


def _chronic(world: World, claims: Claims) -> tuple[Ints, Ints, Ints]:
    """Claim, code and place of the chronic conditions named: some of those the person has and the year codes.

    A person's conditions of a year stand in a list; a claim names a run of it that begins anywhere.
    """
    courses, years = world.courses, len(world.calendar.years)
    year_of_claim = world.calendar.year_of(claims.start)
    named = [(courses.begun <= year) & courses.coded[year] for year in range(years)]
    has = np.stack(named, axis=1).reshape(len(world.people) * years, len(CONDITIONS))
    row, condition = np.nonzero(has)
    size = np.bincount(row, minlength=len(has))
    first = np.cumsum(size) - size
    of_claim = claims.person * years + year_of_claim
    stay = np.isin(claims.kind, _STAY_KINDS)
    rank = ranks(claims.key, "diagnoses")
    wanted = np.where(stay, _STAY.at(rank), _FEW.at(rank))
    wanted = np.where(np.isin(claims.kind, _TERSE_KINDS), np.minimum(wanted, 1), wanted)
    repeated = repeat(np.minimum(wanted, size[of_claim]))
    person_year = of_claim[repeated.row]
    begin = below(child_keys(claims.key, "diagnosis"), "begin", np.maximum(size[of_claim], 1))[repeated.row]
    which = condition[first[person_year] + (begin + repeated.copy) % np.maximum(size[person_year], 1)]
    person = claims.person[repeated.row]
    return repeated.row, world.courses.code[person, which], repeated.copy


_STAY_KINDS: Final = tuple(int(each.kind) for each in KINDS if each.part == "A")
_TERSE_KINDS: Final = (int(Kind.LABORATORY), int(Kind.IMAGING), int(Kind.SUPPLIES), int(Kind.AMBULANCE))
