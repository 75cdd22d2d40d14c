"""Duties to share data by their due days: periods, terms of grace, how they stand on a day, and late evidence."""

import json
from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openvbc import api
from openvbc.contract.data_sharing import Due
from openvbc.contract.model import Contract
from openvbc.errors import ContractError, InputError, UsageError
from openvbc.figures import FileDigest
from openvbc.periods import AgreementPeriod
from openvbc.settlement.deliveries import (
    Recorded,
    Standing,
    deliveries_owed,
    delivery_owed,
    duties_kept,
    evidence_due,
)
from openvbc.settlement.schedule import schedule_of
from tests.counts import examples
from tests.examples import ONE_SIDED, contract_from, contract_text

Json = Mapping[str, object]
QUALITY: Json = {
    "feed": "quality results",
    "report": "quality_results",
    "owed_by": "payer",
    "frequency": "quarterly",
    "due": {"within": 30, "counted_in": "calendar_days"},
    "consequence": "deadlines_move",
    "clause": "7.3",
}
SUPPLEMENTAL: Json = {
    "feed": "supplemental data",
    "report": "supplemental_data",
    "owed_by": "provider",
    "frequency": "yearly",
    "due": {"within": 2, "counted_in": "calendar_months"},
    "consequence": "none",
    "clause": "7.5",
}
CLAIMS: Json = {
    "feed": "claims",
    "owed_by": "payer",
    "frequency": "monthly",
    "due": {"within": 15, "counted_in": "calendar_days"},
    "content": ["medical_claim"],
    "consequence": "day_charge",
    "per_day": 250,
    "most": 1000,
    "clause": "7.1",
}


def contract(*duties: Json, end: str = "2026-12-31", calendar: bool = False, start: str = "2026-01-01") -> Contract:
    text = contract_text(ONE_SIDED, start=start, end=end)
    text = text.replace("payment_streams:\n", f"data_sharing: {json.dumps(duties)}\npayment_streams:\n")
    return contract_from(
        text.replace("run_out_months: 3", f"run_out_months: 3{', performance_years: calendar' * calendar}")
    )


def days(agreed: Contract, number: int = 0) -> list[str]:
    return [each.due.isoformat() for each in deliveries_owed(agreed, agreed.file.data_sharing[number])]


def recorded(first_day: str, day: str, entry: int = 1, feed: str = "quality results") -> Recorded:
    files = (FileDigest("quality.csv", "0" * 64),)
    return Recorded(feed, "payer", date.fromisoformat(first_day), date.fromisoformat(day), files, entry)


def test_each_quarter_has_its_day() -> None:
    assert days(contract(QUALITY)) == ["2026-04-30", "2026-07-30", "2026-10-30", "2027-01-30"]


def test_months_of_grace_end_on_the_last_day_of_a_month() -> None:
    assert days(contract(SUPPLEMENTAL)) == ["2027-02-28"]
    quarterly = {**SUPPLEMENTAL, "frequency": "quarterly", "due": {"within": 1, "counted_in": "calendar_months"}}
    assert days(contract(quarterly)) == ["2026-04-30", "2026-07-31", "2026-10-31", "2027-01-31"]


def test_a_yearly_report_is_about_performance_years_even_where_the_first_is_short() -> None:
    agreed = contract(SUPPLEMENTAL, start="2026-07-01", end="2028-06-30", calendar=True)
    assert days(agreed) == ["2027-02-28", "2028-02-29", "2028-08-31"]


def test_a_feed_goes_on_through_run_out_or_begins_later_where_the_contract_says_so() -> None:
    longer = contract({**CLAIMS, "owed_from": "2026-11-01", "owed_through": "2027-03-31"})
    assert days(longer) == ["2026-12-15", "2027-01-15", "2027-02-15", "2027-03-15", "2027-04-15"]


@examples(200)
@given(
    st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    st.integers(1, 1500),
    st.sampled_from(["daily", "weekly", "monthly", "quarterly", "yearly"]),
)
def test_periods_follow_each_other_without_gap_to_the_last_day(start: date, length: int, frequency: str) -> None:
    agreement = AgreementPeriod.between(start, start + timedelta(days=length))
    duty = contract({**CLAIMS, "frequency": frequency}).file.data_sharing[0]
    periods = [*duty.periods(agreement)]
    assert (periods[0].start, periods[-1].end) == (agreement.period.start, agreement.period.end)
    assert all(one.end == other.start for one, other in pairwise(periods))


