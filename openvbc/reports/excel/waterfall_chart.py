"""Bars that lead from one amount to another, as a chart that Excel draws from live cells beside it.

A stacked bar can float only on a part of its own, so each bar is cut at zero: what is hidden below it, and what is seen
of it on either side of zero. The amount stands in the label, where every viewer shows it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet as ExcelSheet

from openvbc.money import EXACT, ZERO
from openvbc.reports.excel.cells import write_formula, write_text, write_value
from openvbc.reports.excel.layout import Cell
from openvbc.reports.excel.styles import Styles, number_format
from openvbc.reports.waterfall import WaterfallBar
from openvbc.units import USD, Unit
from openvbc.worksheet.sheet import BarRole

_HEADS = (
    "Bar",
    "Amount",
    "Reached",
    "Label",
    "Hidden",
    "Adds",
    "Adds, below zero",
    "Takes",
    "Takes, below zero",
    "Total",
)
_LABEL, _AMOUNT, _REACHED, _SHOWN, _HIDDEN, _ADDS, _ADDS_BELOW, _TAKES, _TAKES_BELOW, _TOTAL = range(len(_HEADS))
_WIDTHS = (46, 17, 17, 60)
_COLORS = {
    _HIDDEN: None,
    _ADDS: "#2E7D32",
    _ADDS_BELOW: "#2E7D32",
    _TAKES: "#C55A11",
    _TAKES_BELOW: "#C55A11",
    _TOTAL: "#1F3864",
}
_ROW_HEIGHT, _HEIGHT_BESIDE_BARS, _CHART_WIDTH, _ROW_PIXELS, _HIDDEN_WIDTH = 34, 90, 960, 20, 14


@dataclass(frozen=True)
class LiveBar:
    """A bar and the formula of its line's figure (`'Settlement'!B12`); empty where the figure stays as it is."""

    bar: WaterfallBar
    figure: str = ""


