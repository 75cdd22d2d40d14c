"""The figures of a population: exact totals, months and people, per person-year and per member per month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any, Final

from openvbc.claims.engine.engine import BoundValue, Engine, Ran
from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.engine.query import query
from openvbc.claims.expenditures.count import MEMBER_STEPS, ExpenditureCount
from openvbc.claims.expenditures.exact import decimal_of
from openvbc.claims.expenditures.rule_tables import monthly_threshold
from openvbc.claims.expenditures.terms import TruncationInDollars
from openvbc.claims.tables.expenditure_rule_tables import STOP_LOSS_LAYER
from openvbc.errors import ClaimsError, Fault, did_you_mean
from openvbc.figures import ABSENT, Figure, FileDigest, Origin, Source
from openvbc.money import EXACT, ONE

_TRUNCATION_STEPS: Final = (NamedQuery.TRUNCATION_THRESHOLD, NamedQuery.TRUNCATED_EXPENDITURE)


@dataclass(frozen=True)
class PopulationExpenditures:
    """What one population cost in one period and enrollment type. Amounts are dollars, completed if a factor is.

    expenditures: after carve-outs and before truncation; by_category: its parts. truncated_expenditures and
    truncation_excess: their sum is `expenditures`. threshold: dollars a person-year, ABSENT without truncation.
    exact_truncated: truncated_expenditures as a fraction; the figures have 34 digits.
    per_person_year, per_member_per_month: truncated expenditures over months / 12 and over months.
    """

    population_id: str
    period: str
    enrollment_type: str
    people: Figure
    member_months: Figure
    expenditures: Figure
    by_category: dict[str, Figure]
    truncated_expenditures: Figure
    truncation_excess: Figure
    threshold: Figure
    per_person_year: Figure
    per_member_per_month: Figure
    exact_truncated: Fraction


@dataclass(frozen=True)
class StopLossRecovery:
    """What a stop-loss layer takes of a population's expenditures, and what the insurer bears of that; dollars."""

    population_id: str
    period: str
    layer: int
    people: Figure
    in_layer: Figure
    borne: Figure


def population_expenditures(
    engine: Engine, count: ExpenditureCount, population_id: str, files: Sequence[FileDigest] = ()
) -> tuple[PopulationExpenditures, ...]:
    """The figures of a population: one entry a period and enrollment type, in order.

    files: what the claims were read from. ClaimsError if the population has no member with months that count.
    """
    totals = engine.table(NamedQuery.EXPENDITURE_TOTAL, order_by=("population_id", "period", "enrollment_type")).records
    mine = [row for row in totals if row["population_id"] == population_id]
    if not mine:
        known = {str(row["population_id"]) for row in totals}
        what = f"population {population_id!r} has nobody with months that count"
        raise ClaimsError(Fault(what, "population", fix=did_you_mean(population_id, known)))
    key = ("population_id", "period", "enrollment_type", "category")
    categories = engine.table(NamedQuery.EXPENDITURE_CATEGORY_TOTAL, order_by=key).records
    thresholds = {
        (row["period"], row["enrollment_type"]): int(row["monthly_threshold_parts"])
        for row in engine.table(NamedQuery.TRUNCATION_THRESHOLD).records
    }
    sources = _Sources(engine, count, tuple(files))
    return tuple(
        _of_type(
            sources,
            row,
            [each for each in categories if all(each[name] == row[name] for name in key[:3])],
            thresholds.get((row["period"], row["enrollment_type"])),
        )
        for row in mine
    )


def stop_loss_recoveries(
    engine: Engine, count: ExpenditureCount, population_id: str, files: Sequence[FileDigest] = ()
) -> tuple[StopLossRecovery, ...]:
    """What each stop-loss layer takes of a population, by period; a layer that nobody reaches is zero."""
    if not count.terms.stop_loss:
        return ()
    sources = _Sources(engine, count, tuple(files))
    found = {
        (row["period"], row["layer"]): row
        for row in engine.table(NamedQuery.STOP_LOSS_TOTAL).records
        if row["population_id"] == population_id
    }
    nobody = {"people": 0, "layer_cents": 0, "borne_ten_thousandths": 0}
    return tuple(
        _of_layer(
            sources, population_id, str(row["period"]), row["layer"], found.get((row["period"], row["layer"]), nobody)
        )
        for row in engine.table(STOP_LOSS_LAYER.name, order_by=("period", "layer")).records
    )


