"""Small plans, settlements and participants for tests; a test states only what it is about."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from openvbc.contract.distribution_plan_checks import AgreedPlan, load_plan
from openvbc.distribution.distribute import distribute
from openvbc.distribution.participants import read_participants
from openvbc.distribution.received import SettledStream
from openvbc.distribution.result import Distribution
from openvbc.figures import Figure

HEAD = """plan: Lakeside distribution
version: "1"
adopted: 2025-11-12
organization: Lakeside ACO
start: 2026-01-01
end: 2026-12-31
"""


def settled(
    amount: str, stream: str = "savings", *, status: str = "final", lines: Mapping[str, str] = {}
) -> SettledStream:
    """A stream of a settlement that came to an amount."""
    return SettledStream(
        "Lakeside shared savings",
        "Northern Health Plan",
        "Lakeside ACO",
        "calendar year 2026",
        date(2026, 1, 1),
        date(2026, 12, 31),
        status,
        stream,
        "net_payment",
        {"net_payment": Decimal(amount), **{name: Decimal(value) for name, value in (lines or {}).items()}},
        "f" * 64,
    )


def plan_of(folder: Path, body: str, head: str = HEAD) -> AgreedPlan:
    """A plan from its text."""
    path = folder / "plan.yaml"
    path.write_text(head + body, encoding="utf-8")
    return load_plan(path)


def table_of(folder: Path, text: str) -> Path:
    """A table of participants; columns parted by blanks."""
    path = folder / "participants.csv"
    lines = [line.split() for line in text.strip().splitlines()]
    path.write_text("\n".join(",".join("" if cell == "-" else cell for cell in line) for line in lines) + "\n")
    return path


def distributed(
    folder: Path,
    body: str,
    table: str,
    amount: str,
    amounts: Mapping[str, str] | None = None,
    streams: Sequence[SettledStream] | None = None,
    head: str = HEAD,
) -> Distribution:
    """A plan carried out."""
    plan = plan_of(folder, body, head)
    given = {name: Figure(Decimal(value)) for name, value in (amounts or {}).items()}
    return distribute(plan, streams or [settled(amount)], read_participants(table_of(folder, table), plan), given)


def dollars(distribution: Distribution, *names: str) -> list[str]:
    """What participants receive, as people write it."""
    return [f"{distribution.amounts[name]:,.2f}" for name in names]
