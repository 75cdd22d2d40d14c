-- One row a claim of the block, with everything that its lines, diagnoses and procedures share. The claim's number is
-- the person's number, the claim's among the person's, and which record of its key is the final one (0 the first, 2
-- the one that took its place).
SELECT
    claim.idx,
    person.person_id,
    lpad(CAST(person.number AS VARCHAR), 7, '0') || lpad(CAST(claim.sequence AS VARCHAR), 5, '0') AS claim_key,
    CASE WHEN claim.history = 0 THEN '0' ELSE '2' END AS version,
    CASE WHEN claim.history = 1 THEN '2' ELSE '0' END AS adjustment_type_code,
    kind.claim_type,
    kind.source,
    kind.place,
    kind.bill,
    DATE '1970-01-01' + claim.start_day AS start_date,
    DATE '1970-01-01' + claim.end_day AS end_date,
    CASE WHEN kind.source IN ('20', '50', '60') THEN DATE '1970-01-01' + claim.start_day END AS admission_date,
    CASE
        WHEN kind.source IN ('20', '60') OR (kind.source = '50' AND claim.disposition <> 30)
            THEN DATE '1970-01-01' + claim.end_day
    END AS discharge_date,
    CASE WHEN claim.source > 0 THEN CAST(claim.source AS VARCHAR) ELSE '' END AS admit_source_code,
    CASE
        WHEN kind.source <> '60' THEN ''
        WHEN drg.procedure_code <> '' THEN '3'
        ELSE '1'
    END AS admit_type_code,
    CASE
        WHEN claim.disposition > 0 THEN lpad(CAST(claim.disposition AS VARCHAR), 2, '0')
        WHEN kind.claim_type = 'institutional' THEN '01'
        ELSE ''
    END AS disposition,
    drg.drg_code,
    drg.procedure_code,
    clinician.npi AS clinician_npi,
    clinician.specialty,
    biller.npi AS biller_npi,
    biller.tin,
    biller.ccn,
    DATE '1970-01-01' + claim.paid_day AS paid_date,
    claim.teaching,
    claim.poor,
    claim.uncompensated
FROM block_claim AS claim
JOIN person ON person.idx = claim.person
JOIN kind ON kind.idx = claim.kind
JOIN drg ON drg.idx = claim.drg
JOIN clinician ON clinician.idx = claim.clinician
JOIN biller ON biller.idx = claim.biller
