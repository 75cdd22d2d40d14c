-- Grain: one row a summarized period, member and category (what the year's claims at hand leave of the summary), and
--   one row a set of carve-outs in it whose claims come to more than the summary.
-- Inputs: summarized_expenditure, claim_expenditure, enrollment_months, carve_out, carve_out_code,
--   period_key
-- Columns: period_number INTEGER, member_key BIGINT, category_number INTEGER, carve_out_bits BIGINT, lines BIGINT,
--   lines_with_paid BIGINT, lines_with_allowed BIGINT, paid_cents BIGINT, allowed_cents BIGINT
-- Rule: with these rows a member's category comes to what the summary says, however many of its claims are at hand. Of
--   claims that a carve-out takes by their codes no more is taken out than the summary has, nothing if it is below
--   zero: what they have beyond it goes back (rows of 0 lines), sets of carve-outs in the order of their bits.
--   Carve-outs of whole categories take the row of the summary with the claims. Nothing without summarized_expenditure.
WITH whole_category AS (
    SELECT CAST(coalesce(sum(carve_out_bit), 0) AS BIGINT) AS carve_out_bits
    FROM (
        SELECT DISTINCT carve_out_bit
        FROM carve_out_code
        WHERE drg_low = '' AND revenue_center_low = '' AND hcpcs_low = ''
    ) AS without_codes
),
at_hand AS (
    SELECT
        summarized.period_number,
        summarized.person,
        summarized.category_number,
        claim.carve_out_bits,
        CAST(sum(claim.paid_cents) AS BIGINT) AS paid_cents,
        CAST(sum(claim.allowed_cents) AS BIGINT) AS allowed_cents
    FROM claim_expenditure AS claim
    INNER JOIN enrollment_months ON enrollment_months.member_key = claim.member_key
    INNER JOIN summarized_expenditure AS summarized
        ON
            summarized.period_number = claim.period_number
            AND summarized.person = enrollment_months.person
            AND summarized.category_number = claim.category_number
    WHERE claim.payment <> 2
    GROUP BY summarized.period_number, summarized.person, summarized.category_number, claim.carve_out_bits
),
by_code AS (
    SELECT DISTINCT met.period_number, met.category_number, met.carve_out_bits
    FROM (SELECT DISTINCT period_number, category_number, carve_out_bits FROM at_hand WHERE carve_out_bits <> 0) AS met
    CROSS JOIN whole_category
    INNER JOIN period_key ON period_key.period_number = met.period_number
    INNER JOIN carve_out
        ON
            (met.carve_out_bits & carve_out.carve_out_bit) <> 0
            AND (whole_category.carve_out_bits & carve_out.carve_out_bit) = 0
            AND (carve_out.period = '' OR carve_out.period = period_key.period)
            AND (carve_out.category_number = 0 OR carve_out.category_number = met.category_number)
),
carved AS (
    SELECT
        at_hand.period_number,
        at_hand.person,
        at_hand.category_number,
        at_hand.carve_out_bits,
        at_hand.paid_cents,
        at_hand.allowed_cents,
        greatest(0, summarized.paid_cents) AS most_paid_cents,
        greatest(0, summarized.allowed_cents) AS most_allowed_cents,
        CAST(sum(at_hand.paid_cents) OVER (
            PARTITION BY at_hand.period_number, at_hand.person, at_hand.category_number
            ORDER BY at_hand.carve_out_bits
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS BIGINT) AS paid_so_far,
        CAST(sum(at_hand.allowed_cents) OVER (
            PARTITION BY at_hand.period_number, at_hand.person, at_hand.category_number
            ORDER BY at_hand.carve_out_bits
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS BIGINT) AS allowed_so_far
    FROM at_hand
    INNER JOIN by_code
        ON
            by_code.period_number = at_hand.period_number
            AND by_code.category_number = at_hand.category_number
            AND by_code.carve_out_bits = at_hand.carve_out_bits
    INNER JOIN summarized_expenditure AS summarized
        ON
            summarized.period_number = at_hand.period_number
            AND summarized.person = at_hand.person
            AND summarized.category_number = at_hand.category_number
),
beyond AS (
    SELECT
        period_number,
        person,
        category_number,
        carve_out_bits,
        greatest(0, paid_so_far - most_paid_cents)
        - greatest(0, paid_so_far - paid_cents - most_paid_cents) AS paid_cents,
        greatest(0, allowed_so_far - most_allowed_cents)
        - greatest(0, allowed_so_far - allowed_cents - most_allowed_cents) AS allowed_cents
    FROM carved
),
known AS (
    SELECT period_number, person, category_number, paid_cents, allowed_cents FROM at_hand
    UNION ALL
    SELECT period_number, person, category_number, -paid_cents AS paid_cents, -allowed_cents AS allowed_cents
    FROM beyond
),
known_total AS (
    SELECT
        period_number,
        person,
        category_number,
        CAST(sum(paid_cents) AS BIGINT) AS paid_cents,
        CAST(sum(allowed_cents) AS BIGINT) AS allowed_cents
    FROM known
    GROUP BY period_number, person, category_number
)
SELECT
    summarized.period_number,
    summarized.member_key,
    summarized.category_number,
    whole_category.carve_out_bits,
    summarized.lines,
    summarized.lines_with_paid,
    summarized.lines_with_allowed,
    summarized.paid_cents - coalesce(known_total.paid_cents, 0) AS paid_cents,
    summarized.allowed_cents - coalesce(known_total.allowed_cents, 0) AS allowed_cents
FROM summarized_expenditure AS summarized
CROSS JOIN whole_category
LEFT JOIN known_total
    ON
        known_total.period_number = summarized.period_number
        AND known_total.person = summarized.person
        AND known_total.category_number = summarized.category_number
UNION ALL
SELECT
    beyond.period_number,
    summarized.member_key,
    beyond.category_number,
    beyond.carve_out_bits,
    CAST(0 AS BIGINT) AS lines,
    CAST(0 AS BIGINT) AS lines_with_paid,
    CAST(0 AS BIGINT) AS lines_with_allowed,
    -beyond.paid_cents AS paid_cents,
    -beyond.allowed_cents AS allowed_cents
FROM beyond
INNER JOIN summarized_expenditure AS summarized
    ON
        summarized.period_number = beyond.period_number
        AND summarized.person = beyond.person
        AND summarized.category_number = beyond.category_number
WHERE beyond.paid_cents <> 0 OR beyond.allowed_cents <> 0
