"""What a column of a source file must hold, in words and as SQL over the staged text.

A rule decides: a value that breaks it is refused. A shape is what a code looks like (ten digits for an NPI): a value
without it is kept and told, because published files have such values; a reader may refuse it instead.
"""

from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Final

from openvbc.claims.geography import STATE_NAMES
from openvbc.claims.tables.dictionary import Column, ColumnType
from openvbc.former_names import former_names


class Rule(StrEnum):
    """What a value must be. The value is the fault in words."""

    ANY = "cannot be wrong"
    CODE = "no code (letters and digits, at most 60, and no day)"
    DAY = "no day of the calendar"
    MONEY = "no amount in dollars and cents (like 4000.00 or -10)"
    WHOLE = "no whole number"
    QUANTITY = "no number with at most four decimals"
    MONTH = "no month written YYYYMM"
    MONTH_OR_DAY = "no month written YYYY-MM"


class Shape(Enum):
    """What a code looks like: (regular expression, in words)."""

    NPI = ("[0-9]{10}", "ten digits (an NPI)")
    TIN = ("[0-9]{9}", "nine digits (a TIN)")
    PRACTICE = ("[0-9]{9}|.*[A-Z].*", "nine digits (a TIN) or a name")
    CCN = ("[0-9A-Z]{6}", "six letters and digits (a CCN)")
    HCPCS = ("[0-9A-Z][0-9]{3}[0-9A-Z]", "five letters and digits (a HCPCS code)")
    MODIFIER = ("[0-9A-Z]{2}", "two letters and digits (a modifier)")
    REVENUE = ("[0-9]{4}", "four digits (a revenue center)")
    DRG = ("[0-9]{3}", "three digits (a DRG)")
    BILL_TYPE = ("[1-9][0-9][0-9A-Z]", "three digits (a type of bill)")
    PLACE = ("[0-9]{2}", "two digits (a place of service)")
    DISCHARGE = ("[0-9]{2}", "two digits (a discharge status)")
    DUAL_STATUS = ("[^0-9]|.{2,}", "two digits (a dual status)")
    ENTITLEMENT_REASON = ("0|[^0].*", "one digit (an original reason for entitlement)")
    COUNTY = ("[0-9]{5}", "five digits (a county)")
    NDC = ("[0-9]{11}", "eleven digits (an NDC)")
    DIAGNOSIS = ("[0-9A-Z][0-9]([0-9A-Z]([.]?[0-9A-Z]{1,4})?)?[0-9A-Z]?", "a diagnosis code")
    PROCEDURE = ("[0-9A-Z]{3,7}|[0-9]{2}[.][0-9]{1,2}", "a procedure code")
    SPECIALTY = ("[0-9A-Z]{2}", "two letters and digits (a CMS specialty)")
    STATE = ("[A-Z]{2}|" + "|".join(STATE_NAMES).upper(), "two letters (a postal abbreviation) or a state's name")
    ZIP = ("[0-9]{5}(-?[0-9]{4})?", "five digits or nine (a ZIP code)")

    @property
    def pattern(self) -> str:
        """The regular expression."""
        return self.value[0]

    @property
    def words(self) -> str:
        """What it says."""
        return self.value[1]


@dataclass(frozen=True)
class Reading:
    """A form that a code takes on its way through spreadsheets and programs, and what it is read as.

    written: regular expression; read: the code, as SQL over `v`.
    """

    written: str
    read: str


#: Forms with a zero too few or too many, or a mark, that can be one code only. Of a HCPCS code of digits alone, those
#: with zeros in front are the anesthesia codes 00100 to 01999.
READINGS: Final[dict[Shape, tuple[Reading, ...]]] = {
    Shape.BILL_TYPE: (Reading("0[1-9][0-9][0-9A-Z]", "substr(v, 2)"),),
    Shape.PLACE: (Reading("[1-9]", "'0' || v"),),
    Shape.DISCHARGE: (Reading("[1-9]", "'0' || v"),),
    Shape.DUAL_STATUS: (Reading("[0-9]", "'0' || v"),),
    Shape.ENTITLEMENT_REASON: (Reading("0[0-3]", "substr(v, 2)"),),
    Shape.SPECIALTY: (Reading("[1-9]", "'0' || v"),),
    Shape.REVENUE: (Reading("[1-9][0-9]{0,2}", "lpad(v, 4, '0')"), Reading("0[0-9]{4}", "substr(v, 2)")),
    Shape.DRG: (Reading("[1-9][0-9]?", "lpad(v, 3, '0')"),),
    Shape.HCPCS: (Reading("1[0-9]{3}|[1-9][0-9]{2}", "lpad(v, 5, '0')"),),
    Shape.CCN: (Reading("[1-9][0-9]{4}", "'0' || v"),),
    Shape.ZIP: (Reading("[1-9][0-9]{2,3}", "lpad(v, 5, '0')"), Reading("[1-9][0-9]{6,7}", "lpad(v, 9, '0')")),
    Shape.COUNTY: (Reading("[1-9][0-9]{3}", "'0' || v"),),
    Shape.TIN: (Reading("[0-9]{2}-[0-9]{7}", "replace(v, '-', '')"),),
    Shape.PRACTICE: (Reading("[0-9]{2}-[0-9]{7}", "replace(v, '-', '')"),),
}

