"""The payer's list of assigned people against our attribution: who is in both, and why the others differ."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from openvbc.claims.attribution.payer_list import ListedPerson, PayerList
from openvbc.claims.attribution.reasons import ATTRIBUTED, WORDS, Reason
from openvbc.claims.engine.engine import Engine
from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.tables.population_rule_tables import POPULATION_PERSON
from openvbc.errors import ClaimsError, Fault, raise_all

_PAYER_LIST: Final = "payer list"
NOT_KNOWN: Final = "not_in_enrollment_data"
_NOT_IN_PERIOD: Final = "not_enrolled_in_period_or_window"
_OWN_WORDS: Final = {
    NOT_KNOWN: "not in the enrollment data",
    _NOT_IN_PERIOD: "not enrolled in the year or its assignment window",
}
#: The reasons for which services brought a person to no organization.
_LOST_BY_SERVICES: Final = (
    Reason.OTHER_PROVIDER_HAD_MORE,
    Reason.TOO_FEW_VISITS,
    Reason.ORGANIZATION_LACKS_REQUIRED_SERVICE,
    Reason.NO_REQUIRED_SERVICE_AT_ORGANIZATION,
    Reason.NO_QUALIFYING_SERVICE,
)
_KINDS: Final = {"organization": "organization", "ccn": "facility", "tin": "TIN", "npi": "clinician"}


class Side(StrEnum):
    """On whose list a person stands."""

    ONLY_THEIRS = "only_theirs"
    ONLY_OURS = "only_ours"


@dataclass(frozen=True)
class Difference:
    """A person on one list alone. theirs, ours: the organization on each ('' for none). reason: of our attribution.

    step: the step that decided, '' if none. lost_at: of somebody whom services could have brought to the organization
    and did not, the step at which that was decided; '' of others. had_most, came_next: who, and with how much; own:
    what the organization itself had where it was compared; '' where there was no comparison. words: all of it in a
    sentence.
    """

    person_id: str
    member_id: str
    side: Side
    theirs: str
    ours: str
    reason: str
    step: str
    lost_at: str
    had_most: str
    came_next: str
    own: str
    words: str


@dataclass(frozen=True)
class AttributionReconciliation:
    """The comparison. both: people on both lists; differences: the others, by side and person.

    listed: rows of the payer's list; elsewhere: of them, those that it gives to other organizations.
    """

    organization_id: str
    list_name: str
    listed: int
    elsewhere: int
    both: int
    differences: tuple[Difference, ...]
    other_columns: tuple[str, ...] = ()

    def only(self, side: Side) -> tuple[Difference, ...]:
        """The differences of one side."""
        return tuple(each for each in self.differences if each.side is side)

    def reasons(self, side: Side) -> dict[str, int]:
        """How many differences of a side have each reason, in words, most first."""
        counts: dict[str, int] = {}
        for each in self.only(side):
            words = reason_words(each.reason)
            counts[words] = counts.get(words, 0) + 1
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def reason_words(reason: str) -> str:
    """A reason of attribution, or why a listed person is unknown to it, as people say it."""
    return _OWN_WORDS.get(reason) or WORDS[reason]


def reconciliation_list(
    engine: Engine, period: str, organization_id: str, listed: PayerList
) -> AttributionReconciliation:
    """Compare the list with the engine's attribution of the period, which `attribute` has built.

    ClaimsError where a member identifier is that of several people, or two rows name one person.
    """
    theirs, member_of = listed_by_person(engine, listed)
    engine.put(POPULATION_PERSON, [(_PAYER_LIST, period, person) for person in theirs])
    bound = {"period": period, "organization_id": organization_id}
    found = {str(row["person_id"]): row for row in engine.rows(NamedQuery.LIST_ATTRIBUTION_OF_PEOPLE, bound).records}
    for step in sorted(engine.rows(NamedQuery.LIST_STEPS_OF_PEOPLE, bound).records, key=lambda row: int(row["step"])):
        if str(step["person_id"]) in found:
            found[str(step["person_id"])].setdefault("steps", []).append(step)
    claimed = {person: row.organization_id or organization_id for person, row in theirs.items()}
    own_list = {person for person, organization in claimed.items() if organization == organization_id}
    ours = {person for person, row in found.items() if row["organization_id"] == organization_id}
    differences = [
        *(_difference(Side.ONLY_THEIRS, each, claimed, member_of, found.get(each)) for each in sorted(own_list - ours)),
        *(_difference(Side.ONLY_OURS, each, claimed, member_of, found[each]) for each in sorted(ours - own_list)),
    ]
    return AttributionReconciliation(
        organization_id,
        listed.name,
        len(listed.people),
        len(theirs) - len(own_list),
        len(own_list & ours),
        tuple(differences),
        listed.other_columns,
    )


def listed_by_person(engine: Engine, listed: PayerList) -> tuple[dict[str, ListedPerson], dict[str, str]]:
    """The rows of a payer's list by the person whom they name, and the member identifier of everybody enrolled.

    ClaimsError where an identifier is that of several people, or two rows name one person.
    """
    members: dict[str, set[str]] = {}
    member_of: dict[str, str] = {}
    for row in engine.rows(NamedQuery.LIST_MEMBER_IDENTIFIERS).records:
        members.setdefault(str(row["member_id"]), set()).add(str(row["person_id"]))
        member_of[str(row["person_id"])] = max(member_of.get(str(row["person_id"]), ""), str(row["member_id"]))
    return _by_person(listed, members, member_of), member_of


def _by_person(
    listed: PayerList, members: Mapping[str, set[str]], member_of: Mapping[str, str]
) -> dict[str, ListedPerson]:
    """The rows by person; those whom the enrollment data do not know stand under the identifier of the list."""
    found: dict[str, ListedPerson] = {}
    faults = []
    for row in listed.people:
        people = {row.person_id} if row.person_id else members.get(row.member_id, {row.member_id})
        if len(people) > 1:
            what = f"member_id {row.member_id} is that of {len(people)} people of the enrollment data"
            why = "whom the list means cannot be known"
            faults.append(Fault(what, row.where, why=why, fix="name them by person_id"))
            continue
        (person,) = people
        if row.person_id and row.member_id and person not in members.get(row.member_id, {person}):
            what = f"person_id {person} and member_id {row.member_id} are two people of the enrollment data"
            fix = f"the member_id of that person is {member_of.get(person) or 'not known'}"
            faults.append(Fault(what, row.where, why="whom the list means cannot be known", fix=fix))
        if person in found:
            what = f"{person} stands twice on the list"
            faults.append(Fault(what, f"{found[person].where}, {row.where}", fix="keep the row that holds"))
        found.setdefault(person, row)
    raise_all(faults, ClaimsError)
    return found


def _difference(
    side: Side,
    person: str,
    claimed: Mapping[str, str],
    member_of: Mapping[str, str],
    row: Mapping[str, Any] | None,
) -> Difference:
    theirs = claimed.get(person, "")
    if row is None:
        reason = _NOT_IN_PERIOD if person in member_of else NOT_KNOWN
        words = reason_words(reason)
        return Difference(person, member_of.get(person, ""), side, theirs, "", reason, "", "", "", "", "", words)
    lost_at, row = _lost(row)
    had_most = _candidate(row, "candidate", "", row["measure"])
    came_next = _candidate(row, "runner_up", "runner_up_", row["measure"])
    own = _amount(row, "own_", row["measure"]) if row["own_rank"] or (lost_at and had_most) else ""
    return Difference(
        person,
        member_of.get(person, ""),
        side,
        theirs,
        str(row["organization_id"]),
        str(row["reason"]),
        str(row["step_name"]),
        lost_at,
        had_most,
        came_next,
        own,
        "; ".join(_parts(row, lost_at, had_most, came_next, own)),
    )


def _lost(row: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """The step at which a person was lost to the organization, '' for others; and the row with what decided there.

    Where no organization was compared, it is the first step whose gates are open to the organization but for a service
    that is compared: there others have all of them. Where no gate is open, it is the first step that asks for services.
    """
    reason, steps = row["reason"], row.get("steps", ())
    if not steps or row["organization_id"] or reason not in _LOST_BY_SERVICES:
        return "", row
    if row["candidate_kind"]:
        most = ("candidate_kind", "candidate_id", "allowed_cents", "visits")
        at = next((step for step in steps if all(step[name] == row[name] for name in most)), steps[0])
        return str(at["step_name"]), row
    at = next((step for step in steps if not step["closed"] and step["candidate_kind"]), None)
    if at is None:
        return str(steps[0]["step_name"]), row
    decided = ("measure", "candidate_kind", "candidate_id", "allowed_cents", "visits")
    own = ("own_allowed_cents", "own_visits")
    lost = {name: at[name] for name in (*decided, *own)}
    return str(at["step_name"]), {**row, **lost, "reason": Reason.OTHER_PROVIDER_HAD_MORE.value}


def _parts(row: Mapping[str, Any], lost_at: str, had_most: str, came_next: str, own: str) -> Iterator[str]:
    """The reason as a sentence: to whom or where lost, by which step, whose charges, by how much."""
    words = reason_words(row["reason"])
    if row["organization_id"] and row["reason"] in ATTRIBUTED:
        yield f"{row['organization_id']} by {row['step_name']}: {words}"
    elif lost_at:
        yield f"{lost_at}: {words}"
    else:
        yield words
    if had_most:
        ahead = f", {_margin(row)} more than {came_next}" if came_next else ", nobody else had any"
        yield f"most: {had_most}{ahead}"
    if had_most and came_next and row["decided_by"] not in ("measure", "only_candidate"):
        yield f"equal, decided by {str(row['decided_by']).replace('_', ' ')}"
    if own and row["own_rank"] not in (1, 2):
        yield f"the organization had {own}"


def _candidate(row: Mapping[str, Any], name: str, prefix: str, measure: str) -> str:
    kind, identifier = row[f"{name}_kind"], row[f"{name}_id"]
    if not kind:
        return ""
    return f"{_KINDS[str(kind)]} {identifier} with {_amount(row, prefix, measure)}"


def _margin(row: Mapping[str, Any]) -> str:
    """By how much the one who had most is ahead of the next."""
    ahead = {name: int(row[name]) - int(row[f"runner_up_{name}"]) for name in ("visits", "allowed_cents")}
    return _amount(ahead, "", row["measure"])


def _amount(row: Mapping[str, Any], prefix: str, measure: str) -> str:
    visits, cents = int(row[f"{prefix}visits"]), int(row[f"{prefix}allowed_cents"])
    return f"{visits:,} visits" if measure == "visits" else f"${cents // 100:,}.{cents % 100:02d}"
