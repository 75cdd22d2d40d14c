"""The counted table of participants, and the list of the people behind it."""

import csv
import io
import statistics
from datetime import date
from decimal import Decimal

import pytest

from openvbc.api import load_contract
from openvbc.claims.attribution.panels import MemberScore, PanelMember, panels_of, with_scores
from openvbc.claims.measures.count import Subject
from openvbc.claims.measures.reading import bundled_measures
from openvbc.claims.measures.value_sets import bundled_value_sets
from openvbc.distribution.counted_participants import NOBODYS, members_csv, panel_targets, participants_csv
from openvbc.distribution.received import SettledStream
from openvbc.errors import ContractError, InputError
from openvbc.periods import PerformanceYear
from openvbc.settlement.panels import Panels, PanelScorecard, with_quality

MEMBERS = (
    PanelMember("-P4", "", "", 3, 100),
    PanelMember("P1", "001234567", "9999000011", 12, 150_025),
    PanelMember("P2", "001234567", "9999000011", 6, 0),
    PanelMember("P3", "001234567", "9999000012", 12, 99),
)


def cases(*told: tuple[str, str, str]) -> list[Subject]:
    """Person, measure and status."""
    measures = {each.measure: each for each in bundled_measures(bundled_value_sets())}
    day = date(2024, 5, 2)
    return [Subject("own", "2024", measures[name], who, 0, day, day, status, "", None) for who, name, status in told]


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_quality_of_a_panel_is_the_part_of_its_cases_that_meet_their_measure() -> None:
    own = cases(
        ("P1", "primary_care_visit", "numerator"),
        ("P1", "back_in_hospital_30_days", "numerator"),  # lower is better
        ("P2", "back_in_hospital_30_days", "not_met"),
        ("P2", "primary_care_visit", "excluded"),
        ("-P4", "primary_care_visit", "not_met"),
    )
    table = {
        each["participant"]: each for each in rows(participants_csv(with_quality(panels_of(MEMBERS), MEMBERS, own)))
    }
    told = {name: (each["quality"], each["quality_denominator"], each["lives"]) for name, each in table.items()}
    assert told == {
        "001234567": ("", "", ""),
        "001234567-9999000011": ("0.666666666667", "3", "2"),
        "001234567-9999000012": ("", "", "1"),
        NOBODYS: ("0", "1", "1"),
    }


def test_the_list_of_members_adds_up_to_the_table() -> None:
    listed, table = rows(members_csv(MEMBERS)), rows(participants_csv(panels_of(MEMBERS)))
    assert [each["person_id"] for each in listed] == ["'-P4", "P1", "P2", "P3"]  # a spreadsheet would run "-P4"
    for each in table:
        own = [row for row in listed if row["participant"] == each["participant"]]
        if each["lives"]:
            assert int(each["lives"]) == len(own)
            assert int(each["member_months"]) == sum(int(row["member_months"]) for row in own)
            assert round(100 * float(each["panel_cost"])) == sum(round(100 * float(row["cost"])) for row in own)


def test_the_deviation_of_a_panel_is_that_of_its_people() -> None:
    table = {each["participant"]: each for each in rows(participants_csv(panels_of(MEMBERS)))}
    assert table["001234567-9999000011"]["cost_deviation"] == f"{statistics.stdev([1500.25, 0]):.2f}"
    assert table["001234567-9999000012"]["cost_deviation"] == ""


SCORES = {"P1": MemberScore(12, 1_500_000), "P2": MemberScore(6, None), "P3": MemberScore(12, 750_000)}


def panels(risk_model: str = "V28-2026") -> Panels:
    members = with_scores(MEMBERS, SCORES)
    return Panels("Lakeside", PerformanceYear.calendar(2024), panels_of(members), members, risk_model)


def settled(**changed: object) -> SettledStream:
    year = PerformanceYear.calendar(2024).period
    told: dict[str, object] = {
        "contract": "Lakeside", "payer": "Meadow Health Plan", "organization": "Lakeside", "period": "2024",
        "first_day": year.start, "last_day": year.last_day, "status": "final", "stream": "savings",
        "outcome": "net_payment", "lines": {"benchmark": Decimal("10000.00"), "other": Decimal(1)}, "fingerprint": "0",
    }  # fmt: skip
    return SettledStream(**(told | changed))  # type: ignore[arg-type]


