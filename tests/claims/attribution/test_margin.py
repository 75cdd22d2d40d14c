"""Members at the margin of attribution: one visit more or less decides, counted by visits or by what they are worth."""

from decimal import Decimal

from openvbc.claims.engine.embedded_engine import EmbeddedEngine
from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.tables.dictionary import ChoiceTable, Column, ColumnType
from openvbc.settlement.attribution_margin import Stands, margin_of
from tests.claims.people_in_numbers import put_built

_OURS, _THEIRS = "A1", "B2"


def _person(name: str, best: tuple[str, int, int], second: tuple[str, int, int], measure: str) -> dict[str, object]:
    """A person attributed by services. best, second: whose, cents and visits."""
    margin = best[1] - second[1] if measure == "allowed_amount" else best[2] - second[2]
    return {
        "period": "2024",
        "person_id": name,
        "organization_id": best[0],
        "reason": "plurality",
        "step": 1,
        "measure": measure,
        "candidate_kind": "organization",
        "candidate_id": best[0],
        "allowed_cents": best[1],
        "visits": best[2],
        "runner_up_kind": "organization" if second[0] else "",
        "runner_up_id": second[0],
        "runner_up_allowed_cents": second[1],
        "runner_up_visits": second[2],
        "margin": margin,
        "decided_by": "measure",
    }


def test_who_is_held_by_one_visit_and_who_is_one_visit_away() -> None:
    amount, visits, nobody = "allowed_amount", "visits", ("", 0, 0)
    people = [
        # Four visits of $100 against $310: one less is $300.
        _person("held by amount", (_OURS, 40_000, 4), (_THEIRS, 31_000, 2), amount),
        _person("safe by amount", (_OURS, 40_000, 4), (_THEIRS, 29_900, 2), amount),
        _person("held by visits", (_OURS, 10_000, 3), (_THEIRS, 90_000, 2), visits),
        _person("safe by visits", (_OURS, 10_000, 4), (_THEIRS, 90_000, 2), visits),
        _person("one visit at all", (_OURS, 10_000, 1), nobody, amount),
        # Two visits of $100 here against $290 there: a third is enough.
        _person("near by amount", (_THEIRS, 29_000, 1), (_OURS, 20_000, 2), amount),
        _person("far by amount", (_THEIRS, 31_000, 1), (_OURS, 20_000, 2), amount),
        _person("near by visits", (_THEIRS, 20_000, 3), (_OURS, 10_000, 2), visits),
        _person("of others", (_THEIRS, 20_000, 1), nobody, visits),
    ]
    designated = {**people[0], "person_id": "designated", "reason": "patient_designated"}
    with EmbeddedEngine(threads=1) as engine:
        put_built(engine, NamedQuery.ATTRIBUTION, [*people, designated])
        months = [{"period": "2024", "person_id": each["person_id"], "months": 12, "lines": 1,
                   "enrollment_type": "", "expenditure_cents": 120_000, "monthly_parts": 0}
                  for each in [*people, designated]]  # fmt: skip
        put_built(engine, NamedQuery.MEMBER_TOTAL, [dict(each) for each in months])
        of_claims = (NamedQuery.PERSON_KEY, NamedQuery.BILLING_IDENTITY)
        for table in (
            NamedQuery.QUALIFYING_LINE,
            NamedQuery.QUALIFYING_IDENTITY,
            NamedQuery.BILLING_ORGANIZATION,
            *of_claims,
        ):
            put_built(engine, table, [])
        window = ChoiceTable(
            "attribution_window",
            "",
            tuple(
                Column(name, ColumnType.DATE if name.endswith("date") else ColumnType.TEXT, name)
                for name in ("period", "service_list", "first_date", "last_date", "paid_through_date")
            ),
        )
        engine.put(window, [])
        found = margin_of(engine, "2024", _OURS)
    assert {each.person_id for each in found.of(Stands.HELD)} == {
        "held by amount", "held by visits", "one visit at all"
    }  # fmt: skip
    assert {each.person_id for each in found.of(Stands.WITHIN_REACH)} == {"near by amount", "near by visits"}
    assert (found.own_people, found.own_months, found.own_expenditures) == (6, 72, Decimal(7_200))
    # $110 a month of benchmark against $100 of cost, for three people and twelve months.
    assert found.savings(found.of(Stands.HELD), Decimal(110)) == Decimal(360)
