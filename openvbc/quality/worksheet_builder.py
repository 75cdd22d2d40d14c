"""A scorecard being added to a worksheet: the sheet, what was agreed, the year, and the axis of measures."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from openvbc.citation import Clause
from openvbc.contract.model import QualityScorecard
from openvbc.contract.scorecard import Measure, Scorecard
from openvbc.figures import Key, Value
from openvbc.units import FACTOR, POINTS, RATE, Unit
from openvbc.worksheet.formula import Axis, Formula, Member, by_member
from openvbc.worksheet.sheet import Line, Worksheet


@dataclass
class ScorecardBuilder:
    """What the parts of the scorecard are added to. Every line about single measures is over `axis`.

    peers: those whose results are at hand, for percentiles of peers.
    """

    sheet: Worksheet
    agreed: QualityScorecard
    year: int
    axis: Axis
    peers: tuple[str, ...] = ()

    @property
    def terms(self) -> Scorecard:
        """What was agreed."""
        return self.agreed.terms

    def clause(self, *path: str | int) -> Clause:
        """Where a term of the scorecard stands in the agreement and in the contract file."""
        return self.agreed.clause(*path)

    @property
    def scored(self) -> tuple[Measure, ...]:
        """The measures that need a result this year."""
        return tuple(each for each in self.terms.measures if not each.reporting_only(self.year))

    @property
    def reported_only(self) -> tuple[Measure, ...]:
        """The measures that need only be reported this year."""
        return tuple(each for each in self.terms.measures if each.reporting_only(self.year))

    @property
    def result_unit(self) -> Unit:
        """Rates where every measure has a rate; plain numbers where some have values of their own."""
        return RATE if all(each.is_rate for each in self.terms.measures) else FACTOR

    def better(self, first: Formula, second: Formula) -> Formula:
        """By how much `first` is better than `second`, positive where it is."""
        return self.by_direction(first - second, second - first)

    def reaches(self, result: Formula, cut: Formula) -> Formula:
        """Whether a result is as good as a cut point, or better."""
        if len({each.direction for each in self.terms.measures}) > 1:
            return self.better(result, cut) >= 0
        return result >= cut if self.terms.measures[0].direction == "higher" else result <= cut

    def falls_short(self, result: Formula, cut: Formula) -> Formula:
        """Whether a result is worse than a cut point."""
        if len({each.direction for each in self.terms.measures}) > 1:
            return self.better(result, cut) < 0
        return result < cut if self.terms.measures[0].direction == "higher" else result > cut

    def earlier_scores(self) -> Line:
        """The input of the earlier period's raw scores, for improvement and for goals that follow one's own result."""
        if "earlier_measure_score" in self.sheet:
            return self.sheet["earlier_measure_score"]
        improving = self.terms.improvement is not None
        measures = [each for each in self.scored if improving or each.own_result_goals is not None]
        return self.sheet.input(
            "earlier_measure_score", "Raw score of the earlier period", self.result_unit, axis=self.axis,
            optional=True, stated=True, ends={each.measure: each.ends for each in measures},
            clause=self.clause("improvement" if improving else "measures"),
        )  # fmt: skip

    def measure_goal(self) -> Line:
        """Where the gap of each measure would be closed; its worst result where it has no goal."""
        if "measure_goal" in self.sheet:
            return self.sheet["measure_goal"]
        return self.by_measure(
            "measure_goal", "Goal", self.result_unit, lambda each: each.goal if each.goal is not None else each.worst
        )

    def by_direction(self, higher: Formula, lower: Formula) -> Formula:
        """What holds where higher is better, and what where lower is."""
        falling = [each.measure for each in self.terms.measures if each.direction == "lower"]
        if len(falling) == len(self.terms.measures):
            return lower
        return by_member(self.axis, dict.fromkeys(falling, lower), higher) if falling else higher

    def by_measure(self, name: str, label: str, unit: Unit, value: Callable[[Measure], Decimal]) -> Line:
        """A term with a value for each measure; one value where it is the same for all of them."""
        values = {each.measure: value(each) for each in self.terms.measures}
        clause = self.clause("measures")
        if len(set(values.values())) == 1:
            return self.sheet.term(name, label, unit, next(iter(values.values())), clause=clause)
        return self.sheet.term(name, label, unit, values, axis=self.axis, clause=clause)

    def by_row_and_measure(self, name: str, label: str, rows: Axis, points: Mapping[Key, Value]) -> Line:
        """Points for each row and measure; one value a row where it is the same for all of them."""
        clause = self.clause("measures")
        of_row = {row: {points[row, key] for key in self.axis.keys} for row in rows.keys}
        if all(len(values) == 1 for values in of_row.values()):
            single = {row: next(iter(values)) for row, values in of_row.items()}
            return self.sheet.term(name, label, POINTS, single, axis=rows, clause=clause)
        return self.sheet.term(name, label, POINTS, points, axis=(rows, self.axis), clause=clause)


def axis_of(measures: Iterable[Measure]) -> Axis:
    """The axis with one member a measure."""
    return Axis("measures", "Measures", tuple(Member(each.measure, each.label) for each in measures))
