"""Forecasts against the worked numbers of the method, closed forms, quadrature, and cases by hand."""

from decimal import Decimal
from math import erf, exp, pi, sqrt
from pathlib import Path
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest
from scipy.integrate import quad  # type: ignore[import-untyped]
from scipy.special import ndtri  # type: ignore[import-untyped]

from openvbc.api import contract_worksheets, forecast
from openvbc.errors import InputError, UsageError
from openvbc.simulation.assumptions import Stage
from openvbc.simulation.booking import booking_of, most_likely
from openvbc.simulation.draws import PARTS, inverse_normal, normals, sizes_of_parts, uniforms
from openvbc.simulation.forecast import payments_of, place_of
from openvbc.simulation.resampling import Member, resample
from openvbc.worksheet.arrays import Arrays
from openvbc.worksheet.prepared import PreparedSheet
from tests.simulation.contracts import BENCHMARK, MONTHS, PER_MONTH, contract_of, two_sided
from tests.simulation.forecasts import (
    NOTHING,
    SPREADS,
    error_of_difference,
    figures,
    payments,
    scenarios_of,
    settled_at,
)

COUNT = 16_384


def near(found: float, expected: float, *errors: float) -> bool:
    """Whether two figures agree within three standard errors of their difference."""
    return abs(found - expected) <= 3 * sqrt(sum(error * error for error in errors))


def test_the_inverse_normal_is_that_of_another_library() -> None:
    at = np.concatenate([np.linspace(1e-6, 1 - 1e-6, 20_001), 10.0 ** -np.arange(7, 300, 11.0)])
    assert np.max(np.abs(inverse_normal(at) - ndtri(at)) / np.maximum(1, np.abs(ndtri(at)))) < 1e-14


def test_draws_are_one_in_each_slice_and_of_a_stream_of_their_own() -> None:
    drawn = uniforms(1, "own_claims", 3, 1_000)
    assert sorted(np.floor(drawn * 1_000)) == list(range(1_000))
    assert np.array_equal(drawn, uniforms(1, "own_claims", 3, 1_000))
    other = normals(1, "own_trend", 3, 1_000)
    assert abs(np.corrcoef(inverse_normal(drawn), other)[0, 1]) < 0.15
    assert sizes_of_parts(100_003)[:4] == (6_251, 6_251, 6_251, 6_250)
    assert (len(sizes_of_parts(65_536)), max(sizes_of_parts(1_000_000)) <= 16_384) == (PARTS, True)


def test_the_worked_contract_comes_out_as_worked() -> None:
    """Expected $451,828 (spread $771,047); paid 42.7%, nothing 45.6%, owing 11.8%; percentiles and the worst 5%."""
    found = figures(payments(65_536))
    assert near(float(found.expected.value), 451_828, 772, float(found.expected.standard_error))
    assert near(float(found.spread.value), 771_047, 1_500, float(found.spread.standard_error))
    for estimate, expected in ((found.paid, 0.427), (found.nothing, 0.456), (found.owing, 0.118)):
        assert near(float(estimate.value), expected, 0.001, float(estimate.standard_error))
    for percent, expected, error in (
        (5, -606_176, 3_000), (10, -407_400, 3_000), (50, 0, 1), (90, 1_545_386, 4_000), (95, 1_844_588, 6_000),
    ):  # fmt: skip
        estimate = found.percentiles[percent]
        assert near(float(estimate.value), expected, error, float(estimate.standard_error)), percent
    assert near(float(found.worst.value), -833_317, 3_500, float(found.worst.standard_error))


