-- Grain: one row a fill. Inputs: typed_rows of a file of prescription drug events.
-- Rule: the payer's payment is what the plan paid, covered by Part D or not; the allowed amount is the whole cost of
-- the drug. An identifier of pharmacy or prescriber is an NPI where its qualifier says 01.
INSERT INTO medicare_fill BY NAME
SELECT
    PDE_ID AS claim_id,
    BENE_ID AS person_id,
    upper(FINAL_ACTION) AS final_action,
    lower(DML_IND) = 'delete' OR upper(ADJSTMT_DLTN_CD) = 'D' AS deleted,
    CASE WHEN PRSCRBR_ID_QLFYR_CD = '01' THEN PRSCRBR_ID ELSE '' END AS prescribing_provider_npi,
    CASE WHEN SRVC_PRVDR_ID_QLFYR_CD = '01' THEN SRVC_PRVDR_ID ELSE '' END AS dispensing_provider_npi,
    SRVC_DT AS dispensing_date,
    PROD_SRVC_ID AS ndc_code,
    QTY_DSPNSD_NUM AS quantity,
    DAYS_SUPLY_NUM AS days_supply,
    FILL_NUM AS refills,
    PD_DT AS paid_date,
    CVRD_D_PLAN_PD_AMT + coalesce(NCVRD_PLAN_PD_AMT, 0) AS paid_amount,
    TOT_RX_CST_AMT AS allowed_amount,
    PTNT_PAY_AMT AS copayment_amount,
    source_file,
    source_row
FROM typed_rows
