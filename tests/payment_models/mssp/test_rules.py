"""The rules on the published figures and the rule texts."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openvbc.contract.load import contract_from_text
from openvbc.errors import ContractError, SettlementError
from openvbc.figures import Figure, Figures, Value
from openvbc.payment_models.mssp.tracks import TITLES, Track, shares_losses
from openvbc.payment_models.registry import payment_models, published_parameters
from openvbc.published_results.mssp.replay.contract import contract_of, contract_text
from openvbc.published_results.mssp.report.quoted import QuotedFigure, quoted_figures
from openvbc.units import RATE
from openvbc.worksheet.evaluate import evaluate
from openvbc.worksheet.explain import explain
from openvbc.worksheet.sheet import LineKind
from tests.published_results.mssp.oracle import by_size

from .settling import USUAL, changed, example, settled, sheet_of, terms, value

D = Decimal
FIRST_YEARS: dict[Track, tuple[int, date]] = {
    "track_1": (2014, date(2013, 1, 1)),
    "track_2": (2014, date(2013, 1, 1)),
    "track_3": (2016, date(2016, 1, 1)),
    "track_1_plus": (2018, date(2018, 1, 1)),
    "enhanced": (2020, date(2020, 1, 1)),
    "basic_a": (2020, date(2020, 1, 1)),
    "basic_e": (2020, date(2020, 1, 1)),
}


@pytest.mark.parametrize("quoted", quoted_figures(published_parameters()), ids=lambda each: f"{each.case} {each.line}")
def test_a_published_figure_comes_out_to_the_dollar_and_the_printed_digit(quoted: QuotedFigure) -> None:
    if quoted.published.endswith("%"):
        # The last digit of a rate that follows a printed score may be off by the score's own rounding.
        assert abs(quoted.difference) <= D("0.00005") if "ENHANCED" in quoted.case else quoted.is_same
    else:
        assert abs(quoted.difference) <= (D("0.01") if quoted.year == 2013 else 1)


@pytest.mark.parametrize(
    ("people", "percentage"),
    [(36268, "2.3373146"), (13833, "2.7699740"), (5451, "3.7646"), (5947, "3.62"), (60000, "2.0000000")],
)
def test_published_minimum_rates_to_the_last_digit_printed(people: int, percentage: str) -> None:
    contract = example("track_1_2012")
    done = settled(contract, 2013, benchmark=100, expenditures=100, assigned_beneficiaries=people)
    found = value(done, "minimum_rate")
    assert isinstance(found, Decimal)
    places = len(percentage.partition(".")[2])
    assert RATE.show(found, places) == f"{percentage}%"


def test_the_published_rate_of_152_people_and_its_mark() -> None:
    contract = contract_of(terms(2017, "track_1", date(2017, 1, 1), below_500=True), "ACO")
    done = settled(contract, 2017, benchmark=100, expenditures=100, assigned_beneficiaries=152)
    found = value(done, "minimum_rate")
    assert isinstance(found, Decimal)
    assert RATE.show(found, 7) == "25.4190476%"
    marked = {line.name for line in explain(done.streams[0].evaluation).unconfirmed()}
    assert "minimum_rate_by_size" in marked
    usual = settled(example("track_1"), 2017, benchmark=100, expenditures=100)
    assert not explain(usual.streams[0].evaluation).unconfirmed()


def test_below_500_people_without_the_inferred_band_the_rate_that_cms_set_is_taken() -> None:
    contract = example("track_1")
    few = {"benchmark": 1000, "expenditures": 700, "assigned_beneficiaries": 152}
    done = settled(contract, 2017, **few, minimum_rate_set_by_cms=D("0.254190476"))
    assert value(done, "minimum_rate") == D("0.254190476")
    with pytest.raises(SettlementError, match="has no value, so there is no payment to state"):
        settled(contract, 2017, **few)


_SHEET = sheet_of(example("track_1"), 2017)


@given(people=st.integers(500, 80000))
def test_the_minimum_rate_follows_the_published_bands(people: int) -> None:
    figures: Figures = {name: Figure(each) for name, each in USUAL.items() if name in _SHEET}
    figures |= {name: Figure(D(100)) for name in ("benchmark", "expenditures")}
    found = evaluate(_SHEET, {**figures, "assigned_beneficiaries": Figure(D(people))}).value("minimum_rate")
    assert isinstance(found, Decimal)
    assert abs(found - by_size(people)) < D("1e-26")


@pytest.mark.parametrize("people", [4548, 4999])
def test_below_5000_people_a_two_sided_aco_has_the_rate_of_the_table(people: int) -> None:
    done = settled(example("enhanced"), 2023, benchmark=100, expenditures=90, assigned_beneficiaries=people)
    assert value(done, "has_minimum_size") is False
    found = value(done, "minimum_rate")
    assert isinstance(found, Decimal)
    assert RATE.show(found, 6) == RATE.show(by_size(people), 6)
    enough = settled(example("enhanced"), 2023, benchmark=100, expenditures=90, assigned_beneficiaries=5000)
    assert value(enough, "minimum_rate") == 0


@pytest.mark.parametrize(
    ("line", "amounts", "shown"),
    [
        ("two_sided_loss", {"benchmark": 1000000, "expenditures": 1030000}, "-$9,000.00"),
        ("limit_of_benchmark", {"benchmark": 1000000, "expenditures": 1500000}, "-$40,000.00"),
        (
            "limit_of_revenue",
            {"benchmark": 1000000, "expenditures": 1500000, "participant_revenue": 400000},
            "-$32,000.00",
        ),
        (
            "limit_of_benchmark_again",
            {"benchmark": 1000000, "expenditures": 1500000, "participant_revenue": 4000000},
            "-$40,000.00",
        ),
        (
            "relief_after_limit",
            {"benchmark": 1000000, "expenditures": 1500000, "disaster_relief": 1500},
            "-$38,500.00",
        ),
        ("relief_beyond_the_loss", {"benchmark": 1000000, "expenditures": 1030000, "disaster_relief": 99999}, "$0.00"),
        ("payment_limit", {"benchmark": 1000000, "expenditures": 700000}, "$100,000.00"),
        ("sequestered", {"benchmark": 1000000, "expenditures": 900000}, "$49,000.00"),
    ],
)
def test_level_e_pays_and_owes_within_its_limits(line: str, amounts: dict[str, int], shown: str) -> None:
    del line
    done = settled(example("glide_path_2019"), 2024, **amounts)
    lines = {each.name: each for each in explain(done.streams[0].evaluation).lines()}
    assert lines["earned_or_owed"].shown == shown


def test_covid_forgives_all_until_2022_and_five_twelfths_at_least_in_2023() -> None:
    loss = {"benchmark": 1000000, "expenditures": 1030000}
    for year in (2021, 2022):
        assert value(settled(example("glide_path_2019"), year, **loss), "owed_losses") == 0
    old, new = "benchmark: {basis", "disaster_relief: months_and_share\n      benchmark: {basis"
    months = changed("glide_path_2019", old, new)
    done = settled(months, 2023, **loss, disaster_months=2, disaster_share_of_people=D("0.5"))
    assert value(done, "owed_losses") == D("5250.00")
    worse = settled(months, 2023, **loss, disaster_months=9, disaster_share_of_people=D(1))
    assert value(worse, "owed_losses") == D("2250.00")
    later = settled(months, 2024, **loss, disaster_months=2, disaster_share_of_people=D("0.5"))
    assert value(later, "owed_losses") == D("8250.00")


def test_six_months_of_2019_are_half_of_the_calendar_year() -> None:
    """Given for the calendar year and prorated here, or for six months as CMS prints them, they come to the same."""
    as_printed = terms(2019, "track_3", date(2016, 1, 1), months=6)
    text = contract_text(as_printed, "ACO")
    assert ", amounts: performance_year" in text
    calendar = contract_from_text(text.replace(", amounts: performance_year", ""), "calendar", payment_models())
    six = contract_of(as_printed, "ACO")
    assert (six.agreement.performance_year(2019).period.months, six.file.agreement.run_out_months) == (6, 9)
    for contract, prefix, share in ((calendar, "twelve_month_", 1), (six, "", 2)):
        benchmark, spent = f"{prefix}benchmark", f"{prefix}expenditures"
        loss = {benchmark: 1000000 // share, spent: 1060000 // share}
        done = settled(contract, 2019, **loss, twelve_month_disaster_relief=2000, met_quality_standard=False)
        assert value(done, "generated_losses") == 30000
        assert value(done, "disaster_relief") == 1000
        assert value(done, "owed_losses") == D("21500.00")
        saved = {benchmark: 1000000 // share, spent: 900000 // share}
        gain = settled(contract, 2019, **saved, twelve_month_disaster_relief=0)
        # 75% times 90% of quality, no sequestration on payments for 2019
        assert value(gain, "earned_savings") == D("33750.00")


def test_amounts_of_the_performance_year_need_a_total() -> None:
    text = contract_text(terms(2019, "track_3", date(2016, 1, 1), months=6), "ACO")
    with pytest.raises(ContractError, match="go with basis total"):
        contract_from_text(text.replace("basis: total", "basis: per_person_year"), "x", payment_models())


def test_quality_of_2025_held_against_the_standard() -> None:
    contract = changed("basic_a_2024", "track: basic_a", "track: basic_a\n      quality_standard: by_score")
    usual = {"complete_reporting": True, "first_performance_year": False, "reporting_incentive": False}

    def share(score: str, **answers: bool) -> Value:
        given = {**usual, **answers}
        done = settled(contract, 2025, benchmark=1000000, expenditures=900000, quality_score=D(score), **given)
        return value(done, "final_sharing_rate")

    assert share("0.7670") == D("0.40")
    assert share("0.7669") == 0
    assert share("0.7669", reporting_incentive=True) == D("0.40")
    assert share("0.1", first_performance_year=True) == D("0.40")
    assert share("0.1", first_performance_year=True, complete_reporting=False) == 0
    assert share("0.45", met_alternative_standard=True) == D("0.18")


def test_the_quarterly_advance_investment_payment_stops_at_ten_thousand_people() -> None:
    contract = changed("basic_a_2024", "_payment}", "_payment, compute_quarterly_payment: true}")
    nobody = dict.fromkeys(("1", "25", "35", "45", "55", "65", "75", "85"), 0)
    few = {**nobody, "85": 100, "25": 50}
    done = settled(contract, 2024, benchmark=100, expenditures=100, people_of_score=few)
    assert value(done, "advance_investment_of_quarter") == 100 * 45 + 50 * 20
    crowd = {**nobody, "85": 9000, "75": 3000, "65": 3000}
    full = settled(contract, 2024, benchmark=100, expenditures=100, people_of_score=crowd)
    assert value(full, "advance_investment_of_quarter") == 9000 * 45 + 1000 * 40
    assert value(full, "advance_investment_one_time") == 250000


@pytest.mark.parametrize(
    ("regional", "prior", "applies"),
    [
        (300, 200, "regional"),
        (200, 300, "prior"),
        (-50, 300, "prior"),
        (-50, None, "none"),
        (0, None, "none"),
        (5, None, "regional"),
    ],
)
def test_the_adjustment_of_2024_starters_is_the_highest_above_zero(
    regional: int, prior: int | None, applies: str
) -> None:
    contract = contract_of(terms(2024, "basic_a", date(2024, 1, 1), adjustments=True), "ACO")
    more = {} if prior is None else {"prior_savings_adjustment": prior}
    done = settled(contract, 2024, benchmark=100, expenditures=100, regional_adjustment=regional, **more)
    flags = {name: value(done, f"{name}_adjustment_applies") for name in ("regional", "prior_savings")}
    assert flags == {"regional": applies == "regional", "prior_savings": applies == "prior"}
    highest = max(regional, prior or 0, 0)
    assert value(done, "adjustment_that_applies") == highest


def test_the_regional_adjustment_of_earlier_starters_applies_whatever_its_sign() -> None:
    done = settled(example("glide_path_2019"), 2022, benchmark=100, expenditures=100, regional_adjustment=-118)
    assert value(done, "adjustment_that_applies") == -118


def sheets() -> Iterator[tuple[Track, int]]:
    for track, (first, _) in FIRST_YEARS.items():
        for year in range(first, first + 3):
            yield track, year


@pytest.mark.parametrize(("track", "year"), list(sheets()))
def test_every_line_has_a_label_a_unit_and_a_place_and_published_ones_a_citation(track: Track, year: int) -> None:
    contract = contract_of(terms(year, track, FIRST_YEARS[track][1]), "ACO")
    sheet = sheet_of(contract, year)
    labels = [line.label for line in sheet]
    assert len(set(labels)) == len(labels)
    for line in sheet:
        assert line.label[0].isupper()
        if line.kind is LineKind.PARAMETER:
            assert line.rule is not None
        if line.kind is LineKind.TERM:
            assert line.clause is not None
    assert ("owed_losses" in sheet) == shares_losses(track)
    assert sheet.title.startswith(TITLES[track])


def test_unconfirmed_limits_are_marked() -> None:
    track: Track = "track_1_plus"
    first, start = FIRST_YEARS[track]
    done = settled(contract_of(terms(first, track, start), "ACO"), first, benchmark=100, expenditures=100)
    marked = {line.name for line in explain(done.streams[0].evaluation).unconfirmed()}
    assert "loss_limit_rate_of_benchmark" in marked


@pytest.mark.parametrize(
    ("before", "year", "limit"),
    [(0, 2016, "0.05"), (0, 2017, "0.075"), (0, 2018, "0.1"), (1, 2016, "0.075"), (3, 2016, "0.1")],
)
def test_loss_limits_of_track_2_rise_with_the_years_in_track_2(before: int, year: int, limit: str) -> None:
    """42 CFR 425.606(g): an ACO in its second agreement of Track 2 starts at 10%."""
    contract = changed("track_2", "track_2_years_before: 0", f"track_2_years_before: {before}")
    done = settled(contract, year, benchmark=100_000_000, expenditures=180_000_000)
    assert value(done, "loss_limit_of_benchmark") == D(limit) * 100_000_000


def test_years_in_other_tracks_of_the_agreement_are_not_years_in_track_2() -> None:
    levels = "levels: [{performance_year: 2016, track: track_1}, {performance_year: 2017, track: track_2}]"
    contract = changed("track_2", "track: track_2", levels)
    assert value(settled(contract, 2017, benchmark=100, expenditures=100), "loss_limit_of_benchmark") == 5


def test_an_agreement_of_track_2_that_may_be_the_second_says_how_many_years_went_before() -> None:
    with pytest.raises(ContractError, match="track_2_years_before is missing"):
        sheet_of(changed("track_2", "      track_2_years_before: 0\n", ""), 2016)
    with pytest.raises(ContractError, match="the agreement is not in Track 2"):
        sheet_of(changed("enhanced", "track: enhanced", "track_2_years_before: 1\n      track: enhanced"), 2024)


#: Year, last day, who ended it, months of twelve whose losses are shared, and whether savings are.
ENDS = [
    (2022, "2022-06-30", "aco", 0, False),
    (2022, "2022-07-01", "aco", 7, False),
    (2022, "2022-11-30", "aco", 11, False),
    (2022, "2022-12-31", "aco", 12, True),
    (2022, "2022-02-10", "cms", 2, False),
    (2022, "2022-12-31", "cms", 12, False),
    (2021, "2022-02-10", "cms", 12, True),
]


@pytest.mark.parametrize(("year", "last_day", "by", "months", "shares_savings"), ENDS)
def test_an_agreement_that_ends_early_shares_no_savings_and_prorated_losses(
    year: int, last_day: str, by: str, months: int, *, shares_savings: bool
) -> None:
    """42 CFR 425.221(b)."""
    ended = f"termination: {{last_day: {last_day}, by: {by}, close_out_complete: true}}"
    contract = changed("glide_path_2019", "benchmark:", f"{ended}\n      benchmark:")
    whole = example("glide_path_2019")
    amounts = {"benchmark": 100_000_000, "expenditures": 106_000_000}
    owed = value(settled(whole, year, **amounts), "losses_after_limit")
    assert isinstance(owed, Decimal)
    lines = settled(contract, year, **amounts)
    line = "losses_after_limit" if months == 12 else "losses_of_participation"
    assert value(lines, line) == owed * months / 12
    saved = {**amounts, "expenditures": 90_000_000}
    earned = value(settled(whole, year, **saved), "earned_savings")
    assert value(settled(contract, year, **saved), "earned_savings") == (earned if shares_savings else 0)


def test_before_july_2019_an_agreement_that_ends_early_owes_nothing() -> None:
    ended = "termination: {last_day: 2018-11-30, by: cms, close_out_complete: true}\n      track_2_years_before"
    contract = changed("track_2", "track_2_years_before", ended)
    done = settled(contract, 2018, benchmark=100_000_000, expenditures=120_000_000)
    assert value(done, "losses_after_limit") != 0
    assert value(done, "owed_losses") == 0


def test_a_year_after_the_end_is_not_settled() -> None:
    ended = "termination: {last_day: 2022-11-30, by: cms, close_out_complete: true}"
    contract = changed("glide_path_2019", "benchmark:", f"{ended}\n      benchmark:")
    with pytest.raises(ContractError, match="the agreement ended on 2022-11-30, before performance year 2023 began"):
        sheet_of(contract, 2023)
    never = changed("glide_path_2019", "benchmark:", f"{ended.replace('2022', '2032')}\n      benchmark:")
    with pytest.raises(ContractError, match="2032-11-30 is no day of the agreement"):
        sheet_of(never, 2022)


def test_sequestration_until_2026_is_confirmed_by_the_code() -> None:
    """2 USC 901a(6) holds it at 2% until fiscal year 2029."""
    for year in (2024, 2025, 2026):
        done = settled(example("enhanced"), year, benchmark=100, expenditures=100)
        marked = {line.name for line in explain(done.streams[0].evaluation).unconfirmed()}
        assert "sequestration" not in marked
