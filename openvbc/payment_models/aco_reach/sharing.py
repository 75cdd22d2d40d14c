"""From the benchmark and the cost of care to shared savings or losses, by the risk corridors."""

from openvbc.methods.bands import add_published_bands
from openvbc.methods.shared_from_first_dollar import add_gross_savings
from openvbc.payment_models.aco_reach.benchmark import settled_benchmark
from openvbc.payment_models.aco_reach.worksheet_builder import WorksheetBuilder
from openvbc.units import RATE, USD
from openvbc.worksheet.formula import total


def add_shared_savings(builder: WorksheetBuilder) -> None:
    """The lines `gross_savings` and `shared_savings`, both negative for losses. There is no minimum rate."""
    sheet, benchmark = builder.sheet, settled_benchmark(builder)
    sheet.section("savings", "Gross savings or losses")
    gross, savings, losses = add_gross_savings(sheet, benchmark, sheet["net_cost_of_care"])
    sheet.line(
        "savings_rate", "Savings rate", RATE, gross / sheet["final_benchmark"], places=4,
        note="As CMS publishes it: of the benchmark before the health equity adjustment.",
    )  # fmt: skip
    sheet.section("corridors", "Risk corridors")
    corridor = builder.published.value("reach_risk_corridor")
    saved = add_published_bands(sheet, "savings", savings, corridor, benchmark)
    lost = add_published_bands(sheet, "losses", losses, corridor, benchmark)
    sheet.line(
        "shared_savings", "Shared savings (+) or losses (−)", USD, total(saved) - total(lost),
        rule=corridor.citation,
    )  # fmt: skip
