-- Numbers that were replaced before the delivery.
SELECT
    'M' AS HICN_MBI_XREF_IND,
    person_id AS CRNT_NUM,
    former_id AS PRVS_NUM,
    CAST($first_day AS DATE) AS PRVS_ID_EFCTV_DT,
    changed_on AS PRVS_ID_OBSLT_DT
FROM chosen_person
WHERE changed_on > DATE '1900-01-01' AND changed_on <= $delivered_on
