"""Triangles and completion factors: by hand, against Mack's published example, and against chainladder."""

import importlib
import warnings
from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from openvbc.claims.completion.factors import complete, estimate_factors, given_factors
from openvbc.claims.completion.triangle import Triangle, count_triangles
from openvbc.errors import ClaimsError
from tests.claims.expenditures.made_up_claims import Row, engine_with, line

#: Incremental payments of Taylor and Ashe (1983), the example of Mack (1993); one row an origin.
TAYLOR_ASHE = (
    (357848, 766940, 610542, 482940, 527326, 574398, 146342, 139950, 227229, 67948),
    (352118, 884021, 933894, 1183289, 445745, 320996, 527804, 266172, 425046),
    (290507, 1001799, 926219, 1016654, 750816, 146923, 495992, 280405),
    (310608, 1108250, 776189, 1562400, 272482, 352053, 206286),
    (443160, 693190, 991983, 769488, 504851, 470639),
    (396132, 937085, 847498, 805037, 705960),
    (440832, 847631, 1131398, 1063269),
    (359480, 1061648, 1443370),
    (376686, 986608),
    (344014,),
)


def _triangle(increments: Any) -> Triangle:  # noqa: ANN401  # tuples or lists of whole numbers
    rows = []
    for row in increments:
        total, cumulative = 0, []
        for amount in row:
            total += amount
            cumulative.append(total)
        rows.append(tuple(cumulative))
    return Triangle(tuple(202401 + place for place in range(len(rows))), tuple(rows))


def test_macks_published_reserve_and_standard_error_come_out() -> None:
    """Mack (1993): total reserve 18,680,856, standard error 2,447,095; last origin 4,625,811 and 1,363,155."""
    triangle = _triangle(TAYLOR_ASHE)
    factors = estimate_factors(triangle)
    total = complete(triangle, factors, 202401, 202410)
    assert round(total.completed_cents - total.paid_cents) == 18680856
    assert total.standard_error is not None
    assert total.standard_error.quantize(Decimal(1)) == 2447095
    last = complete(triangle, factors, 202410, 202410)
    assert round(last.completed_cents - last.paid_cents) == 4625811
    assert last.standard_error is not None
    assert last.standard_error.quantize(Decimal(1)) == 1363155


def test_factors_and_completion_by_hand() -> None:
    """Lag 0 to 1: (150 + 240) / (100 + 200) = 1.3; lag 1 to 2: 165 / 150 = 1.1. Complete: 165, 264, 143."""
    triangle = Triangle((202401, 202402, 202403), ((100, 150, 165), (200, 240), (100,)))
    factors = estimate_factors(triangle)
    assert factors.to_ultimate == (Fraction(143, 100), Fraction(11, 10), Fraction(1))
    first = factors.steps[0]
    # 100 x (1.5 - 1.3)^2 + 200 x (1.2 - 1.3)^2 = 4 + 2, over one month more than one: 6.
    assert (first.base_cents, first.months, first.variance) == (300, 2, Decimal(6))
    assert factors.steps[1].variance is None
    done = complete(triangle, factors, 202402, 202403)
    assert (done.paid_cents, done.completed_cents, done.factor) == (340, Fraction(407), Fraction(407, 340))
    assert done.standard_error is None
    tailed = complete(triangle, estimate_factors(triangle, tail=Decimal("1.01")), 202401, 202401)
    assert tailed.completed_cents == 165 * Fraction(101, 100)


def test_after_the_last_lag_nothing_more_is_expected() -> None:
    triangle = Triangle((202401, 202402, 202403), ((100, 150, 165), (200, 240), (100,)))
    factors = estimate_factors(triangle, complete_after=1)
    assert complete(triangle, factors, 202401, 202403).completed_cents == 165 + 240 + 130


def test_given_factors_complete_and_have_no_spread() -> None:
    triangle = Triangle((202401, 202402), ((100, 150), (200,)))
    factors = given_factors({0: Decimal("1.5"), 1: Decimal("1.02")})
    done = complete(triangle, factors, 202401, 202402)
    assert (done.completed_cents, done.standard_error) == (Fraction(453), None)
    with pytest.raises(ClaimsError) as raised:
        given_factors({0: Decimal(0), 2: Decimal(1)})
    assert "0 is no completion factor" in str(raised.value)
    assert "no completion factor for lag 1" in str(raised.value)


