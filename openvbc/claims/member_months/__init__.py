"""Member months: who was enrolled in which month, as what; for all periods at once."""
