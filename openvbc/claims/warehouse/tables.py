"""Tables of the user's made the canonical tables of an engine: found, checked before anything counts, never written.

They are canonical tables or those of Tuva's claims input layer; a table of either kind is known by its name and its
columns. Where they cannot be counted as they stand, every fault of every table is told at once.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from openvbc.claims.engine.engine import Engine, ExistingTable
from openvbc.claims.findings import Finding, Severity
from openvbc.claims.readers.staging.rules import Reading, Rule, Shape, SourceColumn, source_column
from openvbc.claims.readers.tuva.layouts import CODES, LAYOUTS
from openvbc.claims.readers.tuva.schema import NEEDED, schema_meant
from openvbc.claims.readers.tuva.told import (
    amounts_without_column,
    binary_fractions,
    lines_differ,
    open_spans,
    practice_names,
)
from openvbc.claims.tables.catalog import CANONICAL_TABLES
from openvbc.claims.tables.dictionary import SOURCE_COLUMNS, CanonicalTable, ChoiceTable, ColumnType
from openvbc.claims.tables.people import PROVIDER
from openvbc.claims.warehouse.cells import TAKEN_FOR_A_NUMBER, Cell
from openvbc.claims.warehouse.place import TablesPlace, check_name
from openvbc.claims.warehouse.providers import read_providers
from openvbc.errors import ClaimsError, Fault, did_you_mean, raise_all
from openvbc.figures import FileDigest
from openvbc.yamlfile import digest

_EXAMPLES: Final = 5
#: Tables that Tuva has as columns beside each other on the lines of medical claims, and how these begin.
_WIDE: Final = {"claim_diagnosis": "diagnosis_code", "claim_procedure": "procedure_code"}
#: What stands in `data_source` where a table has no such column: one source.
_ONE_SOURCE: Final = "tables"
_ZEROS: Final = "load the tables into a project instead (openvbc load), which tells how such codes can be read"


@dataclass
class _Read:
    """A table of the user's, read as a canonical one. cells: the columns that it has, by the name that is read.

    absent: those that it lacks; strange: those that nobody asks for; filled: in how many rows each has a value.
    restored: the forms in which codes of a column stand; states: whether names of states stand in place of codes.
    """

    table: CanonicalTable
    existing: ExistingTable
    cells: dict[str, Cell] = field(default_factory=dict)
    absent: list[SourceColumn] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    filled: dict[str, int] = field(default_factory=dict)
    restored: dict[str, tuple[Reading, ...]] = field(default_factory=dict)
    states: bool = False

    def value(self, name: str) -> str:
        """The value of a column as SQL; '' or NULL, or what stands for it, where the table lacks it."""
        cell = self.cells.get(name)
        if cell is not None:
            return cell.value(self.restored.get(name, ()), states_by_name=self.states)
        if name == "data_source":
            return f"'{_ONE_SOURCE}'"
        if name == "source_file":
            return "'" + str(self.existing).replace("'", "''") + "'"
        return "''" if self._type(name) in (ColumnType.TEXT, ColumnType.CODE) else "NULL"

    def _type(self, name: str) -> ColumnType:
        if name in self.table.column_names:
            return self.table.column(name).type
        return ColumnType.DATE if "_date_" in name else ColumnType.CODE

    @property
    def text(self) -> str:
        """The canonical table as a query on the user's."""
        columns = ", ".join(f"{self.value(name)} AS {name}" for name in self.table.column_names)
        return f"SELECT {columns} FROM {self.existing.name}"  # noqa: S608  # names that the engine told

    def where(self, name: str) -> str:
        """Which column of which table, for a message."""
        return f"{self.existing}, {name}"


@dataclass(frozen=True)
class StandingTables:
    """Tables that an engine counts where they stand.

    digests: of each table's rows, and of a list that was given beside them; rows: by canonical table; findings: what
    was found on the way, before audits. stands: what each canonical table is a view of.
    """

    digests: tuple[FileDigest, ...]
    rows: Mapping[str, int]
    findings: tuple[Finding, ...]
    stands: Mapping[str, str]


