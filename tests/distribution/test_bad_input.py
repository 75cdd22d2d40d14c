"""What cannot be distributed is refused with its place, all faults at once: nothing is spread in silence."""

from collections.abc import Callable
from pathlib import Path

import pytest

from openvbc.contract.distribution_plan_checks import load_plan
from openvbc.contract.load import load_contract
from openvbc.distribution.participants import read_participants
from openvbc.distribution.received import read_settled_streams
from openvbc.errors import ContractError, FileError, InputError, OpenVBCError
from openvbc.payment_models.registry import payment_models
from tests.examples import ONE_SIDED, contract_text

from .made_up import HEAD, distributed, plan_of, settled, table_of
from .test_worked_examples import THREE_LEVELS, THREE_LEVELS_TABLE, one_pool

TABLE = "participant name type lives quality npi tin\na A primary_care 100 80% 1 91\nb B primary_care 300 90% 2 92"


def faults_of(run: Callable[[], object]) -> list[str]:
    with pytest.raises(OpenVBCError) as raised:
        run()
    return [str(fault) for fault in raised.value.faults]


@pytest.mark.parametrize(
    ("wrong", "right", "told"),
    [
        ("share: 100%", "share: 90%", "the pools take 90% together"),
        ("share: 100%", "share: 120%", "120% lies beyond 100%"),
        ("by: [lives]", "by: [livse]", "did you mean 'lives'?"),
        ("by: [lives]", "by: [lives], equal: true", "exactly one of by, equal, fixed"),
        ("by: [lives]", "bye: [lives]", "did you mean 'by'?"),
        ("by: [lives]", "kept: true, first: [{step: a, takes: retained, rate: 1%}]", "take out how it is shared"),
        ("by: [lives]", "fixed: {a: -1}", "a fixed weight is negative"),
        ("by: [lives]", "by: [lives, lives]", "one factor stands twice"),
        ("by: [lives]", "types: [specialists], by: [lives]", "did you mean 'specialist'?"),
        ("by: [lives]", "by: [lives], cap: {amount: 10}, floor: {amount: 20}", "the cap is below the floor"),
        ("by: [lives]", "by: [lives], cap: {rate: 2%}", "a rate is of a figure"),
        ("level: organization", "level: organizaton", "did you mean 'organization'?"),
        ("kind: savings", "kind: saving", "did you mean 'savings'?"),
        ("enters: [{stream: savings}]", "enters: [{stream: savings}, {stream: savings}]", "shared twice"),
        ("enters: [{stream: savings}]", "enters: []", "needs at least one item"),
    ],
)
def test_a_fault_of_the_plan_is_told_with_its_line(tmp_path: Path, wrong: str, right: str, told: str) -> None:
    body = one_pool("by: [lives]")
    assert wrong in body
    faults = faults_of(lambda: plan_of(tmp_path, body.replace(wrong, right)))
    assert any(told in fault for fault in faults), faults
    assert all(fault.startswith("plan.yaml:") for fault in faults)


def test_all_faults_of_a_plan_are_told_at_once(tmp_path: Path) -> None:
    body = one_pool("by: [livse], cap: {rate: 2%, of: revenu}", "        losses: {reserve_first: true}")
    body = body.replace("share: 100%", "share: 90%")
    assert len(faults_of(lambda: plan_of(tmp_path, body))) >= 1
    faults = faults_of(lambda: plan_of(tmp_path, body.replace("        losses: {reserve_first: true}", "")))
    assert len(faults) == 3


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("adopted: 2025-11-12", "adopted: soon"),
        ("end: 2026-12-31", "end: 2025-12-31"),
    ],
)
def test_days_of_the_plan_are_days_in_order(tmp_path: Path, head: str, told: str) -> None:
    faults = faults_of(lambda: plan_of(tmp_path, one_pool("equal: true"), HEAD.replace(head, told)))
    assert len(faults) == 1


def run(tmp_path: Path, rule: str, table: str, amount: str = "1000.00", more: str = "") -> list[str]:
    return faults_of(lambda: distributed(tmp_path, one_pool(rule, more), table, amount))


def test_an_unknown_provider_in_the_plan_is_refused(tmp_path: Path) -> None:
    faults = run(tmp_path, "fixed: {a: 1, z: 1}", TABLE)
    assert any("the plan names 'z', whom the table of participants does not have" in fault for fault in faults)
    assert all("plan.yaml:" in fault for fault in faults)