@examples(200)
@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(0, 24))
def test_months_after_the_end_of_a_month_are_whole_months(day: date, months: int) -> None:
    end = day.replace(day=monthrange(day.year, day.month)[1])
    due = Due(within=months, counted_in="calendar_months").day(end)
    assert (due.year * 12 + due.month) - (end.year * 12 + end.month) == months
    assert (due + timedelta(days=1)).day == 1


def test_on_a_day_it_is_told_what_came_late_is_missing_or_to_come() -> None:
    agreed = contract(QUALITY)
    held = [recorded("2026-01-01", "2026-05-02"), recorded("2026-01-01", "2026-05-09", 2)]
    (kept,) = duties_kept(agreed, date(2026, 8, 9), recorded=held)
    assert [(each.standing, each.day, each.days_late) for each in kept.deliveries] == [
        (Standing.LATE, date(2026, 5, 2), 2),
        (Standing.MISSING, None, 10),
        (Standing.NOT_DUE, None, 0),
        (Standing.NOT_DUE, None, 0),
    ]
    found = schedule_of(agreed, kept=(kept,), as_of=date(2026, 8, 9))
    assert [each.period.start for each in found.exceptions] == [date(2026, 1, 1), date(2026, 4, 1)]


def test_what_was_delivered_later_than_the_day_that_is_looked_at_does_not_count_yet() -> None:
    (kept,) = duties_kept(contract(QUALITY), date(2026, 5, 1), recorded=[recorded("2026-01-01", "2026-05-02")])
    assert kept.deliveries[0].standing is Standing.MISSING


def test_without_a_record_nothing_is_said_to_be_missing() -> None:
    kept = duties_kept(contract(QUALITY, CLAIMS), date(2026, 5, 1))
    assert [(each.late, each.missing, len(each.not_known)) for each in kept] == [((), (), 1), ((), (), 3)]


def test_a_recorded_delivery_of_a_feed_counts_as_a_load_would() -> None:
    held = [recorded("2026-02-01", "2026-03-10", feed="claims")]
    (kept,) = duties_kept(contract(CLAIMS), date(2026, 3, 20), recorded=held)
    assert [each.standing for each in kept.past] == [Standing.NOT_KNOWN, Standing.IN_TIME]


def test_a_charge_stops_at_the_most_of_each_performance_year() -> None:
    agreed = contract({**QUALITY, "consequence": "day_charge", "per_day": 250, "most": 1000}, end="2027-12-31")
    (kept,) = duties_kept(agreed, date(2027, 5, 2), recorded=[recorded("2026-01-01", "2026-04-30")])
    assert kept.days_late == 276 + 184 + 92 + 2
    assert kept.charge == 1000 + 500


def test_terms_that_change_hold_from_the_year_in_which_a_period_ends() -> None:
    due = {
        "by_year": {
            "2026": {"within": 30, "counted_in": "calendar_days"},
            "2027": {"within": 1, "counted_in": "calendar_days"},
        }
    }
    assert days(contract({**QUALITY, "due": due}, end="2027-12-31"))[3:5] == ["2027-01-30", "2027-04-01"]


def test_a_delivery_is_found_by_its_day_by_what_it_is_about_or_by_its_name() -> None:
    agreed = contract(QUALITY, SUPPLEMENTAL, CLAIMS)
    assert delivery_owed(agreed, due=date(2026, 7, 30)).period.start == date(2026, 4, 1)
    assert delivery_owed(agreed, about=date(2026, 5, 5), feed="quality results").due == date(2026, 7, 30)
    assert delivery_owed(agreed, about=date(2026, 5, 5), report="supplemental_data").due == date(2027, 2, 28)
    with pytest.raises(InputError, match="3 deliveries are about 2026-05-05"):
        delivery_owed(agreed, about=date(2026, 5, 5))
    with pytest.raises(InputError, match="due are, for example, 2026-04-30 and 2026-07-30"):
        delivery_owed(agreed, due=date(2026, 6, 1), feed="quality results")
    with pytest.raises(InputError, match="quality results"):
        delivery_owed(agreed, due=date(2026, 6, 1), feed="quality result")


