"""The scoring and payment of one hospital and fiscal year, in the order of the regulation."""

from typing import cast

from openvbc.payment_models.hospital_vbp.domains import add_consistency, add_domain_scores, add_total_performance_score
from openvbc.payment_models.hospital_vbp.payment import add_payment
from openvbc.payment_models.hospital_vbp.points import add_points
from openvbc.payment_models.hospital_vbp.terms import HospitalVbpTerms
from openvbc.payment_models.hospital_vbp.worksheet_builder import WorksheetBuilder
from openvbc.payment_models.record import WorksheetRequest
from openvbc.worksheet.sheet import Worksheet


def build_worksheet(request: WorksheetRequest) -> Worksheet:
    """The lines of one stream, before any figure. ParameterError for a year without published values."""
    terms = cast("HospitalVbpTerms", request.stream.terms)
    sheet = Worksheet(f"Hospital Value-Based Purchasing, fiscal year {request.performance_year.year}")
    builder = WorksheetBuilder(sheet, request, terms)
    if not builder.published.holds("hvbp_net_payment_is_zero"):
        if builder.measures is not None:
            add_points(builder, builder.measures)
            if builder.dimensions:
                add_consistency(builder)
        add_domain_scores(builder)
        add_total_performance_score(builder)
    add_payment(builder)
    return sheet
