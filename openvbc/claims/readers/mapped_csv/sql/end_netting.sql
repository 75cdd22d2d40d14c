-- Rule: nothing of one kind of claims is left when the next kind is gathered.
DROP TABLE IF EXISTS gathered;

DROP TABLE IF EXISTS net_line
