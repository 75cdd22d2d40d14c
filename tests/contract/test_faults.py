"""A contract's faults are told all at once: what, file and line, and what to write instead."""

import pytest

from openvbc.errors import ContractError, Fault, FileError
from tests.examples import ONE_SIDED, Terms, contract_from, contract_of, contract_text

TEN_FAULTS = """contract: Ten faults
parties:
  payer: {name: Northern Health Plan}
  provider: {nam: Lakeside ACO}
agreement: {start: 2026-01-01, end: 2026-13-31, run_out_months: 36}
population:
  line_of_business: comercial
  attribution: {payer_list: true, geographic: {states: [CA]}}
hcp_lan_category: 3A
payment_streams:
  - stream: Savings
    model: shared_savings
    terms:
      risk: two_sided
      benchmark:
        own_history:
          per: member_month
          base_years: [{year: 2024, weight: 40%}, {year: 2025, weight: 50%}]
          inflator: {yearly_rate: 3.5%}
      savings:
        share: 150
        minimum_savings_rate: 2%
  - stream: bonus
    model: shared_saving
    terms: {risk: one_sided}
"""


def faults_of(text: str) -> tuple[Fault, ...]:
    with pytest.raises(ContractError) as caught:
        contract_from(text)
    return caught.value.faults


def told(terms: Terms) -> str:
    with pytest.raises(ContractError) as caught:
        contract_of(terms)
    return str(caught.value)


def test_ten_different_faults_are_told_at_once_in_the_order_of_the_file() -> None:
    faults = faults_of(TEN_FAULTS)
    assert [(fault.where, fault.what) for fault in faults] == [
        ("contract.yaml:4", "parties.provider.name is missing"),
        ("contract.yaml:4", "unknown word 'nam' in parties.provider"),
        ("contract.yaml:5", "'2026-13-31' is not a day of the calendar"),
        ("contract.yaml:5", "agreement.run_out_months: it should be less than or equal to 24"),
        ("contract.yaml:7", "population.line_of_business is 'comercial'"),
        (
            "contract.yaml:8",
            (
                "population.attribution: give exactly one of payer_list, geographic, stepwise,"
                " shared_savings_program; found payer_list and geographic"
            ),
        ),
        ("contract.yaml:11", "payment_streams.0.stream is 'Savings'"),
        ("contract.yaml:14", "risk is two_sided, but there is no group `losses`"),
        ("contract.yaml:17", "benchmark.own_history: the weights of the base years add up to 90%, not 100%"),
        ("contract.yaml:21", "savings.share: 150 is no rate between 0 and 1"),
        ("contract.yaml:22", "savings.minimum_savings_rate must be a group of words with values"),
        ("contract.yaml:24", "there is no payment model 'shared_saving'"),
    ]
    assert all(fault.fix for fault in faults)
    fixes = [fault.fix for fault in faults]
    assert fixes[1] == "did you mean 'name'?"
    assert fixes[4] == "did you mean 'commercial'?"
    assert fixes[11] == "did you mean 'shared_savings'?"


def _changed(old: str, new: str) -> str:
    text = contract_text(ONE_SIDED)
    assert old in text
    return text.replace(old, new)