def test_a_panels_target_is_its_part_of_the_benchmark_by_months_and_risk() -> None:
    """P1: 12 months x 1.5; P2: 6 months without a score, at the mean of 1.125; P3: 12 x 0.75; nobody's: none."""
    found = panel_targets(panels(), [settled()], "benchmark")
    whole = Decimal(18) + Decimal("6.75") + Decimal(9)
    exact = [Decimal(0), 10_000 * Decimal("24.75") / whole, 10_000 * Decimal(9) / whole]
    assert found == tuple(round(each, 2) for each in exact)
    assert sum(found) == 10_000
    table = {each["participant"]: each for each in rows(participants_csv(panels().panels, found))}
    assert [table["001234567-9999000011"][each] for each in ("panel_target", "risk_score")] == ["7333.33", "1.5"]
    assert table["001234567-9999000012"]["panel_target"] == "2666.67"


def test_a_target_is_not_taken_from_another_contract_or_period_or_line() -> None:
    for stream, risk_model, words in (
        (settled(contract="Hillside"), "V28-2026", "the settlement is of Hillside, 2024"),
        (settled(first_day=date(2023, 1, 1)), "V28-2026", "take the settlement of the same contract and period"),
        (settled(lines={"benchmarks": Decimal(1)}), "V28-2026", "did you mean 'benchmarks'"),
        (settled(), "", "names no model of risk scores"),
    ):
        with pytest.raises(InputError, match=words):
            panel_targets(panels(risk_model), [stream], "benchmark")
    with pytest.raises(InputError, match="name one of them"):
        panel_targets(panels(), [settled(), settled(stream="other")], "benchmark")
    assert panel_targets(panels(), [settled(), settled(stream="other")], "benchmark", "other")


_SCORECARD = """
contract: Panels by points
parties: {payer: {name: Meadow Health Plan}, provider: {name: Lakeside Physicians}}
agreement: {start: 2024-01-01, end: 2024-12-31, run_out_months: 3}
population: {line_of_business: commercial, attribution: {payer_list: true}}
quality_scorecard:
  measures:
    - {measure: primary_care_visit, label: Visits, direction: higher, result: counts, cut_points: [40%, 55%, 70%]}
    - {measure: back_in_hospital_30_days, label: Back in hospital, direction: lower, result: RESULT,
       cut_points: [60%, 40%, 20%], minimum_denominator: 2}
  scales:
    - scale: attainment
      between: steps
      rows: [{percentile: 25, points: 1}, {percentile: 50, points: 2}, {percentile: 75, points: 3}]
  absent_measures: reweighted
payment_streams:
  - stream: quality
    model: pay_for_performance
    terms: {brackets: {of: score, rows: [{at_least: 60%, share_of_pool: 60%}]}}
"""


def scorecard(result: str = "counts") -> PanelScorecard:
    contract = load_contract(_SCORECARD.replace("RESULT", result))
    return PanelScorecard(contract.agreed_scorecard, 2024)


def test_a_panels_quality_may_be_the_score_of_the_contracts_own_scorecard() -> None:
    own = cases(
        ("P1", "primary_care_visit", "numerator"),  # one of two: 50%, 1 of 3 points
        ("P2", "primary_care_visit", "not_met"),
        ("P1", "back_in_hospital_30_days", "numerator"),  # one of two were back: 50%, 1 of 3 points
        ("P2", "back_in_hospital_30_days", "not_met"),
        ("P3", "primary_care_visit", "numerator"),  # 3 of 3 points
        ("P3", "back_in_hospital_30_days", "numerator"),  # fewer than two cases: out of the score
    )
    card = scorecard()
    card.check([each.measure for each in own])
    found = {each.npi: each for each in with_quality(panels_of(MEMBERS), MEMBERS, own, card)}
    third = Decimal(1) / 3
    assert [round(found[npi].quality or 0, 20) for npi in ("9999000011", "9999000012")] == [round(third, 20), 1]
    assert [found[npi].cases for npi in ("", "9999000011", "9999000012")] == [0, 4, 2]
    assert found[""].quality is None


def test_a_scorecard_that_asks_for_more_than_is_counted_is_refused() -> None:
    counted = {each.measure.measure: each.measure for each in cases(("P1", "primary_care_visit", "numerator"))}
    for card in (scorecard(), scorecard("rate")):
        with pytest.raises(ContractError, match="Back in hospital is not counted from claims"):
            card.check(list(counted.values()))
