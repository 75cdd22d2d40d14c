"""ACO REACH."""
