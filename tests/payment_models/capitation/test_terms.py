"""Faults of terms, and the HCP-LAN category that follows from them, of the models that pay by member or in advance."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from openvbc.api import settle
from openvbc.contract.load import contract_from_text
from openvbc.contract.model import Contract
from openvbc.errors import ContractError, InputError, OpenVBCError
from openvbc.payment_models.registry import payment_models

CELLS = [{"cell": "child", "ages": "0-17", "rate": 20}, {"cell": "adult", "ages": "18+", "rate": 30}]
GLOBAL: dict[str, Any] = {"scope": "global", "rate_cells": CELLS}
PARTIAL: dict[str, Any] = {"scope": "partial", "services": ["primary_care"], "rate_cells": CELLS}
BY_SCORE = {"withhold": {"rate": "5%", "returned_by": "quality_score"}}
FEES: dict[str, Any] = {"tiers": [{"cell": "all", "rate": 5}], "counts_as_expenditure": True}
ADVANCE: dict[str, Any] = {
    "payments": [{"payment": "start", "amount": 1000, "year": 1, "kind": "advance"}],
    "recoupment": {"share_of_earned": "100%", "if_left": "forgiven"},
}
PREMIUM: dict[str, Any] = {
    "scope": "global",
    "percent_of_premium": {"share": "85%", "deductions": ["sequestration"]},
    "fund": {"expenses": ["claims"], "surplus": {"share": "50%"}},
}


def contract(model: str, terms: Mapping[str, object], end: str = "2026-12-31") -> Contract:
    text = f"""contract: Example
parties: {{payer: {{name: Northern Health Plan}}, provider: {{name: Lakeside ACO}}}}
agreement: {{start: 2026-01-01, end: {end}, run_out_months: 3}}
population: {{line_of_business: commercial, attribution: {{payer_list: true}}}}
payment_streams:
  - stream: paid
    model: {model}
    terms: {json.dumps(terms)}
