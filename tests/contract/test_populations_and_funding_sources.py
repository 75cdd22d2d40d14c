"""Several populations in a contract, streams that name theirs, and money that no two streams may pay."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import BaseModel

from openvbc.contract.funding_sources import PART_OF, FundingSource
from openvbc.contract.load import contract_from_text
from openvbc.contract.model import Contract
from openvbc.errors import ContractError
from openvbc.payment_models.record import PaymentModel
from openvbc.payment_models.registry import payment_models

HEAD = """contract: Example
parties: {payer: {name: Acme Health Plan}, provider: {name: Lakeside ACO}}
agreement: {start: 2026-01-01, end: 2026-12-31, run_out_months: 3}
"""
ONE = "population: {line_of_business: commercial, attribution: {payer_list: true}}\n"
TWO = """populations:
  adults: {line_of_business: medicaid, attribution: {payer_list: true}}
  children: {line_of_business: medicaid, attribution: {geographic: {states: [MN]}}}
"""
TERMS = "terms: {risk: one_sided, benchmark: {given: {basis: total}}, savings: {share: 50%}}"


def models(**sources: FundingSource) -> dict[str, PaymentModel]:
    """The payment models, and one a keyword that has shared savings' terms and pays from the source named."""
    known = payment_models()

    def paying(source: FundingSource) -> Callable[[BaseModel], frozenset[FundingSource]]:
        return lambda _: frozenset({source})

    made = {
        name: replace(known["shared_savings"], name=name, funding_sources=paying(source))
        for name, source in sources.items()
    }
    return {**known, **made}


def stream(name: str, model: str = "shared_savings", more: str = "") -> str:
    return f"  - stream: {name}\n    model: {model}\n{more}    {TERMS}\n"


def contract(people: str, *streams: str, known: dict[str, PaymentModel] | None = None) -> Contract:
    text = f"{HEAD}{people}payment_streams:\n{''.join(streams)}"
    return contract_from_text(text, "contract.yaml", known or payment_models())


def told(people: str, *streams: str, known: dict[str, PaymentModel] | None = None) -> list[str]:
    with pytest.raises(ContractError) as raised:
        contract(people, *streams, known=known)
    return [str(fault) for fault in raised.value.faults]


def test_each_stream_is_about_the_population_that_it_names() -> None:
    found = contract(
        TWO,
        stream("adults_savings", more="    population: adults\n"),
        stream("childrens_savings", more="    population: children\n"),
    )
    assert [found.population_of(each).attribution.geographic is None for each in found.streams] == [True, False]
    assert list(found.populations) == ["adults", "children"]
    single = contract(ONE, stream("savings"))
    assert single.population_of(single.streams[0]) is single.file.population


def test_with_several_populations_a_stream_says_which() -> None:
    (fault,) = told(TWO, stream("savings"))
    assert fault.startswith("contract.yaml:10: stream 'savings' does not say which population it is about")
    assert "there are adults, children" in fault
    (fault,) = told(TWO, stream("savings", more="    population: adult\n"))
    assert "there is no population 'adult'" in fault
    assert "did you mean 'adults'?" in fault


def test_one_population_needs_no_name_and_takes_none() -> None:
    (fault,) = told(ONE, stream("savings", more="    population: adults\n"))
    assert "names a population, and the contract has one alone" in fault
    (fault,) = told(ONE + TWO, stream("savings", more="    population: adults\n"))
    assert "both population and populations" in fault


def test_a_population_is_needed_unless_the_model_needs_none() -> None:
    (fault,) = told("", stream("savings"))
    assert "population is missing" in fault
    known = payment_models()
    without = {**known, "grant": replace(known["shared_savings"], name="grant", needs_population=False)}
    found = contract("", stream("grant", "grant"), known=without)
    assert found.populations == {}
    with pytest.raises(ContractError, match="does not say whom stream 'grant' covers"):
        found.population_of(found.streams[0])


def test_two_streams_on_two_populations_may_pay_from_one_source() -> None:
    streams = [stream(f"{each}_savings", more=f"    population: {each}\n") for each in ("adults", "children")]
    assert len(contract(TWO, *streams).streams) == 2


