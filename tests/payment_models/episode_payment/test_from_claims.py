"""A hospital's year from claims to the net payment reconciliation amount, and the same figures given by hand."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from openvbc.api import load_contract, settle_case
from openvbc.claims.engine.embedded_engine import EmbeddedEngine
from openvbc.claims.engine.engine import Engine
from openvbc.contract.model import Contract
from openvbc.errors import ClaimsError, ContractError
from openvbc.experience.request import ExperienceFigures, ExperienceRequest
from openvbc.figures import Figure, Figures, Keyed, Origin, Source
from openvbc.payment_models.episode_payment.model import PAYMENT_MODEL
from openvbc.payment_models.registry import published_parameters
from openvbc.reports.document.page import document_html
from openvbc.reports.document.text import document_text
from openvbc.reports.document.workbook import workbook
from openvbc.reports.episodes import episode_report
from openvbc.settlement.experience_options import worksheet_request
from openvbc.settlement.settle import Case, Settlement, Status, performance_year_of
from tests.claims.episodes.hand_made import COVERED
from tests.claims.episodes.made_up import (
    HOSPITAL,
    OTHER_HOSPITAL,
    Row,
    by_table,
    diagnosis,
    fill,
    outpatient,
    person,
    stay,
    visit,
)

_TEAM = """
contract: TEAM from claims
parties:
  payer: {name: plan}
  provider: {name: Lakeside Hospital}
agreement: {start: 2026-01-01, end: 2026-12-31, run_out_months: 6}
payment_streams:
  - stream: team
    model: episode_payment
    terms:
      program: team
      track: track_3
      hospital_kind: usual
      episode_types:
        joint_replacement: {category: lejr}
        bowel_surgery: {category: major_bowel}
      definition:
        organization: LAKESIDE
        types:
          joint_replacement:
            triggers:
              - {diagnosis_related_groups: ["470"]}
              - {hcpcs: ["27130", "27447"], claims: institutional}
          bowel_surgery: {triggers: [{diagnosis_related_groups: [329-331]}]}
        window: {days: 30, first_day: anchor_end, monitored_days: 30, look_back_days: 1, enrolled_days_before: 180}
        amount: allowed
        responsible: [facility]
        covered: parts_a_and_b
        renal_disease: dropped
        cost_limits: {upper_percentile: 99%}
        ages: [65, 75, 85]
      retrospective:
        price:
          given: before_discount
          risk_factors:
            age:
              classes: [under_65, from_65, from_75, from_85]
              factors: {under_65: 1.1, from_65: 0.95, from_75: 1, from_85: 1.2}
        post_episode: true
"""
_BY_FIRST_DAY = """population:
  line_of_business: traditional_medicare
  attribution: {payer_list: true}
  payers: [plan]
  plans: all
  claims_basis:
    {amount: allowed, service_date: claim_start, pharmacy: false, months: any_enrollment, without_paid_date: count}
