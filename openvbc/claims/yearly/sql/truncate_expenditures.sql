-- Grain: one row a counted member. Inputs: member_expenditures, truncation_threshold; $count_id.
-- Columns: those of truncated_expenditures.
-- Rule: of what remains after carve-outs, each member's annual amount counts at most to the threshold; without a
-- threshold it counts in full.
INSERT INTO truncated_expenditures (count_id, person_id, remaining_cents, excess_cents, truncated_cents)
WITH split AS (
    SELECT
        member.person_id,
        member.remaining_cents,
        CASE
            WHEN threshold.threshold_cents IS NULL THEN 0
            WHEN member.remaining_cents > threshold.threshold_cents
                THEN member.remaining_cents - threshold.threshold_cents
            ELSE 0
        END AS excess_cents
    FROM member_expenditures AS member
    LEFT JOIN truncation_threshold AS threshold ON threshold.count_id = member.count_id
    WHERE member.count_id = $count_id
)
SELECT
    $count_id AS count_id,
    person_id,
    remaining_cents,
    excess_cents,
    remaining_cents - excess_cents AS truncated_cents
FROM split
