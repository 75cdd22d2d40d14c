-- Grain: one row a period, person and stop-loss layer that the person's expenditures reach.
-- Inputs: member_total, stop_loss_layer
-- Columns: period VARCHAR, person_id VARCHAR, layer INTEGER, months INTEGER, expenditure_cents BIGINT,
--   layer_cents BIGINT, borne_ten_thousandths BIGINT
-- Rule: the person's expenditures of the period, all enrollment types together and not annualized, above the layer's
--   attachment point and up to its upper end (most_cents, 0 for no end). Of them the insurer bears share_basis_points
--   in ten thousand: borne_ten_thousandths is cents times basis points, whole, to be divided by ten thousand outside.
WITH person AS (
    SELECT
        period,
        person_id,
        CAST(sum(months) AS INTEGER) AS months,
        CAST(sum(expenditure_cents) AS BIGINT) AS expenditure_cents
    FROM member_total
    GROUP BY period, person_id
),
reached AS (
    SELECT
        person.period,
        person.person_id,
        stop_loss_layer.layer,
        person.months,
        person.expenditure_cents,
        stop_loss_layer.share_basis_points,
        CASE
            WHEN stop_loss_layer.most_cents > 0 AND person.expenditure_cents > stop_loss_layer.most_cents
                THEN stop_loss_layer.most_cents - stop_loss_layer.attachment_cents
            ELSE person.expenditure_cents - stop_loss_layer.attachment_cents
        END AS layer_cents
    FROM person
    INNER JOIN stop_loss_layer
        ON
            stop_loss_layer.period = person.period
            AND person.expenditure_cents > stop_loss_layer.attachment_cents
)
SELECT
    period,
    person_id,
    layer,
    months,
    expenditure_cents,
    layer_cents,
    layer_cents * share_basis_points AS borne_ten_thousandths
FROM reached