"""
_GIVEN: dict[str, dict[Keyed, str]] = {
    "baseline_episodes": {"lejr": "120", "major_bowel": "40"},
    "preliminary_price": {"joint_replacement": "20000", "bowel_surgery": "30000"},
}
_ALONE = {"composite_quality_score": "90", "regional_mean_after": "100", "regional_deviation_after": "20"}


def _figure(value: str) -> Figure:
    return Figure(Decimal(value), Source(Origin.GIVEN))


def _given() -> Figures:
    figures: Figures = {name: {key: _figure(value) for key, value in each.items()} for name, each in _GIVEN.items()}
    return figures | {name: _figure(value) for name, value in _ALONE.items()}


def _rows() -> Iterator[tuple[str, Row]]:
    """Thirty joint replacements and ten bowel surgeries of the hospital, and some of another."""
    for number in range(45):
        name = f"T{number:02}"
        born = date(1939 + number, 6, 30)
        yield "eligibility", person(name, date(2025, 1, 1), date(2027, 6, 30), birth_date=born, **COVERED)
        first = date(2026, 1, 5) + timedelta(days=7 * number)
        out = first + timedelta(days=2)
        drg = "470" if number < 34 else "330"
        where = OTHER_HOSPITAL if number % 9 == 8 else HOSPITAL
        amount = {"allowed_amount": f"{17_000 + 10 * number}.50"}
        if drg == "470" and number % 3 == 0:
            yield "medical_claim", outpatient(f"{name}-A", name, out, "27447", facility_ccn=where, **amount)
        else:
            yield "medical_claim", stay(f"{name}-A", name, first, out, drg, facility_ccn=where, **amount)
        last = out + timedelta(days=29)
        yield "medical_claim", visit(f"{name}-V", name, last, "99213", allowed_amount="100.25")
        after = last + timedelta(days=1)
        yield "medical_claim", visit(f"{name}-W", name, after, "99213", allowed_amount="35.00")
    yield "medical_claim", visit("late", "T00", date(2027, 6, 1), "99213")


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with EmbeddedEngine(threads=1) as opened:
        fill(opened, by_table(_rows()))
        yield opened


def _contract(folder: Path, text: str = _TEAM) -> Contract:
    path = folder / "contract.yaml"
    path.write_text(text.lstrip(), encoding="utf-8")
    return load_contract(path)


def _count(
    contract: Contract, engine: Engine, folder: Path, year: int, scope: str, people: Mapping[str, Path] | None = None
) -> ExperienceFigures:
    request = worksheet_request(contract, contract.streams[0], year, published_parameters())
    assert PAYMENT_MODEL.experience is not None
    return PAYMENT_MODEL.experience(request, engine.open_scope(scope), _asked(contract, folder, year, people))


def _asked(contract: Contract, folder: Path, year: int, people: Mapping[str, Path] | None = None) -> ExperienceRequest:
    participants = folder / "participants.csv"
    participants.write_text(
        f"organization_id,tin,ccn,npi,first_date,last_date\nLAKESIDE,,{HOSPITAL},,,\n", encoding="utf-8"
    )
    return ExperienceRequest(
        covered=contract.populations.get(contract.streams[0].population),
        performance_year=performance_year_of(contract, year),
        run_out_months=contract.file.agreement.run_out_months,
        payer="plan",
        participants=participants,
        people=people or {},
    )


def _settled(contract: Contract, figures: Figures) -> Settlement:
    return settle_case(contract, Case("", 2026, Status.FINAL, figures, {}))


def test_team_from_claims_comes_to_what_plain_arithmetic_says(engine: Engine, tmp_path: Path) -> None:
    contract = _contract(tmp_path)
    counted = _count(contract, engine, tmp_path, 2026, "team")
    settlement = _settled(contract, _given() | counted.figures)
    own = [number for number in range(45) if number % 9 != 8]
    price, target, spending = {"470": 20_000, "330": 30_000}, Decimal(0), Decimal(0)
    discount = {"470": Decimal("0.98"), "330": Decimal("0.985")}
    factor = {0: Decimal("1.1"), 1: Decimal("0.95"), 2: Decimal(1), 3: Decimal("1.2")}
    for number in own:
        first = date(2026, 1, 5) + timedelta(days=7 * number + (2 if number < 34 and number % 3 == 0 else 0))
        age = first.year - (1939 + number) - ((first.month, first.day) < (6, 30))
        drg = "470" if number < 34 else "330"
        target += price[drg] * discount[drg] * factor[sum(age >= each for each in (65, 75, 85))]
        spending += Decimal(f"{17_000 + 10 * number}.50") + Decimal("100.25")
    values = settlement.streams[0].evaluation.values
    assert values["total_spending"] == spending
    assert abs(values["total_target"] - target) < Decimal("1e-20")  # type: ignore[operator]
    amount = min((target - spending) * Decimal("0.99"), target * Decimal("0.2"))
    excess = max(Decimal("35.00") * len(own) - 160 * len(own), Decimal(0))
    assert abs(settlement.net_payment - (amount - excess)) <= Decimal("0.005")
    assert settlement.net_payment > 0


@pytest.mark.parametrize(("basis", "of_stay"), [("", -1), (_BY_FIRST_DAY, 0)])
def test_a_bundle_has_the_months_and_dollars_of_its_episodes(
    engine: Engine, tmp_path: Path, basis: str, of_stay: int
) -> None:
    """By the last day of the claim, or by the day that the contract's claims basis names; every month of an episode."""
    contract = _contract(tmp_path, _TEAM.replace("payment_streams:", f"{basis}payment_streams:"))
    request = worksheet_request(contract, contract.streams[0], 2026, published_parameters())
    assert PAYMENT_MODEL.own_months is not None
    asked = _asked(contract, tmp_path, 2026)
    found = PAYMENT_MODEL.own_months(request, engine.open_scope(f"months{of_stay}"), asked)
    expected: dict[tuple[str, str], int] = {}
    for number in (each for each in range(45) if each % 9 != 8):
        name, first = f"T{number:02}", date(2026, 1, 5) + timedelta(days=7 * number)
        out, last = first + timedelta(days=2), first + timedelta(days=31)
        if out.year > 2026:
            continue
        anchor = (out, out) if number < 34 and number % 3 == 0 else (first, out)
        day, month = anchor[of_stay], anchor[0].replace(day=1)
        while month <= last:
            expected.setdefault((name, f"{month:%Y-%m}"), 0)
            month = (month + timedelta(days=31)).replace(day=1)
        expected[name, f"{day:%Y-%m}"] += 1_700_050 + 1000 * number
        expected[name, f"{last:%Y-%m}"] += 10_025
    summed: dict[tuple[str, str], int] = {}
    for each in found.rows:
        summed[each.person_id, each.month] = summed.get((each.person_id, each.month), 0) + each.cents
    assert summed == expected


