"""The workbooks that CMS sends to ACOs: benchmark reports, and reports of expenditure and utilization."""
