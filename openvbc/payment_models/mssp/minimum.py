"""The minimum savings rate, which for a two-sided ACO is the minimum loss rate too."""

from openvbc.methods.minimum_rate import add_minimum_rate_by_size
from openvbc.money import ZERO
from openvbc.payment_models.mssp.worksheet_builder import WorksheetBuilder
from openvbc.units import RATE, YES_OR_NO
from openvbc.worksheet.formula import first_present, when
from openvbc.worksheet.sheet import Line

_SIZE_TABLE = "minimum_savings_rate_by_population_size"


def add_minimum_rate(builder: WorksheetBuilder) -> None:
    """The line `minimum_rate`: of the table by size, or the rate elected or fixed if the ACO is large enough for it."""
    sheet = builder.sheet
    title = "Minimum savings and loss rate" if builder.two_sided else "Minimum savings rate"
    sheet.section("minimum_rate", title)
    label = title
    chosen = builder.terms.minimum_rate if builder.two_sided else None
    size = builder.assigned_beneficiaries()
    least = builder.parameter("mssp_minimum_assigned_beneficiaries", "minimum_assigned_beneficiaries")
    enough = sheet.line(
        "has_minimum_size",
        "The ACO has the fewest people required",
        YES_OR_NO,
        size >= least,
        rule=least.rule,
        note="An ACO with fewer gets a corrective action plan, is still settled, and has the rate of the size table.",
    )
    fixed: Line | None = None
    if chosen is not None and chosen.elected is not None:
        clause = builder.clause("minimum_rate", "elected")
        fixed = sheet.term("elected_minimum_rate", f"{label}, elected", RATE, chosen.elected, clause=clause)
    elif builder.two_sided and chosen is None:
        fixed = builder.parameter("mssp_fixed_minimum_rate", "fixed_minimum_rate")
    by_size = _by_size(builder, label)
    formula = by_size if fixed is None else when(enough, fixed, by_size)
    sheet.line("minimum_rate", label, RATE, formula, rule=by_size.rule, places=4)


def _by_size(builder: WorksheetBuilder, label: str) -> Line:
    sheet = builder.sheet
    size = builder.assigned_beneficiaries()
    published = builder.published(_SIZE_TABLE)
    if builder.terms.below_500_people == "inferred":
        published = builder.published("mssp_minimum_rate_below_500")
        return add_minimum_rate_by_size(sheet, "minimum_rate_by_size", f"{label} by size", size, published)
    by_table = add_minimum_rate_by_size(sheet, "minimum_rate_by_table", f"{label} by the table", size, published)
    set_by_cms = sheet.input(
        "minimum_rate_set_by_cms",
        f"{label} that CMS set, where the table ends",
        RATE,
        at_least=ZERO,
        optional=True,
        note="Only for an ACO with fewer than 500 people.",
    )
    formula = first_present(by_table, set_by_cms)
    return sheet.line("minimum_rate_by_size", f"{label} by size", RATE, formula, rule=by_table.rule, places=4)
