"""A plan's payment in the order of the statute, or the payment of a statutory risk corridor."""

from typing import cast

from openvbc.payment_models.medicare_advantage.benchmark import add_plan_benchmark
from openvbc.payment_models.medicare_advantage.bid import add_bid
from openvbc.payment_models.medicare_advantage.corridor import add_corridor
from openvbc.payment_models.medicare_advantage.payment import add_plan_payment
from openvbc.payment_models.medicare_advantage.terms import MedicareAdvantageTerms
from openvbc.payment_models.medicare_advantage.worksheet_builder import WorksheetBuilder
from openvbc.payment_models.record import WorksheetRequest
from openvbc.worksheet.sheet import Worksheet

_CORRIDORS = {"part_d": "Part D risk corridor", "exchange": "Risk corridor of a qualified health plan"}


def build_worksheet(request: WorksheetRequest) -> Worksheet:
    """The lines of one stream, before any figure. ParameterError for a year without published values."""
    terms, year = cast("MedicareAdvantageTerms", request.stream.terms), request.performance_year.year
    if terms.risk_corridor is not None:
        sheet = Worksheet(f"{_CORRIDORS[terms.risk_corridor.program]}, {year}")
        add_corridor(WorksheetBuilder(sheet, request), terms.risk_corridor)
        return sheet
    if terms.plan_payment is None:
        raise TypeError("terms without a plan's payment and without a corridor")
    sheet = Worksheet(f"Medicare Advantage plan payment, {year}")
    builder = WorksheetBuilder(sheet, request)
    add_plan_benchmark(builder, terms.plan_payment)
    add_bid(builder, terms.plan_payment)
    add_plan_payment(builder, terms.plan_payment)
    return sheet
