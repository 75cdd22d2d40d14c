"""The contract of the worked forecasts: 10,000 members at $500 a month, half of savings and 30% of losses from 2%."""

from collections.abc import Mapping
from typing import Any

from openvbc.api import load_contract
from openvbc.contract.model import Contract

MEMBERS, MONTHS, PER_MONTH = 10_000, 120_000, 500
BENCHMARK = MONTHS * PER_MONTH


def contract_of(terms: Mapping[str, Any], **others: Any) -> Contract:  # noqa: ANN401  # as a contract file would hold it
    """A contract of one shared-savings stream with these terms."""
    return load_contract(
        {
            "contract": "Lakeside shared savings",
            "parties": {"payer": {"name": "Northern Health Plan"}, "provider": {"name": "Lakeside ACO"}},
            "agreement": {"start": "2026-01-01", "end": "2026-12-31", "run_out_months": 3},
            "population": {"line_of_business": "medicare_advantage", "attribution": {"payer_list": True}},
            "payment_streams": [{"stream": "savings", "model": "shared_savings", "terms": terms}],
            **others,
        }
    )


def two_sided(
    *,
    share: str = "50%",
    minimum: str | None = "2%",
    savings_cap: str | None = "10%",
    loss_share: str | None = "30%",
    loss_minimum: str | None = "2%",
    loss_cap: str | None = "4%",
) -> dict[str, Any]:
    """The terms, some of them changed; None leaves a minimum, a cap or the whole losses side out."""
    savings: dict[str, Any] = {"share": share}
    if minimum is not None:
        savings["minimum_savings_rate"] = {"fixed": minimum}
    if savings_cap is not None:
        savings["caps"] = [{"rate": savings_cap, "of": "benchmark", "on": "payment"}]
    terms: dict[str, Any] = {
        "risk": "one_sided" if loss_share is None else "two_sided",
        "benchmark": {"given": {"basis": "per_member_per_month"}},
        "savings": savings,
    }
    if loss_share is not None:
        losses: dict[str, Any] = {"share": {"rate": loss_share}}
        if loss_minimum is not None:
            losses["minimum_loss_rate"] = {"fixed": loss_minimum}
        if loss_cap is not None:
            losses["caps"] = [{"rate": loss_cap, "of": "benchmark", "on": "payment"}]
        terms["losses"] = losses
    return terms
