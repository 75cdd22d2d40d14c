"""How a column of a user's table is read: the value as SQL, and what may not stand there.

The text is written in DuckDB's dialect, of names that the engine itself told, and translated for others. What loading
a file does to a value is done here too: blanks and dots of codes go, codes with a zero too few or too many are read as
the only code that they can be, names of states as their abbreviations, binary fractions as the cents they stand for.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

from openvbc.claims.readers.staging.rules import (
    READINGS,
    SEVERAL_READINGS,
    STATE_ABBREVIATIONS,
    Reading,
    Rule,
    Shape,
    SourceColumn,
)
from openvbc.claims.tables.dictionary import FIRST_DAY, LAST_DAY


class Kind(Enum):
    """What a column's type can hold, whatever the engine calls it."""

    TEXT = "text"
    WHOLE = "whole numbers"
    EXACT = "exact decimals"
    FRACTION = "binary fractions"
    DAY = "days"
    MOMENT = "moments"
    YES_NO = "yes or no"
    OTHER = "something else"


_KINDS: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.TEXT: ("varchar", "text", "string", "char", "bpchar", "character", "character varying", "name", "citext"),
    Kind.WHOLE: (
        "tinyint", "smallint", "int", "integer", "bigint", "hugeint", "int2", "int4", "int8", "int64", "byte", "short",
        "long", "utinyint", "usmallint", "uinteger", "ubigint",
    ),
    Kind.EXACT: ("decimal", "numeric", "number", "bignumeric", "fixed"),
    Kind.FRACTION: ("double", "double precision", "float", "float4", "float8", "float64", "real"),
    Kind.DAY: ("date",),
    Kind.MOMENT: (
        "timestamp", "datetime", "timestamp without time zone", "timestamp with time zone", "timestamptz",
        "timestamp_ntz", "timestamp_ltz", "timestamp_tz", "timestamp_s", "timestamp_ms", "timestamp_ns",
    ),
    Kind.YES_NO: ("boolean", "bool"),
}  # fmt: skip
_SCALED: Final = re.compile(r"[a-z]+ ?\((\d+), ?(-?\d+)\)")
_HAS_ZONE: Final = re.compile(r"with time zone|timestamp_?(?:l?tz)\b", re.IGNORECASE)
_WHOLE_NUMBER: Final = re.compile(r"(?:numeric|decimal|number) ?\((\d+)\)")

#: A binary fraction this near to a whole cent is that cent; nothing of a billion dollars or more is read.
_NEAR: Final = "0.000001"
_AMOUNT_BELOW: Final = {Rule.MONEY: "1000000000000000", Rule.QUANTITY: "10000000000000"}
_EXACT_TYPE: Final = {Rule.MONEY: "DECIMAL(18, 2)", Rule.QUANTITY: "DECIMAL(18, 4)"}
_WHOLE_BELOW: Final = "1000000000"
#: What a program that takes codes for numbers makes of one.
TAKEN_FOR_A_NUMBER: Final = Reading("[0-9]+[.]0", "replace(v, '.0', '')")
#: What is said in small letters, as the input layer's words are.
_SMALL: Final = frozenset(
    {"sex", "payer_type", "claim_type", "drg_code_type", "diagnosis_code_type", "procedure_code_type"}
)
#: Ends of spans that say that there is none yet.
_OPEN_END: Final = "enrollment_end_date"
_NO_END: Final = "DATE '9999-01-01'"
#: The code itself in what it is read as.
_V: Final = re.compile(r"\bv\b")


def kind_of(found: str) -> Kind:
    """The kind of a type, as an engine words it."""
    text = found.lower()
    bare = re.sub(r" ?\(.*?\)", "", text)
    scaled = _SCALED.fullmatch(text)
    if _WHOLE_NUMBER.fullmatch(text) or (scaled and int(scaled[2]) <= 0):
        return Kind.WHOLE
    return next((kind for kind, words in _KINDS.items() if bare in words), Kind.OTHER)


