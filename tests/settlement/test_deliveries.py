"""Duties to share data, compared with what was loaded and when."""

import json
from datetime import date
from pathlib import Path

import pytest

from openvbc import api
from openvbc.claims.project.manifest import KeptLoad, KeptOptions, KeptTable, Manifest, Part
from openvbc.claims.project.project import Project
from openvbc.contract.model import Contract
from openvbc.errors import ContractError, UsageError
from openvbc.reports.document.text import document_text
from openvbc.reports.project import project_report
from openvbc.settlement.deliveries import DutyKept, duties_kept
from tests.examples import ONE_SIDED, contract_from, contract_text

CLAIMS = {
    "feed": "claims",
    "owed_by": "payer",
    "frequency": "monthly",
    "due": {"within": 15, "counted_in": "calendar_days"},
    "content": ["medical_claim"],
    "consequence": "day_charge",
    "per_day": 250,
    "most": 50000,
}


def contract(*duties: object) -> Contract:
    text = contract_text(ONE_SIDED, start="2026-01-01", end="2026-12-31")
    return contract_from(text.replace("payment_streams:\n", f"data_sharing: {json.dumps(duties)}\npayment_streams:\n"))


def load(number: int, day: str | None, source: str = "cclf") -> KeptLoad:
    return KeptLoad(number, "cclf", source, KeptOptions(), date.fromisoformat(day) if day else None, (), (), {}, (), ())


def project(*loads: KeptLoad, tables: tuple[str, ...] = ("medical_claim",)) -> Project:
    parts = tuple(Part(f"{each.number}.parquet", "", 1, 1, each.number, (each.data_source,)) for each in loads)
    held = {name: KeptTable(len(parts), parts) for name in tables}
    return Project(Path("project"), Manifest(tuple(loads), held))


def kept(duty: object, held: Project, as_of: str) -> DutyKept:
    (found,) = duties_kept(contract(duty), date.fromisoformat(as_of), project=held)
    return found


def test_t_33_forty_five_days_late_at_250_a_day() -> None:
    """January is due on 15 February and comes 20 days late, February is due on 15 March and comes 25 days late."""
    found = kept(CLAIMS, project(load(1, "2026-03-07"), load(2, "2026-04-09")), "2026-04-10")
    assert [each.days_late for each in found.past] == [20, 25]
    assert found.days_late == 45
    assert f"{found.charge:.2f}" == "11250.00"
    assert not found.missing


def test_what_was_not_loaded_is_late_up_to_the_day_that_is_looked_at() -> None:
    found = kept(CLAIMS, project(load(1, "2026-02-10")), "2026-03-25")
    assert [(each.day, each.days_late) for each in found.past] == [(date(2026, 2, 10), 0), (None, 10)]
    assert len(found.missing) == 1


def test_a_load_before_the_end_of_a_month_is_not_that_months() -> None:
    found = kept(CLAIMS, project(load(1, "2026-01-20")), "2026-02-15")
    assert [each.day for each in found.past] == [None]


def test_a_charge_stops_at_the_most() -> None:
    found = kept(CLAIMS, project(load(1, "2026-02-10")), "2026-12-31")
    assert found.charge == 50000


def test_other_loads_are_no_delivery_and_loads_without_a_day_are_told() -> None:
    of_tables = kept(CLAIMS, project(load(1, "2026-02-10"), tables=("eligibility",)), "2026-02-15")
    assert of_tables.past[0].day is None
    named = {**CLAIMS, "data_source": "payer_a"}
    found = kept(named, project(load(1, "2026-02-10", "payer_b"), load(2, None, "payer_a")), "2026-02-15")
    assert found.past[0].day is None
    assert found.undated == (2,)


@pytest.mark.parametrize(
    ("frequency", "deliveries"), [("daily", 90), ("weekly", 12), ("monthly", 3), ("quarterly", 1), ("yearly", 0)]
)
def test_every_frequency(frequency: str, deliveries: int) -> None:
    """Each due on the day after its period, looked at on 1 April."""
    duty = {**CLAIMS, "frequency": frequency, "due": {"within": 1, "counted_in": "calendar_days"}}
    assert len(kept(duty, project(), "2026-04-01").past) == deliveries


def test_business_days_pass_over_weekends_and_holidays() -> None:
    due = {"within": 1, "counted_in": "business_days", "holidays": ["2026-02-02"]}
    found = kept({**CLAIMS, "due": due}, project(), "2026-03-01")
    assert [each.due for each in found.past] == [date(2026, 2, 3)]  # 31 January 2026 is a Saturday


def test_the_report_tells_each_duty_and_each_late_delivery() -> None:
    held = project(load(1, "2026-03-07"), load(2, "2026-04-09"), load(3, None))
    document = project_report(held, verified=False, kept=duties_kept(contract(CLAIMS), date(2026, 4, 10), project=held))
    text = document_text(document)
    assert "$11,250.00 for 45 days, owed by the payer" in text
    assert "2026-02-15" in text
    assert "2026-03-07" in text


WRONG: dict[str, tuple[dict[str, object], str]] = {
    "a charge without a limit": ({**CLAIMS, "most": None}, "day_charge needs per_day and most"),
    "a day without a calendar": ({**CLAIMS, "due": {"within": 15}}, "counted_in"),
    "a feed that no load could be": ({**CLAIMS, "content": []}, "name its content or its data_source"),
    "no consequence said": ({key: each for key, each in CLAIMS.items() if key != "consequence"}, "consequence"),
    "an unknown frequency": ({**CLAIMS, "frequency": "now and then"}, "monthly"),
    "holidays of calendar days": (
        {**CLAIMS, "due": {"within": 1, "counted_in": "calendar_days", "holidays": ["2026-01-01"]}},
        "holidays go with",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_duties_that_cannot_be_kept_are_told(name: str) -> None:
    duty, words = WRONG[name]
    with pytest.raises(ContractError) as raised:
        contract({key: each for key, each in duty.items() if each is not None})
    assert any(words in f"{each.what} {each.why} {each.fix}" for each in raised.value.faults), raised.value.faults


def test_an_unknown_table_is_told_with_the_one_that_is_meant() -> None:
    with pytest.raises(ContractError, match="medical_claim"):
        duties_kept(contract({**CLAIMS, "content": ["medical_claims"]}), date(2026, 3, 1), project=project())


def test_a_contract_without_duties_is_told() -> None:
    with pytest.raises(ContractError, match="no data_sharing duties"):
        duties_kept(contract_from(contract_text(ONE_SIDED)), date(2026, 3, 1), project=project())


def test_a_day_without_a_contract_is_told() -> None:
    with pytest.raises(UsageError, match="reads the clock"):
        api.read_project("project", as_of=date(2026, 3, 1))
