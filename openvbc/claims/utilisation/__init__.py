"""Cost and utilisation of a population, and its high-cost members: what a payer reports to providers."""
