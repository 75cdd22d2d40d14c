"""Scenarios of a whole contract: every line that decides, for thousands of years that might come, by the arrays reader.

What moves the cost of own people and what moves the benchmark are written as products of exponentials of independent
sources. One market factor moves both: own growth is the market's as far as the two are tied, and a rest of its own. The
figures at hand are the likeliest course of the cost (the median) and what the benchmark is expected to be (the mean).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fnmatch import fnmatchcase
from functools import cached_property, partial
from math import sqrt

import numpy as np

from openvbc.errors import Fault, SettlementError
from openvbc.figures import Absent, Keyed, Value
from openvbc.payment_models.record import Members, PaymentModel, UncertainFigures
from openvbc.quality.binomial import beta_binomial
from openvbc.settlement.settle import Settlement, StreamSettlement
from openvbc.simulation.assumptions import Assumptions, Stage
from openvbc.simulation.draws import Array, normals, uniforms
from openvbc.simulation.resampling import Resampled
from openvbc.units import MEMBER_MONTHS, PERSON_YEARS, PERSONS, USD, YES_OR_NO
from openvbc.worksheet.arrays import Arrays
from openvbc.worksheet.formula import place_of
from openvbc.worksheet.prepared import PreparedSheet
from openvbc.worksheet.sheet import Line, LineKind

#: What all contracts of a portfolio share.
SHARED = ("market", "common_year")
#: Every source of uncertainty that is drawn as a normal number.
SOURCES = ("own_claims", "own_trend", "market", "churn", "risk", "run_out", "common_year", "enrollment", "quality")
_NUMERATOR, _DENOMINATOR = "measure_numerator", "measure_denominator"
_MONTHS_IN_YEAR = 12

ArrayValues = dict[str, Array | dict[Keyed, Array]]


@dataclass(frozen=True)
class Part:
    """One part of the scenarios of a contract.

    payment: over all streams. parts: of the logarithm of cost over benchmark, by source. flags: the reasons that the
    worksheets tell, by their words: whether each holds.
    """

    payment: Array
    parts: Mapping[str, Array]
    flags: Mapping[str, Array]


class StreamScenarios:
    """One settled stream whose uncertain figures are drawn.

    people: whom it is about, by which the luck of claims is reckoned. changes: other values of terms or figures.
    with_reasons: whether it is found out too in which scenarios each reason of the worksheet holds. resampled: own
    members drawn again, instead of the variation that is assumed of one member's cost.
    """

    def __init__(
        self,
        settled: StreamSettlement,
        model: PaymentModel,
        assumptions: Assumptions,
        stage: Stage,
        changes: Mapping[str, Decimal] | None = None,
        *,
        with_reasons: bool = True,
        resampled: Resampled | None = None,
    ) -> None:
        self.name = settled.stream.name
        self.assumptions, self.stage, self.resampled = assumptions, stage, resampled
        sheet, values = settled.evaluation.sheet, settled.evaluation.values
        self._uncertain = model.uncertain or UncertainFigures()
        self.is_uncertain = model.uncertain is not None
        self._changes = {name: np.asarray(float(value)) for name, value in (changes or {}).items() if name in sheet}
        self._of_streams = [line for line in sheet if line.of_streams]
        self.outcome = sheet.outcome
        reasons = sheet.reasons if with_reasons else ()
        self.reasons = {f"reason_{index}": _in_words(each.words) for index, each in enumerate(reasons)}
        flags = {
            f"reason_{index}": Line(
                f"reason_{index}", each.words, YES_OR_NO, LineKind.COMPUTED, sheet.sections[-1].name, each.when
            )
            for index, each in enumerate(reasons)
        }
        whole = replace(sheet, lines={**sheet.lines, **flags}) if flags else sheet
        overrides = [line.name for line in sheet if line.name in settled.evaluation.overrides]
        given = {*overrides, *self._changes}
        self._prepared = PreparedSheet(Arrays(), whole, [sheet.outcome, *flags], given)
        part = self._prepared.sheet
        self._fixed: ArrayValues = {
            line.name: _as_arrays(values[line.name])
            for line in part
            if (line.kind is LineKind.INPUT or line.name in given) and not line.of_streams and line.name in sheet
        }
        self._fixed |= {name: value for name, value in self._changes.items() if name in part}
        self._sheet = sheet
        self.people = self._people(settled)
        self._chances = dict(_counts_to_come(settled, stage)) if _NUMERATOR in part else {}

    def _people(self, settled: StreamSettlement) -> float:
        """How many people the stream is about, from its people, person-years or member months; 0 if it tells none."""
        for unit, per in ((PERSONS, 1), (PERSON_YEARS, 1), (MEMBER_MONTHS, _MONTHS_IN_YEAR)):
            for name, members in self._uncertain.size.items():
                if name in self._sheet and self._sheet[name].unit == unit:
                    found = settled.evaluation.values[name]
                    held = found.items() if isinstance(found, Mapping) else [(None, found)]
                    axes = self._sheet[name].axes
                    counted = [
                        float(each)
                        for key, each in held
                        if isinstance(each, Decimal) and _is_at(place_of(axes, key), members)
                    ]
                    if sum(counted) > 0:
                        return sum(counted) / per
        return 0.0

    @property
    def _unseen(self) -> float:
        """By how much the months that are seen already shrink every spread of a whole year."""
        return sqrt(float(self.stage.unseen))

    def _by_source(self) -> dict[str, float]:
        """What each source of a whole year's spread brings, by itself, to the logarithm of cost over benchmark.

        The benchmark follows the market and own risk until it is published.
        """
        value, tie = self.assumptions.value, self.assumptions.value("trend_tie")
        follows = 0.0 if self.stage.benchmark_known else 1.0
        found = {
            "own_claims": self._luck_of_claims,
            "own_trend": value("own_trend") * sqrt(1 - tie * tie),
            "market": value("own_trend") * tie - value("market_trend") * follows,
            "churn": value("churn"),
            "risk": value("risk_drift") * (value("risk_in_cost") - follows),
        }
        return {name: spread * self._unseen for name, spread in found.items()}

    @property
    def _luck_of_claims(self) -> float:
        """The spread of a year's cost that own members' luck brings: as they were drawn again, or by the formula."""
        if self.resampled is not None:
            drawn, people = self.resampled.people, self.people or self.resampled.people
            return self.resampled.spread * sqrt(drawn / people)
        return self.assumptions.value("claims_variation") / sqrt(self.people) if self.people else 0.0

    @property
    def bottom_up(self) -> float:
        """The spread that the sources come to by themselves."""
        return sqrt(sum(each * each for each in self._by_source().values()))

    @property
    def measured(self) -> float | None:
        """The spread that published results show for so many people and the months to come; None where none do."""
        found = self.assumptions.measured_spread(self.people) if self.people else None
        return None if found is None else found * self._unseen

    @cached_property
    def spreads(self) -> dict[str, float]:
        """The standard deviation that each source brings to the logarithm of cost over benchmark.

        Where published results show the spread of a whole year, the sources share it in their own proportions.
        """
        scale = self.measured / self.bottom_up if self.measured is not None and self.bottom_up else 1.0
        found = {name: each * scale for name, each in self._by_source().items()}
        common = self.assumptions.value("common_year") * self._unseen
        return {**found, "run_out": self.assumptions.value("run_out_error"), "common_year": common}

    def draw(self, source: str, stream: str, seed: int, part: int, size: int) -> Array:
        """The numbers of one source, with mean 0 and spread 1. stream: the name of its draws."""
        if source == "own_claims" and self.resampled is not None:
            return self.resampled.at(uniforms(seed, stream, part, size))
        return normals(seed, stream, part, size)

    def draws_from(self, source: str) -> bool:
        """Whether a source of uncertainty moves anything here."""
        if source in ("market", "risk"):
            name = {"market": "market_trend", "risk": "risk_drift"}[source]
            return bool(self.assumptions.value(name) or self.spreads[source]) and self.is_uncertain
        if source == "enrollment":
            spread = self.assumptions.value("enrollment_base") + self.assumptions.value("enrollment_by_size")
            return bool(spread) and self.is_uncertain
        if source == "quality":
            return any(True for _ in self._named(self._uncertain.quality)) and bool(self._unseen)
        return bool(self.spreads[source]) and self.is_uncertain

    def drawn(self, draws: Mapping[str, Array], chances: Mapping[str, Array]) -> tuple[ArrayValues, dict[str, Array]]:
        """The figures of every scenario, and the parts of cost over benchmark. chances: uniform numbers by measure."""
        draws = {**dict.fromkeys(SOURCES, np.zeros(())), **draws}
        value, unseen = self.assumptions.value, self._unseen
        parts = {name: spread * draws[name] for name, spread in self.spreads.items() if spread}
        follows = 0.0 if self.stage.benchmark_known else unseen
        market, drift = value("market_trend") * follows, value("risk_drift") * follows
        risk = np.exp(drift * draws["risk"])
        # Where risk scores are figures, the worksheet moves the benchmark by them; else the benchmark holds them.
        has_scores = any(name in self._fixed for name in self._uncertain.risk)
        in_benchmark = 0.0 if has_scores else drift
        # Without the last part, what the benchmark's logarithm moves by would raise its mean.
        mean = (market * market + in_benchmark * in_benchmark) / 2
        benchmark = np.exp(market * draws["market"] + in_benchmark * draws["risk"] - mean)
        ratio = sum(parts.values(), np.zeros(()))
        cost = np.exp(ratio + market * draws["market"] + drift * draws["risk"])
        spread = value("enrollment_base") ** 2 + (value("enrollment_by_size") ** 2 / self.people if self.people else 0)
        size = np.exp(sqrt(spread) * unseen * draws["enrollment"]) if spread else np.ones(())
        inputs = dict(self._fixed)
        uncertain = self._uncertain
        for figures, factor, with_size in (
            (uncertain.spend, cost, True),
            (uncertain.benchmark, benchmark, True),
            (uncertain.size, size, False),
            (uncertain.risk, risk, False),
        ):
            for name, members in self._named(figures):
                times = factor * size if with_size and self._sheet[name].unit == USD else factor
                inputs[name] = _moved(self._sheet[name], inputs[name], members, partial(np.multiply, times))
        shift = value("quality_spread") * unseen * draws["quality"]
        for name, members in self._named(uncertain.quality):
            inputs[name] = _moved(
                self._sheet[name], inputs[name], members, lambda each: np.clip(each + shift, 0.0, 1.0)
            )
        if self._chances:
            inputs |= self._counts(inputs, chances)
        return {name: each for name, each in inputs.items() if name in self._prepared.sheet}, parts

    def settled(self, drawn: ArrayValues, outcomes: Mapping[str, Array], many: int) -> tuple[Array, dict[str, Array]]:
        """The outcome of every scenario, and the reasons that hold. outcomes: of the streams above."""
        inputs = dict(drawn)
        for line in self._of_streams:
            inputs[line.name] = {key: outcomes[str(key)] for key in line.keys}
        try:
            values = self._prepared.evaluate(
                {name: each for name, each in inputs.items() if name in self._prepared.sheet}
            )
        except ZeroDivisionError:
            raise SettlementError(
                Fault(
                    f"{self._sheet.title}: a scenario divides by zero",
                    why="a rate per nothing has no value, so the scenario has no payment",
                    fix="check the figures that are near zero, or assume smaller spreads",
                )
            ) from None
        outcome = values[self.outcome]
        if isinstance(outcome, dict) or np.any(np.isnan(outcome)):
            what = f"{self._sheet.title}: some scenarios have no payment"
            raise SettlementError(Fault(what, why="a figure is absent, or a table does not reach as far as they go"))
        size_of = np.broadcast_to(outcome, many)
        flags = {words: np.broadcast_to(np.asarray(values[name]), many) for name, words in self.reasons.items()}
        return size_of, flags

    def with_cost(self, drawn: ArrayValues, factor: float) -> ArrayValues:
        """Drawn figures whose own cost is so many times what was drawn."""
        inputs = dict(drawn)
        for name, members in self._named(self._uncertain.spend):
            if name in inputs:
                inputs[name] = _moved(self._sheet[name], inputs[name], members, partial(np.multiply, factor))
        return inputs

    def _named(self, figures: Mapping[str, Members]) -> Iterator[tuple[str, Members]]:
        """The lines of the worksheet that figures name, that decide, and that are not set to another value."""
        for pattern, members in figures.items():
            for name in list(self._fixed):
                if name not in self._changes and (name == pattern or ("*" in pattern and fnmatchcase(name, pattern))):
                    yield name, members

    def _counts(self, inputs: ArrayValues, chances: Mapping[str, Array]) -> ArrayValues:
        """Cases met, drawn from what cases observed tell of each measure, and of how many cases."""
        met, of = inputs[_NUMERATOR], inputs[_DENOMINATOR]
        if not isinstance(met, dict) or not isinstance(of, dict):
            return {}
        met, of = dict(met), dict(of)
        for key, (counts, ends, cases) in self._chances.items():
            met[key] = counts[np.minimum(np.searchsorted(ends, chances[str(key)], side="right"), len(counts) - 1)]
            of[key] = np.asarray(cases)
        return {_NUMERATOR: met, _DENOMINATOR: of}

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures whose cases are drawn."""
        return tuple(str(key) for key in self._chances)


