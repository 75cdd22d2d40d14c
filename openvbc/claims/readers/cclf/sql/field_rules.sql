-- What the text of a field may be, by its kind; '' and '~' say nothing and are allowed (whether a field is needed is asked apart).
CREATE OR REPLACE TEMP MACRO says_nothing(v) AS v IN ('', '~');

-- Rule: days are written YYYY-MM-DD; 1000-01-01 and 9999-12-31 mean that there is none.
CREATE OR REPLACE TEMP MACRO no_day(v) AS v IN ('', '~', '1000-01-01', '9999-12-31');

CREATE OR REPLACE TEMP MACRO is_feed_day(v) AS
    no_day(v)
    OR (
        length(v) = 10
        AND substr(v, 5, 1) = '-'
        AND substr(v, 8, 1) = '-'
        AND coalesce(year(try_cast(v AS DATE)) BETWEEN 1850 AND 2100, false)
    );

CREATE OR REPLACE TEMP MACRO as_feed_day(v) AS CASE WHEN no_day(v) THEN NULL ELSE try_cast(v AS DATE) END;

-- Rule: dollars have at most two decimals and no sign but a leading minus; nothing is rounded.
CREATE OR REPLACE TEMP MACRO is_feed_money(v) AS
    says_nothing(v)
    OR (regexp_full_match(v, '-?[0-9]*[.]?[0-9]{0,2}') AND try_cast(v AS DECIMAL(18, 2)) IS NOT NULL);

CREATE OR REPLACE TEMP MACRO as_feed_money(v) AS
    CASE WHEN says_nothing(v) THEN NULL ELSE try_cast(v AS DECIMAL(18, 2)) END;

CREATE OR REPLACE TEMP MACRO is_feed_quantity(v) AS
    says_nothing(v)
    OR (regexp_full_match(v, '-?[0-9]*[.]?[0-9]{0,4}') AND try_cast(v AS DECIMAL(18, 4)) IS NOT NULL);

CREATE OR REPLACE TEMP MACRO as_feed_quantity(v) AS
    CASE WHEN says_nothing(v) THEN NULL ELSE try_cast(v AS DECIMAL(18, 4)) END;

CREATE OR REPLACE TEMP MACRO is_feed_whole(v) AS
    says_nothing(v) OR (regexp_full_match(v, '[0-9]+') AND try_cast(v AS INTEGER) IS NOT NULL);

CREATE OR REPLACE TEMP MACRO as_feed_whole(v) AS
    CASE WHEN says_nothing(v) THEN NULL ELSE try_cast(v AS INTEGER) END;

CREATE OR REPLACE TEMP MACRO as_feed_code(v) AS CASE WHEN v = '~' THEN '' ELSE v END;