def test_the_same_figures_given_by_hand_come_to_the_same(engine: Engine, tmp_path: Path) -> None:
    contract = _contract(tmp_path)
    counted = _count(contract, engine, tmp_path, 2026, "team again")
    by_hand: Figures = {
        name: replace(each, source=Source(Origin.GIVEN))
        if isinstance(each, Figure)
        else {key: replace(figure, source=Source(Origin.GIVEN)) for key, figure in each.items()}
        for name, each in counted.figures.items()
    }
    assert (
        _settled(contract, _given() | by_hand).net_payment == _settled(contract, _given() | counted.figures).net_payment
    )


def test_the_rows_behind_a_figure_are_its_episodes(engine: Engine, tmp_path: Path) -> None:
    counted = _count(_contract(tmp_path), engine, tmp_path, 2026, "team rows")
    episodes = counted.figures["episodes"]
    assert isinstance(episodes, dict)
    figure = episodes["bowel_surgery"]
    from openvbc.claims.engine.listing import list_behind  # noqa: PLC0415

    listed = list_behind(engine, replace(figure, source=replace(figure.source, scope="team rows")), 100)
    assert len(listed.rows) == figure.value == 9


def test_a_base_year_setting_without_a_factor_is_refused(engine: Engine, tmp_path: Path) -> None:
    text = _TEAM.replace("program: team\n      track: track_3\n      hospital_kind: usual\n      ", "")
    text = text.replace("given: before_discount", "own_history: {base_years: ['2026']}")
    contract = _contract(tmp_path, text.replace("post_episode: true", "risk: two_sided"))
    figures = _count(contract, engine, tmp_path, 2026, "history").figures
    base = figures["base_year_episodes"]
    assert isinstance(base, dict)
    assert {key: each.value for key, each in base.items()} == {
        ("joint_replacement", "2026"): 31,
        ("bowel_surgery", "2026"): 9,
    }


