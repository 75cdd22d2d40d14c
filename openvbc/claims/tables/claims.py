"""Claims after netting: medical lines, pharmacy fills, diagnoses and procedures; and yearly summaries of them."""

from typing import Final

from openvbc.claims.tables.dictionary import (
    SOURCE_COLUMNS,
    CanonicalTable,
    Column,
    ColumnType,
    code,
    date,
    money,
    own,
    text,
)

MEDICAL_CLAIM: Final = CanonicalTable(
    "medical_claim",
    "one row a line of a final medical claim; a payment known for the claim only stands on its first line, 0 on others",
    ("claim_id", "claim_line_number", "data_source"),
    (
        text("claim_id", "The claim.", required=True),
        Column("claim_line_number", ColumnType.WHOLE, "The line, counted from 1.", required=True),
        code("claim_type", "institutional, professional or undetermined."),
        text("person_id", "The person.", required=True),
        text("payer", "Name of the payer."),
        text("plan", "Name of the plan or product."),
        date("claim_start_date", "First day of the claim.", required=True),
        date("claim_end_date", "Last day of the claim.", required=True),
        date("claim_line_start_date", "First day of the line."),
        date("claim_line_end_date", "Last day of the line."),
        date("admission_date", "Day of admission to a facility."),
        date("discharge_date", "Day of discharge from a facility."),
        code("admit_source_code", "Where the person came from."),
        code("admit_type_code", "Type of admission."),
        code("discharge_disposition_code", "Where the person went (20 died, 30 still a patient)."),
        code("place_of_service_code", "CMS place of service, professional lines."),
        code("bill_type_code", "Type of bill, three digits, institutional claims."),
        code("drg_code_type", "ms-drg or apr-drg."),
        code("drg_code", "Diagnosis-related group, three digits."),
        code("revenue_center_code", "Revenue center, four digits."),
        Column("service_unit_quantity", ColumnType.QUANTITY, "Units of service."),
        code("hcpcs_code", "HCPCS code of the line."),
        code("hcpcs_modifier_1", "First modifier."),
        code("hcpcs_modifier_2", "Second modifier."),
        code("hcpcs_modifier_3", "Third modifier."),
        code("hcpcs_modifier_4", "Fourth modifier."),
        code("rendering_npi", "NPI of who rendered the line; of an institutional claim, the attending clinician."),
        code("rendering_tin", "TIN of who rendered the line, nine digits."),
        code("billing_npi", "NPI of who billed."),
        code("billing_tin", "TIN of who billed, nine digits."),
        code("facility_npi", "NPI of the facility."),
        date("paid_date", "Day of payment (or of processing, where the source has no other)."),
        money("paid_amount", "What the payer paid."),
        money("allowed_amount", "What the payer allowed: paid by all together."),
        money("charge_amount", "What was charged."),
        money("coinsurance_amount", "Coinsurance of the person."),
        money("copayment_amount", "Copayment of the person."),
        money("deductible_amount", "Deductible of the person."),
        own(code("rendering_specialty_code", "CMS specialty code on the line (two characters).")),
        own(code("facility_ccn", "CMS certification number of the facility.")),
        own(code("source_claim_type_code", "Medicare claim type (10 home health, 60 inpatient, ...), where known.")),
        own(money("sequestration_amount", "What sequestration took from the payment.")),
        own(money("indirect_medical_education_amount", "Part of the payment that is indirect medical education.")),
        own(money("disproportionate_share_amount", "Part of the payment that is disproportionate share.")),
        own(money("uncompensated_care_amount", "Part of the payment that is uncompensated care.")),
        own(text("claim_control_number", "Key that ties a claim to its cancellations and adjustments.")),
        own(code("adjustment_type_code", "0 original, 2 adjustment: which record of its key is the final one.")),
        *SOURCE_COLUMNS,
    ),
)

