"""Enrollment month by month: who is covered for what, and the spans of days with the same enrollment."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from openvbc.claims.synthetic.calendar import NEVER, Calendar, months_of
from openvbc.claims.synthetic.draws import Choice, Flags, Ints, below, chance
from openvbc.claims.synthetic.payers import ORIGINAL_MEDICARE
from openvbc.claims.synthetic.population import Population

#: How people are covered, with how many of 100 are: usual, Part A only, Part B only, with a gap, A only from a month
#: on, in Medicare Advantage throughout, in Medicare Advantage from a month on, and for some months.
_KINDS: Final = Choice((780, 22, 8, 28, 16, 92, 32, 22))
_USUAL, _A_ONLY, _B_ONLY, _GAP, _LOSES_B, _PRIVATE, _JOINS, _TRIES = range(8)

_A, _B, _D, _P, _I = 1, 2, 4, 8, 16
_DUAL, _STATUS, _COUNTY = 1 << 5, 1 << 8, 1 << 11

#: Medicare status codes: aged, aged with ESRD, disabled, disabled with ESRD, ESRD only.
STATUS_CODES: Final = ("10", "11", "20", "21", "31")


@dataclass(frozen=True)
class Enrollment:
    """Which months (people x months) are covered for what."""

    part_a: Flags
    part_b: Flags
    part_d: Flags
    medicare_advantage: Flags
    institutional: Flags
    dual: Ints
    status: Ints
    county: Ints

    @property
    def enrolled(self) -> Flags:
        """Months with any enrollment."""
        return self.part_a | self.part_b


def make_enrollment(people: Population, calendar: Calendar) -> Enrollment:
    """Month by month for the people of a block. Other payers than Original Medicare cover all months and services."""
    month = np.arange(calendar.months, dtype=np.int64)[None, :]
    alive = (month >= people.entry[:, None]) & (calendar.month_start[:-1][None, :] <= people.death[:, None])
    # A draw's name is part of its seed: spelled otherwise, it would draw other people.
    covers_all = (people.payer != ORIGINAL_MEDICARE)[:, None]
    kind = np.where(covers_all, _USUAL, _KINDS.draw(people.key, "enrolment")[:, None])
    start = below(people.key, "enrolment change", calendar.months)[:, None]
    end = start + 1 + below(people.key, "enrolment months", 7)[:, None]
    between = (month >= start) & (month < end)
    gap = (kind == _GAP) & between
    lost_b = (kind == _A_ONLY) | ((kind == _LOSES_B) & (month >= start))
    private = (kind == _PRIVATE) | ((kind == _JOINS) & (month >= start))
    private |= (kind == _TRIES) & (month >= start) & (month < start + 12)
    has_drugs = chance(people.key, "part d", 720_000)[:, None]
    dual_now = (month >= people.dual_from[:, None]) & (month < people.dual_to[:, None])
    part_a, part_b = alive & ~gap & (kind != _B_ONLY), alive & ~gap & ~lost_b
    moved = month >= people.county_change[:, None]
    return Enrollment(
        part_a=part_a,
        part_b=part_b,
        part_d=(part_a | part_b) & (has_drugs | covers_all),
        medicare_advantage=private & part_a & part_b,
        institutional=_institutional(people, month),
        dual=np.where(dual_now, people.dual[:, None], 0),
        status=_status(people, month, calendar),
        county=np.where(moved, people.later_county[:, None], people.county[:, None]),
    )


def _status(people: Population, month: Ints, calendar: Calendar) -> Ints:
    """Index of STATUS_CODES: aged from the month of the 65th birthday on; by reason and ESRD."""
    aged = calendar.first_month + month >= (months_of(people.birth) + 65 * 12)[:, None]
    kidney = month >= people.esrd_from[:, None]
    younger = np.where(kidney, np.where(people.reason[:, None] == 2, 4, 3), 2)
    return np.where(aged, kidney * 1, younger)


def _institutional(people: Population, month: Ints) -> Flags:
    """Long-term residents of institutions: the frail, from a month on."""
    goes = chance(people.key, "institution", np.minimum(people.frailty * 12, 60_000))
    since = below(people.key, "institution month", 60) - 24
    return np.asarray(month >= np.where(goes, since, NEVER)[:, None])


@dataclass(frozen=True)
class Spans:
    """Spans of days with the same enrollment: person (of the block), first and last day, and the state in between."""

    person: Ints
    start: Ints
    end: Ints
    part_a: Ints
    part_b: Ints
    part_d: Ints
    medicare_advantage: Ints
    institutional: Ints
    dual: Ints
    status: Ints
    county: Ints


def make_spans(people: Population, enrollment: Enrollment, calendar: Calendar) -> Spans:
    """Runs of months with the same state; the last one of the dead ends with their day of death."""
    state = (
        enrollment.part_a * _A
        + enrollment.part_b * _B
        + enrollment.part_d * _D
        + enrollment.medicare_advantage * _P
        + enrollment.institutional * _I
        + enrollment.dual * _DUAL
        + enrollment.status * _STATUS
        + enrollment.county * _COUNTY
    )
    state = np.where(enrollment.enrolled, state, 0)
    before = np.pad(state[:, :-1], ((0, 0), (1, 0)))
    after = np.pad(state[:, 1:], ((0, 0), (0, 1)))
    person, first = np.nonzero((state != before) & (state != 0))
    _, last = np.nonzero((state != after) & (state != 0))
    of_span = state[person, first]
    return Spans(
        person=person,
        start=calendar.month_start[first],
        end=np.minimum(calendar.month_start[last + 1] - 1, people.death[person]),
        part_a=of_span & 1,
        part_b=of_span >> 1 & 1,
        part_d=of_span >> 2 & 1,
        medicare_advantage=of_span >> 3 & 1,
        institutional=of_span >> 4 & 1,
        dual=of_span >> 5 & 7,
        status=of_span >> 8 & 7,
        county=of_span >> 11,
    )
