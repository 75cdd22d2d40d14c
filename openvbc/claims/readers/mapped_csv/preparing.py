"""Makes of what a payer wrote what the fields expect: constants, codes, leading zeros, marks in amounts, reversals."""

from collections.abc import Sequence
from datetime import date

from openvbc.claims.findings import Finding, Severity
from openvbc.claims.readers.mapped_csv.mapping import MAY_BE_OPEN, FieldSource, FileMapping, Reversals
from openvbc.claims.readers.reading import Workplace
from openvbc.claims.readers.staging.rules import Rule, SourceColumn
from openvbc.claims.readers.staging.staged import STAGED
from openvbc.claims.readers.staging.text_file import TextFile, line_numbers
from openvbc.claims.tables.dictionary import LAST_DAY
from openvbc.errors import Fault
from openvbc.tabular.record_count import EXAMPLES

#: The staged column that holds what tells reversals.
REVERSAL = "reversal_told_by"

#: The year of an end of enrollment that means that there is none.
_NEVER = 9999
_AMOUNTS = (Rule.MONEY, Rule.QUANTITY, Rule.WHOLE)


def prepare(workplace: Workplace, file: TextFile, mapping: FileMapping, columns: Sequence[SourceColumn]) -> list[Fault]:
    """Change the staged text as the mapping says; the faults of codes that it does not know."""
    faults = []
    for source in mapping.fields.values():
        if source.constant is not None:
            _update(workplace, source.name, "$value", {"value": source.constant})
        if source.parts:
            faults.extend(_join(workplace, file, source))
        if source.pad:
            digits = f"regexp_full_match(\"{source.name}\", '[0-9]{{1,{source.pad}}}')"
            padded = f'CASE WHEN {digits} THEN lpad("{source.name}", {source.pad}, \'0\') ELSE "{source.name}" END'
            _update(workplace, source.name, padded, {})
        if source.codes:
            faults.extend(_translate(workplace, file, source))
    for column in columns:
        if column.rule in _AMOUNTS and column.name in mapping.fields:
            _read_marks(workplace, column.name, mapping)
    if mapping.reversals:
        faults.extend(_unknown_reversals(workplace, file, mapping.reversals))
        faults.extend(_wrong_signs(workplace, file, mapping.reversals))
    return faults


def part_name(field: str, place: int) -> str:
    """What one of several columns of a field is called once staged."""
    return f"{field} part {place}"


def _join(workplace: Workplace, file: TextFile, source: FieldSource) -> list[Fault]:
    """Make one identifier of several columns; blank where all of them are.

    A value that holds what is put between them is a fault: two identifiers could become one.
    """
    parts = [f'"{part_name(source.name, place)}"' for place in range(len(source.parts))]
    holds = " OR ".join(f"contains({part}, $between)" for part in parts)
    rows = workplace.connection.execute(
        f"SELECT source_row, concat_ws(' and ', {', '.join(parts)}) FROM {STAGED} "  # noqa: S608
        f"WHERE {holds} ORDER BY source_row",
        {"between": source.joined_by},
    ).fetchall()
    joined = f"CASE WHEN concat({', '.join(parts)}) = '' THEN '' ELSE concat_ws($between, {', '.join(parts)}) END"
    _update(workplace, source.name, joined, {"between": source.joined_by})
    if not rows:
        return []
    line = line_numbers(file, {rows[0][0]}).get(rows[0][0], rows[0][0] + 1)
    between = f"is joined by {source.joined_by!r}, which stands in its parts too ({len(rows):,})"
    return [
        Fault(
            f"{source.name} {between}: {rows[0][1]}",
            f"{file.name}:{line}",
            why="two identifiers could become one",
            fix=f"write another `joined_by` at {source.where}, such as |",
        )
    ]


def fill_open_ends(workplace: Workplace, file: TextFile, mapping: FileMapping, written: str) -> list[Finding]:
    """Put a day where an end of enrollment is open, blank or in the year 9999; how many spans are open so.

    That day is the one that the mapping states. Without one, a blank is left for the checks to refuse, and a span to
    the year 9999 goes on as far as counts reach. written: how the file writes days, as DuckDB's format.
    """
    findings = []
    for source in mapping.fields.values():
        if source.name != MAY_BE_OPEN:
            continue
        never = f'coalesce(year(try_strptime("{source.name}", $written)) = {_NEVER}, false)'
        is_open = never if source.blank is None else f"(\"{source.name}\" = '' OR {never})"
        day, as_who_says = (
            (date.fromisoformat(LAST_DAY), "") if source.blank is None else (source.blank, ", as the mapping says")
        )
        statement = f"SELECT count(*) FROM {STAGED} WHERE {is_open}"  # noqa: S608
        (count,) = workplace.connection.execute(statement, {"written": written}).fetchall()[0]
        if count:
            filled = f'CASE WHEN {is_open} THEN $day ELSE "{source.name}" END'
            _update(workplace, source.name, filled, {"day": day.strftime(written), "written": written})
            findings.append(
                Finding(
                    "open_spans",
                    Severity.NOTE,
                    f"spans of enrollment without an end are read to go to {day}{as_who_says}",
                    count,
                    (f"{file.name}, column {source.column}",),
                    why="what comes after that day is not told by the file",
                    names_people=False,
                )
            )
    return findings


