"""Caps and floors on any base: of several caps the tighter binds, and the answer says which."""

from openvbc.contract.bases import BASES
from openvbc.payment_models.shared_savings.limit_terms import Limit
from openvbc.payment_models.shared_savings.terms import LossSide, SavingsSide
from openvbc.payment_models.shared_savings.worksheet_builder import WorksheetBuilder
from openvbc.units import RATE, USD, USD_PER_MEMBER_PER_MONTH
from openvbc.worksheet.formula import Formula, all_of, greatest, least, when
from openvbc.worksheet.sheet import Line, Reason
from openvbc.worksheet.words import lower_first

#: What the name of a limit ends with, by its base; of the others, `of_` and the base.
_ENDINGS = {
    "benchmark": "",
    "provider_revenue": "_of_revenue",
    "dollars": "_in_dollars",
    "per_member_per_month": "_per_member_per_month",
}


def limit_ending(of: str) -> str:
    """How the line of a limit on this base ends."""
    return _ENDINGS.get(of, f"_of_{of}")


def add_limit(builder: WorksheetBuilder, name: str, label: str, limit: Limit, path: tuple[str | int, ...]) -> Line:
    """The agreed rate and the amount it comes to, or the agreed amount."""
    if limit.amount is not None and limit.of == "dollars":
        return builder.agreed(name, f"{label}, in dollars", USD, limit.amount, *path)
    if limit.amount is not None:
        unit, words = USD_PER_MEMBER_PER_MONTH, "per member per month"
        rate = builder.agreed(f"{name}_rate", f"{label}, amount {words}", unit, limit.amount, *path)
        return builder.sheet.line(name, f"{label} (amount {words})", USD, rate * builder.member_months())
    if limit.rate is None:
        raise TypeError("a limit has a rate or an amount")
    of = {"benchmark": "benchmark", "provider_revenue": "provider revenue"}.get(limit.of)
    of = of or lower_first(BASES[limit.of][0])
    rate_label = f"{label}, rate" if limit.of == "benchmark" else f"{label}, rate of {of}"
    rate = builder.agreed(f"{name}_rate", rate_label, RATE, limit.rate, *path)
    return builder.sheet.line(name, f"{label} (share of {of})", USD, rate * builder.base(limit.of))


def capped(
    builder: WorksheetBuilder, amount: Formula, side: str, on: str, caps: tuple[Limit, ...], met: Line | None = None
) -> Formula:
    """`amount`, at most each cap of the side (`savings` or `losses`) that bounds `on` (`pool` or `payment`).

    met: the flag without which the amount does not count at all, so that no cap is said to bind.
    """
    lines = builder.caps.setdefault((side, on), [])
    for index, cap in enumerate(caps):
        if cap.on == on:
            label = f"Cap on the {side} {'that can be shared' if on == 'pool' else 'payment'}"
            name = f"{side}_{on}_cap{limit_ending(cap.of)}"
            lines.append(add_limit(builder, name, label, cap, (side, "caps", index)))
    for line in lines:
        over: list[Formula] = [amount > line, *(other >= line for other in lines if other is not line)]
        if met is not None:
            over.append(met)
        words = f"{lower_first(line.label)} binds, at {{}}"
        binding = Reason(all_of(*over), line.name, words, (line,), beside_payment=True)
        builder.sheet.reasons = (*builder.sheet.reasons, binding)
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
    pool = capped(builder, eligible, name, "pool", side.caps, met)
    return sheet.line(f"{name}_pool", f"{name.capitalize()} that are shared", USD, when(met, pool, 0))


def capped_alike(builder: WorksheetBuilder, amount: Formula, side: str, on: str) -> Formula:
    """`amount`, at most the caps that `capped` has already put on the worksheet for the same side."""
    lines = builder.caps.get((side, on), [])
    return least(amount, *lines) if lines else amount


def floored(builder: WorksheetBuilder, amount: Formula, side: str, floor: Limit | None) -> Formula:
    """`amount`, at least the floor of the side where there is one, and never more than the pool that is shared."""
    if floor is None:
        return amount
    line = add_limit(builder, f"{side}_payment_floor", f"Floor of the {side} payment", floor, (side, "floor"))
    return least(greatest(amount, line), builder.sheet[f"{side}_pool"])
