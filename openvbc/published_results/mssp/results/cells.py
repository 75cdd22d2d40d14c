"""One printed cell: what it says exactly, and how far its rounding reaches."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

from openvbc.figures import ABSENT, Absent, Figure, FileDigest, Origin, Source, Value
from openvbc.money import decimal_from_text, money_from_text, rounded
from openvbc.published_results.mssp.results.columns import Column, Kind
from openvbc.published_results.mssp.results.dialects import RateUnit

#: Suppressed small numbers (`*`), what does not apply (`-`), and ways of leaving a cell empty.
NO_VALUE = frozenset({"", "*", "-", "--", "na", "n/a", "nan", "null", "none", ".", "/", "#n/a"})

CellValue = Decimal | bool | str | date | Absent


@dataclass(frozen=True)
class Cell:
    """One cell of a results file.

    text: as printed. value: exact, rates as fractions. places: decimals that the column prints, of the value.
    header, where: the column's name and the place of the cell ("PY2022.csv:14, column MinSavPerc").
    rounded_twice: the number was rounded to one digit more before it was printed.
    """

    text: str
    value: CellValue
    places: int
    header: str
    where: str
    rounded_twice: bool = False

    @property
    def is_there(self) -> bool:
        """Whether the cell holds a value."""
        return not isinstance(self.value, Absent)

    @property
    def number(self) -> Decimal | None:
        """The value if it is a number."""
        return self.value if isinstance(self.value, Decimal) else None

    @property
    def flag(self) -> bool | None:
        """The value if it is yes or no."""
        return self.value if isinstance(self.value, bool) else None

    @property
    def half_unit(self) -> Fraction:
        """Half a unit of the last digit that the column prints: how far the true number may lie from the printed."""
        return Fraction(1, 2) / Fraction(10) ** self.places

    def agrees_with(self, computed: Decimal) -> bool:
        """Whether the computed number, rounded as the column is, is the printed one."""
        if rounded(computed, self.places) == self.number:
            return True
        return self.rounded_twice and rounded(rounded(computed, self.places + 1), self.places) == self.number

    def may_stand_for(self, option: Decimal) -> bool:
        """Whether one of a few agreed numbers can have been printed so.

        Where the column prints all digits of the number, it stands there as it is: "1" beside "0.5" is 1. Else it may
        have been rounded, and halves either way, since spreadsheets and statistical programs differ: "0" and "1" may
        both have been 0.5.
        """
        if self.places >= decimals(option):
            return option == self.number
        even = option.quantize(Decimal(1).scaleb(-self.places), ROUND_HALF_EVEN)
        return self.number in (rounded(option, self.places), even)

    def figure(self, files: tuple[FileDigest, ...], description: str = "") -> Figure:
        """The cell as a figure for a worksheet."""
        value: Value = self.value if isinstance(self.value, Decimal | bool) else ABSENT
        return Figure(value, Source(Origin.READ, description, self.where, files))


def decimals(value: Decimal) -> int:
    """How many digits stand after the point."""
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


_SCIENTIFIC = re.compile(r"[-+$(]*[0-9.,]+[eE][-+]?[0-9]+[%)]*")


def is_scientific(text: str) -> bool:
    """Whether a number is written like "3.08E-05": its digits are all it has, whatever the column usually prints."""
    return _SCIENTIFIC.fullmatch(text.strip()) is not None


def read_plain(text: str, column: Column) -> CellValue:
    """A cell of any kind but a rate; ValueError says why it is none."""
    body = text.strip()
    if column.kind is Kind.TEXT:
        return body
    if body.casefold() in NO_VALUE:
        return ABSENT
    if column.kind is Kind.DATE:
        return _read_date(body)
    if column.kind is Kind.FLAG:
        return _read_flag(body)
    if is_scientific(body):
        raise ValueError(f"{text!r} is in scientific notation, which has lost the last digits")
    if column.kind is Kind.RESULT:
        return decimal_from_text(body.removesuffix("%"))
    # A spreadsheet that takes whole dollars for floats prints ".0", which is no digit that CMS published.
    return money_from_text(body.replace("$-", "-$").replace(" ", "").removesuffix(".0"))


def _read_flag(text: str) -> bool:
    answer = {"1": True, "1.0": True, "yes": True, "y": True, "0": False, "0.0": False, "no": False, "n": False}
    found = answer.get(text.casefold())
    if found is None:
        raise ValueError(f"{text!r} is neither 1 nor 0")
    return found


def _read_date(text: str) -> date:
    """A day as "07/01/2019", "1/1/2024 0:00" or "2019-07-01"."""
    day = text.replace("T", " ").split(" ")[0]
    if "-" in day:
        return date.fromisoformat(day)
    parts = day.split("/")
    if len(parts) != 3 or not all(part.isdigit() for part in parts):
        raise ValueError(f"{text!r} is no date")
    month, of_month, year = (int(part) for part in parts)
    return date(year + 2000 if year < 100 else year, month, of_month)


_SCALE: Mapping[RateUnit, int] = {
    RateUnit.FRACTION: 0,
    RateUnit.PERCENT_NUMBER: -2,
    RateUnit.PERCENT_TEXT: -2,
    RateUnit.FRACTION_WITH_SIGN: 0,
}
_WITH_SIGN = (RateUnit.PERCENT_TEXT, RateUnit.FRACTION_WITH_SIGN)


def read_rate(text: str, unit: RateUnit) -> Decimal | Absent:
    """A rate as a fraction; ValueError where the text is not printed in `unit`."""
    body = text.strip()
    if body.casefold() in NO_VALUE:
        return ABSENT
    signed = body.endswith("%")
    if signed != (unit in _WITH_SIGN):
        raise ValueError(f"{text!r} is not {unit.value}")
    return decimal_from_text(body.removesuffix("%").replace(",", "")).scaleb(_SCALE[unit])
