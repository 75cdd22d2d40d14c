"""Rates in the unit that the year prints, proven from the data: a unit that does not fit is an error, not a guess."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from openvbc.errors import Fault
from openvbc.money import decimal_from_text
from openvbc.published_results.mssp.results.cells import NO_VALUE
from openvbc.published_results.mssp.results.columns import COLUMNS
from openvbc.published_results.mssp.results.dialects import Dialect, RateUnit

#: The largest value that each rate can have as a fraction. As a percentage, above zero, it is never that small.
_LARGEST_FRACTION: Mapping[str, Decimal] = {
    "savings_rate": Decimal(1),
    "minimum_rate": Decimal("0.3"),
    "quality_score": Decimal(1),
    "final_share": Decimal(1),
    "final_loss": Decimal(1),
}
#: Savings of less than one percent are common, so that a small savings rate says nothing of its unit.
_MAY_BE_SMALL = frozenset({"savings_rate"})


def unit_of(
    meaning: str,
    texts: Sequence[tuple[int, str]],
    dialect: Dialect,
    known: Mapping[str, RateUnit],
    header: str,
    file: str,
) -> RateUnit | Fault:
    """The unit of a rate column, or the fault that none of the year's units fits.

    texts: line number and text of each cell. known: the units of the columns that were looked at before.
    """
    allowed = dialect.units_beside(meaning, known)
    refusals = [_refusal(meaning, texts, unit) for unit in allowed]
    for unit, refusal in zip(allowed, refusals, strict=True):
        if refusal is None:
            return unit
    line, why = next(refusal for refusal in refusals if refusal is not None)
    text = " or ".join(unit.value for unit in allowed)
    return Fault(
        f"the {COLUMNS[meaning].label} is not printed as performance year {dialect.year} prints it: {text}",
        f"{file}:{line}, column {header}",
        why=why,
        fix="check that this is CMS's own file of that year; a copy may have changed the numbers",
    )


def _refusal(meaning: str, texts: Sequence[tuple[int, str]], unit: RateUnit) -> tuple[int, str] | None:
    """Line and reason why the cells are not in this unit; None if they are or if there are none."""
    numbers = list(_numbers(texts))
    with_sign = unit in (RateUnit.PERCENT_TEXT, RateUnit.FRACTION_WITH_SIGN)
    for line, text, _ in numbers:
        if text.endswith("%") != with_sign:
            return line, f"the cell says {text!r}"
    is_fraction = unit in (RateUnit.FRACTION, RateUnit.FRACTION_WITH_SIGN)
    largest = _LARGEST_FRACTION[meaning]
    if is_fraction:
        too_large = [(line, text) for line, text, value in numbers if abs(value) > largest]
        if too_large:
            return too_large[0][0], f"as a fraction {too_large[0][1]!r} cannot be"
        return None
    there = [(line, value) for line, _, value in numbers if value]
    if there and meaning not in _MAY_BE_SMALL and all(abs(value) <= largest for _, value in there):
        return there[0][0], f"no cell is above {largest}, so these are fractions, not percentages"
    return None


def _numbers(texts: Sequence[tuple[int, str]]) -> Iterator[tuple[int, str, Decimal]]:
    """The cells that hold a number; words such as "P4R" are left to their own column."""
    for line, raw in texts:
        text = raw.strip()
        if text.casefold() in NO_VALUE:
            continue
        try:
            yield line, text, decimal_from_text(text.removesuffix("%").replace(",", ""))
        except ValueError:
            continue
