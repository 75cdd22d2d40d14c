"""Which published columns can be computed from the others, and from which line of the worksheet each follows."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from openvbc.figures import Absent, Value
from openvbc.payment_models.mssp.tracks import shares_losses
from openvbc.published_results.mssp.replay.contract import RowTerms
from openvbc.published_results.mssp.results.cells import Cell
from openvbc.published_results.mssp.results.row import PublishedRow

#: The whole loss was forgiven in these years, so that the reduction is a result; in others it is an input.
_RELIEF_IS_A_RESULT = range(2020, 2023)


def _always(_row: PublishedRow, _terms: RowTerms) -> bool:
    return True


@dataclass(frozen=True)
class Check:
    """One checkable column.

    meaning: of the column. label, column: for people and as CMS calls it. line: of the worksheet; the published number
    is that line times `sign`. applies: whether it is a result in this row.
    """

    meaning: str
    label: str
    column: str
    line: str
    sign: int = 1
    applies: Callable[[PublishedRow, RowTerms], bool] = _always


def _computed_minimum(row: PublishedRow, terms: RowTerms) -> bool:
    """An elected rate is an input and is only known to be one of the five; every other minimum rate is computed."""
    del row
    return not isinstance(terms.choice, Decimal)


def _relief(row: PublishedRow, _terms: RowTerms) -> bool:
    return row.year in _RELIEF_IS_A_RESULT and shares_losses(row.track)


def _loss_rate(row: PublishedRow, _terms: RowTerms) -> bool:
    return shares_losses(row.track)


CHECKS: tuple[Check, ...] = (
    Check("difference", "Benchmark less expenditures", "BnchmkMinExp", "savings"),
    Check("savings_rate", "Savings rate", "Sav_rate", "savings_rate"),
    Check("minimum_rate", "Minimum savings rate", "MinSavPerc", "minimum_rate", applies=_computed_minimum),
    Check("generated", "Generated savings or losses", "GenSaveLoss", "generated_savings_or_losses"),
    Check("final_share", "Final sharing rate", "FinalShareRate", "final_sharing_rate"),
    Check("final_loss", "Final loss rate", "FinalLossRate", "final_loss_rate", applies=_loss_rate),
    Check("earned", "Earned savings or owed losses", "EarnSaveLoss", "earned_or_owed"),
    Check("disaster", "Losses forgiven in the emergency", "DisAdj", "disaster_relief", -1, _relief),
    Check("half_rate", "Reduced sharing below the minimum", "ReducedSS", "half_rate_applies"),
    Check("advance_recouped", "Advance payments recouped", "Adv_Pay_Recoup", "advance_recouped"),
    Check("aip_recouped", "Advance investment payments recouped", "AIPRecoup", "advance_recouped"),
    Check("aip_carried", "Advance investment payments carried forward", "AIPOwe", "advance_carried_forward"),
    Check("adjustment_category", "Category of benchmark adjustment", "FinalAdjCat", "adjustment_that_applies"),
)

#: The columns that say what the year came to.
OUTCOMES = ("generated", "earned")

#: Checks whose lines are there only in some worksheets; elsewhere the column says "no" or nothing.
_NO_WHERE_ABSENT = "half_rate"


def published_cell(check: Check, row: PublishedRow) -> Cell | None:
    """The cell that the check is held against; None if the file does not print it for this ACO.

    In 2013 earned savings and owed losses stand in two columns.
    """
    if check.meaning == "earned" and "earned" not in row.cells:
        owed, earned = row.cells.get("owed_losses"), row.cells.get("earned_savings")
        if owed is not None and owed.number:
            return replace(owed, value=-abs(owed.number))
        return earned if earned is not None and earned.is_there else None
    cell = row.cells.get(check.meaning)
    if cell is None or (not cell.is_there and check.meaning != "adjustment_category"):
        return None
    return cell


def without_published(check: Check, row: PublishedRow) -> PublishedRow:
    """The row as if the cell that the check is held against had been left blank."""
    blank = row.without(check.meaning)
    return blank.without("earned_savings").without("owed_losses") if check.meaning == "earned" else blank


def computed_value(check: Check, values: "dict[str, Value]", row: PublishedRow) -> "Value | str | None":
    """What the worksheet gives for the column; None where this worksheet has no such line."""
    if check.meaning == "adjustment_category":
        return _category(values)
    value = values.get(check.line)
    if value is None:
        return False if check.meaning == _NO_WHERE_ABSENT and "half_rate" in row.cells else None
    if isinstance(value, Decimal):
        return value * check.sign
    return value


REGIONAL, PRIOR_SAVINGS, NONE = "regional", "prior savings", "none"


def _category(values: "dict[str, Value]") -> str | None:
    """The adjustment that applies; agreements from before 2024 have the regional one whatever its sign."""
    if "adjustment_that_applies" not in values or isinstance(values["adjustment_that_applies"], Absent):
        return None
    if values.get("regional_adjustment_applies", True) is True:
        return REGIONAL
    return PRIOR_SAVINGS if values.get("prior_savings_adjustment_applies") is True else NONE


def category_in(text: str) -> str | None:
    """The category that a cell names; None where the words are not known."""
    words = text.casefold()
    if "regional" in words:
        return REGIONAL
    if "prior" in words:
        return PRIOR_SAVINGS
    return NONE if words.strip(" -") in ("", "none", "no adjustment", "no", "not applicable") else None
