"""Mean scores of populations, and what is done to scores afterwards: normalizing, coding adjustment, blending. Exact.

Means are fractions, because a mean of exact scores is seldom a decimal; rounding is a step that the caller asks for.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from openvbc.claims.engine.engine import Engine
from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.findings import Finding, Severity
from openvbc.errors import ClaimsError, Fault, InputError, raise_all

#: Scores of queries are whole millionths.
_PLACES = 6
_EXAMPLES = 4


@dataclass(frozen=True)
class MeanScore:
    """The scores of a population's people in an enrollment type, added up over their months in it.

    person_months: months that weigh. raw_weighted, demographic_weighted: each month weighted by the person's raw score,
    and by its terms without diagnoses. unscored_months: months of people whom the model has no cell for, which were
    left out; an example of them.
    """

    population_id: str
    period: str
    enrollment_type: str
    rule_set: str
    person_months: int
    raw_weighted: Decimal
    demographic_weighted: Decimal
    unscored_months: int = 0
    unscored_example: str = ""

    @property
    def raw(self) -> Fraction:
        """The mean of raw scores."""
        return Fraction(self.raw_weighted) / self.person_months

    @property
    def demographic(self) -> Fraction:
        """The mean of the terms without diagnoses."""
        return Fraction(self.demographic_weighted) / self.person_months


def mean_scores(
    engine: Engine,
    models: Mapping[str, tuple[str, ...]],
    *,
    only_parts_a_and_b: bool = True,
    leave_out_unscored: bool = False,
    populations: Collection[str] | None = None,
) -> list[MeanScore]:
    """The mean scores of every population, period and enrollment type, by each model of the type.

    populations: those whose means are asked for, None for all: what no figure needs stops no count.

    Needs the tables `population`, `period_run`, `risk_scoring` and `risk_score`. models: the rule sets of each
    enrollment type ({'esrd': ('E24-2026',), 'aged_dual': ('V24-2026', 'V28-2026')}); only_parts_a_and_b: whether only
    months with Parts A and B and no Medicare Advantage weigh. leave_out_unscored: whether people whom a model has no
    cell for are left out, as each mean then tells, instead of stopping the count. ClaimsError if a type has no
    models, or if people with months have no score by them: nobody is left out of a mean in silence.
    """
    table = engine.rows(NamedQuery.RISK_MEAN, {"only_parts_a_and_b": int(only_parts_a_and_b)})
    faults: dict[str, Fault] = {}
    means: list[MeanScore] = []
    asked = [row for row in table.records if populations is None or row["population_id"] in populations]
    for row in sorted(asked, key=lambda each: tuple(str(each[name]) for name in table.columns[:4])):
        enrollment_type = str(row["enrollment_type"])
        if enrollment_type not in models:
            faults[enrollment_type] = Fault(
                f"no risk model is named for people of the type {enrollment_type!r}",
                why="Each type is scored by its own models.",
                fix="name the type among the models, with V28-2026 or the like",
            )
        elif row["rule_set"] in models[enrollment_type]:
            if row["unscored_months"] and not (leave_out_unscored and row["unscored_months"] < row["person_months"]):
                fault = _unscored(row["population_id"], row["period"], enrollment_type, row)
                faults[str(fault)] = fault
            else:
                means.append(_mean(row))
    faults |= _missing(models, means, bool(faults))
    raise_all(list(faults.values()), ClaimsError)
    return means


def _mean(row: Mapping[str, object]) -> MeanScore:
    unscored = int(str(row["unscored_months"]))
    months = int(str(row["person_months"])) - unscored
    return MeanScore(
        str(row["population_id"]),
        str(row["period"]),
        str(row["enrollment_type"]),
        str(row["rule_set"]),
        months,
        Decimal(int(str(row["raw_weighted"]))).scaleb(-_PLACES),
        Decimal(int(str(row["demographic_weighted"]))).scaleb(-_PLACES),
        unscored,
        str(row["unscored_example"]),
    )


def _unscored(population: object, period: object, enrollment_type: str, row: Mapping[str, object]) -> Fault:
    return Fault(
        f"{row['unscored_months']} months of people of the type {enrollment_type!r} have no score by "
        f"{row['rule_set']}, among them of {row['unscored_example']}",
        f"{population}, {period}",
        why="The model has no cell for them, or they are not in risk_person; without them the mean is another one.",
        fix="score them by a model that covers them, or take them out of the population",
    )


def _missing(
    models: Mapping[str, tuple[str, ...]],
    means: list[MeanScore],
    others: bool,
) -> dict[str, Fault]:
    if others:
        return {}
    wanted = {(type_, name) for type_, names in models.items() for name in names}
    kinds = {mean.enrollment_type for mean in means}
    periods = {(mean.population_id, mean.period, mean.enrollment_type) for mean in means}
    there = {(mean.population_id, mean.period, mean.enrollment_type, mean.rule_set) for mean in means}
    return {
        f"{place} {name}": Fault(
            f"people of the type {place[2]!r} are not scored by {name}",
            f"{place[0]}, {place[1]}",
            fix="name the model among the period's rule sets",
        )
        for place in sorted(periods)
        for type_, name in sorted(wanted)
        if type_ == place[2] and type_ in kinds and (*place, name) not in there
    }


def unscored_findings(means: Sequence[MeanScore], population_id: str) -> list[Finding]:
    """What is to be told of people of a population whom a model has no cell for: their months weigh in no mean."""
    found = [mean for mean in means if mean.population_id == population_id and mean.unscored_months]
    if not found:
        return []
    examples = [
        f"{mean.unscored_months:,} months of {mean.enrollment_type}, {mean.period}, by {mean.rule_set}"
        for mean in found
    ]
    return [
        Finding(
            "unscored_people",
            Severity.WARNING,
            "months of people whom a risk model has no cell for, or whose status the data do not say",
            sum(mean.unscored_months for mean in found),
            tuple(examples[:_EXAMPLES]),
            why="their months count in expenditures, and weigh in no mean score",
            remedy="see the cautions on the models; give scores with the inputs if it matters",
            names_people=False,
        )
    ]


def normalized(score: Fraction, normalization: Decimal | Fraction, coding_adjustment: Decimal) -> Fraction:
    """The score divided by its normalization factor and reduced by the coding pattern adjustment (0.059), exactly.

    For scores of fee-for-service people the adjustment is 0. InputError if the factor is not positive or the
    adjustment is no share.
    """
    faults = []
    if normalization <= 0:
        faults.append(Fault(f"a normalization factor of {normalization}", fix="it is positive, like 1.045"))
    if not 0 <= coding_adjustment < 1:
        faults.append(Fault(f"a coding pattern adjustment of {coding_adjustment}", fix="it is a share, like 0.059"))
    raise_all(faults, InputError)
    return score / Fraction(normalization) * (1 - Fraction(coding_adjustment))


def blended(scores: Mapping[str, Fraction], shares: Mapping[str, Decimal]) -> Fraction:
    """The scores by several models, each with its share (V24 0.67, V28 0.33). InputError unless the shares fit them.

    Normalize before blending: every model has its own factor.
    """
    faults = [
        Fault(f"{name} has a share and no score", fix="score people by every model of the blend")
        for name in sorted(set(shares) - set(scores))
    ]
    faults += [
        Fault(f"{name} has a score and no share", fix="give each model its share, 0 if none")
        for name in sorted(set(scores) - set(shares))
    ]
    if sum(shares.values()) != 1 or any(share < 0 for share in shares.values()):
        faults.append(Fault("the shares of a blend are not parts of 1", fix="write shares like 0.67 and 0.33"))
    raise_all(faults, InputError)
    return sum((scores[name] * Fraction(share) for name, share in shares.items()), Fraction(0))


def renormalized(score: Fraction, national_mean: Fraction | Decimal | None) -> Fraction:
    """The score in terms of a reference population's mean, which becomes 1: MSSP's national assignable one of the type.

    The mean has to be given: it is published by year and type, and no other number stands in for it. InputError if it
    is missing or not positive.
    """
    if national_mean is None or national_mean <= 0:
        raise InputError(
            Fault(
                "the national mean score of the type and year is missing or not positive",
                why="Without it a score of one year cannot be held against that of another.",
                fix="take it from the program's published files and give it for each type and year",
            )
        )
    return score / Fraction(national_mean)


def rounded_fraction(value: Fraction, places: int) -> Decimal:
    """The fraction as a decimal of so many places, half away from zero: CMS publishes payment scores with three."""
    scaled = abs(value) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole if value >= 0 else -whole).scaleb(-places)
