"""Thresholds of the checklist: people at 4,999 and 5,000, revenue at 35%, what is not known."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openvbc.api import load_contract
from openvbc.checklist.record import Check, Standing, Step
from openvbc.experience.request import ExperienceRequest
from openvbc.payment_models.mssp.checklist.facts import ProgramFacts, gather
from openvbc.payment_models.mssp.checklist.joining import benchmark_step, eligibility_step, size_check
from openvbc.payment_models.mssp.checklist.risk import Revenue, revenue_check, track_step
from openvbc.payment_models.mssp.checklist.settling import payment_step, program_run_out_step, quality_step
from openvbc.payment_models.record import WorksheetRequest
from openvbc.payment_models.registry import published_parameters
from openvbc.settlement.settle import performance_year_of

MINIMUM = published_parameters().resolve("mssp_minimum_assigned_beneficiaries", performance_year=2024)
CONTRACT = """
contract: Participation agreement
parties: {{payer: {{name: CMS}}, provider: {{name: Riverbend ACO}}}}
agreement: {{start: {start}, end: {end}, run_out_months: {run_out}, performance_years: calendar}}
population:
  line_of_business: traditional_medicare
  attribution: {{shared_savings_program: {{organization: A9001, assignment: retrospective}}}}
payment_streams:
  - stream: shared_savings
    model: mssp
    terms:
      {track}
      benchmark: {{basis: computed, computed: {{agreement_period: first, times_adjusted: 1}}}}
"""
ENHANCED = "track: enhanced\n      minimum_rate: {elected: 1%}"


def facts(
    folder: Path, year: int, *, start: int = 2024, track: str = ENHANCED, run_out: int = 3, years: int = 5
) -> ProgramFacts:
    file = folder / "contract.yaml"
    text = CONTRACT.format(start=date(start, 1, 1), end=date(start + years - 1, 12, 31), track=track, run_out=run_out)
    file.write_text(text, encoding="utf-8")
    contract = load_contract(file)
    request = WorksheetRequest(
        contract.streams[0], contract.agreement, performance_year_of(contract, year), published_parameters()
    )
    asked = ExperienceRequest(
        covered=contract.file.population,
        performance_year=performance_year_of(contract, year),
        run_out_months=contract.file.agreement.run_out_months,
    )
    return gather(request, asked, None, None)


@given(people=st.one_of(st.integers(0, 20_000), st.sampled_from((4_998, 4_999, 5_000, 5_001))))
def test_five_thousand_are_enough_and_one_fewer_is_not(people: int) -> None:
    for keeps in (True, False):
        check = size_check("benchmark year 1, 2021", people, MINIMUM, keeps=keeps)
        assert check.standing is (Standing.NOT_MET if people <= 4_999 else Standing.DONE)
        assert check.rule is MINIMUM.citation
        assert f"{people:,} assigned" in check.what


def test_people_who_were_not_counted_are_not_too_few() -> None:
    assert size_check("PY", None, MINIMUM).standing is Standing.NOT_KNOWN
    assert size_check("PY", 10, None).standing is Standing.NOT_KNOWN


@given(expenditures=st.integers(1, 10**12), cents=st.integers(-2, 2))
def test_revenue_below_35_per_cent_is_low(made: ProgramFacts, expenditures: int, cents: int) -> None:
    spent = Decimal(expenditures) * 100
    revenue = Revenue(spent * 35 / 100 + Decimal(cents) / 100, spent, "2024", partly=False)
    check = revenue_check(made, revenue)
    assert check.standing is Standing.DONE
    assert ("a low revenue ACO" in check.what) is (cents < 0)


@pytest.mark.parametrize(("share", "standing"), [("34.99", Standing.NOT_KNOWN), ("35", Standing.DONE)])
def test_where_only_own_people_are_in_the_data_the_share_is_a_floor(
    made: ProgramFacts, share: str, standing: Standing
) -> None:
    check = revenue_check(made, Revenue(Decimal(share), Decimal(100), "2024", partly=True))
    assert check.standing is standing


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> ProgramFacts:
    return facts(tmp_path_factory.mktemp("contract"), 2024)


def asked(step: Step, words: str) -> list[Check]:
    return [check for check in step.checks if words in check.what]


def test_from_2027_the_newest_benchmark_year_alone_needs_five_thousand(tmp_path: Path) -> None:
    assert len(asked(eligibility_step(facts(tmp_path, 2026)), "at least 5,000")) == 4
    step = eligibility_step(facts(tmp_path, 2027, start=2027))
    assert [check.what.partition(":")[0] for check in asked(step, "at least 5,000")] == [
        "benchmark year 3, 2026",
        "performance year 2027",
    ]
    assert any("BASIC track" in caution for caution in step.cautions)


@pytest.mark.parametrize(("start", "section"), [(2016, "425.602"), (2020, "425.601"), (2024, "425.652")])
def test_the_method_of_benchmarking_follows_the_start(tmp_path: Path, start: int, section: str) -> None:
    found = facts(tmp_path, start, start=start, track="track: track_1" if start < 2019 else ENHANCED, years=3)
    assert asked(benchmark_step(found), f"is made by 42 CFR {section}")


def test_one_sided_years_are_counted_through_the_year(tmp_path: Path) -> None:
    levels = "levels:\n" + "\n".join(
        f"        - {{performance_year: {2024 + number}, track: basic_{level}}}" for number, level in enumerate("aabbe")
    )
    step = track_step(facts(tmp_path, 2026, track=f"{levels}\n      minimum_rate: {{elected: 1%}}"))
    shown = {fact.label: fact.shown for fact in step.facts}
    assert shown["Of them used by this agreement through 2026"] == "3"
    assert shown["Left at most, where no earlier agreement had any"] == "4"
    assert not asked(step, "repayment mechanism"), "a year without downside risk has nothing to repay"


def test_an_election_that_the_program_does_not_offer_is_not_met(tmp_path: Path) -> None:
    step = track_step(facts(tmp_path, 2024, track="track: enhanced\n      minimum_rate: {elected: 3%}"))
    assert step.standing is Standing.NOT_MET
    assert asked(step, "the elected minimum rate is 3%")


def test_a_year_without_published_rules_is_not_known_and_not_refused(tmp_path: Path) -> None:
    found = facts(tmp_path, 2027)
    assert track_step(found).standing is not Standing.DONE
    assert asked(quality_step(found), "not published")[0].standing is Standing.NOT_KNOWN
    assert payment_step(found).standing is Standing.NOT_KNOWN


def test_another_run_out_than_the_program_s_is_not_met(tmp_path: Path) -> None:
    assert asked(program_run_out_step(facts(tmp_path, 2024, run_out=6)), "6 months of run-out")
    assert not asked(program_run_out_step(facts(tmp_path, 2024)), "months of run-out")