def _counts_to_come(settled: StreamSettlement, stage: Stage) -> Iterator[tuple[Keyed, tuple[Array, Array, float]]]:
    """For each measure with cases: the counts that can come, the ends of their chances, and of how many cases.

    Seen: the cases of the months seen are met or missed; of the rest as many come as the months that are left.
    """
    values = settled.evaluation.values
    met, of = values.get(_NUMERATOR), values.get(_DENOMINATOR)
    if not isinstance(met, Mapping) or not isinstance(of, Mapping):
        return
    for key, cases in of.items():
        success = met.get(key)
        if not isinstance(cases, Decimal) or not isinstance(success, Decimal):
            continue
        if cases != cases.to_integral_value() or not 0 <= success <= cases or cases == 0:
            continue
        seen = stage.months_seen
        whole = int(cases) if not seen else int(cases * 12 / seen)
        to_come = whole if not seen else whole - int(cases)
        before = float(success) if seen else 0.0
        chances = beta_binomial(to_come, success, cases - success)
        counts = np.array([float(count) for count in chances]) + before
        yield key, (counts, np.cumsum([float(each) for each in chances.values()]), float(whole))


def _is_at(place: Mapping[str, str], members: Members) -> bool:
    return all(place.get(axis) == key for axis, key in members.items())


