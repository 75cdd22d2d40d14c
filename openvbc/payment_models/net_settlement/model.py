"""The record of the payment model `net_settlement`."""

from collections.abc import Iterator, Sequence
from typing import cast

from pydantic import BaseModel

from openvbc.contract.funding_sources import FundingSource
from openvbc.errors import Fault
from openvbc.payment_models.net_settlement.terms import NettingTerms
from openvbc.payment_models.net_settlement.worksheet import build_worksheet
from openvbc.payment_models.record import PaymentModel
from openvbc.review.contract_checks import finding
from openvbc.review.record import Answer, ReviewRequest
from openvbc.yamlfile import Node


def _hcp_lan_category(_terms: BaseModel) -> str:
    """1: netting changes when money moves, not for what; the category is that of the streams that it nets."""
    return "1"


def _funding_sources(_terms: BaseModel) -> frozenset[FundingSource]:
    """None of its own: the streams that it nets say from what they pay."""
    return frozenset()


def _cross_faults(terms: Node) -> Sequence[Fault]:
    """An order of what is not there."""
    return tuple(_empty(terms))


def _empty(terms: Node) -> Iterator[Fault]:
    given = dict(terms.items())
    if "recoup_order" in given and not {"advances", "interim_payments"} & given.keys():
        yield Fault(
            "recoup_order is agreed, but neither advances nor interim_payments",
            given["recoup_order"].where,
            fix="add what is taken back, or take recoup_order out",
        )


def _nets(terms: BaseModel) -> tuple[str, ...]:
    return cast("NettingTerms", terms).nets


def _review(request: ReviewRequest) -> Iterator[Answer]:
    """A deficit that is carried on without an end is a downside that nobody agreed."""
    agreed = cast("NettingTerms", request.stream.terms)
    carried = agreed.deficits in ("carried_forward", "offset_rest_carried")
    limits = agreed.carry_forward
    if carried and (limits is None or (limits.years is None and limits.most is None)):
        yield finding(request, "STL-08", "a deficit is carried forward without years or a most", "deficits")


PAYMENT_MODEL = PaymentModel(
    name="net_settlement",
    title="Net settlement",
    terms=NettingTerms,
    worksheet=build_worksheet,
    hcp_lan=_hcp_lan_category,
    cross_check=_cross_faults,
    funding_sources=_funding_sources,
    starter="starter.yaml",
    review=_review,
    needs_population=False,
    nets=_nets,
)
