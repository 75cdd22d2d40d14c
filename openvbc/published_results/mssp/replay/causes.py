"""Why a column is missed, where the file itself proves it. Nothing here knows an ACO."""

from collections.abc import Mapping
from decimal import Decimal

from openvbc.errors import ParameterError
from openvbc.figures import Value
from openvbc.money import EXACT
from openvbc.parameters.model import ParameterSet
from openvbc.payment_models.mssp.tracks import LIMITED_BY_REVENUE
from openvbc.published_results.mssp.replay.checks import Check
from openvbc.published_results.mssp.replay.scoring import UNEXPLAINED
from openvbc.published_results.mssp.results.row import PublishedRow
from openvbc.units import RATE, USD

#: A printed dollar amount may be off by its rounding.
_DOLLAR = Decimal(1)


def cause_of(check: Check, row: PublishedRow, values: Mapping[str, Value], parameters: ParameterSet) -> str:
    """The cause of a miss in words, or "unexplained"."""
    if check.meaning == "final_share":
        return _no_reason_printed(row) or UNEXPLAINED
    if check.meaning in ("difference", "savings_rate"):
        return "the file contradicts itself: this does not follow from the benchmark and expenditures printed beside it"
    if check.meaning in ("earned", "disaster"):
        return _limited_by_revenue(check, row, values, parameters) or UNEXPLAINED
    return UNEXPLAINED


def _no_reason_printed(row: PublishedRow) -> str:
    if row.number("final_share") == 0 and "met_standard" not in row.cells:
        return (
            "the published sharing rate is 0%, and this year's file has no column that says why: quality was not"
            " reported completely or missed its minimum attainment"
        )
    return ""


def _limited_by_revenue(check: Check, row: PublishedRow, values: Mapping[str, Value], parameters: ParameterSet) -> str:
    """A published share of losses below the rate and below the limit by the benchmark: only revenue can limit it so.

    Where the file says (`RevLossLimit`) that the limit is not by revenue, it is not the cause.
    """
    share, limit = values.get("share_of_losses"), values.get("loss_limit_of_benchmark")
    if row.track not in LIMITED_BY_REVENUE or row.flag("limited_by_revenue") is False:
        return ""
    if not isinstance(share, Decimal) or not isinstance(limit, Decimal):
        return ""
    gross = _published_share(check, row)
    if gross is None or gross <= 0 or gross > min(share, limit) - _DOLLAR:
        return ""
    try:
        rate = parameters.resolve("mssp_loss_limit_of_revenue", track=row.track).number
    except ParameterError:
        return ""
    revenue = EXACT.divide(gross, rate)
    return (
        f"revenue-based loss limit: CMS limits losses to {RATE.show(rate, 0)} of participants' revenue, which it does"
        f" not publish; the published share of {USD.show(gross, 0)} implies revenue of {USD.show(revenue, 0)}"
    )


def _published_share(check: Check, row: PublishedRow) -> Decimal | None:
    """The published share of losses before relief. `DisAdj` is printed for twelve months even where only six count."""
    relief = -(row.number("disaster") or Decimal(0))
    if check.meaning == "disaster":
        return relief
    earned = row.number("earned")
    if earned is None or earned > 0:
        return None
    return -earned + relief * row.months / 12
