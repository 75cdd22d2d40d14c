"""The contract behind an ACO's published year: an ordinary contract file, by its type and risk arrangement."""

import json

from openvbc.contract.load import contract_from_text
from openvbc.contract.model import Contract
from openvbc.parameters.model import ParameterSet
from openvbc.payment_models.aco_reach.model import PAYMENT_MODEL
from openvbc.payment_models.record import WorksheetRequest
from openvbc.published_results.aco_reach.files import ACO_TYPE, ACO_TYPES, ARRANGEMENTS, RISK_ARRANGEMENT
from openvbc.published_results.comparison.rows import PublishedRow
from openvbc.published_results.mssp.results.columns import normal
from openvbc.worksheet.sheet import Worksheet

PAYER = "Centers for Medicare & Medicaid Services"
#: The first performance year had nine months.
_FIRST_YEAR, _FIRST_DAY = 2021, "2021-04-01"


def elections_of(row: PublishedRow) -> tuple[str, str]:
    """The type and the risk arrangement of an ACO, as contracts write them."""
    return ACO_TYPES[normal(row.texts[ACO_TYPE])], ARRANGEMENTS[normal(row.texts[RISK_ARRANGEMENT])]


def contract_of(
    year: int, elections: tuple[str, str], provider: str, *, by_months: bool = False, detailed: bool = False
) -> Contract:
    """The checked contract of one performance year.

    by_months: the health equity adjustment follows from beneficiary-months. detailed: the cost of care follows from
    claims and capitation.
    """
    aco_type, arrangement = elections
    start = _FIRST_DAY if year == _FIRST_YEAR else f"{year}-01-01"
    text = "\n".join(
        [
            f"contract: ACO REACH participation agreement, performance year {year}",
            "parties:",
            f"  payer: {{name: {json.dumps(PAYER)}}}",
            f"  provider: {{name: {json.dumps(provider)}}}",
            f"agreement: {{start: {start}, end: {year}-12-31, run_out_months: 6, performance_years: calendar}}",
            "population: {line_of_business: traditional_medicare, attribution: {payer_list: true}}",
            "payment_streams:",
            "  - stream: total_cost_of_care",
            "    model: aco_reach",
            "    terms:",
            f"      aco_type: {aco_type}",
            f"      risk_arrangement: {arrangement}",
            f"      benchmark: {{basis: final, health_equity: {'by_months' if by_months else 'amounts'}}}",
            f"      expenditures: {'claims_and_capitation' if detailed else 'net'}",
            "",
        ]
    )
    return contract_from_text(text, f"performance year {year}", {PAYMENT_MODEL.name: PAYMENT_MODEL})


def sheet_of(contract: Contract, parameters: ParameterSet) -> Worksheet:
    """The worksheet of the contract's one year. ParameterError where a published value is missing."""
    (year,) = contract.agreement.performance_years
    return PAYMENT_MODEL.worksheet(WorksheetRequest(contract.streams[0], contract.agreement, year, parameters))