def test_a_provider_of_an_unknown_group_is_refused(tmp_path: Path) -> None:
    table = THREE_LEVELS_TABLE.replace("dr_c C provider north", "dr_c C provider nroth")
    faults = faults_of(lambda: distributed(tmp_path, THREE_LEVELS, table, "1000000.00", {"reserve_balance": "0"}))
    assert len(faults) == 1
    assert "within 'nroth', which is no group of the table" in faults[0]
    assert "did you mean 'north'?" in faults[0]


def test_weights_that_are_all_zero_are_refused(tmp_path: Path) -> None:
    table = TABLE.replace(" 100 ", " 0 ").replace(" 300 ", " 0 ")
    (fault,) = run(tmp_path, "by: [lives]", table)
    assert "$1000 can be paid to nobody" in fault
    assert "the weights of all participants are zero" in fault


def test_everybody_at_the_cap_needs_a_word_where_the_rest_goes(tmp_path: Path) -> None:
    (fault,) = run(tmp_path, "by: [lives], cap: {amount: 100}", TABLE)
    assert "$800 can be paid to nobody" in fault
    found = distributed(tmp_path, one_pool("by: [lives], cap: {amount: 100}, rest_to: retained"), TABLE, "1000.00")
    assert found.nodes["savings", ""].used("retained") == 800


def test_floors_above_the_pool_are_refused(tmp_path: Path) -> None:
    (fault,) = run(tmp_path, "by: [lives], floor: {amount: 600}", TABLE)
    assert "the floors together are $200 above what there is" in fault


def test_a_type_without_pool_is_refused_unless_the_plan_says_so(tmp_path: Path) -> None:
    table = TABLE + "\nc C hospital 50 70% 3 93"
    (fault,) = run(tmp_path, "types: [primary_care], by: [lives]", table)
    assert "no pool of fund 'savings' is for hospital: c" in fault
    body = "not_sharing: [hospital]\n" + one_pool("types: [primary_care], by: [lives]")
    assert distributed(tmp_path, body, table, "1000.00").amounts["c"] == 0


def test_a_pool_that_nobody_shares_is_refused(tmp_path: Path) -> None:
    faults = run(tmp_path, "types: [hospital], by: [lives]", TABLE)
    assert any("All of Lakeside ACO has $1000 to share, and nobody shares it" in fault for fault in faults)


def test_a_doubled_npi_is_refused_but_in_other_months(tmp_path: Path) -> None:
    (fault,) = run(tmp_path, "by: [lives]", TABLE.replace(" 2 92", " 1 92"))
    assert "NPI 1 is a and b in the same months" in fault
    moved = """
participant name lives npi joined left
a A 100 1 - 2026-06-30
b B 300 1 2026-07-01 -
"""
    assert distributed(tmp_path, one_pool("by: [lives]"), moved, "1000.00").amounts["b"] == 750


def test_lives_that_do_not_add_up_to_the_settlements_are_refused(tmp_path: Path) -> None:
    totals = "control_totals: [{factor: lives, stream: savings, line: assigned_people}]\n"
    stream = settled("1000.00", lines={"assigned_people": "500"})
    faults = faults_of(
        lambda: distributed(tmp_path, totals + one_pool("by: [lives]"), TABLE, "1000.00", streams=[stream])
    )
    assert "lives of all participants are 400, those of Lakeside ACO 500" in faults[0]
    stream = settled("1000.00", lines={"assigned_people": "400"})
    distributed(tmp_path, totals + one_pool("by: [lives]"), TABLE, "1000.00", streams=[stream])


def test_a_groups_figure_that_is_not_its_providers_sum_is_refused(tmp_path: Path) -> None:
    table = THREE_LEVELS_TABLE.replace("primary_care 48000 0.90", "primary_care 47000 0.90")
    faults = faults_of(lambda: distributed(tmp_path, THREE_LEVELS, table, "1000000.00", {"reserve_balance": "0"}))
    assert "member_months of north is 47000, of those within it 48000" in faults[0]


@pytest.mark.parametrize(
    ("wrong", "right", "told"),
    [
        (" 100 ", " -100 ", "a negative weight would take from others"),
        (" 80% ", " 180% ", "more than 100%"),
        (" 100 ", " many ", "lives: "),
        ("primary_care 100", "pediatrics 100", "there is no type of participant 'pediatrics'"),
        ("b B ", "a B ", "participant 'a' is there twice"),
        ("lives quality", "lives qualty", "did you mean 'quality'?"),
        (" 91\n", " -\n", "a has no TIN"),
        ("a A ", "a;a A ", "is no identifier of a participant"),
    ],
)
def test_a_fault_of_the_table_is_told_with_its_row(tmp_path: Path, wrong: str, right: str, told: str) -> None:
    plan = plan_of(tmp_path, one_pool("by: [lives]"))
    assert wrong in TABLE
    path = table_of(tmp_path, TABLE.replace(wrong, right, 1))
    faults = faults_of(lambda: read_participants(path, plan))
    assert any(told in fault and "participants.csv:" in fault for fault in faults), faults


