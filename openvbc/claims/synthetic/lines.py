"""Lines and money: what each line is for, what is allowed, what the person owes, what is paid and when. Whole cents."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from openvbc.claims.synthetic.claims import Claims, World
from openvbc.claims.synthetic.draws import Choice, Curve, Flags, Ints, Keys, below, child_keys, ranks, repeat
from openvbc.claims.synthetic.payers import ORIGINAL_MEDICARE
from openvbc.claims.synthetic.places import COUNTIES, Setting
from openvbc.claims.synthetic.services import ITEM_CHOICE, ITEMS, KINDS, Kind

#: Days from the end of a claim to its payment: most within six weeks, a few after more than a year.
_LAG: Final = Curve(
    (0, 14), (5000, 19), (8000, 28), (9000, 40), (9500, 60), (9800, 95), (9930, 180), (9985, 365), (10_000, 620)
)
#: Part B deductible of a year, Part A deductible of a stay, both in cents, for the first year; they rise with prices.
_PART_B_DEDUCTIBLE: Final = 20_300
_PART_A_DEDUCTIBLE: Final = 148_400
#: What a day in a nursing facility costs the person from day 21 on, in cents.
_NURSING_SHARE: Final = 18_550
#: Prices rise by so many thousandths a year.
_RISE: Final = 25
#: Thousandths by which prices differ between counties.
_LOCAL: Final = np.array([1000, 1030, 970, 985, 940, 955, 920, 900][: len(COUNTIES)], dtype=np.int64)

_CENTS: Final = np.array([item.cents for item in ITEMS], dtype=np.int64)
_FREE: Final = np.array([item.free for item in ITEMS])
_MOST_UNITS: Final = np.array([item.most_units for item in ITEMS], dtype=np.int64)
_ADJUSTED: Final = Choice((9550, 320, 130))


@dataclass(frozen=True)
class Lines:
    """Lines in order of their claims. claim: which claim; number: from 1; item: index of ITEMS; money in cents."""

    claim: Ints
    number: Ints
    item: Ints
    day: Ints
    units: Ints
    allowed: Ints
    deductible: Ints
    coinsurance: Ints
    sequestration: Ints
    charge: Ints

    @property
    def paid(self) -> Ints:
        """What the payer paid."""
        return self.allowed - self.deductible - self.coinsurance - self.sequestration


@dataclass(frozen=True)
class ClaimFacts:
    """What holds for a whole claim. sequence: its number among the person's claims, from 1; paid: day of payment.

    history: 0 it was final at once, 1 it was adjusted, 2 it was cancelled and sent anew (both are adjustments by
    their final record). teaching, poor, uncompensated: cents of a stay's payment that are indirect medical education,
    disproportionate share and uncompensated care.
    """

    sequence: Ints
    paid: Ints
    history: Ints
    teaching: Ints
    poor: Ints
    uncompensated: Ints


def make_lines(world: World, claims: Claims) -> Lines:
    """The lines of claims that are in order (see `in_order`)."""
    repeated = repeat(1 + _more_lines(claims))
    kind, keys = claims.kind[repeated.row], child_keys(claims.key[repeated.row], "line", repeated.copy)
    item = ITEM_CHOICE.draw_number(keys, "item", 2 * kind + (repeated.copy > 0))
    units = 1 + below(keys, "units", _MOST_UNITS[item])
    price = _price(world, claims)[repeated.row]
    own = claims.amount[repeated.row]
    allowed = np.where(own >= 0, np.where(repeated.copy == 0, own, 0), _CENTS[item] * units) * price // 1_000_000
    deductible = _deductibles(world, claims, repeated.row, repeated.copy, np.where(_FREE[item], 0, allowed))
    share = _shares(claims, repeated.row, repeated.copy, np.where(_FREE[item], 0, allowed - deductible))
    return Lines(
        claim=repeated.row,
        number=repeated.copy + 1,
        item=item,
        day=_days(claims, repeated.row, repeated.copy, keys),
        units=units,
        allowed=allowed,
        deductible=deductible,
        coinsurance=share,
        sequestration=np.where(
            _by_medicare(world, claims)[repeated.row], ((allowed - deductible - share) * 2 + 50) // 100, 0
        ),
        charge=np.where(
            allowed > 0, allowed * (150 + below(keys, "charge", 200)) // 100, 2500 + below(keys, "c", 90_000)
        ),
    )


def _by_medicare(world: World, claims: Claims) -> Flags:
    """Claims that Original Medicare pays: no other payer sequesters, or tells hospital add-ons apart."""
    return np.asarray(world.people.payer[claims.person] == ORIGINAL_MEDICARE)


def _more_lines(claims: Claims) -> Ints:
    """How many lines each claim has beyond the first."""
    more = np.zeros(len(claims), dtype=np.int64)
    rank = ranks(claims.key, "lines")
    for each in KINDS:
        of_kind = claims.kind == each.kind
        more[of_kind] = each.lines.at(rank[of_kind])
    return more


def _price(world: World, claims: Claims) -> Ints:
    """Millionths by which each claim's prices differ from the list."""
    year = world.calendar.year_of(claims.start)
    county = world.people.county_in(claims.person, world.calendar.month_of(claims.start))
    return (1000 + _RISE * year) * _LOCAL[county]


