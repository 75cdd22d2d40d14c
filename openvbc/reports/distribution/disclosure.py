"""What an ACO makes public of how its shared savings were used."""

from openvbc.distribution.disclosure import proportions
from openvbc.distribution.result import Distribution
from openvbc.errors import Fault, SettlementError
from openvbc.reports.distribution.cover import disclosure_table
from openvbc.reports.document.tree import Answer, Document, Labeled, Sentence


def disclosure(distribution: Distribution) -> Document:
    """The public page: proportions of shared savings by use. SettlementError if no savings came in."""
    terms = distribution.plan.terms
    found = proportions(distribution)
    if not found:
        raise SettlementError(
            Fault("no shared savings came in, so there is nothing to make public", fix="name the settlement that paid")
        )
    return Document(
        kind="Public reporting",
        title=f"{terms.organization}: how shared savings were used, {terms.start} to {terms.end}",
        answer=Answer(f"How {terms.organization} used its shared savings"),
        blocks=(
            Sentence("The total proportion of shared savings invested in each use, as 42 CFR 425.308(b)(4) asks."),
            disclosure_table(found),
        ),
        subject=terms.organization,
        facts=(Labeled("Period", f"{terms.start} to {terms.end}"), Labeled("Plan", f"{terms.plan}, {terms.version}")),
        day=terms.payable or terms.end,
    )
