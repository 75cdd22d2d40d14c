"""On whose panel an organization's people are: the practice and clinician who gave them most of their primary care."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from openvbc.claims.engine.engine import Engine
from openvbc.claims.engine.named_queries import NamedQuery


@dataclass(frozen=True)
class PanelMember:
    """A person on a clinician's panel under a TIN. tin, npi: both "" for people on nobody's panel."""

    person_id: str
    tin: str
    npi: str
    member_months: int
    expenditure_cents: int


@dataclass(frozen=True)
class Panel:
    """A clinician's panel under a TIN. tin, npi: both "" for people on nobody's panel.

    expenditure_cents: what their care cost in the months that count. met, cases: of the measures that were counted, how
    many cases of its people met theirs, of how many; zero of zero where none was.
    """

    tin: str
    npi: str
    people: int
    member_months: int
    expenditure_cents: int
    met: int = 0
    cases: int = 0


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


def panels_of(members: Sequence[PanelMember]) -> tuple[Panel, ...]:
    """The panels, by TIN and clinician; the members stand in that order."""
    found = []
    for (tin, npi), group in groupby(members, key=lambda each: (each.tin, each.npi)):
        people = tuple(group)
        months = sum(each.member_months for each in people)
        found.append(Panel(tin, npi, len(people), months, sum(each.expenditure_cents for each in people)))
    return tuple(found)
