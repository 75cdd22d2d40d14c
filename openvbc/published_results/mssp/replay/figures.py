"""The inputs of a row's worksheet: what the file prints, exactly and as the range that its rounding allows."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from openvbc.figures import ABSENT, Figure, Figures, Origin, Source, Value
from openvbc.published_results.mssp.results.cells import Cell
from openvbc.published_results.mssp.results.row import PublishedRow
from openvbc.worksheet.interval import Bounds, IntervalValue, exactly
from openvbc.worksheet.sheet import LineKind, Worksheet

#: Files of these years have no column that says whether the quality standard was met; CMS's sharing rate of 0% says it.
_NO_QUALITY_FLAG = (2014, 2015)
_FIRST_QUALITY_FLAG = 2016


@dataclass(frozen=True)
class RowFigure:
    """One input: its exact value as printed, the range that its rounding allows, and the cell it comes from.

    reads: meanings of the columns that it was taken from.
    """

    value: Value
    bounds: IntervalValue
    source: Source
    reads: tuple[str, ...] = ()


Giver = Callable[[PublishedRow], RowFigure]


def figures_of(row: PublishedRow, sheet: Worksheet) -> dict[str, RowFigure]:
    """Every input of the sheet from the row. KeyError for an input that no results file can give."""
    return {line.name: _GIVERS[line.name](row) for line in sheet.of_kind(LineKind.INPUT)}


def settlement_figures(figures: dict[str, RowFigure]) -> Figures:
    """The same inputs as figures of an ordinary case; absent ones are left out."""
    given: Figures = {}
    for name, each in figures.items():
        if each.value is not ABSENT:
            given[name] = Figure(each.value, each.source)
    return given


def _source(row: PublishedRow, cell: Cell | None, description: str = "") -> Source:
    where = cell.where if cell is not None else row.where
    return Source(Origin.READ, description, where, (row.file,))


def _printed(meaning: str, *, times: int = 1, description: str = "") -> Giver:
    """A number as printed, or a multiple of it; absent where the cell is blank."""

    def give(row: PublishedRow) -> RowFigure:
        cell = row.cells.get(meaning)
        if cell is None or cell.number is None:
            return RowFigure(ABSENT, ABSENT, _source(row, cell), (meaning,))
        half = cell.half_unit if meaning != "assigned" else Fraction(0)
        low, high = sorted(((Fraction(cell.number) - half) * times, (Fraction(cell.number) + half) * times))
        return RowFigure(cell.number * times, Bounds(low, high), _source(row, cell, description), (meaning,))

    return give


def _certain(
    value: Value, row: PublishedRow, cell: Cell | None, description: str, reads: tuple[str, ...] = ()
) -> RowFigure:
    return RowFigure(value, exactly(value), _source(row, cell, description), reads)


def _stated(meaning: str) -> Giver:
    """A yes or no; `-` means that it does not apply, which is no."""

    def give(row: PublishedRow) -> RowFigure:
        cell = row.cells.get(meaning)
        answer = cell.flag if cell is not None else None
        text = "" if answer is not None else "not applicable, so no"
        return _certain(answer is True, row, cell, text, (meaning,))

    return give


def _disaster(row: PublishedRow) -> RowFigure:
    """The reduction is printed as negative dollars; a blank says that there is none."""
    cell = row.cells.get("disaster")
    if cell is None or cell.number is None:
        return _certain(Decimal(0), row, cell, "blank: no reduction", ("disaster",))
    if not cell.number:
        return _certain(Decimal(0), row, cell, "", ("disaster",))
    printed = _printed("disaster", times=-1, description="printed as a negative amount")(row)
    if isinstance(printed.value, Decimal) and printed.value < 0 and isinstance(printed.bounds, Bounds):
        low, high = printed.bounds.low or Fraction(0), printed.bounds.high or Fraction(0)
        return RowFigure(-printed.value, Bounds(-high, -low), _source(row, cell), ("disaster",))
    return printed


def _met_standard(row: PublishedRow) -> RowFigure:
    if row.year >= _FIRST_QUALITY_FLAG:
        return _stated("met_standard")(row)
    if row.year in _NO_QUALITY_FLAG:
        share = row.number("final_share")
        text = "no column says it; the published sharing rate is 0%" if share == 0 else "no column says otherwise"
        return _certain(share != 0, row, row.cells.get("final_share"), text, ("final_share",))
    return _certain(value=True, row=row, cell=None, description="the score of 2013 is 1 or 0 and says it itself")


def _first_year_reporter(row: PublishedRow) -> RowFigure:
    """In 2014 and 2015 no score is printed where complete reporting sufficed; later the score is printed as 100%."""
    cell = row.cells.get("quality_score")
    is_reporter = row.year in _NO_QUALITY_FLAG and not row.has("quality_score")
    text = "no score is printed: complete reporting sufficed" if is_reporter else "a score is printed"
    return _certain(is_reporter, row, cell, text, ("quality_score",))


def _low_revenue(row: PublishedRow) -> RowFigure:
    cell = row.cells.get("revenue_class")
    return _certain(row.text("revenue_class").casefold().startswith("low"), row, cell, "", ("revenue_class",))


def _balance(row: PublishedRow) -> RowFigure:
    return _printed("aip_balance" if row.has("aip_balance") else "advance")(row)


def _nowhere(row: PublishedRow) -> RowFigure:
    return RowFigure(ABSENT, ABSENT, _source(row, None, "not published"))


_GIVERS: dict[str, Giver] = {
    "benchmark": _printed("benchmark"),
    "expenditures": _printed("expenditures"),
    "assigned_beneficiaries": _printed("assigned"),
    "minimum_rate_set_by_cms": _nowhere,
    "quality_score": _printed("quality_score"),
    "first_year_reporter": _first_year_reporter,
    "met_quality_standard": _met_standard,
    "met_alternative_standard": _stated("met_alternative"),
    "low_revenue_aco": _low_revenue,
    "guardrail_applied": _stated("guardrail"),
    "participant_revenue": _nowhere,
    "disaster_relief": _disaster,
    "twelve_month_disaster_relief": _disaster,
    "regional_adjustment": _printed("regional_adjustment"),
    "prior_savings_adjustment": _printed("prior_savings_adjustment"),
    "population_adjustment": _nowhere,
    "advance_balance": _balance,
}
