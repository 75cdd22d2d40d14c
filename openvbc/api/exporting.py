"""Settlements and attributed members as FHIR, for payer and provider to exchange."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Unpack

from openvbc.api.arguments import ContractLike, Counting, InputsLike, PeriodLike, experience_options, load_contract
from openvbc.api.paths import PathLike, given_claims
from openvbc.api.result import Result
from openvbc.api.settling import settle_one
from openvbc.contract.model import Contract
from openvbc.figures import Figures
from openvbc.payment_models.registry import payment_models, published_parameters
from openvbc.reports.fhir.atr import attribution_list
from openvbc.reports.fhir.report import export_report
from openvbc.reports.fhir.resources import json_text
from openvbc.reports.fhir.vbpr import performance_reports
from openvbc.settlement.attributed_members import (
    AttributedMembers,
    attributed_members_from_project,
    enrollment_from_project,
    members_of_roster,
)
from openvbc.settlement.experience_options import ExperienceOptions, Lister
from openvbc.settlement.member_list import Cells, member_amounts, members_of_cells
from openvbc.settlement.settle import Settlement
from openvbc.worksheet.sheet import Worksheet

#: The file of the contract and what was settled of it.
PERFORMANCE = "performance.json"


@dataclass(frozen=True)
class Exported:
    """What was written out: a settlement, and the members of its provider where claims or a roster tell them."""

    settlement: Settlement
    members: AttributedMembers | None


def export_fhir(
    contract: ContractLike,
    inputs: InputsLike | None = None,
    *,
    dated: date,
    claims: PathLike | None = None,
    period: PeriodLike | None = None,
    status: str | None = None,
    **counting: Unpack[Counting],
) -> Result[Exported]:
    """Settle a contract and tell it in FHIR R4, as Da Vinci's guides lay down.

    `files` has the contract as a Measure with performance and quality reports (VBPR 1.1); and, where claims or a roster
    tell the provider's members, their attribution list (ATR 2.1), which names people. dated: the day on which they are
    made; nothing reads the clock. All else is as in `settle`.
    """
    checked = load_contract(contract)
    cells: Cells = {}

    def inspect(lister: Lister, figures: Figures, _sheets: Mapping[str, Worksheet]) -> None:
        cells.update(members_of_cells(lister, figures))

    options = experience_options(counting, inspect if counting.get("roster") is not None else None)
    settlement = settle_one(checked, inputs, claims, period, status, options)
    members = _members(checked, settlement, claims, replace(options, inspect=None), cells)
    files = {PERFORMANCE: f"{json_text(performance_reports([settlement], payment_models(), dated), indent=2)}\n"}
    if members is not None:
        files |= attribution_list(members, settlement, dated)
    return Result(Exported(settlement, members), export_report(settlement, members, files), files=files)


def _members(
    contract: Contract, settlement: Settlement, claims: PathLike | None, options: ExperienceOptions, cells: Cells
) -> AttributedMembers | None:
    """The members whom a roster pays for, else those whom claims attribute; None where neither is given."""
    key = settlement.performance_year.key
    place = given_claims(claims)
    if cells:
        amounts = member_amounts(settlement, cells)
        if place is None:
            return members_of_roster(contract, key, amounts)
        people = {each.person_id for each in amounts}
        enrolled = enrollment_from_project(
            contract, place, key, people, payment_models(), published_parameters(), options
        )
        return members_of_roster(contract, key, amounts, enrolled)
    if place is None:
        return None
    return attributed_members_from_project(contract, place, key, payment_models(), published_parameters(), options)
