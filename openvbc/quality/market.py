"""Payment by standing in the market: all measures at the 30th, 40th, ... percentile, and whether it is steep midway.

A multiplier that follows percentiles can make the middle of the market, where most providers stand, the place where a
small move costs or pays most. Two signs of that are looked for, and either gives a warning.
"""

from dataclasses import dataclass
from decimal import Decimal

from openvbc.contract.scorecard import Scorecard
from openvbc.figures import Absent
from openvbc.money import EXACT, ZERO
from openvbc.quality.sensitivity import Evaluations, changes_at
from openvbc.quality.trial import COMPOSITE_LINE, CUT_POINT_LINE, member, try_with
from openvbc.units import RATE, USD

#: The middle of the market, as percentiles.
_LOW, _MIDDLE, _HIGH = Decimal(40), Decimal(50), Decimal(60)
#: Steep: the middle moves this many times its even share of the dollars.
_TIMES = Decimal("1.5")
#: Undesirable: at the middle, less than this part of what the top pays.
_PART = Decimal("0.5")


@dataclass(frozen=True)
class Standing:
    """All measures at one percentile of the market: the composite, and the payment over all streams."""

    percentile: Decimal
    composite: Decimal | None
    payment: Decimal


@dataclass(frozen=True)
class Market:
    """Payment by standing, worst first, and the warnings that it gives."""

    standings: tuple[Standing, ...]
    warnings: tuple[str, ...]


def market(scorecard: Scorecard, evaluations: Evaluations) -> Market:
    """Payment by standing; empty where measures are not scored on percentiles of others' results."""
    scales = {scale.scale: scale for scale in (scorecard.scale_of(each) for each in scorecard.measures)}
    percentiles = [{row.percentile for row in scale.rows} for scale in scales.values()]
    common = set.intersection(*percentiles) - {None}
    standings = [_standing(scorecard, evaluations, each) for each in sorted(x for x in common if x is not None)]
    return Market(tuple(standings), tuple(_warnings(standings)))


def _standing(scorecard: Scorecard, evaluations: Evaluations, percentile: Decimal) -> Standing:
    scores = {}
    for measure in scorecard.measures:
        scale = scorecard.scale_of(measure)
        row = next(index for index, row in enumerate(scale.rows) if row.percentile == percentile)
        number = row + 1 + (scale.at_worst is not None)
        cut = member(evaluations, CUT_POINT_LINE, (str(number), measure.measure))
        if cut is not None:
            scores[measure.measure] = cut
    trial = try_with(evaluations, changes_at(evaluations, scores))
    composite = trial.single(COMPOSITE_LINE)
    return Standing(percentile, None if isinstance(composite, Absent | bool) else composite, trial.payment)


def _warnings(standings: list[Standing]) -> list[str]:
    if len(standings) < 2:
        return []
    first, last = standings[0], standings[-1]
    low = next((each for each in reversed(standings) if each.percentile <= _LOW), first)
    high = next((each for each in standings if each.percentile >= _HIGH), last)
    middle = next((each for each in reversed(standings) if each.percentile <= _MIDDLE), first)
    whole, part = EXACT.subtract(last.payment, first.payment), EXACT.subtract(high.payment, low.payment)
    warnings = []
    if whole > ZERO and last.percentile > first.percentile:
        even = EXACT.divide(high.percentile - low.percentile, last.percentile - first.percentile)
        if EXACT.divide(part, whole) > EXACT.multiply(even, _TIMES):
            share = RATE.show(EXACT.divide(part, whole), 0)
            warnings.append(
                f"steep at mid-market: from the {low.percentile:f}th to the {high.percentile:f}th percentile the"
                f" payment rises by {USD.show(part)}, {share} of what the whole scale moves"
            )
    if last.payment > ZERO and middle.payment < EXACT.multiply(last.payment, _PART):
        warnings.append(
            f"a middling provider earns little: at the {middle.percentile:f}th percentile {USD.show(middle.payment)},"
            f" less than half of the {USD.show(last.payment)} at the {last.percentile:f}th"
        )
    return warnings
