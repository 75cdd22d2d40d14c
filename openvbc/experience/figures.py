"""What was counted, as figures with their sources: people, months, dollars and mean scores of a group in a period."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from openvbc.claims.engine.engine import BoundValue
from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.expenditures.count import MEMBER_STEPS, ExpenditureCount
from openvbc.claims.expenditures.exact import decimal_of
from openvbc.claims.expenditures.figures import cut_off, listing_text
from openvbc.claims.expenditures.terms import Amount
from openvbc.experience.count import Experience
from openvbc.experience.populations import PopulationGroup
from openvbc.figures import Figure
from openvbc.money import ZERO

#: Queries that lead to the people of a population, in order.
PEOPLE_STEPS: Final = (NamedQuery.ATTRIBUTION, NamedQuery.RESIDENCE, NamedQuery.POPULATION)
#: Queries that lead to a mean score, in order.
RISK_STEPS: Final = (
    NamedQuery.RISK_PERSON,
    NamedQuery.RISK_COMBINATION,
    NamedQuery.RISK_DIAGNOSIS,
    NamedQuery.RISK_SCORE,
)
_CUT_OFF_STEPS: Final = (NamedQuery.TRUNCATION_THRESHOLD, NamedQuery.TRUNCATED_EXPENDITURE)


@dataclass(frozen=True)
class ExperienceTotals:
    """What a group cost in a period, in exact dollars, completed where a factor completes them.

    people: with months that count; in several enrollment types, everybody of the group. before_truncation: after
    carve-outs; excess: cut off; carved_out: by name, as it was paid.
    """

    people: int
    member_months: int
    before_truncation: Fraction
    excess: Fraction
    carved_out: Mapping[str, Fraction]

    @property
    def everything(self) -> Fraction:
        """Before carve-outs and truncation."""
        return self.before_truncation + sum(self.carved_out.values(), Fraction(0))

    @property
    def that_count(self) -> Fraction:
        """After carve-outs and truncation."""
        return self.before_truncation - self.excess


@dataclass(frozen=True)
class GroupFigures:
    """The figures of a group in a period.

    total_expenditures: before carve-outs and truncation; expenditures: what counts of them after both.
    """

    people: Figure
    member_months: Figure
    total_expenditures: Figure
    carved_out: Mapping[str, Figure]
    excess_claims: Figure
    expenditures: Figure


class ExperienceReader:
    """Reads the totals that the engine holds, once."""

    def __init__(self, experience: Experience) -> None:
        if experience.expenditures is None:
            raise TypeError("no dollars were counted, so there are none to read")
        self.experience = experience
        self.count: ExpenditureCount = experience.expenditures
        engine, order = experience.engine, ("population_id", "period")
        self._totals = engine.table(NamedQuery.EXPENDITURE_TOTAL, order_by=(*order, "enrollment_type")).records
        self._carved = (
            engine.table(NamedQuery.CARVE_OUT_TOTAL, order_by=order).records if self.count.terms.carve_outs else []
        )
        # Without stop-loss no layer is built.
        self._layers = (
            engine.table(NamedQuery.STOP_LOSS_TOTAL, order_by=order).records if self.count.terms.stop_loss else []
        )
        # People with months of two enrollment types stand in the totals of both.
        one_type = len(experience.basis.type_names) == 1
        self._people = self._totals if one_type else engine.table(NamedQuery.POPULATION_PEOPLE, order_by=order).records

    def totals(self, group: PopulationGroup, period: str) -> ExperienceTotals:
        """Sums over the parts of a group and its enrollment types."""

        def mine(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
            return [row for row in rows if row["period"] == period and row["population_id"] in group.population_ids]

        carved = dict.fromkeys((each.name for each in self.count.terms.carve_outs), Fraction(0))
        for row in mine(self._carved):
            carved[str(row["carve_out"])] += Fraction(int(row["expenditure_cents"]), 100)
        months = 0
        before = excess = Fraction(0)
        for row in mine(self._totals):
            factor = Fraction(self.count.terms.completion_factor(period, str(row["enrollment_type"])))
            months += int(row["member_months"])
            before += factor * Fraction(int(row["expenditure_cents"]), 100)
            excess += factor * cut_off(self.count, row)[1]
        excess += sum((Fraction(int(row["layer_cents"]), 100) for row in mine(self._layers)), Fraction(0))
        people = sum(int(row["people"]) for row in mine(self._people))
        return ExperienceTotals(people, months, before, excess, carved)

    def figures(self, group: PopulationGroup, period: str) -> GroupFigures:
        """Every figure of a group and period."""
        totals = self.totals(group, period)
        kind = "paid" if self.count.terms.amount is Amount.PAID else "allowed"
        whole = self.listing(group, period, least_excess=0)

        def figure(value: Fraction | int, words: str, listing: str = whole) -> Figure:
            of_stop_loss = (NamedQuery.STOP_LOSS_EXPENDITURE,) if self.count.terms.stop_loss else ()
            steps = (*PEOPLE_STEPS, *MEMBER_STEPS, *_CUT_OFF_STEPS, *of_stop_loss, NamedQuery.EXPENDITURE_TOTAL)
            source = self.experience.source(f"{words}: {group.whose}, {period}", steps, totals.people, listing)
            return Figure(decimal_of(Fraction(value)), source)

        adjusted = bool(totals.carved_out) or bool(self.count.terms.truncation or self.count.terms.stop_loss)
        after = " after carve-outs and truncation" if adjusted else ""
        return GroupFigures(
            people=figure(totals.people, "people with months that count"),
            member_months=figure(totals.member_months, "months that count"),
            total_expenditures=figure(totals.everything, f"{kind} amounts before carve-outs and truncation"),
            carved_out={
                name: figure(
                    amount,
                    f"{kind} amounts of the carve-out {name.replace('_', ' ')}",
                    listing_text(NamedQuery.LIST_CARVED_OUT_MEMBERS, {"period": period, "carve_out": name}),
                )
                for name, amount in totals.carved_out.items()
            },
            excess_claims=figure(
                totals.excess,
                f"{kind} amounts above the truncation point",
                self.listing(group, period, least_excess=1),
            ),
            expenditures=figure(totals.that_count, f"{kind} amounts{after}"),
        )

    def listing(self, group: PopulationGroup, period: str, *, least_excess: int) -> str:
        """The queries that list the people behind a figure, for each part of the group and each enrollment type."""
        if least_excess and self.count.terms.stop_loss:
            # Where a point holds whole for every person, the layer above it is what is cut off.
            return "\n".join(
                listing_text(NamedQuery.LIST_STOP_LOSS_MEMBERS, {"population_id": part, "period": period})
                for part in group.population_ids
            )
        found = []
        for part in group.population_ids:
            of_part = {str(row["enrollment_type"]) for row in self._totals if row["population_id"] == part}
            for kind in self.experience.basis.type_names:
                if kind in of_part or not of_part:
                    values: dict[str, BoundValue] = {"population_id": part, "period": period, "enrollment_type": kind}
                    found.append(
                        listing_text(
                            NamedQuery.LIST_MEMBER_EXPENDITURES, {**values, "least_excess_parts": least_excess}
                        )
                    )
        return "\n".join(found)


def score_totals(experience: Experience, group: PopulationGroup, period: str, model: str) -> dict[str, Figure]:
    """Months of a group with a score by one model, and the same weighted by each person's score, over all its parts."""
    parts = [
        each
        for each in experience.scores
        if each.population_id in group.population_ids and each.period == period and each.rule_set == model
    ]
    months = sum(each.person_months for each in parts)
    source = experience.source(f"by {model}: {group.whose}, {period}", (*PEOPLE_STEPS, *RISK_STEPS), months)
    weighted = sum((each.raw_weighted for each in parts), ZERO)
    return {"scored_months": Figure(Decimal(months), source), "score_weighted_months": Figure(weighted, source)}
