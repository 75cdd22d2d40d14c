"""Parameter files to a ParameterSet: every value cited, no two that can apply at once."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from importlib.resources.abc import Traversable
from itertools import combinations
from pathlib import Path

from openvbc.citation import Citation, Status
from openvbc.codes import codes_in
from openvbc.errors import Fault, FileError, ParameterError, did_you_mean, raise_all
from openvbc.money import rate_from_text
from openvbc.parameters.model import CODES, CodeList, ParameterSet, ParameterValue, Table, overlap
from openvbc.parameters.scope import Constraint, OneOf, Range, Scope
from openvbc.units import UNITS, Unit
from openvbc.yamlfile import Node, parse_yaml

_PARAMETER_KEYS = {"parameter", "label", "unit", "values", "note"}
_VALUE_KEYS = {"value", "table", "codes", "scope", "citation", "note"}
_UNITS = {**UNITS, CODES.name: CODES}
_CITATION_KEYS = {"source", "pin", "page", "link", "published", "status"}


def load_parameters(folders: Iterable[Traversable]) -> ParameterSet:
    """All `*.yaml` of the folders. ParameterError lists every fault of every file, overlaps included."""
    faults: list[Fault] = []
    by_name: dict[str, list[ParameterValue]] = {}
    for name, text in _texts(folders):
        for value in _values(name, text, faults):
            by_name.setdefault(value.parameter, []).append(value)
    for same in by_name.values():
        faults.extend(_overlaps(same))
    raise_all(faults, ParameterError)
    return ParameterSet(value for same in by_name.values() for value in same)


class ParametersInFolders(ParameterSet):
    """The same, but that a file is read when a parameter that it may hold is first asked for.

    A contract asks for those of one or two of all payment models. ParameterError as `load_parameters` tells it, faults
    of files that were not asked for included, as soon as a file that is read has one.
    """

    def __init__(self, folders: Iterable[Traversable]) -> None:
        super().__init__(())
        self._folders = tuple(folders)
        self._texts = list(_texts(self._folders))
        self._read: dict[tuple[str, str], tuple[ParameterValue, ...]] = {}

    def __iter__(self) -> Iterator[ParameterValue]:
        return iter(self._every)

    def _of(self, parameter: str) -> list[ParameterValue]:
        if parameter not in self._values:
            faults: list[Fault] = []
            found: list[ParameterValue] = []
            for file in self._texts:
                # A file cannot hold a parameter whose name is nowhere in it.
                if parameter in file[1]:
                    if file not in self._read:
                        self._read[file] = tuple(_values(*file, faults))
                    found.extend(value for value in self._read[file] if value.parameter == parameter)
            if faults or not found or any(_overlaps(found)):
                return list(self._every.texts(parameter))
            self._values[parameter] = found
        return self._values[parameter]

    @cached_property
    def _every(self) -> ParameterSet:
        return load_parameters(self._folders)


def _texts(folders: Iterable[Traversable]) -> Iterator[tuple[str, str]]:
    for folder in folders:
        for file in sorted(folder.iterdir(), key=lambda each: each.name):
            if file.name.endswith(".yaml"):
                yield file.name, file.read_text(encoding="utf-8")


def _values(name: str, text: str, faults: list[Fault]) -> Iterator[ParameterValue]:
    try:
        node = parse_yaml(text, Path(name))
    except FileError as error:
        faults.extend(error.faults)
    else:
        yield from _read_file(node, faults)


def _overlaps(values: Sequence[ParameterValue]) -> Iterator[Fault]:
    # Lists of codes grow by what each text adds, so their scopes overlap on purpose.
    single = [value for value in values if not isinstance(value.value, CodeList)]
    return (overlap(a, b) for a, b in combinations(single, 2) if a.scope.overlaps(b.scope))


def _read_file(node: Node, faults: list[Fault]) -> Iterator[ParameterValue]:
    entries = _known(node, {"parameters"}, faults).get("parameters")
    if entries is None or not isinstance(entries.value, list):
        fix = "write `parameters:` and one `- parameter: ...` a line"
        faults.append(Fault("a parameter file begins with `parameters:` and a list", node.where, fix=fix))
        return
    for entry in entries.value:
        yield from _read_parameter(entry, faults)


def _known(node: Node, keys: set[str], faults: list[Fault]) -> dict[str, Node]:
    mapping = dict(node.items())
    for key, value in mapping.items():
        if key not in keys:
            faults.append(Fault(f"unknown word {key!r}", value.where, fix=did_you_mean(key, keys)))
        elif value.value is None:
            faults.append(Fault(f"{key!r} has no value", value.where, fix="write one, or take the word out"))
    return {key: value for key, value in mapping.items() if value.value is not None}


def _read_parameter(node: Node, faults: list[Fault]) -> Iterator[ParameterValue]:
    mapping = _known(node, _PARAMETER_KEYS, faults)
    missing = [key for key in ("parameter", "label", "unit", "values") if key not in mapping]
    if missing:
        faults.append(Fault(f"a parameter lacks {', '.join(missing)}", node.where, fix="add it"))
        return
    unit = _UNITS.get(str(mapping["unit"].value))
    if unit is None:
        fix = did_you_mean(str(mapping["unit"].value), _UNITS)
        faults.append(Fault(f"unknown unit {mapping['unit'].value!r}", mapping["unit"].where, fix=fix))
        return
    entries = mapping["values"].value
    name, label = str(mapping["parameter"].value), str(mapping["label"].value)
    if not isinstance(entries, list) or not entries:
        faults.append(Fault(f"{name} has no list of values", mapping["values"].where, fix="write one `- value: ...`"))
        return
    for entry in entries:
        value = _read_value(name, label, unit, entry, faults)
        if value is not None:
            yield value


def _read_value(name: str, label: str, unit: Unit, node: Node, faults: list[Fault]) -> ParameterValue | None:
    mapping = _known(node, _VALUE_KEYS, faults)
    citation = _read_citation(mapping.get("citation"), node, name, faults)
    kinds = mapping.keys() & {"value", "table", "codes"}
    if len(kinds) != 1 or ("codes" in kinds) != (unit is CODES):
        fix = "write `value:` or `table:`; a parameter whose unit is codes has `codes:`"
        faults.append(Fault(f"{name} needs a value or a table, one of them", node.where, fix=fix))
        return None
    try:
        value = _held(mapping, unit)
        scope = _scope(mapping.get("scope"))
    except ValueError as error:
        faults.append(Fault(f"{name}: {error}", node.where, fix="write it as the unit says"))
        return None
    return ParameterValue(name, label, unit, value, scope, citation, node.where) if citation else None


def _held(mapping: dict[str, Node], unit: Unit) -> Decimal | bool | Table | CodeList:
    if "table" in mapping:
        return _table(mapping["table"], unit)
    return _codes(mapping["codes"]) if "codes" in mapping else _number(mapping["value"], unit)


def _codes(node: Node) -> CodeList:
    """Codes as text, each once; "99201-99205" stands for all codes from the first to the last.

    `codes: {"01": partial, "02": full}` also says what each means, in one word.
    """
    if isinstance(node.value, dict):
        words = {code: each.value for code, each in node.items() if isinstance(each.value, str) and each.value}
        if not words or len(words) < len(node.value):
            raise ValueError('codes with meanings have one word each, like {"01": partial}')
        return CodeList(tuple(words), words)
    codes: list[str] = []
    for each in node.value if isinstance(node.value, list) else []:
        if not isinstance(each.value, str) or not each.value:
            raise ValueError(f"{each.value} is no code; put codes in quotes")
        codes.extend(codes_in(each.value))
    if not codes or len(set(codes)) != len(codes):
        raise ValueError("codes is a list of codes, each once")
    return CodeList(tuple(codes))


def _number(node: Node, unit: Unit) -> Decimal | bool:
    value = node.value
    if isinstance(value, bool) and unit.kind == "flag":
        return value
    if isinstance(value, Decimal) and unit.kind != "flag":
        return value
    if isinstance(value, str):
        return unit.read(value)
    raise ValueError(f"{value} is not in {unit.name}")


def _table(node: Node, unit: Unit) -> Table:
    rows = [dict(row.items()) for row in node.value] if isinstance(node.value, list) else []
    if not rows or any("from" not in row or row.keys() != rows[0].keys() for row in rows):
        raise ValueError("every row of a table needs `from` and the same columns")
    columns: dict[str, tuple[Decimal, ...]] = {}
    for column in rows[0]:
        columns[column] = tuple(_cell(row[column], unit) for row in rows)
    bounds = columns.pop("from")
    if list(bounds) != sorted(set(bounds)):
        raise ValueError("the rows of a table must rise by `from`")
    return Table(bounds, columns)


def _cell(node: Node, unit: Unit) -> Decimal:
    if isinstance(node.value, Decimal):
        return node.value
    if isinstance(node.value, str) and unit.kind == "rate":
        return rate_from_text(node.value)
    raise ValueError(f"{node.value} at line {node.line} is no number")


def _scope(node: Node | None) -> Scope:
    if node is None:
        return Scope({})
    return Scope({name: _constraint(each) for name, each in node.items()})


def _constraint(node: Node) -> Constraint:
    if isinstance(node.value, dict):
        unknown = node.value.keys() - {"from", "to"}
        if unknown:
            raise ValueError(f"a range has `from` and `to`, not {', '.join(sorted(unknown))}")
        first, last = (_point(node.value[end]) if end in node.value else None for end in ("from", "to"))
        span = Range(first, last)
        if not any(end is not None and span.holds(end) for end in (first, last)):
            raise ValueError(f"a range from {first or 'nothing'} to {last or 'nothing'} never holds")
        return span
    if isinstance(node.value, list):
        if not node.value:
            raise ValueError("a scope without words would never hold")
        return OneOf(frozenset(each.value if isinstance(each.value, str) else _point(each) for each in node.value))
    if isinstance(node.value, str):
        return OneOf(frozenset({node.value}))
    return Range(_point(node), _point(node))


def _point(node: Node) -> int | date:
    if isinstance(node.value, date):
        return node.value
    if isinstance(node.value, Decimal) and node.value == node.value.to_integral_value():
        return int(node.value)
    raise ValueError(f"{node.value} is neither a year nor a date")


def _read_citation(node: Node | None, value: Node, name: str, faults: list[Fault]) -> Citation | None:
    if node is None or not isinstance(node.value, dict):
        what = f"a value of {name} has no citation"
        faults.append(Fault(what, value.where, why="a number nobody can look up is not published", fix="add citation"))
        return None
    mapping = _known(node, _CITATION_KEYS, faults)
    status = str(mapping["status"].value) if "status" in mapping else ""
    if "source" not in mapping or status not in set(Status):
        faults.append(
            Fault(f"the citation of {name} needs a source and a status", node.where, fix="status is V, C, S or U")
        )
        return None
    published = mapping["published"].value if "published" in mapping else None
    if published is not None and not isinstance(published, date):
        faults.append(Fault(f"{published} is no day", mapping["published"].where, fix="write YYYY-MM-DD"))
    texts = {key: str(mapping[key].value) for key in ("source", "pin", "page", "link") if key in mapping}
    return Citation(**texts, published=published if isinstance(published, date) else None, status=Status(status))
