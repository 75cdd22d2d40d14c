"""What was counted, as figures under the names of the worksheet's lines, each with its source."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from openvbc.claims.engine.engine import BoundValue, Engine
from openvbc.claims.expenditures.count import MEMBER_STEPS
from openvbc.claims.expenditures.exact import decimal_of
from openvbc.claims.expenditures.figures import listing_text
from openvbc.figures import Figure, Figures, FileDigest, Origin, Source
from openvbc.payment_models.shared_savings.counting.comparators import Compared
from openvbc.payment_models.shared_savings.counting.count import StreamCount
from openvbc.payment_models.shared_savings.counting.expenditures import EVERY_TYPE

_TOTAL_STEPS: Final = ("truncation_threshold", "truncated_expenditure", "stop_loss_expenditure", "expenditure_total")
_PEOPLE_STEPS: Final = ("attribution", "residence", "population")
_RISK_STEPS: Final = ("risk_person", "risk_claim", "risk_diagnosis", "risk_score")


@dataclass(frozen=True)
class Counted:
    """A count with the engine that holds it and the files it rests on."""

    engine: Engine
    count: StreamCount
    files: tuple[FileDigest, ...]

    def source(self, words: str, queries: tuple[str, ...], rows: int | None = None, listing: str = "") -> Source:
        """The source of a figure that these queries counted."""
        ran = "\n".join(self.engine.ran_last(name).text for name in queries)
        return Source(Origin.COUNTED, words, files=self.files, query=ran, rows=rows, listing=listing)


@dataclass(frozen=True)
class _Totals:
    """What one population cost in one period, in exact dollars. excess: cut off; carved_out: by name."""

    people: int
    months: int
    before_truncation: Fraction
    excess: Fraction
    carved_out: Mapping[str, Fraction]

    @property
    def everything(self) -> Fraction:
        """Before carve-outs and truncation."""
        return self.before_truncation + sum(self.carved_out.values(), Fraction(0))


def counted_figures(counted: Counted) -> Figures:
    """The figures of the provider, its base years, and its comparators; more than any one contract has lines for."""
    count = counted.count
    totals = _Reader(counted)
    now = count.plan.years.performance.name
    figures = dict(totals.figures(count.plan.own, now, ""))
    for compared in count.plan.compared:
        figures |= dict(totals.figures(compared, now, compared.prefix))
    found: Figures = {**figures}
    _add_base_years(found, totals, count.plan.own, "base_year_")
    for compared in count.plan.compared:
        if compared.prefix == "comparator_":
            _add_base_years(found, totals, compared, "comparator_base_year_")
    if count.scores:
        found |= _risk(counted)
    return found


def _add_base_years(found: Figures, totals: "_Reader", compared: Compared, prefix: str) -> None:
    """Each base year's figures, as members of the axis of base years."""
    for period in totals.counted.count.plan.years.base:
        for name, figure in totals.figures(compared, period.name, prefix):
            held = found.setdefault(name, {})
            if isinstance(held, dict):
                held[period.name] = figure