def attach_tables(engine: Engine, place: TablesPlace) -> StandingTables:
    """Make the tables of a place the canonical tables of an engine that is open on it.

    ClaimsError lists what of them cannot be counted: tables and columns that are missing, types and values that do not
    fit, required columns that are empty, keys that stand twice.
    """
    reads = [_columns(engine, *each) for each in _chosen(engine, place).items()]
    raise_all([fault for each in reads for fault in _type_faults(each)], ClaimsError)
    raise_all([fault for each in reads for fault in _value_faults(engine, each)], ClaimsError)
    findings = [_told(engine, place, reads)]
    if engine.emulated:
        findings.append(_never_run_there(engine, place))
    given = {each.table.name for each in reads}
    for read in reads:
        engine.view(read.table, read.text)
        findings += _notes(engine, read)
    medical = next((each for each in reads if each.table.name == "medical_claim"), None)
    files: list[FileDigest] = []
    for name, table in CANONICAL_TABLES.items():
        if name in given:
            continue
        if name in _WIDE and medical is not None and _places(medical, name):
            if name == "claim_diagnosis":
                findings += _lines_that_differ(engine, medical)
            engine.materialize(table, _from_places(medical, table))
            given.add(name)
        elif name == PROVIDER.name and place.providers is not None:
            engine.put(ChoiceTable(name, table.grain, table.columns), read_providers(place.providers))
            files.append(FileDigest(place.providers.name, digest(place.providers)))
            given.add(name)
        else:
            engine.attach(table, [])
    raise_all([fault for name in CANONICAL_TABLES if name in given for fault in _key_faults(engine, name)], ClaimsError)
    if PROVIDER.name not in given and medical is not None and not medical.filled.get("rendering_specialty_code"):
        findings.append(_no_specialties())
    stands = {each.table.name: f"{place}: {each.existing}" for each in reads}
    if medical is not None:
        wide = (name for name in _WIDE if name in given and name not in stands)
        stands |= {name: f"{place}: {medical.existing}, {_WIDE[name]}_1 to {CODES}" for name in wide}
    digests = tuple(_digests(engine, stands))
    rows = {name: _count(engine, name) for name in given}
    return StandingTables((*digests, *files), rows, tuple(findings), stands)


def refuse_changed_tables(engine: Engine, tables: StandingTables) -> None:
    """ClaimsError if a table's rows are no longer those that were there before they were counted."""
    now = _digests(engine, tables.stands)
    faults = [
        Fault(
            "this table changed while it was counted",
            before.name,
            why="figures of the same settlement would rest on different rows",
            fix="count again when nothing is written to it, or count a copy",
        )
        for before, after in zip(tables.digests, now, strict=False)
        if before != after
    ]
    raise_all(faults, ClaimsError)


def _digests(engine: Engine, stands: Mapping[str, str]) -> Iterator[FileDigest]:
    """A digest of each table, the same for the same data on every engine.

    It is of how many rows there are, and of each column how many values, the least, the greatest and the sum.
    """
    for name, where in stands.items():
        row = engine.ask(name, _summary(CANONICAL_TABLES[name])).rows[0]
        told = json.dumps([name, *("" if each is None else str(each) for each in row)])
        yield FileDigest(where, hashlib.sha256(told.encode()).hexdigest())


def _summary(table: CanonicalTable) -> str:
    asked = ["count(*) AS rows_in_all"]
    own = {column.name for column in SOURCE_COLUMNS} - {"data_source"}
    for column in table.columns:
        name = column.name
        if name in own:
            continue
        if column.type in (ColumnType.TEXT, ColumnType.CODE):
            asked += [f"CAST(count(nullif({name}, '')) AS BIGINT)", f"min({name})", f"max({name})"]
        elif column.type is ColumnType.DATE:
            asked += [
                f"CAST(count({name}) AS BIGINT)",
                f"CAST(min({name}) AS VARCHAR)",
                f"CAST(max({name}) AS VARCHAR)",
            ]
        else:
            places = {ColumnType.MONEY: 2, ColumnType.QUANTITY: 4}.get(column.type, 0)
            asked += [f"CAST(count({name}) AS BIGINT)"]
            asked += [f"CAST({each}({name}) AS DECIMAL(38, {places}))" for each in ("min", "max", "sum")]
    listed = ", ".join(each if " AS rows_in_all" in each else f"{each} AS c{n}" for n, each in enumerate(asked))
    return f"SELECT {listed} FROM {table.name}"  # noqa: S608