#: What is changed in a right contract, into what, and what is told of it.
ENVELOPE: dict[str, tuple[str, str, str]] = {
    "no name": ("contract: Example", "contract: ''", "contract.yaml:1: contract: it should have at least 1 char"),
    "an empty name": ("contract: Example", "contract:", "contract.yaml:1: contract is written without a value"),
    "no provider": (
        "  provider: {name: Lakeside ACO}\n",
        "",
        "contract.yaml:3: parties.provider is missing\n    add `",
    ),
    "an unknown word": (
        "agreement:",
        "agrement:",
        "unknown word 'agrement' in the contract\n    did you mean 'agreement'?",
    ),
    "an end before the start": (
        "end: 2026-12-31",
        "end: 2025-12-31",
        "contract.yaml:5: agreement: the agreement ends on 2025-12-31, which is not after its start on 2026-01-01",
    ),
    "no end in sight": ("end: 2026-12-31", "end: 9999-12-31", "an agreement lies between 1990 and 2100"),
    "seconds for a day": (
        "start: 2026-01-01",
        "start: 86400",
        "agreement.start: a day is meant here; write YYYY-MM-DD",
    ),
    "yes for months": ("run_out_months: 3", "run_out_months: true", "a whole number is meant here, not yes or no"),
    "half a month": (
        "run_out_months: 3",
        "run_out_months: 2.5",
        "contract.yaml:5: agreement.run_out_months is '2.5', which is no whole number",
    ),
    "payer list that is none": (
        "payer_list: true",
        "payer_list: false",
        "give exactly one of payer_list, geographic",
    ),
    "a code that lost its zero": (
        "{payer_list: true}",
        "{geographic: {states: [CA], counties: [5400]}}",
        'read as a number; put codes in quotes, for example "5400"',
    ),
    "no streams": ("payment_streams:\n", "payment_streams: []\nx:\n", "payment_streams needs at least one item"),
    "an unknown category": ("payment_streams:", "hcp_lan_category: 3C\npayment_streams:", "hcp_lan_category is '3C'"),
    "terms that are none": ("    terms:\n", "    terms: none\n    x:\n", "terms must be a group of words with values"),
    "an unknown model": ("model: shared_savings", "model: savings", "there is no payment model 'savings'"),
    "no model": ("    model: shared_savings\n", "", "payment_streams.0.model is missing"),
}


@pytest.mark.parametrize("case", ENVELOPE)
def test_a_fault_of_the_contract_is_told_with_its_line(case: str) -> None:
    old, new, expected = ENVELOPE[case]
    assert expected in "\n".join(str(fault) for fault in faults_of(_changed(old, new)))


def with_savings(**savings: object) -> Terms:
    return {**ONE_SIDED, "savings": savings}


def with_benchmark(**benchmark: object) -> Terms:
    return {**ONE_SIDED, "benchmark": benchmark}


HISTORY = {
    "per": "member_month",
    "base_years": [{"year": 2024, "weight": "40%"}, {"year": 2025, "weight": "60%"}],
    "inflator": {"yearly_rate": "3%"},
}
LIMIT = {"rate": "5%", "of": "benchmark"}
ESCALATOR = {
    "threshold": "60%",
    "target": "75%",
    "stretch": "90%",
    "share_at_threshold": "30%",
    "share_at_target": "45%",
    "share_at_stretch": "60%",
}

