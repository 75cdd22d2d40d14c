"""The report of cost and utilisation: on the terminal, as a page, as CSV files, as JSON."""
