"""A provider's scorecard: where each measure stands, what the next step needs and is worth, which gaps are open."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from openvbc.contract.scorecard import Measure, Scorecard
from openvbc.errors import Fault, SettlementError
from openvbc.money import EXACT
from openvbc.quality.gap_list import GapList, numerator_of
from openvbc.quality.sensitivity import Evaluations, MeasureWorth, measure_worths, thresholds
from openvbc.quality.trial import COMPOSITE_LINE, held, member
from openvbc.reports.answer import answer, provider_name, status_sentence
from openvbc.reports.scorecard.sensitivity import evaluations_of, needed_scorecard, unit_of_scores
from openvbc.reports.text import table
from openvbc.settlement.settle import Settlement
from openvbc.units import CASES, POINTS, RATE, USD, Unit


@dataclass(frozen=True)
class MeasureFeedback:
    """One measure as its provider sees it; empty where something is not known.

    standing: the last row of the scale that is reached. needed: members to close until the next step.
    open_gaps: members of the list who do not meet the measure yet.
    """

    measure: str
    label: str
    result: str
    counts: str
    points: str
    standing: str
    next_step: str
    needed: str
    worth: str
    open_gaps: tuple[str, ...]


@dataclass(frozen=True)
class Feedback:
    """A provider's whole scorecard. score: the composite as people read it."""

    settlement: Settlement
    provider: str
    score: str
    measures: tuple[MeasureFeedback, ...]
    has_list: bool


def feedback(settlement: Settlement, listed: GapList | None = None) -> Feedback:
    """The scorecard of a settled organization, with open gaps where a list is given.

    SettlementError where no stream computes a scorecard, or where the list and the settlement count differently.
    """
    evaluations = evaluations_of(settlement)
    scorecard = needed_scorecard(settlement, evaluations)
    faults = [] if listed is None else list(_differences(scorecard, evaluations, listed))
    if faults:
        raise SettlementError(faults)
    composite = held(evaluations, COMPOSITE_LINE)
    unit = unit_of_scores(evaluations)
    worths = measure_worths(scorecard, evaluations)
    return Feedback(
        settlement,
        provider_name(settlement),
        RATE.show(composite) if isinstance(composite, Decimal) else "no score",
        tuple(
            _of_measure(scorecard, measure, worth, evaluations, unit, listed)
            for measure, worth in zip(scorecard.measures, worths, strict=True)
        ),
        listed is not None,
    )


def _differences(scorecard: Scorecard, evaluations: Evaluations, listed: GapList) -> list[Fault]:
    """Open gaps beside a result that was not counted from the same list would mislead."""
    faults = []
    for measure in scorecard.measures:
        denominator = member(evaluations, "measure_denominator", measure.measure)
        numerator = member(evaluations, "measure_numerator", measure.measure)
        counted = listed.counts[measure.measure, "met"] + listed.counts[measure.measure, "open"]
        met = listed.counts[measure.measure, numerator_of(measure)]
        if numerator is not None and counted and not (denominator == counted and numerator == met):
            faults.append(
                Fault(
                    f"{measure.label}: the list counts {met} of {counted}, the settlement {numerator} of {denominator}",
                    listed.file.name,
                    why="gaps of another list than the one that was settled would mislead",
                    fix="settle with the figures that `openvbc evidence --figures` counts from this list",
                )
            )
    return faults


def _of_measure(
    scorecard: Scorecard,
    measure: Measure,
    worth: MeasureWorth,
    evaluations: Evaluations,
    unit: Unit,
    listed: GapList | None,
) -> MeasureFeedback:
    key = measure.measure
    denominator = member(evaluations, "measure_denominator", key)
    numerator = member(evaluations, "measure_numerator", key)
    counts = f"{CASES.show(numerator)} of {CASES.show(denominator)}" if numerator is not None and denominator else ""
    points = (
        "" if worth.points is None else f"{POINTS.show(worth.points)} of {POINTS.show(worth.maximum or worth.points)}"
    )
    return MeasureFeedback(
        key,
        measure.label,
        "" if worth.score is None else unit.show(worth.score),
        counts,
        points,
        _standing(scorecard, measure, evaluations, worth.score),
        "" if worth.next_cut is None else unit.show(worth.next_cut),
        _needed(measure, denominator, numerator, worth.next_cut),
        "" if worth.next_worth is None else USD.show(worth.next_worth),
        () if listed is None else tuple(row.member for row in listed.of(key, "open")),
    )


def _standing(scorecard: Scorecard, measure: Measure, evaluations: Evaluations, score: Decimal | None) -> str:
    if score is None:
        return "no result"
    sign = 1 if measure.direction == "higher" else -1
    reached = [
        each.label.removeprefix("Cut point, ")
        for each in thresholds(scorecard, measure, evaluations)
        if each.name.startswith("cut_point_") and (score - each.at) * sign >= 0
    ]
    return reached[-1] if reached else "below the scale"


def _needed(measure: Measure, denominator: Decimal | None, numerator: Decimal | None, cut: Decimal | None) -> str:
    """How many members more (or, where lower is better, fewer in the numerator) reach the next step."""
    if cut is None or denominator is None or numerator is None:
        return ""
    at = EXACT.multiply(cut, denominator)
    if measure.direction == "higher":
        return CASES.show(at.to_integral_value(ROUND_CEILING) - numerator)
    return CASES.show(numerator - at.to_integral_value(ROUND_FLOOR))


_HEADER = ("measure", "result", "counts", "points", "standing", "next step", "members to it", "worth")


def _cells(each: MeasureFeedback) -> tuple[str, ...]:
    return (each.label, each.result, each.counts, each.points, each.standing, each.next_step, each.needed, each.worth)


def feedback_text(found: Feedback) -> str:
    """The scorecard as a table, then the open gaps by measure."""
    parts = [
        f"{found.provider}: quality score {found.score}",
        f"{answer(found.settlement)}\n{status_sentence(found.settlement)}",
        table(_HEADER, [_cells(each) for each in found.measures], right=(1, 2, 3, 5, 6, 7)),
    ]
    if found.has_list:
        parts.append(
            "\n".join(f"Open gaps, {each.label}: {len(each.open_gaps)}" for each in found.measures if each.open_gaps)
            or "No open gaps."
        )
    return "\n\n".join(parts)


def feedback_csv(found: Feedback) -> str:
    """One row a measure."""
    rows = [
        (each.measure, *_cells(each), str(len(each.open_gaps)) if found.has_list else "") for each in found.measures
    ]
    return as_csv(("name", *_HEADER, "open gaps"), rows)


def open_gaps_csv(found: Feedback) -> str:
    """One row an open gap: member and measure, in the form in which evidence is sent back."""
    rows = [(gap, each.measure, "", "", "") for each in found.measures for gap in each.open_gaps]
    return as_csv(("member", "measure", "date", "kind", "evidence"), rows)


def as_csv(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Rows as CSV text with plain line ends."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    return text.getvalue()
