-- One row a person of the block: the Medicare number made of the person's number, in the same order. Its form is that
-- of CMS's Medicare Beneficiary Identifier with S in second place, which no real one has.
SELECT
    idx,
    number,
    '1S00'
    || substr('ACDEFGHJKMNPQRTUVWXY', CAST(number // 1200000 % 20 AS INTEGER) + 1, 1)
    || substr('0123456789ACDEFGHJKMNPQRTUVWXY', CAST(number // 40000 % 30 AS INTEGER) + 1, 1)
    || CAST(number // 4000 % 10 AS VARCHAR)
    || substr('ACDEFGHJKMNPQRTUVWXY', CAST(number // 200 % 20 AS INTEGER) + 1, 1)
    || substr('ACDEFGHJ', CAST(number // 100 % 2 AS INTEGER) + 1, 1)
    || lpad(CAST(number % 100 AS VARCHAR), 2, '0') AS person_id,
    DATE '1970-01-01' + birth AS birth_date,
    CASE WHEN death < $never THEN DATE '1970-01-01' + death END AS death_date,
    CASE sex WHEN 1 THEN 'male' ELSE 'female' END AS sex,
    CAST(race AS VARCHAR) AS race,
    CAST(reason AS VARCHAR) AS reason
FROM block_person
