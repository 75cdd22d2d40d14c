-- Grain: medicare_line one row a claim line, medicare_month one row a person and month, medicare_fill one row a fill,
-- ssa_state one row a state.
-- Rule: the lines of all files are gathered first, so that a claim whose lines stand in two files is one claim.
CREATE TEMP TABLE medicare_line (
    claim_id VARCHAR, claim_line_number INTEGER, person_id VARCHAR, claim_type VARCHAR,
    source_claim_type_code VARCHAR, final_action VARCHAR, deleted BOOLEAN,
    claim_start_date DATE, claim_end_date DATE, claim_line_start_date DATE, claim_line_end_date DATE,
    admission_date DATE, discharge_date DATE, admit_source_code VARCHAR, admit_type_code VARCHAR,
    discharge_disposition_code VARCHAR, place_of_service_code VARCHAR, bill_type_code VARCHAR, drg_code VARCHAR,
    revenue_center_code VARCHAR, service_unit_quantity DECIMAL(18, 4), hcpcs_code VARCHAR,
    hcpcs_modifier_1 VARCHAR, hcpcs_modifier_2 VARCHAR, hcpcs_modifier_3 VARCHAR, hcpcs_modifier_4 VARCHAR,
    rendering_npi VARCHAR, rendering_tin VARCHAR, billing_npi VARCHAR, billing_tin VARCHAR, facility_npi VARCHAR,
    rendering_specialty_code VARCHAR, facility_ccn VARCHAR, claim_control_number VARCHAR, paid_date DATE,
    claim_paid_amount DECIMAL(18, 2), line_paid_amount DECIMAL(18, 2), allowed_amount DECIMAL(18, 2),
    charge_amount DECIMAL(18, 2), coinsurance_amount DECIMAL(18, 2), deductible_amount DECIMAL(18, 2),
    indirect_medical_education_amount DECIMAL(18, 2), disproportionate_share_amount DECIMAL(18, 2),
    uncompensated_care_amount DECIMAL(18, 2),
    diagnosis_codes VARCHAR[], diagnosis_versions VARCHAR[], present_codes VARCHAR[],
    procedure_codes VARCHAR[], procedure_versions VARCHAR[], procedure_dates DATE[],
    source_file VARCHAR, source_row BIGINT
);

CREATE TEMP TABLE medicare_month (
    person_id VARCHAR, year_month INTEGER, month_number INTEGER, member_id VARCHAR, sex VARCHAR, race VARCHAR,
    birth_date DATE, death_date DATE, original_reason_entitlement_code VARCHAR, medicare_status_code VARCHAR,
    dual_status_code VARCHAR, esrd_status VARCHAR, part_a VARCHAR, part_b VARCHAR, part_d VARCHAR, medicare_advantage VARCHAR,
    state VARCHAR, county_code VARCHAR, zip_code VARCHAR, source_file VARCHAR, source_row BIGINT
);

CREATE TEMP TABLE medicare_fill (
    claim_id VARCHAR, person_id VARCHAR, final_action VARCHAR, deleted BOOLEAN, prescribing_provider_npi VARCHAR,
    dispensing_provider_npi VARCHAR, dispensing_date DATE, ndc_code VARCHAR, quantity DECIMAL(18, 4),
    days_supply INTEGER, refills INTEGER, paid_date DATE, paid_amount DECIMAL(18, 2), allowed_amount DECIMAL(18, 2),
    copayment_amount DECIMAL(18, 2), source_file VARCHAR, source_row BIGINT
);

CREATE TEMP TABLE ssa_state (ssa VARCHAR, postal VARCHAR)