#: What is changed of the terms: what it adds to the expected payment, the error of that, and the chances.
CHANGES: list[tuple[dict[str, Any], float, float, float, float]] = [
    ({"minimum": None}, 81_780, 610, 0.694, 0.118),
    ({"loss_minimum": None}, -30_383, 325, 0.427, 0.306),
    ({"share": "60%"}, 105_048, 580, 0.427, 0.118),
    ({"share": "60%", "minimum": None}, 203_184, 711, 0.694, 0.118),
    ({"loss_share": None}, 73_412, 489, 0.427, 0),
    ({"loss_share": "50%"}, -48_719, 315, 0.427, 0.118),
    ({"loss_cap": "1%"}, 11_948, 269, 0.427, 0.118),
    ({"loss_share": "50%", "loss_cap": "1%"}, 3_261, 383, 0.427, 0.118),
    ({"savings_cap": "2%"}, -86_569, 868, 0.427, 0.118),
]


@pytest.mark.parametrize(("changed", "expected", "error", "paid", "owing"), CHANGES)
def test_a_changed_term_is_worth_what_it_was_worked_to_be(
    changed: dict[str, Any], expected: float, error: float, paid: float, owing: float
) -> None:
    base, after = payments(COUNT), payments(COUNT, **changed)
    assert near(float(np.mean(after - base)), expected, error, error_of_difference(base, after))
    found = figures(after)
    assert near(float(found.paid.value), paid, 0.0005, float(found.paid.standard_error))
    assert near(float(found.owing.value), owing, 0.0005, float(found.owing.standard_error))


def test_every_dollar_to_the_provider_is_the_payers() -> None:
    base, after = payments(COUNT), payments(COUNT, share="60%")
    assert float(np.mean(-after) - np.mean(-base)) == pytest.approx(-float(np.mean(after) - np.mean(base)))


def test_shares_of_the_variance_are_those_worked() -> None:
    """Own claims 54%, own trend 24%, churn 17%, market 4%, run-out 1%, risk 0.5%."""
    spreads = scenarios_of(settled_at(two_sided(), "0.015"), SPREADS).streams[0].spreads
    whole = sum(each * each for each in spreads.values())
    shares = {name: each * each / whole for name, each in spreads.items()}
    for name, expected in {
        "own_claims": 0.54, "own_trend": 0.24, "churn": 0.17, "market": 0.04, "run_out": 0.01, "risk": 0.005,
    }.items():  # fmt: skip
        assert shares[name] == pytest.approx(expected, abs=0.006), name
    assert sqrt(whole) == pytest.approx(0.029, abs=0.0005)


@pytest.mark.parametrize(
    ("stage", "run_out", "mean", "paid", "bookings"),
    [
        (Stage(0, 3), "0.0026", 1_004_304, 0.698, (1_042_803, 0, 0, 0)),
        (Stage(6, 3), "0.0026", 986_054, 0.768, (1_046_186, 633_608, 0, 0)),
        (Stage(12, 0), "0.0134", 997_038, 0.875, (1_050_002, 787_160, 721_659, 0)),
        (Stage(12, 3), "0.0026", 1_049_902, 1.0, (1_050_000, 999_187, 986_581, 953_377)),
    ],
)
def test_the_booking_figure_as_information_comes_in(
    stage: Stage, run_out: str, mean: float, paid: float, bookings: tuple[float, ...]
) -> None:
    spreads = {**SPREADS, "run_out_error": run_out}
    found = figures(payments_of(scenarios_of(settled_at(two_sided(), "0.035"), spreads, stage), 65_536))
    assert near(float(found.expected.value), mean, 800, float(found.expected.standard_error))
    assert near(float(found.paid.value), paid, 0.001, float(found.paid.standard_error))
    for level, expected in zip(("0.5", "0.75", "0.8", "0.9"), bookings, strict=True):
        assert float(found.booking(Decimal(level)).booking) == pytest.approx(expected, rel=0.006), level


def test_the_booking_figure_of_ten_scenarios_by_hand() -> None:
    rising = np.array([-200, 0, 0, 600, 700, 800, 900, 1000, 1100, 1200], dtype=np.float64)
    booked = {level: booking_of(rising, Decimal(level)) for level in ("0.5", "0.7", "0.75", "0.8", "0.9", "0.95")}
    assert {level: each.booking for level, each in booked.items()} == {
        "0.5": 800, "0.7": 600, "0.75": 0, "0.8": 0, "0.9": 0, "0.95": 0,
    }  # fmt: skip
    assert (booked["0.9"].liability, booked["0.95"].liability) == (Decimal(0), Decimal(200))
    assert booking_of(rising, Decimal("0.5"), Decimal(50)).booking == 850
    assert most_likely(rising) is None
    assert most_likely(np.array([0.0, 0, 0, 5])) == (Decimal("0.0"), Decimal("0.75"))


