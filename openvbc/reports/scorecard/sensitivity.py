"""What quality is worth, as text and for machines."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from openvbc.contract.scorecard import Scorecard
from openvbc.errors import Fault, SettlementError
from openvbc.money import plain
from openvbc.quality.market import Market, market
from openvbc.quality.sensitivity import Cliff, MeasureWorth, cliffs, measure_worths
from openvbc.quality.trial import COMPOSITE_LINE, SCORE_LINE, held, try_with
from openvbc.reports.answer import answer
from openvbc.reports.text import table
from openvbc.settlement.settle import Settlement
from openvbc.units import FACTOR, POINTS, RATE, USD, Unit
from openvbc.worksheet.evaluate import Evaluation

Json = dict[str, object]


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


def sensitivity_text(found: Sensitivity) -> str:
    """The tables, and warnings where a cliff or a steep stretch lies."""
    parts = [answer(found.settlement)]
    if found.worths:
        parts.append(_worth_table(found))
        parts.append(
            "Each figure is a difference of two whole settlements with only that raw score or those points moved;\n"
            "a payment for each gap closed comes on top."
        )
    parts.append(_cliff_text(found))
    if found.market.standings:
        rows = [
            (f"{each.percentile:f}th percentile", _shown(RATE, each.composite), USD.show(each.payment))
            for each in found.market.standings
        ]
        parts.append(table(("all measures at the", "score", "payment"), rows, right=(1, 2)))
    parts += [f"Warning: {warning}." for warning in found.market.warnings]
    return "\n\n".join(parts)


def _shown(unit: Unit, value: Decimal | None) -> str:
    return "-" if value is None else unit.show(value)


def _signed(value: Decimal | None) -> str:
    return "-" if value is None else f"{'+' if value > 0 else ''}{USD.show(value)}"


def _worth_table(found: Sensitivity) -> str:
    header = ("measure", "result", "points", "of", "up to 1 more point", "result 1 point better", "next step", "worth")
    rows = [
        (
            each.label,
            _shown(found.unit, each.score),
            _shown(POINTS, each.points),
            _shown(POINTS, each.maximum),
            _signed(each.per_point),
            _signed(each.per_percentage_point),
            _shown(found.unit, each.next_cut),
            _signed(each.next_worth),
        )
        for each in found.worths
    ]
    return table(header, rows, right=(1, 2, 3, 4, 5, 6, 7))


def _cliff_text(found: Sensitivity) -> str:
    if not found.cliffs:
        return "No cliffs: no threshold makes the payment jump."
    rows = [
        (each.label, (RATE if each.line == COMPOSITE_LINE else found.unit).show(each.at), _signed(each.jump))
        for each in found.cliffs
    ]
    return table(("cliff", "at", "payment jumps by"), rows, right=(1, 2))


def sensitivity_json(found: Sensitivity) -> Json:
    """The same for machines; exact values as text."""

    def text(value: Decimal | None) -> str | None:
        return None if value is None else plain(value)

    return {
        "contract": found.settlement.contract.name,
        "payment": plain(found.payment),
        "fingerprint": found.settlement.fingerprint,
        "measures": [
            {
                "measure": each.measure,
                "label": each.label,
                "score": text(each.score),
                "points": text(each.points),
                "maximum_points": text(each.maximum),
                "points_moved": text(each.points_moved),
                "dollars_per_point": text(each.per_point),
                "dollars_per_percentage_point": text(each.per_percentage_point),
                "next_step_at": text(each.next_cut),
                "next_step_worth": text(each.next_worth),
            }
            for each in found.worths
        ],
        "cliffs": [
            {"figure": each.line, "threshold": each.threshold, "label": each.label, "at": plain(each.at)}
            | {"jump": plain(each.jump)}
            for each in found.cliffs
        ],
        "standings": [
            {"percentile": plain(each.percentile), "score": text(each.composite), "payment": plain(each.payment)}
            for each in found.market.standings
        ],
        "warnings": list(found.market.warnings),
    }
