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
