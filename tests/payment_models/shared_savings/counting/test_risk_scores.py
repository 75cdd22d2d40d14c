"""Mean scores of the provider, the reference population and the control group, weighted by months."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from openvbc.claims.engine.embedded_engine import EmbeddedEngine
from openvbc.claims.synthetic.region import Region
from openvbc.claims.tables.catalog import CANONICAL_TABLES
from openvbc.experience.request import ExperienceRequest
from openvbc.figures import Figure, Figures, Keyed
from openvbc.payment_models.record import WorksheetRequest
from openvbc.payment_models.registry import published_parameters
from openvbc.payment_models.shared_savings.counting.inputs import count_inputs
from tests.payment_models.shared_savings.counting.agreed import BENCHMARKS, COUNTING, contract_with
from tests.payment_models.shared_savings.counting.plain_region import PlainRegion

ADJUSTED = (
    BENCHMARKS["hybrid"]
    .replace(
        "          inflator:", "          risk_adjustment: {normalized: true, most_growth: 3%}\n          inflator:"
    )
    .replace("          organizations:", "          risk_adjustment: {}\n          organizations:")
    .replace("2022, weight: 40%}, {year: 2023, weight: 60%", "2023, weight: 100%")
)


def test_means_weigh_each_persons_score_with_the_persons_months(region: Region, plain: PlainRegion) -> None:
    counting = COUNTING.replace(
        "        part_years: prorated",
        "        risk_scores: {model: V24-2026, people_without_score: leave_out}\n        part_years: prorated",
    )
    contract = contract_with(ADJUSTED, counting=counting)
    (stream,) = contract.streams
    year = contract.agreement.performance_year(2024)
    request = WorksheetRequest(stream, contract.agreement, year, published_parameters(), None)
    asked = ExperienceRequest(
        covered=contract.file.population, performance_year=year, run_out_months=3, participants=region.participants
    )
    with EmbeddedEngine(threads=1) as engine:
        for name, table in CANONICAL_TABLES.items():
            engine.attach(table, sorted((region.folder / "tables" / name).glob("*.parquet")))
        figures = count_inputs(request, engine, asked).figures
        scores = {
            (row["period"], row["person_id"]): Fraction(row["raw_millionths"], 1_000_000)
            for row in engine.table("risk_score").records
            if row["covered"]
        }
    assert len(scores) > 1000

    def mean(people: list[str], of: int) -> Fraction:
        months = {
            each: len(plain.months(each, date(of, 1, 1), date(of, 12, 31)))
            for each in people
            if (str(of), each) in scores
        }
        return sum((scores[str(of), each] * many for each, many in months.items()), Fraction(0)) / sum(months.values())

    for of in (2023, 2024):
        members = plain.members(of, date(of + 1, 3, 31))
        own = [each for each, who in members.items() if who == "A9002"]
        prefix = "base_year_" if of == 2023 else ""
        assert counted_mean(figures, prefix) == decimal(mean(own, of))
        assert counted_mean(figures, f"{prefix}reference_") == decimal(mean(plain.enrolled(of), of))
    best = [each for each, who in plain.members(2024, date(2025, 3, 31)).items() if who in ("A9001", "A9003")]
    assert counted_mean(figures, "control_group_") == decimal(mean(best, 2024))


def counted_mean(figures: Figures, prefix: str) -> Decimal:
    weighted, months = (number(figures[f"{prefix}{name}"]) for name in ("score_weighted_months", "scored_months"))
    return decimal(Fraction(weighted) / Fraction(months))


def number(figure: "Figure | Mapping[Keyed, Figure]") -> Decimal:
    only = figure["2023"] if isinstance(figure, Mapping) else figure
    assert isinstance(only.value, Decimal)
    return only.value


def decimal(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("1e-20"))
