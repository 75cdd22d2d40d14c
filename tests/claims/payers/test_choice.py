"""Whose people and claims count: rows of other payers and plans are read by no query, and a choice is asked for."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

import pytest

from openvbc.claims.engine.embedded_engine import EmbeddedEngine
from openvbc.claims.payers.choice import EveryPlan, PayerChoice, counted_plans
from openvbc.claims.tables.catalog import CANONICAL_TABLES
from openvbc.errors import ClaimsError
from tests.claims.expenditures.made_up_claims import put_rows
from tests.claims.utilization.made_up import Row, diagnosis, person, visit

DAY = date(2024, 3, 5)
#: Payer and plan of a person, whose claim has one line of so many dollars and one diagnosis.
HELD = (
    ("A", "North", "PPO", "1.00"),
    ("B", "North", "HMO", "20.00"),
    ("C", "South", "PPO", "300.00"),
)


def put(
    engine: EmbeddedEngine, held: Sequence[tuple[str, str, str, str]] = HELD, types: Mapping[str, str] | None = None
) -> None:
    """A project of people with one claim each."""
    for table in CANONICAL_TABLES.values():
        engine.attach(table, [])
    kinds = types or {}
    spans: list[Row] = [
        person(name, payer=payer, plan=plan, payer_type=kinds.get(payer, "")) for name, payer, plan, _ in held if payer
    ]
    lines = [
        visit(f"claim {name}", name, DAY, "99213", payer=payer, plan=plan, paid_amount=paid)
        for name, payer, plan, paid in held
    ]
    put_rows(engine, "eligibility", spans)
    put_rows(engine, "medical_claim", lines)
    put_rows(engine, "claim_diagnosis", [diagnosis(f"claim {name}", name, DAY, DAY, "E119") for name, *_ in held])


def counted(engine: EmbeddedEngine, choice: PayerChoice) -> tuple[dict[str, Decimal], set[str], set[str]]:
    """Dollars by person, people enrolled and people with a diagnosis that the engine of the choice reads."""
    held, _ = counted_plans(engine, choice)
    dollars = {row["person_id"]: row["paid_amount"] for row in held.table("medical_claim").records}
    enrolled, diagnosed = (
        {row["person_id"] for row in held.table(name).records} for name in ("eligibility", "claim_diagnosis")
    )
    return dollars, enrolled, diagnosed


@pytest.mark.parametrize(
    ("choice", "people"),
    [
        (PayerChoice(payers=("North",), plans=EveryPlan.ALL), "AB"),
        (PayerChoice(payers=("North",), plans=("HMO",)), "B"),
        (PayerChoice(payers=("South",)), "C"),
        (PayerChoice(party="South"), "C"),
        (PayerChoice(party="North", plans=("PPO",)), "A"),
        (PayerChoice(payers=("North", "South"), plans=("PPO",)), "AC"),
        (PayerChoice(payers=("North", "South"), plans=EveryPlan.ALL), "ABC"),
    ],
)
def test_rows_of_others_are_gone_from_every_table(choice: PayerChoice, people: str) -> None:
    with EmbeddedEngine() as engine:
        put(engine)
        dollars, enrolled, diagnosed = counted(engine, choice)
    paid = {name: Decimal(amount) for name, _, _, amount in HELD}
    assert dollars == {name: paid[name] for name in people}
    assert enrolled == diagnosed == set(people)


def test_what_is_left_out_is_told_with_rows_and_dollars() -> None:
    with EmbeddedEngine() as engine:
        put(engine)
        _, (found,) = counted_plans(engine, PayerChoice(payers=("South",)))
    assert found.count == 2
    assert found.examples == (
        "North (HMO): 1 spans of enrollment, 1 lines of medical claims with $20.00",
        "North (PPO): 1 spans of enrollment, 1 lines of medical claims with $1.00",
    )


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        (PayerChoice(party="Northern"), r"the data name 2 payers, and which count is not said: North: 2 spans"),
        (PayerChoice(party="North"), r"the data name 2 plans, and which count is not said: HMO: 1 spans .*\$20\.00"),
        (PayerChoice(payers=("Nord",)), r"the data name no payer 'Nord'[\s\S]*did you mean 'North'"),
        (PayerChoice(payers=("North",), plans=("POS",)), r"the data name no plan 'POS'"),
    ],
)
def test_several_without_a_choice_are_refused(choice: PayerChoice, told: str) -> None:
    with EmbeddedEngine() as engine:
        put(engine)
        with pytest.raises(ClaimsError, match=told):
            counted_plans(engine, choice)


def test_one_payer_and_plan_need_no_choice_and_rows_without_a_name_are_theirs() -> None:
    with EmbeddedEngine() as engine:
        put(engine, (("A", "North", "PPO", "1.00"), ("B", "", "", "2.00"), ("C", "North", "", "3.00")))
        held, found = counted_plans(engine, PayerChoice(party="another name"))
    assert held is engine
    assert not found


@pytest.mark.parametrize(
    ("row", "kind"), [(("D", "", "PPO", "4.00"), "payer"), (("D", "South", "", "4.00"), "plan")], ids=["payer", "plan"]
)
def test_rows_without_a_name_beside_those_of_others_are_refused_with_their_dollars(
    row: tuple[str, str, str, str], kind: str
) -> None:
    held = (*HELD, ("E", "South", "HMO", "5.00"), row)
    with EmbeddedEngine() as engine:
        put(engine, held)
        with pytest.raises(ClaimsError, match=rf"rows name no {kind} .*1 lines of medical claims with \$4\.00"):
            counted_plans(engine, PayerChoice(payers=("South",), plans=("PPO",)))


def test_original_medicare_means_the_payers_of_that_type() -> None:
    held = (("A", "CMS", "", "1.00"), ("B", "Medicare", "", "2.00"), ("C", "North", "", "3.00"))
    types = {"CMS": "medicare", "Medicare": "medicare", "North": "commercial"}
    with EmbeddedEngine() as engine:
        put(engine, held, types)
        assert counted(engine, PayerChoice(medicare=True))[1] == {"A", "B"}
    with EmbeddedEngine() as engine:
        put(engine, held)
        with pytest.raises(ClaimsError, match="the data name 3 payers"):
            counted_plans(engine, PayerChoice(medicare=True))
