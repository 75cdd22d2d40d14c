-- Final action: from net_record (one row a received record) to net_final (one row a record that remains) and net_step.
-- Rule (CCLF Information Packet, sections 3 and 5): of copies of the same record the one that holds counts; denied ones
-- go; each cancellation takes one original of its key and equal amount, the oldest first; where none is left, one
-- adjustment of equal amount and strictly earlier effective date, the oldest first; else it is an orphan. A record
-- without an effective date counts as the oldest.
CREATE OR REPLACE TEMP TABLE net_version AS
SELECT record.*
FROM net_record AS record
SEMI JOIN (
    SELECT max(newest) AS newest
    FROM net_record
    GROUP BY claim_id, claim_line, adjustment_type, effective_date
) AS copies ON copies.newest = record.newest;

CREATE OR REPLACE TEMP TABLE net_open AS
SELECT version.* EXCLUDE (amount, denied, newest), coalesce(version.amount, 0) AS amount
FROM net_version AS version
SEMI JOIN (
    SELECT DISTINCT person_id, natural_key, claim_line, coalesce(amount, 0) AS amount
    FROM net_version
    WHERE NOT denied AND adjustment_type = '1'
) AS cancelled
    ON cancelled.person_id = version.person_id
    AND cancelled.natural_key = version.natural_key
    AND cancelled.claim_line = version.claim_line
    AND cancelled.amount = coalesce(version.amount, 0)
WHERE NOT version.denied;

CREATE OR REPLACE TEMP TABLE net_pairing AS
WITH placed AS (
    SELECT
        received_row,
        person_id,
        natural_key,
        claim_line,
        amount,
        adjustment_type,
        row_number() OVER (
            PARTITION BY person_id, natural_key, claim_line, amount, adjustment_type
            ORDER BY effective_date, delivered_on, claim_id, received_row
        ) AS place,
        count(*) FILTER (WHERE adjustment_type = '0') OVER same_amount AS originals,
        count(*) FILTER (WHERE adjustment_type = '1') OVER same_amount AS cancellations,
        count(*) FILTER (WHERE adjustment_type = '2') OVER (
            PARTITION BY person_id, natural_key, claim_line, amount
            ORDER BY effective_date, adjustment_type = '2', delivered_on, claim_id, received_row
            ROWS UNBOUNDED PRECEDING
        ) AS earlier_adjustments
    FROM net_open
    WINDOW same_amount AS (PARTITION BY person_id, natural_key, claim_line, amount)
),
-- Cancellations beyond the originals, counted from 1 as `later`: after the first n of them as many adjustments are
-- taken as min(n, the fewest that any of the first n leaves room for).
left_over AS (
    SELECT
        *,
        place - originals AS later,
        place - originals + least(0, min(earlier_adjustments - (place - originals)) OVER so_far) AS taken
    FROM placed
    WHERE adjustment_type = '1' AND place > originals
    WINDOW so_far AS (
        PARTITION BY person_id, natural_key, claim_line, amount ORDER BY place ROWS UNBOUNDED PRECEDING
    )
),
adjustments_taken AS (
    SELECT person_id, natural_key, claim_line, amount, max(taken) AS taken
    FROM left_over
    GROUP BY ALL
)
SELECT received_row, 'pair' AS outcome
FROM placed
WHERE adjustment_type IN ('0', '1') AND place <= least(originals, cancellations)
UNION ALL
SELECT
    received_row,
    CASE WHEN taken > lag(taken, 1, 0) OVER (
        PARTITION BY person_id, natural_key, claim_line, amount ORDER BY place
    ) THEN 'pair' ELSE 'orphan' END
FROM left_over
UNION ALL
SELECT placed.received_row, 'pair'
FROM placed
INNER JOIN adjustments_taken USING (person_id, natural_key, claim_line, amount)
WHERE placed.adjustment_type = '2' AND placed.place <= adjustments_taken.taken;

CREATE OR REPLACE TEMP TABLE net_remaining AS
SELECT version.received_row, version.claim_id, version.claim_line, version.effective_date, version.person_id,
    version.amount, version.newest, version.adjustment_type = '1' AS orphan
FROM net_version AS version
LEFT JOIN net_pairing AS pairing USING (received_row)
WHERE NOT version.denied AND coalesce(pairing.outcome, '') <> 'pair';

-- Rule: CMS's claim identifier names one claim, so of records of the same claim and line that remain only the one with
-- the latest effective date counts.
CREATE OR REPLACE TEMP TABLE net_repeated AS
SELECT received_row
FROM net_remaining
SEMI JOIN (
    SELECT claim_id, claim_line, orphan FROM net_remaining GROUP BY ALL HAVING count(*) > 1
) AS several USING (claim_id, claim_line, orphan)
QUALIFY row_number() OVER (
    PARTITION BY claim_id, claim_line, orphan ORDER BY effective_date DESC, newest DESC
) > 1;

CREATE OR REPLACE TEMP TABLE net_final AS
SELECT received_row, claim_id, claim_line, person_id, orphan, CASE WHEN orphan THEN -1 ELSE 1 END AS sign
FROM net_remaining
ANTI JOIN net_repeated USING (received_row)
WHERE NOT orphan OR $keep_orphans;
