"""From claims to the figures of the benchmark: assignment, expenditures, risk and the region, as the program counts."""
