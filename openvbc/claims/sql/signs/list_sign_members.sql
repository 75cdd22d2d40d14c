-- Grain: one row a person of a side, period, sign, item, way of dividing and stratum.
-- Inputs: sign_stratum, sign_value; $side, $period, $sign, $item, $kind, $stratum
-- Columns: person_id VARCHAR, amount BIGINT, base BIGINT
-- Rule: the people whose amounts and bases a total adds up, those with the least amount first.
SELECT stratum.person_id, value.amount, value.base
FROM sign_stratum AS stratum
INNER JOIN sign_value AS value ON value.period = stratum.period AND value.person_id = stratum.person_id
WHERE
    stratum.side = $side
    AND stratum.period = $period
    AND stratum.kind = $kind
    AND stratum.stratum = $stratum
    AND value.sign = $sign
    AND value.item = $item
ORDER BY value.amount, stratum.person_id