def _chosen(engine: Engine, place: TablesPlace) -> dict[CanonicalTable, ExistingTable]:
    """The user's table of each canonical one that there is. ClaimsError if there is none, or where is not clear."""
    if place.schema:
        check_name(place.schema)
    found = engine.existing_tables(place.schema)
    names = {CANONICAL_TABLES[name]: named for name, named in _known(place).items()}
    by_schema: dict[str, dict[str, ExistingTable]] = {}
    for each in found:
        by_schema.setdefault(each.schema, {})[each.table.lower()] = each
    wanted = set(CANONICAL_TABLES) - {table.name for table in names}
    schema = ""
    if NEEDED in wanted or place.schema:
        schema = _schema(place, {name: held.keys() & wanted for name, held in by_schema.items()})
    held = by_schema.get(schema, {})
    chosen = {CANONICAL_TABLES[name]: held[name] for name in CANONICAL_TABLES if name in wanted and name in held}
    chosen |= {table: _named(engine, place, schema, name, found) for table, name in names.items()}
    if place.providers is not None and PROVIDER in chosen:
        what = "specialties are given in a list, and there is a table of providers beside it"
        fix = f"leave out the list, or name another schema than that of {chosen[PROVIDER]}"
        raise ClaimsError(Fault(what, str(place), why="which of them holds could not be known", fix=fix))
    if NEEDED not in {table.name for table in chosen}:
        fix = f"tables there: {', '.join(sorted(held)[:20]) or 'none'}; name it under `tables`, or make a view"
        what = f"there is no table {NEEDED}" + (f" in the schema {schema}" if schema else "")
        raise ClaimsError(Fault(what, str(place), "without it nobody is enrolled", fix))
    return chosen


def _known(place: TablesPlace) -> Mapping[str, str]:
    unknown = [name for name in place.names if name not in CANONICAL_TABLES]
    faults = [
        Fault(f"{name!r} is no table that is counted", str(place), fix=did_you_mean(name, CANONICAL_TABLES))
        for name in unknown
    ]
    raise_all(faults, ClaimsError)
    return place.names


def _schema(place: TablesPlace, held: Mapping[str, set[str]]) -> str:
    """The schema whose tables are meant: the one that is named, or the only one there is, or the one that fits."""
    if place.schema:
        return next((schema for schema in held if schema.lower() == place.schema.lower()), place.schema)
    if len(held) == 1:
        return next(iter(held))
    return schema_meant(held, str(place), f"name the one that is meant behind the address, as in {place}#{{schema}}")


def _named(engine: Engine, place: TablesPlace, schema: str, name: str, found: Sequence[ExistingTable]) -> ExistingTable:
    """The table of that name, in the chosen schema unless it says another one."""
    check_name(name)
    of_schema, _, table = name.rpartition(".")
    listed = found if not of_schema or not place.schema else engine.existing_tables(of_schema)
    for each in listed:
        if (each.schema.lower(), each.table.lower()) == ((of_schema or schema).lower(), table.lower()):
            return each
    fix = did_you_mean(table, [each.table for each in listed])
    raise ClaimsError(Fault(f"there is no table {name}", str(place), "it is named as one of those that count", fix))


def _source_columns(table: CanonicalTable) -> list[SourceColumn]:
    layout = LAYOUTS.get(table.name)
    columns = list(layout.columns) if layout is not None else []
    known = {column.name for column in columns}
    return columns + [source_column(column) for column in table.columns if column.name not in known]


def _columns(engine: Engine, table: CanonicalTable, existing: ExistingTable) -> _Read:
    """Which column of the user's feeds which, and how many rows have a value in it."""
    by_name = {name.lower(): (name, kind) for name, kind in engine.existing_columns(existing)}
    read = _Read(table, existing)
    used = set()
    for column in _source_columns(table):
        found = next((name for name in column.header_names if name in by_name), None)
        if found is None:
            read.absent.append(column)
            continue
        used.add(found)
        name, kind = by_name[found]
        read.cells[column.name] = Cell(column, '"' + name.replace('"', '""') + '"', kind)
    read.strange = sorted(by_name.keys() - used)
    staged = _staged(read.cells).items()
    filled = {name: f"{cell.found} <> ''" if cell.is_text else f"{cell.found} IS NOT NULL" for name, cell in staged}
    read.filled = _counted(engine, read, filled)
    return read


def _staged(cells: Mapping[str, Cell]) -> dict[str, Cell]:
    """The cells as `_counted` has them."""
    return {name: cell.staged(f"x_{name}") for name, cell in cells.items()}


def _counted(engine: Engine, read: _Read, conditions: Mapping[str, str]) -> dict[str, int]:
    """In how many rows each condition on staged cells holds; a condition's name begins with that of its column."""
    if not conditions:
        return {}
    listed = ", ".join(
        f"count(CASE WHEN {condition} THEN 1 END) AS c{number}" for number, condition in enumerate(conditions.values())
    )
    row = engine.ask(str(read.existing), f"SELECT {listed} FROM {_rows(read, conditions)}").rows[0]  # noqa: S608
    return dict(zip(conditions, map(int, row), strict=True))


