-- Grain: one row an inpatient claim of a person. Inputs: inpatient_segment. Columns: those of inpatient_claim.
-- Rule: a claim's payment is the sum of its segments'. Its year is that of its from-date, as in CMS's yearly columns.
-- Date and DRG are those of the lowest segment that has one (further segments of DE-SynPUF leave dates empty).
INSERT INTO inpatient_claim
WITH dated AS (
    SELECT person_id, claim_id, CAST(extract(YEAR FROM from_date) AS INTEGER) AS from_year
    FROM inpatient_segment
    WHERE from_date IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY person_id, claim_id ORDER BY segment, file_number, source_row) = 1
),
grouped AS (
    SELECT person_id, claim_id, drg
    FROM inpatient_segment
    WHERE drg <> ''
    QUALIFY row_number() OVER (PARTITION BY person_id, claim_id ORDER BY segment, file_number, source_row) = 1
),
paid AS (
    SELECT person_id, claim_id, CAST(sum(payment_cents) AS BIGINT) AS payment_cents, count(*) AS segments
    FROM inpatient_segment
    GROUP BY person_id, claim_id
)
SELECT
    paid.person_id,
    paid.claim_id,
    coalesce(dated.from_year, 0) AS from_year,
    coalesce(grouped.drg, '') AS drg,
    paid.payment_cents,
    paid.segments
FROM paid
LEFT JOIN dated ON dated.person_id = paid.person_id AND dated.claim_id = paid.claim_id
LEFT JOIN grouped ON grouped.person_id = paid.person_id AND grouped.claim_id = paid.claim_id