@pytest.mark.parametrize(("common", "expected"), [("0", 6.26), ("0.01", 5.25)])
def test_eight_like_contracts_are_booked_together_and_a_common_year_ties_them(common: str, expected: float) -> None:
    """Mid-year, the sum of the single 80% figures is nothing; of all together millions, of 7.88 that are expected."""
    settlement = settled_at(two_sided(), "0.035")
    # The worked factor is that of the half year to come; each contract has a market of its own here.
    stage = Stage(6, 3)
    spreads = {**SPREADS, "common_year": str(float(common) / sqrt(0.5))}
    total = np.zeros(COUNT)
    for number in range(8):
        scenarios = scenarios_of(settlement, spreads, stage)
        sizes = sizes_of_parts(COUNT)
        total += np.concatenate(
            [
                scenarios.evaluate(
                    {
                        source: normals(1, source if source == "common_year" else f"{number}.{source}", index, size)
                        for source in (*SPREADS_OF_SOURCES, "common_year")
                    },
                    {},
                    size,
                ).payment
                for index, size in enumerate(sizes)
            ]
        )
    found = figures(total)
    assert float(found.expected.value) / 1e6 == pytest.approx(7.88, abs=0.05)
    assert float(found.booking(Decimal("0.8")).booking) / 1e6 == pytest.approx(expected, abs=0.12)


SPREADS_OF_SOURCES = ("own_claims", "own_trend", "market", "churn", "risk", "run_out")


def closed_form(mu: float, s: float, share: float, loss_share: float, minimum: float) -> tuple[float, float, float]:
    """Chance of being paid and of owing, and the expected payment by dollar of the benchmark, for a normal rate."""
    normal = NormalDist()
    gain, loss = (mu - minimum) / s, (-mu - minimum) / s
    expected = share * (mu * normal.cdf(gain) + s * normal.pdf(gain)) - loss_share * (
        -mu * normal.cdf(loss) + s * normal.pdf(loss)
    )
    return normal.cdf(gain), normal.cdf(loss), expected


def test_the_arrays_reader_equals_the_closed_form_of_a_normal_rate() -> None:
    """Savings of 1%, spread 3%, $60 million: paid 0.369441, owing 0.158655, expected $348,371.06."""
    paid, owing, expected = closed_form(0.01, 0.03, 0.5, 0.3, 0.02)
    assert (round(paid, 6), round(owing, 6), round(expected * BENCHMARK, 2)) == (0.369441, 0.158655, 348_371.06)
    sheet = contract_worksheets(contract_of(two_sided(savings_cap=None, loss_cap=None)), 2026)["savings"]
    prepared = PreparedSheet(Arrays(), sheet, ["net_payment"])
    total, counts, points = 0.0, np.zeros(2), 1_000_000
    for start in range(0, points, 125_000):
        rate = 0.01 + 0.03 * inverse_normal((np.arange(start, start + 125_000) + 0.5) / points)
        figures_given = {
            "expenditures": BENCHMARK * (1 - rate),
            "member_months": np.asarray(float(MONTHS)),
            "benchmark_per_capita": np.asarray(float(PER_MONTH)),
        }
        payment = prepared.evaluate(figures_given)["net_payment"]
        assert not isinstance(payment, dict)
        total += float(np.sum(payment))
        counts += np.array([np.sum(payment > 0), np.sum(payment < 0)])
    assert tuple(np.round(counts / points, 6)) == (0.369441, 0.158655)
    assert total / points == pytest.approx(348_371.06, abs=0.2)