def _rows(read: _Read, conditions: Iterable[str]) -> str:
    """The rows of a table with the staged cells that conditions of these names are about."""
    names = dict.fromkeys(each.partition(" ")[0] for each in conditions)
    listed = ", ".join(f"{read.cells[name].asked} AS x_{name}" for name in names)
    return f"(SELECT {listed} FROM {read.existing.name}) AS staged"  # noqa: S608


def _type_faults(read: _Read) -> Iterator[Fault]:
    """Columns that are missing though no row can do without them, and columns whose type holds something else."""
    table = read.table
    required = {column.name for column in table.columns if column.required and column.name != "data_source"}
    for column in read.absent:
        if column.name in required or column.needed:
            hint = did_you_mean(column.header_names[0], read.strange) if read.strange else ""
            near = f"{hint} " if hint.startswith("did you mean") else ""
            meaning = table.column(column.name).meaning if column.name in table.column_names else ""
            what = f"there is no column {' or '.join(column.names or (column.name,))} ({meaning})"
            yield Fault(what, str(read.existing), "nothing can be counted without it", f"{near}make a view that has it")
    for name, cell in list(read.cells.items()):
        if cell.fits:
            continue
        if not read.filled[name]:
            # NULL in every row: a column that a view writes without a type has any.
            read.absent.append(cell.column)
            del read.cells[name]
            continue
        what = f"{name} has the type {cell.type.lower()}; it must hold {_holds(cell.column)}"
        why = "a cast that rounds or drops leading zeros would change figures in silence"
        yield Fault(what, str(read.existing), why, "make a view in which it has the type that it should")


def _holds(column: SourceColumn) -> str:
    words = {
        Rule.ANY: "text",
        Rule.CODE: "codes as text",
        Rule.DAY: "days",
        Rule.MONEY: "dollars and cents",
        Rule.QUANTITY: "numbers with at most four decimals",
        Rule.WHOLE: "whole numbers",
        Rule.MONTH: "months like 202401",
        Rule.MONTH_OR_DAY: "months like 202401",
    }
    return words[column.rule]


def _value_faults(engine: Engine, read: _Read) -> list[Fault]:
    """What stands in filled columns and cannot be read; forms of codes that can are noted in `restored`."""
    cells = {name: cell for name, cell in _staged(read.cells).items() if read.filled[name]}
    marks = {
        name: cell.in_form(TAKEN_FOR_A_NUMBER) for name, cell in cells.items() if TAKEN_FOR_A_NUMBER in cell.readings
    }
    states = {
        f"{name} states": cell.is_a_states_name for name, cell in cells.items() if cell.column.shape is Shape.STATE
    }
    found = _counted(engine, read, {**marks, **states})
    read.states = any(found[each] for each in states)
    read.restored = {name: (TAKEN_FOR_A_NUMBER,) for name in marks if found[name]}
    forms = {
        f"{name} {number}": cell.in_form(reading, read.restored.get(name, ()))
        for name, cell in cells.items()
        for number, reading in enumerate(cell.readings)
        if reading != TAKEN_FOR_A_NUMBER
    }
    for key, found_so in _counted(engine, read, forms).items():
        name, _, number = key.partition(" ")
        if found_so:
            read.restored[name] = (*read.restored.get(name, ()), cells[name].readings[int(number)])
    conditions: dict[str, str] = {}
    words: dict[str, tuple[str, str]] = {}
    for name, cell in cells.items():
        for at, (condition, what) in enumerate(cell.faults(read.restored.get(name, ()))):
            conditions[f"{name} {at}"], words[f"{name} {at}"] = condition, (name, what)
        if (shape := cell.column.shape) is not None and shape is not Shape.STATE:
            value = cell.value(read.restored.get(name, ()))
            conditions[f"{name} shape"] = f"{value} <> '' AND NOT regexp_matches({value}, '^({shape.pattern})$')"
    broken = _counted(engine, read, conditions)
    several = {name for name in cells if broken.get(f"{name} 0")}
    faults = []
    for key, rows in broken.items():
        name, _, mark = key.partition(" ")
        if not rows:
            continue
        if mark != "shape":
            faults.append(_bad_value(engine, read, name, words[key][1], conditions[key], rows))
        elif (
            name not in several and 2 * rows > read.filled[name] and read.cells[name].column.shape is not Shape.PRACTICE
        ):
            shape = read.cells[name].column.shape
            expected = f"should have {shape.words if shape else ''}, and most values have not"
            faults.append(_bad_value(engine, read, name, expected, conditions[key], rows))
    return faults


