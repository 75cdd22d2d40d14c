-- Rule: a code or identifier that a data frame turned into a number loses its ".0" and gets its leading zeros back.
CREATE OR REPLACE TEMP MACRO without_point_zero(v) AS regexp_replace(v, '[.]0$', '');

CREATE OR REPLACE TEMP MACRO digits_of(v, places) AS
    CASE
        WHEN regexp_full_match(without_point_zero(v), '[0-9]+') AND length(without_point_zero(v)) < places
            THEN lpad(without_point_zero(v), places, '0')
        ELSE upper(without_point_zero(v))
    END;

-- Grain: one row an inpatient claim whose segments name different groups.
CREATE TEMP TABLE groups_differ (claim_id VARCHAR)
