"""How terms are written in a contract file: rates, amounts, and `{value: ..., clause: ...}` around any of them."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from openvbc.money import money_from_text, plain, rate_from_text


def as_text(value: object) -> object:
    """A number where words are meant, as it was written: clause 2.10 stays "2.10"."""
    return str(value) if isinstance(value, Decimal) else value


#: Words; a clause or category that looks like a number is taken as written.
Text = Annotated[str, BeforeValidator(as_text), WithJsonSchema({"type": ["string", "number"]})]


class Group(BaseModel):
    """A group of terms. Unknown words are refused; `clause` says where the agreement has the group."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    clause: Text = Field("", description="The clause of the agreement in which this stands.")


def _day(value: object) -> object:
    """A day of the calendar; a bare number would be taken for seconds since 1970."""
    if not isinstance(value, date | str):
        raise ValueError("a day is meant here; write YYYY-MM-DD")
    return value


def _whole(value: object) -> object:
    """A whole number; yes or no would be taken for 1 or 0."""
    if isinstance(value, bool):
        raise ValueError("a whole number is meant here, not yes or no")
    return value


#: A day of the calendar: 2026-01-31.
Day = Annotated[date, BeforeValidator(_day)]
#: A whole number.
Whole = Annotated[int, BeforeValidator(_whole)]


def _unwrapped(value: object) -> object:
    """The value of a term that is written as `{value: ..., clause: ...}`."""
    if isinstance(value, dict):
        unknown = set(value) - {"value", "clause"}
        if "value" not in value or unknown:
            raise ValueError("write the value itself, or {value: ..., clause: ...}")
        if not isinstance(value.get("clause") or "", str | Decimal):
            raise ValueError("a clause is words, for example {value: ..., clause: Exhibit C 1.2}")
        return value["value"]
    return value


def _number(reader: Callable[[str], Decimal], example: str) -> Callable[[object], Decimal]:
    def read(value: object) -> Decimal:
        value = _unwrapped(value)
        if isinstance(value, bool | date) or not isinstance(value, Decimal | int | str):
            raise ValueError(f"a number is meant here, for example {example}")
        try:
            return reader(value) if isinstance(value, str) else Decimal(value)
        except ValueError as error:
            raise ValueError(f"{error}; write for example {example}") from None

    return read


def _rate(value: object) -> Decimal:
    value = _unwrapped(value)
    rate = _number(rate_from_text, "0.02 or 2%")(value)
    if abs(rate) == 1 and not isinstance(value, str):
        raise ValueError("1 may mean all of it or one percent; write 100% or 1%")
    if abs(rate) > 1:
        if str(value).strip().endswith("%"):
            raise ValueError(f"{plain(rate.scaleb(2))}% lies beyond 100%")
        fix = f"; write {plain(rate)}% if a percentage is meant" if abs(rate) <= 100 else ""
        raise ValueError(f"{plain(rate)} is no rate between 0 and 1{fix}")
    return rate


def read_share(value: object) -> Decimal:
    """A share as the file writes it."""
    share = _rate(value)
    if share < 0:
        raise ValueError(f"{plain(share)} is negative; a share lies between 0% and 100%")
    return share


def read_amount(value: object) -> Decimal:
    """An amount as the file writes it."""
    amount = _number(money_from_text, "100000 or $100,000")(value)
    if amount < 0:
        raise ValueError(f"{plain(amount)} is negative; an agreed amount is zero or more")
    return amount


def _written(kind: dict[str, object]) -> dict[str, object]:
    wrapped = {
        "type": "object",
        "properties": {"value": kind, "clause": {"type": ["string", "number"]}},
        "required": ["value"],
        "additionalProperties": False,
    }
    return {"anyOf": [kind, wrapped]}


_PERCENTAGE: dict[str, object] = {
    "anyOf": [{"type": "number", "minimum": -1, "maximum": 1}, {"type": "string", "pattern": r"^-?\d+(\.\d+)?%$"}]
}
_DOLLARS: dict[str, object] = {
    "anyOf": [{"type": "number", "minimum": 0}, {"type": "string", "pattern": r"^\$?[\d,]+(\.\d+)?$"}]
}

_QUANTITY: dict[str, object] = {"anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^-?\d+(\.\d+)?%?$"}]}

#: How editors are told of a share or rate, and of an amount: bare, or with its clause.
SHARE_SCHEMA, AMOUNT_SCHEMA = _written(_PERCENTAGE), _written(_DOLLARS)

#: A rate that may be negative, such as a yearly trend: 0.02 or 2%.
Rate = Annotated[Decimal, BeforeValidator(_rate), WithJsonSchema(SHARE_SCHEMA)]
#: A share from 0 to 1: 0.5 or 50%.
Share = Annotated[Decimal, BeforeValidator(read_share), WithJsonSchema(SHARE_SCHEMA)]
#: An amount of money, zero or more: 100000 or $100,000.
Amount = Annotated[Decimal, BeforeValidator(read_amount), WithJsonSchema(AMOUNT_SCHEMA)]

#: A figure on a measure's own scale, or a number of points: 12.5, 0.45 or 45%.
Quantity = Annotated[
    Decimal, BeforeValidator(_number(rate_from_text, "12.5 or 45%")), WithJsonSchema(_written(_QUANTITY))
]


def exactly_one_of(group: BaseModel, *names: str) -> None:
    """Raise ValueError unless exactly one of the named terms is given; `false` says that a term does not hold."""
    given = [name for name in names if getattr(group, name) is not None and getattr(group, name) is not False]
    if len(given) != 1:
        found = " and ".join(given) if given else "none"
        raise ValueError(f"give exactly one of {', '.join(names)}; found {found}")
