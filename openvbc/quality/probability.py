"""How likely measures and the composite are to reach their thresholds, given how few or many cases there are.

What comes out of the cases observed is asked: in a new year of as many cases, or this year with cases still to come.
The rate behind the cases is not known; the cases observed tell of it, and few tell little: counts are beta-binomial.
They are plain binomials where it is asked to take the rate observed for certain. Measures are independent of each
other, and their chances exact. The composite is exact too, by convolution, where its points take few enough values;
where they do not, it is simulated with a seed, and the standard error is stated.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from fractions import Fraction

from openvbc.contract.scorecard import Measure, Scorecard
from openvbc.errors import Fault, SettlementError, did_you_mean
from openvbc.figures import Absent
from openvbc.money import EXACT, plain, rounded
from openvbc.quality.binomial import CHANCES, STATED_ERROR, beta_binomial, binomial
from openvbc.quality.composite_chance import Contributions, chances_of_sum
from openvbc.quality.sensitivity import Evaluations, composite_thresholds, thresholds
from openvbc.quality.trial import COMPOSITE_LINE, POINTS_LINE, SCORE_LINE, member, with_member
from openvbc.worksheet.evaluate import Evaluation, evaluate_in
from openvbc.worksheet.exact import Exact, Rational, RationalValue
from openvbc.worksheet.sheet import LineKind
from openvbc.yamlfile import quoted

_ACHIEVED = "achievement_score"


@dataclass(frozen=True)
class Chance:
    """The chance of reaching a threshold. standard_error: of a simulation; None where the chance is exact.

    An exact chance is right to STATED_ERROR.
    """

    label: str
    threshold: Decimal
    chance: Decimal
    standard_error: Decimal | None = None


@dataclass(frozen=True)
class MeasureChances:
    """One measure: its cases and their rate, the cases still to come, and the chance of each threshold, worst first.

    to_come: None where a new year of as many cases is asked about.
    """

    measure: str
    label: str
    cases: int
    rate: Decimal
    to_come: int | None
    chances: tuple[Chance, ...]


@dataclass(frozen=True)
class Likelihood:
    """Chances of every measure with cases, and of the composite. taken_as_certain: measures without cases.

    exact: whether the composite's chances are. draws and seed: of the simulation, where there was one.
    rate_is_certain: whether the observed rate was taken for the rate of every case.
    """

    measures: tuple[MeasureChances, ...]
    composite: tuple[Chance, ...]
    taken_as_certain: tuple[str, ...]
    exact: bool
    draws: int
    seed: int
    rate_is_certain: bool = False

    @property
    def stated_error(self) -> Decimal:
        """What exact chances are right to."""
        return STATED_ERROR


@dataclass(frozen=True)
class Asked:
    """Which thresholds of the composite (the contract's own where none is named), of which cases, and how to simulate.

    to_come: for a measure by its name, or for all under '', how many cases are still to come this year; without it, a
    new year of as many cases is meant. rate_is_certain: take the observed rate for the rate of every case.
    """

    thresholds: tuple[Decimal, ...] = ()
    draws: int = 100_000
    seed: int = 1
    always_simulate: bool = False
    to_come: Mapping[str, int] = field(default_factory=dict)
    rate_is_certain: bool = False

    def cases_to_come(self, measure: str) -> int | None:
        """How many cases of a measure are still to come; None where a new year is meant."""
        return self.to_come.get(measure, self.to_come.get(""))


def likelihood(scorecard: Scorecard, evaluations: Evaluations, asked: Asked) -> Likelihood:
    """The chances. SettlementError where no measure has cases, or no threshold of the composite is known."""
    evaluation = _with_scorecard(evaluations)
    cases = {each.measure: trials for each in scorecard.measures if (trials := _trials(each, evaluations))}
    if not cases:
        raise SettlementError(
            Fault(
                "no measure has a number of cases",
                why="a chance follows from how many cases there are",
                fix="give measure_numerator and measure_denominator; rates alone say nothing of chance",
            )
        )
    unknown = [name for name in asked.to_come if name and name not in cases]
    if unknown:
        what = f"{quoted(unknown[0])} is no measure with a number of cases"
        raise SettlementError(Fault(what, fix=did_you_mean(unknown[0], cases)))
    counts = {key: _counts(key, number, rate, asked) for key, (number, rate) in cases.items()}
    sizes = {key: number + (asked.cases_to_come(key) or 0) for key, (number, _) in cases.items()}
    measures = tuple(
        _measure_chances(scorecard, each, evaluations, cases[each.measure], counts[each.measure], asked)
        for each in scorecard.measures
        if each.measure in cases
    )
    certain = tuple(
        each.label
        for each in scorecard.measures
        if each.measure not in cases and member(evaluations, POINTS_LINE, each.measure) is not None
    )
    wanted = _thresholds(evaluations, asked)
    if not wanted:
        return Likelihood(
            measures, (), certain, exact=True, draws=0, seed=asked.seed, rate_is_certain=asked.rate_is_certain
        )
    contributions = _contributions(scorecard, evaluation, counts, sizes)
    bounds = [_bound_on_sum(evaluation, at) for _, at in wanted]
    found = chances_of_sum(contributions, bounds, asked.draws, asked.seed, simulate=asked.always_simulate)
    composite = tuple(
        Chance(label, at, chance, None if found.exact else _standard_error(chance, asked.draws))
        for (label, at), chance in zip(wanted, found.chances, strict=True)
    )
    draws = 0 if found.exact else asked.draws
    return Likelihood(measures, composite, certain, found.exact, draws, asked.seed, asked.rate_is_certain)


def _counts(measure: str, cases: int, rate: Decimal, asked: Asked) -> Mapping[int, Decimal]:
    """The chance of each number of cases met, in a new year or together with those that are met already."""
    to_come = asked.cases_to_come(measure)
    with localcontext(CHANCES):
        met = rate * cases
    if to_come is not None and abs(met - met.to_integral_value()) < Decimal("1e-9"):
        met = met.to_integral_value()
    elif to_come is not None:
        what = f"{measure} has {plain(rounded(met, 2))} cases met, which is no whole number, and more are to come"
        raise SettlementError(Fault(what, fix="give measure_numerator and measure_denominator in whole cases"))
    future = cases if to_come is None else to_come
    counts = binomial(future, rate) if asked.rate_is_certain else beta_binomial(future, met, cases - met)
    before = 0 if to_come is None else int(met)
    return {count + before: chance for count, chance in counts.items()}


def _standard_error(chance: Decimal, draws: int) -> Decimal:
    """Of a simulated share; for a share of none or all, as if one draw had gone the other way."""
    with localcontext(CHANCES):
        least = Decimal(1) / draws
        near = min(max(chance, least), 1 - least)
        return (near * (1 - near) / draws).sqrt()


def _with_scorecard(evaluations: Evaluations) -> Evaluation:
    found = next((each for each in evaluations.values() if POINTS_LINE in each.sheet), None)
    if found is None:
        raise SettlementError(
            Fault("no payment stream computes a scorecard", fix="add quality_scorecard, and a stream that follows it")
        )
    if "domain_reward" in found.sheet:
        raise SettlementError(
            Fault(
                "the composite has an improvement reward, which is capped in each domain",
                why="its chance does not follow from cases alone: whether an improvement is significant is given",
                fix="leave improvement_reward out to ask for the chance of the rest",
            )
        )
    return found


def _trials(measure: Measure, evaluations: Evaluations) -> tuple[int, Decimal] | None:
    """Cases and observed rate; None for a measure without a result or without a whole number of cases."""
    score = member(evaluations, SCORE_LINE, measure.measure)
    cases = member(evaluations, "measure_denominator", measure.measure)
    if score is None or cases is None or cases != cases.to_integral_value() or not 0 <= score <= 1:
        return None
    return int(cases), score


def _measure_chances(
    scorecard: Scorecard,
    measure: Measure,
    evaluations: Evaluations,
    trials: tuple[int, Decimal],
    counts: Mapping[int, Decimal],
    asked: Asked,
) -> MeasureChances:
    (cases, rate), to_come = trials, asked.cases_to_come(measure.measure)
    higher = measure.direction == "higher"
    chances = []
    for each in thresholds(scorecard, measure, evaluations):
        bound = Fraction(each.at) * (cases + (to_come or 0))
        with localcontext(CHANCES):
            reached = (chance for count, chance in counts.items() if (count >= bound if higher else count <= bound))
            chances.append(Chance(each.label, each.at, min(sum(reached, Decimal(0)), Decimal(1))))
    return MeasureChances(measure.measure, measure.label, cases, rate, to_come, tuple(chances))


def _thresholds(evaluations: Evaluations, asked: Asked) -> list[tuple[str, Decimal]]:
    if asked.thresholds:
        return [("Composite quality score", at) for at in asked.thresholds]
    found: dict[Decimal, str] = {}
    for evaluation in evaluations.values():
        if COMPOSITE_LINE in evaluation.sheet:
            for _, label, at in composite_thresholds(evaluation):
                if 0 < at <= 1:
                    found.setdefault(at, label)
    return [(found[at], at) for at in sorted(found)]


def _fixed(evaluation: Evaluation) -> dict[str, "RationalValue | dict[str, RationalValue]"]:
    """Inputs, terms and lines set from outside as fractions."""
    values: dict[str, RationalValue | dict[str, RationalValue]] = {}
    for line in evaluation.sheet:
        if line.kind is not LineKind.COMPUTED or line.name in evaluation.overrides:
            value = evaluation.values[line.name]
            values[line.name] = (
                {key: _fraction(each) for key, each in value.items()}
                if isinstance(value, Mapping)
                else _fraction(value)
            )
    return values


def _fraction(value: "Decimal | bool | Absent") -> RationalValue:
    return Fraction(value) if isinstance(value, Decimal) else value


def _composite_at(evaluation: Evaluation, points: Mapping[str, RationalValue]) -> Fraction:
    """The composite, before improvement of its own, at these points."""
    name = _ACHIEVED if _ACHIEVED in evaluation.sheet else COMPOSITE_LINE
    value = evaluate_in(Rational(), evaluation.sheet, {}, {**_fixed(evaluation), POINTS_LINE: dict(points)})[name]
    if not isinstance(value, Fraction):
        raise SettlementError(Fault("there is no composite: every measure is absent", fix="give results"))
    return value


def _contributions(
    scorecard: Scorecard, evaluation: Evaluation, counts: Mapping[str, Mapping[int, Decimal]], cases: Mapping[str, int]
) -> Contributions:
    """What each measure adds to the composite, with the chance of each amount; and what is certain.

    Weights, domains and absent measures are not told here again: the sheet is asked what one point adds.
    """
    values = evaluation.values[POINTS_LINE]
    if not isinstance(values, Mapping):
        raise TypeError("points stand by measure")
    points = {key: _fraction(each) for key, each in values.items()}
    now = _composite_at(evaluation, points)
    by_count = _points_by_count(evaluation, counts, cases)
    rest = now
    single: list[Mapping[Fraction, Decimal]] = []
    for measure in scorecard.measures:
        key = measure.measure
        value = points[key]
        if key not in counts or not isinstance(value, Fraction):
            continue
        worth = _composite_at(evaluation, {**points, key: value + 1}) - now
        rest -= worth * value
        chances: dict[Fraction, Decimal] = {}
        with localcontext(CHANCES):
            for count, chance in counts[key].items():
                amount = worth * by_count[key][count]
                chances[amount] = chances.get(amount, Decimal(0)) + chance
        single.append(chances)
    return Contributions(rest, tuple(single))


def _points_by_count(
    evaluation: Evaluation, counts: Mapping[str, Mapping[int, Decimal]], cases: Mapping[str, int]
) -> dict[str, dict[int, Fraction]]:
    """Each measure's points at each count that can occur: all measures moved at once, one walk a step."""
    steps = {key: sorted(each) for key, each in counts.items()}
    fixed = {
        line.name: evaluation.values[line.name]
        for line in evaluation.sheet
        if line.kind is not LineKind.COMPUTED or line.name in evaluation.overrides
    }
    points: dict[str, dict[int, Fraction]] = {key: {} for key in counts}
    for index in range(max(len(each) for each in steps.values())):
        at = {key: each[min(index, len(each) - 1)] for key, each in steps.items()}
        scores = {key: EXACT.divide(Decimal(count), Decimal(cases[key])) for key, count in at.items()}
        changed = {**fixed, **with_member({"": evaluation}, SCORE_LINE, scores)}
        values = evaluate_in(Exact(), evaluation.sheet, {}, changed)[POINTS_LINE]
        for key, count in at.items():
            value = values[key] if isinstance(values, Mapping) else values
            if isinstance(value, Decimal):
                points[key][count] = Fraction(value)
    return points


def _bound_on_sum(evaluation: Evaluation, threshold: Decimal) -> Fraction:
    """What the composite before its own improvement must come to, so that the composite reaches the threshold."""
    if _ACHIEVED not in evaluation.sheet:
        return Fraction(threshold)
    fixed = _fixed(evaluation)
    low, high = Fraction(0), Fraction(1)
    for _ in range(60):
        middle = (low + high) / 2
        value = evaluate_in(Rational(), evaluation.sheet, {}, {**fixed, _ACHIEVED: middle})[COMPOSITE_LINE]
        low, high = (low, middle) if isinstance(value, Fraction) and value >= threshold else (middle, high)
    return high - Fraction(1, 2**50)