"""
    return contract_from_text(text, "contract.yaml", payment_models())


CATEGORIES = {
    "named services by quality": ("capitation", PARTIAL | BY_SCORE, "4A"),
    "all care by quality": ("capitation", GLOBAL | BY_SCORE, "4B"),
    "professional care by results": (
        "capitation",
        {"scope": "professional", "rate_cells": CELLS, "performance_adjustment": {"least": "-5%", "most": "5%"}},
        "4B",
    ),
    "one system": ("capitation", GLOBAL | BY_SCORE | {"integrated": True}, "4C"),
    "without quality": ("capitation", GLOBAL, "4N"),
    "a withhold that comes back in any case": (
        "capitation",
        GLOBAL | {"withhold": {"rate": "5%", "returned_by": "regardless"}},
        "4N",
    ),
    "reconciled to services": (
        "capitation",
        PARTIAL | {"prospective": {"counts_as_expenditure": True, "difference": "payer"}},
        "1",
    ),
    "reconciled, with results": (
        "capitation",
        PARTIAL | BY_SCORE | {"prospective": {"counts_as_expenditure": True, "difference": "payer"}},
        "2C",
    ),
    "fees": ("care_management", FEES, "2A"),
    "fees at risk": ("care_management", FEES | {"at_risk": {"share": "10%", "reached": "stated"}}, "2C"),
    "grants and advances": ("infrastructure", ADVANCE, "2A"),
}


@pytest.mark.parametrize("name", CATEGORIES)
def test_the_category_follows_from_the_terms(name: str) -> None:
    model, terms, category = CATEGORIES[name]
    assert contract(model, terms).hcp_lan_category == category


FAULTS = {
    "services of all care": ("capitation", GLOBAL | {"services": ["primary_care"]}, "services go with scope: partial"),
    "partial without services": ("capitation", {"scope": "partial", "rate_cells": CELLS}, "needs at least one"),
    "cells that overlap": (
        "capitation",
        {"scope": "global", "rate_cells": [*CELLS, {"cell": "old", "ages": "65+", "rate": 9}]},
        "a member could be in both rate cells 'adult' and 'old'",
    ),
    "a cell twice": (
        "capitation",
        {"scope": "global", "rate_cells": [CELLS[0], CELLS[0]]},
        "two rate cells are called",
    ),
    "a cell without rate": ("capitation", {"scope": "global", "rate_cells": [{"cell": "all"}]}, "'all' has no rate"),
    "ages that are none": (
        "capitation",
        {"scope": "global", "rate_cells": [{"cell": "all", "ages": "18-9", "rate": 1}]},
        "are no ages",
    ),
    "nothing paid": ("capitation", {"scope": "global"}, "say what is paid"),
    "a fund without a share": (
        "capitation",
        PREMIUM | {"fund": {"expenses": ["claims"], "surplus": {}}},
        "give exactly one of share, bands",
    ),
    "premium that nothing settles": (
        "capitation",
        {name: each for name, each in PREMIUM.items() if name != "fund"},
        "nothing that is settled of it",
    ),
    "an unknown deduction": (
        "capitation",
        PREMIUM | {"percent_of_premium": {"share": "85%", "deductions": ["taxes"]}},
        "premium_tax",
    ),
    "capitation and premium pay twice": ("capitation", PREMIUM | {"rate_cells": CELLS}, "would be paid twice"),
    "a fund that is charged with itself": (
        "capitation",
        GLOBAL | {"fund": {"expenses": ["claims", "capitation_paid"], "surplus": {"share": "50%"}}},
        "the fund is the capitation itself",
    ),
    "gross and net left open": ("capitation", PREMIUM | {"percent_of_premium": {"share": "85%"}}, "deductions"),
    "codes without a day": (
        "care_management",
        {
            "enhanced_fees": {
                "codes": ["99213"],
                "combined": "added",
                "uplifts": [{"uplift": "joining", "points": "12%"}],
            },
            "counts_as_expenditure": True,
        },
        "first_day",
    ),
    "cost or not left open": ("care_management", {"tiers": FEES["tiers"]}, "counts_as_expenditure"),
    "an advance without recoupment": ("infrastructure", {"payments": ADVANCE["payments"]}, "how it is taken back"),
    "recoupment of nothing": (
        "infrastructure",
        ADVANCE | {"payments": [{"payment": "start", "amount": 1, "year": 1, "kind": "grant"}]},
        "no advance is paid",
    ),
    "repaid by a stream that is not there": (
        "infrastructure",
        ADVANCE | {"recoupment": {"streams": ["savings"], "share_of_earned": "100%", "if_left": "forgiven"}},
        "is no stream of this contract",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_terms_that_cannot_hold_are_told(name: str) -> None:
    model, terms, what = FAULTS[name]
    with pytest.raises(ContractError) as error:
        contract(model, terms)
    assert what in str(error.value)


def test_a_payment_in_a_year_that_the_agreement_lacks_is_told() -> None:
    late = {**ADVANCE, "payments": [*ADVANCE["payments"], {"payment": "late", "amount": 1, "year": 2, "kind": "grant"}]}
    with pytest.raises(OpenVBCError, match="falls due in performance year 2, and the agreement has 1"):
        settle(contract("infrastructure", late), {"earned": 0, "ended_early": False}, period=2026, status="final")


def test_a_deduction_without_amount_is_missing_and_not_zero() -> None:
    figures = {"gross_premium": 100, "fund_expense": {"claims": 80}}
    with pytest.raises(InputError, match="premium_deduction"):
        settle(contract("capitation", PREMIUM), figures, period=2026, status="final")


def test_uplifts_that_multiply_come_to_more_than_those_that_add() -> None:
    uplifts = [{"uplift": "joining", "points": "12%"}, {"uplift": "award", "points": "35%"}]
    enhanced = {"codes": ["99213"], "first_day": "2026-01-01", "combined": "multiplied", "uplifts": uplifts}
    terms = {"enhanced_fees": enhanced, "counts_as_expenditure": True}
    found = settle(contract("care_management", terms), {"base_fees": 500_000}, period=2026, status="final")
    assert str(found.value("fees_with_uplifts")) == "756000.00"


def test_a_workbook_is_a_roster_too_and_its_faults_name_the_sheet(tmp_path: Path) -> None:
    rows = [
        ["person_id", "month", "rate_cell"],
        ["P1", "2026-01", "child"],
        ["P2", "2026-01", "adult"],
        ["P2", "2026-02", "adult"],
    ]
    path = tmp_path / "roster.xlsx"

    def write(lines: list[list[str]]) -> None:
        with xlsxwriter.Workbook(str(path)) as book:
            sheet = book.add_worksheet("Members")
            for number, line in enumerate(lines):
                sheet.write_row(number + 1, 0, line)  # a blank row stands above the header

    write(rows)
    found = settle(contract("capitation", GLOBAL), roster=path, period=2026, status="final")
    assert found.net_payment == 80
    write([*rows, ["P1", "2026-01", "adult"]])
    with pytest.raises(OpenVBCError, match=r"sheet 'Members'.*lines 3 and 6"):
        settle(contract("capitation", GLOBAL), roster=path, period=2026, status="final")
