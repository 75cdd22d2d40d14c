"""Who is attributed in every period, and what participants were paid and by whom: what checklists look at."""

from collections.abc import Sequence

from openvbc.claims.attribution.terms import Participant
from openvbc.claims.engine.engine import Engine
from openvbc.claims.participation.count import Participation, count_billing
from openvbc.errors import ClaimsError
from openvbc.experience.basis import ExperienceBasis
from openvbc.experience.count import count_experience
from openvbc.periods import Period


def count_participation(
    engine: Engine, basis: ExperienceBasis, taking_part: Sequence[Participant], days: Period
) -> Participation:
    """Count on the engine, which holds the canonical tables. basis: attributes people, and counts no dollars.

    taking_part: the organization's participants on some day of `days`; their billing counts in every period. What
    stops the count stands in `faults`.
    """
    try:
        experience = count_experience(engine, basis)
    except ClaimsError as error:
        return Participation(faults=error.faults)
    agreed, attributed = basis.attribution, experience.attribution
    if agreed is None or attributed is None:
        raise TypeError("people are attributed before those who treat them are looked at")
    names = basis.periods.names
    enrolled = dict.fromkeys(names, 0)
    for each in attributed.counts:
        if each.period in enrolled:
            enrolled[each.period] += each.people
    lists = agreed.terms.service_lists
    types = lists[0].provider_types if lists else ()
    counted_on = experience.engine
    billing = count_billing(counted_on, agreed.organization_id, names, taking_part, days, types)
    return Participation(
        people={name: attributed.attributed(name, agreed.organization_id) for name in names},
        enrolled=enrolled,
        billing=billing,
        findings=experience.findings,
        queries={ran.query.name: ran.text for ran in counted_on.ran},
    )
