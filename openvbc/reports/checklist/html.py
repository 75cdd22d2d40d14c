"""The checklist as one page that opens by double-click and loads nothing."""

from collections.abc import Sequence

from openvbc import __version__
from openvbc.checklist.record import Checklist, Standing
from openvbc.reports.html.page import render_page


def checklists_html(found: Sequence[Checklist]) -> str:
    """The checklists of one contract and year as HTML. It names nobody; equal checklists, equal bytes."""
    first = found[0]
    return render_page(
        "checklist.html.jinja",
        "theme.js",
        {
            "checklists": [
                {"found": each, "counts": [(standing, each.count(standing)) for standing in Standing]} for each in found
            ],
            "contract": first.contract,
            "provider": first.provider,
            "year": first.year,
            "done": Standing.DONE,
            "tags": {Standing.DONE: "", Standing.NOT_MET: " warn", Standing.NOT_KNOWN: ""},
            "version": __version__,
        },
    )
