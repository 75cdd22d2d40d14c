"""The worked numbers of the notes on contract terms that span streams and years: T-12 to T-14, T-23 to T-25."""

import json
from decimal import Decimal
from typing import Any

import pytest

from openvbc.errors import ContractError, InputError
from openvbc.settlement.settle import Case, Settlement, Status
from tests.examples import Given, contract_from, figures_of, lines_of, settlement_of

HEAD = """contract: Netted
parties: {payer: {name: Northern Health Plan}, provider: {name: Lakeside ACO}}
agreement: {start: 2026-01-01, end: 2028-12-31, run_out_months: 3}
population: {line_of_business: commercial, attribution: {payer_list: true}}
payment_streams:
"""


def stream(name: str, share: str = "100%", overlaps: str = "") -> str:
    terms = {
        "risk": "two_sided",
        "benchmark": {"given": {"basis": "total"}},
        "savings": {"share": share},
        "losses": {"share": {"rate": share}},
    }
    beside = f", overlaps: [{{stream: {overlaps}, handled: carved_out}}]" if overlaps else ""
    return f"  - {{stream: {name}, model: shared_savings{beside}, terms: {json.dumps(terms)}}}\n"


def netting(**terms: Any) -> str:  # noqa: ANN401  # terms as JSON
    return f"  - {{stream: due, model: net_settlement, terms: {json.dumps(terms)}}}\n"


def result(amount: int) -> Given:
    """Figures of one stream that comes to this."""
    return {"benchmark": "1000000", "expenditures": str(1_000_000 - amount)}


def settled(text: str, given: Given, year: int = 2026) -> Settlement:
    return settlement_of(contract_from(HEAD + text), Case("", year, Status.FINAL, figures_of(given), {}))


ONE = stream("pool")


def netted(terms: dict[str, Any], amount: int, year: int = 2026, **given: Any) -> Settlement:  # noqa: ANN401
    return settled(ONE + netting(nets=["pool"], **terms), {**result(amount), **given}, year)


def line(settlement: Settlement, name: str) -> str:
    value = settlement.stream("due").evaluation.value(name)
    assert isinstance(value, Decimal)
    return f"{value:.2f}"


TWO = stream("medical", "50%") + stream("pharmacy", "30%", "medical")
POOLS: Given = {
    "medical.benchmark": "5200000",
    "medical.expenditures": "4000000",
    "pharmacy.benchmark": "1000000",
    "pharmacy.expenditures": "1700000",
}


@pytest.mark.parametrize(
    ("deficits", "due", "carried"),
    [("offset", "390000.00", None), ("billed", "390000.00", None), ("carried_forward", "600000.00", "210000.00")],
)
def test_t_12b_two_pools(deficits: str, due: str, carried: str | None) -> None:
    settlement = settled(TWO + netting(nets=["medical", "pharmacy"], deficits=deficits), POOLS)
    assert line(settlement, "due_now") == due == f"{settlement.net_payment:.2f}"
    if carried is not None:
        assert line(settlement, "balance_carried") == carried
    offset = {"offset": "210000.00", "billed": "0.00", "carried_forward": "0.00"}
    assert line(settlement, "deficits_offset") == offset[deficits]


def test_t_12a_two_cohorts_apart_each_with_a_corridor_of_3_percent() -> None:
    corridor = {"of": "benchmark", "rows": [{"up_to": "3%", "share": "100%"}], "beyond": "payer"}
    terms = {
        "risk": "two_sided",
        "benchmark": {"given": {"basis": "total"}},
        "savings": {"bands": corridor},
        "losses": {"share": {"equal_to_share_of_savings": True}},
    }
    beside = ["", ", overlaps: [{stream: traditional, handled: carved_out}]"]
    text = "".join(
        f"  - {{stream: {name}, model: shared_savings{also}, terms: {json.dumps(terms)}}}\n"
        for name, also in zip(("traditional", "expanded"), beside, strict=True)
    )
    settlement = settled(
        text + netting(nets=["traditional", "expanded"], deficits="offset"),
        {
            "traditional.benchmark": "60000000",
            "traditional.expenditures": "62400000",
            "expanded.benchmark": "40000000",
            "expanded.expenditures": "39200000",
        },
    )
    assert [each.outcome for each in settlement.streams[:2]] == [Decimal(-1_800_000), Decimal(800_000)]
    assert line(settlement, "due_now") == "-1000000.00"


