"""Who is in which population, reckoned by hand from a few people."""

from collections.abc import Iterator, Sequence
from datetime import date

import pytest

from openvbc.claims.engine.embedded_engine import EmbeddedEngine
from openvbc.claims.engine.engine import Cell
from openvbc.claims.findings import Severity
from openvbc.claims.member_months.terms import calendar_rows
from openvbc.claims.populations.build import Population, Who, build_medicaid_months, build_populations
from openvbc.claims.populations.months_held import months_held
from openvbc.claims.tables.dictionary import ColumnType
from openvbc.claims.tables.member_month_rule_tables import CALENDAR_MONTH
from openvbc.claims.tables.period_rule_tables import COUNT_PERIOD
from openvbc.errors import ClaimsError
from openvbc.periods import Period
from tests.claims.expenditures.made_up_claims import put_rows, year
from tests.claims.people_in_numbers import in_words, made_up_table, numbers_of
from tests.claims.runs_of_months import put_months

_KINDS = {"TEXT": ColumnType.TEXT, "WHOLE": ColumnType.WHOLE, "DATE": ColumnType.DATE}
FIRST, LAST = date(2023, 1, 1), date(2023, 12, 31)


def put(engine: EmbeddedEngine, name: str, columns: str, rows: Sequence[tuple[Cell, ...]]) -> None:
    """A table that another room builds. columns: like "period TEXT, months WHOLE"."""
    told = [each.split() for each in columns.split(", ")]
    engine.put(made_up_table(name, {word: _KINDS[kind] for word, kind in told}), rows)


def enrolled(
    person: str, county: str = "36060", months: int = 12, period: str = "2024", **cover: int
) -> list[dict[str, object]]:
    own = {"period": period, "person_id": person, "enrollment_type": "aged_dual", "state": "OH", "county_code": county}
    return [{**own, **cover, "year_month": int(period) * 100 + month} for month in range(1, months + 1)]


@pytest.fixture
def engine() -> Iterator[EmbeddedEngine]:
    """2024: A, B, C and D belong to X, E to Y, F to nobody. 2023: A belonged to X; B saw it, but was left out."""
    with EmbeddedEngine(threads=1) as made:
        made.put(COUNT_PERIOD, [year(2024)])
        months = [row for person in "ABCEF" for row in enrolled(person)]
        months += [*enrolled("D", "36060", 6), *enrolled("D", "36250", 0)]
        for row in months:
            if row["person_id"] == "C" and int(str(row["year_month"])) >= 202407:
                row["county_code"] = "36250"
        put_months(made, months)
        whose = [("2024", person, "X") for person in "ABCD"] + [("2024", "E", "Y"), ("2024", "F", "")]
        people = numbers_of(made, "person_key", "ABCDEF")
        (counted,) = numbers_of(made, "period_key", ["2024"]).values()
        # 2023 is only looked back upon.
        number = {"2024": counted, "2023": None}
        attributed = [
            (period, person, whom, number[period], people[person])
            for period, person, whom in [*whose, ("2023", "A", "X")]
        ]
        texts = "period TEXT, person_id TEXT, organization_id TEXT, period_number WHOLE, person WHOLE"
        put(made, "attribution", texts, attributed)
        assignable = [(counted, people[each]) for each in "ABEF"] + [(None, people["A"])]
        put(made, "assignable", "period_number WHOLE, person WHOLE", assignable)
        window = "period TEXT, service_list WHOLE, first_date DATE, last_date DATE, paid_through_date DATE"
        put(made, "attribution_window", window, [("2023", 1, FIRST, LAST, date(2024, 3, 31))])
        known = "identity_basis WHOLE, identity WHOLE, service_list WHOLE, provider_type WHOLE"
        of_x, of_both, of_x_without_type = (1,), (2,), (3,)
        identities = [(*of_x, 1, 1, 1), (*of_both, 2, 1, 1), (*of_x_without_type, 1, 1, 0)]
        put(made, "qualifying_identity", known, identities)
        line = "person WHOLE, service_date DATE, paid_date DATE, identity_basis WHOLE"
        person_b, person_c = people["B"], people["C"]
        seen = [
            (person_b, date(2023, 5, 1), date(2023, 6, 1), *of_x),
            (person_c, date(2022, 12, 31), date(2023, 1, 1), *of_x),
            (person_c, date(2023, 5, 1), date(2024, 4, 1), *of_x),
            (person_c, date(2023, 5, 1), date(2023, 6, 1), *of_both),
            (person_c, date(2023, 5, 1), date(2023, 6, 1), *of_x_without_type),
        ]
        put(made, "qualifying_line", line, seen)
        billing = "identity WHOLE, organization_id TEXT, first_date DATE, last_date DATE"
        owners = [(*of_x, "X", FIRST, LAST), (*of_both, "X", FIRST, LAST), (*of_both, "Y", FIRST, LAST)]
        put(made, "billing_organization", billing, owners)
        shared = "identity WHOLE, first_date DATE, last_date DATE"
        put(made, "shared_billing", shared, [(*of_both, FIRST, LAST)])
        yield made


def people(engine: EmbeddedEngine) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for key, person in sorted(
        ((row["population_id"], row["period"]), row["person_id"]) for row in in_words(engine, "population")
    ):
        found[key] = found.get(key, "") + person
    return found


