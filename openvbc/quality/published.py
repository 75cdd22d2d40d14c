"""Published cut points of quality measures. They load only when a scorecard names them: there are many."""

from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from importlib.resources import files

from openvbc.contract.scorecard import Measure, PublishedCutPoints, ScaleRow
from openvbc.errors import ContractError, Fault
from openvbc.parameters.load import ParametersInFolders
from openvbc.parameters.model import ParameterSet, ParameterValue


@cache
def published_cut_points() -> ParameterSet:
    """Every published table of cut points: the bound by percentile, for a measure, collection and performance year."""
    return ParametersInFolders([files("openvbc.quality").joinpath("parameters")])


def table_of(named: PublishedCutPoints, year: int) -> ParameterValue:
    """The table that a contract names, for a performance year. ParameterError if there is none."""
    name = f"quality_cut_points_{named.measure.lower()}_{named.collection}"
    return published_cut_points().resolve(name, performance_year=year)


def cuts_at(measure: Measure, rows: Sequence[ScaleRow], table: ParameterValue, where: str) -> tuple[Decimal, ...]:
    """The published bound at each row's percentile. ContractError names the rows for which none is published."""
    bounds = dict(zip(table.table.bounds, table.table.columns["cut"], strict=True))
    missing = [row.label for row in rows if row.percentile not in bounds]
    if missing:
        raise ContractError(
            Fault(
                f"no cut point of {measure.measure} is published at {', '.join(missing)}",
                where,
                why=f"published are percentiles {', '.join(str(bound) for bound in bounds)}",
                fix="give the scale's rows as percentiles from that list, or write cut_points",
            )
        )
    return tuple(bounds[row.percentile] for row in rows if row.percentile is not None)