def test_people_of_another_contract_are_left_out_where_the_contract_says_so(engine: Engine, tmp_path: Path) -> None:
    contract = _contract(tmp_path, _TEAM.replace("amount: allowed", "amount: allowed\n        people_left_out: [aco]"))
    aco = tmp_path / "aco.csv"
    aco.write_text("person_id,period\nT01,\nT40,2026\nT02,\n", encoding="utf-8")
    counted = _count(contract, engine, tmp_path, 2026, "without", {"aco": aco})
    episodes = counted.figures["episodes"]
    assert isinstance(episodes, dict)
    assert {key: each.value for key, each in episodes.items()} == {"joint_replacement": 29, "bowel_surgery": 8}
    assert any("left out" in note for note in counted.notes)
    with pytest.raises(ContractError, match="--people aco=FILE"):
        _count(contract, engine, tmp_path, 2026, "without a list")


def test_condition_categories_are_counted_in_the_days_before_the_anchor(tmp_path: Path) -> None:
    """Diabetes of two kinds is one category by its hierarchy; day 180 before the anchor counts, day 181 does not."""
    days = {
        "T00": (("E119", 10), ("E1165", 20)),
        "T01": (("I509", 1), ("J449", 180)),
        "T02": (("I509", 181), ("J449", 0), ("I10", 5)),
    }
    rows = [each for each in _rows() if each[1]["person_id"] in days]
    firsts = {"T00": date(2026, 1, 7), "T01": date(2026, 1, 12), "T02": date(2026, 1, 19)}
    for name, coded in days.items():
        for number, (code, before) in enumerate(coded):
            day = firsts[name] - timedelta(days=before)
            rows += [
                ("medical_claim", visit(f"{name}-D{number}", name, day, "99213")),
                ("claim_diagnosis", diagnosis(f"{name}-D{number}", name, day, day, code)),
            ]
    factors = """hcc_count:
              classes: [none, one, two, three, four_or_more]
              factors: {none: 0.9, one: 1, two: 1.1, three: 1.2, four_or_more: 1.4}
"""
    text = _TEAM.replace("ages: [65, 75, 85]", "condition_count: {model: V28-2026, days_before: 180}")
    text = text[: text.index("age:\n")] + factors + text[text.index("        post_episode") :]
    with EmbeddedEngine(threads=1) as engine:
        fill(engine, by_table(rows))
        counted = _count(_contract(tmp_path, text), engine, tmp_path, 2026, "conditions")
    by_risk = counted.figures["episodes_by_risk"]
    assert isinstance(by_risk, dict)
    assert {key: each.value for key, each in by_risk.items() if each.value} == {
        ("joint_replacement", "none"): 1,
        ("joint_replacement", "one"): 1,
        ("joint_replacement", "two"): 1,
    }


_WITH_RISK = """economic_risk:
              classes: [without, with_risk]
              factors: {without: 0.97, with_risk: 1.07}
"""


def _economic_risk(tmp_path: Path) -> Contract:
    text = _TEAM.replace("ages: [65, 75, 85]", "economic_risk: {deprived_communities: deprived}")
    return _contract(tmp_path, text[: text.index("age:\n")] + _WITH_RISK + text[text.index("        post_episode") :])


