"""Points for health equity, 2023 to 2025: thirds of performance from printed measures, and what they say of the share.

An ACO that reports electronic measures gets points for each measure by the third of ACOs in which it performs: those
that collected the measure in the same way, and all ACOs where there is one way only. Their sum times the share of its
people who are underserved is added to its score. That share is in no file: it is at least the printed share of people
with Medicaid, it must reach the least share for any points, and it is at most one. So the points lie between bounds.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from openvbc.figures import Value
from openvbc.money import EXACT, ONE, ZERO
from openvbc.parameters.model import ParameterSet

#: The measures of the electronic set, each with the ways in which it may be collected; CAHPS is one measure of several.
CAHPS: Final = "cahps"
MEASURES: Final = ("depression", "diabetes", "blood_pressure", "readmissions", "admissions", CAHPS)
_THIRDS: Final = 3


@dataclass(frozen=True)
class Performance:
    """How an ACO did in a measure. way: how it was collected, which says among whom it is ranked. higher is better."""

    way: str
    value: Decimal


@dataclass(frozen=True)
class EquityPoints:
    """What can be added to a score, as fractions. least_sum, most_sum: the points of the measures, in points.

    Where ACOs that did alike stand on both sides of a border between thirds, both are possible.
    """

    least_sum: Decimal
    most_sum: Decimal
    least: Decimal
    most: Decimal

    def share_for(self, added: Decimal) -> Decimal | None:
        """The underserved share that these points tell of, if the sum of the measures is certain and not zero."""
        if self.least_sum != self.most_sum or not self.most_sum:
            return None
        return EXACT.divide(added * 100, self.most_sum)


def performances(ways: Mapping[str, Value], results: Mapping[str, Value]) -> dict[str, Performance]:
    """How an ACO did in each measure of the electronic set that it has.

    ways: the points of each measure in the way in which it counts, by its key on the scorecard. results: rates; less is
    better for those of readmissions and admissions.
    """
    found: dict[str, Performance] = {}
    for key, points in ways.items():
        measure = next((each for each in MEASURES if key.startswith(f"{each}_") and each != CAHPS), "")
        if measure and isinstance(points, Decimal):
            found[measure] = Performance(key, points)
    for measure in ("readmissions", "admissions"):
        rate = results.get(measure)
        if isinstance(rate, Decimal):
            found[measure] = Performance(measure, -rate)
    parts = [points for key, points in ways.items() if key.startswith(f"{CAHPS}_") and isinstance(points, Decimal)]
    if parts:
        found[CAHPS] = Performance(CAHPS, EXACT.divide(sum(parts, ZERO), Decimal(len(parts))))
    return found


def equity_points(
    own: Mapping[str, Performance],
    everybody: Iterable[Mapping[str, Performance]],
    dual_share: Decimal | None,
    parameters: ParameterSet,
    year: int,
) -> EquityPoints:
    """Between which the points of an ACO lie that gets any. everybody: all ACOs of the year, itself among them."""
    by_third = [
        parameters.resolve(f"mssp_health_equity_points_{third}_third", performance_year=year).number
        for third in ("top", "middle", "bottom")
    ]
    least_share = parameters.resolve("mssp_health_equity_least_share", performance_year=year).number
    at_most = parameters.resolve("mssp_health_equity_adjustment_at_most", performance_year=year).number
    others = list(everybody)
    least_sum = most_sum = ZERO
    for measure, mine in own.items():
        values = [each[measure].value for each in others if measure in each and each[measure].way == mine.way]
        better = sum(value > mine.value for value in values)
        as_good = sum(value >= mine.value for value in values)
        most_sum += by_third[_third(better + 1, len(values))]
        least_sum += by_third[_third(as_good, len(values))]
    share = max(least_share, dual_share or ZERO)
    return EquityPoints(
        least_sum,
        most_sum,
        min(at_most, EXACT.divide(least_sum * share, Decimal(100))),
        min(at_most, EXACT.divide(most_sum * ONE, Decimal(100))),
    )


def _third(rank: int, count: int) -> int:
    """In which third a rank lies: 0 for the top one, which ends with the last rank that is within a third of all."""
    return -(-rank * _THIRDS // count) - 1
