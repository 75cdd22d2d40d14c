"""Figures that may be right and look wrong: an amount per month for a total, people for months, 0.84% for 84%.

Each is told with the comparison that looks wrong. Nothing here is a rule of a contract: a figure that is right as it is
may be accepted with a reason, which the statement keeps.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from openvbc.errors import Fault
from openvbc.figures import Origin, Source, key_text
from openvbc.money import EXACT, ONE, ZERO, plain, rounded
from openvbc.periods import PerformanceYear
from openvbc.units import RATE, USD, USD_PER_MEMBER_PER_MONTH
from openvbc.worksheet.evaluate import Evaluation
from openvbc.worksheet.sheet import LineKind

#: A benchmark or a year so many times what it is compared with, or so small a part of it, is looked at twice.
_TIMES: Final = Decimal(4)
#: A rate of quality below this is looked at twice.
_SMALL_RATE: Final = Decimal("0.02")
_MONTHS_A_YEAR: Final = Decimal(12)
_HUNDRED: Final = Decimal(100)
#: Figures of quality, all of them shares of people or of points.
_OF_QUALITY: Final = ("quality_score", "measure_rate", "peer_result", "stratum_rate")


@dataclass(frozen=True)
class Doubt:
    """A figure that looks wrong. compared: with what, and how; meant: what it may have been meant to be."""

    stream: str
    line: str
    what: str
    compared: str
    meant: str

    @property
    def words(self) -> str:
        """All of it in a sentence, for the statement of a settlement that was accepted."""
        return f"{self.what}: {self.compared}"

    @property
    def fault(self) -> Fault:
        """As it is told before it is settled."""
        fix = f"{self.meant}; if it is right as it is, settle with --accept and the reason"
        return Fault(self.what, f"line {self.line}", why=self.compared, fix=fix)


def doubts(stream: str, evaluation: Evaluation, year: PerformanceYear) -> Iterator[Doubt]:
    """Every figure of a stream that was given and looks wrong beside the others; counted figures are not looked at."""
    looked = _Looked(stream, evaluation, year)
    yield from looked.months()
    yield from looked.benchmark()
    yield from looked.cost_of_base_years()
    yield from looked.rates()


@dataclass(frozen=True)
class _Looked:
    """A settled stream that is looked at."""

    stream: str
    evaluation: Evaluation
    year: PerformanceYear

    def months(self) -> Iterator[Doubt]:
        """Member months beside the people that they belong to, and beside those of base years."""
        months = self._given("member_months")
        if months is None:
            return
        line, people = self.evaluation.sheet["member_months"], self._number("assigned_population")
        in_period = Decimal(self.year.period.months)
        told = f"{line.show(months)} for {{}}"
        if people is not None:
            each = EXACT.divide(months, people)
            words = told.format(f"{people:,f} attributed people: {rounded(each, 1)} months each")
            what = f"member_months of {line.show(months)} look like people"
            if each > in_period:
                what = f"member_months of {line.show(months)} are more than there can be"
                yield Doubt(self.stream, line.name, what, words, "check both figures")
            elif in_period >= _TIMES and each * _TIMES < in_period:
                yield Doubt(self.stream, line.name, what, words, "write the months of all people, added up")
        before = self._mean("base_year_member_months")
        if before is not None and self._far(months, before):
            words = f"the base years have {line.show(before)} on average"
            what = f"member_months of {line.show(months)} are far from those of the base years"
            yield Doubt(self.stream, line.name, what, words, self._meant_by_twelve(months, before, "member months"))

    def benchmark(self) -> Iterator[Doubt]:
        """The benchmark beside what was spent: many times as much, or a small part of it."""
        benchmark, spent = self._number("benchmark"), self._number("expenditures")
        if benchmark is None or spent is None or not self._far(benchmark, spent):
            return
        names = ("benchmark", "benchmark_before_discount", "benchmark_before_risk", "benchmark_per_capita")
        name = next((each for each in names if self._given(each) is not None), None)
        if name is None:
            name = next(
                (each for each in ("expenditures", "total_expenditures") if self._given(each) is not None), None
            )
        if name is None:
            return
        line, value = self.evaluation.sheet[name], self._given(name) or ZERO
        share = EXACT.divide(benchmark, spent)
        compared = (
            f"the benchmark comes to {USD.show(benchmark)}, {_times(share)} the expenditures of {USD.show(spent)}"
        )
        meant = "check both figures, and whether each is a total or per member per month"
        months = self._number("member_months")
        if name == "benchmark" and months is not None and not self._far(EXACT.multiply(benchmark, months), spent):
            total = USD.show(EXACT.multiply(benchmark, months))
            meant = f"a total is meant here; an amount per member per month times {months:,f} months would be {total}"
        elif name == "benchmark" and months is None and share * _HUNDRED < ONE:
            meant = "a total is meant here; multiply an amount per member per month by the member months"
        elif name == "benchmark_per_capita" and months is not None and not self._far(value, spent):
            amount = USD_PER_MEMBER_PER_MONTH.show(EXACT.divide(value, months))
            meant = f"an amount per member is meant here, not a total; {USD.show(value)} over the months is {amount}"
        elif not self._far(EXACT.multiply(benchmark, _MONTHS_A_YEAR), spent):
            meant = "twelve times as much would fit: check people for member months, and amounts a month for a year"
        elif not self._far(EXACT.divide(benchmark, _MONTHS_A_YEAR), spent):
            meant = "a twelfth would fit: check amounts a year for amounts a month"
        yield Doubt(self.stream, line.name, f"{line.label}: {line.show(value)} looks wrong", compared, meant)

    def cost_of_base_years(self) -> Iterator[Doubt]:
        """What a member costs a month, beside the base years."""
        spent, months = self._number("expenditures"), self._number("member_months")
        before, months_before = self._mean("base_year_expenditures"), self._mean("base_year_member_months")
        if spent is None or months is None or before is None or months_before is None:
            return
        now, then = EXACT.divide(spent, months), EXACT.divide(before, months_before)
        if not self._far(now, then) or self._far(months, months_before):  # far months are told already
            return
        name = next((each for each in ("total_expenditures", "expenditures") if self._given(each) is not None), None)
        if name is None:
            return
        line = self.evaluation.sheet[name]
        shown = [USD_PER_MEMBER_PER_MONTH.show(each) for each in (now, then)]
        what = f"{line.label} come to {shown[0]} per member per month"
        meant = "check that they are of the same months, and totals as in the base years"
        yield Doubt(self.stream, name, what, f"the base years have {shown[1]}", meant)

    def rates(self) -> Iterator[Doubt]:
        """Rates of quality below two percent that would be rates a hundred times as large too."""
        for name in _OF_QUALITY:
            if name not in self.evaluation.sheet:
                continue
            line = self.evaluation.sheet[name]
            if line.unit is not RATE or line.kind is not LineKind.INPUT:
                continue
            for member, value in self._values(name):
                hundredfold = EXACT.multiply(value, _HUNDRED)
                if ZERO < value < _SMALL_RATE and hundredfold <= ONE and not self._is_near_a_cut_point(member, value):
                    shown, other = (f"{plain(each * _HUNDRED)}%" for each in (value, hundredfold))
                    where = f"{name}[{member}]" if member else name
                    what = f"{line.label}{f', {member}' if member else ''}: {shown} looks like a slip"
                    compared = f"a hundred times as much, {other}, is a rate too"
                    yield Doubt(self.stream, where, what, compared, f"write {other}, if that is meant")

    def _is_near_a_cut_point(self, member: str, value: Decimal) -> bool:
        """Whether the measure's cut points are of that size: rates of admissions are a few in a hundred."""
        cuts = self.evaluation.values.get("cut_point")
        measure = member.rpartition(",")[2]
        if not isinstance(cuts, Mapping):
            return False
        own = [each for key, each in cuts.items() if key_text(key).rpartition(",")[2] == measure]
        return any(isinstance(each, Decimal) and each < EXACT.multiply(value, Decimal(10)) for each in own)

    def _meant_by_twelve(self, value: Decimal, other: Decimal, what: str) -> str:
        if not self._far(EXACT.multiply(value, _MONTHS_A_YEAR), other):
            return f"write {what}: twelve times as much would fit, as of people who were there all year"
        return f"check whether both are {what} of whole years"

    @staticmethod
    def _far(one: Decimal, other: Decimal) -> bool:
        """Whether one is many times the other."""
        if one <= ZERO or other <= ZERO:
            return False
        return one > EXACT.multiply(other, _TIMES) or other > EXACT.multiply(one, _TIMES)

    def _number(self, name: str) -> Decimal | None:
        """The value of a line that holds one number above zero."""
        value = self.evaluation.values.get(name)
        return value if isinstance(value, Decimal) and value > ZERO else None

    def _mean(self, name: str) -> Decimal | None:
        """The mean of a line over the base years."""
        held = self.evaluation.values.get(name)
        numbers = [each for each in held.values() if isinstance(each, Decimal)] if isinstance(held, Mapping) else []
        return EXACT.divide(sum(numbers, ZERO), Decimal(len(numbers))) if numbers and all(numbers) else None

    def _given(self, name: str) -> Decimal | None:
        """The value of an input that was given or read, as one number above zero."""
        if name not in self.evaluation.sheet or self.evaluation.sheet[name].kind is not LineKind.INPUT:
            return None
        source = self.evaluation.sources.get(name)
        is_given = isinstance(source, Source) and source.origin is not Origin.COUNTED
        return self._number(name) if is_given else None

    def _values(self, name: str) -> Iterator[tuple[str, Decimal]]:
        held = self.evaluation.values[name]
        sources = self.evaluation.sources.get(name)
        for key, value in held.items() if isinstance(held, Mapping) else [("", held)]:
            source = sources.get(key) if isinstance(sources, Mapping) else sources
            if isinstance(value, Decimal) and isinstance(source, Source) and source.origin is not Origin.COUNTED:
                yield key_text(key), value


def _times(share: Decimal) -> str:
    """How many times, or which part of it."""
    return f"{rounded(share, 1)} times" if share >= ONE else f"{RATE.show(share, 4)} of"
