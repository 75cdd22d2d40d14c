"""A provider's scorecard: where each measure stands, what the next step needs and is worth, which gaps are open."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Final

from openvbc.contract.scorecard import Measure, Scorecard
from openvbc.errors import Fault, SettlementError
from openvbc.money import EXACT
from openvbc.quality.gap_list import GapList, numerator_of
from openvbc.quality.sensitivity import Evaluations, MeasureWorth, measure_worths, thresholds
from openvbc.quality.trial import COMPOSITE_LINE, CUT_POINT_LINE, held, member
from openvbc.reports.answer import answer, provider_name, status_sentence
from openvbc.reports.document.csv_files import table_csv
from openvbc.reports.document.tree import (
    EVERYWHERE,
    FOR_MACHINES,
    IN_TEXT,
    ON_PAGE,
    AmountBar,
    AmountBars,
    Answer,
    Cell,
    Column,
    Document,
    Labeled,
    Notes,
    Row,
    Section,
    Table,
)
from openvbc.reports.scorecard.sensitivity import evaluations_of, needed_scorecard, unit_of_scores
from openvbc.settlement.settle import Settlement
from openvbc.units import CASES, POINTS, RATE, USD, Unit

_SHORT_FINGERPRINT: Final = 12


@dataclass(frozen=True)
class MeasureFeedback:
    """One measure as its provider sees it; None where something is not known.

    standing: the last row of the scale that is reached. next_step: the score from which the next one is reached.
    needed: members to close until then. worth: what that adds to the payment. open_gaps: members of the list who do not
    meet the measure yet.
    """

    measure: str
    label: str
    result: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    points: Decimal | None
    maximum: Decimal | None
    standing: str
    next_step: Decimal | None
    needed: Decimal | None
    worth: Decimal | None
    open_gaps: tuple[str, ...]


@dataclass(frozen=True)
class Feedback:
    """A provider's whole scorecard. score: the composite, None where there is none. unit: of raw scores."""

    settlement: Settlement
    provider: str
    score: Decimal | None
    unit: Unit
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
    worths = measure_worths(scorecard, evaluations)
    return Feedback(
        settlement,
        provider_name(settlement),
        composite if isinstance(composite, Decimal) else None,
        unit_of_scores(evaluations),
        tuple(
            _of_measure(scorecard, measure, worth, evaluations, listed)
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
    scorecard: Scorecard, measure: Measure, worth: MeasureWorth, evaluations: Evaluations, listed: GapList | None
) -> MeasureFeedback:
    key = measure.measure
    denominator = member(evaluations, "measure_denominator", key)
    numerator = member(evaluations, "measure_numerator", key)
    return MeasureFeedback(
        key,
        measure.label,
        worth.score,
        numerator,
        denominator,
        worth.points,
        worth.maximum,
        _standing(scorecard, measure, evaluations, worth.score),
        worth.next_cut,
        _needed(measure, denominator, numerator, worth.next_cut),
        worth.next_worth,
        () if listed is None else tuple(row.member for row in listed.of(key, "open")),
    )


def _standing(scorecard: Scorecard, measure: Measure, evaluations: Evaluations, score: Decimal | None) -> str:
    if score is None:
        return "no result"
    sign = 1 if measure.direction == "higher" else -1
    reached = [
        each.label.removeprefix("Cut point, ")
        for each in thresholds(scorecard, measure, evaluations)
        if each.name.startswith(f"{CUT_POINT_LINE}[") and (score - each.at) * sign >= 0
    ]
    return reached[-1] if reached else "below the scale"


def _needed(
    measure: Measure, denominator: Decimal | None, numerator: Decimal | None, cut: Decimal | None
) -> Decimal | None:
    """How many members more (or, where lower is better, fewer in the numerator) reach the next step."""
    if cut is None or denominator is None or numerator is None:
        return None
    at = EXACT.multiply(cut, denominator)
    if measure.direction == "higher":
        return EXACT.subtract(at.to_integral_value(ROUND_CEILING), numerator)
    return EXACT.subtract(numerator, at.to_integral_value(ROUND_FLOOR))


def feedback_report(found: Feedback) -> Document:
    """The scorecard: a row for each measure, then the open gaps. It names members where it was made with their list."""
    settlement = found.settlement
    score = RATE.show(found.score) if found.score is not None else "no score"
    listed = [each for each in found.measures if each.open_gaps]
    counts = tuple(f"Open gaps, {each.label}: {len(each.open_gaps)}" for each in listed)
    told = Notes(counts or ("No open gaps.",), forms=IN_TEXT)
    return Document(
        kind="Quality scorecard",
        subject=settlement.contract.name,
        title=f"Quality scorecard, {found.provider}",
        answer=Answer.of(f"{found.provider}, {settlement.performance_year.words}: quality score {score}.", score),
        facts=(Labeled("Payment", answer(settlement)), Labeled("Status", status_sentence(settlement))),
        opening=(
            f"{found.provider}: quality score {score}",
            "",
            answer(settlement),
            status_sentence(settlement),
        ),
        blocks=(
            *_picture(found),
            _measures(found),
            *((told,) if found.has_list else ()),
            *(_gaps(each) for each in listed),
        ),
        colophon=(
            "What the next step is worth is the difference of two whole settlements, over all payment streams."
            f" Fingerprint {settlement.fingerprint[:_SHORT_FINGERPRINT]}."
        ),
        day=settlement.paid_through,
        is_wide=True,
    )


def _picture(found: Feedback) -> Iterator[AmountBars]:
    """The part of the possible points that each measure has."""
    scored = [(each.label, each.points, each.maximum) for each in found.measures if each.points is not None]
    bars = tuple(
        AmountBar(label, EXACT.divide(points, most), f"{POINTS.show(points)} of {POINTS.show(most)}")
        for label, points, most in scored
        if most
    )
    if bars:
        yield AmountBars("points", "Points of each measure, as a part of those possible", bars, RATE)


def _measures(found: Feedback) -> Table:
    columns = (
        Column("measure", forms=FOR_MACHINES),
        Column("label", "Measure", width=44),
        Column("result", "Result", found.unit),
        Column("numerator", forms=FOR_MACHINES),
        Column("denominator", forms=FOR_MACHINES),
        Column("", "Counts", number=True),
        Column("points", "Points", POINTS),
        Column("maximum_points", "of", POINTS),
        Column("standing", "Standing", width=24),
        Column("next_step_at", "Next step at", found.unit),
        Column("members_to_next_step", "Members to it", CASES),
        Column("next_step_worth", "What it is worth", USD),
        Column("open_gaps", "Open gaps", number=True, forms=EVERYWHERE - IN_TEXT if found.has_list else FOR_MACHINES),
    )
    rows = tuple(
        Row(
            (
                each.measure,
                each.label,
                each.result,
                each.numerator,
                each.denominator,
                _counts(each),
                each.points,
                each.maximum,
                each.standing,
                each.next_step,
                each.needed,
                each.worth,
                Cell(len(each.open_gaps) if found.has_list else None, link=_anchor(each) if each.open_gaps else ""),
            )
        )
        for each in found.measures
    )
    return Table(columns, rows, key="measures", label="Measures", sheet="Measures")


def _counts(each: MeasureFeedback) -> str:
    if each.numerator is None or not each.denominator:
        return ""
    return f"{CASES.show(each.numerator)} of {CASES.show(each.denominator)}"


def _anchor(each: MeasureFeedback) -> str:
    return f"#gaps-{each.measure}"


def _gaps(each: MeasureFeedback) -> Section:
    return Section(f"Open gaps: {each.label}", (Notes(each.open_gaps),), anchor=f"gaps-{each.measure}", forms=ON_PAGE)


def open_gaps_csv(found: Feedback) -> str:
    """One row an open gap: member and measure, in the form in which evidence is sent back."""
    gaps = [(gap, each.measure, "", "", "") for each in found.measures for gap in each.open_gaps]
    return table_csv([("member", "measure", "date", "kind", "evidence"), *gaps])