def test_a_one_sided_contract_equals_the_integral() -> None:
    """Only own claims are uncertain, first dollar: the integral over their distribution by quadrature."""
    spread = 2.15 / sqrt(10_000)
    spreads = {**NOTHING, "claims_variation": "2.15"}
    terms = two_sided(loss_share=None, minimum="2%", savings_cap=None)
    found = figures(payments_of(scenarios_of(settled_at(terms, "0.01"), spreads), COUNT))

    def payment(z: float) -> float:
        rate = 1 - 0.99 * exp(spread * z)
        return (0.5 * rate * BENCHMARK if rate >= 0.02 else 0.0) * exp(-z * z / 2) / sqrt(2 * pi)

    edge = float(np.log(0.98 / 0.99)) / spread
    integral, _ = quad(payment, -12, edge)
    chance = (1 + erf(edge / sqrt(2))) / 2
    assert near(float(found.expected.value), integral, float(found.expected.standard_error), 1)
    assert near(float(found.paid.value), chance, float(found.paid.standard_error), 0.0001)


@pytest.mark.parametrize(("patients", "part"), [(500, 0.031), (60_000, 0.003)])
def test_the_option_price_of_shared_savings(patients: int, part: float) -> None:
    """No true savings, half, first dollar: 3.1% of spend at 500 patients, 0.3% at 60,000; two years vary."""
    spreads = {**NOTHING, "claims_variation": str(2.5 * sqrt(2))}
    terms = two_sided(loss_share=None, minimum=None, savings_cap=None)
    # The method's cost has the benchmark for its mean; here the figure at hand is the median.
    mean = 1 - exp(-((2.5 * sqrt(2)) ** 2) / patients / 2)
    settlement = settled_at(terms, f"{mean:.12f}", months=patients * 12)
    found = figures(payments_of(scenarios_of(settlement, spreads), COUNT))
    assert float(found.expected.value) / (patients * 12 * PER_MONTH) == pytest.approx(part, abs=0.0007)


def test_a_minimum_of_one_percent_takes_all_of_495_50_of_500() -> None:
    """125,000 member months, half: $562,500 saved, $281,250 shared without a minimum, $0 with one of 1%."""
    months, saving = 125_000, "0.009"
    with_minimum = two_sided(loss_share=None, minimum="1%", savings_cap=None)
    without = two_sided(loss_share=None, minimum=None, savings_cap=None)
    assert settled_at(with_minimum, saving, months).net_payment == 0
    assert settled_at(without, saving, months).net_payment == 281_250
    spread = 2.15 / sqrt(months / 12)
    luck = NormalDist(0, spread)
    assert (round(1 - luck.cdf(0.009), 3), round(1 - luck.cdf(0.01), 3)) == (0.335, 0.317)
    # By chance alone, without true savings: $262,624 without a minimum, $234,639 with one of 1%.
    spreads = {**NOTHING, "claims_variation": "2.15"}
    for terms, expected in ((without, 262_624), (with_minimum, 234_639)):
        found = figures(payments_of(scenarios_of(settled_at(terms, "0", months), spreads), COUNT))
        # The method takes the rate as normal; here cost is lognormal, which moves the mean by half its variance.
        assert float(found.expected.value) == pytest.approx(expected, rel=0.02)


def test_what_came_out_has_its_place_in_the_forecast() -> None:
    drawn = np.array([-10.0, 0, 0, 0, 0, 5, 6, 7, 8, 9])
    assert place_of(drawn, Decimal(0)) == (Decimal("0.3000"), True)
    assert place_of(drawn, Decimal(100)) == (Decimal("1.0000"), False)


