"""Minimum savings and loss rates by size of population: a band of the published table, linear inside it."""

from openvbc.parameters.model import ParameterValue
from openvbc.units import PERSONS, RATE
from openvbc.worksheet.formula import Formula, StepTable, lookup
from openvbc.worksheet.sheet import Line, Worksheet


def step_table(value: ParameterValue) -> StepTable:
    """A published table as a worksheet reads it; its lower bounds are the column `from`."""
    table = value.table
    return StepTable(value.parameter, value.label, table.bounds, {"from": table.bounds, **table.columns})


def add_minimum_rate_by_size(
    sheet: Worksheet, name: str, label: str, population: Formula, published: ParameterValue
) -> Line:
    """The lines that lead from a number of people to a minimum rate; below the table's first row it is absent.

    name and label are those of the last line, the rate itself.
    """
    table = step_table(published)
    rule = published.citation
    start = sheet.line(
        f"{name}_band_start", f"{label}: first size of the band", PERSONS, lookup(population, table, "from"), rule=rule
    )
    end = sheet.line(
        f"{name}_band_end", f"{label}: last size of the band", PERSONS, lookup(population, table, "to"), rule=rule
    )
    first = sheet.line(
        f"{name}_at_band_start",
        f"{label} at the first size",
        RATE,
        lookup(population, table, "rate_at_start"),
        rule=rule,
    )
    last = sheet.line(
        f"{name}_at_band_end", f"{label} at the last size", RATE, lookup(population, table, "rate_at_end"), rule=rule
    )
    between = first + (last - first) * (population - start) / (end - start)
    return sheet.line(name, label, RATE, between, rule=rule, places=4)