def test_a_missing_score_is_refused_or_the_pools_mean(tmp_path: Path) -> None:
    table = TABLE.replace(" 80% ", " - ")
    (fault,) = run(tmp_path, "by: [lives, quality]", table)
    assert "quality is not there for a (participants.csv:2)" in fault
    found = distributed(tmp_path, one_pool("by: [lives, {factor: quality, missing: pool_mean}]"), table, "1000.00")
    assert found.amounts["a"] == 250


def test_an_excluded_participant_takes_nothing_and_is_listed_with_the_reason(tmp_path: Path) -> None:
    table = "participant name lives excluded\na A 100 -\nb B 300 left_the_network"
    found = distributed(tmp_path, one_pool("by: [lives]"), table, "1000.00")
    assert found.amounts == {"a": 1000, "b": 0}
    assert found.notes == ("b takes no share: left_the_network",)


def test_money_of_an_interim_settlement_needs_the_plans_word(tmp_path: Path) -> None:
    interim = [settled("1000.00", status="interim")]
    (fault,) = faults_of(lambda: distributed(tmp_path, one_pool("equal: true"), TABLE, "", streams=interim))
    assert "is interim" in fault
    body = "interim: with_claw_back\n" + one_pool("equal: true")
    assert "claimed back" in distributed(tmp_path, body, TABLE, "", streams=interim).notes[0]


def test_money_of_another_organization_or_stream_is_refused(tmp_path: Path) -> None:
    body = one_pool("equal: true")
    (fault,) = faults_of(
        lambda: distributed(tmp_path, body, TABLE, "1.00", head=HEAD.replace("Lakeside ACO", "Hillside ACO"))
    )
    assert "the settlement is of 'Lakeside ACO', the plan of 'Hillside ACO'" in fault
    (fault,) = faults_of(
        lambda: distributed(tmp_path, body.replace("stream: savings", "stream: saving"), TABLE, "1.00")
    )
    assert "did you mean 'savings'?" in fault


def test_a_stream_that_the_plan_does_not_take_is_listed(tmp_path: Path) -> None:
    streams = [settled("1000.00"), settled("50.00", "care_fee")]
    found = distributed(tmp_path, one_pool("equal: true"), TABLE, "", streams=streams)
    assert found.notes == ("stream care_fee of Lakeside shared savings is not distributed by this plan",)


def test_a_loss_without_a_rule_is_refused(tmp_path: Path) -> None:
    (fault,) = run(tmp_path, "by: [lives]", TABLE, "-500.00")
    assert "is a loss of $500, and the plan says nothing of losses" in fault


def test_a_reserve_without_its_balance_is_refused(tmp_path: Path) -> None:
    (fault,) = faults_of(lambda: distributed(tmp_path, THREE_LEVELS, THREE_LEVELS_TABLE, "1000.00"))
    assert "reserve_balance is not given" in fault


def test_a_contract_may_hold_the_plan_and_its_faults_are_the_contracts(tmp_path: Path) -> None:
    plan = HEAD + one_pool("by: [lives]")
    inner = "distribution:\n" + "".join(f"  {line}\n" for line in plan.splitlines() if line)
    path = tmp_path / "contract.yaml"
    path.write_text(contract_text(ONE_SIDED) + inner)
    assert load_plan(path).terms.plan == "Lakeside distribution"
    contract = load_contract(path, payment_models())
    assert contract.file.distribution == load_plan(path).terms
    path.write_text(contract_text(ONE_SIDED) + inner.replace("[lives]", "[livse]"))
    with pytest.raises(ContractError, match="did you mean 'lives'"):
        load_contract(path, payment_models())
    path.write_text(contract_text(ONE_SIDED))
    with pytest.raises(ContractError, match="says nothing of how its money is distributed"):
        load_plan(path)


def test_a_plan_that_is_no_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="there is no such file"):
        load_plan(tmp_path / "plan.yaml")
    with pytest.raises(InputError, match="cannot be read"):
        read_settled_streams(tmp_path / "settlement.json")
