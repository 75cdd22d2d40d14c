"""The settlement of one performance year, in the order of CMS's financial settlement sheet."""

from typing import cast

from openvbc.payment_models.aco_reach.benchmark import add_benchmark
from openvbc.payment_models.aco_reach.expenditures import add_expenditures
from openvbc.payment_models.aco_reach.historical import add_computed_benchmark
from openvbc.payment_models.aco_reach.settlement import add_settlement
from openvbc.payment_models.aco_reach.sharing import add_shared_savings
from openvbc.payment_models.aco_reach.terms import AcoReachTerms
from openvbc.payment_models.aco_reach.worksheet_builder import WorksheetBuilder
from openvbc.payment_models.record import WorksheetRequest
from openvbc.worksheet.sheet import Worksheet

#: The model's name changed with performance year 2023.
_REACH_FROM = 2023


def build_worksheet(request: WorksheetRequest) -> Worksheet:
    """The lines of a settlement, before any figure. ParameterError for a year without published values."""
    terms, year = cast("AcoReachTerms", request.stream.terms), request.performance_year.year
    name = "ACO REACH" if year >= _REACH_FROM else "Global and Professional Direct Contracting"
    sheet = Worksheet(f"{name}, performance year {year}")
    builder = WorksheetBuilder(sheet, request, terms)
    if terms.benchmark.basis == "computed":
        add_computed_benchmark(builder)
    add_benchmark(builder)
    add_expenditures(builder)
    add_shared_savings(builder)
    add_settlement(builder)
    return sheet
