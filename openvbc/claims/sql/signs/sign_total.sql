-- Grain: one row a side, period, sign, item, way of dividing and stratum.
-- Inputs: sign_stratum, sign_value, sign_rule
-- Columns: side VARCHAR, period VARCHAR, sign VARCHAR, item VARCHAR, kind VARCHAR, stratum VARCHAR, people BIGINT,
--   amount BIGINT, base BIGINT, amount_squared DECIMAL(38,0), amount_times_base DECIMAL(38,0),
--   base_squared DECIMAL(38,0)
-- Rule: totals over people, and totals of squares and products, from which follows how much of a difference is luck.
SELECT
    stratum.side,
    stratum.period,
    value.sign,
    value.item,
    stratum.kind,
    stratum.stratum,
    count(*) AS people,
    CAST(sum(value.amount) AS BIGINT) AS amount,
    CAST(sum(value.base) AS BIGINT) AS base,
    CAST(
        sum(CAST(value.amount AS DECIMAL(19, 0)) * CAST(value.amount AS DECIMAL(19, 0))) AS DECIMAL(38, 0)
    ) AS amount_squared,
    CAST(
        sum(CAST(value.amount AS DECIMAL(19, 0)) * CAST(value.base AS DECIMAL(19, 0))) AS DECIMAL(38, 0)
    ) AS amount_times_base,
    CAST(
        sum(CAST(value.base AS DECIMAL(19, 0)) * CAST(value.base AS DECIMAL(19, 0))) AS DECIMAL(38, 0)
    ) AS base_squared
FROM sign_stratum AS stratum
INNER JOIN sign_value AS value ON value.period = stratum.period AND value.person_id = stratum.person_id
INNER JOIN sign_rule ON sign_rule.sign = value.sign AND sign_rule.kind = stratum.kind
GROUP BY stratum.side, stratum.period, value.sign, value.item, stratum.kind, stratum.stratum