def test_what_cannot_be_completed_is_refused() -> None:
    triangle = Triangle((202401, 202402), ((0, 150), (0,)))
    with pytest.raises(ClaimsError, match="nothing was paid by lag 0"):
        estimate_factors(triangle)
    with pytest.raises(ClaimsError, match="lag 5 cannot be reached"):
        estimate_factors(triangle, complete_after=5)
    with pytest.raises(ClaimsError, match="it holds 202401 to 202402"):
        complete(triangle, given_factors({0: Decimal(1)}), 202401, 202403)


@pytest.mark.parametrize(("seed", "size"), [(1, 4), (2, 6), (3, 9)])
def test_factors_and_spread_equal_chainladders(seed: int, size: int) -> None:
    draw = Random(seed)  # noqa: S311  # made-up payments
    increments = [[draw.randint(1000, 9000) for _ in range(size - place)] for place in range(size)]
    triangle = _triangle(increments)
    factors = estimate_factors(triangle)
    total = complete(triangle, factors, triangle.months[0], triangle.months[-1])
    theirs = _chainladder(triangle)
    for step, factor in zip(factors.steps, theirs["factors"], strict=True):
        assert float(step.factor) == pytest.approx(factor, rel=1e-9)
    assert float(total.completed_cents) == pytest.approx(theirs["ultimate"], rel=1e-9)
    assert total.standard_error is not None
    assert float(total.standard_error) == pytest.approx(theirs["standard_error"], rel=1e-6, abs=1e-3)


def _chainladder(triangle: Triangle) -> dict[str, Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the oracle's own, and of what it imports
        chainladder = importlib.import_module("chainladder")
        pandas = importlib.import_module("pandas")
        rows = [
            {"origin": f"{2000 + place}-01-01", "valuation": f"{2000 + place + lag}-12-31", "paid": float(amount)}
            for place, row in enumerate(triangle.paid)
            for lag, amount in enumerate(row)
        ]
        theirs = chainladder.Triangle(
            pandas.DataFrame(rows), origin="origin", development="valuation", columns="paid", cumulative=True
        )
        developed = chainladder.Development(average="volume", sigma_interpolation="mack").fit_transform(theirs)
        mack = chainladder.MackChainladder().fit(developed)
        return {
            "factors": [float(each) for each in developed.ldf_.to_frame().to_numpy().ravel()],
            "ultimate": float(mack.ultimate_.sum()),
            "standard_error": float(mack.total_mack_std_err_.to_numpy().ravel()[0]),
        }


def _claims() -> list[Row]:
    def paid(month: int, paid_date: date | None, dollars: str, **cells: object) -> Row:
        day = date(2024, month, 15)
        return line(
            "A", dollars, claim_id=dollars, claim_start_date=day, claim_end_date=day, paid_date=paid_date, **cells
        )

    return [
        paid(1, date(2024, 1, 31), "1.00"),
        paid(1, date(2024, 2, 1), "2.00"),
        paid(1, date(2024, 4, 1), "4.00"),
        paid(2, date(2024, 2, 20), "8.00", claim_type="institutional"),
        paid(3, date(2024, 2, 28), "16.00"),
    ]


def test_a_triangle_holds_what_was_paid_by_each_lag_at_the_valuation() -> None:
    with engine_with(lines=_claims()) as engine:
        found = count_triangles(
            engine, service_date="claim_end", paid_through=date(2024, 3, 31), first_month=202401, last_month=202403
        )
    assert found.triangles["all"].paid == ((100, 300, 300), (800, 800), (1600,))
    assert found.triangles["professional"].paid == ((100, 300, 300), (0, 0), (1600,))
    assert sorted(found.triangles) == ["all", "institutional", "professional"]
    assert [each.audit for each in found.findings] == ["paid_before_service"]


def test_triangles_that_cannot_be_counted_are_refused() -> None:
    asked: dict[str, Any] = {"service_date": "claim_end", "first_month": 202401, "last_month": 202403}
    undated = line("A", "1.00", claim_end_date=date(2024, 1, 1), paid_date=None)
    with engine_with(lines=[undated]) as engine:
        with pytest.raises(ClaimsError, match="1 lines have no day of payment"):
            count_triangles(engine, paid_through=date(2024, 3, 31), **asked)
        with pytest.raises(ClaimsError, match="is not the last day of a month"):
            count_triangles(engine, paid_through=date(2024, 3, 30), **asked)
        with pytest.raises(ClaimsError, match="before the last month of service"):
            count_triangles(engine, paid_through=date(2024, 2, 29), **asked)
        with pytest.raises(ClaimsError, match="no line was paid for services"):
            count_triangles(engine, paid_through=date(2024, 12, 31), **(asked | {"first_month": 202402}))
