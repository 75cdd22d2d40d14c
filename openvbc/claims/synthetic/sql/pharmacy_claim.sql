-- One row a fill. The drug's code is one of no labeler: 99999.
SELECT
    '9' || lpad(CAST(person.number AS VARCHAR), 7, '0') || lpad(CAST(fill.sequence AS VARCHAR), 5, '0') AS claim_id,
    CAST(1 AS INTEGER) AS claim_line_number,
    person.person_id,
    'Medicare' AS payer,
    'Original Medicare' AS plan,
    clinician.npi AS prescribing_provider_npi,
    pharmacy.npi AS dispensing_provider_npi,
    DATE '1970-01-01' + fill.day AS dispensing_date,
    '99999' || lpad(CAST(fill.drug AS VARCHAR), 4, '0') || '01' AS ndc_code,
    CAST(fill.days_supply AS DECIMAL(18, 4)) AS quantity,
    CAST(fill.days_supply AS INTEGER) AS days_supply,
    CAST(fill.refill AS INTEGER) AS refills,
    DATE '1970-01-01' + fill.paid_day AS paid_date,
    CAST(fill.allowed - fill.share AS DECIMAL(15, 0)) * 0.01 AS paid_amount,
    CAST(fill.allowed AS DECIMAL(15, 0)) * 0.01 AS allowed_amount,
    CAST(fill.allowed AS DECIMAL(15, 0)) * 0.01 AS charge_amount,
    CAST(0 AS DECIMAL(18, 2)) AS coinsurance_amount,
    CAST(fill.share AS DECIMAL(15, 0)) * 0.01 AS copayment_amount,
    CAST(0 AS DECIMAL(18, 2)) AS deductible_amount,
    'synthetic' AS data_source,
    '' AS source_file,
    CAST(NULL AS BIGINT) AS source_row
FROM block_fill AS fill
JOIN person ON person.idx = fill.person
JOIN clinician ON clinician.idx = fill.prescriber
JOIN biller AS pharmacy ON pharmacy.idx = fill.pharmacy
