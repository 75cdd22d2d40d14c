"""Claims as arrays, one entry a claim; and the world in which those of a block come about."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Self

import numpy as np

from openvbc.claims.synthetic.calendar import Calendar
from openvbc.claims.synthetic.courses import Courses
from openvbc.claims.synthetic.draws import Flags, Ints, Keys, below
from openvbc.claims.synthetic.enrollment import Enrollment
from openvbc.claims.synthetic.places import Places, Setting
from openvbc.claims.synthetic.population import Population
from openvbc.claims.synthetic.services import KINDS, Kind


@dataclass(frozen=True)
class World:
    """All that services of the people of a block depend on."""

    places: Places
    calendar: Calendar
    people: Population
    enrollment: Enrollment
    courses: Courses


@dataclass(frozen=True)
class Claims:
    """Claims of the people of a block.

    person: of the block; kind: see Kind; key: what chance of the claim hangs on; start, end: days; clinician, biller:
    of the region's places. Only stays have a group (index of GROUPS, -1 otherwise), a disposition and an amount of
    their own in cents (-1 otherwise: the lines have prices); opens: a stay that the person pays the deductible of.
    """

    person: Ints
    kind: Ints
    key: Keys
    start: Ints
    end: Ints
    clinician: Ints
    biller: Ints
    group: Ints
    disposition: Ints
    source: Ints
    amount: Ints
    opens: Flags

    def __len__(self) -> int:
        return len(self.person)

    def take(self, which: Ints | Flags) -> Self:
        """The claims of these places, in that order."""
        return type(self)(**{each.name: getattr(self, each.name)[which] for each in fields(self)})


def new_claims(
    kind: Kind | Ints, person: Ints, key: Keys, start: Ints, clinician: Ints, biller: Ints, **more: Ints | Flags
) -> Claims:
    """Claims of one day unless `end` says more."""
    none = np.full(len(person), -1, dtype=np.int64)
    given: dict[str, Ints | Flags] = {
        "end": start,
        "group": none,
        "disposition": np.zeros_like(none),
        "source": np.zeros_like(none),
        "amount": none,
        "opens": np.zeros(len(person), dtype=np.bool_),
        **more,
    }
    kinds = np.broadcast_to(np.asarray(kind, dtype=np.int64), person.shape)
    return Claims(person=person, kind=kinds, key=key, start=start, clinician=clinician, biller=biller, **given)  # type: ignore[arg-type]


def joined(pieces: Sequence[Claims]) -> Claims:
    """All claims of the pieces."""
    return Claims(**{each.name: np.concatenate([getattr(one, each.name) for one in pieces]) for each in fields(Claims)})


_NEEDS_A = np.array([each.part == "A" for each in KINDS])


def covered(world: World, claims: Claims) -> Claims:
    """The claims that count: begun while the person lived, in a month of coverage outside Medicare Advantage."""
    month = world.calendar.month_of(claims.start)
    inside = (month >= 0) & (month < world.calendar.months) & (claims.start <= world.people.death[claims.person])
    month = np.clip(month, 0, world.calendar.months - 1)
    enrollment = world.enrollment
    part_a, part_b = enrollment.part_a[claims.person, month], enrollment.part_b[claims.person, month]
    has_part = np.where(_NEEDS_A[claims.kind], part_a, part_b)
    kept = claims.take(inside & has_part & ~enrollment.medicare_advantage[claims.person, month])
    return cut_at_death(world, kept)


def cut_at_death(world: World, claims: Claims) -> Claims:
    """No claim goes on after death; a stay then ends with disposition 20 (hospice 41: died in a facility)."""
    death = world.people.death[claims.person]
    ended = (claims.end >= death) & (claims.disposition > 0)
    died = np.where(claims.kind == Kind.HOSPICE, 41, 20)
    changed = {each.name: getattr(claims, each.name) for each in fields(claims)}
    changed["end"] = np.minimum(claims.end, death)
    changed["disposition"] = np.where(ended, died, claims.disposition)
    return Claims(**changed)


def in_order(claims: Claims) -> Claims:
    """By person, day and key: the order in which claims are numbered and deductibles are met."""
    return claims.take(np.lexsort((claims.key, claims.start, claims.person)))


def some_biller(world: World, setting: Setting, person: Ints, keys: Keys) -> Ints:
    """A biller of a setting: mostly one that goes with the person's county."""
    choices = world.places.of(setting)
    county = world.people.county[person]
    away = below(keys, "away", 5) == 0
    other = below(keys, "another", len(choices))
    return choices[np.where(away, other, county % len(choices))]


def some_specialist(world: World, biller: Ints, keys: Keys) -> Ints:
    """One of the clinicians of each biller that is no primary care."""
    roster = world.places.specialists
    return roster.member(biller, below(keys, "which clinician", roster.size[biller]))