@dataclass(frozen=True)
class WaterfallChart:
    """The cells of one waterfall from `row` on, and the charts beside them. name: of the sheet they stand on."""

    book: Workbook
    excel: ExcelSheet
    styles: Styles
    name: str
    unit: Unit = USD

    def write(self, row: int, title: str, bars: Sequence[LiveBar]) -> int:
        """The title, a row for each bar, the charts below them; the next free row."""
        for column, width in enumerate(_WIDTHS):
            self.excel.set_column(column, column, width)
        self.excel.set_column(len(_WIDTHS), len(_HEADS) - 1, _HIDDEN_WIDTH, None, {"hidden": True})
        for column in range(len(_HEADS)):
            write_text(self.excel, Cell(row, column), title if column == 0 else "", self.styles.section)
            write_text(self.excel, Cell(row + 1, column), _HEADS[column], self.styles.header)
        first = row + 2
        for index, each in enumerate(bars):
            self._row(first + index, each, first=index == 0)
        free = self._chart(first + len(bars) + 1, title, first, first + len(bars) - 1)
        # Where the amount that the steps start from dwarfs them, they are seen from the first sum on.
        sums = [index for index, each in enumerate(bars) if each.bar.is_total]
        if len(sums) > 2:
            of_what = bars[sums[1]].bar.label
            free = self._chart(free, f"{title}: from “{of_what}” on", first + sums[1], first + len(bars) - 1)
        return free

    def _row(self, row: int, each: LiveBar, *, first: bool) -> None:
        bar = each.bar
        amount, reached = Cell(row, _AMOUNT), Cell(row, _REACHED)
        before = "0" if first else str(Cell(row - 1, _REACHED))
        money = self.styles.of(num_format=number_format(self.unit), align="right", bold=bar.is_total)
        with localcontext(EXACT):
            low, high = sorted((bar.start, bar.end))
            seen = (max(ZERO, high) - max(ZERO, low), min(ZERO, low) - min(ZERO, high))
            hidden = ZERO if bar.is_total else max(ZERO, low) + min(ZERO, high)
        write_text(self.excel, Cell(row, _LABEL), bar.label, self.styles.label(outcome=bar.is_total))
        live = self._amount(row, each, before)
        if live:
            write_formula(self.excel, amount, live, money, bar.change)
        else:
            write_value(self.excel, amount, bar.change, money)
        after = f"={amount}" if bar.is_total else f"={before}+{amount}"
        write_formula(self.excel, reached, after, money, bar.end)
        shown = f'={Cell(row, _LABEL)}&"  "&TEXT({amount},"{_quoted(number_format(self.unit))}")'
        write_formula(self.excel, Cell(row, _SHOWN), shown, self.styles.small, f"{bar.label}  {bar.shown}")
        start = "0" if bar.is_total else before
        low_cell, high_cell = f"MIN({start},{reached})", f"MAX({start},{reached})"
        above, below = (
            f"MAX(0,{high_cell})-MAX(0,{low_cell})",
            f"MIN(0,{low_cell})-MIN(0,{high_cell})",
        )
        parts: dict[int, tuple[str, Decimal]] = dict.fromkeys(_COLORS, ("=0", ZERO))
        if bar.is_total:
            parts[_TOTAL] = (f"={amount}", bar.end)
        else:
            parts[_HIDDEN] = (f"=MAX(0,{low_cell})+MIN(0,{high_cell})", hidden)
            adds = bar.change > ZERO
            for column, part, value in ((_ADDS, above, seen[0]), (_ADDS_BELOW, below, seen[1])):
                parts[column] = (f"=IF({amount}>0,{part},0)", value if adds else ZERO)
            for column, part, value in ((_TAKES, above, seen[0]), (_TAKES_BELOW, below, seen[1])):
                parts[column] = (f"=IF({amount}<0,{part},0)", ZERO if adds else value)
        for column, (formula, value) in parts.items():
            write_formula(self.excel, Cell(row, column), formula, money, value)

    def _amount(self, row: int, each: LiveBar, before: str) -> str:
        """The formula of a bar's amount: its line's figure with the sign of its role; none if it stays as it is."""
        if each.bar.by_hand:  # what a line set from outside changes: it leads to the total below
            return f"={Cell(row + 1, _AMOUNT)}-{before}"
        if not each.figure:
            return ""
        return f"=-{each.figure}" if each.bar.role is BarRole.MINUS else f"={each.figure}"

    def _chart(self, row: int, title: str, first: int, last: int) -> int:
        """The chart of some of the rows, at `row`; the next row below it."""
        chart = self.book.add_chart({"type": "bar", "subtype": "stacked"})
        for column, color in _COLORS.items():
            look = {"none": True} if color is None else {"color": color}
            chart.add_series(
                {
                    "name": _HEADS[column],
                    "categories": [self.name, first, _SHOWN, last, _SHOWN],
                    "values": [self.name, first, column, last, column],
                    "fill": look,
                    "border": {"none": True},
                    "gap": 40,
                }
            )
        chart.set_title({"name": title, "name_font": {"size": 12}, "overlay": False})
        chart.set_legend({"none": True})
        chart.set_y_axis({"reverse": True, "label_position": "low", "num_font": {"size": 9}})
        gridlines = {"visible": True, "line": {"color": "#D9D9D9"}}
        chart.set_x_axis({"num_format": _axis_format(self.unit), "major_gridlines": gridlines})
        height = _HEIGHT_BESIDE_BARS + _ROW_HEIGHT * (last - first + 1)
        chart.set_size({"width": _CHART_WIDTH, "height": height})
        chart.show_hidden_data()
        self.excel.insert_chart(row, 0, chart, {"object_position": 2, "description": title})
        return row + height // _ROW_PIXELS + 2


def set_picture_page(excel: ExcelSheet) -> None:
    """How a sheet of pictures prints: one page wide."""
    excel.set_landscape()
    excel.set_paper(1)  # Letter
    excel.fit_to_pages(1, 0)
    excel.hide_gridlines(2)


def _quoted(number: str) -> str:
    """A number format inside a formula's text."""
    return number.replace('"', '""')


def _axis_format(unit: Unit) -> str:
    """Short numbers along the axis: millions where amounts are so large."""
    if unit.kind == "money":
        return '[>=1000000]"$"#,##0.0,,"M";[<0]-"$"#,##0;"$"#,##0'
    return number_format(unit)
