-- Grain: one row a period, category and set of carve-outs that takes something out.
-- Inputs: service_expenditure, carve_out, period_key
-- Columns: period_number INTEGER, category_number INTEGER, carve_out_bits BIGINT, carve_out_number INTEGER
-- Rule: of the carve-outs in the set that hold for the period and the category, the first takes the amount out, so that
--   nothing is taken out twice. Nothing without carve_out.
WITH met AS (
    SELECT DISTINCT period_number, category_number, carve_out_bits
    FROM service_expenditure
    WHERE carve_out_bits <> 0
)
SELECT
    met.period_number,
    met.category_number,
    met.carve_out_bits,
    min(carve_out.carve_out_number) AS carve_out_number
FROM met
INNER JOIN period_key ON period_key.period_number = met.period_number
INNER JOIN carve_out
    ON
        (met.carve_out_bits & carve_out.carve_out_bit) <> 0
        AND (carve_out.period = '' OR carve_out.period = period_key.period)
        AND (carve_out.category_number = 0 OR carve_out.category_number = met.category_number)
GROUP BY met.period_number, met.category_number, met.carve_out_bits