def test_own_members_drawn_again_vary_as_the_formula_says() -> None:
    """2,000 people with a lognormal cost of variation 2.15: the spread of the mean is that of the formula, skewed."""
    generator = np.random.default_rng(3)
    deviation = np.sqrt(np.log(1 + 2.15**2))
    costs = np.exp(deviation * generator.standard_normal(2_000))
    found = resample([Member(float(cost), 12.0) for cost in costs], 1)
    formula = float(np.std(costs) / np.mean(costs)) / sqrt(2_000)
    assert found.spread == pytest.approx(formula, rel=0.05)
    drawn = found.at(np.linspace(0.0005, 0.9995, 1_000))
    assert (float(np.mean(drawn)), float(np.std(drawn))) == pytest.approx((0, 1), abs=0.02)
    strata = resample([Member(float(cost), 12.0, f"{rank // 200}") for rank, cost in enumerate(sorted(costs))], 1)
    assert strata.spread < found.spread


def test_a_table_of_members_takes_the_place_of_the_assumed_variation(tmp_path: Path) -> None:
    figures_given = {"member_months": 120_000, "benchmark_per_capita": "$500", "expenditures": "$59,100,000"}
    table = tmp_path / "members.csv"
    table.write_text(
        "member,cost,months\n" + "".join(f"m{n},{100 * (n % 7)},12\n" for n in range(500)), encoding="utf-8"
    )
    asked: dict[str, Any] = {"period": 2026, "status": "interim", "scenarios": 512, "assume": SPREADS}
    found = forecast(contract_of(two_sided()), figures_given, members=table, **asked).values.contracts[0]
    assert found.drawn_again == 500
    assert float(found.spread_of_rate) == pytest.approx(0.0209, abs=0.0008)
    table.write_text("cost,months\nmuch,12\n5,-1\n", encoding="utf-8")
    with pytest.raises(InputError, match="much"):
        forecast(contract_of(two_sided()), figures_given, members=table, **asked)


def test_several_contracts_share_the_market_and_their_figures_add_up() -> None:
    given_figures = {
        "organization": "Lakeside ACO", "performance_year": "2026", "status": "interim",
        "figures": {"member_months": 120_000, "benchmark_per_capita": "$500", "expenditures": "$59,100,000"},
    }  # fmt: skip
    other = contract_of(two_sided(share="40%"), contract="Another contract")
    found = forecast(contract_of(two_sided()), given_figures, also=[(other, given_figures)], scenarios=2_048).values
    each = [float(one.figures.expected.value) for one in found.contracts]
    assert float(found.together.expected.value) == pytest.approx(sum(each), abs=0.02)
    assert [month.label for month in found.months][:2] == ["0 months", "3 months"]
    assert found.months[0].percentiles[95] > found.months[-1].percentiles[95]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"assume": {"trend": "2%"}}, "no assumption is called 'trend'"),
        ({"assume": {"trend_tie": "2"}}, "the assumption trend_tie cannot be 2"),
        ({"as_of": 13}, "as of 13 months"),
        ({"scenarios": 5}, "5 scenarios"),
        ({"probable": "100%"}, "between 0% and 100%"),
    ],
)
def test_what_cannot_be_forecast_is_told(asked: dict[str, Any], told: str) -> None:
    figures_given = {"member_months": 120_000, "benchmark_per_capita": "$500", "expenditures": "$59,100,000"}
    with pytest.raises(UsageError, match=told):
        forecast(contract_of(two_sided()), figures_given, period=2026, status="interim", **asked)


def test_the_spread_of_traditional_medicare_is_that_of_published_results_by_size() -> None:
    """5.2, 3.8, 2.9, 2.2% at 5,000, 10,000, 20,000, 50,000 members within an agreement."""
    people = {"line_of_business": "traditional_medicare", "attribution": {"payer_list": True}}
    for members, expected in ((5_000, 0.052), (10_000, 0.038), (20_000, 0.029), (50_000, 0.022)):
        figures_given = {
            "member_months": members * 12, "benchmark_per_capita": "$1,000", "expenditures": f"${members * 12_000}",
        }  # fmt: skip
        found = forecast(
            contract_of(two_sided(), population=people), figures_given, period=2026, status="interim", scenarios=512
        ).values.contracts[0]
        assert found.measured is not None
        assert float(found.measured) == pytest.approx(expected, abs=0.0006)
        assert found.bottom_up < found.measured
