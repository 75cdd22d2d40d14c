"""From the benchmark and the cost of care to shared savings or losses, by the risk corridors."""

from openvbc.methods.bands import add_published_bands
from openvbc.payment_models.aco_reach.benchmark import settled_benchmark
from openvbc.payment_models.aco_reach.worksheet_builder import WorksheetBuilder
from openvbc.units import RATE, USD
from openvbc.worksheet.formula import greatest, total


def add_shared_savings(builder: WorksheetBuilder) -> None:
    """The lines `gross_savings` and `shared_savings`, both negative for losses. There is no minimum rate."""
    sheet, benchmark = builder.sheet, settled_benchmark(builder)
    sheet.section("savings", "Gross savings or losses")
    gross = sheet.line("gross_savings", "Gross savings (+) or losses (−)", USD, benchmark - sheet["net_cost_of_care"])
    sheet.line(
        "savings_rate", "Savings rate", RATE, gross / sheet["final_benchmark"], places=4,
        note="As CMS publishes it: of the benchmark before the health equity adjustment.",
    )  # fmt: skip
    savings = sheet.line("savings_to_share", "Savings, if any", USD, greatest(gross, 0))
    losses = sheet.line("losses_to_share", "Losses, if any", USD, greatest(0 - gross, 0))
    sheet.section("corridors", "Risk corridors")
    corridor = builder.published.value("reach_risk_corridor")
    saved = add_published_bands(sheet, "savings", savings, corridor, benchmark)
    lost = add_published_bands(sheet, "losses", losses, corridor, benchmark)
    sheet.line(
        "shared_savings", "Shared savings (+) or losses (−)", USD, total(saved) - total(lost),
        rule=corridor.citation,
    )  # fmt: skip
