"""Participants as terms on a made-up region: who leaves, other contracts on one roster, who is at the margin."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from openvbc.api import load_contract, settle, try_participants
from openvbc.contract.load import contract_from_text
from openvbc.contract.model import Contract
from openvbc.money import rounded
from openvbc.payment_models.registry import payment_models
from tests.cli.small_region import CONTRACT, GIVEN, region

pytestmark = pytest.mark.long

LEAD = """
contract: LEAD beside it
parties: {payer: {name: CMS}, provider: {name: Riverbend ACO}}
agreement: {start: 2027-01-01, end: 2036-12-31, run_out_months: 6}
population: {line_of_business: traditional_medicare, attribution: {payer_list: true}}
payment_streams:
  - stream: total_cost_of_care
    model: lead
    terms: {aco_type: high_needs, risk_arrangement: professional, benchmark: {basis: before_discount}}
"""
LEAD_FIGURES = """
performance_year: 2027
status: final
figures: {claims_aligned_beneficiaries: 610, benchmark_before_discount: 2000000}
"""


def _version(text: str, *changes: tuple[str, str]) -> Contract:
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return contract_from_text(text, "version.yaml", payment_models())


def test_every_list_contract_and_margin_of_one_roster(tmp_path: Path) -> None:
    small = region(600)
    text = CONTRACT.read_text(encoding="utf-8")
    with small.participants.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    tins = list(dict.fromkeys(each["tin"] for each in rows if each["organization_id"] == "A9001" and each["tin"]))
    leaver = tins[-1]
    counting = {
        "claims": small.project,
        "national": small.folder / "national_factors.csv",
        "counties": small.folder / "county_factors.csv",
    }
    track = _version(text, ("track: enhanced", "track: basic_e"), ("Participation agreement, ENHANCED", "BASIC E"))
    renewed = _version(text, ("start: 2024-01-01, end: 2028-12-31", "start: 2024-01-01, end: 2024-12-31"),
                       ("agreement_period: first", "agreement_period: second"),
                       ("Participation agreement, ENHANCED", "Early renewal"))  # fmt: skip
    found = try_participants(
        load_contract(CONTRACT),
        small.project,
        leave=[leaver],
        beside=[
            (track, GIVEN.replace("{met_quality", "{low_revenue_aco: true, met_quality")),
            (renewed, small.folder / "given.yaml"),
            (contract_from_text(LEAD, "lead.yaml", payment_models()), LEAD_FIGURES),
        ],
        margin=True,
        inputs=small.folder / "given.yaml",
        participants=small.participants,
        national=counting["national"],
        counties=counting["counties"],
    )
    outcomes = found.values
    (gone,) = outcomes.tried
    # The same list written by hand settles to the same payment.
    by_hand = tmp_path / "participants.csv"
    with by_hand.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(each for each in rows if each["tin"] != leaver)
    settled = settle(
        load_contract(CONTRACT), small.folder / "given.yaml", claims=small.project, participants=by_hand,
        national=counting["national"], counties=counting["counties"],
    )  # fmt: skip
    assert gone.payment == settled.net_payment
    # Benchmark years and risk are counted anew for the list.
    changed = {name for name in gone.counted if gone.counted[name] != outcomes.base.counted.get(name)}
    assert any("benchmark_year_1" in name for name in changed)
    assert any("risk" in name or "score" in name for name in changed)
    basic, early, lead = outcomes.beside
    assert basic.lines["benchmark"] == outcomes.base.lines["benchmark"]
    assert early.variant.contract.startswith("Early renewal")
    assert early.lines["benchmark"] != outcomes.base.lines["benchmark"]
    # LEAD takes the roster's people and cost, and has a benchmark of its own.
    saved = 2_000_000 - outcomes.base.lines["expenditures"]
    assert lead.payment == rounded(saved * Decimal("0.5") * Decimal("0.98"), 2)
    text = str(found)
    for told in ("What each list comes to", "Other contracts on the same list", "LEAD beside it", "Held by one visit"):
        assert told in text
    assert outcomes.best.payment >= outcomes.base.payment
