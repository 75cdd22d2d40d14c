"""The figures of a population: exact totals, months and people, per person-year and per member per month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from openvbc.claims.engine.engine import BoundValue, Engine, Ran
from openvbc.claims.engine.query import query
from openvbc.claims.expenditures.count import MEMBER_STEPS, ExpenditureCount
from openvbc.claims.expenditures.exact import decimal_of
from openvbc.errors import ClaimsError, Fault, did_you_mean
from openvbc.figures import ABSENT, Figure, FileDigest, Origin, Source

_TRUNCATION_STEPS: Final = ("truncation_threshold", "truncated_expenditure")


@dataclass(frozen=True)
class PopulationExpenditures:
    """What one population cost in one period and enrolment type. Amounts are dollars, before completion.

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
    """The figures of a population: one entry a period and enrolment type, in order.

    files: what the claims were read from. ClaimsError if the population has no member with months that count.
    """
    totals = engine.table("expenditure_total", order_by=("population_id", "period", "enrollment_type")).records
    mine = [row for row in totals if row["population_id"] == population_id]
    if not mine:
        known = {str(row["population_id"]) for row in totals}
        what = f"population {population_id!r} has nobody with months that count"
        raise ClaimsError(Fault(what, "population", mend=did_you_mean(population_id, known)))
    key = ("population_id", "period", "enrollment_type", "category")
    categories = engine.table("expenditure_category_total", order_by=key).records
    thresholds = {
        (row["period"], row["enrollment_type"]): int(row["monthly_threshold_parts"])
        for row in engine.table("truncation_threshold").records
    }
    sources = _Sources(engine, count.parts_per_cent, tuple(files))
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
    sources = _Sources(engine, count.parts_per_cent, tuple(files))
    found = {
        (row["period"], row["layer"]): row
        for row in engine.table("stop_loss_total").records
        if row["population_id"] == population_id
    }
    nobody = {"people": 0, "layer_cents": 0, "borne_ten_thousandths": 0}
    return tuple(
        _of_layer(
            sources, population_id, str(row["period"]), row["layer"], found.get((row["period"], row["layer"]), nobody)
        )
        for row in engine.table("stop_loss_layer", order_by=("period", "layer")).records
    )


@dataclass(frozen=True)
class _Sources:
    """Makes the sources of figures: what they share is the engine's queries as they ran, and the files."""

    engine: Engine
    parts_per_cent: int
    files: tuple[FileDigest, ...]

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
        listed = Ran(query(name), dict(values), 0, 0.0).text
        source = Source(Origin.COUNTED, description=words, files=self.files, query=ran, rows=rows, listing=listed)
        return Figure(decimal_of(value) if isinstance(value, Fraction) else value, source)


def _of_type(
    sources: _Sources, row: Mapping[str, Any], categories: Sequence[Mapping[str, Any]], threshold_parts: int | None
) -> PopulationExpenditures:
    population_id, period, enrollment_type = row["population_id"], row["period"], row["enrollment_type"]
    people, months = int(row["people"]), int(row["member_months"])
    whose = f"{population_id}, {period}, {enrollment_type}"
    bound: dict[str, BoundValue] = {
        "population_id": population_id,
        "period": period,
        "enrollment_type": enrollment_type,
    }
    everyone = ("list_member_expenditures", bound | {"least_excess_parts": 0})
    cut_off = ("list_member_expenditures", bound | {"least_excess_parts": 1})
    steps = (*_TRUNCATION_STEPS, "expenditure_total")
    in_dollars = sources.parts_per_cent * 100
    truncated, excess = (Fraction(int(row[f"{part}_parts"]), in_dollars) for part in ("truncated", "excess"))

    def figure(value: Decimal | Fraction, words: str) -> Figure:
        return sources.figure(value, f"{words}: {whose}", people, steps, everyone)

    no_threshold = Figure(ABSENT, Source(Origin.GIVEN, "the contract does not truncate"))
    threshold = figure(Fraction((threshold_parts or 0) * 12, in_dollars), "truncation threshold a person-year")
    return PopulationExpenditures(
        population_id=population_id,
        period=period,
        enrollment_type=enrollment_type,
        people=figure(Decimal(people), "people with months that count"),
        member_months=figure(Decimal(months), "months that count"),
        expenditures=figure(Decimal(int(row["expenditure_cents"])).scaleb(-2), "expenditures before truncation"),
        by_category=_by_category(sources, whose, bound, categories),
        truncated_expenditures=figure(truncated, "expenditures after truncation"),
        truncation_excess=sources.figure(
            excess,
            f"expenditures above the truncation threshold: {whose}",
            int(row["people_truncated"]),
            steps,
            cut_off,
        ),
        threshold=no_threshold if threshold_parts is None else threshold,
        per_person_year=figure(truncated * 12 / months, "expenditures after truncation per person-year"),
        per_member_per_month=figure(truncated / months, "expenditures after truncation per member per month"),
        exact_truncated=truncated,
    )


def _by_category(
    sources: _Sources, whose: str, bound: Mapping[str, BoundValue], categories: Sequence[Mapping[str, Any]]
) -> dict[str, Figure]:
    return {
        each["category"]: sources.figure(
            Decimal(int(each["expenditure_cents"])).scaleb(-2),
            f"{each['category']} expenditures before truncation: {whose}",
            int(each["people"]),
            ("expenditure_category_total",),
            ("list_category_expenditures", {**bound, "category": each["category"]}),
        )
        for each in categories
    }


def _of_layer(
    sources: _Sources, population_id: str, period: str, layer: int, row: Mapping[str, Any]
) -> StopLossRecovery:
    whose = f"{population_id}, {period}, layer {layer}"
    people = int(row["people"])
    steps = ("stop_loss_expenditure", "stop_loss_total")
    listing = ("list_stop_loss_members", {"population_id": population_id, "period": period})
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
