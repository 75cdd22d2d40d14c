"""Any term may change by contract year or by date; gaps, overlaps and years that are none are told with a mend."""

from decimal import Decimal

import pytest

from openvbc.errors import ContractError
from openvbc.money import plain
from openvbc.payment_models.registry import model_folder, payment_models, published_parameters
from openvbc.reports.answer import answer
from openvbc.settlement.settle import Case, Status, performance_year_of, settle, worksheets
from openvbc.worksheet.sheet import LineKind
from tests.examples import ONE_SIDED, contract_from, contract_text, figures_of, lines_of, settlement_of

THREE_YEARS = {"start": "2026-01-01", "end": "2028-12-31"}


def with_share(share: object, **terms: object) -> str:
    return contract_text({**ONE_SIDED, "savings": {"share": share}, **terms}, **THREE_YEARS)


def share_in(text: str, year: int | str) -> str:
    sheet = next(iter(worksheets(contract_from(text), year, payment_models(), published_parameters()).values()))
    value = sheet["share_of_savings"].value
    assert isinstance(value, Decimal)
    return plain(value)


@pytest.mark.parametrize(
    ("keys", "shares"),
    [
        ({"2026": "50%", "2027-2028": "55%"}, ["0.5", "0.55", "0.55"]),
        ({"1-2": "50%", "3": "60%"}, ["0.5", "0.5", "0.6"]),
        ({"2026-2028": "40%"}, ["0.4", "0.4", "0.4"]),
    ],
)
def test_each_year_has_its_own_value(keys: dict[str, str], shares: list[str]) -> None:
    text = with_share({"by_year": keys})
    assert [share_in(text, year) for year in (2026, 2027, 2028)] == shares


def test_the_statement_shows_the_value_of_the_year_with_its_clause_and_place() -> None:
    text = with_share({"by_year": {"1": "50%", "2-3": {"value": "55%", "clause": "C 2"}}, "clause": "C 1"})
    contract = contract_from(text)
    for year, clause in ((2026, "C 1"), (2027, "C 2")):
        sheet = next(iter(worksheets(contract, year, payment_models(), published_parameters()).values()))
        told = sheet["share_of_savings"].clause
        assert told is not None
        assert told.clause == clause
        assert told.where.startswith("contract.yaml:")


def test_a_value_that_changes_within_a_year_is_weighted_by_months() -> None:
    text = with_share({"by_date": {"2026-01-01": "50%", "2027-10-01": "60%"}})
    assert [share_in(text, year) for year in (2026, 2027, 2028)] == ["0.5", "0.525", "0.6"]


def test_parts_of_a_year_take_what_holds_in_them() -> None:
    text = with_share({"by_date": {"2026-01-01": "50%", "2027-10-01": "60%"}})
    text = text.replace("run_out_months: 3", "run_out_months: 3, settled: quarterly")
    assert [share_in(text, f"2027 Q{number}") for number in (1, 3, 4)] == ["0.5", "0.5", "0.6"]


def test_whole_groups_change_and_may_be_left_out_of_a_year() -> None:
    losses = {"by_year": {"1": "not_agreed", "2-3": {"share": {"rate": "30%"}}}}
    risk = {"by_year": {"1": "one_sided", "2-3": "two_sided"}}
    contract = contract_from(with_share("50%", losses=losses, risk=risk))
    given = figures_of({"benchmark": "100", "expenditures": "120"})
    owed = [settlement_of(contract, Case("", year, Status.FINAL, given, {})).net_payment for year in (2026, 2027, 2028)]
    assert owed == [Decimal(0), Decimal("-6.00"), Decimal("-6.00")]
    assert contract.hcp_lan_category == "3N"


def test_a_year_without_settlement_is_a_result_that_says_so() -> None:
    text = contract_text(ONE_SIDED, **THREE_YEARS)
    head, _, terms = text.partition("    terms:\n")
    later = "".join(f"    {line}\n" for line in terms.splitlines())
    contract = contract_from(f"{head}    terms:\n      by_year:\n        1: not_agreed\n        2-3:\n{later}")
    nothing = settlement_of(contract, Case("", 2026, Status.FINAL, {}, {}))
    assert nothing.net_payment == 0
    assert "no settlement is agreed for this year" in answer(nothing)
    given = figures_of({"benchmark": "100", "expenditures": "80"})
    assert settlement_of(contract, Case("", 2027, Status.FINAL, given, {})).net_payment == Decimal("10.00")


