"""Minimum savings and loss rates by size of population: a published table, in a straight line inside each band."""

from openvbc.parameters.model import ParameterValue
from openvbc.units import RATE
from openvbc.worksheet.formula import Formula, StepTable, interpolated
from openvbc.worksheet.sheet import Line, Worksheet


def points_of_bands(value: ParameterValue) -> StepTable:
    """A published table of bands as the points between which the rate moves: each band's first and last size."""
    table = value.table
    points = {}
    for index, first in enumerate(table.bounds):
        points[first] = table.columns["rate_at_start"][index]
        points[table.columns["to"][index]] = table.columns["rate_at_end"][index]
    return StepTable(value.parameter, value.label, tuple(points), {"rate": tuple(points.values())})


def add_minimum_rate_by_size(
    sheet: Worksheet, name: str, label: str, population: Formula, published: ParameterValue
) -> Line:
    """The minimum rate of a number of people; absent below the table's first size."""
    rate = interpolated(population, points_of_bands(published), "rate")
    return sheet.line(name, label, RATE, rate, rule=published.citation, places=4)
