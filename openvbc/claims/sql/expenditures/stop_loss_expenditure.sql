-- Grain: one row a period, person and stop-loss layer that the person's expenditures reach.
-- Inputs: member_total, stop_loss_layer, period_key
-- Columns: period_number INTEGER, person BIGINT, layer INTEGER, months INTEGER, expenditure_cents BIGINT,
--   layer_cents BIGINT, borne_ten_thousandths BIGINT
-- Rule: the person's expenditures of the period, all enrollment types together and not annualized, above the layer's
--   attachment point and up to its upper end (most_cents, 0 for no end). Of them the insurer bears share_basis_points
--   in ten thousand: borne_ten_thousandths is cents times basis points, whole, to be divided by ten thousand outside.
--   Nothing without stop_loss_layer.
WITH person AS (
    SELECT
        period_number,
        person,
        CAST(sum(months) AS INTEGER) AS months,
        CAST(sum(expenditure_cents) AS BIGINT) AS expenditure_cents
    FROM member_total
    GROUP BY period_number, person
),
reached AS (
    SELECT
        person.period_number,
        person.person,
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
    INNER JOIN period_key ON period_key.period_number = person.period_number
    INNER JOIN stop_loss_layer
        ON
            stop_loss_layer.period = period_key.period
            AND person.expenditure_cents > stop_loss_layer.attachment_cents
)
SELECT
    period_number,
    person,
    layer,
    months,
    expenditure_cents,
    layer_cents,
    layer_cents * share_basis_points AS borne_ten_thousandths
FROM reached
