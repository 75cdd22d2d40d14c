-- Grain: one row bills that are replaced by another and counted too, the first ones.
-- Inputs: audited_bill, audited_standing_bill, medical_claim; $examples
-- Columns: example VARCHAR, cases BIGINT
-- Rule: the last digit 7 of the type of bill replaces a prior claim, whatever number it has. It stands beside one that
--     still has dollars and is of the same source, person, facility and kind: a bill of the same days; a stay that
--     shares more than a day with it, since nobody stays twice at once; or a bill with the same service on the same
--     day. A bill that was corrected may have other days, so days alone do not tell. The first example tells the
--     dollars of all; cases counts all of them.
WITH replacing AS (
    SELECT *
    FROM audited_bill
    WHERE claim_type = 'institutional' AND is_replacement = 1 AND amount >= 0
),
shared AS (
    SELECT DISTINCT
        replacing.data_source,
        replacing.claim_id AS replacing_claim,
        other.claim_start_date,
        other.claim_end_date
    FROM replacing
    INNER JOIN audited_bill AS other
        ON other.data_source = replacing.data_source
        AND other.person_id = replacing.person_id
        AND other.facility = replacing.facility
        AND other.kind_of_bill = replacing.kind_of_bill
        AND other.is_replacement = 0
        AND other.is_void = 0
    INNER JOIN medical_claim AS line
        ON line.data_source = replacing.data_source AND line.claim_id = replacing.claim_id
    INNER JOIN medical_claim AS other_line
        ON other_line.data_source = other.data_source
        AND other_line.claim_id = other.claim_id
        AND other_line.hcpcs_code = line.hcpcs_code
        AND coalesce(other_line.claim_line_start_date, other.claim_start_date)
            = coalesce(line.claim_line_start_date, replacing.claim_start_date)
    WHERE line.hcpcs_code <> ''
),
pair AS (
    SELECT
        standing.data_source,
        standing.person_id,
        standing.kind_of_bill,
        standing.claim_id AS replaced_claim,
        standing.amount AS replaced,
        replacing.claim_id AS replacing_claim,
        replacing.bill_frequency,
        replacing.claim_start_date,
        replacing.amount AS replacing,
        row_number() OVER (
            PARTITION BY standing.data_source, standing.claim_id ORDER BY replacing.claim_id
        ) AS turn
    FROM replacing
    INNER JOIN audited_standing_bill AS standing
        ON standing.data_source = replacing.data_source
        AND standing.person_id = replacing.person_id
        AND standing.facility = replacing.facility
        AND standing.kind_of_bill = replacing.kind_of_bill
    LEFT JOIN shared
        ON shared.data_source = replacing.data_source
        AND shared.replacing_claim = replacing.claim_id
        AND shared.claim_start_date = standing.claim_start_date
        AND shared.claim_end_date = standing.claim_end_date
    WHERE shared.replacing_claim IS NOT NULL
        OR (
            standing.claim_start_date = replacing.claim_start_date
            AND standing.claim_end_date = replacing.claim_end_date
        )
        OR (
            standing.is_stay = 1
            AND standing.claim_start_date < replacing.claim_end_date
            AND standing.claim_end_date > replacing.claim_start_date
        )
)
SELECT
    example || CASE WHEN place_in_order = 1 THEN '; in all $' || CAST(all_paid AS VARCHAR) ELSE '' END AS example,
    cases
FROM (
    SELECT
        'claim ' || replacing_claim || ' of ' || data_source || ', person ' || person_id || ', type of bill '
            || kind_of_bill || bill_frequency || ', ' || CAST(claim_start_date AS VARCHAR) || ': $'
            || CAST(replacing AS VARCHAR) || ' beside ' || replaced_claim || ' with $' || CAST(replaced AS VARCHAR)
            AS example,
        CAST(sum(replaced) OVER () AS DECIMAL(18, 2)) AS all_paid,
        count(*) OVER () AS cases,
        row_number() OVER (ORDER BY data_source, replacing_claim, replaced_claim) AS place_in_order
    FROM pair
    WHERE turn = 1
) AS found
WHERE place_in_order <= $examples
ORDER BY place_in_order
