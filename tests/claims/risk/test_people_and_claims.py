"""Who is scored as what, from enrollment; which claims' diagnoses count; what is refused."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from openvbc.claims.engine.embedded_engine import EmbeddedEngine
from openvbc.claims.risk import hcc_files
from openvbc.claims.risk.hcc_files import diagnosis_categories, eligible_procedures
from openvbc.claims.risk.rule_sets import RULE_SETS, rule_set
from openvbc.claims.risk.scoring import (
    RiskChoices,
    RiskPeriod,
    RiskPerson,
    build_diagnoses,
    build_diagnosis_claims,
    build_explanations,
    build_people,
    build_scores,
    put_people,
    put_risk_tables,
)
from openvbc.claims.tables.catalog import CANONICAL_TABLES, create_table_statement
from openvbc.claims.tables.dictionary import ColumnType
from openvbc.errors import ClaimsError
from tests.claims.people_in_numbers import numbers_of
from tests.claims.risk.made_up_people import people_in_texts

PERIOD = RiskPeriod("PY", 2026, ("V28-2026",))
OFFICE_VISIT = "99213"


def attach(engine: EmbeddedEngine, folder: Path, name: str, rows: list[dict[str, Any]]) -> None:
    """A canonical table with these rows; what a row leaves out is '' or NULL."""
    table = CANONICAL_TABLES[name]
    empty = {ColumnType.TEXT: "", ColumnType.CODE: ""}
    values = [[row.get(column.name, empty.get(column.type)) for column in table.columns] for row in rows]
    file = folder / f"{name}.parquet"
    with duckdb.connect() as connection:
        connection.execute(create_table_statement(table, name))
        connection.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(table.columns))})", values)  # noqa: S608
        connection.execute(f"COPY {name} TO '{file}' (FORMAT parquet)")
    engine.attach(table, [file])


def span(person_id: str, **told: str | date | None) -> dict[str, Any]:
    usual: dict[str, str | date | None] = {
        "person_id": person_id,
        "sex": "female",
        "birth_date": date(1950, 6, 1),
        "enrollment_start_date": date(2024, 1, 1),
        "enrollment_end_date": date(2026, 12, 31),
        "payer": "medicare",
        "original_reason_entitlement_code": "0",
        "dual_status_code": "00",
        "part_b": "1",
        "data_source": "made_up",
    }
    return usual | told


def claim(
    claim_id: str, diagnosis: str, end: date, **told: str | date | Decimal | None
) -> tuple[dict[str, Any], dict[str, Any]]:
    both = {"claim_id": claim_id, "person_id": "A", "claim_start_date": end, "claim_end_date": end, "data_source": "x"}
    line = both | {"claim_line_number": 1} | told
    return line, both | {"diagnosis_sequence": 1, "diagnosis_code_type": "icd-10-cm", "diagnosis_code": diagnosis}


def people_of(folder: Path, spans: list[dict[str, Any]], choices: RiskChoices | None = None) -> dict[str, Any]:
    with EmbeddedEngine() as engine:
        put_risk_tables(engine, [PERIOD], choices, claims=False)
        attach(engine, folder, "eligibility", spans)
        numbers_of(engine, "person_key", [])
        build_people(engine)
        return {row["person_id"]: row for row in people_in_texts(engine)}


@pytest.mark.parametrize(
    ("born", "age"),
    [(date(1961, 2, 1), 65), (date(1961, 2, 2), 64), (date(1961, 1, 31), 65), (date(1960, 2, 29), 65)],
)
def test_age_is_that_of_the_first_of_february(born: date, age: int, tmp_path: Path) -> None:
    assert people_of(tmp_path, [span("A", birth_date=born)])["A"]["age"] == age


def test_new_enrollees_have_fewer_than_twelve_months_of_part_b_in_the_year_before(tmp_path: Path) -> None:
    found = people_of(
        tmp_path,
        [
            span("whole", enrollment_start_date=date(2025, 1, 1)),
            span("eleven", enrollment_start_date=date(2025, 2, 1)),
            span("without", part_b="0"),
            span("unsaid", part_b=""),
            span("joined", enrollment_start_date=date(2025, 1, 1), enrollment_end_date=date(2025, 6, 30)),
            span("joined", enrollment_start_date=date(2025, 7, 1)),
        ],
    )
    told = {person: row["new_enrollee"] for person, row in found.items()}
    assert told == {"whole": 0, "eleven": 1, "without": 1, "unsaid": -1, "joined": 0}


def test_the_day_on_which_part_b_began_tells_months_that_no_span_covers(tmp_path: Path) -> None:
    """As in CMS's feed, whose demographics (CCLF8) hold for single months."""
    late = {"enrollment_start_date": date(2026, 3, 1), "enrollment_end_date": date(2026, 3, 31)}
    found = people_of(
        tmp_path,
        [
            span("before", **late, part_b_start_date=date(2015, 6, 1)),
            span("first day", **late, part_b_start_date=date(2025, 1, 1)),
            span("during", **late, part_b_start_date=date(2025, 2, 1)),
            span("not told", **late),
        ],
    )
    told = {person: row["new_enrollee"] for person, row in found.items()}
    assert told == {"before": 0, "first day": 0, "during": 1, "not told": 1}


