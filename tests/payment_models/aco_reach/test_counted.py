"""The performance year counted from a small made-up region, held against another payment model's count of the same."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from openvbc.api import settle
from openvbc.claims.synthetic.region import write_region
from openvbc.experience.basis import ExperienceBasis
from openvbc.experience.request import ExperienceRequest
from openvbc.payment_models.aco_reach import counting
from openvbc.payment_models.record import WorksheetRequest
from openvbc.payment_models.registry import model_folder

pytestmark = pytest.mark.long

FOLDER = Path(str(model_folder("aco_reach")))


def test_payments_are_those_that_another_model_counts_of_the_same_people_but_for_add_ons(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_region(tmp_path, people=300, seed=3, years=(2023, 2024), acos=2)
    contract = (FOLDER / "contracts" / "from_claims.yaml").read_text(encoding="utf-8")
    beside = FOLDER / "beside_claims" / "from_claims.yaml"
    head, _, _ = contract.partition("payment_streams:")
    other = f"""{head}  claims_basis:
    {{amount: paid, service_date: line_end, pharmacy: false, months: parts_a_and_b, without_paid_date: stop}}
payment_streams:
  - stream: total_cost_of_care
    model: shared_savings
    terms: {{risk: one_sided, benchmark: {{given: {{basis: per_member_per_month}}}}, savings: {{share: 50%}}}}
"""
    given = "organization: A\nperformance_year: 2024\nstatus: final\nfigures: {benchmark_per_capita: 1}\n"

    def counted(contract: str, inputs: "str | Path", line: str) -> Decimal:
        found = settle(
            contract, inputs, claims=tmp_path / "project", participants=tmp_path / "participants.csv", period=2024,
            status="final",
        )  # fmt: skip
        value = found.values[0].streams[0].evaluation.values[line]
        assert isinstance(value, Decimal)
        return value

    without_add_ons = counted(contract, beside, "claims_payments")
    whole = counting.basis_of

    def with_add_ons(request: WorksheetRequest, asked: ExperienceRequest) -> ExperienceBasis:
        basis = whole(request, asked)
        assert basis.expenditures is not None
        kept = replace(
            basis.expenditures, remove_medical_education=False, remove_disproportionate_share=False,
            remove_uncompensated_care=False,
        )  # fmt: skip
        return replace(basis, expenditures=kept)

    monkeypatch.setattr(counting, "basis_of", with_add_ons)
    assert 0 < without_add_ons < counted(contract, beside, "claims_payments") == counted(other, given, "expenditures")
