"""Populations: the groups of people whose months, expenditures and scores are counted side by side."""
