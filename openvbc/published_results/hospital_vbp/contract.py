"""The contract behind a hospital's published scores: an ordinary contract file, by the files that there are."""

import json

from openvbc.contract.load import contract_from_text
from openvbc.contract.model import Contract
from openvbc.parameters.model import ParameterSet
from openvbc.payment_models.hospital_vbp.measures import COLON, HYSTERECTOMY
from openvbc.payment_models.hospital_vbp.model import PAYMENT_MODEL
from openvbc.payment_models.record import WorksheetRequest
from openvbc.published_results.hospital_vbp.files import YearFiles
from openvbc.worksheet.sheet import Worksheet

PAYER = "Centers for Medicare & Medicaid Services"


def contract_of(files: YearFiles, parameters: ParameterSet, provider: str, *, ssi: str = "stated") -> Contract:
    """The checked contract of a fiscal year. ParameterError for a year that has no published domains."""
    found = parameters.codes("hvbp_domains", fiscal_year=files.year)
    domains = [domain for each in found for domain in each.code_list]
    measures = [
        f"{{measure: {measure}, domain: {domain}}}"
        for domain in files.measures
        for measure in files.measures[domain].columns
    ]
    given = [domain for domain in domains if domain not in files.measures]
    text = "\n".join(
        [
            f"contract: Hospital Value-Based Purchasing, fiscal year {files.year}",
            "parties:",
            f"  payer: {{name: {json.dumps(PAYER)}}}",
            f"  provider: {{name: {json.dumps(provider)}}}",
            f"agreement: {{start: {files.year - 1}-10-01, end: {files.year}-09-30,",
            "            run_out_months: 12, fiscal_year: {named_by: end}}",
            "payment_streams:",
            "  - stream: value_based_purchasing",
            "    model: hospital_vbp",
            "    terms:",
            "      standards: given",
            "      sufficient_data: stated",
            f"      ssi: {ssi}",
            "      slope: from_all_hospitals",
            *([f"      measures: [{', '.join(measures)}]"] if measures else []),
            f"      given_domain_scores: [{', '.join(given)}]",
            "",
        ]
    )
    return contract_from_text(text, f"fiscal year {files.year}", {PAYMENT_MODEL.name: PAYMENT_MODEL})


def sheet_of(contract: Contract, parameters: ParameterSet) -> Worksheet:
    """The worksheet of the contract's one year. ParameterError where a published value is missing."""
    (year,) = contract.agreement.performance_years
    return PAYMENT_MODEL.worksheet(WorksheetRequest(contract.streams[0], contract.agreement, year, parameters))


def combines_ssi(files: YearFiles) -> bool:
    """Whether both surgical site infections are among the measures."""
    measures = {measure for each in files.measures.values() for measure in each.columns}
    return {COLON, HYSTERECTOMY} <= measures
