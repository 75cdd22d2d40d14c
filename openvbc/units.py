"""What a figure is measured in, and how it is shown. Showing never changes a figure."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from openvbc.money import decimal_from_text, money_from_text, plain, rate_from_text, rounded, shifted


@dataclass(frozen=True)
class Unit:
    """A unit of measure.

    name: as contracts and reports write it. kind: "money", "rate", "number" or "flag".
    places: decimals shown (a rate's places are those of its percentage). per: what an amount is per, if anything.
    """

    name: str
    kind: str
    places: int
    per: str = ""

    def show(self, value: Decimal | bool, places: int | None = None) -> str:
        """The figure as people read it: "$158.03", "-3.75%", "25,000", "yes"."""
        if isinstance(value, bool):
            return "yes" if value else "no"
        shown_places = self.places if places is None else places
        return _SHOW[self.kind](value, shown_places)

    def show_exactly(self, value: Decimal | bool) -> str:
        """The figure with all its digits (34 at most), in the same form."""
        if isinstance(value, bool):
            return "yes" if value else "no"
        digits = shifted(value, 2) if self.kind == "rate" else value
        exponent = digits.as_tuple().exponent
        places = max(0, -exponent) if isinstance(exponent, int) else 0
        return self.show(value, max(places, self.places if self.kind == "money" else 0))

    def read(self, text: str) -> Decimal | bool:
        """A figure from text in this unit; ValueError says why it is none."""
        if self.kind == "flag":
            return _read_flag(text)
        return _READ[self.kind](text)


def _show_money(value: Decimal, places: int) -> str:
    amount = rounded(value, places)
    return f"{'-' if amount < 0 else ''}${amount.copy_abs():,f}"


def _show_rate(value: Decimal, places: int) -> str:
    percentage = rounded(shifted(value, 2), places)
    return f"{percentage:,f}%" if percentage else f"{percentage.copy_abs():,f}%"


def _show_number(value: Decimal, places: int) -> str:
    number = Decimal(plain(rounded(value, places)))
    return f"{number:,f}"


_SHOW: dict[str, Callable[[Decimal, int], str]] = {
    "money": _show_money,
    "rate": _show_rate,
    "number": _show_number,
}


def _read_number(text: str) -> Decimal:
    body = text.strip()
    return money_from_text(body) if "," in body and "$" not in body else decimal_from_text(body)


_READ: dict[str, Callable[[str], Decimal]] = {
    "money": money_from_text,
    "rate": rate_from_text,
    "number": _read_number,
}


def _read_flag(text: str) -> bool:
    answers = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
    answer = answers.get(text.strip().lower())
    if answer is None:
        raise ValueError(f"{text!r} is neither yes nor no")
    return answer


USD = Unit("usd", "money", 2)
USD_PER_MEMBER_PER_MONTH = Unit("usd_per_member_per_month", "money", 2, "member per month")
USD_PER_PERSON_YEAR = Unit("usd_per_person_year", "money", 2, "person-year")
RATE = Unit("rate", "rate", 2)
MEMBER_MONTHS = Unit("member_months", "number", 0)
PERSON_YEARS = Unit("person_years", "number", 4)
PERSONS = Unit("persons", "number", 0)
CASES = Unit("cases", "number", 0)
MONTHS = Unit("months", "number", 2)
DAYS = Unit("days", "number", 0)
YEARS = Unit("years", "number", 0)
FACTOR = Unit("factor", "number", 6)
SCORE = Unit("score", "number", 4)
POINTS = Unit("points", "number", 4)
WEIGHT = Unit("weight", "number", 4)
YES_OR_NO = Unit("yes_or_no", "flag", 0)

UNITS: dict[str, Unit] = {
    unit.name: unit
    for unit in (
        USD,
        USD_PER_MEMBER_PER_MONTH,
        USD_PER_PERSON_YEAR,
        RATE,
        MEMBER_MONTHS,
        PERSON_YEARS,
        PERSONS,
        CASES,
        MONTHS,
        DAYS,
        YEARS,
        FACTOR,
        SCORE,
        POINTS,
        WEIGHT,
        YES_OR_NO,
    )
}