def test_several_deliveries_of_one_feed_due_on_one_day_are_told_apart_by_their_days() -> None:
    """What is about Friday, Saturday and Sunday is due on Monday."""
    daily = {**QUALITY, "frequency": "daily", "due": {"within": 1, "counted_in": "business_days"}}
    with pytest.raises(InputError, match="--about"):
        delivery_owed(contract(daily), due=date(2026, 1, 5))
    assert delivery_owed(contract(daily), due=date(2026, 1, 5), about=date(2026, 1, 3)).period.start == date(2026, 1, 3)


def test_evidence_is_taken_until_the_last_day_for_supplemental_data_of_the_year() -> None:
    agreed = contract(SUPPLEMENTAL, end="2027-12-31")
    year = agreed.agreement.performance_years[0]
    owed = evidence_due(agreed, year)
    assert owed is not None
    assert owed.due == date(2027, 2, 28)
    monthly = contract({**SUPPLEMENTAL, "frequency": "monthly"}, end="2027-12-31")
    last = evidence_due(monthly, year)
    assert last is not None
    assert last.due == date(2027, 2, 28)
    assert evidence_due(contract(QUALITY), year) is None
    second = {**SUPPLEMENTAL, "feed": "charts", "due": {"within": 3, "counted_in": "calendar_months"}}
    with pytest.raises(ContractError, match="charts on 2027-03-31"):
        evidence_due(contract(SUPPLEMENTAL, second), year)


FAULTS: dict[str, tuple[tuple[Json, ...], str]] = {
    "a report that is loaded": (({**QUALITY, "content": ["medical_claim"]},), "recorded as delivered, not loaded"),
    "an unknown report": (({**QUALITY, "report": "quality"},), "quality_results"),
    "two of one name": ((QUALITY, QUALITY), "'quality results' twice"),
    "too many months": (
        ({**SUPPLEMENTAL, "due": {"within": 60, "counted_in": "calendar_months"}},),
        "60 months are more than 24",
    ),
    "a day before the agreement": (({**CLAIMS, "owed_from": "2025-01-01"},), "owed_from is 2025-01-01"),
    "a day in another century": (({**CLAIMS, "owed_through": "2126-12-31"},), "owed_through is 2126-12-31"),
    "a beginning after the end": (({**CLAIMS, "owed_from": "2027-02-01"},), "after the agreement ends"),
    "days the wrong way round": (
        ({**CLAIMS, "owed_from": "2026-05-01", "owed_through": "2026-04-01"},),
        "which is before",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_terms_that_cannot_be_scheduled_are_told(name: str) -> None:
    duties, words = FAULTS[name]
    with pytest.raises(ContractError) as raised:
        contract(*duties)
    assert any(words in f"{each.what} {each.why} {each.fix}" for each in raised.value.faults), raised.value.faults


def test_a_schedule_shows_duties_days_and_settlement_and_only_what_is_asked_for() -> None:
    agreed = contract(QUALITY, CLAIMS, end="2027-12-31")
    found = api.schedule(agreed, period=2026)
    assert len(found.to_dicts("deliveries")) == 16
    assert found.to_dicts("settlement_days")[0]["day"] == date(2027, 3, 31)
    april = api.schedule(agreed, first="2026-04-01", last="2026-04-30")
    assert [row["feed"] for row in april.to_dicts("deliveries")] == ["claims", "quality results"]
    assert "20 deliveries" not in str(april)
    assert "is not known" in str(api.schedule(agreed, as_of="2026-05-01"))


def test_a_record_without_a_day_is_refused_since_nothing_reads_the_clock(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="reads the clock"):
        api.schedule(contract(QUALITY), project=tmp_path)


def test_a_contract_without_duties_has_its_days_of_settlement() -> None:
    assert "no duties to share data" in str(api.schedule(contract_from(contract_text(ONE_SIDED)), as_of="2026-05-01"))
