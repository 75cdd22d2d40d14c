"""Attribution in plain Python, person by person and line by line. It shares no code with openvbc.

It reads the terms as data (their fields only). Rows are dicts with the columns of the canonical tables. What a person
is enrolled in comes from the day-by-day count of member months.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from tests.claims.member_months import plain_months

Row = dict[str, Any]
Candidate = tuple[str, str]
NEUTRAL = ("shared", "unnamed")


@dataclass
class Service:
    """A qualifying line, with whom it counts for."""

    person: str
    day: date
    candidate: Candidate
    kind: str
    cents: int


@dataclass
class Outcome:
    """What a person came to."""

    reason: str
    organization: str = ""
    step: int = 0
    ranking: list[tuple[Candidate, int, int]] = field(default_factory=list)
    decided_by: str = ""


class PlainAttribution:
    """Everything about one period of the terms."""

    def __init__(self, terms: Any, period: Any, tables: dict[str, list[Row]], month_rule: str) -> None:  # noqa: ANN401
        self.terms = terms
        self.period = period
        self.tables = tables
        self.month_rule = month_rule
        self.people: defaultdict[str, list[Row]] = defaultdict(list)
        for row in tables["eligibility"]:
            self.people[row["person_id"]].append(row)
        self.services: defaultdict[str, list[Service]] = defaultdict(list)
        for line in tables["medical_claim"]:
            service = self.service(line)
            if service is not None:
                self.services[service.person].append(service)

    # Who is left out

    def months(self, days: Any) -> list[int]:  # noqa: ANN401
        return plain_months.months_between(
            days.start.year * 100 + days.start.month, days.last_day.year * 100 + days.last_day.month
        )

    def spans(self, person: str, days: Any) -> dict[int, Row]:  # noqa: ANN401
        found = {}
        for month in self.months(days):
            span = plain_months.month_span(self.people[person], month, self.month_rule)
            if span is not None:
                found[month] = span
        return found

    def considered(self) -> list[str]:
        return [
            person
            for person in self.people
            if self.spans(person, self.period.window) or self.spans(person, self.period.period.days)
        ]

    def residence(self, person: str) -> Row:
        spans = self.spans(person, self.period.window) or self.spans(person, self.period.period.days)
        return spans[max(spans)]

    def exclusion(self, person: str) -> str:
        window = list(self.spans(person, self.period.window).values())
        death = plain_months.death_of(self.people[person])
        parts = [int(span["part_a"]) + int(span["part_b"]) for span in window]
        applies = {
            "died_before_period": death is not None and death < self.period.period.days.start,
            "not_enrolled_in_period": not self.spans(person, self.period.period.days),
            "no_month_with_part_a_and_b": 2 not in parts,
            "month_with_part_a_or_b_only": 1 in parts,
            "medicare_advantage_month": any(span["medicare_advantage"] == "1" for span in window),
            "lives_outside": self.residence(person)["state"] not in self.terms.residence_states,
            "other_initiative": person in self.period.other_initiative,
        }
        return next((each.value for each in self.terms.exclusions if applies[each.value]), "")

    # Which lines qualify, and for whom

    def in_stay(self, person: str, kind: str, day: date) -> bool:
        return any(
            line["person_id"] == person
            and line["claim_type"] == "institutional"
            and line["bill_type_code"][:2] in self.terms.stays[kind]
            and line["claim_start_date"] <= day <= line["claim_end_date"]
            for line in self.tables["medical_claim"]
        )

    def specialty(self, line: Row) -> str:
        if line["rendering_specialty_code"] or not self.terms.provider_specialty:
            return str(line["rendering_specialty_code"])
        known = {
            row["specialty_code"]
            for row in self.tables["provider"]
            if row["npi"] == line["rendering_npi"] and row["specialty_code"]
        }
        return known.pop() if len(known) == 1 else ""

    def type_by_specialty(self, line: Row) -> str:
        specialty = self.specialty(line)
        kinds = [each.name for each in self.period.services.provider_types if specialty in each.specialty_codes]
        return kinds[0] if kinds and specialty else ""

    def provider_type(self, line: Row, day: date) -> str:
        """Type of provider of a line that qualifies; '' for one that does not."""
        services = self.period.services
        listed = [code for code in services.codes if code.code == line["hcpcs_code"]]
        if line["claim_type"] == "professional":
            return self.type_by_specialty(line) if any(self.code_counts(code, line, day) for code in listed) else ""
        for facility in services.facilities:
            if (
                line["bill_type_code"][:2] == facility.bill_type_prefix
                and ("*" in facility.revenue_centers or line["revenue_center_code"] in facility.revenue_centers)
                and ("*" in facility.codes or line["hcpcs_code"] in facility.codes)
                and (not facility.needs_qualifying_code or any(not code.only_with_base_code for code in listed))
                and (
                    not facility.facility_list
                    or line["facility_ccn"] in self.terms.facility_lists[facility.facility_list]
                )
            ):
                if not facility.provider_type:
                    return self.type_by_specialty(line)
                if facility.unattested_provider_type is None or line["rendering_npi"] in services.attested_npis:
                    return str(facility.provider_type)
                return str(facility.unattested_provider_type)
        return ""

    def code_counts(self, code: Any, line: Row, day: date) -> bool:  # noqa: ANN401
        place = line["place_of_service_code"]
        if (code.places and place not in code.places) or place in code.not_places:
            return False
        if code.not_during_stay and self.in_stay(line["person_id"], code.not_during_stay, day):
            return False
        if not code.only_with_base_code:
            return True
        base = {each.code for each in self.period.services.codes if not each.only_with_base_code}
        return any(
            other["claim_id"] == line["claim_id"] and other["hcpcs_code"] in base
            for other in self.tables["medical_claim"]
        )

    def candidate(self, line: Row, day: date) -> Candidate:
        ccn = line["facility_ccn"] if line["claim_type"] == "institutional" else ""
        identity = {"tin": line["billing_tin"], "ccn": ccn, "npi": line["rendering_npi"]}
        organizations = {
            each.organization_id
            for each in self.terms.participants
            if all(getattr(each, name) in ("", value) for name, value in identity.items())
            and (each.first_date is None or each.first_date <= day)
            and (each.last_date is None or day <= each.last_date)
        }
        if len(organizations) > 1:
            return ("shared", "")
        if organizations:
            return ("organization", organizations.pop())
        for name in ("ccn", "tin", "npi"):
            if identity[name]:
                return (name, identity[name])
        return ("unnamed", "")

    def service(self, line: Row) -> Service | None:
        if self.period.services is None:
            return None
        day = line["claim_line_start_date"] or line["claim_start_date"]
        paid = line["paid_date"]
        if not self.period.longest_window.start <= day <= self.period.window.last_day:
            return None
        if paid is not None and paid > self.period.paid_through:
            return None
        kind = self.provider_type(line, day)
        if not kind:
            return None
        amount = line["allowed_amount"]
        if amount is None and line["claim_type"] == "institutional":
            amount = line["paid_amount"]
        return Service(line["person_id"], day, self.candidate(line, day), kind, int((amount or 0) * 100))

    # Steps

    def in_window(self, person: str, window: str) -> list[Service]:
        start = self.period.longest_window.start if window == "expanded" else self.period.window.start
        return [each for each in self.services[person] if each.day >= start]

    def visits(self, person: str, window: str, kinds: Any, candidate: Candidate | None = None) -> int:  # noqa: ANN401
        return len(
            {
                (each.candidate, each.kind, each.day)
                for each in self.in_window(person, window)
                if each.kind in kinds
                and each.candidate[0] not in NEUTRAL
                and (candidate is None or each.candidate == candidate)
            }
        )

    def contends(self, person: str, step: Any, candidate: Candidate) -> bool:  # noqa: ANN401
        if candidate[0] != "organization" or not self.visits(person, step.window.value, step.compared, candidate):
            return False
        for gate in step.gates:
            whose = candidate if gate.of_organization else None
            reached = self.visits(person, gate.window.value, gate.provider_types, whose) >= gate.at_least
            if reached != gate.wanted:
                return False
        return True

    def latest(self, services: list[Service], candidate: Candidate, kinds: Any) -> date:  # noqa: ANN401
        return max((each.day for each in services if each.candidate == candidate and each.kind in kinds),
                   default=date.min)  # fmt: skip

    def ranking(self, person: str, step: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401
        """Candidates, best first: (measure, tie keys, identifier, kind, cents, visits)."""
        services = self.in_window(person, step.window.value)
        found = []
        for candidate in {each.candidate for each in services if each.candidate[0] not in NEUTRAL}:
            if candidate[0] != "organization" and not step.outside_competes:
                continue
            visits = self.visits(person, step.window.value, step.compared, candidate)
            if not visits:
                continue
            cents = sum(each.cents for each in services if each.candidate == candidate and each.kind in step.compared)
            first_types = step.compared if step.tie_types is None else step.tie_types
            keys = {
                "latest_service": self.latest(services, candidate, first_types),
                "latest_other_service": self.latest(services, candidate, step.other_tie_types),
                "visits": visits,
                "allowed_amount": cents,
            }
            measure = visits if step.measure.value == "visits" else cents
            found.append((measure, [keys[each.value] for each in step.ties], candidate, cents, visits))
        # Python's sort is stable: by identifier first, then by each key from the last to the first.
        found.sort(key=lambda each: (each[2][1], each[2][0]))
        for turn in reversed(range(len(step.ties))):
            found = sorted(found, key=partial(_tie_key, turn), reverse=True)
        found.sort(key=lambda each: each[0], reverse=True)
        return found

    def designation(self, person: str, step: Any) -> set[str]:  # noqa: ANN401
        """The organizations that designations in force lead to; '' for outside; an empty set if there are none."""
        whose = "patient" if step.by_patient else "payer"
        rows = [
            row
            for row in self.tables["provider_designation"]
            if row["person_id"] == person
            and row["designated_by"] == whose
            and row["start_date"] <= step.as_of
            and (row["end_date"] is None or row["end_date"] >= step.as_of)
        ]
        latest = max((row["start_date"] for row in rows), default=None)
        chosen = [(row["organization_id"], row["tin"], row["npi"]) for row in rows if row["start_date"] == latest]
        if not step.by_patient:
            start = self.period.window.start
            listed = [
                row
                for row in self.tables["provider_attribution"]
                if row["person_id"] == person
                and start.year * 100 + start.month <= row["year_month"] <= step.as_of.year * 100 + step.as_of.month
            ]
            month = max((row["year_month"] for row in listed), default=0)
            chosen += [
                (
                    row["payer_attributed_provider_organization"],
                    row["payer_attributed_provider_practice"],
                    row["payer_attributed_provider"],
                )
                for row in listed
                if row["year_month"] == month
            ]
        return {each for designation in chosen for each in self.designated(*designation, step.as_of)}

    def designated(self, organization: str, tin: str, npi: str, day: date) -> set[str]:
        known = {each.organization_id for each in self.terms.participants}
        if organization or tin in known:
            named = organization or tin
            return {named if named in known else ""}
        if any(character.isalpha() for character in tin):
            tin = ""
        if not tin:
            tins = {row["tin"] for row in self.tables["provider"] if row["npi"] == npi and row["tin"]}
            tin = tins.pop() if len(tins) == 1 else ""
        return {
            each.organization_id
            for each in self.terms.participants
            if not each.ccn
            and (each.tin in ("", tin) or (not tin and each.npi))
            and each.npi in ("", npi)
            and (each.first_date is None or each.first_date <= day)
            and (each.last_date is None or day <= each.last_date)
        } or {""}

    def outcome(self, person: str) -> Outcome:
        reason = self.exclusion(person)
        if reason:
            return Outcome(reason)
        lost: Outcome | None = None
        for number, step in enumerate(self.period.steps, start=1):
            if hasattr(step, "areas"):
                home = self.residence(person)
                for area in step.areas:
                    if area.state == home["state"] and area.county_code in ("*", home["county_code"]):
                        return Outcome("geographic", area.organization_id, number)
            elif hasattr(step, "by_patient"):
                found = self.designation(person, step)
                if len(found) > 1:
                    return Outcome("designation_unclear", "", number)
                if found and found != {""}:
                    rule = "patient_designated" if step.by_patient else "payer_designated"
                    return Outcome(rule, found.pop(), number)
                if found and step.elsewhere_blocks:
                    return Outcome("designated_elsewhere", "", number)
            else:
                tried = self.try_plurality(person, step, number)
                if tried is not None and tried.organization:
                    return tried
                lost = lost or tried
        return lost or Outcome(self.reason_without_contest(person))

    def try_plurality(self, person: str, step: Any, number: int) -> Outcome | None:  # noqa: ANN401
        """The outcome of a step at which an organization contends, be it won or lost; None where none does."""
        ranking = self.ranking(person, step)
        if not any(self.contends(person, step, each[2]) for each in ranking):
            return None
        measure, keys, candidate, _, visits = ranking[0]
        shown = [(each[2], each[3], each[4]) for each in ranking[:2]]
        decided_by = "only_candidate"
        if len(ranking) > 1:
            names = [each.value for each in step.ties]
            differing = [name for name, one, other in zip(names, keys, ranking[1][1], strict=True) if one != other]
            decided_by = "measure" if measure != ranking[1][0] else (differing or ["identifier"])[0]
        if candidate[0] != "organization":
            return Outcome("other_provider_had_more", "", 0, shown, decided_by)
        if not self.contends(person, step, candidate):
            return Outcome("organization_lacks_required_service", "", 0, shown, decided_by)
        if visits < step.minimum_visits:
            return Outcome("too_few_visits", "", 0, shown, decided_by)
        return Outcome("plurality", candidate[1], number, shown, decided_by)

    def reason_without_contest(self, person: str) -> str:
        if any(hasattr(step, "compared") for step in self.period.steps):
            served = self.in_window(person, "assignment")
            return "no_required_service_at_organization" if served else "no_qualifying_service"
        return "lives_outside_area" if any(hasattr(step, "areas") for step in self.period.steps) else "not_designated"

    def assignable(self, person: str) -> bool:
        def days(gate: Any) -> int:  # noqa: ANN401
            return len(
                {
                    (each.candidate, each.kind, each.day)
                    for each in self.in_window(person, gate.window.value)
                    if each.kind in gate.provider_types
                }
            )

        return self.exclusion(person) in ("", "other_initiative") and any(
            all(days(gate) >= gate.at_least for gate in gates) for gates in self.period.assignable
        )


def _tie_key(turn: int, ranked: tuple[Any, ...]) -> Any:  # noqa: ANN401
    return ranked[1][turn]