def _update(workplace: Workplace, name: str, value: str, bound: dict[str, str]) -> None:
    workplace.connection.execute(f'UPDATE {STAGED} SET "{name}" = {value}', bound)  # noqa: S608


def _translate(workplace: Workplace, file: TextFile, source: FieldSource) -> list[Fault]:
    """Put our codes for theirs; a code without translation is a fault unless the mapping keeps others."""
    connection = workplace.connection
    connection.execute("CREATE OR REPLACE TEMP TABLE code_translation (theirs VARCHAR, ours VARCHAR)")
    connection.executemany("INSERT INTO code_translation VALUES (?, ?)", [list(pair) for pair in source.codes])
    faults = []
    if not source.other_codes:
        rows = connection.execute(
            f'SELECT source_row, "{source.name}" FROM {STAGED} '  # noqa: S608
            f'WHERE "{source.name}" <> \'\' AND "{source.name}" NOT IN (SELECT theirs FROM code_translation) '
            "ORDER BY source_row"
        ).fetchall()
        if rows:
            faults.append(_told(file, source, rows))
    name = f'"{source.name}"'
    ours = f"coalesce((SELECT ours FROM code_translation WHERE theirs = {name}), {name})"  # noqa: S608
    _update(workplace, source.name, ours, {})
    return faults


def _told(file: TextFile, source: FieldSource, rows: list[tuple[int, str]]) -> Fault:
    lines = line_numbers(file, {row for row, _ in rows[:EXAMPLES]})
    shown = ", ".join(f"{value!r} on line {lines.get(row, row + 1)}" for row, value in rows[:EXAMPLES])
    more = f" and {len(rows) - EXAMPLES:,} more" if len(rows) > EXAMPLES else ""
    return Fault(
        f"{source.column} has codes that {source.where} does not translate: {shown}{more}",
        f"{file.name}:{lines.get(rows[0][0], rows[0][0] + 1)}",
        why="what they mean would be guessed",
        fix="add them to `codes`, or write `other_codes: keep`",
    )


def _read_marks(workplace: Workplace, name: str, mapping: FileMapping) -> None:
    """Bring amounts to a plain minus and a decimal point; what is not written as the mapping says stays refusable."""
    decimal, thousands = mapping.decimal_mark, mapping.thousands_mark
    if decimal == "." and not thousands:
        return
    grouped = f"[0-9]{{1,3}}([{thousands}][0-9]{{3}})+|" if thousands else ""
    pattern = f"-?({grouped}[0-9]+)?([{decimal}][0-9]*)?"
    bound = {"pattern": pattern, "decimal": decimal}
    plain = f'"{name}"'
    if thousands:
        plain = f"replace({plain}, $thousands, '')"
        bound["thousands"] = thousands
    value = f"CASE WHEN regexp_full_match(\"{name}\", $pattern) THEN replace({plain}, $decimal, '.')"
    value += f" ELSE \"{name}\" || ' (its marks are not those of the mapping)' END"
    _update(workplace, name, value, bound)


def _unknown_reversals(workplace: Workplace, file: TextFile, reversals: Reversals) -> list[Fault]:
    known = [*reversals.reversed, *reversals.others]
    rows = workplace.connection.execute(
        f"SELECT source_row, {REVERSAL} FROM {STAGED} "  # noqa: S608
        f"WHERE NOT list_contains($known, {REVERSAL}) ORDER BY source_row",
        {"known": known},
    ).fetchall()
    if not rows:
        return []
    source = FieldSource("", reversals.where, reversals.column)
    told = _told(file, source, rows)
    return [Fault(told.what, told.where, told.why, "add them to `reversed` or `others`")]


def _wrong_signs(workplace: Workplace, file: TextFile, reversals: Reversals) -> list[Fault]:
    """Reversals whose amounts have not the sign that the mapping says."""
    wrong = "0 < TRY_CAST(paid_amount AS DECIMAL(18, 2))" if reversals.signed else "paid_amount LIKE '-%'"
    rows = workplace.connection.execute(
        f"SELECT source_row, paid_amount FROM {STAGED} "  # noqa: S608
        f"WHERE list_contains($reversed, {REVERSAL}) AND {wrong} ORDER BY source_row",
        {"reversed": list(reversals.reversed)},
    ).fetchall()
    if not rows:
        return []
    lines = line_numbers(file, {rows[0][0]})
    said = (
        "signed, but reversals have amounts above zero" if reversals.signed else "unsigned, but reversals have a minus"
    )
    return [
        Fault(
            f"the mapping says amounts are {said}: {rows[0][1]} and {len(rows) - 1:,} more",
            f"{file.name}:{lines.get(rows[0][0], rows[0][0] + 1)}",
            why="a reversal with the wrong sign counts twice the wrong way",
            fix="put `amounts` right in the mapping",
        )
    ]
