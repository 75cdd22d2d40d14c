-- One row a record of a claim: what was sent before the claim was final, and the final record itself.
-- Rule: version 0 is what came first, 1 its cancellation, 2 what took its place (an adjustment, or sent anew); 5 was
-- denied at first; 6 was sent twice by mistake and 7 cancelled that. `extra` cents were paid too much at first. An
-- amount is `counted` unless the record was denied.
WITH claim AS (
    SELECT
        medical.claim_id,
        substr(medical.claim_id, 1, 12) AS claim_key,
        any_value(medical.person_id) AS person_id,
        any_value(medical.source_claim_type_code) AS source,
        any_value(medical.paid_date) AS paid_date,
        any_value(medical.claim_start_date) AS start_date,
        any_value(medical.claim_end_date) AS end_date,
        CASE
            WHEN any_value(medical.adjustment_type_code) = '2' THEN 'adjusted'
            WHEN right(medical.claim_id, 1) = '2' THEN 'sent anew'
            ELSE 'final'
        END AS history,
        CAST(substr(medical.claim_id, 1, 12) AS BIGINT) % 1000003 * 65537 % 1000003 AS draw
    FROM medical_claim AS medical
    SEMI JOIN chosen_person USING (person_id)
    GROUP BY medical.claim_id
),
first_date AS (
    SELECT *, greatest(end_date + 14, paid_date - 30 - CAST(draw % 100 AS INTEGER)) AS first_paid
    FROM claim
),
record AS (
    SELECT claim_id, 0 AS version, '0' AS type, paid_date AS effective, 0 AS extra, 1 AS counted FROM first_date
    WHERE history = 'final'
    UNION ALL
    SELECT claim_id, 0, '0', first_paid, 137, 1 FROM first_date WHERE history <> 'final'
    UNION ALL
    SELECT claim_id, 1, '1', paid_date, 137, 1 FROM first_date WHERE history <> 'final'
    UNION ALL
    SELECT claim_id, 2, CASE history WHEN 'adjusted' THEN '2' ELSE '0' END, paid_date, 0, 1 FROM first_date
    WHERE history <> 'final'
    UNION ALL
    SELECT claim_id, 5, '0', end_date + 10, 0, 0 FROM first_date WHERE draw < 4000
    UNION ALL
    SELECT claim_id, 6, '0', paid_date - 3, 0, 1 FROM first_date WHERE draw BETWEEN 4000 AND 6999 AND history = 'final'
    UNION ALL
    SELECT claim_id, 7, '1', paid_date + 12, 0, 1 FROM first_date
    WHERE draw BETWEEN 4000 AND 6999 AND history = 'final'
)
SELECT
    record.claim_id,
    first_date.claim_key || CAST(record.version AS VARCHAR) AS record_id,
    record.version,
    record.type,
    record.effective,
    record.extra,
    record.counted,
    first_date.person_id,
    CASE WHEN record.effective < person.changed_on THEN person.former_id ELSE person.person_id END AS mbi,
    first_date.source,
    'S' || CASE WHEN record.version >= 5 THEN CAST(record.version // 6 AS VARCHAR) ELSE '' END || first_date.claim_key
        AS control_number,
    first_date.draw
FROM record
JOIN first_date USING (claim_id)
JOIN chosen_person AS person USING (person_id)