def test_economic_risk_is_full_medicaid_the_subsidy_or_a_deprived_community_on_the_first_day(tmp_path: Path) -> None:
    """T00 to T05 begin on 5 January 2026 and each week after; T02 has Medicaid until the day before its anchor."""
    said: dict[str, dict[str, object]] = {
        "T00": {"dual_status_code": "02"},
        "T01": {"dual_status_code": "03", "low_income_subsidy_indicator": "0"},
        "T02": {
            "dual_status_code": "NA",
            "low_income_subsidy_indicator": "0",
            "enrollment_start_date": date(2026, 1, 19),
        },
        "T03": {"dual_status_code": "03", "low_income_subsidy_indicator": "1"},
        "T04": {"dual_status_code": "00"},
        "T05": {},
    }
    rows: list[tuple[str, Mapping[str, Any]]] = [
        (table, {**row, **(said[row["person_id"]] if table == "eligibility" else {})})
        for table, row in _rows()
        if row["person_id"] in said
    ]
    before = person("T02", date(2025, 1, 1), date(2026, 1, 18), dual_status_code="02", **COVERED)
    rows.append(("eligibility", dict(before)))
    deprived = tmp_path / "deprived.csv"
    deprived.write_text("person_id,period\nT05,2026\n", encoding="utf-8")
    contract = _economic_risk(tmp_path)
    with EmbeddedEngine(threads=1) as engine:
        fill(engine, by_table(rows))
        counted = _count(contract, engine, tmp_path, 2026, "listed", {"deprived": deprived})
        deprived.write_text("person_id,period\nT04,\n", encoding="utf-8")
        with pytest.raises(ClaimsError, match="dual_status_code"):
            _count(contract, engine, tmp_path, 2026, "nobody listed", {"deprived": deprived})
        with pytest.raises(ContractError, match="--people deprived=FILE"):
            _count(contract, engine, tmp_path, 2026, "no list")
    by_risk = counted.figures["episodes_by_risk"]
    assert isinstance(by_risk, dict)
    assert {key: each.value for key, each in by_risk.items() if each.value} == {
        ("joint_replacement", "with_risk"): 3,
        ("joint_replacement", "without"): 3,
    }
    assert [note for note in counted.notes if "low-income subsidy: 1;" in note]


def test_procedures_begin_what_the_group_begins_that_the_program_maps_them_into(engine: Engine, tmp_path: Path) -> None:
    listed = _TEAM
    mapped = _TEAM.replace('              - {hcpcs: ["27130", "27447"], claims: institutional}\n', "").replace(
        "amount: allowed", "amount: allowed\n        procedures_as_groups: true"
    )
    assert mapped.count("27447") == 0
    found = [
        _count(_contract(tmp_path, text), engine, tmp_path, 2026, scope).figures["episodes"]
        for text, scope in ((listed, "listed"), (mapped, "mapped"))
    ]
    values = [{key: each.value for key, each in figures.items()} for figures in found if isinstance(figures, dict)]
    assert values[0] == values[1] == {"joint_replacement": 31, "bowel_surgery": 9}


def test_without_a_list_of_participants_it_says_what_to_give(engine: Engine, tmp_path: Path) -> None:
    contract = _contract(tmp_path)
    asked = ExperienceRequest(
        covered=None, performance_year=performance_year_of(contract, 2026), run_out_months=6, payer="plan"
    )
    request = worksheet_request(contract, contract.streams[0], 2026, published_parameters())
    assert PAYMENT_MODEL.experience is not None
    with pytest.raises(ContractError, match="--participants"):
        PAYMENT_MODEL.experience(request, engine.open_scope("nobody"), asked)


def test_the_report_names_nobody_unless_it_is_asked_to(engine: Engine, tmp_path: Path) -> None:
    contract = _contract(tmp_path)
    participants = tmp_path / "participants.csv"
    participants.write_text(
        f"organization_id,tin,ccn,npi,first_date,last_date\nLAKESIDE,,{HOSPITAL},,,\n", encoding="utf-8"
    )
    asked = ExperienceRequest(
        covered=None,
        performance_year=performance_year_of(contract, 2026),
        run_out_months=6,
        payer="plan",
        participants=participants,
    )
    request = worksheet_request(contract, contract.streams[0], 2026, published_parameters())
    assert PAYMENT_MODEL.episodes is not None
    report = PAYMENT_MODEL.episodes(request, engine.open_scope("report"), asked)
    assert len(report.episodes) == 40
    assert sum(each.cents for each in report.settings if each.part in ("anchor", "post")) == sum(
        each.cents for each in report.episodes
    )
    without, with_people = (episode_report(report, members=members) for members in (False, True))
    assert "T01" not in document_html(without)
    assert "T01" in document_html(with_people)
    assert workbook(with_people)
    assert "40 episodes in 2026" in document_text(without)