def test_years_may_be_named_as_their_users_name_them() -> None:
    text = with_share({"by_year": {"SFY2027": "50%", "SFY2028": "51%", "SFY2029": "52%"}})
    fiscal = "start: 2026-07-01, end: 2029-06-30, fiscal_year: {prefix: SFY, named_by: end}"
    text = text.replace("start: 2026-01-01, end: 2028-12-31", fiscal)
    assert share_in(text, "SFY2028") == "0.51"


def test_every_payment_model_has_terms_by_year_and_so_has_the_scorecard() -> None:
    starter = model_folder("pay_for_performance").joinpath("contracts/starter.yaml").read_text(encoding="utf-8")
    changed = starter.replace("withhold: {rate: 2%,", "withhold: {rate: {by_year: {2026: 1.58%, 2027: 1.77%}},")
    changed = changed.replace(
        "[62%, 68%, 72%, 76%]", "{by_year: {2026: [62%, 68%, 72%, 76%], 2027: [64%, 70%, 74%, 78%]}}"
    )
    contract = contract_from(changed)
    found = []
    for year in (2026, 2027):
        sheet = worksheets(contract, year, payment_models(), published_parameters())["quality"]
        cut_point = sheet["cut_point"].value
        assert isinstance(cut_point, dict)
        found.append((sheet["withhold_rate"].value, cut_point["1", "breast_cancer_screening"]))
    assert found == [(Decimal("0.0158"), Decimal("0.62")), (Decimal("0.0177"), Decimal("0.64"))]


FAULTS = {
    "a year is missing": ({"2026": "50%", "2027": "55%"}, "no value for 2028", "`2028: ...`"),
    "years overlap": ({"2026-2027": "50%", "2027-2028": "55%"}, "gives 2027 twice", "one of them"),
    "a year outside": ({"2026-2028": "50%", "2029": "55%"}, "'2029', which is no year", "2026, 2027, 2028"),
    "the number zero": ({"0": "50%", "1-3": "55%"}, "'0', which is no year", "1 to 3"),
    "numbers and years": ({"1": "50%", "2027-2028": "55%"}, "some years by their number", "all as 1, 2, 3"),
    "a range that falls": ({"2028-2026": "50%"}, "no year of the agreement", "2026-2028"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_is_wrong_with_the_years_is_told_with_a_mend(name: str) -> None:
    keys, what, fix = FAULTS[name]
    with pytest.raises(ContractError) as raised:
        contract_from(with_share({"by_year": keys}))
    found = [fault for fault in raised.value.faults if what in fault.what]
    assert found
    assert fix in found[0].fix
    assert found[0].where.startswith("contract.yaml:")


@pytest.mark.parametrize(
    ("days", "what"),
    [
        ({"2026-02-01": "50%"}, "no value before 2026-02-01"),
        ({"2026-01-01": "50%", "2026-03-15": "60%"}, "'2026-03-15'"),
        ({"2026-01-01": "one_sided"}, "no number"),
        ({"soon": "50%"}, "'soon'"),
    ],
)
def test_what_is_wrong_with_the_days_is_told(days: dict[str, str], what: str) -> None:
    with pytest.raises(ContractError, match=what):
        contract_from(with_share({"by_date": days}))


def test_a_value_beside_a_schedule_is_refused() -> None:
    with pytest.raises(ContractError, match="stands beside"):
        contract_from(with_share({"by_year": {"1-3": "50%"}, "value": "60%"}))


def test_a_fault_in_one_years_value_is_told_once_with_its_line() -> None:
    with pytest.raises(ContractError) as raised:
        contract_from(with_share({"by_year": {"1-2": "50%", "3": "150%"}}))
    assert [fault.what for fault in raised.value.faults] == ["savings.share: 150% lies beyond 100%"]


def test_the_figures_that_are_needed_are_those_of_the_year() -> None:
    contract = contract_from(
        with_share("50%", truncation={"by_year": {"1": "not_agreed", "2-3": {"percentile": "99%"}}})
    )
    needed = [
        [line.name for line in each.of_kind(LineKind.INPUT)]
        for year in (2026, 2027)
        for each in worksheets(contract, year, payment_models(), published_parameters()).values()
    ]
    assert "excess_claims" not in needed[0]
    assert "excess_claims" in needed[1]
    assert performance_year_of(contract, 2027).year == 2027


def test_a_stream_settled_in_a_year_reports_the_terms_of_that_year() -> None:
    contract = contract_from(with_share({"by_year": {"1": "50%", "2-3": "60%"}}))
    case = Case("", 2027, Status.FINAL, figures_of({"benchmark": "100", "expenditures": "80"}), {})
    settlement = settle(contract, case, payment_models(), published_parameters())
    assert lines_of(settlement)["shared_savings"] == Decimal("12.00")