CLAIM_DIAGNOSIS: Final = CanonicalTable(
    "claim_diagnosis",
    "one row a diagnosis of a final medical claim (Tuva has them in columns diagnosis_code_1 to 25)",
    ("claim_id", "diagnosis_sequence", "data_source"),
    tuple(
        own(column)
        for column in (
            text("claim_id", "The claim.", required=True),
            Column("diagnosis_sequence", ColumnType.WHOLE, "1 is the principal diagnosis.", required=True),
            text("person_id", "The person.", required=True),
            date("claim_start_date", "First day of the claim.", required=True),
            date("claim_end_date", "Last day of the claim.", required=True),
            code("diagnosis_code_type", "icd-10-cm or icd-9-cm."),
            Column("diagnosis_code", ColumnType.CODE, "The code without its dot.", required=True),
            code("present_on_admission_code", "Y, N, U, W or '1'."),
        )
    )
    + SOURCE_COLUMNS,
)

CLAIM_PROCEDURE: Final = CanonicalTable(
    "claim_procedure",
    "one row a procedure of a final institutional claim (Tuva has them in columns procedure_code_1 to 25)",
    ("claim_id", "procedure_sequence", "data_source"),
    tuple(
        own(column)
        for column in (
            text("claim_id", "The claim.", required=True),
            Column("procedure_sequence", ColumnType.WHOLE, "1 is the principal procedure.", required=True),
            text("person_id", "The person.", required=True),
            code("procedure_code_type", "icd-10-pcs or icd-9-pcs."),
            Column("procedure_code", ColumnType.CODE, "The code without its dot.", required=True),
            date("procedure_date", "Day of the procedure."),
        )
    )
    + SOURCE_COLUMNS,
)

PHARMACY_CLAIM: Final = CanonicalTable(
    "pharmacy_claim",
    "one row a fill of a final pharmacy claim",
    ("claim_id", "claim_line_number", "data_source"),
    (
        text("claim_id", "The claim.", required=True),
        Column("claim_line_number", ColumnType.WHOLE, "The line, counted from 1.", required=True),
        text("person_id", "The person.", required=True),
        text("payer", "Name of the payer."),
        text("plan", "Name of the plan or product."),
        code("prescribing_provider_npi", "NPI of the prescriber."),
        code("dispensing_provider_npi", "NPI of the pharmacy."),
        date("dispensing_date", "Day of the fill.", required=True),
        code("ndc_code", "National Drug Code, eleven digits."),
        Column("quantity", ColumnType.QUANTITY, "Quantity dispensed."),
        Column("days_supply", ColumnType.WHOLE, "Days of supply."),
        Column("refills", ColumnType.WHOLE, "Which fill of the prescription: 0 the first."),
        date("paid_date", "Day of payment."),
        money("paid_amount", "What the payer paid."),
        money("allowed_amount", "What the payer allowed: paid by all together."),
        money("charge_amount", "What was charged."),
        money("coinsurance_amount", "Coinsurance of the person."),
        money("copayment_amount", "Copayment of the person."),
        money("deductible_amount", "Deductible of the person."),
        *SOURCE_COLUMNS,
    ),
)

ANNUAL_EXPENDITURE: Final = CanonicalTable(
    "annual_expenditure",
    "one row a person, year and category of service of a yearly summary: what was spent, whether its claims are at hand"
    " or not",
    ("person_id", "first_date", "category", "data_source"),
    tuple(
        own(column)
        for column in (
            text("person_id", "The person.", required=True),
            text("payer", "Name of the payer."),
            text("plan", "Name of the plan or product."),
            date("first_date", "First day of the year that is summarized.", required=True),
            date("last_date", "Last day of it.", required=True),
            text("category", "Category of service: inpatient, outpatient, professional.", required=True),
            money("paid_amount", "What the payer paid for services of the year."),
            money("allowed_amount", "What the payer allowed: paid by all together."),
        )
    )
    + SOURCE_COLUMNS,
)
