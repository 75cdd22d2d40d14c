"""The report for a terminal."""

from openvbc.claims.utilization.report import UtilizationReport
from openvbc.reports.text import table
from openvbc.reports.utilization.rows import (
    ABSENT_TEXT,
    MEMBER_HEADS,
    condition_rows,
    headline,
    member_cells,
    sections,
    standing_rows,
)


def utilization_text(report: UtilizationReport, *, members: bool = False) -> str:
    """The report as aligned tables. members: whether high-cost members are named; else nobody is."""
    year = report.terms.year
    parts = [headline(report)]
    heads = ("", str(year), str(year - 1), "change", "in percent", f"number in {year}", f"in {year - 1}")
    for _, title, rows in sections(report):
        cells = [
            (each.label, each.this_year, each.last_year, each.change, each.percent, each.number, each.number_before)
            for each in rows
        ]
        told = [
            f"  {each.label}: {each.why}"
            for each in rows
            if ABSENT_TEXT in (each.this_year, each.last_year) and each.why
        ]
        parts.append("\n".join([table((title, *heads[1:]), cells, right=(1, 2, 3, 4, 5, 6)), *told]))
    parts += _high_cost(report, members=members)
    parts.append("\n".join(["What is to be known:", *(f"  {note}" for note in report.notes)]))
    parts.append(f"Fingerprint {report.fingerprint}")
    return "\n\n".join(parts)


def _high_cost(report: UtilizationReport, *, members: bool) -> list[str]:
    parts = []
    standings = standing_rows(report, members=members)
    if standings:
        parts.append(table(("Change from last year", "members", "share of all cost", "cost"), standings, (1, 2, 3)))
    rows, hidden = condition_rows(report, members=members)
    if rows or hidden:
        cells = [(each.label, each.members, each.share, each.cost) for each in rows]
        told = table(("Conditions of high-cost members", "members", "of them", "their cost"), cells, right=(1, 2, 3))
        parts.append("\n".join([told, *([hidden] if hidden else [])]))
    if members:
        listed = [member_cells(report, each) for each in report.high_cost]
        parts.append(table(MEMBER_HEADS, listed, right=(0, 2, 3, 4, 5, 9, 10, 11)))
    else:
        parts.append("High-cost members are not named; --members names them.")
    return parts
