-- The people whose records are delivered: all, or those with a claim of a participant of the organization or who chose
-- one as their clinician; with the day on which a new Medicare number replaced the former one (one person in fifty; the rest never had another).
SELECT DISTINCT
    person_id,
    '2' || substr(person_id, 2) AS former_id,
    CASE
        WHEN person_hash(person_id) % 50 = 0
            THEN CAST($first_day AS DATE) + CAST(person_hash(person_id) % CAST($days AS INTEGER) AS INTEGER)
        ELSE DATE '1900-01-01'
    END AS changed_on
FROM eligibility
WHERE
    $everybody
    OR person_id IN (
        SELECT person_id
        FROM medical_claim
        WHERE billing_tin IN (SELECT tin FROM participant WHERE tin <> '')
            OR facility_ccn IN (SELECT ccn FROM participant WHERE ccn <> '')
    )
    OR person_id IN (SELECT person_id FROM provider_designation WHERE organization_id = $organization)
