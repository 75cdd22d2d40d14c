"""Steps 1 to 3: eligibility, benchmark, and track with risk."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from openvbc.checklist.members import (
    GIVE_CLAIMS,
    CountedYear,
    billing_checks,
    clinician_facts,
    month_checks,
    participant_checks,
    participant_facts,
)
from openvbc.checklist.record import Check, Fact, Standing, Step, of_faults
from openvbc.claims.attribution.shared_savings_program import NON_PHYSICIAN, PRIMARY_CARE_PHYSICIAN
from openvbc.claims.participation.count import Billing
from openvbc.parameters.model import ParameterValue
from openvbc.payment_models.mssp.checklist.facts import ProgramFacts
from openvbc.units import PERSONS

_NEWEST_ONLY: Final = (
    "agreements from 2027 need the fewest assigned beneficiaries in benchmark year 3 alone; with fewer in year 1 or 2"
    " the ACO must be in the BASIC track, and its savings and losses are capped (seen in a secondary source)"
)


def eligibility_step(facts: ProgramFacts) -> Step:
    """Step 1: enough assigned beneficiaries, sound participants, primary care."""
    minimum = facts.published("mssp_minimum_assigned_beneficiaries")
    every = facts.published("mssp_minimum_in_every_benchmark_year")
    exclusive = facts.published("mssp_participants_are_exclusive")
    checks = [
        *_assignment_checks(facts),
        *participant_checks(
            facts.listed, facts.year, needed=True, exclusivity=exclusive.citation if exclusive is not None else None
        ),
    ]
    in_every = every is None or every.value is True
    asked = facts.base if in_every else facts.base[-1:]
    checks += [size_check(each.words, facts.people(each), minimum) for each in asked]
    checks.append(size_check(facts.performance.words, facts.people(facts.performance), minimum, keeps=True))
    counted: list[Fact] = []
    billing, year = _billing_to_look_at(facts)
    if billing is not None and year is not None:
        checks += billing_checks(billing, year.words)
        checks.append(_primary_care(facts, billing))
        counted = list(clinician_facts(billing))
    figures = [
        *_minimum_facts(minimum),
        *(_people_fact(facts, each) for each in (*facts.base, facts.performance)),
        *participant_facts(facts.listed),
        *counted,
    ]
    cautions = () if in_every else (_NEWEST_ONLY,)
    return Step(1, "Eligibility", tuple(checks), tuple(figures), (*cautions, *_unstated(billing)))


def size_check(words: str, people: int | None, minimum: ParameterValue | None, *, keeps: bool = False) -> Check:
    """Whether a year has the fewest assigned beneficiaries. keeps: an ACO with fewer stays in and is reconciled."""
    if minimum is None:
        what = f"{words}: no fewest number of assigned beneficiaries is published for this year"
        return Check(what, Standing.NOT_KNOWN, fix="add the value with its citation once it is published")
    least = PERSONS.show(minimum.number)
    if people is None:
        return Check(
            f"{words}: assigned beneficiaries, at least {least}",
            Standing.NOT_KNOWN,
            why="nobody was counted for this year",
            fix="give --claims and --participants with every month of the year and of its assignment window",
            rule=minimum.citation,
        )
    text = f"{words}: {people:,} assigned beneficiaries, at least {least}"
    if people >= minimum.number:
        return Check(text, Standing.DONE, rule=minimum.citation)
    why = "the ACO does not qualify by this year"
    fix = "add participants whose patients are assigned, or wait for another application"
    if keeps:
        why = "CMS asks for a corrective action plan and still reconciles; the minimum rate is that of the size table"
        fix = "see who was assigned and who was not with `openvbc explain`, and plan how to come back above it"
    return Check(text, Standing.NOT_MET, why=why, fix=fix, rule=minimum.citation)


def _assignment_checks(facts: ProgramFacts) -> Iterator[Check]:
    if not facts.organization:
        yield Check(
            "the contract does not say how the program assigns",
            Standing.NOT_KNOWN,
            why="whose beneficiaries to count is told by the ACO's identifier in the list of participants",
            fix="write population.attribution: {shared_savings_program: {organization: ..., assignment: ...}}",
        )
    if facts.counted is not None:
        yield from of_faults(facts.counted.faults, Standing.NOT_KNOWN, "nothing was counted: ")


def _people_fact(facts: ProgramFacts, year: CountedYear) -> Fact:
    people = facts.people(year)
    return Fact(f"Assigned beneficiaries, {year.words}", None if people is None else Decimal(people), PERSONS)


def _billing_to_look_at(facts: ProgramFacts) -> tuple[Billing | None, CountedYear | None]:
    """That of the performance year, or of the newest whole year before it."""
    if facts.counted is None or facts.counted.faults or facts.held is None:
        return None, None
    newest_first = sorted((*facts.base, facts.performance), key=lambda each: each.period.days, reverse=True)
    for each in newest_first:
        if facts.held.held(each.period.days).complete:
            return facts.counted.billing[each.period.name], each
    return None, None


def _primary_care(facts: ProgramFacts, billing: Billing) -> Check:
    published = facts.published("mssp_needs_primary_care_professionals")
    rule = published.citation if published is not None else None
    physicians = billing.clinicians.get(PRIMARY_CARE_PHYSICIAN, 0)
    others = billing.clinicians.get(NON_PHYSICIAN, 0)
    text = f"primary care bills under the participants: {physicians:,} physicians and {others:,} other practitioners"
    if physicians:
        why = "whether they are enough for those who are assigned is CMS's to say"
        return Check(text, Standing.DONE, why=why, rule=rule)
    facilities = facts.listed is not None and bool(facts.listed.distinct("ccn"))
    if others or facilities or billing.lines_without_specialty:
        why = "nurse practitioners, health centers and lines without a specialty may be primary care"
        return Check(text, Standing.NOT_KNOWN, why=why, fix="check the specialties on the claims", rule=rule)
    fix = "add participants who give primary care, or check the specialties on the claims"
    return Check(text, Standing.NOT_MET, why="without it nobody is assigned by services", fix=fix, rule=rule)


def _unstated(billing: Billing | None) -> Iterator[str]:
    if billing is not None and billing.lines_without_specialty:
        yield f"{billing.lines_without_specialty:,} professional lines in the data state no specialty"


def _minimum_facts(minimum: ParameterValue | None) -> Iterator[Fact]:
    if minimum is not None:
        yield Fact("Fewest assigned beneficiaries", minimum.number, PERSONS, minimum.citation)


def benchmark_step(facts: ProgramFacts) -> Step:
    """Step 2: three benchmark years in the data, and the method that holds."""
    computed = facts.terms.benchmark.computed
    checks = list(month_checks(facts.held, facts.base))
    asked = {"agreement_period": computed.agreement_period} if computed is not None else {}
    method = facts.published("mssp_trend_is_regional", **asked)
    start = facts.request.agreement.period.start
    figures: list[Fact] = []
    if method is None:
        which = "" if computed is not None else "; whether this is a first agreement decides it"
        checks.append(
            Check(
                f"which method of benchmarking holds for an agreement that starts on {start}{which}",
                Standing.NOT_KNOWN,
                fix="write benchmark: {basis: computed, computed: {agreement_period: ...}}",
            )
        )
    else:
        what = f"the benchmark of an agreement that starts on {start} is made by {method.citation.source}"
        checks.append(Check(what, Standing.DONE, rule=method.citation))
        trend = "national and regional growth" if method.value is True else "national growth"
        figures.append(Fact("Trend and update follow", trend, rule=method.citation))
    given = computed is None
    basis = "given with the inputs" if given else "computed from the benchmark years"
    figures.append(Fact("The contract's benchmark is", basis))
    cautions: tuple[str, ...] = ()
    if facts.held is None and given:
        cautions = (f"the contract takes CMS's benchmark as it is given; to look at its years, {GIVE_CLAIMS}",)
    return Step(2, "Benchmark", tuple(checks), tuple(figures), cautions)
