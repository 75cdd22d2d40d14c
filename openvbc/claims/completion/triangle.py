"""The paid triangle: what was paid for each month of service, by months between service and payment."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from openvbc.claims.engine.engine import Engine
from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.findings import Finding, Severity
from openvbc.errors import ClaimsError, Fault, raise_all
from openvbc.units import USD


@dataclass(frozen=True)
class Triangle:
    """Cumulative payments in cents. months: of service, in order without gaps, like 202401.

    paid: for each month of service what was paid by lag 0, 1, 2, ... up to the valuation, so that each row is one
    shorter than the row above it. ValueError if it is not of that shape.
    """

    months: tuple[int, ...]
    paid: tuple[tuple[int, ...], ...]

    def __post_init__(self) -> None:
        if len(self.months) != len(self.paid) or not self.months:
            raise ValueError("a triangle has one row of payments for each month of service, and at least one")
        if any(len(above) != len(below) + 1 for above, below in zip(self.paid, self.paid[1:], strict=False)):
            raise ValueError("each row of a triangle is one lag shorter than the row above it")
        if not self.paid[-1]:
            raise ValueError("the last month of service has at least lag 0")
        if any(_index(later) != _index(month) + 1 for month, later in zip(self.months, self.months[1:], strict=False)):
            raise ValueError("the months of service follow each other without gaps")

    @property
    def latest(self) -> tuple[int, ...]:
        """What was paid for each month of service by the valuation."""
        return tuple(row[-1] for row in self.paid)


@dataclass(frozen=True)
class TriangleFound:
    """Triangles by kind of claim, all kinds together under "all", and what was found on the way."""

    triangles: dict[str, Triangle]
    findings: tuple[Finding, ...]


def count_triangles(
    engine: Engine, *, service_date: str, paid_through: date, first_month: int, last_month: int, allowed: bool = False
) -> TriangleFound:
    """Count the triangles from the claims that the engine holds.

    service_date: the value of a `ServiceDate`. paid_through: the valuation, the last day of a month; payments after it
    are not looked at. first_month, last_month: of service, like 202401. allowed: allowed amounts in place of paid.
    ClaimsError if the valuation is no end of a month or lies before the last month of service, lines of those months
    have no day of payment, or there is no line.
    """
    _check_months(paid_through, first_month, last_month)
    engine.build(NamedQuery.PAID_TRIANGLE, {"service_date": service_date, "paid_through": paid_through})
    records = [
        row
        for row in engine.table(NamedQuery.PAID_TRIANGLE, order_by=("kind", "service_month", "paid_month")).records
        if first_month <= row["service_month"] <= last_month
    ]
    if not records:
        raise ClaimsError(
            Fault(f"no line was paid for services from {first_month} to {last_month}", fix="name months with claims")
        )
    undated = sum(int(row["lines"]) for row in records if row["paid_month"] == 0)
    if undated:
        what = f"{undated:,} lines have no day of payment"
        fix = "load data that says it, or give completion factors"
        raise ClaimsError(Fault(what, why="no lag can be known for them", fix=fix))
    months = _months(first_month, last_month)
    lags = _index(paid_through.year * 100 + paid_through.month) - _index(first_month) + 1
    kinds = sorted({str(row["kind"]) for row in records})
    column = "allowed_cents" if allowed else "paid_cents"
    triangles = {
        kind: _triangle([row for row in records if kind in ("all", row["kind"])], column, months, lags)
        for kind in ("all", *kinds)
    }
    return TriangleFound(triangles, tuple(_paid_before_service(records, column)))


def _check_months(paid_through: date, first_month: int, last_month: int) -> None:
    faults = []
    if (paid_through + timedelta(days=1)).day != 1:
        what = f"the valuation {paid_through} is not the last day of a month"
        faults.append(Fault(what, why="its last lag would be a part of a month", fix="take the end of a month"))
    if first_month > last_month:
        faults.append(Fault(f"the first month of service, {first_month}, is after the last, {last_month}"))
    if paid_through.year * 100 + paid_through.month < last_month:
        faults.append(Fault(f"the valuation {paid_through} is before the last month of service, {last_month}"))
    raise_all(faults, ClaimsError)


def _triangle(records: Sequence[Mapping[str, Any]], column: str, months: tuple[int, ...], lags: int) -> Triangle:
    paid: dict[tuple[int, int], int] = defaultdict(int)
    for row in records:
        lag = max(0, _index(row["paid_month"]) - _index(row["service_month"]))
        paid[row["service_month"], lag] += int(row[column])
    rows = []
    for place, month in enumerate(months):
        total, row_paid = 0, []
        for lag in range(lags - place):
            total += paid[month, lag]
            row_paid.append(total)
        rows.append(tuple(row_paid))
    return Triangle(months, tuple(rows))


def _paid_before_service(records: Sequence[Mapping[str, Any]], column: str) -> list[Finding]:
    early = [row for row in records if row["paid_month"] < row["service_month"]]
    if not early:
        return []
    dollars = USD.show(Decimal(sum(int(row[column]) for row in early)).scaleb(-2))
    return [
        Finding(
            "paid_before_service",
            Severity.WARNING,
            "lines were paid in a month before their month of service",
            sum(int(row["lines"]) for row in early),
            (dollars,),
            why="they stand at lag 0 in the triangle",
            remedy="hold their days of payment against the source",
            names_people=False,
        )
    ]


def _index(year_month: int) -> int:
    year, month = divmod(year_month, 100)
    return year * 12 + month - 1


def _months(first: int, last: int) -> tuple[int, ...]:
    found = [divmod(index, 12) for index in range(_index(first), _index(last) + 1)]
    return tuple(year * 100 + month + 1 for year, month in found)