def listed(person_id: str, kind: str, **told: str | date | None) -> dict[str, Any]:
    """A span of an assignment list: the type of enrollment, and no codes."""
    medicaid = {"aged_dual": "1", "aged_non_dual": "0"}.get(kind, "")
    codes = {"original_reason_entitlement_code": "", "dual_status_code": "", "enrollment_type": kind}
    return span(person_id, **({"medicaid_indicator": medicaid, "data_source": "list"} | codes | told))


def test_codes_that_an_assignment_list_lacks_are_those_of_the_feed(tmp_path: Path) -> None:
    def fed(person_id: str, day: date, **told: str) -> dict[str, Any]:
        return span(person_id, enrollment_start_date=day, enrollment_end_date=day.replace(day=28), **told)

    spans = [
        listed("non dual", "aged_non_dual"),
        fed("non dual", date(2027, 2, 1), dual_status_code="02", original_reason_entitlement_code="1"),
        listed("dual", "aged_dual"),
        fed("dual", date(2027, 2, 1), dual_status_code="00"),
        fed("dual", date(2027, 3, 1), dual_status_code="04"),
        fed("dual", date(2027, 9, 1), dual_status_code="01", original_reason_entitlement_code="2"),
        listed("disabled", "disabled"),
        fed("disabled", date(2027, 5, 1), dual_status_code="03"),
        listed("esrd", "esrd"),
        fed("esrd", date(2027, 5, 1), dual_status_code="NA"),
    ]
    found = people_of(tmp_path, spans)
    codes = ("dual_status_code", "original_reason_code", "current_reason_code")
    assert {person: tuple(row[name] for name in codes) for person, row in found.items()} == {
        "non dual": ("NA", "1", ""),
        "dual": ("04", "2", ""),
        "disabled": ("03", "0", ""),
        "esrd": ("NA", "0", "2"),
    }


def test_listed_people_whose_codes_or_part_b_nobody_tells_are_not_scored(tmp_path: Path) -> None:
    since = {"part_b_start_date": date(2015, 1, 1)}
    only_now = {"enrollment_start_date": date(2026, 1, 1)}
    spans = [
        listed("no reason", "aged_non_dual"),
        listed("no dual status", "aged_dual", original_reason_entitlement_code="0"),
        listed("contradicted", "aged_dual"),
        span("contradicted", enrollment_start_date=date(2027, 1, 1), dual_status_code="00"),
        listed("not listed before", "aged_non_dual", original_reason_entitlement_code="0", **only_now),
        listed("scored", "aged_non_dual", original_reason_entitlement_code="0", **only_now, **since),
        listed("listed before", "aged_non_dual", original_reason_entitlement_code="0"),
    ]
    assert people_of(tmp_path, spans).keys() == {"scored", "listed before"}


