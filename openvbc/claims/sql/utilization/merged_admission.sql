-- Grain: one row a period, person, kind of stay and stay, whatever number of claims it was billed with.
-- Inputs: stay_claim, stay_kind_choice, index_exclusion, interim_bill, claim_key; $gap_days
-- Columns: period VARCHAR, person BIGINT, stay_kind VARCHAR, first_date DATE, last_date DATE, claims BIGINT,
--   joined_without_transfer BIGINT, discharge_disposition_code VARCHAR, next_first_date DATE
-- Rule: CMS's, for the claim that begins when the stay has ended, on the same day or within $gap_days days: another
--   hospital is a transfer, whatever the disposition; the same hospital goes on if the bill says that the stay did
--   (disposition still_patient, or an interim bill: one before it that is followed, or one that follows), or on the
--   same day for the same condition. Home and back to the same hospital is another stay. A claim that begins while
--   the stay lasts is a part of it. Kinds that cannot be followed by a readmission (monthly bills of nursing
--   facilities) go on within $gap_days days. joined_without_transfer: claims that joined a stay of a kind that can be
--   followed by one, though no disposition before them says transfer or still_patient and no bill is interim. The
--   disposition is that of the claim that ends last. next_first_date: when the person's next stay of the kind begins;
--   NULL if there is none. Claims of the same days are held in the order of their identifiers. For most people and
--   kinds there is one claim, which needs no choice.
WITH tied AS (
    SELECT period, person, stay_kind, first_date, last_date
    FROM stay_claim
    GROUP BY period, person, stay_kind, first_date, last_date
    HAVING count(*) > 1
),
tied_claim AS (
    SELECT claim_key.claim, row_number() OVER (ORDER BY claim_key.claim_id, claim_key.data_source) AS place
    FROM claim_key
    INNER JOIN (
        SELECT DISTINCT stay_claim.claim
        FROM stay_claim
        INNER JOIN tied
            ON
                tied.period = stay_claim.period
                AND tied.person = stay_claim.person
                AND tied.stay_kind = stay_claim.stay_kind
                AND tied.first_date = stay_claim.first_date
                AND tied.last_date = stay_claim.last_date
    ) AS claim ON claim.claim = claim_key.claim
),
several AS (
    SELECT period, person, stay_kind
    FROM stay_claim
    GROUP BY period, person, stay_kind
    HAVING count(*) > 1
),
numbered AS (
    SELECT
        claim.period,
        claim.person,
        claim.stay_kind,
        claim.first_date,
        claim.last_date,
        claim.discharge_disposition_code,
        claim.facility,
        claim.bill_frequency,
        claim.condition_category,
        row_number() OVER (
            ORDER BY claim.period, claim.person, claim.stay_kind, claim.first_date, claim.last_date, tied_claim.place
        ) AS turn
    FROM stay_claim AS claim
    INNER JOIN several
        ON several.period = claim.period AND several.person = claim.person AND several.stay_kind = claim.stay_kind
    LEFT JOIN tied_claim ON tied_claim.claim = claim.claim
),
ended AS (
    SELECT
        *,
        CAST(date_diff('day', CAST('1900-01-01' AS DATE), last_date) AS BIGINT) * 1000000000 + turn AS end_order
    FROM numbered
),
followed AS (
    SELECT claim.turn, max(earlier.end_order) AS earlier_end_order
    FROM ended AS claim
    INNER JOIN ended AS earlier
        ON
            earlier.period = claim.period
            AND earlier.person = claim.person
            AND earlier.stay_kind = claim.stay_kind
            AND earlier.turn < claim.turn
    GROUP BY claim.turn
),
faced AS (
    SELECT
        claim.period,
        claim.person,
        claim.stay_kind,
        claim.turn,
        claim.first_date,
        claim.last_date,
        claim.end_order,
        kind.indexes_readmission,
        date_diff('day', earlier.last_date, claim.first_date) AS gap,
        CASE WHEN claim.facility = earlier.facility THEN 1 ELSE 0 END AS same_facility,
        CASE WHEN claim.condition_category = earlier.condition_category THEN 1 ELSE 0 END AS same_condition,
        CASE
            WHEN earlier_exclusion.reason = 'still_patient' THEN 1
            WHEN earlier_bill.is_followed = 1 OR bill.follows = 1 THEN 1
            ELSE 0
        END AS is_interim,
        CASE WHEN earlier_exclusion.reason = 'transferred' THEN 1 ELSE 0 END AS is_transfer
    FROM ended AS claim
    INNER JOIN stay_kind_choice AS kind ON kind.stay_kind = claim.stay_kind
    LEFT JOIN followed ON followed.turn = claim.turn
    LEFT JOIN ended AS earlier ON earlier.end_order = followed.earlier_end_order
    LEFT JOIN index_exclusion AS earlier_exclusion
        ON earlier_exclusion.discharge_disposition_code = earlier.discharge_disposition_code
    LEFT JOIN interim_bill AS earlier_bill ON earlier_bill.bill_frequency = earlier.bill_frequency
    LEFT JOIN interim_bill AS bill ON bill.bill_frequency = claim.bill_frequency
),
begun AS (
    SELECT
        *,
        CASE
            WHEN gap IS NULL THEN 1
            WHEN gap < 0 THEN 0
            WHEN gap > $gap_days THEN 1
            WHEN indexes_readmission = 0 OR is_interim = 1 OR same_facility = 0 THEN 0
            WHEN gap = 0 AND same_condition = 1 THEN 0
            ELSE 1
        END AS begins,
        CASE
            WHEN gap IS NULL OR gap < 0 OR gap > $gap_days OR indexes_readmission = 0 OR is_interim = 1 THEN 0
            WHEN same_facility = 0 AND is_transfer = 0 THEN 1
            WHEN same_facility = 1 AND gap = 0 AND same_condition = 1 THEN 1
            ELSE 0
        END AS joined
    FROM faced
),
counted AS (
    SELECT
        *,
        sum(begins) OVER (ORDER BY turn ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS stay_number
    FROM begun
),
whole AS (
    SELECT
        period,
        person,
        stay_kind,
        stay_number,
        min(first_date) AS begin_date,
        max(last_date) AS end_date,
        max(end_order) AS last_end_order,
        count(*) AS claims,
        CAST(sum(joined) AS BIGINT) AS joined_without_transfer
    FROM counted
    GROUP BY period, person, stay_kind, stay_number
)
SELECT
    whole.period,
    whole.person,
    whole.stay_kind,
    whole.begin_date AS first_date,
    whole.end_date AS last_date,
    whole.claims,
    whole.joined_without_transfer,
    ending.discharge_disposition_code,
    following.begin_date AS next_first_date
FROM whole
INNER JOIN ended AS ending ON ending.end_order = whole.last_end_order
LEFT JOIN whole AS following
    ON
        following.stay_number = whole.stay_number + 1
        AND following.period = whole.period
        AND following.person = whole.person
        AND following.stay_kind = whole.stay_kind
UNION ALL
SELECT
    claim.period,
    claim.person,
    claim.stay_kind,
    min(claim.first_date) AS first_date,
    max(claim.last_date) AS last_date,
    count(*) AS claims,
    CAST(0 AS BIGINT) AS joined_without_transfer,
    max(claim.discharge_disposition_code) AS discharge_disposition_code,
    CAST(NULL AS DATE) AS next_first_date
FROM stay_claim AS claim
INNER JOIN stay_kind_choice AS kind ON kind.stay_kind = claim.stay_kind
GROUP BY claim.period, claim.person, claim.stay_kind
HAVING count(*) = 1
