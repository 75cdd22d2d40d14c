"""The contract behind a hospital's published score: an ordinary contract file."""

import json

from openvbc.contract.load import contract_from_text
from openvbc.contract.model import Contract
from openvbc.parameters.model import ParameterSet
from openvbc.payment_models.hospital_acquired_conditions.model import PAYMENT_MODEL
from openvbc.payment_models.record import WorksheetRequest
from openvbc.worksheet.sheet import Worksheet

PAYER = "Centers for Medicare & Medicaid Services"


def contract_of(year: int, provider: str) -> Contract:
    """The checked contract of a fiscal year; the score of the cut is a figure."""
    text = "\n".join(
        [
            f"contract: Hospital-Acquired Condition Reduction Program, fiscal year {year}",
            "parties:",
            f"  payer: {{name: {json.dumps(PAYER)}}}",
            f"  provider: {{name: {json.dumps(provider)}}}",
            f"agreement: {{start: {year - 1}-10-01, end: {year}-09-30,",
            "            run_out_months: 12, fiscal_year: {named_by: end}}",
            "payment_streams:",
            "  - stream: acquired_conditions",
            "    model: hospital_acquired_conditions",
            "    terms: {scores: given, cut: given, payments: whole}",
            "",
        ]
    )
    return contract_from_text(text, f"fiscal year {year}", {PAYMENT_MODEL.name: PAYMENT_MODEL})


def sheet_of(contract: Contract, parameters: ParameterSet) -> Worksheet:
    """The worksheet of the contract's one year. ParameterError where a published value is missing."""
    (year,) = contract.agreement.performance_years
    return PAYMENT_MODEL.worksheet(WorksheetRequest(contract.streams[0], contract.agreement, year, parameters))
