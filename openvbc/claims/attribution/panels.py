"""On whose panel an organization's people are: the practice and clinician who gave them most of their primary care."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby

from openvbc.claims.engine.engine import BoundValue, Engine
from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.money import EXACT

_MILLION = 10**6


@dataclass(frozen=True)
class MemberScore:
    """Months of a person that weigh in a mean risk score, and the raw score; None where the model has none."""

    months: int
    millionths: int | None


@dataclass(frozen=True)
class PanelMember:
    """A person on a clinician's panel under a TIN. tin, npi: both "" for people on nobody's panel.

    risk: where scores were counted.
    """

    person_id: str
    tin: str
    npi: str
    member_months: int
    expenditure_cents: int
    risk: MemberScore | None = None


@dataclass(frozen=True)
class Panel:
    """A clinician's panel under a TIN. tin, npi: both "" for people on nobody's panel.

    expenditure_cents: what their care cost in the months that count; squared_cents: each person's, squared and added.
    scored_months, weighted_millionths: months of people with a risk score, and the same weighted by each one's score;
    unscored_months: of people without one. quality: a score from 0 to 1, of so many cases; None where nothing was
    counted.
    """

    tin: str
    npi: str
    people: int
    member_months: int
    expenditure_cents: int
    squared_cents: int = 0
    scored_months: int = 0
    unscored_months: int = 0
    weighted_millionths: int = 0
    quality: Decimal | None = None
    cases: int = 0

    @property
    def risk_score(self) -> Decimal | None:
        """The mean raw score of its people by months; None where nobody has one."""
        if not self.scored_months:
            return None
        return EXACT.divide(Decimal(self.weighted_millionths), Decimal(_MILLION * self.scored_months))

    @property
    def cost_deviation_cents(self) -> Decimal | None:
        """The standard deviation of what one person's care cost, as a sample's; None with fewer than two people."""
        if self.people <= 1:
            return None
        squares = self.people * self.squared_cents - self.expenditure_cents**2
        return EXACT.sqrt(EXACT.divide(Decimal(squares), Decimal(self.people * (self.people - 1))))


def list_panel_members(engine: Engine, period: str, organization_id: str) -> tuple[PanelMember, ...]:
    """The people of an organization in a period by panel; attribution and expenditures of it are counted already."""
    bound = {"period": period, "organization_id": organization_id}
    return tuple(
        PanelMember(
            str(row["person_id"]),
            str(row["tin"]),
            str(row["npi"]),
            int(row["member_months"]),
            int(row["expenditure_cents"]),
        )
        for row in engine.rows(NamedQuery.LIST_PANEL_MEMBERS, bound).records
    )


def list_member_scores(
    engine: Engine, period: str, organization_id: str, rule_set: str, *, only_parts_a_and_b: bool
) -> dict[str, MemberScore]:
    """Each person's months that weigh and raw score by a rule set; risk scores of the period are counted already."""
    bound: dict[str, BoundValue] = {
        "period": period,
        "organization_id": organization_id,
        "rule_set": rule_set,
        "only_parts_a_and_b": int(only_parts_a_and_b),
    }
    return {
        str(row["person_id"]): MemberScore(int(row["months"]), int(row["raw_millionths"]) if row["covered"] else None)
        for row in engine.rows(NamedQuery.LIST_MEMBER_SCORES, bound).records
    }


def with_scores(members: Sequence[PanelMember], scores: Mapping[str, MemberScore]) -> tuple[PanelMember, ...]:
    """The members with their scores; who has no month that weighs has none of both."""
    nothing = MemberScore(0, None)
    return tuple(replace(each, risk=scores.get(each.person_id, nothing)) for each in members)


def panels_of(members: Sequence[PanelMember]) -> tuple[Panel, ...]:
    """The panels, by TIN and clinician; the members stand in that order."""
    found = []
    for (tin, npi), group in groupby(members, key=lambda each: (each.tin, each.npi)):
        people = tuple(group)
        risks = [each.risk for each in people if each.risk is not None]
        found.append(
            Panel(
                tin,
                npi,
                len(people),
                sum(each.member_months for each in people),
                sum(each.expenditure_cents for each in people),
                sum(each.expenditure_cents**2 for each in people),
                sum(each.months for each in risks if each.millionths is not None),
                sum(each.months for each in risks if each.millionths is None),
                sum(each.months * each.millionths for each in risks if each.millionths is not None),
            )
        )
    return tuple(found)