def test_a_population_that_is_part_of_another_shares_its_money() -> None:
    part = TWO.replace("children: {", "children: {part_of: adults, ")
    streams = [stream(f"{each}_savings", more=f"    population: {each}\n") for each in ("adults", "children")]
    (fault,) = told(part, *streams)
    assert "streams 'adults_savings' and 'childrens_savings' both" not in fault
    assert "streams 'adults_savings' and 'children_savings' both pay from the total cost of care" in fault
    circle = part.replace("adults: {", "adults: {part_of: children, ")
    assert all("is part of itself" in each for each in told(circle, *streams)[:2])
    nowhere = TWO.replace("children: {", "children: {part_of: adult, ")
    assert "there is no population 'adult'" in told(nowhere, *streams)[0]


def test_an_episode_inside_shared_savings_is_seen_to_overlap() -> None:
    known = models(bundle=FundingSource.EPISODES)
    (fault,) = told(ONE, stream("savings"), stream("hips", "bundle"), known=known)
    assert "stream 'hips' pays from the episodes, stream 'savings' from the total cost of care" in fault
    assert "say under `overlaps` of stream 'hips' how that is avoided" in fault


@pytest.mark.parametrize("of", ["savings", "hips"])
def test_an_overlap_that_the_parties_settled_is_no_fault(of: str) -> None:
    known = models(bundle=FundingSource.EPISODES)
    other = {"savings": "hips", "hips": "savings"}[of]
    more = f"    overlaps: [{{stream: {other}, handled: counted_as_expenditure, clause: Exhibit D 4}}]\n"
    found = contract(
        ONE,
        stream("savings", more=more if of == "savings" else ""),
        stream("hips", "bundle", more if of == "hips" else ""),
        known=known,
    )
    (overlap,) = next(each for each in found.streams if each.name == of).overlaps
    assert (overlap.stream, overlap.handled, overlap.clause) == (other, "counted_as_expenditure", "Exhibit D 4")


def test_an_overlap_names_another_stream() -> None:
    known = models(bundle=FundingSource.EPISODES)
    more = "    overlaps: [{stream: saving, handled: taken_off}]\n"
    faults = told(ONE, stream("savings"), stream("hips", "bundle", more), known=known)
    assert "overlaps with 'saving', which is no other stream" in faults[0]
    assert "did you mean 'savings'?" in faults[0]


def test_money_beside_the_cost_of_care_overlaps_with_none_of_it() -> None:
    known = models(fee=FundingSource.CARE_MANAGEMENT_FEE, grant=FundingSource.INFRASTRUCTURE_PAYMENT)
    found = contract(ONE, stream("savings"), stream("fee", "fee"), stream("grant", "grant"), known=known)
    assert len(found.streams) == 3


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        ("premium", "pharmacy", True),
        ("total_cost_of_care", "primary_care", True),
        ("professional", "primary_care", True),
        ("primary_care", "specialty_care", False),
        ("inpatient", "pharmacy", False),
        ("episodes", "inpatient", True),
        ("episodes", "quality_payment", False),
        ("episodes", "care_management_fee", False),
        ("quality_payment", "quality_withhold", False),
        ("total_cost_of_care", "infrastructure_payment", False),
    ],
)
def test_which_sources_overlap(one: str, other: str, overlap: bool) -> None:
    first, second = FundingSource(one), FundingSource(other)
    assert first.overlaps(second) is second.overlaps(first) is overlap


def test_sources_are_nested_without_a_circle() -> None:
    for source in FundingSource:
        assert source.within[0] is source
        assert len(set(source.within)) == len(source.within)
        assert source.within[-1] not in PART_OF
    assert {each.within[-1] for each in PART_OF} == {FundingSource.PREMIUM}


def test_the_page_on_streams_lists_every_source_and_what_it_lies_within() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "streams_and_periods.md").read_text(encoding="utf-8")
    rows = [line.strip("| ").split("|") for line in page.splitlines() if line.startswith("| `")]
    told = {
        FundingSource(source): [FundingSource(each) for each in re.findall(r"`(\w+)`", "".join(whole))]
        for sources, *whole in rows
        for source in re.findall(r"`(\w+)`", sources)
    }
    assert told == {source: [PART_OF[source]] if source in PART_OF else [] for source in FundingSource}