def test_the_latest_span_tells_status(tmp_path: Path) -> None:
    spans = [
        span("A", dual_status_code="02", enrollment_end_date=date(2026, 3, 31)),
        span("A", dual_status_code="00", enrollment_start_date=date(2026, 4, 1), institutional="1"),
        span("B", medicare_status_code="11", esrd_status="graft"),
        span("C", enrollment_end_date=date(2025, 12, 31)),
    ]
    found = people_of(tmp_path, spans, RiskChoices(esrd_statuses=(("graft", "2", 7),)))
    assert (found["A"]["dual_status_code"], found["A"]["institutional"]) == ("00", 1)
    assert (found["B"]["current_reason_code"], found["B"]["graft_months"]) == ("2", 7)
    assert "C" not in found


def test_every_reason_why_people_cannot_be_scored_is_told_at_once(tmp_path: Path) -> None:
    spans = [
        span("A", birth_date=None),
        span("B", sex="unknown"),
        span("C", dual_status_code=""),
        span("D", original_reason_entitlement_code=""),
        span("E", part_b=""),
        span("F", esrd_status="odd"),
    ]
    with EmbeddedEngine() as engine:
        put_risk_tables(engine, [PERIOD], claims=False)
        attach(engine, tmp_path, "eligibility", spans)
        numbers_of(engine, "person_key", [])
        build_people(engine)
        with pytest.raises(ClaimsError) as caught:
            build_scores(engine)
    assert sorted(fault.what[-2] for fault in caught.value.faults) == list("ABCDEF")


def test_which_claims_bear_diagnoses_that_count(tmp_path: Path) -> None:
    day = date(2025, 3, 1)
    inpatient = {"claim_type": "institutional", "bill_type_code": "111"}
    outpatient = {"claim_type": "institutional", "bill_type_code": "131"}
    professional = {"claim_type": "professional"}
    claims = [
        claim("inpatient", "C3490", day, **inpatient),
        claim("outpatient_visit", "A0104", day, **outpatient, hcpcs_code=OFFICE_VISIT),
        claim("outpatient_other", "A0105", day, **outpatient, hcpcs_code="A0999"),
        claim("office", "C50A0", day, **professional, hcpcs_code=OFFICE_VISIT),
        claim("supplier", "E1165", day, **professional, hcpcs_code="E0431"),
        claim("home_health", "I5020", day, claim_type="institutional", bill_type_code="321", hcpcs_code=OFFICE_VISIT),
        claim("early", "J449", date(2024, 12, 31), **inpatient),
        claim("late", "J449", date(2026, 1, 1), **inpatient),
        claim("again", "C50A0", date(2025, 2, 1), **inpatient),
        claim("billed", "E1122", date(2025, 6, 1), **professional, hcpcs_code=OFFICE_VISIT, paid_amount=Decimal(80)),
        claim("taken", "E1122", date(2025, 6, 1), **professional, hcpcs_code=OFFICE_VISIT, paid_amount=Decimal(-80)),
    ]
    with EmbeddedEngine() as engine:
        tables = put_risk_tables(engine, [PERIOD])
        attach(engine, tmp_path, "eligibility", [span("A")])
        attach(engine, tmp_path, "medical_claim", [line for line, _ in claims])
        attach(engine, tmp_path, "claim_diagnosis", [diagnosis for _, diagnosis in claims])
        engine.attach(CANONICAL_TABLES["pharmacy_claim"], [])
        build_people(engine)
        build_diagnoses(engine)
        build_scores(engine)
        build_explanations(engine)
        build_diagnosis_claims(engine)
        codes = {row["code_number"]: row["diagnosis_code"] for row in engine.table("risk_diagnosis_code").records}
        counted = {codes[row["code_number"]] for row in engine.table("risk_diagnosis").records}
        found = {row["diagnosis_code"]: row["claim_id"] for row in engine.table("risk_diagnosis_claim").records}
        behind = engine.table("risk_hcc_diagnosis").records
        score = engine.table("risk_score").records[0]
        parts = engine.table("risk_part").records
    assert counted == found.keys()
    assert found == {"C3490": "inpatient", "A0104": "outpatient_visit", "C50A0": "again"}
    assert ("C50A0", 23) in {(row["diagnosis_code"], row["hcc"]) for row in behind}
    assert score["raw_millionths"] == sum(part["millionths"] for part in parts)
    assert score["segment"] == "community_non_dual_aged"
    assert "ra_eligible_cpt_hcpcs_2025.csv" in {file.name for file in tables.files}


