"""Caps and floors, as shares of the benchmark or of the provider's revenue."""

from openvbc.money import ZERO
from openvbc.payment_models.shared_savings.draft import Draft
from openvbc.payment_models.shared_savings.terms import Limit, LossSide, SavingsSide
from openvbc.units import RATE, USD
from openvbc.worksheet.formula import Axis, Formula, greatest, least, when
from openvbc.worksheet.sheet import Line


def add_limit(draft: Draft, name: str, label: str, limit: Limit, path: tuple[str | int, ...]) -> Line:
    """Two lines: the agreed rate and the amount it comes to."""
    sheet = draft.sheet
    of = "benchmark" if limit.of == "benchmark" else "provider revenue"
    rate_label = f"{label}, rate" if limit.of == "benchmark" else f"{label}, rate of {of}"
    rate = sheet.term(f"{name}_rate", rate_label, RATE, limit.rate, clause=draft.clause(*path))
    base = sheet["benchmark"] if limit.of == "benchmark" else _provider_revenue(draft, path)
    return sheet.line(name, f"{label} (share of {of})", USD, rate * base)


def _provider_revenue(draft: Draft, path: tuple[str | int, ...]) -> Line:
    if "provider_revenue" not in draft.sheet:
        return draft.sheet.input(
            "provider_revenue", "Provider's revenue", USD, at_least=ZERO, clause=draft.clause(*path)
        )
    return draft.sheet["provider_revenue"]


def capped(draft: Draft, amount: Formula, side: str, on: str, caps: tuple[Limit, ...]) -> Formula:
    """`amount`, at most each cap of the side (`savings` or `losses`) that bounds `on` (`pool` or `payment`)."""
    lines = []
    for index, cap in enumerate(caps):
        if cap.on == on:
            of = "" if cap.of == "benchmark" else "_of_revenue"
            name = f"{side}_{on}_cap{of}"
            label = f"Cap on the {side} {'that can be shared' if on == 'pool' else 'payment'}"
            lines.append(add_limit(draft, name, label, cap, (side, "caps", index)))
    return least(amount, *lines) if lines else amount


def add_pool(draft: Draft, name: str, amount: Line, met: Line, side: SavingsSide | LossSide) -> Line:
    """The line `<name>_pool`: what of the savings or losses is shared, once their minimum is met.

    name: "savings" or "losses". The amount counts from the first dollar or beyond the minimum, up to the caps on pools.
    """
    sheet = draft.sheet
    eligible: Formula = amount
    if side.sharing_starts == "beyond_minimum":
        label = f"{name.capitalize()} beyond the minimum"
        beyond = amount - sheet[f"minimum_{name}"]
        clause = draft.clause(name, "sharing_starts")
        eligible = sheet.line(f"{name}_beyond_minimum", label, USD, beyond, clause=clause)
    pool = capped(draft, eligible, name, "pool", side.caps)
    return sheet.line(f"{name}_pool", f"{name.capitalize()} that are shared", USD, when(met, pool, 0))


def capped_alike(draft: Draft, amount: Formula, side: str, on: str) -> Formula:
    """`amount`, at most the caps that `capped` has already put on the worksheet for the same side."""
    names = (f"{side}_{on}_cap", f"{side}_{on}_cap_of_revenue")
    lines = [draft.sheet[name] for name in names if name in draft.sheet]
    return least(amount, *lines) if lines else amount


def capped_by_year(draft: Draft, amount: Formula, on: str, caps: tuple[Limit, ...], axis: Axis) -> Formula:
    """`amount` of each earlier year, at most the caps on savings as they stood in that year."""
    sheet = draft.sheet
    lines = []
    for cap in caps:
        if cap.on != on:
            continue
        of, base = "", sheet["earlier_benchmark"]
        if cap.of == "provider_revenue":
            of, base = "_of_revenue", _earlier_revenue(draft, axis)
        name = f"earlier_savings_{on}_cap{of}"
        label = f"Cap on the savings {'that can be shared' if on == 'pool' else 'payment'} that year"
        lines.append(sheet.line(name, label, USD, sheet[f"savings_{on}_cap{of}_rate"] * base))
    return least(amount, *lines) if lines else amount


def _earlier_revenue(draft: Draft, axis: Axis) -> Line:
    if "earlier_provider_revenue" not in draft.sheet:
        return draft.sheet.input(
            "earlier_provider_revenue", "Provider's revenue that year", USD, axis=axis, at_least=ZERO
        )
    return draft.sheet["earlier_provider_revenue"]


def floored(draft: Draft, amount: Formula, side: str, floor: Limit | None) -> Formula:
    """`amount`, at least the floor of the side where there is one, and never more than the pool that is shared."""
    if floor is None:
        return amount
    line = add_limit(draft, f"{side}_payment_floor", f"Floor of the {side} payment", floor, (side, "floor"))
    return least(greatest(amount, line), draft.sheet[f"{side}_pool"])
