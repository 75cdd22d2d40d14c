"""A plain view for the people who choose a provider: no dollars, no members, words before figures."""

from dataclasses import dataclass
from decimal import Decimal

from openvbc.contract.scorecard import Measure
from openvbc.money import EXACT
from openvbc.quality.sensitivity import measure_worths
from openvbc.reports.answer import provider_name
from openvbc.reports.document.tree import FOR_MACHINES, Answer, Column, Document, Row, Table
from openvbc.reports.scorecard.sensitivity import evaluations_of, needed_scorecard, unit_of_scores
from openvbc.settlement.settle import Settlement

#: From this part of the points on, in words.
_RATINGS = ((Decimal("0.8"), "High"), (Decimal("0.4"), "Middle"), (Decimal(0), "Low"))
NO_RATING = "Too little information"


@dataclass(frozen=True)
class ConsumerRow:
    """One measure in plain words. meaning: what it counts, and which way is better."""

    label: str
    rating: str
    result: str
    meaning: str


def consumer_rows(settlement: Settlement) -> tuple[ConsumerRow, ...]:
    """A row for each measure; SettlementError where no stream computes a scorecard."""
    evaluations = evaluations_of(settlement)
    scorecard = needed_scorecard(settlement, evaluations)
    unit = unit_of_scores(evaluations)
    return tuple(
        ConsumerRow(
            measure.label,
            _rating(worth.points, worth.maximum) if worth.score is not None else NO_RATING,
            unit.show(worth.score) if worth.score is not None else "",
            _meaning(measure),
        )
        for measure, worth in zip(scorecard.measures, measure_worths(scorecard, evaluations), strict=True)
    )


def _rating(points: Decimal | None, maximum: Decimal | None) -> str:
    if points is None or not maximum:
        return NO_RATING
    share = EXACT.divide(points, maximum)
    return next((word for least, word in _RATINGS if share >= least), NO_RATING)


def _meaning(measure: Measure) -> str:
    better = "Higher is better." if measure.direction == "higher" else "Lower is better."
    if measure.definition is None:
        return better
    return f"Counts {measure.definition.numerator}, among {measure.definition.denominator}. {better}"


def consumer_report(settlement: Settlement) -> Document:
    """The view as a report: a row for each measure."""
    provider = provider_name(settlement)
    columns = (
        Column("provider", forms=FOR_MACHINES),
        Column("measure", "What was looked at", width=44),
        Column("rating", "Rating", nowrap=True),
        Column("result", "Result", number=True),
        Column("meaning", "What it means", width=80),
    )
    rows = tuple(
        Row((provider, each.label, each.rating, each.result, each.meaning)) for each in consumer_rows(settlement)
    )
    return Document(
        kind="Quality of care",
        subject=settlement.performance_year.name,
        title=f"Quality of care, {provider}",
        answer=Answer(provider),
        blocks=(Table(columns, rows, key="measures", label="Measures"),),
        colophon="High: at least 80% of the points that the scale gives; middle: at least 40%; low: less.",
        day=settlement.paid_through,
    )
