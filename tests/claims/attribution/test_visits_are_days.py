"""Visits are days with a service, however many lines a day has and however long the windows are."""

from datetime import date, timedelta
from random import Random

from openvbc.claims.attribution.choice_rows import choice_rows
from openvbc.claims.attribution.services import ServiceList
from openvbc.claims.attribution.terms import AttributionPeriod, AttributionTerms
from openvbc.claims.engine.embedded_engine import EmbeddedEngine
from openvbc.claims.member_months.terms import CountPeriod
from openvbc.periods import Period
from tests.claims.people_in_numbers import put_built

EXPANDED, WINDOW = Period(date(2022, 3, 1), date(2025, 7, 1)), Period(date(2024, 1, 1), date(2025, 7, 1))
EVERY_DAY = [EXPANDED.start + timedelta(days=day) for day in range(-20, (EXPANDED.end - EXPANDED.start).days + 20)]
#: Who: on which days.
VISITS = {
    1: EVERY_DAY,
    2: [day for day in EVERY_DAY if day.day == 31],
    3: [WINDOW.start, WINDOW.last_day],
    4: [WINDOW.start - timedelta(days=1), EXPANDED.start, EXPANDED.start - timedelta(days=1)],
    **{5 + seed: Random(seed).sample(EVERY_DAY, 40) for seed in range(30)},  # noqa: S311  # made-up days
}


def test_visits_are_counted_by_day_in_windows_longer_than_a_year() -> None:
    services = ServiceList(codes=(), provider_types=())
    period = AttributionPeriod(
        CountPeriod("2025", WINDOW, date(2026, 1, 1)), WINDOW, date(2026, 1, 1), (), services, EXPANDED
    )
    terms = AttributionTerms(periods=(period,), participants=(), exclusions=(), residence_states=())
    lines = [
        {"person": person, "service_date": day, "paid_date": paid, "identity_basis": 3, "allowed_cents": 100}
        for person, days in VISITS.items() for day in days for paid in (None, date(2025, 12, 31), date(2026, 1, 2))
    ]  # fmt: skip
    with EmbeddedEngine(threads=1) as engine:
        for table, rows in choice_rows(terms):
            engine.put(table, rows)
        put_built(engine, "qualifying_line", lines)
        put_built(engine, "add_on_line", [])
        known = {"identity_basis": 3, "identity": 1, "service_list": 1, "provider_type": 2}
        put_built(engine, "qualifying_identity", [known])
        of_all_time = {"first_date": date(1000, 1, 1), "last_date": date(9999, 12, 31)}
        put_built(engine, "billing_candidate", [{"identity": 1, "turn": 3, "candidate": 7, **of_all_time}])
        people = [
            {"period_number": 1, "person": person, "person_period": person + 1, "services_count": 1}
            for person in VISITS
        ]
        put_built(engine, "attribution_person", people)
        engine.build("attribution_total")
        totals = engine.table("attribution_total").records
    found = {person: [row for row in totals if row["person"] == person] for person in VISITS}
    for person, days in VISITS.items():
        expanded = {day for day in days if EXPANDED.start <= day <= EXPANDED.last_day}
        seen = {day for day in expanded if day >= WINDOW.start}
        of_window, of_expanded = (
            (
                sum(row[f"{span}visits"] for row in found[person]),
                sum(row[f"{span}allowed_cents"] for row in found[person]),
                max((day for row in found[person] if (day := row[f"{span}last_date"])), default=None),
            )
            for span in ("", "expanded_")
        )
        assert of_window == (len(seen), 200 * len(seen), max(seen, default=None))
        assert of_expanded == (len(expanded), 200 * len(expanded), max(expanded, default=None))
    assert sum(row["visits"] for row in found[1]) == (WINDOW.end - WINDOW.start).days
