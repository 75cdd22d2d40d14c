"""The performance year counted from a small made-up region, held against another payment model's count of the same."""

from decimal import Decimal
from pathlib import Path

import pytest

from openvbc.api import settle
from openvbc.claims.synthetic.region import write_region
from openvbc.payment_models.registry import model_folder

pytestmark = pytest.mark.long

FOLDER = Path(str(model_folder("aco_reach")))


def test_payments_and_months_are_those_that_a_commercial_contract_counts_of_the_same_people(tmp_path: Path) -> None:
    write_region(tmp_path, people=300, seed=3, years=(2023, 2024), acos=2)
    contract = (FOLDER / "contracts" / "from_claims.yaml").read_text(encoding="utf-8")
    counted = {"claims": tmp_path / "project", "participants": tmp_path / "participants.csv", "period": 2024}
    reach = settle(contract, FOLDER / "beside_claims" / "from_claims.yaml", status="final", **counted)
    head, _, _ = contract.partition("payment_streams:")
    basis = """  claims_basis:
    {amount: paid, service_date: line_end, pharmacy: false, months: parts_a_and_b, without_paid_date: stop}
payment_streams:
  - stream: total_cost_of_care
    model: shared_savings
    terms: {risk: one_sided, benchmark: {given: {basis: per_member_per_month}}, savings: {share: 50%}}
"""
    given = "organization: A\nperformance_year: 2024\nstatus: final\nfigures: {benchmark_per_capita: 1}\n"
    other = settle(head + basis, given, status="final", **counted)
    own, theirs = (each.settlement.streams[0].evaluation.values for each in (reach, other))
    assert isinstance(own["claims_payments"], Decimal)
    assert own["claims_payments"] == theirs["expenditures"] > 0