#: Terms with one fault, and what is told of it.
TERMS: dict[str, tuple[Terms, str]] = {
    "150": (with_savings(share="150"), "contract.yaml:15: savings.share: 150 is no rate between 0 and 1"),
    "150%": (with_savings(share="150%"), "savings.share: 150% lies beyond 100%"),
    "50": (
        with_savings(share="50"),
        "savings.share: 50 is no rate between 0 and 1; write 50% if a percentage is meant",
    ),
    "a negative share": (with_savings(share="-5%"), "-0.05 is negative; a share lies between 0% and 100%"),
    "words for a share": (with_savings(share="half"), "'half' is not a number; write for example 0.02 or 2%"),
    "yes for a share": (with_savings(share=True), "a number is meant here, for example 0.02 or 2%"),
    "a wrapped value with other words": (
        with_savings(share={"value": "50%", "note": "x"}),
        "write the value itself, or {value: ..., clause: ...}",
    ),
    "a clause that is no word": (with_savings(share={"value": "50%", "clause": ["x"]}), "a clause is words"),
    "a clause without words": (
        with_savings(share={"value": "50%", "clause": None}),
        "clause is written without a value",
    ),
    "a group without terms": ({**ONE_SIDED, "savings": None}, "contract.yaml:15: savings is written without a value"),
    "no share": (with_savings(), "give the share, or an escalator that sets it, one of the two"),
    "a share and an escalator": (
        with_savings(share="50%", quality={"escalator": ESCALATOR}),
        "give the share, or an escalator that sets it, one of the two",
    ),
    "beyond a minimum that is not there": (
        with_savings(share="50%", sharing_starts="beyond_minimum"),
        "sharing cannot start beyond a minimum where there is no minimum_savings_rate",
    ),
    "an unknown way of sharing": (
        with_savings(share="50%", sharing_starts="first_dolar"),
        "savings.sharing_starts is 'first_dolar'\n    did you mean 'first_dollar'?",
    ),
    "two minimums": (
        with_savings(share="50%", minimum_savings_rate={"fixed": "2%", "by_population_size": True}),
        "give exactly one of fixed, by_population_size, by_size, by_chance; found fixed and by_population_size",
    ),
    "a minimum that is none": (
        with_savings(share="50%", minimum_savings_rate={"by_population_size": False}),
        "give exactly one of fixed, by_population_size, by_size, by_chance; found none",
    ),
    "two uses of quality": (
        with_savings(share="50%", quality={"gate": {"minimum_score": "50%"}, "multiplier": {}}),
        "give exactly one of gate, multiplier, escalator",
    ),
    "an escalator that does not rise": (
        with_savings(quality={"escalator": {**ESCALATOR, "target": "60%"}}),
        "threshold, target and stretch must rise",
    ),
    "an escalator whose share falls": (
        with_savings(quality={"escalator": {**ESCALATOR, "share_at_stretch": "40%"}}),
        "the share must not fall from threshold over target to stretch",
    ),
    "two caps of one thing": (
        with_savings(share="50%", caps=[LIMIT, {**LIMIT, "rate": "4%", "on": "payment"}]),
        "two caps bound the payment by the benchmark; keep the lower one",
    ),
    "a floor of the pool": (
        with_savings(share="50%", floor={**LIMIT, "on": "pool"}),
        "a floor bounds the payment, not the pool",
    ),
    "a floor above the cap": (
        with_savings(share="50%", floor=LIMIT, caps=[{**LIMIT, "rate": "1%"}]),
        "the floor of 5% lies above the cap of 1%",
    ),
    "an unknown base of a cap": (
        with_savings(share="50%", caps=[{**LIMIT, "of": "revenue"}]),
        "savings.caps.0.of is 'revenue'\n    did you mean 'provider_revenue'?",
    ),
    "no benchmark": ({"risk": "one_sided", "savings": {"share": "50%"}}, "contract.yaml:13: benchmark is missing"),
    "two benchmarks": (
        with_benchmark(given={"basis": "total"}, own_history=HISTORY),
        "control_group, target_calculator, loss_ratio; found given and own_history",
    ),
    "weights short of the whole": (
        with_benchmark(own_history={**HISTORY, "base_years": [{"year": 2025, "weight": "90%"}]}),
        "the weights of the base years add up to 90%, not 100%",
    ),
    "weights over the whole": (
        with_benchmark(own_history={**HISTORY, "base_years": [{"year": y, "weight": "60%"} for y in (2024, 2025)]}),
        "the weights of the base years add up to 120%, not 100%",
    ),
    "a base year twice": (
        with_benchmark(own_history={**HISTORY, "base_years": [{"year": 2025, "weight": "50%"}] * 2}),
        "a base year is named twice",
    ),
    "no base year": (
        with_benchmark(own_history={**HISTORY, "base_years": []}),
        "benchmark.own_history.base_years needs at least one item",
    ),
    "an inflator that is none": (
        with_benchmark(own_history={**HISTORY, "inflator": {"market_trend": False}}),
        "give exactly one of yearly_rate, market_trend, comparator, index; found none",
    ),
    "an inflator beyond doubling": (
        with_benchmark(own_history={**HISTORY, "inflator": {"yearly_rate": "350%"}}),
        "350% lies beyond 100%",
    ),
    "a percentile of everyone": (
        {**ONE_SIDED, "truncation": {"percentile": "100%"}},
        "a percentile lies between 0% and 100%, for example 99%",
    ),
    "a negative amount": (
        {**ONE_SIDED, "truncation": {"per_member_per_year": "-5"}},
        "-5 is negative; an agreed amount is zero or more",
    ),
    "a carve-out with capitals": (
        {**ONE_SIDED, "carve_outs": [{"name": "Rx"}]},
        "carve_outs.0.name is 'Rx'\n    write lower",
    ),
    "a carve-out twice": (
        {**ONE_SIDED, "carve_outs": [{"name": "rx"}, {"name": "rx"}]},
        "two carve_outs have one name; their figures could not be told apart",
    ),
    "carve-outs that are no list": ({**ONE_SIDED, "carve_outs": "rx"}, "carve_outs must be a list\n    write [a, b]"),
}


