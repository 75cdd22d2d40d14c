"""What quality is worth: of each measure, at each threshold, by standing in the market."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from openvbc.contract.scorecard import Scorecard
from openvbc.errors import Fault, SettlementError
from openvbc.quality.market import Market, market
from openvbc.quality.sensitivity import Cliff, MeasureWorth, cliffs, measure_worths
from openvbc.quality.trial import COMPOSITE_LINE, SCORE_LINE, held, try_with
from openvbc.reports.answer import answer
from openvbc.reports.document.tree import (
    EVERYWHERE,
    FOR_MACHINES,
    AmountBar,
    AmountBars,
    Answer,
    Cell,
    Column,
    Data,
    Document,
    Form,
    Row,
    Sentence,
    Table,
)
from openvbc.settlement.settle import Settlement
from openvbc.units import FACTOR, POINTS, RATE, USD, Unit
from openvbc.worksheet.evaluate import Evaluation


@dataclass(frozen=True)
class Sensitivity:
    """What quality is worth in a settlement. unit: of raw scores."""

    settlement: Settlement
    payment: Decimal
    worths: tuple[MeasureWorth, ...]
    cliffs: tuple[Cliff, ...]
    market: Market
    unit: Unit


def sensitivity(settlement: Settlement) -> Sensitivity:
    """Dollars per point, cliffs and payment by standing. SettlementError where no stream follows quality."""
    evaluations = evaluations_of(settlement)
    if all(held(evaluations, name) is None for name in (COMPOSITE_LINE, SCORE_LINE)):
        raise SettlementError(
            Fault(
                f"no payment of {settlement.contract.name} follows a quality score or a measure's result",
                why="there is nothing to move",
                fix="agree a use of quality, for example savings.quality",
            )
        )
    scorecard = scorecard_in(settlement, evaluations)
    return Sensitivity(
        settlement,
        try_with(evaluations, {}).payment,
        measure_worths(scorecard, evaluations) if scorecard is not None else (),
        cliffs(scorecard, evaluations),
        market(scorecard, evaluations) if scorecard is not None else Market((), ()),
        unit_of_scores(evaluations),
    )


def evaluations_of(settlement: Settlement) -> dict[str, Evaluation]:
    """The evaluated worksheets by stream."""
    return {each.stream.name: each.evaluation for each in settlement.streams}


def scorecard_in(settlement: Settlement, evaluations: Mapping[str, Evaluation]) -> Scorecard | None:
    """The contract's scorecard, if a stream computes with it."""
    scorecard = settlement.contract.scorecard
    return scorecard.terms if scorecard is not None and held(evaluations, SCORE_LINE) is not None else None


def needed_scorecard(settlement: Settlement, evaluations: Mapping[str, Evaluation], why: str = "") -> Scorecard:
    """The contract's scorecard; SettlementError, with `why` it is needed, where no stream computes with one."""
    scorecard = scorecard_in(settlement, evaluations)
    if scorecard is None:
        raise SettlementError(
            Fault(
                f"no payment stream of {settlement.contract.name} computes a scorecard",
                why=why,
                fix="add quality_scorecard to the contract, and a stream that follows it",
            )
        )
    return scorecard


def unit_of_scores(evaluations: Mapping[str, Evaluation]) -> Unit:
    """The unit in which raw scores stand."""
    sheets = [each.sheet for each in evaluations.values() if SCORE_LINE in each.sheet]
    return sheets[0][SCORE_LINE].unit if sheets else FACTOR


def sensitivity_report(found: Sensitivity) -> Document:
    """What each measure is worth, cliffs, payment by standing, and warnings where a stretch is steep."""
    settlement = found.settlement
    how = (
        "Each figure is a difference of two whole settlements with only that raw score or those points moved;\n"
        "a payment for each gap closed comes on top."
    )
    return Document(
        kind="What quality is worth",
        subject=settlement.contract.name,
        title=f"What quality is worth, {settlement.provider_name}",
        answer=Answer(answer(settlement)),
        blocks=(
            Data("contract", settlement.contract.name),
            Data("payment", found.payment),
            Data("fingerprint", settlement.fingerprint),
            *_picture_of_worths(found),
            _worths(found),
            *((Sentence(how),) if found.worths else ()),
            *((Sentence("No cliffs: no threshold makes the payment jump."),) if not found.cliffs else ()),
            _cliffs(found),
            *_picture_of_standings(found),
            _standings(found),
            Data("warnings", tuple(found.market.warnings)),
            *(Sentence(f"{warning}.", is_warning=True) for warning in found.market.warnings),
        ),
        day=settlement.paid_through,
        is_wide=True,
    )


