"""How likely thresholds are reached, given the cases."""

from collections.abc import Iterator
from decimal import Decimal, localcontext

from openvbc.money import EXACT
from openvbc.quality.probability import Asked, Chance, Likelihood, MeasureChances, likelihood
from openvbc.reports.document.tree import (
    FOR_PEOPLE,
    AmountBar,
    AmountBars,
    Answer,
    Cell,
    Column,
    Data,
    Document,
    Row,
    Sentence,
    Table,
)
from openvbc.reports.scorecard.sensitivity import evaluations_of, needed_scorecard
from openvbc.settlement.settle import Settlement
from openvbc.units import CASES, RATE

#: Digits of a chance for machines.
_DIGITS = 20


def probability(settlement: Settlement, asked: Asked) -> Likelihood:
    """The chances under a settled contract. SettlementError where it has no scorecard, or measures have no cases."""
    evaluations = evaluations_of(settlement)
    scorecard = needed_scorecard(settlement, evaluations, "chances follow from measures and their cases")
    return likelihood(scorecard, evaluations, asked)


def probability_report(settlement: Settlement, found: Likelihood) -> Document:
    """A row for each measure and threshold, then the composite; chances of machines have twenty digits."""
    how = "exact" if found.exact else f"from {found.draws:,} draws with seed {found.seed}"
    rates = (
        "The rate observed is taken for the rate of every case, as if it were certain; chances are binomial."
        if found.rate_is_certain
        else "The rate is learned from the cases observed, so that few of them say little: chances are beta-binomial."
    )
    blocks = f"{rates}\nMeasures are independent of each other. Chances of the composite are {how}."
    certain = ", ".join(found.taken_as_certain)
    return Document(
        kind="How likely are the thresholds",
        subject=settlement.contract.name,
        title=f"How likely thresholds are reached, {settlement.provider_name}",
        answer=Answer(f"{settlement.provider_name}: how likely measures and quality score reach their thresholds."),
        opening=(),
        blocks=(
            *_picture(found),
            _measures(found),
            Data("measures", tuple(_measure_data(found))),
            _composite(found),
            Data("composite", tuple(_chance_data(chance) for chance in found.composite)),
            Data("composite_is_exact", found.exact),
            Data("stated_error_of_exact_chances", found.stated_error),
            Data("draws", found.draws),
            Data("seed", found.seed),
            Data("rate_is_certain", found.rate_is_certain),
            Data("taken_as_certain", tuple(found.taken_as_certain)),
            Sentence(blocks),
            *((Sentence(f"Taken as certain, since no number of cases is given: {certain}."),) if certain else ()),
        ),
        day=settlement.paid_through,
        is_wide=True,
    )


def _picture(found: Likelihood) -> Iterator[AmountBars]:
    """The chance of each threshold: of the measures, then of the composite."""
    chances = [(f"{each.label}: {chance.label}", chance) for each in found.measures for chance in each.chances]
    chances += [(f"Quality score: {chance.label}", chance) for chance in found.composite]
    if chances:
        bars = tuple(AmountBar(label, chance.chance, RATE.show(chance.chance)) for label, chance in chances)
        yield AmountBars("chances", "How likely each threshold is reached", bars, RATE)


def _measures(found: Likelihood) -> Table:
    columns = (
        Column("", "measure", width=40),
        Column("", "cases", CASES),
        Column("", "rate", RATE),
        Column("", "to come", number=True),
        Column("", "threshold", width=40),
        Column("", "at", RATE),
        Column("", "chance", RATE),
    )
    rows = tuple(
        Row((each.label, Decimal(each.cases), each.rate, _to_come(each), chance.label, chance.threshold, chance.chance))
        for each in found.measures
        for chance in each.chances
    )
    return Table(columns, rows, label="Measures", forms=FOR_PEOPLE)


def _to_come(measure: MeasureChances) -> str:
    return "a new year" if measure.to_come is None else f"{measure.to_come:,}"


def _composite(found: Likelihood) -> Table:
    columns = (
        Column("", "composite quality score", width=40),
        Column("", "at", RATE),
        Column("", "chance", RATE),
        Column("", "standard error", number=True),
    )
    rows = tuple(
        Row((each.label, each.threshold, each.chance, Cell(each.standard_error, _error(each))))
        for each in found.composite
    )
    return Table(columns, rows, label="Composite", forms=FOR_PEOPLE if rows else frozenset())


def _error(chance: Chance) -> str:
    return "exact" if chance.standard_error is None else RATE.show(chance.standard_error, 3)


def _measure_data(found: Likelihood) -> Iterator[dict[str, object]]:
    for each in found.measures:
        yield {
            "measure": each.measure,
            "label": each.label,
            "cases": each.cases,
            "rate": each.rate,
            "to_come": each.to_come,
            "thresholds": [_chance_data(chance) for chance in each.chances],
        }


def _chance_data(chance: Chance) -> dict[str, object]:
    values: dict[str, object] = {"label": chance.label, "at": chance.threshold, "chance": _digits(chance.chance)}
    if chance.standard_error is not None:
        values["standard_error"] = _digits(chance.standard_error)
    return values


def _digits(value: Decimal) -> Decimal:
    with localcontext(EXACT):
        return value.quantize(Decimal(1).scaleb(-_DIGITS))