def _days(claims: Claims, row: Ints, copy: Ints, keys: Keys) -> Ints:
    """The day of each line: the first day of the claim for its first line, any of its days for others."""
    length = (claims.end - claims.start)[row]
    return np.asarray(claims.start[row] + np.where(copy > 0, below(keys, "line day", length + 1), 0))


def _deductibles(world: World, claims: Claims, row: Ints, copy: Ints, counted: Ints) -> Ints:
    """Deductible of each line: of Part B lines in order until the year's is met; of stays that open, all at once."""
    year = world.calendar.year_of(claims.start)
    rise = 1000 + _RISE * year
    part_b = _PART_B[claims.kind][row]
    amount = np.where(part_b, counted, 0)
    person_year = (claims.person * len(world.calendar.years) + year)[row]
    before = np.cumsum(amount) - amount
    begins = np.concatenate((np.array([True]), person_year[1:] != person_year[:-1])) if len(row) else np.zeros(0, bool)
    at_begin = np.maximum.accumulate(np.where(begins, before, 0))
    left = np.maximum(_PART_B_DEDUCTIBLE * rise[row] // 1000 - (before - at_begin), 0)
    stays = np.where(claims.opens[row] & (copy == 0), _PART_A_DEDUCTIBLE * rise[row] // 1000, 0)
    return np.asarray(np.where(part_b, np.minimum(left, amount), np.minimum(stays, counted)))


_PART_B: Final = np.array([each.part == "B" for each in KINDS])


def _shares(claims: Claims, row: Ints, copy: Ints, left: Ints) -> Ints:
    """Coinsurance: a fifth of what Part B allows after the deductible; of long nursing stays an amount a day."""
    days = np.clip(claims.end - claims.start - 20, 0, 80)
    nursing = np.where((claims.kind == Kind.NURSING)[row] & (copy == 0), days[row] * _NURSING_SHARE, 0)
    return np.asarray(np.where(_PART_B[claims.kind][row], (left + 2) // 5, np.minimum(nursing, left)))


def make_facts(world: World, claims: Claims) -> ClaimFacts:
    """What holds for whole claims that are in order."""
    first = (
        np.concatenate((np.array([True]), claims.person[1:] != claims.person[:-1]))
        if len(claims)
        else np.zeros(0, bool)
    )
    place = np.arange(len(claims), dtype=np.int64)
    told_apart = (claims.kind == Kind.INPATIENT) & _by_medicare(world, claims)
    stay = np.where(told_apart, claims.amount, 0) * _price(world, claims) // 1_000_000
    hospital = np.searchsorted(world.places.of(Setting.HOSPITAL), claims.biller)
    history = _ADJUSTED.draw(claims.key, "history")
    paid = claims.end + _LAG.draw(claims.key, "payment lag")
    return ClaimFacts(
        sequence=place - np.maximum.accumulate(np.where(first, place, 0)) + 1,
        paid=paid + np.where(history > 0, 30 + below(claims.key, "adjusted after", 90), 0),
        history=history,
        teaching=stay * np.where(hospital < 2, 80, 0) // 1000,
        poor=stay * np.where(hospital < 4, 35, 0) // 1000,
        uncompensated=stay * np.where(hospital < 4, 28, 0) // 1000,
    )
