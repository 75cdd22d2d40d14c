"""The settlement of a year's episodes, in one of three ways."""

from typing import cast

from openvbc.payment_models.episode_payment.prospective import add_prospective
from openvbc.payment_models.episode_payment.reconciliation import add_reconciliation
from openvbc.payment_models.episode_payment.terms import EpisodePaymentTerms
from openvbc.payment_models.episode_payment.thresholds import add_thresholds
from openvbc.payment_models.episode_payment.worksheet_builder import make_builder
from openvbc.payment_models.record import WorksheetRequest
from openvbc.worksheet.sheet import Worksheet

#: What the programs are called.
PROGRAMS = {"bpci_advanced": "BPCI Advanced", "team": "TEAM", "cjr": "CJR", "cjr_x": "CJR-X"}


def build_worksheet(request: WorksheetRequest) -> Worksheet:
    """The lines of one stream, before any figure. ContractError for terms that the program does not have then."""
    terms = cast("EpisodePaymentTerms", request.stream.terms)
    name = PROGRAMS[terms.program] if terms.program is not None else "Episodes"
    sheet = Worksheet(f"{name}, {request.performance_year.words}")
    builder = make_builder(request, terms, sheet)
    if terms.retrospective is not None:
        add_reconciliation(builder, terms.retrospective)
    elif terms.thresholds is not None:
        add_thresholds(builder, terms.thresholds)
    elif terms.prospective is not None:
        add_prospective(builder, terms.prospective)
    return sheet
