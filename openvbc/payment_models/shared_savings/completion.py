"""What completes the performance year at an interim settlement, from what was paid for each month of service."""

from decimal import Decimal

from openvbc.citation import Clause
from openvbc.claims.member_months.terms import month_index, year_month
from openvbc.contract.claims_basis import EstimatedCompletion
from openvbc.money import ZERO
from openvbc.payment_models.shared_savings.worksheet_builder import WorksheetBuilder
from openvbc.periods import add_months
from openvbc.units import FACTOR, MONTHS, USD, YES_OR_NO
from openvbc.worksheet.formula import Axis, Member, multiplied, total, when
from openvbc.worksheet.sheet import Line, Profile

#: Whether the run-out is over, which counted figures say: then totals are at hand, and the worksheet completes.
RUN_OUT_IS_OVER = "run_out_is_over"


def completion_factor(builder: WorksheetBuilder) -> Line:
    """The line `completion_factor`, one for the provider and every comparator; added where it is first needed."""
    sheet = builder.sheet
    if "completion_factor" in sheet:
        return sheet["completion_factor"]
    agreed, clause = builder.terms.completion, builder.clause("completion")
    label = "Completion factor"
    note = "A final settlement has 1: what was paid by the end of the run-out counts as it is."
    if agreed is None or not builder.request.divides(RUN_OUT_IS_OVER):
        return sheet.input("completion_factor", label, FACTOR, at_least=ZERO, clause=clause, note=note)
    over = sheet.input(RUN_OUT_IS_OVER, "The run-out is over: the settlement is final", YES_OR_NO)
    year = builder.request.performance_year
    first, valued = year.period.start, month_index(year.paid_through(agreed.interim_run_out_months))
    days = [add_months(first, number) for number in range(year.period.months)]
    months = Axis("service_months", "Months of service", tuple(_service_month(year_month(day)) for day in days))
    paid = sheet.input(
        "paid_of_month", "Paid so far of all claims, by month of service", USD, axis=months, optional=True
    )
    lags = {str(year_month(day)): valued - month_index(day) for day in days}
    if agreed.by_lag is not None:
        known = agreed.by_lag
        of_month = sheet.term(
            "completion_of_month",
            "Agreed completion factor of the month of service",
            FACTOR,
            {month: known[min(lag, len(known) - 1)] for month, lag in lags.items()},
            axis=months,
            clause=builder.clause("completion", "by_lag"),
        )
    elif agreed.estimated is not None:
        of_month = _estimated(builder, agreed.estimated, months, lags, clause)
    else:
        raise TypeError("completion is agreed by lag or estimated")
    title = "Completion factor of each month of service"
    sheet.profiles += (Profile("completion", title, of_month.name),)
    factor = when(over, 1, total(paid * of_month) / total(paid))
    return sheet.line("completion_factor", label, FACTOR, factor, clause=clause, note=note)


def _service_month(month: int) -> Member:
    return Member(str(month), f"Service month {str(month)[:4]}-{str(month)[4:]}")


def _estimated(
    builder: WorksheetBuilder, agreed: EstimatedCompletion, months: Axis, lag_of: dict[str, int], clause: Clause
) -> Line:
    """By the development of all claims from lag to lag, as far as more is expected."""
    sheet = builder.sheet
    keys = [str(lag) for lag in range(agreed.complete_after_months)]
    lags = Axis("lags", "Months from service to payment", tuple(Member(key, f"Lag of {key} months") for key in keys))
    label = "Paid by the lag, of the months of service that have reached the next one"
    before = sheet.input("paid_by_lag", label, USD, axis=lags, optional=True)
    label = "Paid by the next lag, of the same months of service"
    after = sheet.input("paid_by_next_lag", label, USD, axis=lags, optional=True)
    development = sheet.line("development_factor", "Development from the lag to the next", FACTOR, after / before)
    lag = sheet.term("lag", "Months of the lag", MONTHS, {key: Decimal(key) for key in keys}, axis=lags, clause=clause)
    label = "Months from service to the day through which claims are paid"
    reached = {month: Decimal(number) for month, number in lag_of.items()}
    of_month = sheet.term("lag_of_month", label, MONTHS, reached, axis=months, clause=clause)
    return sheet.line(
        "completion_of_month",
        "Completion factor of the month of service",
        FACTOR,
        multiplied(when(lag >= of_month, development, 1), over=lags),
        clause=clause,
    )