def _moved(
    line: Line, held: "Array | dict[Keyed, Array]", members: Members, move: Callable[[Array], Array]
) -> "Array | dict[Keyed, Array]":
    if not isinstance(held, dict):
        return move(held)
    return {
        key: move(each) if key is not None and _is_at(place_of(line.axes, key), members) else each
        for key, each in held.items()
    }


def _as_arrays(value: "Value | Mapping[Keyed, Value]") -> "Array | dict[Keyed, Array]":
    if isinstance(value, Mapping):
        return {key: _as_array(each) for key, each in value.items()}
    return _as_array(value)


def _as_array(value: Value) -> Array:
    return np.asarray(np.nan if isinstance(value, Absent) else float(value))


def _in_words(words: str) -> str:
    """The words of a reason without its figures, which differ from scenario to scenario."""
    return words.replace(", at {}", "").replace("{}", "…")


@dataclass(frozen=True)
class ContractScenarios:
    """A settled contract whose streams are drawn together. name: of the draws that are its own."""

    name: str
    streams: tuple[StreamScenarios, ...]
    seed: int

    @classmethod
    def of(
        cls,
        settlement: Settlement,
        models: Mapping[str, PaymentModel],
        assumptions: Mapping[str, Assumptions],
        stage: Stage,
        seed: int,
        changes: Mapping[str, Decimal] | None = None,
        resampled: Resampled | None = None,
    ) -> "ContractScenarios":
        """The scenarios of a settlement. assumptions: by stream. changes: other values of lines."""
        streams = tuple(
            StreamScenarios(
                each,
                models[each.stream.model],
                assumptions[each.stream.name],
                stage,
                changes,
                resampled=resampled,
            )
            for each in settlement.streams
        )
        return cls(settlement.contract.name + settlement.organization, streams, seed)

    def part(self, index: int, size: int) -> Part:
        """One part of the scenarios."""
        draws = {
            source: self.streams[0].draw(
                source, source if source in SHARED else f"{self.name}.{source}", self.seed, index, size
            )
            for source in SOURCES
            if any(stream.draws_from(source) for stream in self.streams)
        }
        measures = dict.fromkeys(each for stream in self.streams for each in stream.measures)
        chances = {each: uniforms(self.seed, f"{self.name}.measure.{each}", index, size) for each in measures}
        return self.evaluate(draws, chances, size)

    def evaluate(self, draws: Mapping[str, Array], chances: Mapping[str, Array], size: int) -> Part:
        """The scenarios of given draws, so many of them."""
        outcomes: dict[str, Array] = {}
        flags: dict[str, Array] = {}
        shares: Mapping[str, Array] = {}
        payment = np.zeros(size)
        for stream in self.streams:
            inputs, parts = stream.drawn(draws, chances)
            outcome, told = stream.settled(inputs, outcomes, size)
            outcomes[stream.name] = outcome
            payment = payment + outcome
            for words, each in told.items():
                flags[words] = np.maximum(flags.get(words, 0.0), np.nan_to_num(each))
            shares = shares or parts
        return Part(payment, shares, flags)