@dataclass(frozen=True)
class Cell:
    """A column as it is found. column: what it must hold; found: its name in quotation marks; type: as worded.

    is_staged: whether `found` has what `written` says already.
    """

    column: SourceColumn
    found: str
    type: str
    is_staged: bool = False

    def staged(self, name: str) -> "Cell":
        """The same column in a query that has it under another name, as `asked` says."""
        return replace(self, found=name, is_staged=self.is_text)

    @property
    def is_text(self) -> bool:
        """Whether it holds texts or codes, of which '' says that there is none."""
        return self.column.rule in (Rule.ANY, Rule.CODE) and self.fits

    @property
    def asked(self) -> str:
        """What a query has of it, so that conditions on it can be told in few words."""
        return self.written if self.is_text else self.found

    @property
    def kind(self) -> Kind:
        """The kind of its type."""
        return kind_of(self.type)

    @property
    def fits(self) -> bool:
        """Whether the type holds what the column must, without loss."""
        column, kind = self.column, self.kind
        match column.rule:
            case Rule.ANY:
                return kind in (Kind.TEXT, Kind.WHOLE)
            case Rule.CODE:
                return kind is Kind.TEXT or (column.shape is None and kind in (Kind.WHOLE, Kind.YES_NO))
            case Rule.DAY:
                return kind in (Kind.DAY, Kind.MOMENT)
            case Rule.MONEY | Rule.QUANTITY:
                return kind in (Kind.WHOLE, Kind.EXACT, Kind.FRACTION)
            case Rule.WHOLE | Rule.MONTH | Rule.MONTH_OR_DAY:
                return kind in (Kind.WHOLE, Kind.EXACT, Kind.FRACTION, Kind.TEXT)

    @property
    def is_fraction_of_dollars(self) -> bool:
        """Whether dollars are stored as binary fractions."""
        return self.column.rule is Rule.MONEY and self.kind is Kind.FRACTION

    @property
    def written(self) -> str:
        """The text as it stands, without blanks around it."""
        if self.is_staged:
            return self.found
        if self.kind is Kind.YES_NO:
            return f"CASE WHEN {self.found} THEN '1' WHEN NOT {self.found} THEN '0' ELSE '' END"
        if self.kind is Kind.TEXT:
            return f"trim(coalesce({self.found}, ''))"
        return f"coalesce(CAST({self.found} AS VARCHAR), '')"

    def value(self, restored: tuple[Reading, ...] = (), *, states_by_name: bool = False) -> str:
        """The value as SQL, of the canonical type. restored: the forms in which codes of this column were found."""
        column, found = self.column, self.found
        match column.rule:
            case Rule.ANY:
                return self.written
            case Rule.CODE:
                return self._code(restored, states_by_name=states_by_name)
            case Rule.DAY:
                if column.name == _OPEN_END:
                    return f"CASE WHEN {self.has_no_end} THEN DATE '{LAST_DAY}' ELSE {self._day} END"
                return self._day
            case Rule.MONEY | Rule.QUANTITY:
                return f"CAST({found} AS {_EXACT_TYPE[column.rule]})"
            case Rule.WHOLE | Rule.MONTH | Rule.MONTH_OR_DAY:
                return f"CAST({self._digits} AS INTEGER)"

    def faults(self, restored: tuple[Reading, ...] = ()) -> Iterator[tuple[str, str]]:
        """Conditions under which a row cannot be read, each with what is wrong in words."""
        column, found = self.column, self.found
        match column.rule:
            case Rule.CODE if self.kind is Kind.TEXT and column.shape is None:
                yield f"NOT {_is_like(self.written, '[A-Za-z0-9*~^&$#@/+ _.-]{0,60}')}", f"is {Rule.CODE.value}"
            case Rule.CODE if column.shape in SEVERAL_READINGS:
                pattern, why = SEVERAL_READINGS[column.shape]
                yield _is_like(self._code(restored), pattern), f"holds codes that can be several: {why}"
            case Rule.DAY:
                if self.kind is Kind.MOMENT:
                    zone = "TIMESTAMPTZ" if _HAS_ZONE.search(self.type) else "TIMESTAMP"
                    yield f"CAST(CAST({found} AS DATE) AS {zone}) <> {found}", "is a moment within a day, not a day"
                known = f" AND NOT {self.has_no_end}" if column.name == _OPEN_END else ""
                outside = f"{self._day} < DATE '{FIRST_DAY}' OR {self._day} > DATE '{LAST_DAY}'"
                yield f"({outside}){known}", f"is outside {FIRST_DAY} to {LAST_DAY}"
            case Rule.MONEY | Rule.QUANTITY if self.kind is not Kind.WHOLE:
                yield f"NOT coalesce({self._exactly}, true)", f"is {column.rule.value}"
            case Rule.MONTH | Rule.MONTH_OR_DAY:
                pattern = "(19|20)[0-9]{2}(0[1-9]|1[0-2])"
                yield f"coalesce(NOT {_is_like(self._digits, pattern)}, false)", f"is {column.rule.value}"
            case Rule.WHOLE if self.kind is Kind.TEXT:
                yield f"coalesce(NOT {_is_like(self._digits, '-?[0-9]{1,9}')}, false)", f"is {column.rule.value}"
            case Rule.WHOLE if self.kind is not Kind.WHOLE:
                whole = (
                    f"CASE WHEN abs({found}) < {_WHOLE_BELOW} THEN CAST({found} AS INTEGER) = {found} ELSE false END"
                )
                yield f"NOT coalesce({whole}, true) AND {found} IS NOT NULL", f"is {column.rule.value}"

    @property
    def readings(self) -> tuple[Reading, ...]:
        """The forms of this column's codes that are read as another one, in the order in which they are."""
        column = self.column
        if column.rule is not Rule.CODE or self.kind is not Kind.TEXT:
            return ()
        marked = (TAKEN_FOR_A_NUMBER,) if column.holds_whole_numbers else ()
        return marked + (READINGS.get(column.shape, ()) if column.shape is not None else ())

    def in_form(self, reading: Reading, restored: tuple[Reading, ...] = ()) -> str:
        """The condition that a code stands in this form, once it is read out of those that come before."""
        text = _read_as(f"upper({self.written})", restored[:1] if restored[:1] == (TAKEN_FOR_A_NUMBER,) else ())
        return _is_like(text, reading.written)

    @property
    def has_no_end(self) -> str:
        """The condition that a day says that there is none yet."""
        return f"{self._day} >= {_NO_END}"

    @property
    def is_a_states_name(self) -> str:
        """The condition that a state's name stands in place of its abbreviation."""
        return f"length({self.written}) > 2"

    def _code(self, restored: tuple[Reading, ...], *, states_by_name: bool = False) -> str:
        column, text = self.column, self.written
        if self.kind is not Kind.TEXT:
            return text
        if column.shape is not None:
            text = f"upper({text})"
        if column.shape is Shape.STATE and states_by_name:
            names = " ".join(f"WHEN '{name}' THEN '{postal}'" for name, postal in STATE_ABBREVIATIONS.items())
            text = f"CASE {text} {names} ELSE {text} END"
        if TAKEN_FOR_A_NUMBER in restored:
            text, restored = _read_as(text, (TAKEN_FOR_A_NUMBER,)), restored[1:]
        text = _read_as(text, restored)
        text = f"replace({text}, '.', '')"
        return f"lower({text})" if column.name in _SMALL else text

    @property
    def _day(self) -> str:
        return self.found if self.kind is Kind.DAY else f"CAST({self.found} AS DATE)"

    @property
    def _digits(self) -> str:
        """A whole number or a month as digits; NULL where there is none."""
        if self.kind is Kind.TEXT:
            text = f"nullif(trim({self.found}), '')"
            return f"substr(replace({text}, '-', ''), 1, 6)" if self.column.rule is not Rule.WHOLE else text
        if self.column.rule is Rule.WHOLE or self.kind is Kind.WHOLE:
            return self.found if self.column.rule is Rule.WHOLE else f"CAST({self.found} AS VARCHAR)"
        return f"CAST(CAST({self.found} AS INTEGER) AS VARCHAR)"

    @property
    def _exactly(self) -> str:
        """Whether an amount is one of so many decimal places; of a binary fraction, near enough to one."""
        rule, found = self.column.rule, self.found
        exact = f"CAST({found} AS {_EXACT_TYPE[rule]})"
        if self.kind is Kind.EXACT:
            near = f"{exact} = {found}"
        elif rule is Rule.MONEY:
            near = f"abs({found} - CAST({exact} AS DOUBLE)) <= {_NEAR}"
        else:
            near = f"CAST({exact} AS DOUBLE) = {found}"
        return (
            f"CASE WHEN {found} IS NULL THEN true WHEN abs({found}) < {_AMOUNT_BELOW[rule]} THEN {near} ELSE false END"
        )


def _read_as(text: str, readings: tuple[Reading, ...]) -> str:
    if not readings:
        return text
    forms = " ".join(
        f"WHEN {_is_like(text, each.written)} THEN {_V.sub(lambda _: text, each.read)}" for each in readings
    )
    return f"CASE {forms} ELSE {text} END"


def _is_like(text: str, pattern: str) -> str:
    return f"regexp_matches({text}, '^({pattern})$')"