def test_files_are_bound_to_payment_years_by_the_codes_that_they_hold() -> None:
    """A payment year takes diagnoses of the year before; codes come and go on 1 October."""
    needed = {2024: ("G20", "G20A1"), 2025: ("C8339", "C810A"), 2026: ("C810A", "G35", "G35A")}
    for year, codes in needed.items():
        mapped = diagnosis_categories(rule_set(f"V28-{year}").diagnosis_file, "CMS-HCC Model V28")
        assert all(code in mapped for code in codes)
    assert "C810A" not in diagnosis_categories("ra_dx_to_cc_2025.csv", "CMS-HCC Model V28")
    assert OFFICE_VISIT in eligible_procedures("ra_eligible_cpt_hcpcs_2025.csv")


def test_the_files_are_recorded_with_fingerprints() -> None:
    with EmbeddedEngine() as engine:
        tables = put_risk_tables(engine, [RiskPeriod("PY", 2026, tuple(RULE_SETS))], claims=False)
    assert {file.version for file in tables.files} == {"0.4.0"}
    assert all(len(file.sha256) == 64 for file in tables.files)
    assert any("RX08-2026" in caution and "hierarchies" in caution for caution in tables.cautions)


def test_an_absent_package_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hcc_files, "PACKAGE", "no_such_package_at_all")
    with pytest.raises(ClaimsError, match=r"openvbc\[risk\]"):
        hcc_files.package_file("hcc_is_chronic.csv")


def test_another_version_of_the_package_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hcc_files, "VERSION", "0.3.9")
    with pytest.raises(ClaimsError, match=r"made for 0\.3\.9"):
        hcc_files.package_file("read_by_no_other_test.csv")


def test_every_fault_of_the_periods_is_told_at_once() -> None:
    periods = [RiskPeriod("A", 2019, ("V28-2062",)), RiskPeriod("A", 2026, ())]
    with EmbeddedEngine() as engine, pytest.raises(ClaimsError) as caught:
        put_risk_tables(engine, periods)
    told = str(caught.value)
    assert "named 2 times" in told
    assert "procedure codes for services of 2018" in told
    assert "did you mean 'V28-2026'?" in told
    assert "needs each of its models once" in told


def test_people_who_are_given_twice_or_wrongly_are_refused_all_at_once() -> None:
    twice = RiskPerson("PY", "A", 70, "1", "00", "0")
    with EmbeddedEngine() as engine:
        put_risk_tables(engine, [PERIOD], claims=False)
        with pytest.raises(ClaimsError, match="twice in one period: A"):
            put_people(engine, [twice, twice])
        wrong = [replace(twice, period="2019"), replace(twice, person_id="B", sex="M")]
        with pytest.raises(ClaimsError) as caught:
            put_people(engine, [twice, *wrong])
    assert "no risk model is named for: 2019" in str(caught.value)
    assert "sex is 'M': B" in str(caught.value)


def test_given_people_need_no_eligibility() -> None:
    with EmbeddedEngine() as engine:
        put_risk_tables(engine, [PERIOD], claims=False)
        put_people(engine, [RiskPerson("PY", "A", 70, "1", "00", "0")])
        build_scores(engine)
        assert engine.table("risk_score").records[0]["diagnosis_millionths"] == 0