@pytest.mark.parametrize("case", TERMS)
def test_a_fault_of_the_terms_is_told_with_its_line(case: str) -> None:
    terms, expected = TERMS[case]
    message = told(terms)
    assert expected in message
    assert message.startswith("contract.yaml:1")


def test_the_text_says_150_percent_only_where_that_can_be() -> None:
    assert "write 150%" not in told(with_savings(share="150"))


def test_two_streams_of_one_name_and_of_one_pot_are_refused() -> None:
    stream = contract_text(ONE_SIDED).partition("payment_streams:\n")[2]
    whats = [fault.what for fault in faults_of(contract_text(ONE_SIDED) + stream)]
    assert whats == [
        "two payment streams are named 'savings'",
        "streams 'savings' and 'savings' both pay from the total cost of care of one population",
    ]


def test_a_quality_payment_twice_is_refused() -> None:
    payment: Terms = {**ONE_SIDED, "quality_payment": {"per_member_per_month": "2", "minimum_score": "80%"}}
    stream = contract_text(payment).partition("payment_streams:\n")[2].replace("stream: savings", "stream: more")
    whats = " ".join(fault.what for fault in faults_of(contract_text(payment) + stream))
    assert "pay from the quality payment of one population" in whats
    assert "pay from the total cost of care of one population" in whats


@pytest.mark.parametrize(
    ("terms", "category"),
    [
        (ONE_SIDED, "3N"),
        ({**ONE_SIDED, "savings": {"share": "50%", "quality": {"multiplier": {}}}}, "3A"),
        ({**ONE_SIDED, "quality_payment": {"per_member_per_month": "2", "minimum_score": "0%"}}, "3A"),
        (
            {
                **ONE_SIDED,
                "risk": "two_sided",
                "savings": {"share": "50%", "quality": {"gate": {"minimum_score": "50%"}}},
                "losses": {"share": {"rate": "50%"}},
            },
            "3B",
        ),
    ],
)
def test_the_category_follows_from_the_terms_and_a_wrong_one_is_refused(terms: Terms, category: str) -> None:
    text = contract_text(terms)
    assert contract_from(text).hcp_lan_category == category
    assert contract_from(f"hcp_lan_category: {category}\n{text}").hcp_lan_category == category
    fault = faults_of(f"hcp_lan_category: 4A\n{text}")[0]
    assert fault.what == f"the contract states HCP-LAN category 4A, its terms amount to {category}"
    assert fault.fix == f"write '{category}', or change the terms"
    assert fault.where == "contract.yaml:1"


def test_a_category_is_not_judged_while_a_stream_has_faults() -> None:
    whats = [fault.what for fault in faults_of(f"hcp_lan_category: 4A\n{contract_text({**ONE_SIDED, 'x': 1})}")]
    assert whats == ["unknown word 'x' in the contract"]


@pytest.mark.parametrize("text", ["- a list\n", "just words\n", "5\n"])
def test_a_file_that_is_no_contract_is_refused(text: str) -> None:
    assert faults_of(text)[0].what == "this group must be a group of words with values"


def test_a_file_that_is_no_yaml_is_refused() -> None:
    with pytest.raises(FileError, match="this is not YAML"):
        contract_from("contract: [\n")