#: What is read beside them where the user says that zeros were lost.
ZEROS_LOST: Final[dict[Shape, tuple[Reading, ...]]] = {
    Shape.TIN: (Reading("[1-9][0-9]{7}", "'0' || v"),),
    Shape.PRACTICE: (Reading("[1-9][0-9]{7}", "'0' || v"),),
    Shape.NDC: (Reading("[1-9][0-9]{6,9}", "lpad(v, 11, '0')"),),
}

#: Codes of digits that may have lost a zero and can be several codes then: regular expression, and what else they are.
_SHORT_TIN: Final = ("[0-9]{7,8}", "a zero in front may be lost, or a digit anywhere")
SEVERAL_READINGS: Final[dict[Shape, tuple[str, str]]] = {
    Shape.STATE: ("[0-9]{1,2}", "numbers of states are others in FIPS (36 New York) and in Medicare's list (36 Ohio)"),
    Shape.TIN: _SHORT_TIN,
    Shape.PRACTICE: _SHORT_TIN,
    Shape.NDC: ("[0-9]{7,10}", "a zero is missing in front, or in the middle (4-4-2, 5-3-2 and 5-4-1 digits)"),
}

#: Shapes that a number with ".0" can have: there the dot is a part of the code.
_WITH_DOT: Final = (Shape.DIAGNOSIS, Shape.PROCEDURE)

#: SQL: state names in capitals and their postal abbreviations. A name has only one reading, so it is read; a number
#: has several (36 is New York as a FIPS code and Ohio as Medicare's), so that it is none of a state's shapes.
STATE_ABBREVIATIONS: Final = {name.upper(): postal for name, postal in STATE_NAMES.items()}

#: How days may be written: the name a mapping uses -> (regular expression, DuckDB's format or formats, as SQL).
DAY_FORMATS: Final[dict[str, tuple[str, str]]] = {
    "YYYY-MM-DD": (r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "'%Y-%m-%d'"),
    "YYYYMMDD": (r"[0-9]{8}", "'%Y%m%d'"),
    "YYYY/MM/DD": (r"[0-9]{4}/[0-9]{1,2}/[0-9]{1,2}", "'%Y/%m/%d'"),
    "MM/DD/YYYY": (r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}", "'%m/%d/%Y'"),
    "DD/MM/YYYY": (r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}", "'%d/%m/%Y'"),
    "MM-DD-YYYY": (r"[0-9]{1,2}-[0-9]{1,2}-[0-9]{4}", "'%m-%d-%Y'"),
    "DD.MM.YYYY": (r"[0-9]{1,2}[.][0-9]{1,2}[.][0-9]{4}", "'%d.%m.%Y'"),
    "MMDDYYYY": (r"[0-9]{8}", "'%m%d%Y'"),
    "YYYYMMDD or YYYYMMDD.0": (r"[0-9]{8}([.]0)?", "['%Y%m%d', '%Y%m%d.0']"),
    "DD-Mon-YYYY or YYYYMMDD": (r"[0-9]{1,2}-[A-Za-z]{3}-[0-9]{4}|[0-9]{8}", "['%d-%b-%Y', '%Y%m%d']"),
    "DD-Mon-YYYY": (r"[0-9]{1,2}-[A-Za-z]{3}-[0-9]{4}", "'%d-%b-%Y'"),
}

ISO_DAY: Final = "YYYY-MM-DD"