def _shown(unit: Unit, value: Decimal | None) -> Cell:
    return Cell(value, "-" if value is None else unit.show(value))


def _signed(value: Decimal | None) -> Cell:
    return Cell(value, "-" if value is None else f"{'+' if value > 0 else ''}{USD.show(value)}")


def _forms(rows: tuple[Row, ...]) -> frozenset[Form]:
    """A table without rows is told to machines only."""
    return EVERYWHERE if rows else FOR_MACHINES


def _worths(found: Sensitivity) -> Table:
    columns = (
        Column("measure", forms=FOR_MACHINES),
        Column("label", "measure", width=40),
        Column("score", "result", found.unit),
        Column("points", "points", POINTS),
        Column("maximum_points", "of", POINTS),
        Column("points_moved", forms=FOR_MACHINES),
        Column("dollars_per_point", "up to 1 more point", USD),
        Column("dollars_per_percentage_point", "result 1 point better", USD),
        Column("next_step_at", "next step", found.unit),
        Column("next_step_worth", "worth", USD),
    )
    rows = tuple(
        Row(
            (
                each.measure,
                each.label,
                _shown(found.unit, each.score),
                _shown(POINTS, each.points),
                _shown(POINTS, each.maximum),
                each.points_moved,
                _signed(each.per_point),
                _signed(each.per_percentage_point),
                _shown(found.unit, each.next_cut),
                _signed(each.next_worth),
            )
        )
        for each in found.worths
    )
    return Table(columns, rows, key="measures", label="Measures", forms=_forms(rows))


def _picture_of_worths(found: Sensitivity) -> Iterator[AmountBars]:
    """What the next step of each measure is worth, the most valuable first."""
    worths = [(each.label, each.next_worth) for each in found.worths if each.next_worth]
    if worths:
        bars = tuple(
            AmountBar(label, worth, f"{'+' if worth > 0 else ''}{USD.show(worth)}")
            for label, worth in sorted(worths, key=lambda each: -each[1])
        )
        yield AmountBars("next-steps", "What the next step of each measure is worth", bars)


def _picture_of_standings(found: Sensitivity) -> Iterator[AmountBars]:
    """The payment, were all measures at a percentile of the market."""
    if found.market.standings:
        bars = tuple(
            AmountBar(f"{each.percentile:f}th percentile", each.payment, USD.show(each.payment))
            for each in found.market.standings
        )
        yield AmountBars("standings", "Payment, were all measures at a percentile of the market", bars)


def _cliffs(found: Sensitivity) -> Table:
    columns = (
        Column("figure", forms=FOR_MACHINES),
        Column("threshold", forms=FOR_MACHINES),
        Column("label", "cliff", width=60),
        Column("at", "at", number=True),
        Column("jump", "payment jumps by", USD),
    )
    rows = tuple(
        Row(
            (
                each.line,
                each.threshold,
                each.label,
                _shown(RATE if each.line == COMPOSITE_LINE else found.unit, each.at),
                _signed(each.jump),
            )
        )
        for each in found.cliffs
    )
    return Table(columns, rows, key="cliffs", label="Cliffs", forms=_forms(rows))


def _standings(found: Sensitivity) -> Table:
    columns = (
        Column("percentile", "all measures at the", width=30),
        Column("score", "score", RATE),
        Column("payment", "payment", USD),
    )
    rows = tuple(
        Row(
            (
                Cell(each.percentile, f"{each.percentile:f}th percentile"),
                _shown(RATE, each.composite),
                each.payment,
            )
        )
        for each in found.market.standings
    )
    return Table(columns, rows, key="standings", label="Payment by standing", forms=_forms(rows))