#: How a deficit is carried; what is paid and the balance after each of three years (T-13).
CARRIED: dict[str, tuple[dict[str, Any], list[str], list[str]]] = {
    "plain": ({}, ["0.00", "0.00", "130000.00"], ["300000.00", "120000.00", "0.00"]),
    "interest": ({"interest": "5%"}, ["0.00", "0.00", "108250.00"], ["300000.00", "135000.00", "0.00"]),
    "most": ({"most": 200000}, ["0.00", "0.00", "230000.00"], ["200000.00", "20000.00", "0.00"]),
    "half": (
        {"share_of_surplus": "50%"},
        ["0.00", "90000.00", "125000.00"],
        ["300000.00", "210000.00", "85000.00"],
    ),
    "expiry": ({"years": 1}, ["0.00", "0.00", "250000.00"], ["300000.00", "120000.00", "0.00"]),
}


@pytest.mark.parametrize("name", CARRIED)
def test_t_13_deficits_carried_forward(name: str) -> None:
    agreed, paid, balances = CARRIED[name]
    terms = {"deficits": "carried_forward", "carry_forward": agreed}
    brought: dict[str, str] = {}
    for year, amount, pays, balance in zip(
        (2026, 2027, 2028), (-300_000, 180_000, 250_000), paid, balances, strict=True
    ):
        given = {"deficit_brought_forward": brought} if brought else {}
        settlement = netted(terms, amount, year, **given)
        assert line(settlement, "due_now") == pays, year
        assert line(settlement, "balance_carried") == balance, year
        left = settlement.stream("due").evaluation.values.get("deficit_left", {})
        assert isinstance(left, dict)
        brought = {str(key): str(value) for key, value in left.items()}
        brought[str(year)] = line(settlement, "deficit_carried")


@pytest.mark.parametrize(
    ("prime", "amount", "due", "fund"),
    [
        ("0.04", 0, "208000.00", "208000.00"),
        ("0.04", -150_000, "58000.00", "208000.00"),
        ("0.07", 0, "210000.00", "210000.00"),
    ],
)
def test_t_14b_a_withhold_fund_meets_a_deficit_first(prime: str, amount: int, due: str, fund: str) -> None:
    terms = {"deficits": "billed", "withhold_fund": {"rate": "2%", "interest_at_most": "5%"}}
    settlement = netted(terms, amount, capitation="10000000", prime_rate=prime)
    assert line(settlement, "due_now") == due
    assert line(settlement, "surplus_with_fund") == fund


@pytest.mark.parametrize(
    ("order", "due", "carried"),
    [(["advances", "interim_payments"], "-170000.00", "0.00"), (["interim_payments", "advances"], "0.00", "170000.00")],
)
def test_t_23_what_is_taken_back_first_decides_what_is_owed_now(order: list[str], due: str, carried: str) -> None:
    terms = {
        "deficits": "carried_forward",
        "advances": {"if_short": "carried_forward"},
        "interim_payments": {"if_short": "repaid_now"},
        "recoup_order": order,
    }
    given = {
        "advances_paid": "350000",
        "interim_payments_paid": "300000",
        "deficit_brought_forward": {"2026": "120000"},
    }
    settlement = netted(terms, 600_000, 2027, **given)
    assert (line(settlement, "due_now"), line(settlement, "advances_carried")) == (due, carried)