def _bad_value(engine: Engine, read: _Read, name: str, what: str, condition: str, rows: int) -> Fault:
    text = (
        f"SELECT DISTINCT CAST(x_{name} AS VARCHAR) AS found FROM {_rows(read, [name])} "  # noqa: S608
        f"WHERE {condition} ORDER BY found"
    )
    shown = [str(each) for (each,) in engine.ask(str(read.existing), text, most_rows=_EXAMPLES).rows]
    return Fault(
        f"{name} {what} ({rows:,} rows): {', '.join(map(repr, shown))}",
        str(read.existing),
        why="nothing is guessed or left out, so nothing was counted",
        fix=f"make a view that puts these values right, or {_ZEROS}",
    )


def _key_faults(engine: Engine, name: str) -> Iterator[Fault]:
    """Required columns that are empty, and keys that stand in more than one row, of a canonical table as it is read."""
    table = CANONICAL_TABLES[name]
    required = [column for column in table.columns if column.required]
    empty = {
        column.name: f"{column.name} = ''" if column.type in (ColumnType.TEXT, ColumnType.CODE)
        else f"{column.name} IS NULL"
        for column in required
    }  # fmt: skip
    counts = ", ".join(f"count(CASE WHEN {condition} THEN 1 END) AS {each}" for each, condition in empty.items())
    for each, rows in engine.ask(name, f"SELECT {counts} FROM {name}").records[0].items():  # noqa: S608
        if rows:
            fix = "fill it, or leave these rows out on purpose in a view"
            yield Fault(f"{each} is empty in {int(rows):,} rows", name, "nothing can be counted without it", fix)
    key = ", ".join(table.key)
    text = (
        f"SELECT count(*) AS doubled FROM (SELECT {key} FROM {name} GROUP BY {key} "  # noqa: S608
        "HAVING count(*) > 1) AS keys"
    )
    doubled = int(engine.ask(name, text).value)
    if doubled:
        yield Fault(
            f"{doubled:,} keys ({key}) stand in more than one row",
            name,
            f"there is {table.grain}; a row that stands twice would be counted twice",
            "make a view that keeps the final row of each key",
        )


def _count(engine: Engine, name: str) -> int:
    return int(engine.ask(name, f"SELECT count(*) AS counted FROM {name}").value)  # noqa: S608


def _places(medical: _Read, name: str) -> list[int]:
    """The places of diagnoses or procedures on a line that hold any code."""
    return [place for place in range(1, CODES + 1) if medical.filled.get(f"{_WIDE[name]}_{place}")]


def _united(medical: _Read, table: CanonicalTable) -> str:
    """One row a line and place that holds a code, as a query."""
    begins = _WIDE[table.name]
    kind = begins.removesuffix("_code")
    of_place = {
        f"{kind}_code": f"{kind}_code_{{}}",
        "present_on_admission_code": "diagnosis_poa_{}",
        "procedure_date": "procedure_date_{}",
    }
    parts = []
    for place in _places(medical, table.name):
        columns = {
            column: str(place)
            if column == f"{kind}_sequence"
            else medical.value(of_place[column].format(place) if column in of_place else column)
            for column in (*table.column_names, "claim_line_number")
        }
        columns["source_row"] = "CAST(NULL AS BIGINT)"
        if columns.get("procedure_date") == "NULL":
            columns["procedure_date"] = "CAST(NULL AS DATE)"
        listed = ", ".join(f"{text} AS {column}" for column, text in columns.items())
        code = medical.value(f"{begins}_{place}")
        parts.append(f"SELECT {listed} FROM {medical.existing.name} WHERE {code} <> ''")  # noqa: S608
    return " UNION ALL ".join(parts)


def _from_places(medical: _Read, table: CanonicalTable) -> str:
    """The codes of claims as a query: where a claim's lines differ, the first line with a code in a place decides."""
    code, place = _WIDE[table.name], table.key[1]
    columns = ", ".join(table.column_names)
    return (
        f"SELECT {columns} FROM (SELECT each_place.*, row_number() OVER (PARTITION BY claim_id, data_source, {place} "  # noqa: S608
        f"ORDER BY claim_line_number, {code}) AS line_of_claim FROM ({_united(medical, table)}) AS each_place) AS one"
        " WHERE line_of_claim = 1"
    )


