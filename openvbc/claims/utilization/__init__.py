"""Cost and utilization of a population, and its high-cost members: what a payer reports to providers."""