def cut_off(count: ExpenditureCount, total: Mapping[str, Any]) -> tuple[Fraction, Fraction]:
    """What counts of a total and what truncation cuts off, in dollars before completion. total: of expenditure_total.

    The queries cut at whole parts of a cent; what a threshold has beyond them is given back for each month.
    """
    terms, parts_per_cent = count.terms, count.parts_per_cent
    counts, excess = (Fraction(int(total[f"{part}_parts"])) for part in ("truncated", "excess"))
    if isinstance(terms.truncation, TruncationInDollars):
        exact = monthly_threshold(terms, parts_per_cent, total["period"], total["enrollment_type"])
        more = (exact - floor(exact)) * int(total["months_truncated"])
        counts, excess = counts + more, excess - more
    return counts / (parts_per_cent * 100), excess / (parts_per_cent * 100)


@dataclass(frozen=True)
class _Sources:
    """Makes the sources of figures: what they share is the engine's queries as they ran, and the files."""

    engine: Engine
    count: ExpenditureCount
    files: tuple[FileDigest, ...]

    def factor(self, period: str, enrollment_type: str) -> Decimal:
        """By what amounts of a period and type are completed."""
        return self.count.terms.completion_factor(period, enrollment_type)

    def figure(
        self,
        value: Decimal | Fraction,
        words: str,
        rows: int,
        steps: Sequence[str],
        listing: tuple[str, Mapping[str, BoundValue]],
    ) -> Figure:
        ran = "\n".join(self.engine.ran_last(name).text for name in (*MEMBER_STEPS, *steps))
        name, values = listing
        listed = listing_text(name, values)
        source = Source(Origin.COUNTED, description=words, files=self.files, query=ran, rows=rows, listing=listed)
        return Figure(decimal_of(value) if isinstance(value, Fraction) else value, source)


@dataclass(frozen=True)
class _OfType:
    """Makes the figures of one population, period and enrollment type."""

    sources: _Sources
    row: Mapping[str, Any]

    @property
    def bound(self) -> dict[str, BoundValue]:
        """What names the population, period and type in a listing."""
        return {name: self.row[name] for name in ("population_id", "period", "enrollment_type")}

    @property
    def whose(self) -> str:
        """The same in words."""
        return ", ".join(str(each) for each in self.bound.values())

    @property
    def completion(self) -> tuple[Decimal, str]:
        """By what amounts are completed, and how a figure's words tell it."""
        factor = self.sources.factor(self.row["period"], self.row["enrollment_type"])
        return factor, "" if factor == ONE else f", completed by {factor}"

    def figure(self, value: Decimal | Fraction, words: str) -> Figure:
        """A figure of everybody who counts."""
        return self._figure(value, words, int(self.row["people"]), least_excess=0)

    def cut_off(self, value: Fraction, words: str) -> Figure:
        """A figure of those whom the truncation reaches."""
        return self._figure(value, words, int(self.row["people_truncated"]), least_excess=1)

    def _figure(self, value: Decimal | Fraction, words: str, rows: int, *, least_excess: int) -> Figure:
        steps = (*_TRUNCATION_STEPS, NamedQuery.EXPENDITURE_TOTAL)
        listing = (NamedQuery.LIST_MEMBER_EXPENDITURES, self.bound | {"least_excess_parts": least_excess})
        return self.sources.figure(value, f"{words}: {self.whose}", rows, steps, listing)

    def threshold(self, monthly_parts: int | None) -> Figure:
        """The truncation threshold, or that there is none."""
        if monthly_parts is None:
            return Figure(ABSENT, Source(Origin.GIVEN, "the contract does not truncate"))
        yearly = _threshold(self.sources.count, self.row["period"], self.row["enrollment_type"], monthly_parts)
        return self.figure(yearly, "truncation threshold a person-year")