@pytest.mark.parametrize(
    ("amount", "rate", "basis", "days", "interest"),
    [
        ("281250.00", "6%", "actual_365", "45", "2080.48"),
        ("281250.00", "6%", "actual_360", "45", "2109.38"),
        ("332981.44", "9%", "actual_365", "1903", "156245.84"),
    ],
)
def test_t_24_interest_on_late_payment(amount: str, rate: str, basis: str, days: str, interest: str) -> None:
    terms = netting(nets=["pool"], deficits="billed", late_payment={"rate": rate, "days": basis})
    given: Given = {"benchmark": amount, "expenditures": "0", "days_late": days}
    assert line(settled(ONE + terms, given), "late_payment_interest") == interest


@pytest.mark.parametrize(("change", "due"), [(420_000, "0.00"), (500_000, "500000.00"), (-600_000, "-600000.00")])
def test_t_25_a_change_below_the_least_amount_is_noted_and_not_paid(change: int, due: str) -> None:
    terms = {"deficits": "billed", "reopening": {"least_change": 500000}}
    settlement = netted(terms, 700_000, due_before_reopening=str(700_000 - change))
    assert line(settlement, "due_now") == due
    assert line(settlement, "change_by_reopening") == f"{change}.00"


def test_t_33_late_data_costs_so_much_a_day() -> None:
    terms = {"deficits": "billed", "late_data": {"per_day": 250, "most": 50000, "owed_by": "provider"}}
    settlement = netted(terms, 100_000, days_data_late="45")
    assert line(settlement, "late_data_charge") == "11250.00"
    assert line(settlement, "due_now") == "88750.00"


@pytest.mark.parametrize(("choose", "due"), [("greater", "120000.00"), ("lesser", "90000.00")])
def test_t_37_of_two_methods_the_greater_holds(choose: str, due: str) -> None:
    methods = stream("improvement") + stream("level", overlaps="improvement").replace("carved_out", "chosen_between")
    text = methods + netting(nets=["improvement", "level"], deficits="billed", choose=choose)
    given: Given = {
        "improvement.benchmark": "1000000",
        "improvement.expenditures": "880000",
        "level.benchmark": "1000000",
        "level.expenditures": "910000",
    }
    settlement = settled(text, given)
    assert line(settlement, "due_now") == due == f"{settlement.net_payment:.2f}"


FAULTS = {
    "an unknown stream": (ONE + netting(nets=["pools"], deficits="billed"), "is no stream of this contract"),
    "a stream that stands after": (netting(nets=["pool"], deficits="billed") + ONE, "stands after it"),
    "a stream twice": (ONE + netting(nets=["pool", "pool"], deficits="billed"), "a stream is netted twice"),
    "carried and billed": (
        ONE + netting(nets=["pool"], deficits="billed", carry_forward={"years": 2}),
        "carry_forward goes with deficits: carried_forward",
    ),
    "an order that forgets one": (
        ONE
        + netting(
            nets=["pool"], deficits="billed", advances={"if_short": "forgiven"}, recoup_order=["interim_payments"]
        ),
        "does not say when advances",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_cannot_be_netted_is_told_with_a_mend(name: str) -> None:
    text, what = FAULTS[name]
    with pytest.raises(ContractError) as raised:
        contract_from(HEAD + text)
    found = [fault for fault in raised.value.faults if what in fault.what]
    assert found
    assert found[0].fix


def test_a_result_cannot_be_given_beside_the_stream_itself() -> None:
    with pytest.raises(InputError, match="own streams"):
        netted({"deficits": "billed"}, 0, result_of_stream={"pool": "5"})


def test_a_fault_of_a_netted_stream_is_told_and_not_hidden() -> None:
    with pytest.raises(InputError, match="Expenditures"):
        settled(ONE + netting(nets=["pool"], deficits="billed"), {"benchmark": "5"})


def test_the_streams_add_up_to_what_is_due() -> None:
    settlement = netted({"deficits": "carried_forward"}, -300_000)
    assert settlement.net_payment == Decimal("0.00")
    assert lines_of(settlement)["net_payment"] == Decimal("-300000.00")
