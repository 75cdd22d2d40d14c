"""Signs of under-service, selection and gaming in a contract's claims of two years: what to look at, and no verdict."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from openvbc.claims.attribution.terms import AttributionPeriod, DesignationStep, Gate, PluralityStep
from openvbc.claims.measures.definition import Measure
from openvbc.claims.measures.value_sets import ValueSets
from openvbc.claims.populations.build import Population, Who
from openvbc.claims.rows import Table
from openvbc.claims.signs.comparison import Compared, Comparison, Limits, Standing, compare, is_told
from openvbc.claims.signs.count import EVENTS, STAYS, STEPS, Group, Total, list_people
from openvbc.claims.warehouse.opened import open_claims
from openvbc.claims.warehouse.place import ClaimsPlace
from openvbc.contract.model import Contract
from openvbc.errors import ClaimsError, Fault
from openvbc.experience.basis import ExperienceBasis
from openvbc.experience.populations import REFERENCE, PopulationGroup
from openvbc.experience.signs import SignsAsked, count_signs_of
from openvbc.figures import FileDigest
from openvbc.money import EXACT, ONE
from openvbc.parameters.model import ParameterSet
from openvbc.payment_models.record import PaymentModel
from openvbc.review.luck import deviations
from openvbc.settlement.experience_options import ExperienceOptions
from openvbc.settlement.own_experience import own_experience

_REFERENCE_PEOPLE: Final = "reference of signs"
_RISKS: Final = ("low", "middle", "high")
#: Strata by which access is told, in their order.
STRATA: Final = {
    "risk": _RISKS,
    "medicaid": ("with", "without"),
    "age": ("under 18", "18 to 64", "65 to 79", "80 and older"),
}


@dataclass(frozen=True)
class SignLimits:
    """From where on a difference is told as a sign.

    confidence: the chance that luck alone shows no sign at all. least_people: of each group that is compared.
    least: the smallest difference that is told, as a part.
    """

    confidence: Decimal = Decimal("0.95")
    least_people: int = 30
    least: Decimal = Decimal("0.05")


@dataclass(frozen=True)
class Signs:
    """What was found.

    compared: in the order of the report. people: behind each sign, by its own group, where they are asked for.
    unscored: why no risk model scores the people. others: whom own members are held against, in words. paid: measures
    of quality that the contract pays for.
    """

    organization: str
    contract: str
    before: str
    current: str
    compared: tuple[Compared, ...]
    limits: Limits
    labels: Mapping[str, str]
    people: Mapping[Group, Table]
    others: str
    by_score: bool
    unscored: str
    paid: tuple[str, ...]
    notes: tuple[str, ...]
    files: tuple[FileDigest, ...]
    queries: Mapping[str, str]
    paid_through: date

    @property
    def found(self) -> tuple[Compared, ...]:
        """The signs."""
        return tuple(each for each in self.compared if each.standing is Standing.SIGN)


@dataclass(frozen=True)
class SignsWanted:
    """What is asked for.

    measures: of quality, of which those that the contract's scorecard names are paid for. stream: whose basis it is,
    where several streams count in different ways. by_score: whether people are divided by risk score. members: whether
    those behind each sign are listed.
    """

    measures: tuple[Measure, ...]
    value_sets: ValueSets
    limits: SignLimits
    stream: str | None = None
    by_score: bool = False
    members: bool = False


def signs_from_project(
    contract: Contract,
    place: ClaimsPlace,
    year: int | str,
    models: Mapping[str, PaymentModel],
    parameters: ParameterSet,
    options: ExperienceOptions,
    wanted: SignsWanted,
) -> Signs:
    """Count a performance year and the one before it, and hold own members against everybody else.

    ContractError where it is not known whom or how to count; ClaimsError where the data cannot be counted as they are,
    or where nobody else is there to compare with.
    """
    own = own_experience(contract, year, models, parameters, options, year_before=True, stream=wanted.stream)
    basis, others = _beside_others(own)
    listed = wanted.measures
    asked = SignsAsked(basis, others, listed, wanted.value_sets, wanted.by_score)
    with open_claims(place, options.engine, options.progress, recount=options.recount) as claims:
        files, findings = claims.counted_files, claims.findings
        counted = count_signs_of(claims.engine, asked, files)
        terms, totals = counted.terms, counted.totals
        if not any(each.side == "others" for each in totals):
            raise ClaimsError(
                Fault(
                    f"there is nobody but own members in {terms.current}",
                    "eligibility",
                    why="a sign is a difference from others",
                    fix="load the claims of everybody whom the payer covers, not of own members alone",
                )
            )
        scorecard = contract.scorecard
        paid = {each.measure for each in scorecard.terms.measures} if scorecard is not None else set[str]()
        comparisons = comparisons_of(terms.before, terms.current, listed, paid)
        shared = shared_limits(comparisons, totals, wanted.limits)
        compared = tuple(compare(each, totals, shared) for each in comparisons)
        signs = [each.comparison.own for each in compared if each.standing is Standing.SIGN]
        people = list_people(counted.engine, signs) if wanted.members else {}
        queries = {name.value: counted.engine.ran_last(name).text for name in STEPS}
    return Signs(
        organization=basis.own.population_ids[0],
        contract=contract.name,
        before=terms.before,
        current=terms.current,
        compared=compared,
        limits=shared,
        labels={each.measure: each.label for each in listed},
        people=people,
        others=others.whose,
        by_score=wanted.by_score,
        unscored=counted.unscored,
        paid=tuple(each.measure for each in listed if each.measure in paid),
        notes=tuple(each.without_people() for each in (*findings, *counted.findings)),
        files=files,
        queries=queries,
        paid_through=basis.periods.performance.paid_through,
    )


def _beside_others(basis: ExperienceBasis) -> tuple[ExperienceBasis, PopulationGroup]:
    """The basis, and everybody else: those who had a visit that attributes with anyone; else who is enrolled.

    Own members have such a visit by definition, so that others without one would look like people who use less. A
    program says itself who could be attributed; by other contracts it is who had one of the compared services.
    """
    agreed = basis.attribution
    periods = agreed.terms.periods if agreed is not None else ()
    if agreed is None or not all(each.assignable or _pluralities(each) for each in periods):
        part = Population(_REFERENCE_PEOPLE, Who.ENROLLED)
        return basis, PopulationGroup(REFERENCE, "everybody else who is enrolled", (part,))
    with_gates = tuple(
        each
        if each.assignable
        else replace(
            each, assignable=tuple((Gate(step.compared, of_organization=False),) for step in _pluralities(each))
        )
        for each in periods
    )
    terms = replace(agreed.terms, periods=with_gates)
    part = Population(_REFERENCE_PEOPLE, Who.ASSIGNABLE)
    others = PopulationGroup(REFERENCE, "everybody else with a visit that attributes", (part,))
    return replace(basis, attribution=replace(agreed, terms=terms)), others


def _pluralities(period: AttributionPeriod) -> list[PluralityStep]:
    """The steps that attribute by services; none where another step attributes people without any."""
    others = [each for each in period.steps if not isinstance(each, PluralityStep | DesignationStep)]
    return [] if others else [each for each in period.steps if isinstance(each, PluralityStep)]


def comparisons_of(
    before: str, current: str, measures: Sequence[Measure], paid: set[str] | frozenset[str] = frozenset()
) -> tuple[Comparison, ...]:
    """What is held against what. paid: measures that are paid for, which are shown and not judged."""
    found: list[Comparison] = []

    def level(sign: str, item: str, kind: str, stratum: str, concern: int) -> None:
        own, other = (Group(side, current, sign, item, kind, stratum) for side in ("own", "others"))
        found.append(Comparison(own, other, concern=concern))

    def growth(sign: str, item: str, concern: int) -> None:
        own, other = (Group(side, current, sign, item) for side in ("own", "others"))
        own_before, other_before = (Group(side, before, sign, item) for side in ("own", "others"))
        found.append(Comparison(own, other, own_before, other_before, concern))

    for item in (*EVENTS, *STAYS):
        # Few emergency visits are no loss; many may be the care that was not given elsewhere.
        concern = 1 if item == "emergency" else -1
        for stratum in _RISKS:
            level("use", item, "risk", stratum, concern)
        growth("use", item, concern)
    dropped, kept = (Group("own", before, "cost", "cost", "cohort", each) for each in ("dropped", "kept"))
    found.append(Comparison(dropped, kept, concern=1))
    for item in ("risk_score", "diagnoses"):
        level("coding", item, "all", "all", 1)
    for each in measures:
        growth("quality", each.measure, 0 if each.measure in paid else -1)
    for kind, strata in STRATA.items():
        for stratum in strata:
            level("access", "primary_care", kind, stratum, -1)
    return tuple(found)


def shared_limits(comparisons: Sequence[Comparison], totals: Mapping[Group, Total], limits: SignLimits) -> Limits:
    """Limits with which all comparisons that can be told hold together with the confidence that is asked for.

    What may go wrong in all is dealt out evenly over them (Bonferroni).
    """
    told = sum(each.concern != 0 and is_told(each, totals, limits.least_people) for each in comparisons)
    wrong = EXACT.divide(EXACT.subtract(ONE, limits.confidence), Decimal(max(told, 1)))
    zero = EXACT.minus(EXACT.ln(EXACT.divide(wrong, Decimal(2))))
    together = deviations(EXACT.subtract(ONE, wrong))
    return Limits(limits.confidence, limits.least_people, limits.least, together, zero)
