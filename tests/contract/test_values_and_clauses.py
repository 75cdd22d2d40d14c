"""How terms are written, and where each one stands: in the agreement and in the file."""

from decimal import Decimal
from typing import cast

import pytest

from openvbc.contract.model import Contract
from openvbc.errors import ContractError
from openvbc.payment_models.shared_savings.terms import SharedSavingsTerms
from openvbc.worksheet.sheet import LineKind
from tests.examples import ONE_SIDED, YEAR, contract_from, contract_of, contract_text, sheet_of

CLAUSES = """contract: Clauses
parties:
  payer: {name: 007}
  provider: {name: 2.10}
agreement: {start: 2026-01-01, end: 2026-12-31, run_out_months: 3, clause: 2.10}
population: {line_of_business: medicaid, attribution: {payer_list: true}}
hcp_lan_category: 3B
payment_streams:
  - stream: savings
    model: shared_savings
    terms:
      clause: Exhibit B
      risk: two_sided
      benchmark:
        given: {basis: total, clause: "B 1"}
      savings:
        clause: B 2
        share:
          value: 50%
          clause: B 2.1
        minimum_savings_rate:
          fixed: {value: 2%, clause: 2.20}
        quality:
          gate: {minimum_score: 80%}
        caps:
          - {rate: 10%, of: benchmark, clause: B 2.4}
          - {rate: {value: 5%, clause: B 2.5}, of: provider_revenue}
      losses:
        share: {rate: 40%}
"""


@pytest.fixture(scope="module")
def contract() -> Contract:
    return contract_from(CLAUSES)


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ((), "clause Exhibit B, contract.yaml:12"),
        (("risk",), "clause Exhibit B, contract.yaml:13"),
        (("benchmark", "given"), "clause B 1, contract.yaml:15"),
        (("savings",), "clause B 2, contract.yaml:17"),
        (("savings", "share"), "clause B 2.1, contract.yaml:19"),
        (("savings", "minimum_savings_rate"), "clause B 2, contract.yaml:22"),
        (("savings", "minimum_savings_rate", "fixed"), "clause 2.20, contract.yaml:22"),
        (("savings", "quality", "gate"), "clause B 2, contract.yaml:24"),
        (("savings", "caps", 0), "clause B 2.4, contract.yaml:26"),
        (("savings", "caps", 1), "clause B 2, contract.yaml:27"),
        (("savings", "caps", 1, "rate"), "clause B 2.5, contract.yaml:27"),
        (("losses", "share"), "clause Exhibit B, contract.yaml:29"),
        (("losses", "floor"), "clause Exhibit B, contract.yaml:29"),
    ],
)
def test_a_clause_is_that_of_the_term_or_of_the_group_around_it(
    contract: Contract, path: tuple[str | int, ...], told: str
) -> None:
    assert str(contract.streams[0].clause(*path)) == told


def test_the_lines_of_the_worksheet_name_the_clauses(contract: Contract) -> None:
    sheet = sheet_of(contract)
    clauses = {line.name: line.clause.clause for line in sheet if line.clause is not None}
    assert clauses["maximum_share_of_savings"] == "B 2.1"
    assert clauses["benchmark"] == "B 1"
    assert clauses["savings_payment_cap_rate"] == "B 2.4"
    assert clauses["share_of_losses"] == "Exhibit B"
    assert all(line.clause is not None for line in sheet.of_kind(LineKind.TERM))


def test_numbers_where_words_are_meant_are_kept_as_written(contract: Contract) -> None:
    assert contract.file.agreement.clause == "2.10"
    assert contract.file.parties.payer.name == "007"
    assert contract.file.parties.provider.name == "2.10"


@pytest.mark.parametrize("share", ["50%", "0.5", "0.50", " 50 %", {"value": "50%"}, {"value": "0.5", "clause": "B 1"}])
def test_a_share_may_be_written_in_several_ways(share: object) -> None:
    contract = contract_of({**ONE_SIDED, "savings": {"share": share}})
    terms = cast("SharedSavingsTerms", contract.streams[0].terms)
    assert terms.savings is not None
    assert terms.savings.share == Decimal("0.5")


@pytest.mark.parametrize(("rate", "value"), [("-2%", "-0.02"), ("0", "0"), ("100%", "1"), ("3.5%", "0.035")])
def test_a_trend_may_be_negative(rate: str, value: str) -> None:
    history = {"per": "person_year", "base_years": [{"year": 2025, "weight": "1"}], "inflator": {"yearly_rate": rate}}
    contract = contract_of({**ONE_SIDED, "benchmark": {"own_history": history}})
    terms = cast("SharedSavingsTerms", contract.streams[0].terms)
    assert terms.benchmark.own_history is not None
    assert terms.benchmark.own_history.inflator.yearly_rate == Decimal(value)


@pytest.mark.parametrize("amount", ["$150,000", "150000", "150,000.00", "1.5e5"])
def test_an_amount_may_be_written_in_several_ways(amount: str) -> None:
    text = contract_text({**ONE_SIDED, "truncation": {"per_member_per_year": "AMOUNT"}})
    contract = contract_from(text.replace('"AMOUNT"', f'"{amount}"' if "," in amount else amount))
    terms = cast("SharedSavingsTerms", contract.streams[0].terms)
    assert terms.truncation is not None
    assert terms.truncation.per_member_per_year == 150_000


def test_a_comma_in_a_group_written_on_one_line_does_not_cut_an_amount_short() -> None:
    text = contract_text({**ONE_SIDED, "truncation": {"per_member_per_year": "AMOUNT"}}).replace('"AMOUNT"', "150,000")
    with pytest.raises(ContractError, match="000 is written without a value"):
        contract_from(text)


def test_a_contract_tells_its_name_years_and_digest(contract: Contract) -> None:
    assert contract.name == "Clauses"
    assert [each.year for each in contract.agreement.performance_years] == [YEAR]
    assert contract.hcp_lan_category == "3B"
    assert len(contract.digest) == 64
    assert contract.digest != contract_from(CLAUSES.replace("Clauses", "clauses")).digest
