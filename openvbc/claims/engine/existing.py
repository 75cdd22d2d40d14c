"""Tables that users have in a warehouse already, used in place of Parquet files: what is checked before they count.

A table that fits in name only would be counted wrongly in silence: a code with its dot joins no code list, a row that
stands twice is paid twice, a float has no cents. So columns, types, required values, codes and keys are all checked.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from openvbc.claims.tables.dictionary import CanonicalTable, Column, ColumnType
from openvbc.errors import ClaimsError, Fault, did_you_mean, raise_all

_NAME: Final = re.compile(r'("[^"\s]+"|[A-Za-z_]\w*)(\.("[^"\s]+"|[A-Za-z_]\w*)){1,2}')
_TEXT_TYPES: Final = ("varchar", "text", "string", "char", "bpchar", "character", "character varying")
_WHOLE_TYPES: Final = (
    "tinyint", "smallint", "int", "integer", "bigint", "int2", "int4", "int8", "byte", "short", "long",
)  # fmt: skip
_DECIMAL: Final = re.compile(r"(?:numeric|decimal) ?\((\d+), ?(\d+)\)")
#: Codes that lost a zero to a spreadsheet, or gained one, as conditions on a column of that name.
_ZERO_LOST_OR_GAINED: Final = {
    "bill_type_code": "bill_type_code LIKE '0___'",
    "place_of_service_code": "place_of_service_code LIKE '_'",
    "discharge_disposition_code": "discharge_disposition_code LIKE '_'",
    "rendering_specialty_code": "rendering_specialty_code LIKE '_'",
    "specialty_code": "specialty_code LIKE '_'",
    "dual_status_code": "dual_status_code LIKE '_'",
    "revenue_center_code": "length(revenue_center_code) IN (1, 2, 3)",
    "drg_code": "length(drg_code) IN (1, 2)",
}
_DECIMAL_PLACES: Final = {ColumnType.MONEY: 2, ColumnType.QUANTITY: 4}


def check_existing_name(existing: str) -> None:
    """ClaimsError unless this is a table's name with its schema, and its catalog where there is one."""
    if not _NAME.fullmatch(existing):
        raise ClaimsError(
            Fault(
                f"{existing!r} is not the name of a table with its schema",
                why="a bare name could mean one of the tables that OpenVBC makes itself",
                fix="write schema.table or catalog.schema.table, with letters, digits and underscores",
            )
        )


def match_columns(
    table: CanonicalTable, existing: str, found: Sequence[tuple[str, str]], absent: Sequence[str]
) -> dict[str, str]:
    """The existing name of each canonical column that the table has; names differ at most in upper and lower case.

    found: the columns of the existing table with their types; absent: canonical columns that it is said not to have.
    ClaimsError lists every column that is missing, wrongly said to be absent, or of a type that does not fit.
    """
    by_name = {name.lower(): (name, column_type.lower()) for name, column_type in found}
    faults = [
        Fault(f"{name!r} is no column of {table.name}", existing, fix=did_you_mean(name, table.column_names))
        for name in absent
        if name not in table.column_names
    ]
    matched: dict[str, str] = {}
    for column in table.columns:
        if column.name in absent:
            faults.extend(_absent_faults(column, existing, by_name))
        elif column.name not in by_name:
            faults.append(_missing(column, existing, by_name))
        elif fits(column.type, by_name[column.name][1]):
            matched[column.name] = by_name[column.name][0]
        else:
            faults.append(_of_another_type(column, existing, by_name[column.name][1]))
    raise_all(faults, ClaimsError)
    return matched


def fits(expected: ColumnType, found: str) -> bool:
    """Whether a column of the type `found`, as an engine words it, holds `expected` without loss."""
    bare = re.sub(r" ?\(.*", "", found)
    decimal = _DECIMAL.fullmatch(found)
    match expected:
        case ColumnType.TEXT | ColumnType.CODE:
            return bare in _TEXT_TYPES
        case ColumnType.DATE:
            return found == "date"
        case ColumnType.WHOLE | ColumnType.ROW:
            return bare in _WHOLE_TYPES
        case ColumnType.MONEY | ColumnType.QUANTITY:
            return bare in _WHOLE_TYPES or (decimal is not None and int(decimal[2]) <= _DECIMAL_PLACES[expected])


