"""One block of people: everything about them, as arrays."""

from dataclasses import dataclass

from openvbc.claims.synthetic.calendar import Calendar
from openvbc.claims.synthetic.claims import Claims, World, covered, in_order, joined
from openvbc.claims.synthetic.courses import make_courses
from openvbc.claims.synthetic.designations import Designations, make_designations
from openvbc.claims.synthetic.diagnoses import Diagnoses, make_diagnoses
from openvbc.claims.synthetic.draws import root_key
from openvbc.claims.synthetic.enrollment import Spans, make_enrollment, make_spans
from openvbc.claims.synthetic.episodes import episode_care, episode_stays, planned_surgeries
from openvbc.claims.synthetic.fills import Fills, make_fills
from openvbc.claims.synthetic.lines import ClaimFacts, Lines, make_facts, make_lines
from openvbc.claims.synthetic.places import Places
from openvbc.claims.synthetic.population import make_population
from openvbc.claims.synthetic.stays import make_stays
from openvbc.claims.synthetic.visits import make_visits


@dataclass(frozen=True)
class Block:
    """The people numbered from `first` to one below `last`, and all that is known of them."""

    world: World
    spans: Spans
    claims: Claims
    facts: ClaimFacts
    lines: Lines
    diagnoses: Diagnoses
    fills: Fills
    designations: Designations


def make_block(
    seed: int,
    first: int,
    last: int,
    places: Places,
    calendar: Calendar,
    *,
    episodes: bool = False,
    all_payer: bool = False,
) -> Block:
    """Make up one block; it depends on nothing but the seed, the years, the places and the people's numbers.

    episodes: whether planned surgeries and worsening conditions come to what happens anyway. all_payer: whether the
    people have four payers.
    """
    people = make_population(root_key(seed), first, last, places, calendar, all_payer=all_payer)
    enrollment = make_enrollment(people, calendar)
    world = World(places, calendar, people, enrollment, make_courses(people, calendar))
    if episodes:
        planned = planned_surgeries(world)
        stays = make_stays(world, episode_stays(world, planned))
        pieces = [*make_visits(world), *stays, *episode_care(world, planned, stays[0])]
    else:
        pieces = [*make_visits(world), *make_stays(world)]
    claims = in_order(covered(world, joined(pieces)))
    return Block(
        world=world,
        spans=make_spans(people, enrollment, calendar),
        claims=claims,
        facts=make_facts(world, claims),
        lines=make_lines(world, claims),
        diagnoses=make_diagnoses(world, claims),
        fills=make_fills(world),
        designations=make_designations(world),
    )
