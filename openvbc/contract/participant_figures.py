"""The figures of participants that plans share by: what each is called and counted in, and whether it adds up."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from openvbc.contract.distribution_plan import FactorMeaning
from openvbc.units import MEMBER_MONTHS, PERSONS, RATE, SCORE, USD, Unit


@dataclass(frozen=True)
class ParticipantFigure:
    """A figure of each participant.

    adds_up: whether a group's is the sum of its providers'. derived_from: figures that it follows from.
    """

    name: str
    label: str
    unit: Unit
    adds_up: bool = False
    derived_from: tuple[str, ...] = ()


#: What follows from other figures: the panel's savings, how many dollars of target a dollar of cost met, months there.
PANEL_SAVINGS: Final = "panel_savings"
EFFICIENCY: Final = "efficiency"
#: The part of the period in which the participant was there.
TENURE: Final = "tenure"

_KNOWN: Final = (
    ParticipantFigure("lives", "Attributed lives", PERSONS, adds_up=True),
    ParticipantFigure("member_months", "Member months", MEMBER_MONTHS, adds_up=True),
    ParticipantFigure("quality", "Quality score", RATE),
    ParticipantFigure("quality_denominator", "Cases behind the quality score", PERSONS, adds_up=True),
    ParticipantFigure("panel_cost", "Cost of the own panel", USD, adds_up=True),
    ParticipantFigure("panel_target", "Target for the own panel, by risk", USD, adds_up=True),
    ParticipantFigure("risk_score", "Mean risk score of the own panel", SCORE),
    ParticipantFigure("cost_deviation", "Standard deviation of a member's yearly cost", USD),
    ParticipantFigure("revenue", "Revenue from the payer", USD, adds_up=True),
    ParticipantFigure("rvus", "Work RVUs", SCORE, adds_up=True),
    ParticipantFigure("base_salary", "Base salary", USD),
    ParticipantFigure(PANEL_SAVINGS, "Savings of the own panel", USD, derived_from=("panel_target", "panel_cost")),
    ParticipantFigure(EFFICIENCY, "Target for a dollar of cost", SCORE, derived_from=("panel_target", "panel_cost")),
)
_UNITS: Final = {"dollars": USD, "rate": RATE, "number": SCORE}


def participant_figures(own: Sequence[FactorMeaning] = ()) -> dict[str, ParticipantFigure]:
    """Every figure by name: those known everywhere, and the plan's own."""
    ours = [ParticipantFigure(each.factor, each.label, _UNITS[each.unit], each.adds_up) for each in own]
    return {each.name: each for each in (*_KNOWN, *ours)}