def _lines_that_differ(engine: Engine, medical: _Read) -> list[Finding]:
    table = CANONICAL_TABLES["claim_diagnosis"]
    text = (
        "SELECT claim_id, CAST(count(*) OVER () AS BIGINT) AS cases FROM (SELECT DISTINCT claim_id FROM "  # noqa: S608
        f"(SELECT claim_id FROM ({_united(medical, table)}) AS each_place GROUP BY claim_id, data_source, "
        "diagnosis_sequence HAVING count(DISTINCT diagnosis_code) > 1) AS differing) AS claim ORDER BY claim_id"
    )
    return list(lines_differ(str(medical.existing), engine.ask(str(medical.existing), text, most_rows=_EXAMPLES).rows))


def _told(engine: Engine, place: TablesPlace, reads: Sequence[_Read]) -> Finding:
    stands = tuple(str(each.existing) for each in reads)
    return Finding(
        "tables_where_they_stand",
        Severity.NOTE,
        f"claims are counted where they stand, on {engine.name} ({place})",
        len(stands),
        stands,
        why=f"nothing is written into these tables; what is made on the way stands {engine.own_place}",
        names_people=False,
    )


def _never_run_there(engine: Engine, place: TablesPlace) -> Finding:
    return Finding(
        "engine_run_on_stand_in",
        Severity.WARNING,
        f"no test of OpenVBC runs on {engine.name} itself ({place})",
        1,
        why="what is sent to it was run only translated, on DuckDB; a figure could be wrong where the two differ",
        remedy="count the same tables on DuckDB once, and compare the settlements (docs/engines.md says how)",
        names_people=False,
    )


def _notes(engine: Engine, read: _Read) -> Iterator[Finding]:
    """What is told of a table whose view is there."""
    where = str(read.existing)
    yield from amounts_without_column(where, read.absent, read.strange)
    yield from binary_fractions(where, [name for name, cell in read.cells.items() if cell.is_fraction_of_dollars])
    for name, used in read.restored.items():
        cell = _staged(read.cells)[name]
        counts = _counted(
            engine, read, {f"{name} {number}": cell.in_form(each, used) for number, each in enumerate(used)}
        )
        yield Finding(
            "codes_restored",
            Severity.NOTE,
            f"{read.where(name)}: codes with a zero too few or too many, or a mark, are read as the code that they can "
            "only be",
            sum(counts.values()),
            why="a spreadsheet or a program took them for numbers",
            names_people=False,
        )
    if read.states:
        rows = _counted(engine, read, {"state": _staged(read.cells)["state"].is_a_states_name})["state"]
        what = f"{read.where('state')}: names of states are read as postal abbreviations"
        yield Finding("state_names", Severity.NOTE, what, rows, why="each has only one reading", names_people=False)
    if read.table.name == "eligibility":
        (end,) = _staged({name: cell for name, cell in read.cells.items() if name == "enrollment_end_date"}).items()
        yield from open_spans(where, _counted(engine, read, {end[0]: end[1].has_no_end})[end[0]])
    if read.table.name == "provider_attribution":
        yield from practice_names(where, _practices(engine))


def _practices(engine: Engine) -> list[tuple[Any, ...]]:
    practice = "payer_attributed_provider_practice"
    alone = "payer_attributed_provider_organization = '' AND payer_attributed_provider = ''"
    text = (
        f"SELECT practice, CAST(sum(months) OVER () AS BIGINT) AS months, CAST(sum(alone) OVER () AS BIGINT) AS alone "  # noqa: S608
        f"FROM (SELECT {practice} AS practice, count(*) AS months, count(CASE WHEN {alone} THEN 1 END) AS alone "
        f"FROM provider_attribution WHERE regexp_matches({practice}, '[A-Za-z]') GROUP BY {practice}) AS named "
        "ORDER BY practice"
    )
    return list(engine.ask("provider_attribution", text, most_rows=_EXAMPLES).rows)


def _no_specialties() -> Finding:
    return Finding(
        "no_specialties",
        Severity.WARNING,
        "no line of a medical claim says the specialty of who rendered it, and there is no table of providers",
        1,
        why="attribution by services that asks for specialties finds none; Tuva's input layer has no such column",
        remedy="make a table provider (npi, specialty_code), or name a list of them under `providers`",
        names_people=False,
    )