@dataclass(frozen=True)
class SourceColumn:
    """One column that a reader takes from a file.

    name: what it is called once staged; rule, shape: see above; needed: the header must have it; filled: no row may
    leave it empty; day_format: a key of DAY_FORMATS; names: what the header may call it (if none, its own name
    and those that it had before);
    words: the only words that may stand there, in small letters, if there are such.
    """

    name: str
    rule: Rule = Rule.ANY
    shape: Shape | None = None
    needed: bool = False
    filled: bool = False
    day_format: str = ISO_DAY
    names: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def header_names(self) -> tuple[str, ...]:
        """The names under which a header may have it, in small letters."""
        names = self.names or (self.name, *former_names(self.name))
        return tuple(name.lower() for name in names)

    @property
    def allowed(self) -> str:
        """SQL: whether the staged text may stand here."""
        shape, written = DAY_FORMATS[self.day_format]
        value = f'"{self.name}"'
        tests = {
            Rule.ANY: "true",
            Rule.CODE: f"is_code({value})",
            Rule.DAY: f"is_day({value}, '{shape}', {written})",
            Rule.MONEY: f"is_money({value})",
            Rule.WHOLE: f"is_whole({value})",
            Rule.QUANTITY: f"is_quantity({value})",
            Rule.MONTH: f"({value} = '' OR regexp_full_match({value}, '(19|20)[0-9]{{2}}(0[1-9]|1[0-2])([.]0)?'))",
        }
        month = f"({value} = '' OR regexp_full_match({value}, '(19|20)[0-9]{{2}}-?(0[1-9]|1[0-2])(-01|[.]0)?'))"
        tests[Rule.MONTH_OR_DAY] = month
        if self.words:
            return "lower(" + value + ") IN ('', " + ", ".join(f"'{word}'" for word in self.words) + ")"
        return tests[self.rule]

    @property
    def shapely(self) -> str:
        """SQL: whether the staged text looks as its shape says; '' does."""
        if self.shape is None:
            return "true"
        return f"(\"{self.name}\" = '' OR regexp_full_match(upper(\"{self.name}\"), '{self.shape.pattern}'))"

    @property
    def holds_whole_numbers(self) -> bool:
        """Whether a ".0" at the end of digits is a mark of the program that took the code for a number."""
        return self.rule is Rule.CODE and self.shape not in _WITH_DOT and not self.words

    @property
    def typed(self) -> str:
        """SQL: the value as its canonical type; '' becomes NULL where the type is not text."""
        value = f'"{self.name}"'
        if self.shape is Shape.STATE:
            return f"coalesce(MAP {STATE_ABBREVIATIONS}[upper({value})], upper(as_code({value})))"
        forms = {
            Rule.ANY: value,
            Rule.CODE: f"as_code({value})" if self.shape is None else f"upper(as_code({value}))",
            Rule.DAY: f"as_day({value}, {DAY_FORMATS[self.day_format][1]})",
            Rule.MONEY: f"as_money({value})",
            Rule.WHOLE: f"as_whole({value})",
            Rule.QUANTITY: f"as_quantity({value})",
            Rule.MONTH: f"as_whole({value})",
            Rule.MONTH_OR_DAY: f"CAST(substr(replace({value}, '-', ''), 1, 6) AS INTEGER)",
        }
        return forms[self.rule]

    @property
    def expected(self) -> str:
        """What the column must hold, for a fault."""
        if self.words:
            return f"none of {', '.join(self.words)}"
        return f"{self.rule.value} written {self.day_format}" if self.rule is Rule.DAY else self.rule.value


_RULES = {
    ColumnType.TEXT: Rule.ANY,
    ColumnType.CODE: Rule.CODE,
    ColumnType.WHOLE: Rule.WHOLE,
    ColumnType.ROW: Rule.WHOLE,
    ColumnType.DATE: Rule.DAY,
    ColumnType.MONEY: Rule.MONEY,
    ColumnType.QUANTITY: Rule.QUANTITY,
}

#: Canonical columns whose values have a known shape: by the end of the name, the longest first.
_SHAPES = {
    "rendering_specialty_code": Shape.SPECIALTY,
    "specialty_code": Shape.SPECIALTY,
    "discharge_disposition_code": Shape.DISCHARGE,
    "place_of_service_code": Shape.PLACE,
    "dual_status_code": Shape.DUAL_STATUS,
    "original_reason_entitlement_code": Shape.ENTITLEMENT_REASON,
    "county_code": Shape.COUNTY,
    "revenue_center_code": Shape.REVENUE,
    "hcpcs_modifier_1": Shape.MODIFIER,
    "hcpcs_modifier_2": Shape.MODIFIER,
    "hcpcs_modifier_3": Shape.MODIFIER,
    "hcpcs_modifier_4": Shape.MODIFIER,
    "payer_attributed_provider_practice": Shape.PRACTICE,
    "payer_attributed_provider": Shape.NPI,
    "diagnosis_code": Shape.DIAGNOSIS,
    "procedure_code": Shape.PROCEDURE,
    "bill_type_code": Shape.BILL_TYPE,
    "facility_ccn": Shape.CCN,
    "hcpcs_code": Shape.HCPCS,
    "drg_code": Shape.DRG,
    "ndc_code": Shape.NDC,
    "zip_code": Shape.ZIP,
    "state": Shape.STATE,
    "npi": Shape.NPI,
    "tin": Shape.TIN,
    "ccn": Shape.CCN,
}


def source_column(column: Column, *, name: str = "", day_format: str = ISO_DAY, needed: bool = False) -> SourceColumn:
    """The column of a file that feeds a canonical column directly; `name` if it is staged under another name."""
    shape = next((each for end, each in _SHAPES.items() if column.name == end), None) or next(
        (each for end, each in _SHAPES.items() if column.name.endswith(f"_{end}")), None
    )
    return SourceColumn(
        name or column.name,
        _RULES[column.type],
        shape if column.type is ColumnType.CODE or shape is Shape.PRACTICE else None,
        needed=needed,
        filled=column.required,
        day_format=day_format,
    )
