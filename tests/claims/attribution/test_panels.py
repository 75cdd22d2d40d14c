"""Whose panel people are on, counted by the query and once more in plain Python."""

import random
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from openvbc.claims.attribution.panels import Panel, list_panel_members, panels_of
from openvbc.claims.engine.embedded_engine import EmbeddedEngine
from openvbc.claims.tables.attribution_rule_tables import ATTRIBUTION_WINDOW
from openvbc.claims.tables.dictionary import ColumnType
from tests.claims.people_in_numbers import put_built

Rows = list[dict[str, Any]]

FIRST, LAST = date(2024, 1, 1), date(2024, 12, 31)
PEOPLE = [f"person-{number}" for number in range(40)]
OWN, OTHER = "A9001", "A9002"


def made_up() -> tuple[Rows, Rows, Rows, Rows]:
    """People, their services, who bills for whom, and their months and dollars; equal amounts and none at all often."""
    draw = random.Random(3)  # noqa: S311  # made-up figures
    attribution = [
        {"period": "2024", "person_id": person, "organization_id": draw.choice([OWN, OWN, OWN, OTHER, ""])}
        for person in PEOPLE
    ]
    billing = [
        {"tin": f"00{tin}", "ccn": "", "npi": f"{npi}", "organization_id": OWN if tin < 3 else OTHER,
         "first_date": FIRST, "last_date": LAST if npi else date(2024, 6, 30)}
        for tin in range(4) for npi in range(3)
    ]  # fmt: skip
    lines = [
        {"service_list": 1, "person_id": draw.choice(PEOPLE[:30]), "tin": f"00{draw.randrange(5)}", "ccn": "",
         "npi": f"{draw.randrange(3)}", "service_date": FIRST + timedelta(days=draw.randrange(-60, 400)),
         "paid_date": draw.choice([None, date(2024, 12, 31), date(2026, 1, 1)]),
         "provider_type": draw.choice([1, 1, 0]),
         "allowed_cents": draw.choice([None, 5000, 5000, 10000])}
        for _ in range(300)
    ]  # fmt: skip
    totals = [
        {"period": "2024", "person_id": person, "enrollment_type": kind, "months": draw.randrange(7),
         "expenditure_cents": draw.randrange(10**6)}
        for person in PEOPLE[:35] for kind in ("aged", "disabled")
    ]  # fmt: skip
    return attribution, lines, billing, totals


def _who(row: dict[str, Any]) -> tuple[str, str]:
    return row["tin"], row["npi"]


def _basis(row: dict[str, Any]) -> tuple[tuple[str, str], int, int]:
    return _who(row), row["service_list"], row["provider_type"]


def in_plain_python(attribution: Rows, lines: Rows, billing: Rows, totals: Rows) -> list[Panel]:
    """Each person's own services added up by who gave them; the most wins."""
    sums: dict[tuple[str, str], tuple[int, set[date]]] = {}
    given: dict[str, dict[tuple[str, str], tuple[int, set[date]]]] = defaultdict(dict)
    for line in lines:
        mine = any(
            (each["tin"], each["npi"]) == (line["tin"], line["npi"])
            and each["organization_id"] == OWN
            and each["first_date"] <= line["service_date"] <= each["last_date"]
            for each in billing
        )
        late = line["paid_date"] is not None and line["paid_date"] > date(2025, 3, 31)
        if mine and line["provider_type"] and FIRST <= line["service_date"] <= LAST and not late:
            sums = given[line["person_id"]]
            cents, days = sums.get((line["tin"], line["npi"]), (0, set()))
            sums[line["tin"], line["npi"]] = (cents + (line["allowed_cents"] or 0), days | {line["service_date"]})
    panels: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in attribution:
        if row["organization_id"] == OWN:
            own = given[row["person_id"]]
            best = min(own, key=lambda each: (-own[each][0], -len(own[each][1]), each)) if own else ("", "")
            panels[best].append(row["person_id"])
    return [
        Panel(
            *who,
            len(people),
            sum(each["months"] for each in totals if each["person_id"] in people),
            sum(each["expenditure_cents"] for each in totals if each["person_id"] in people),
            sum(
                sum(each["expenditure_cents"] for each in totals if each["person_id"] == person) ** 2
                for person in people
            ),
        )
        for who, people in sorted(panels.items())
    ]


def test_panels_are_what_plain_python_finds() -> None:
    attribution, lines, billing, totals = made_up()
    with EmbeddedEngine() as engine:
        window: dict[str, Any] = {
            "period": "2024", "service_list": 1, "first_date": FIRST, "last_date": LAST,
            "expanded_first_date": FIRST, "paid_through_date": date(2025, 3, 31),
        }  # fmt: skip
        engine.put(
            ATTRIBUTION_WINDOW,
            [
                tuple(
                    window.get(column.name, FIRST if column.type is ColumnType.DATE else 0)
                    for column in ATTRIBUTION_WINDOW.columns
                )
            ],
        )
        people = {person: number for number, person in enumerate(PEOPLE)}
        identities = {who: number for number, who in enumerate(sorted({_who(row) for row in (*lines, *billing)}))}
        bases = {basis: number for number, basis in enumerate(sorted({_basis(row) for row in lines}))}
        put_built(engine, "person_key", [{"person": number, "person_id": person} for person, number in people.items()])
        put_built(
            engine,
            "billing_identity",
            [{"identity": number, "tin": tin, "npi": npi} for (tin, npi), number in identities.items()],
        )
        numbered = [{**row, "person": people[row["person_id"]], "identity_basis": bases[_basis(row)]} for row in lines]
        ours = [{**row, "identity": identities[_who(row)]} for row in billing]
        known = [
            {"identity_basis": number, "identity": identities[who], "service_list": served, "provider_type": kind}
            for (who, served, kind), number in bases.items()
        ]
        put_built(engine, "qualifying_identity", known)
        tables = ("attribution", "qualifying_line", "billing_organization", "member_total")
        for name, rows in zip(tables, (attribution, numbered, ours, totals), strict=True):
            put_built(engine, name, rows)
        members = list_panel_members(engine, "2024", OWN)
    found = panels_of(members)
    assert len({each.person_id for each in members}) == len(members)
    assert list(found) == in_plain_python(attribution, lines, billing, totals)
    assert len(found) > 5
    assert found[0].tin == found[0].npi == ""
    assert sum(each.people for each in found) == sum(row["organization_id"] == OWN for row in attribution)