def listing_text(name: str, values: Mapping[str, BoundValue]) -> str:
    """The query of that name with its values, as figures tell how to list the rows behind them."""
    return Ran(query(name), dict(values), 0, 0.0).text


def _of_type(
    sources: _Sources, row: Mapping[str, Any], categories: Sequence[Mapping[str, Any]], threshold_parts: int | None
) -> PopulationExpenditures:
    made = _OfType(sources, row)
    people, months = int(row["people"]), int(row["member_months"])
    factor, completed = made.completion
    truncated, excess = (amount * Fraction(factor) for amount in cut_off(sources.count, row))
    expenditures = EXACT.multiply(Decimal(int(row["expenditure_cents"])).scaleb(-2), factor)
    after = "expenditures after truncation"
    return PopulationExpenditures(
        population_id=row["population_id"],
        period=row["period"],
        enrollment_type=row["enrollment_type"],
        people=made.figure(Decimal(people), "people with months that count"),
        member_months=made.figure(Decimal(months), "months that count"),
        expenditures=made.figure(expenditures, f"expenditures before truncation{completed}"),
        by_category=_by_category(sources, made.whose, made.bound, made.completion, categories),
        truncated_expenditures=made.figure(truncated, f"{after}{completed}"),
        truncation_excess=made.cut_off(excess, f"expenditures above the truncation threshold{completed}"),
        threshold=made.threshold(threshold_parts),
        per_person_year=made.figure(truncated * 12 / months, f"{after} per person-year{completed}"),
        per_member_per_month=made.figure(truncated / months, f"{after} per member per month{completed}"),
        exact_truncated=truncated,
    )


def _threshold(count: ExpenditureCount, period: str, enrollment_type: str, monthly_parts: int) -> Decimal | Fraction:
    """The threshold a person-year, of completed expenditures."""
    if isinstance(count.terms.truncation, TruncationInDollars):
        return count.terms.truncation.thresholds[period][enrollment_type]
    factor = Fraction(count.terms.completion_factor(period, enrollment_type))
    return Fraction(monthly_parts * 12, count.parts_per_cent * 100) * factor


def _by_category(
    sources: _Sources,
    whose: str,
    bound: Mapping[str, BoundValue],
    completion: tuple[Decimal, str],
    categories: Sequence[Mapping[str, Any]],
) -> dict[str, Figure]:
    factor, completed = completion
    return {
        each["category"]: sources.figure(
            EXACT.multiply(Decimal(int(each["expenditure_cents"])).scaleb(-2), factor),
            f"{each['category']} expenditures before truncation{completed}: {whose}",
            int(each["people"]),
            (NamedQuery.EXPENDITURE_CATEGORY_TOTAL,),
            (NamedQuery.LIST_CATEGORY_EXPENDITURES, {**bound, "category": each["category"]}),
        )
        for each in categories
    }


def _of_layer(
    sources: _Sources, population_id: str, period: str, layer: int, row: Mapping[str, Any]
) -> StopLossRecovery:
    whose = f"{population_id}, {period}, layer {layer}"
    people = int(row["people"])
    steps = (NamedQuery.STOP_LOSS_EXPENDITURE, NamedQuery.STOP_LOSS_TOTAL)
    listing = (NamedQuery.LIST_STOP_LOSS_MEMBERS, {"population_id": population_id, "period": period})
    borne = Decimal(int(row["borne_ten_thousandths"])).scaleb(-6)
    return StopLossRecovery(
        population_id=population_id,
        period=period,
        layer=layer,
        people=sources.figure(Decimal(people), f"people above the attachment point: {whose}", people, steps, listing),
        in_layer=sources.figure(
            Decimal(int(row["layer_cents"])).scaleb(-2), f"expenditures in the layer: {whose}", people, steps, listing
        ),
        borne=sources.figure(borne, f"what the stop-loss insurer bears: {whose}", people, steps, listing),
    )
