-- Grain: none. Inputs: the tables of counts; $count_id.
-- Rule: a count that is run again replaces what it wrote before.
DELETE FROM request_code WHERE count_id = $count_id;
DELETE FROM truncation_threshold WHERE count_id = $count_id;
DELETE FROM attribution WHERE count_id = $count_id;
DELETE FROM carved_out_claim WHERE count_id = $count_id;
DELETE FROM member_expenditures WHERE count_id = $count_id;
DELETE FROM truncated_expenditures WHERE count_id = $count_id;
