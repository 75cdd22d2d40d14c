-- The canonical tables of the claims room, and the tables that one count writes. Money is BIGINT cents everywhere.
-- Rule: each statement only makes a table that is not there yet, so that a store kept in a file can be opened again.

-- Grain: one row a file that was read.
-- file_number: counted from 1 in the order of reading; year: of a yearly summary, 0 for other kinds of file.
CREATE TABLE IF NOT EXISTS source_file (
    file_number INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    year INTEGER NOT NULL,
    data_rows BIGINT NOT NULL
);

-- Grain: one row a person and year, from yearly summaries.
-- state: two-digit SSA code; county: three-digit SSA code within the state; months: 0 to 12.
-- ..._cents: the payer's payments for services of the year, net of the person's and other payers' liability.
-- source_row: data row of the file, the header not counted.
CREATE TABLE IF NOT EXISTS person_year (
    person_id VARCHAR NOT NULL,
    year INTEGER NOT NULL,
    state VARCHAR NOT NULL,
    county VARCHAR NOT NULL,
    part_a_months INTEGER NOT NULL,
    part_b_months INTEGER NOT NULL,
    medicare_advantage_months INTEGER NOT NULL,
    inpatient_cents BIGINT NOT NULL,
    outpatient_cents BIGINT NOT NULL,
    carrier_cents BIGINT NOT NULL,
    file_number INTEGER NOT NULL,
    source_row BIGINT NOT NULL
);

-- Grain: one row a segment of an inpatient claim, as read.
-- from_date, through_date: NULL where the segment has none; drg: three digits or a word, '' where there is none.
CREATE TABLE IF NOT EXISTS inpatient_segment (
    person_id VARCHAR NOT NULL,
    claim_id VARCHAR NOT NULL,
    segment INTEGER NOT NULL,
    from_date DATE,
    through_date DATE,
    drg VARCHAR NOT NULL,
    payment_cents BIGINT NOT NULL,
    file_number INTEGER NOT NULL,
    source_row BIGINT NOT NULL
);

-- Grain: one row an inpatient claim of a person (all segments together).
-- from_year: calendar year of the claim's first day, 0 where no segment has a date; drg: '' where no segment has one.
CREATE TABLE IF NOT EXISTS inpatient_claim (
    person_id VARCHAR NOT NULL,
    claim_id VARCHAR NOT NULL,
    from_year INTEGER NOT NULL,
    drg VARCHAR NOT NULL,
    payment_cents BIGINT NOT NULL,
    segments BIGINT NOT NULL
);

-- Grain: one row a code that the contract names for a count.
-- kind: 'state', 'county' (state and county, five digits), 'carved_out_category' or 'carved_out_drg'.
CREATE TABLE IF NOT EXISTS request_code (
    count_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    code VARCHAR NOT NULL
);

-- Grain: one row a count whose contract truncates; none where it does not.
CREATE TABLE IF NOT EXISTS truncation_threshold (
    count_id VARCHAR NOT NULL,
    threshold_cents BIGINT NOT NULL
);

-- Grain: one row a count and person in the year's summaries: is the person counted, and if not, why not.
-- reason: 'counted', 'outside_area', 'medicare_advantage_months', 'months_differ' or 'no_months'.
CREATE TABLE IF NOT EXISTS attribution (
    count_id VARCHAR NOT NULL,
    person_id VARCHAR NOT NULL,
    year INTEGER NOT NULL,
    member_months INTEGER NOT NULL,
    reason VARCHAR NOT NULL
);

-- Grain: one row a count and inpatient claim of a counted member whose DRG the contract carves out.
CREATE TABLE IF NOT EXISTS carved_out_claim (
    count_id VARCHAR NOT NULL,
    person_id VARCHAR NOT NULL,
    claim_id VARCHAR NOT NULL,
    drg VARCHAR NOT NULL,
    payment_cents BIGINT NOT NULL
);

-- Grain: one row a count and counted member: the year's amounts before carve-outs, what is carved out, what remains.
-- drg_claims_cents: the member's claims of carved-out DRGs in full; carved_out_drg_cents: what of them is taken out.
CREATE TABLE IF NOT EXISTS member_expenditures (
    count_id VARCHAR NOT NULL,
    person_id VARCHAR NOT NULL,
    member_months INTEGER NOT NULL,
    inpatient_cents BIGINT NOT NULL,
    outpatient_cents BIGINT NOT NULL,
    carrier_cents BIGINT NOT NULL,
    carved_out_inpatient_cents BIGINT NOT NULL,
    carved_out_outpatient_cents BIGINT NOT NULL,
    carved_out_carrier_cents BIGINT NOT NULL,
    drg_claims_cents BIGINT NOT NULL,
    carved_out_drg_cents BIGINT NOT NULL,
    remaining_cents BIGINT NOT NULL
);

-- Grain: one row a count and counted member: the amount that remains after carve-outs, split at the threshold.
CREATE TABLE IF NOT EXISTS truncated_expenditures (
    count_id VARCHAR NOT NULL,
    person_id VARCHAR NOT NULL,
    remaining_cents BIGINT NOT NULL,
    excess_cents BIGINT NOT NULL,
    truncated_cents BIGINT NOT NULL
);
