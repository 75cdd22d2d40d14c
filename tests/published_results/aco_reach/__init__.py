"""ACO REACH replayed."""
