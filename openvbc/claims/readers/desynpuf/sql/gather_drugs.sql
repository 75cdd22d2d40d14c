-- Grain: one row a fill. Inputs: typed_rows of a file of prescription drug events.
-- Rule: the file has the whole cost of the drug and what the patient paid, not what the plan paid, so that stays absent.
INSERT INTO medicare_fill BY NAME
SELECT
    without_point_zero(PDE_ID) AS claim_id,
    DESYNPUF_ID AS person_id,
    '' AS final_action,
    false AS deleted,
    '' AS prescribing_provider_npi,
    '' AS dispensing_provider_npi,
    SRVC_DT AS dispensing_date,
    digits_of(PROD_SRVC_ID, 11) AS ndc_code,
    QTY_DSPNSD_NUM AS quantity,
    DAYS_SUPLY_NUM AS days_supply,
    TOT_RX_CST_AMT AS allowed_amount,
    PTNT_PAY_AMT AS copayment_amount,
    source_file,
    source_row
FROM typed_rows
