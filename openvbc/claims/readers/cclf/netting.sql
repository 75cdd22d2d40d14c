-- name: line_amounts
-- The amounts of Part B lines in CCLFB, of each line the copy that holds.
CREATE OR REPLACE TEMP TABLE line_amounts AS
WITH numbered AS (
    SELECT amounts.received_row, amounts.cur_clm_uniq_id, amounts.clm_line_num,
        delivery.copy_order * 1000000000000 - amounts.received_row AS newest
    FROM all_cclfb AS amounts
    INNER JOIN feed_delivery AS delivery USING (delivery_name)
),
newest AS (SELECT cur_clm_uniq_id, clm_line_num, max(newest) AS newest FROM numbered GROUP BY ALL)
SELECT amounts.cur_clm_uniq_id, amounts.clm_line_num, amounts.clm_mdcr_ddctbl_amt, amounts.clm_sqstrtn_rdctn_amt
FROM all_cclfb AS amounts
SEMI JOIN (
    SELECT numbered.received_row FROM numbered INNER JOIN newest USING (cur_clm_uniq_id, clm_line_num, newest)
) AS once USING (received_row);

-- name: part_a_records
-- The claim headers of Part A as records to net.
-- Rule: the key is the billing CCN (before 2022 the provider's), first and last day, and the identifier that holds now;
-- a claim is denied as a whole if it has a reason for non-payment. The amount is the header's.
CREATE OR REPLACE TEMP TABLE net_record AS
SELECT
    header.received_row,
    header.cur_clm_uniq_id AS claim_id,
    0 AS claim_line,
    header.clm_adjsmt_type_cd AS adjustment_type,
    coalesce(header.clm_efctv_dt, DATE '0001-01-01') AS effective_date,
    coalesce(pair.person_id, header.bene_mbi_id) AS person_id,
    coalesce(nullif(header.clm_blg_prvdr_oscar_num, ''), header.prvdr_oscar_num)
        || '|' || header.clm_from_dt || '|' || header.clm_thru_dt AS natural_key,
    header.clm_pmt_amt AS amount,
    header.clm_mdcr_npmt_rsn_cd <> '' AS denied,
    delivery.delivered_on,
    delivery.copy_order * 1000000000000 - header.received_row AS newest
FROM all_cclf1 AS header
INNER JOIN feed_delivery AS delivery USING (delivery_name)
LEFT JOIN current_identifier AS pair ON pair.former = header.bene_mbi_id;

-- name: part_b_lines
-- What of the lines of Part B physicians decides how they are netted.
CREATE OR REPLACE TEMP VIEW line_to_net AS
SELECT
    received_row,
    cur_clm_uniq_id,
    clm_line_num,
    clm_adjsmt_type_cd,
    clm_efctv_dt,
    bene_mbi_id,
    clm_cntl_num,
    clm_line_cvrd_pd_amt,
    clm_carr_pmt_dnl_cd,
    clm_prcsg_ind_cd,
    delivery_name
FROM all_cclf5;

-- name: equipment_lines
-- What of the lines of Part B equipment (DME) decides how they are netted.
CREATE OR REPLACE TEMP VIEW line_to_net AS
SELECT
    received_row,
    cur_clm_uniq_id,
    clm_line_num,
    clm_adjsmt_type_cd,
    clm_efctv_dt,
    bene_mbi_id,
    clm_cntl_num,
    clm_line_cvrd_pd_amt,
    clm_carr_pmt_dnl_cd,
    clm_prcsg_ind_cd,
    delivery_name
FROM all_cclf6;

-- name: line_records
-- The lines of Part B, of physicians or of equipment, as records to net.
-- Rule: the key is the control number, the line and the identifier that holds now; a line is denied if its payment
-- denial code is 0, or its processing indicator is filled with anything but A, O, R or S.
CREATE OR REPLACE TEMP TABLE net_record AS
SELECT
    line.received_row,
    line.cur_clm_uniq_id AS claim_id,
    line.clm_line_num AS claim_line,
    line.clm_adjsmt_type_cd AS adjustment_type,
    coalesce(line.clm_efctv_dt, DATE '0001-01-01') AS effective_date,
    coalesce(pair.person_id, line.bene_mbi_id) AS person_id,
    line.clm_cntl_num AS natural_key,
    line.clm_line_cvrd_pd_amt AS amount,
    meaning_of_carrier_denial_codes(line.clm_carr_pmt_dnl_cd) IS NOT NULL
        OR (
            line.clm_prcsg_ind_cd <> ''
            AND meaning_of_line_processing_codes_paid(upper(line.clm_prcsg_ind_cd)) IS NULL
        ) AS denied,
    delivery.delivered_on,
    delivery.copy_order * 1000000000000 - line.received_row AS newest
FROM line_to_net AS line
INNER JOIN feed_delivery AS delivery USING (delivery_name)
LEFT JOIN current_identifier AS pair ON pair.former = line.bene_mbi_id;

-- name: net
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
WHERE meaning_of_adjustment_types(adjustment_type) IN ('original', 'cancellation')
    AND place <= least(originals, cancellations)
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

-- name: net_steps
-- The account of the netting: records and dollars (cancellations negative) that are left after each step.
WITH signed AS (
    SELECT
        received_row,
        denied,
        CASE WHEN adjustment_type = '1' THEN -coalesce(amount, 0) ELSE coalesce(amount, 0) END AS dollars,
        'version' AS stage
    FROM net_version
),
outcome AS (
    SELECT signed.*, coalesce(pairing.outcome, '') AS outcome, repeated.received_row IS NOT NULL AS repeated
    FROM signed
    LEFT JOIN net_pairing AS pairing USING (received_row)
    LEFT JOIN net_repeated AS repeated USING (received_row)
)
SELECT
    (SELECT count(*) FROM net_record) AS received,
    (SELECT coalesce(sum(CASE WHEN adjustment_type = '1' THEN -amount ELSE amount END), 0) FROM net_record)
        AS received_dollars,
    count(*) AS versions,
    coalesce(sum(dollars), 0) AS versions_dollars,
    count(*) FILTER (WHERE NOT denied) AS open,
    coalesce(sum(dollars) FILTER (WHERE NOT denied), 0) AS open_dollars,
    count(*) FILTER (WHERE NOT denied AND outcome <> 'pair') AS unpaired,
    coalesce(sum(dollars) FILTER (WHERE NOT denied AND outcome <> 'pair'), 0) AS unpaired_dollars,
    count(*) FILTER (WHERE NOT denied AND outcome = '') AS without_orphans,
    coalesce(sum(dollars) FILTER (WHERE NOT denied AND outcome = ''), 0) AS without_orphans_dollars,
    count(*) FILTER (WHERE NOT denied AND outcome = 'orphan') AS orphans,
    coalesce(sum(dollars) FILTER (WHERE NOT denied AND outcome = 'orphan'), 0) AS orphans_dollars,
    count(*) FILTER (WHERE NOT denied AND repeated) AS repeated,
    coalesce(sum(dollars) FILTER (WHERE NOT denied AND repeated), 0) AS repeated_dollars,
    (SELECT count(*) FROM net_final) AS final,
    coalesce((SELECT sum(final.sign * coalesce(version.amount, 0)) FROM net_final AS final
        INNER JOIN net_version AS version USING (received_row)), 0) AS final_dollars
FROM outcome;

-- name: orphan_examples
-- The first cancellations whose original is not there.
SELECT version.claim_id, version.claim_line, version.amount
FROM net_version AS version
INNER JOIN net_pairing AS pairing USING (received_row)
WHERE pairing.outcome = 'orphan'
ORDER BY version.claim_id, version.claim_line, version.received_row
LIMIT 5;
