-- The diagnoses of final physician claims: the claim's twelve in their order, then those of its lines, each code once.
-- Rule: a cancellation brings no diagnosis.
INSERT INTO loaded_claim_diagnosis BY NAME
WITH distinct_lists AS (
    SELECT
        claim_id,
        person_id,
        min(clm_from_dt) AS first_day,
        max(clm_thru_dt) AS last_day,
        max(dgns_prcdr_icd_ind) AS version,
        min(source_file) AS source_file,
        min(source_row) AS source_row,
        [clm_dgns_1_cd, clm_dgns_2_cd, clm_dgns_3_cd, clm_dgns_4_cd, clm_dgns_5_cd, clm_dgns_6_cd, clm_dgns_7_cd,
            clm_dgns_8_cd, clm_dgns_9_cd, clm_dgns_10_cd, clm_dgns_11_cd, clm_dgns_12_cd, clm_line_dgns_cd] AS codes
    FROM final_physician
    WHERE NOT orphan
    GROUP BY claim_id, person_id, codes
),
named AS (
    SELECT * EXCLUDE (codes), unnest(codes) AS diagnosis_code, unnest(range(1, 14)) AS rank
    FROM distinct_lists
),
once AS (
    SELECT
        claim_id,
        person_id,
        diagnosis_code,
        min(rank) AS rank,
        min(first_day) AS first_day,
        max(last_day) AS last_day,
        max(version) AS version,
        min(source_file) AS source_file,
        min(source_row) AS source_row
    FROM named
    WHERE diagnosis_code <> ''
    GROUP BY claim_id, person_id, diagnosis_code
)
SELECT
    claim_id,
    row_number() OVER (PARTITION BY claim_id ORDER BY rank, diagnosis_code, person_id) AS diagnosis_sequence,
    person_id,
    first_day AS claim_start_date,
    last_day AS claim_end_date,
    CASE WHEN version = '9' THEN 'icd-9-cm' ELSE 'icd-10-cm' END AS diagnosis_code_type,
    diagnosis_code,
    $data_source AS data_source,
    source_file,
    source_row
FROM once;
