-- Grain: one row a period, person, kind of stay and stay, whatever number of claims it was billed with.
-- Inputs: stay_claim; $gap_days
-- Columns: period VARCHAR, person_id VARCHAR, stay_kind VARCHAR, stay_number BIGINT, first_date DATE, last_date DATE,
--   claims BIGINT, discharge_disposition_code VARCHAR, next_first_date DATE
-- Rule: a stay goes on if a claim of the same kind begins on the day on which it ended or within $gap_days days
--   after: interim bills, and transfers from one hospital to the next. The disposition is that of the claim that
--   ends last. next_first_date: when the person's next stay of the kind begins; NULL if there is none.
WITH ordered AS (
    SELECT
        period,
        person_id,
        stay_kind,
        claim_id,
        data_source,
        first_date,
        last_date,
        discharge_disposition_code,
        max(last_date) OVER (
            PARTITION BY period, person_id, stay_kind
            ORDER BY first_date, last_date, claim_id, data_source
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS covered_until
    FROM stay_claim
),
begun AS (
    SELECT
        period,
        person_id,
        stay_kind,
        claim_id,
        data_source,
        first_date,
        last_date,
        discharge_disposition_code,
        sum(
            CASE
                WHEN covered_until IS NULL THEN 1
                WHEN date_diff('day', covered_until, first_date) > $gap_days THEN 1
                ELSE 0
            END
        ) OVER (
            PARTITION BY period, person_id, stay_kind
            ORDER BY first_date, last_date, claim_id, data_source
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS stay_number
    FROM ordered
),
turned AS (
    SELECT
        period,
        person_id,
        stay_kind,
        stay_number,
        first_date,
        last_date,
        discharge_disposition_code,
        row_number() OVER (
            PARTITION BY period, person_id, stay_kind, stay_number
            ORDER BY last_date DESC, first_date DESC, claim_id DESC, data_source DESC
        ) AS turn
    FROM begun
),
whole AS (
    SELECT
        period,
        person_id,
        stay_kind,
        stay_number,
        min(first_date) AS begins,
        max(last_date) AS ends,
        count(*) AS claims,
        max(CASE WHEN turn = 1 THEN discharge_disposition_code ELSE '' END) AS last_disposition_code
    FROM turned
    GROUP BY period, person_id, stay_kind, stay_number
)
SELECT
    period,
    person_id,
    stay_kind,
    CAST(stay_number AS BIGINT) AS stay_number,
    begins AS first_date,
    ends AS last_date,
    claims,
    last_disposition_code AS discharge_disposition_code,
    lead(begins) OVER (PARTITION BY period, person_id, stay_kind ORDER BY begins, ends) AS next_first_date
FROM whole
