"""On whose panel an organization's people are: the practice and clinician who gave them most of their primary care."""

from dataclasses import dataclass

from openvbc.claims.engine.engine import Engine
from openvbc.claims.engine.named_queries import NamedQuery


@dataclass(frozen=True)
class Panel:
    """A clinician's panel under a TIN. tin, npi: both "" for people on nobody's panel.

    expenditure_cents: what their care cost in the months that count.
    """

    tin: str
    npi: str
    people: int
    member_months: int
    expenditure_cents: int


def list_panels(engine: Engine, period: str, organization_id: str) -> tuple[Panel, ...]:
    """The panels of an organization in a period; attribution and expenditures of it are counted already."""
    bound = {"period": period, "organization_id": organization_id}
    return tuple(
        Panel(
            str(row["tin"]),
            str(row["npi"]),
            int(row["people"]),
            int(row["member_months"]),
            int(row["expenditure_cents"]),
        )
        for row in engine.rows(NamedQuery.LIST_PANELS, bound).records
    )
