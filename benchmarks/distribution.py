"""Times a distribution to 10,000 clinicians in 400 groups, and the statements of all of them."""

import random
import tempfile
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

from openvbc.api.writing import write_all
from openvbc.contract.distribution_plan_checks import load_plan
from openvbc.distribution.distribute import distribute
from openvbc.distribution.participants import read_participants
from openvbc.distribution.received import SettledStream
from openvbc.distribution.result import Distribution
from openvbc.reports.distribution.statement_files import PAGE, WORKBOOK, planned_statements

GROUPS, PROVIDERS_A_GROUP = 400, 25
_PLAN = """plan: Made-up distribution
version: "1"
adopted: 2025-11-12
organization: Lakeside ACO
start: 2026-01-01
end: 2026-12-31
levels: [group, provider]
factors: [{factor: citizenship_points, label: Citizenship points, unit: number, adds_up: false}]
funds:
  - fund: savings
    kind: savings
    enters: [{stream: savings}]
    splits:
      - level: organization
        first: [{step: hold_back, takes: hold_back, rate: 5%, released: when the reopening period is over}]
        pools: [{pool: primary_care, share: 100%, by: [member_months, quality]}]
      - level: group
        first: [{step: practice, takes: retained, rate: 20%}]
        pools:
          - {pool: panel, share: 60%, by: [member_months, quality]}
          - {pool: citizenship, share: 40%, by: [citizenship_points]}
"""


def run() -> None:
    """Print each timing: one run, since the statements of all take a while."""
    providers = GROUPS * PROVIDERS_A_GROUP
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        found = timed(f"{providers:,} providers in {GROUPS} groups, distributed", lambda: distributed(folder))
        both = (PAGE, WORKBOOK)
        timed(f"{GROUPS} groups' statements, both forms", lambda: written(found, folder, "group", *both))
        timed(f"{providers:,} providers' statements, pages", lambda: written(found, folder, "provider", PAGE))
        timed(f"{providers:,} providers' statements, workbooks", lambda: written(found, folder, "provider", WORKBOOK))


def timed(what: str, work: Callable[[], Distribution]) -> Distribution:
    """Print how long one run took."""
    start = time.perf_counter()
    found = work()
    print(f"{what:<55} {time.perf_counter() - start:9.3f} s")
    return found


def distributed(folder: Path) -> Distribution:
    """The plan and its participants read, and the money distributed."""
    draw = random.Random(1)  # noqa: S311  # made-up figures
    rows = ["participant,name,level,within,member_months,quality,citizenship_points"]
    for group in range(GROUPS):
        rows.append(f"g{group:03d},Group {group},group,,,{draw.randint(50, 99)}%,")
        rows += [
            f"p{group:03d}_{number:02d},Clinician {group}-{number},provider,g{group:03d},{draw.randint(100, 9000)},"
            f"{draw.randint(50, 99)}%,{draw.randint(1, 20)}"
            for number in range(PROVIDERS_A_GROUP)
        ]
    (folder / "participants.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (folder / "plan.yaml").write_text(_PLAN, encoding="utf-8")
    plan = load_plan(folder / "plan.yaml")
    stream = SettledStream(
        contract="Made-up shared savings",
        payer="Northern Health Plan",
        organization="Lakeside ACO",
        period="calendar year 2026",
        first_day=date(2026, 1, 1),
        last_day=date(2026, 12, 31),
        status="final",
        stream="savings",
        outcome="net_payment",
        lines={"net_payment": Decimal("37124053.71")},
        fingerprint="0" * 64,
    )
    return distribute(plan, [stream], read_participants(folder / "participants.csv", plan))


def written(found: Distribution, folder: Path, level: str, *forms: str) -> Distribution:
    """Write the statements of a level."""
    write_all(planned_statements(found, folder / "statements", forms, level))
    return found
