"""The worksheet of one amount and those who share it: figures, weights, gates, limits, and shares in cents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from openvbc.contract.distribution_plan import Factor, Gate, Limit, Pool, Sharing
from openvbc.contract.participant_figures import TENURE, ParticipantFigure
from openvbc.distribution.cents import share_in_cents
from openvbc.distribution.participants import Participant
from openvbc.distribution.steps import ClauseOf, add_steps
from openvbc.figures import Figure
from openvbc.money import ONE, ZERO
from openvbc.units import FACTOR, RATE, USD, WEIGHT, YES_OR_NO
from openvbc.worksheet.formula import (
    Axis,
    Formula,
    Member,
    all_of,
    first_present,
    greatest,
    present,
    rounded,
    running_total,
    total,
    when,
)
from openvbc.worksheet.sheet import Line, LineOptions, Worksheet

#: The lines that others read.
AMOUNT, TO_SHARE, WEIGHT_LINE, SHARE, UNSHARED, FORFEITED = (
    "amount",
    "to_share",
    "weight",
    "share",
    "unshared",
    "forfeited",
)
FORMULA_SHARE: Final = "formula_share"
STAYED: Final = "stayed"


@dataclass(frozen=True)
class SharingRequest:
    """What a sharing worksheet is made of.

    title: of the sheet. amount: what is shared, with its source. steps and gates of a pool stand in `sharing` itself.
    known: the figures of participants by name. clause: of terms below the sharing's own group. tenure: of each member
    the part of the period, and whether it stayed, where the sharing asks for it.
    """

    title: str
    amount: Figure
    sharing: Sharing
    members: Sequence[Participant]
    known: Mapping[str, ParticipantFigure]
    clause: ClauseOf
    tenure: Mapping[str, Figure]
    stayed: Mapping[str, Figure]


def sharing_sheet(asked: SharingRequest) -> tuple[Worksheet, dict[str, "Figure | Mapping[str, Figure]"]]:
    """The worksheet and its figures. A member whose figure is not there is left out of the figures: absent."""
    return _SharingSheet(asked).build()


class _SharingSheet:
    """Lines in reading order: amount, figures, weights, limits, shares."""

    def __init__(self, asked: SharingRequest) -> None:
        self.asked, self.sharing = asked, asked.sharing
        self.sheet = Worksheet(asked.title)
        members = tuple(Member(each.identifier, each.name) for each in asked.members)
        self.axis = Axis("participants", "Participants", members)
        self.figures: dict[str, Figure | Mapping[str, Figure]] = {AMOUNT: asked.amount}

    def build(self) -> tuple[Worksheet, dict[str, "Figure | Mapping[str, Figure]"]]:
        sheet, sharing = self.sheet, self.sharing
        sheet.section("amount", "What is shared")
        amount = sheet.input(AMOUNT, "Amount", USD)
        pool = sharing if isinstance(sharing, Pool) else None
        left = add_steps(sheet, pool.first, amount, amount, self.asked.clause) if pool is not None else amount
        to_share = sheet.line(TO_SHARE, "To share", USD, left)
        sheet.section("weights", "By what it is shared")
        weight = self._weight()
        earned = self._earned(pool) if pool is not None else None
        forfeits_elsewhere = earned is not None and pool is not None and pool.forfeits_to != "others"
        if earned is not None and not forfeits_elsewhere:
            weight = sheet.line("counted_weight", "Weight that counts", WEIGHT, weight * earned)
        sheet.section("shares", "Shares")
        share = self._shares(to_share, weight, FORMULA_SHARE if forfeits_elsewhere else SHARE)
        sheet.line(UNSHARED, "Not shared", USD, to_share - total(share, self.axis))
        if forfeits_elsewhere and earned is not None and pool is not None:
            paid = sheet.line(SHARE, "Share", USD, rounded(share * earned, 2))
            goes = "the reserve" if pool.forfeits_to == "reserve" else "who divides"
            sheet.line(
                FORFEITED,
                f"Forfeited, to {goes}",
                USD,
                total(share, self.axis) - total(paid, self.axis),
                clause=self.asked.clause("forfeits_to"),
            )
        sheet.outcome = TO_SHARE
        return sheet, self.figures

    def _input(self, name: str, **options: "object") -> Line:
        """The line of a figure of participants; one that follows from others with those above it."""
        if name in self.sheet:
            return self.sheet[name]
        known = self.asked.known[name]
        if known.derived_from:
            target, cost = (self._input(each) for each in known.derived_from)
            savings = greatest(target - cost, 0) if name == "panel_savings" else target / cost
            note = "None below zero." if name == "panel_savings" else ""
            return self.sheet.line(name, known.label, known.unit, savings, note=note)
        held = {each.identifier: each.figures[name] for each in self.asked.members if name in each.figures}
        self.figures[name] = held
        made: LineOptions = {"axis": self.axis, "at_least": ZERO, "optional": bool(options.get("optional"))}
        return self.sheet.input(name, known.label, known.unit, **made)

    def _weight(self) -> Line:
        sheet, sharing, clause = self.sheet, self.sharing, self.asked.clause
        formula: Formula
        if sharing.equal:
            formula = sheet.term(
                "equal_weight", "Equal weight", WEIGHT, self._each(ONE), axis=self.axis, clause=clause("equal")
            )
        elif sharing.fixed:
            agreed = {each.identifier: sharing.fixed.get(each.identifier, ZERO) for each in self.asked.members}
            formula = sheet.term(
                "agreed_weight", "Agreed weight", WEIGHT, agreed, axis=self.axis, clause=clause("fixed")
            )
        else:
            formula = self._combined([self._factor(each, index) for index, each in enumerate(sharing.by)])
        if sharing.prorated:
            self.figures[TENURE] = dict(self.asked.tenure)
            there = sheet.input(
                TENURE, "Part of the period in which it was there", RATE, axis=self.axis, at_least=ZERO, at_most=ONE
            )
            formula = formula * there
        return sheet.line(WEIGHT_LINE, "Weight", WEIGHT, formula, clause=clause("by"))

    def _each(self, value: Decimal) -> dict[str, Decimal]:
        return {each.identifier: value for each in self.asked.members}

    def _combined(self, factors: Sequence[Formula]) -> Formula:
        combined = factors[0]
        for each in factors[1:]:
            combined = combined * each if self.sharing.combine == "product" else combined + each
        return combined

    def _factor(self, factor: Factor, index: int) -> Formula:
        """A factor after what the plan says of missing figures and small panels, as often as its power says."""
        name = factor.factor
        may_miss = factor.missing is not None
        current: Formula = self._input(name, optional=may_miss)
        label, unit = self.asked.known[name].label, self.asked.known[name].unit
        small, least_panel = factor.small_panels, factor.minimum_panel
        if may_miss or least_panel is not None or (small is not None and small.towards == "pool_mean"):
            current = self._of_mean(factor, current, index)
        if small is not None:
            panel = self._input(small.panel)
            at_half = self.sheet.term(
                f"{name}_panel_of_half_weight",
                f"{label}: panel at which it counts half",
                panel.unit,
                small.k,
                clause=self.asked.clause("by", index, "small_panels"),
            )
            own = self.sheet.line(f"{name}_own_part", f"{label}: part that is its own", RATE, panel / (panel + at_half))
            mean: Formula = (
                self.sheet[f"{name}_mean"]
                if small.towards == "pool_mean"
                else self.sheet.term(
                    f"{name}_towards",
                    f"{label}: drawn towards",
                    unit,
                    Decimal(small.towards),
                    clause=self.asked.clause("by", index, "small_panels"),
                )
            )
            current = self.sheet.line(
                f"{name}_adjusted",
                f"{label}, adjusted for small panels",
                unit,
                own * current + (1 - own) * mean,
                places=4 if unit.kind == "rate" else None,
            )
        if factor.times != ONE:
            current = current * self.sheet.term(
                f"{name}_times",
                f"{label}: what a unit counts",
                FACTOR,
                factor.times,
                clause=self.asked.clause("by", index, "times"),
            )
        multiplied = current
        for _ in range(factor.power - 1):
            multiplied = multiplied * current
        return multiplied

    def _of_mean(self, factor: Factor, own: Formula, index: int) -> Formula:
        """The own figure, or the mean of the pool where it is missing or its panel is too small."""
        name, sheet = factor.factor, self.sheet
        label, unit = self.asked.known[name].label, self.asked.known[name].unit
        small, smallest = factor.small_panels, factor.minimum_panel
        panel = self._input((small or smallest).panel if small or smallest else "lives")  # type: ignore[union-attr]  # one of them is there
        counts: Formula = present(own)
        if smallest is not None:
            least_panel = sheet.term(
                f"{name}_smallest_panel",
                f"{label}: smallest panel",
                panel.unit,
                smallest.at_least,
                clause=self.asked.clause("by", index, "minimum_panel"),
            )
            counts = all_of(counts, panel >= least_panel)
        counted = sheet.line(
            f"{name}_panel_that_counts", f"{label}: panel that counts", panel.unit, when(counts, panel, 0)
        )
        weighted = sheet.line(f"{name}_of_panel", f"{label} × panel", WEIGHT, first_present(own, 0) * counted)
        mean = sheet.line(
            f"{name}_mean",
            f"{label}: mean of the pool",
            unit,
            total(weighted, self.axis) / total(counted, self.axis),
            places=4 if unit.kind == "rate" else None,
        )
        if factor.missing is None and smallest is None:
            return own
        return sheet.line(f"{name}_or_mean", f"{label}, or the pool's mean", unit, when(counted > 0, own, mean))

    def _earned(self, pool: Pool) -> Formula | None:
        """The part of its share that a member has earned; None if nothing can be forfeited."""
        parts = [self._gate(gate, index) for index, gate in enumerate(pool.gates)]
        if pool.leavers == "forfeit":
            self.figures[STAYED] = dict(self.asked.stayed)
            stayed = self.sheet.input(STAYED, "Was there to the end of the period", YES_OR_NO, axis=self.axis)
            parts.append(
                self.sheet.line(
                    "kept_by_staying",
                    "Part kept by staying",
                    RATE,
                    when(stayed, 1, 0),
                    clause=self.asked.clause("leavers"),
                )
            )
        if not parts:
            return None
        product = parts[0]
        for each in parts[1:]:
            product = product * each
        return self.sheet.line("earned", "Part of the share that is earned", RATE, product)

    def _gate(self, gate: Gate, index: int) -> Formula:
        value = self._input(gate.factor)
        label, clause = value.label, self.asked.clause("gates", index)
        least_value = self.sheet.term(f"{gate.factor}_gate", f"{label}: gate", value.unit, gate.at_least, clause=clause)
        met = self.sheet.line(
            f"{gate.factor}_gate_met", f"{label}: gate met", YES_OR_NO, value >= least_value, clause=clause
        )
        below: Formula | int = value / least_value if gate.below == "in_proportion" else 0
        return self.sheet.line(
            f"{gate.factor}_earned", f"{label}: part that is earned", RATE, when(met, 1, below), clause=clause
        )

    def _limit(self, limit: Limit, name: str, label: str) -> Formula:
        clause = self.asked.clause(name)
        if limit.of is None:
            return self.sheet.term(f"{name}_amount", label, USD, limit.amount or ZERO, clause=clause)
        rate = self.sheet.term(f"{name}_rate", f"{label}: rate", RATE, limit.rate or ZERO, clause=clause)
        return rounded(rate * self._input(limit.of), 2)

    def _shares(self, to_share: Line, weight: Line, name: str) -> Line:
        """Shares by weight, none below the floor nor above the cap: who has a limit is found first, the rest shared.

        A price is the dollars for a unit of weight at which a member meets its limit. Members are asked in the order
        of their prices whether the money reaches so far; so no round after round is needed.
        """
        sheet, sharing = self.sheet, self.sharing
        label = "Share" if name == SHARE else "Share by the formula"
        if sharing.floor is None and sharing.cap is None:
            return share_in_cents(sheet, name, label, to_share, weight, self.axis)
        fixed: Formula | None = None
        left, open_weight = to_share, weight
        for limit, kind in ((sharing.floor, "floor"), (sharing.cap, "cap")):
            if limit is None:
                continue
            held, left, open_weight = self._limited(limit, kind, left, open_weight)
            fixed = held if fixed is None else fixed + held
        by_weight = share_in_cents(
            sheet, "share_by_weight", "Share by weight of the rest", left, open_weight, self.axis
        )
        return sheet.line(name, label, USD, (fixed if fixed is not None else 0) + by_weight)

    def _limited(self, limit: Limit, kind: str, left: Line, weight: Line) -> tuple[Line, Line, Line]:
        """Who is paid the limit and how much; what is left, and the weights that share it."""
        sheet, axis, clause = self.sheet, self.axis, self.asked.clause(kind)
        most = sheet.line(
            kind,
            "Least share" if kind == "floor" else "Largest share",
            USD,
            when(weight > 0, self._limit(limit, kind, kind.capitalize()), 0),
            clause=clause,
        )
        counted = sheet.line(f"{kind}_weight", "Weight before this limit", WEIGHT, weight)
        everybody = sheet.line(f"{kind}_total_weight", "Total weight before this limit", WEIGHT, total(counted, axis))
        price = sheet.line(
            f"{kind}_price",
            f"Dollars a unit of weight at the {kind}",
            USD,
            when(weight > 0, most / greatest(counted, _LEAST_WEIGHT), 0),
            places=6,
        )
        order: Formula = 0 - price if kind == "floor" else price
        limits_so_far = sheet.line(
            f"{kind}s_so_far", f"{kind.capitalize()}s up to this one", USD, running_total(most, order, axis)
        )
        weight_so_far = sheet.line(
            f"{kind}_weight_so_far", "Weight up to this one", WEIGHT, running_total(counted, order, axis)
        )
        reached = sheet.line(
            f"{kind}_needs",
            f"All shares together at this price, with its {kind}s",
            USD,
            limits_so_far + price * (everybody - weight_so_far),
        )
        hits = reached >= left if kind == "floor" else reached <= left
        held = sheet.line(f"at_{kind}", f"Is paid its {kind}", YES_OR_NO, all_of(weight > 0, hits), clause=clause)
        paid = sheet.line(f"{kind}_paid", f"Paid at the {kind}", USD, when(held, most, 0))
        rest = sheet.line(f"left_after_{kind}s", f"Left after {kind}s", USD, left - total(paid, axis))
        opened = sheet.line(
            f"weight_after_{kind}s", f"Weight of those not at the {kind}", WEIGHT, when(held, 0, counted)
        )
        return paid, rest, opened


#: Stands below a weight of zero, where no price is asked for.
_LEAST_WEIGHT: Final = Decimal("1e-18")
