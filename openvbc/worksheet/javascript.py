"""The reader for pages: a worksheet as data that a script walks, with the same exact arithmetic as the engine.

Nothing is computed here. What stands in the data is the tree itself: lines in order, each with its formula or value;
numbers as text, so that no digit is lost. `what_if.js` is the walk, and tests hold it against the engine.
"""

from collections.abc import Mapping

from openvbc.figures import Absent, Keyed, Value, key_parts
from openvbc.money import plain
from openvbc.worksheet.formula import Apply, Constant, Formula, StepTable
from openvbc.worksheet.sheet import BarRole, Line, Worksheet

#: What JSON can hold of a worksheet.
Data = str | int | bool | None | list["Data"] | dict[str, "Data"]


def worksheet_data(sheet: Worksheet, values: "Mapping[str, Value | Mapping[Keyed, Value]]") -> dict[str, Data]:
    """A worksheet with the values of its inputs, terms and parameters, and of what else is set from outside."""
    return {
        "title": sheet.title,
        "outcome": sheet.outcome,
        "sections": [{"name": each.name, "title": each.title} for each in sheet.sections],
        "axes": {
            axis.name: {
                "label": axis.label,
                "keys": list(axis.keys),
                "labels": [member.label for member in axis.members],
            }
            for axis in sheet.axes.values()
        },
        "tables": {table.name: _table(table) for table in sheet.tables},
        "lines": [_line(line, values.get(line.name)) for line in sheet],
        "bars": [{"line": bar.line, "role": _ROLES[bar.role]} for bar in sheet.waterfall],
    }


_ROLES = {BarRole.TOTAL: "total", BarRole.MINUS: "minus", BarRole.PLUS: "plus"}


def _line(line: Line, value: "Value | Mapping[Keyed, Value] | None") -> dict[str, Data]:
    found: dict[str, Data] = {
        "name": line.name,
        "label": line.label,
        "section": line.section,
        "kind": line.kind.name.lower(),
        "unit": line.unit.name,
        "shown": line.unit.kind,
        "places": line.places if line.places is not None else line.unit.places,
        "axes": [axis.name for axis in line.axes],
        "streams": line.of_streams,
    }
    if line.formula is not None:
        found["formula"] = _formula(line.formula)
    if value is not None:
        found["value"] = (
            {key_data(key): value_data(each) for key, each in value.items()}
            if isinstance(value, Mapping)
            else value_data(value)
        )
    return found


def key_data(key: Keyed | None) -> str:
    """The key of a line over axes, its members parted by tabs."""
    return "" if key is None else "\t".join(key_parts(key))


def value_data(value: Value) -> str | bool | None:
    """A number as its digits, yes or no as it is, null where it is absent."""
    if isinstance(value, Absent):
        return None
    return value if isinstance(value, bool) else plain(value)


def _table(table: StepTable) -> dict[str, Data]:
    return {
        "bounds": [plain(each) for each in table.bounds],
        "columns": {name: [plain(each) for each in column] for name, column in table.columns.items()},
    }


def _formula(formula: Formula) -> Data:
    """A line by its name; a constant as `{"c": value}`; an operation as `{"o": name, "a": arguments, ...}`."""
    if isinstance(formula, Line):
        return formula.name
    if isinstance(formula, Constant):
        return {"c": value_data(formula.value)}
    if not isinstance(formula, Apply):
        raise TypeError(f"{formula!r} is no formula")
    found: dict[str, Data] = {
        "o": formula.operation.value,
        "a": [_formula(each) for each in formula.arguments],
    }
    if formula.places:
        found["places"] = formula.places
    if formula.table is not None:
        found["table"], found["column"] = formula.table.name, formula.column
    if formula.over is not None:
        found["over"] = formula.over.name
        found["axes"] = [axis.name for axis in formula.axes]
    if formula.member:
        found["member"] = formula.member
    if formula.branches:
        found["branches"] = dict(formula.branches)
    return found
