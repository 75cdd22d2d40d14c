"""The report of cost and utilization: on the terminal, as a page, as CSV files, as JSON."""
