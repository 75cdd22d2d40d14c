"""The payer's statement against ours: each cause gets its dollars, and the parts add up to the gap to the cent."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openvbc import api
from openvbc.errors import InputError
from openvbc.payment_models.registry import model_folder
from openvbc.settlement.cause import Cause
from openvbc.settlement.payer_statement import read_payer_statement
from openvbc.settlement.settle import Settlement
from openvbc.settlement.shadow import ShadowSettlement, shadow_settlement
from openvbc.settlement.stream_sheets import StreamSheets
from tests.counts import FULL, examples
from tests.examples import contract_text
from tests.properties.plain_calculation import cents

GIVEN_BENCHMARK = {"given": {"basis": "per_member_per_month"}}
TWO_SIDED = {
    "risk": "two_sided",
    "benchmark": GIVEN_BENCHMARK,
    "savings": {"share": "50%", "minimum_savings_rate": {"fixed": "2%", "clause": "4.1"}},
    "losses": {"share": {"rate": "30%"}, "minimum_loss_rate": {"fixed": "2%"}},
}
BY_QUALITY = {
    "risk": "one_sided",
    "benchmark": GIVEN_BENCHMARK,
    "truncation": {"per_member_per_year": "$150,000"},
    "carve_outs": [{"name": "pharmacy", "category": "pharmacy"}],
    "savings": {
        "share": "50%",
        "minimum_savings_rate": {"fixed": "2%"},
        "quality": {"multiplier": {"minimum_score": "50%"}},
        "caps": [{"rate": "10%", "of": "benchmark", "on": "payment"}],
    },
}


def shadow_of(text: str, figures: dict[str, str], stated: dict[str, str], folder: Path) -> ShadowSettlement:
    settlement = api.settle(text, figures, period=2026, status="final").values[0]
    path = folder / "statement.csv"
    path.write_text("line,value\n" + "".join(f'{name},"{value}"\n' for name, value in stated.items()), encoding="utf-8")
    return shadow_settlement(settlement, read_payer_statement(path, sheets_of(settlement), date(2027, 7, 1)))


def sheets_of(settlement: Settlement) -> StreamSheets:
    sheets = {each.stream.name: each.evaluation.sheet for each in settlement.streams}
    return StreamSheets.of_contract(settlement.contract, sheets, settlement.performance_year.year)


def dollars(found: ShadowSettlement) -> dict[str, str]:
    return {each.cause.value: str(each.dollars) for each in found.parts}


def test_a_minimum_that_one_side_misses_is_a_part_of_its_own(tmp_path: Path) -> None:
    """The smallest case of the method: $750,000 against $0, worked out by hand."""
    ours = {"member_months": "120000", "benchmark_per_capita": "500", "expenditures": "58500000"}
    theirs = {"net_payment": "$0", "member_months": "119000", "benchmark_per_capita": "498", "expenditures": "58300000"}
    found = shadow_of(contract_text(TWO_SIDED), ours, theirs, tmp_path)
    assert (str(found.ours), str(found.gap)) == ("750000.00", "-750000.00")
    assert dollars(found) == {"roster": "-250000.00", "claims": "100000.00", "benchmark": "-119000.00"}
    assert [str(each.reverse) for each in found.parts] == ["-249000.00", "100000.00", "-120000.00"]
    assert str(found.thresholds) == "-481000.00"
    assert [each.line.name for each in found.crossed] == ["minimum_savings_met"]
    assert found.unexplained == 0


def test_what_the_statement_does_not_list_is_not_explained(tmp_path: Path) -> None:
    ours = {"member_months": "120000", "benchmark_per_capita": "500", "expenditures": "58000000"}
    found = shadow_of(contract_text(TWO_SIDED), ours, {"net_payment": "900000", "member_months": "119900"}, tmp_path)
    assert dollars(found) == {"roster": "-25000.00"}
    assert str(found.unexplained) == "-75000.00"


def test_a_computed_line_counts_only_where_it_does_not_follow_from_the_lines_above_it(tmp_path: Path) -> None:
    ours = {"member_months": "120000", "benchmark_per_capita": "500", "expenditures": "58000000"}
    theirs = {"net_payment": "$950,000", "member_months": "119000", "benchmark": "59500000", "savings": "1500000"}
    found = shadow_of(contract_text(TWO_SIDED), ours, theirs, tmp_path)
    assert dollars(found) == {"roster": "-250000.00"}
    assert str(found.unexplained) == "200000.00"
    rounded_up = {**theirs, "benchmark": "60000000", "net_payment": "$1,000,000.00"}
    assert dollars(shadow_of(contract_text(TWO_SIDED), ours, rounded_up, tmp_path)) == {
        "roster": "-250000.00",
        "benchmark": "250000.00",
        "other": "-250000.00",
    }


def test_fewer_decimals_are_rounding_and_terms_are_rates(tmp_path: Path) -> None:
    ours = {"member_months": "120000", "benchmark_per_capita": "500.004", "expenditures": "58000000"}
    theirs = {"net_payment": "$800,000", "benchmark_per_capita": "500.00", "share_of_savings": "40%"}
    found = shadow_of(contract_text(TWO_SIDED), ours, theirs, tmp_path)
    assert dollars(found) == {"rate": "-200048.00", "rounding": "-192.00"}
    assert found.unexplained == 0


def test_a_statement_tells_all_its_faults_with_their_places(tmp_path: Path) -> None:
    settlement = api.settle(
        contract_text(TWO_SIDED),
        {"member_months": "120000", "benchmark_per_capita": "500", "expenditures": "58000000"},
        period=2026,
        status="final",
    ).values[0]
    path = tmp_path / "statement.yaml"
    path.write_text(
        "statement: x\ndated: soon\nlines:\n  member_month: 1\n  expenditures: {value: y}\n"
        "  benchmark[2024]: 1\n  savings: {value: 1, cause: rosters}\nnet_pay: 3\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError) as told:
        read_payer_statement(path, sheets_of(settlement))
    for words in (
        "did you mean 'member_months'?",
        "statement.yaml:5: expenditures:",
        "name the line",
        "unknown cause 'rosters'",
        "unknown word 'net_pay'",
        "dated is no day",
    ):
        assert words in str(told.value)


@dataclass(frozen=True)
class Figures:
    """What one side has, in cents, months and ten-thousandths."""

    months: int
    benchmark: int
    total: int
    pharmacy: int
    excess: int
    quality: int
    share: int

    def payment(self, *, minimum_met: bool | None = None) -> Fraction:
        """Worked out in fractions, without a worksheet. minimum_met: None where it follows from the figures."""
        benchmark = Fraction(self.months * self.benchmark, 100)
        saved = benchmark - Fraction(self.total - self.pharmacy - self.excess, 100)
        met = saved / benchmark >= Fraction(2, 100) if minimum_met is None else minimum_met
        if not met:
            return Fraction(0)
        share = Fraction(self.share, 10_000) * Fraction(self.quality, 10_000)
        return cents(min(share * saved, benchmark / 10))

    def given(self) -> dict[str, str]:
        return {
            "member_months": str(self.months),
            "benchmark_per_capita": dotted(self.benchmark, 2),
            "total_expenditures": dotted(self.total, 2),
            "carved_out_pharmacy": dotted(self.pharmacy, 2),
            "excess_claims": dotted(self.excess, 2),
            "quality_score": dotted(self.quality, 4),
        }


def dotted(number: int, places: int) -> str:
    return f"{number // 10**places}.{number % 10**places:0{places}d}"


#: Which figure each cause is, in the order in which causes are exchanged.
CAUSES = {
    "months": Cause.ROSTER,
    "total": Cause.CLAIMS,
    "pharmacy": Cause.EXCLUSIONS,
    "excess": Cause.TRUNCATION,
    "benchmark": Cause.BENCHMARK,
    "quality": Cause.QUALITY,
    "share": Cause.RATE,
}


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Figures, Figures, int]:
    """Ours, theirs, which differ in some known ways, and cents that nothing explains."""
    months, benchmark = draw(st.integers(50_000, 200_000)), draw(st.integers(30_000, 90_000))
    pharmacy, excess = draw(st.integers(0, 10**8)), draw(st.integers(0, 10**8))
    spent = months * benchmark * draw(st.integers(88, 97)) // 100
    ours = Figures(
        months, benchmark, spent + pharmacy + excess, pharmacy, excess, draw(st.integers(6_000, 10_000)), 5_000
    )
    changes = {
        "months": st.integers(-months // 100, months // 100),
        "total": st.integers(-spent // 100, spent // 100),
        "pharmacy": st.integers(-pharmacy // 10, pharmacy // 10),
        "excess": st.integers(-excess // 10, excess // 10),
        "benchmark": st.integers(-benchmark // 100, benchmark // 100),
        "quality": st.integers(-900, 0),
        "share": st.integers(-1_000, 1_000),
    }
    chosen = draw(st.sets(st.sampled_from(sorted(changes)), min_size=1))
    theirs = replace(ours, **{name: getattr(ours, name) + draw(changes[name]) for name in sorted(chosen)})
    return ours, theirs, draw(st.sampled_from([0, 0, -12_345, 1]))


@given(pairs())
@examples(500 if FULL else 200, slow=True)
def test_each_cause_gets_its_dollars_and_all_add_up_to_the_gap(
    tmp_path_factory: pytest.TempPathFactory, pair: tuple[Figures, Figures, int]
) -> None:
    ours, theirs, beyond = pair
    folder = tmp_path_factory.getbasetemp()
    stated = {**theirs.given(), "share_of_savings_at_most": dotted(theirs.share, 4)}
    stated["maximum_share_of_savings"] = stated.pop("share_of_savings_at_most")
    paid = theirs.payment() + Fraction(beyond, 100)
    stated["net_payment"] = f"{'-' if paid < 0 else ''}{dotted(int(abs(paid) * 100), 2)}"
    found = shadow_of(contract_text(BY_QUALITY), ours.given(), stated, folder)
    met = ours.payment() > 0
    assert found.ours == ours.payment()
    reached, expected = ours, {}
    for name, cause in CAUSES.items():
        if getattr(theirs, name) != getattr(ours, name):
            after = replace(reached, **{name: getattr(theirs, name)})
            expected[cause] = after.payment(minimum_met=met) - reached.payment(minimum_met=met)
            reached = after
    assert {each.cause: each.dollars for each in found.parts} == expected
    assert found.thresholds == theirs.payment() - theirs.payment(minimum_met=met)
    assert found.unexplained == Fraction(beyond, 100)
    assert sum(each.dollars for each in found.parts) + found.thresholds + found.unexplained == found.gap


MSSP = Path(str(model_folder("mssp")))
#: Of the year itself and of a benchmark year, and a computed line with fewer decimals.
REPORT = """line,member,value
net_payment,,"1,000,000.00"
assigned_months,"performance_year,esrd",1080
assigned_months,"benchmark_year_1,esrd",1260
risk_score,"performance_year,esrd",1.030
expenditures_per_capita,"performance_year,esrd",97666.67
"""


def test_a_statement_of_the_shared_savings_program_is_split_by_members_of_lines(tmp_path: Path) -> None:
    """A benchmark computed from figures of four years: those of the benchmark years are the benchmark's."""
    settlement = api.settle(MSSP / "contracts" / "computed_2024.yaml", MSSP / "inputs" / "computed_2024.yaml").values[0]
    path = tmp_path / "report.csv"
    path.write_text(REPORT, encoding="utf-8")
    found = shadow_settlement(settlement, read_payer_statement(path, sheets_of(settlement)))
    assert {each.cause: [(one.stated.line.name, one.stated.key) for one in each.figures] for each in found.parts} == {
        Cause.ROSTER: [("assigned_months", ("performance_year", "esrd"))],
        Cause.BENCHMARK: [("assigned_months", ("benchmark_year_1", "esrd"))],
        Cause.RISK: [("risk_score", ("performance_year", "esrd"))],
        Cause.ROUNDING: [("expenditures_per_capita", ("performance_year", "esrd"))],
    }
    parts = sum((each.dollars for each in found.parts), start=Decimal(0))
    assert parts
    assert parts + found.thresholds + found.unexplained == found.gap
    assert sum((each.reverse for each in found.parts), start=Decimal(0)) == parts
    assert found.respond_by is None
