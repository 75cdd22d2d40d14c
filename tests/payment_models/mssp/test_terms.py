"""Contracts that the program does not know or allow are refused, with every reason and its place."""

import pytest

from openvbc.contract.load import contract_from_text
from openvbc.errors import ContractError
from openvbc.payment_models.registry import payment_models

from .settling import example, example_text, sheet_of

_STATED = "      benchmark: {basis: total, guardrail: stated}"

#: Contracts that cannot be, and what must be said.
BAD_TERMS = {
    "no such years": (f"track: track_1\n{_STATED}", 2025, "takes no part in performance year 2025"),
    "elected rate": (
        "track: enhanced\n      minimum_rate: {elected: 3%}\n      benchmark: {basis: total, guardrail: stated}",
        2025,
        "an ACO can elect 0.0%, 0.5%, 1.0%, 1.5%, 2.0%",
    ),
    "one-sided election": (
        "track: basic_a\n      minimum_rate: {elected: 1%}\n      benchmark: {basis: total, guardrail: stated}",
        2025,
        "shares no losses",
    ),
    "no election": (
        "track: basic_e\n      benchmark: {basis: total, guardrail: stated}",
        2025,
        "a two-sided track needs minimum_rate",
    ),
    "no guardrail": ("track: basic_a\n      benchmark: {basis: total}", 2025, "benchmark.guardrail is missing"),
    "level missing": (
        "levels: [{performance_year: 2024, track: basic_a}]\n      benchmark: {basis: total, guardrail: stated}",
        2025,
        "name no track for performance year 2025",
    ),
    "back on the glide path": (
        f"levels: [{{performance_year: 2024, track: basic_b}}, {{performance_year: 2025, track: basic_a}}]\n{_STATED}",
        2025,
        "goes back from basic_b to basic_a",
    ),
    "twice": (
        f"levels: [{{performance_year: 2024, track: basic_b}}, {{performance_year: 2024, track: basic_a}}]\n{_STATED}",
        2025,
        "name a performance year twice",
    ),
    "both": (
        f"track: basic_a\n      levels: [{{performance_year: 2024, track: basic_b}}]\n{_STATED}",
        2025,
        "one of the two",
    ),
    "advance": (
        "track: basic_a\n      benchmark: {basis: total, guardrail: stated}\n      advances: {kind: advance_payment}",
        2025,
        "there is no advance payment",
    ),
    "quarter": (
        f"track: basic_a\n{_STATED}\n      advances: {{kind: prepaid_shared_savings, compute_quarterly_payment: true}}",
        2026,
        "goes with advance_investment_payment",
    ),
}


@pytest.mark.parametrize("fault", BAD_TERMS)
def test_terms_that_cannot_be_are_told(fault: str) -> None:
    agreed, year, told = BAD_TERMS[fault]
    text = example_text("basic_a_2024")
    head = text[: text.index("      track: basic_a")]
    with pytest.raises(ContractError) as caught:
        sheet_of(contract_from_text(head + f"      {agreed}\n", "bad.yaml", payment_models()), year)
    assert told in str(caught.value)
    assert all(each.where for each in caught.value.faults)


def test_agreements_of_other_times_are_told() -> None:
    old = example_text("track_1")
    for text, year, told in (
        (
            old.replace("      track: track_1", "      quality_standard: by_score\n      track: track_1"),
            2017,
            "by_score",
        ),
        (old.replace("end: 2018-12-31", "end: 2021-12-31"), 2021, "has 6 performance years"),
        (old.replace("start: 2016-01-01", "start: 2016-07-01"), 2016, "performance year 2016 has 6 months"),
        (old.replace("{basis: total}", "{basis: total, guardrail: stated}"), 2017, "starts before 2024"),
    ):
        with pytest.raises(ContractError, match=told):
            sheet_of(contract_from_text(text, "bad.yaml", payment_models()), year)
    fixed = example_text("track_2").replace("2016-01-01", "2013-01-01").replace("2018-12-31", "2015-12-31")
    with pytest.raises(ContractError, match="had a fixed one in 2014"):
        sheet_of(contract_from_text(fixed, "bad.yaml", payment_models()), 2014)


@pytest.mark.parametrize(("start", "months"), [("2012-04-01", 21), ("2012-07-01", 18)])
def test_agreements_of_2012_have_a_first_year_that_is_named_2013(start: str, months: int) -> None:
    contract = contract_from_text(example_text("track_1_2012").replace("2012-07-01", start), "2012", payment_models())
    first, *later = contract.file.agreement.period.performance_years
    assert (first.year, first.name, first.period.months) == (2013, "2013", months)
    assert [each.year for each in later] == [2014, 2015]
    for year in (2013, 2014, 2015):
        assert "earned_or_owed" in sheet_of(contract, year)


def test_too_many_years_without_risk_are_told() -> None:
    levels = ", ".join(f"{{performance_year: {year}, track: basic_a}}" for year in range(2027, 2033))
    text = example_text("basic_a_2024").replace("2024-01-01", "2027-01-01").replace("2028-12-31", "2032-12-31")
    text = text.replace("track: basic_a", f"levels: [{levels}]")
    with pytest.raises(ContractError, match="6 years without downside risk, 5 are the most"):
        sheet_of(contract_from_text(text, "bad.yaml", payment_models()), 2027)


@pytest.mark.parametrize(
    ("name", "category"), [("track_1", "3A"), ("basic_a_2024", "3A"), ("starter", "3B"), ("track_2", "3B")]
)
def test_the_hcp_lan_category_follows_from_risk(name: str, category: str) -> None:
    assert example(name).hcp_lan_category == category
