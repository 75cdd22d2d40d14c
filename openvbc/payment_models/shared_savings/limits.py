"""Caps and floors, as shares of the benchmark or of the provider's revenue."""

from openvbc.money import ZERO
from openvbc.payment_models.shared_savings.terms import Limit, LossSide, SavingsSide
from openvbc.payment_models.shared_savings.worksheet_builder import WorksheetBuilder
from openvbc.units import RATE, USD
from openvbc.worksheet.formula import Axis, Formula, greatest, least, when
from openvbc.worksheet.sheet import Line


def add_limit(builder: WorksheetBuilder, name: str, label: str, limit: Limit, path: tuple[str | int, ...]) -> Line:
    """Two lines: the agreed rate and the amount it comes to."""
    sheet = builder.sheet
    of = "benchmark" if limit.of == "benchmark" else "provider revenue"
    rate_label = f"{label}, rate" if limit.of == "benchmark" else f"{label}, rate of {of}"
    rate = sheet.term(f"{name}_rate", rate_label, RATE, limit.rate, clause=builder.clause(*path))
    base = sheet["benchmark"] if limit.of == "benchmark" else _provider_revenue(builder, path)
    return sheet.line(name, f"{label} (share of {of})", USD, rate * base)


def _provider_revenue(builder: WorksheetBuilder, path: tuple[str | int, ...]) -> Line:
    if "provider_revenue" not in builder.sheet:
        return builder.sheet.input(
            "provider_revenue", "Provider's revenue", USD, at_least=ZERO, clause=builder.clause(*path)
        )
    return builder.sheet["provider_revenue"]


def capped(builder: WorksheetBuilder, amount: Formula, side: str, on: str, caps: tuple[Limit, ...]) -> Formula:
    """`amount`, at most each cap of the side (`savings` or `losses`) that bounds `on` (`pool` or `payment`)."""
    lines = []
    for index, cap in enumerate(caps):
        if cap.on == on:
            of = "" if cap.of == "benchmark" else "_of_revenue"
            name = f"{side}_{on}_cap{of}"
            label = f"Cap on the {side} {'that can be shared' if on == 'pool' else 'payment'}"
            lines.append(add_limit(builder, name, label, cap, (side, "caps", index)))
    return least(amount, *lines) if lines else amount


def add_pool(builder: WorksheetBuilder, name: str, amount: Line, met: Line, side: SavingsSide | LossSide) -> Line:
    """The line `<name>_pool`: what of the savings or losses is shared, once their minimum is met.

    name: "savings" or "losses". The amount counts from the first dollar or beyond the minimum, up to the caps on pools.
    """
    sheet = builder.sheet
    eligible: Formula = amount
    if side.sharing_starts == "beyond_minimum":
        label = f"{name.capitalize()} beyond the minimum"
        beyond = amount - sheet[f"minimum_{name}"]
        clause = builder.clause(name, "sharing_starts")
        eligible = sheet.line(f"{name}_beyond_minimum", label, USD, beyond, clause=clause)
    pool = capped(builder, eligible, name, "pool", side.caps)
    return sheet.line(f"{name}_pool", f"{name.capitalize()} that are shared", USD, when(met, pool, 0))


def capped_alike(builder: WorksheetBuilder, amount: Formula, side: str, on: str) -> Formula:
    """`amount`, at most the caps that `capped` has already put on the worksheet for the same side."""
    names = (f"{side}_{on}_cap", f"{side}_{on}_cap_of_revenue")
    lines = [builder.sheet[name] for name in names if name in builder.sheet]
    return least(amount, *lines) if lines else amount


def capped_by_year(builder: WorksheetBuilder, amount: Formula, on: str, caps: tuple[Limit, ...], axis: Axis) -> Formula:
    """`amount` of each earlier year, at most the caps on savings as they stood in that year."""
    sheet = builder.sheet
    lines = []
    for cap in caps:
        if cap.on != on:
            continue
        of, base = "", sheet["earlier_benchmark"]
        if cap.of == "provider_revenue":
            of, base = "_of_revenue", _earlier_revenue(builder, axis)
        name = f"earlier_savings_{on}_cap{of}"
        label = f"Cap on the savings {'that can be shared' if on == 'pool' else 'payment'} that year"
        lines.append(sheet.line(name, label, USD, sheet[f"savings_{on}_cap{of}_rate"] * base))
    return least(amount, *lines) if lines else amount


def _earlier_revenue(builder: WorksheetBuilder, axis: Axis) -> Line:
    if "earlier_provider_revenue" not in builder.sheet:
        return builder.sheet.input(
            "earlier_provider_revenue", "Provider's revenue that year", USD, axis=axis, at_least=ZERO
        )
    return builder.sheet["earlier_provider_revenue"]


def floored(builder: WorksheetBuilder, amount: Formula, side: str, floor: Limit | None) -> Formula:
    """`amount`, at least the floor of the side where there is one, and never more than the pool that is shared."""
    if floor is None:
        return amount
    line = add_limit(builder, f"{side}_payment_floor", f"Floor of the {side} payment", floor, (side, "floor"))
    return least(greatest(amount, line), builder.sheet[f"{side}_pool"])