class _Reader:
    """Reads the totals that the engine holds, once."""

    def __init__(self, counted: Counted) -> None:
        self.counted = counted
        engine = counted.engine
        order = ("population_id", "period")
        self._totals = engine.table("expenditure_total", order_by=order).records
        self._carved = engine.table("carve_out_total", order_by=order).records
        self._layers = engine.table("stop_loss_total", order_by=order).records

    def totals(self, compared: Compared, period: str) -> _Totals:
        """Sums over the parts of a population."""

        def mine(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
            return [row for row in rows if row["period"] == period and row["population_id"] in compared.population_ids]

        parts_in_a_dollar = self.counted.count.expenditures.parts_per_cent * 100
        rows = mine(self._totals)
        carved = dict.fromkeys((each.name for each in self.counted.count.plan.terms.carve_outs), Fraction(0))
        for row in mine(self._carved):
            carved[str(row["carve_out"])] += Fraction(int(row["expenditure_cents"]), 100)
        excess = sum((Fraction(int(row["excess_parts"]), parts_in_a_dollar) for row in rows), Fraction(0))
        excess += sum((Fraction(int(row["layer_cents"]), 100) for row in mine(self._layers)), Fraction(0))
        return _Totals(
            sum(int(row["people"]) for row in rows),
            sum(int(row["member_months"]) for row in rows),
            Fraction(sum(int(row["expenditure_cents"]) for row in rows), 100),
            excess,
            carved,
        )

    def figures(self, compared: Compared, period: str, prefix: str) -> Iterator[tuple[str, Figure]]:
        """Every figure of a population and period, under the name of its line."""
        totals = self.totals(compared, period)
        kind = "paid" if self.counted.count.plan.counting.amount == "paid" else "allowed"

        def figure(value: Fraction | int, words: str, listing: str) -> Figure:
            steps = (*_PEOPLE_STEPS, *MEMBER_STEPS, *_TOTAL_STEPS)
            source = self.counted.source(f"{words}: {compared.whose}, {period}", steps, totals.people, listing)
            return Figure(decimal_of(Fraction(value)), source)

        of_type: dict[str, BoundValue] = {"enrollment_type": EVERY_TYPE}
        everyone = self._listing(compared, "list_member_expenditures", period, {**of_type, "least_excess_parts": 0})
        if self.counted.count.expenditures.terms.stop_loss:
            cut_off = self._listing(compared, "list_stop_loss_members", period, {})
        else:
            cut_off = self._listing(compared, "list_member_expenditures", period, {**of_type, "least_excess_parts": 1})
        yield f"{prefix}member_months", figure(totals.months, "months that count", everyone)
        yield f"{prefix}assigned_population", figure(totals.people, "people with months that count", everyone)
        adjusted = bool(totals.carved_out) or self.counted.count.plan.terms.truncation is not None
        if adjusted:
            words = f"{kind} amounts before carve-outs and truncation"
            yield f"{prefix}total_expenditures", figure(totals.everything, words, everyone)
            yield f"{prefix}excess_claims", figure(totals.excess, f"{kind} amounts above the truncation point", cut_off)
        else:
            paid = figure(totals.before_truncation, f"{kind} amounts", everyone)
            yield f"{prefix}expenditures", paid
            yield f"{prefix}paid_expenditures", paid
        for name, amount in totals.carved_out.items():
            words = f"{kind} amounts of the carve-out {name.replace('_', ' ')}"
            listing = listing_text("list_carved_out_members", {"period": period, "carve_out": name})
            yield f"{prefix}carved_out_{name}", figure(amount, words, listing)

    @staticmethod
    def _listing(compared: Compared, name: str, period: str, values: Mapping[str, BoundValue]) -> str:
        """The query that lists the people behind a figure, for each part of the population."""
        return "\n".join(
            listing_text(name, {"population_id": part, "period": period, **values}) for part in compared.population_ids
        )


def _risk(counted: Counted) -> Figures:
    """Mean scores of the provider, the reference population and the control group."""
    count = counted.count
    now = count.plan.years.performance.name
    bases = [period.name for period in count.plan.years.base]
    found: Figures = {
        "risk_score": _mean(counted, count.plan.own, now),
        "reference_risk_score": _mean(counted, count.plan.everybody, now),
    }
    for compared in count.plan.compared:
        if compared.prefix == "control_group_":
            found["control_group_risk_score"] = _mean(counted, compared, now)
    if bases:
        found["base_year_risk_score"] = {name: _mean(counted, count.plan.own, name) for name in bases}
        found["base_year_reference_risk_score"] = {name: _mean(counted, count.plan.everybody, name) for name in bases}
    return found


def _mean(counted: Counted, compared: Compared, period: str) -> Figure:
    """The mean score, weighted by months, over all parts of a population."""
    scores = counted.count.scores
    parts = [scores[part, period] for part in compared.population_ids if (part, period) in scores]
    months = sum(weight for weight, _ in parts)
    mean = sum((weight * score for weight, score in parts), Fraction(0)) / months
    agreed = counted.count.plan.counting.risk_scores
    model = agreed.model if agreed is not None else ""
    words = f"mean score by {model}, weighted by months: {compared.whose}, {period}"
    return Figure(decimal_of(mean), counted.source(words, (*_PEOPLE_STEPS, *_RISK_STEPS), months))