def test_every_kind_of_population_by_hand(engine: EmbeddedEngine) -> None:
    chosen = [
        Population("own", Who.ATTRIBUTED, "X", by_county=True),
        Population("new", Who.NEWLY, "X"),
        Population("old", Who.CONTINUING, "X"),
        Population("others", Who.ELSEWHERE, "X"),
        Population("assignable", Who.ASSIGNABLE),
        Population("all", Who.ENROLLED),
        Population("named", Who.LISTED, "X", people=(("2024", "A"), ("2024", "E"), ("2023", "F"))),
    ]
    build_populations(engine, chosen, {"2024": "2023"})
    assert people(engine) == {
        ("own", "2024"): "ABCD",
        ("own@36060", "2024"): "ABD",
        ("own@36250", "2024"): "C",
        ("new", "2024"): "CD",
        ("old", "2024"): "AB",
        ("others", "2024"): "EF",
        ("assignable", "2024"): "ABEF",
        ("all", "2024"): "ABCDEF",
        ("named", "2024"): "E",
    }
    counts = {row["population_id"]: row["people"] for row in engine.table("population_people").records}
    assert counts["own"] == 4


def test_names_that_would_mix_populations_up_are_refused(engine: EmbeddedEngine) -> None:
    twice = [Population("own", Who.ENROLLED), Population("own", Who.ASSIGNABLE), Population("a@b", Who.ENROLLED)]
    with pytest.raises(ClaimsError) as raised:
        build_populations(engine, twice)
    assert "two populations are called 'own'" in str(raised.value)
    assert "'a@b' holds '@'" in str(raised.value)


def test_medicaid_months_are_those_that_expenditures_count(engine: EmbeddedEngine) -> None:
    months = [*enrolled("A"), *enrolled("B", months=6), *enrolled("C", medicare_advantage=1), *enrolled("D", part_b=0)]
    put_months(engine, months)
    engine.put(CALENDAR_MONTH, calendar_rows([Period(date(2024, 1, 1), date(2025, 1, 1))]))
    held = {
        "enrollment_start_date": date(2024, 1, 1),
        "enrollment_end_date": date(2024, 3, 31),
        "data_source": "made up",
    }
    spans = [
        {"person_id": "A", "dual_status_code": "02", **held},
        {"person_id": "B", "low_income_subsidy_indicator": "1", **held},
        {"person_id": "B", "dual_status_code": "09", **held},
        {"person_id": "C", "dual_status_code": "02", **held},
    ]
    put_rows(engine, "eligibility", spans)
    for name in ("medical_claim", "claim_diagnosis", "pharmacy_claim"):  # people are numbered anew with their spans
        put_rows(engine, name, [])
    build_populations(engine, [Population("own", Who.ATTRIBUTED, "X")])
    build_medicaid_months(engine)
    (row,) = engine.table("medicaid_months").records
    assert (row["member_months"], row["medicaid_months"], row["low_income_months"]) == (18, 3, 6)


def held(
    lines: dict[int, int], people: dict[int, int], summaries: Sequence[dict[str, date]] = ()
) -> list[tuple[str, Severity, tuple[str, ...]]]:
    """What is told of months 1 to 6 of 2024 with so many lines and people."""
    with EmbeddedEngine(threads=1) as made:
        made.put(CALENDAR_MONTH, calendar_rows([Period(date(2024, 1, 1), date(2024, 7, 1))]))
        put_rows(
            made,
            "medical_claim",
            [
                {"claim_id": f"{month}-{number}", "claim_start_date": date(2024, month, 9)}
                for month, count in lines.items()
                for number in range(count)
            ],
        )
        put_rows(
            made,
            "eligibility",
            [
                {
                    "person_id": f"{number}",
                    "enrollment_start_date": date(2024, month, 1),
                    "enrollment_end_date": date(2024, month, 28),
                }
                for month, count in people.items()
                for number in range(count)
            ],
        )
        put_rows(made, "annual_expenditure", [{"category": "inpatient", **row} for row in summaries])
        return [(found.audit, found.severity, found.examples) for found in months_held(made)]


def test_months_that_lack_claims_or_people_are_told_and_empty_ones_stop() -> None:
    usual, everybody = dict.fromkeys(range(1, 7), 40), dict.fromkeys(range(1, 7), 12)
    assert held(usual, everybody) == []
    assert held(usual | {3: 0}, everybody) == [("months_of_claims", Severity.BLOCKING, ("202403",))]
    assert held(usual | {3: 9}, everybody) == [("months_of_claims", Severity.WARNING, ("202403",))]
    assert held(usual | {3: 10}, everybody) == []
    assert held(usual, everybody | {5: 0, 6: 0}) == [("months_of_enrollment", Severity.BLOCKING, ("202405", "202406"))]
    assert held(usual, everybody | {5: 2}) == [("months_of_enrollment", Severity.WARNING, ("202405",))]
    few = dict.fromkeys(range(1, 7), 2)
    assert held(few | {3: 0}, everybody) == [("months_of_claims", Severity.WARNING, ("202403",))]


def test_months_without_any_claim_are_held_by_their_yearly_summaries() -> None:
    everybody = dict.fromkeys(range(1, 7), 12)
    year = [{"first_date": date(2024, 1, 1), "last_date": date(2024, 12, 31)}] * 30
    assert held({}, everybody, year) == []
    assert held(dict.fromkeys(range(1, 6), 40), everybody, year) == [
        ("months_of_claims", Severity.BLOCKING, ("202406",))
    ]
