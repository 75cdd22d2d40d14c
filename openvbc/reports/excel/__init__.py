"""The Excel twin of a settlement: live formulas, one named cell a line, checked against the engine."""

from openvbc.reports.excel.workbook import write_excel

__all__ = ["write_excel"]
