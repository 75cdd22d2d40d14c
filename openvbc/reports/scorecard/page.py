"""The scorecard and the consumer view as pages that open by double-click and load nothing."""

from openvbc import __version__
from openvbc.reports.answer import answer, provider_name, status_sentence
from openvbc.reports.html.page import render_page
from openvbc.reports.scorecard.consumer import consumer_rows
from openvbc.reports.scorecard.feedback import Feedback
from openvbc.settlement.settle import Settlement

_SHORT_FINGERPRINT = 12


def feedback_html(found: Feedback) -> str:
    """A provider's scorecard as one page. It names members where it was made with a list of them."""
    settlement = found.settlement
    return render_page(
        "scorecard.html.jinja",
        "theme.js",
        {
            "found": found,
            "contract": settlement.contract.file,
            "year": settlement.performance_year.year,
            "answer": answer(settlement),
            "status_sentence": status_sentence(settlement),
            "fingerprint": settlement.fingerprint[:_SHORT_FINGERPRINT],
            "version": __version__,
        },
    )


def consumer_html(settlement: Settlement) -> str:
    """The consumer view as one page: no dollars, no members."""
    return render_page(
        "consumer.html.jinja",
        "theme.js",
        {
            "provider": provider_name(settlement),
            "year": settlement.performance_year.year,
            "rows": consumer_rows(settlement),
            "version": __version__,
        },
    )