def contents_query(table: CanonicalTable) -> str:
    """A query of one row: for each column with a rule, in how many rows of the canonical table the rule is broken."""
    counts = [
        f"CAST(count(CASE WHEN {_broken(column)} THEN 1 END) AS BIGINT) AS {column.name}"
        for column in table.columns
        if column.required or column.type is ColumnType.CODE
    ]
    return f"SELECT {', '.join(counts)} FROM {table.name}"  # noqa: S608


def doubled_keys_query(table: CanonicalTable) -> str:
    """A query of one value: how many keys of the canonical table stand in more than one row."""
    key = ", ".join(table.key)
    return (
        "SELECT CAST(count(*) AS BIGINT) AS doubled FROM "  # noqa: S608
        f"(SELECT {key} FROM {table.name} GROUP BY {key} HAVING count(*) > 1) AS keys"
    )


def check_contents(table: CanonicalTable, existing: str, broken: Mapping[str, Any], doubled: int) -> None:
    """ClaimsError if `contents_query` or `doubled_keys_query` found anything."""
    faults = [_broken_fault(table.column(name), existing, rows) for name, rows in broken.items() if rows]
    if doubled:
        faults.append(
            Fault(
                f"{doubled} keys ({', '.join(table.key)}) stand in more than one row",
                existing,
                f"{table.name} is {table.grain}; a row that stands twice would be counted twice",
                "make a view that keeps the final row of each key",
            )
        )
    raise_all(faults, ClaimsError)


def _broken(column: Column) -> str:
    if column.type is ColumnType.CODE:
        dotted = f"{column.name} <> trim({column.name}) OR {column.name} LIKE '%.%'"
        if column.name in _ZERO_LOST_OR_GAINED:
            dotted += f" OR {_ZERO_LOST_OR_GAINED[column.name]}"
        return f"{column.name} = '' OR {dotted}" if column.required else dotted
    return f"{column.name} = ''" if column.type is ColumnType.TEXT else f"{column.name} IS NULL"


def _broken_fault(column: Column, existing: str, rows: int) -> Fault:
    if column.type is ColumnType.CODE:
        empty = "is empty or " if column.required else ""
        zeros = " or has a zero too few or too many" if column.name in _ZERO_LOST_OR_GAINED else ""
        return Fault(
            f"{column.name} {empty}holds a dot or surrounding blanks{zeros} in {rows} rows",
            existing,
            "such a code would be found in no code list",
            f"make a view that removes dots and blanks{', and puts zeros right' if zeros else ''}",
        )
    return Fault(
        f"{column.name} is empty in {rows} rows",
        existing,
        "nothing can be counted without it",
        "fill it, or leave these rows out on purpose in a view",
    )


def _absent_faults(column: Column, existing: str, by_name: Mapping[str, tuple[str, str]]) -> list[Fault]:
    if column.required:
        why = f"{column.name} is required: {column.meaning}"
        return [Fault(f"{column.name} cannot be absent", existing, why, "make a view that has it")]
    if column.name in by_name:
        what = f"{column.name} is said to be absent but the table has it"
        return [Fault(what, existing, fix="take it off the list of absent columns")]
    return []


def _missing(column: Column, existing: str, by_name: Mapping[str, tuple[str, str]]) -> Fault:
    fix = "make a view that has it"
    if not column.required:
        fix += ", or name it as absent if the source does not say it"
    return Fault(
        f"there is no column {column.name} ({column.type.value}: {column.meaning})",
        existing,
        fix=f"{fix}; {did_you_mean(column.name, by_name)}",
    )


def _of_another_type(column: Column, existing: str, found: str) -> Fault:
    return Fault(
        f"{column.name} has the type {found}; it must be {column.type.value}",
        existing,
        "a cast that rounds or drops leading zeros would change figures in silence",
        f"make a view in which it is {column.type.sql}",
    )
