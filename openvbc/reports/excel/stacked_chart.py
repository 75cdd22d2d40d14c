"""Bars made of parts, as a chart that Excel draws from the counts beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet as ExcelSheet

from openvbc.reports.excel.cells import write_text, write_value
from openvbc.reports.excel.layout import Cell
from openvbc.reports.excel.styles import Styles

_COLORS: Final = ("#2E7D32", "#9CC3E6", "#C55A11", "#7F7F7F", "#1F3864", "#FFC000")
_ROW_HEIGHT, _HEIGHT_BESIDE_BARS, _CHART_WIDTH, _ROW_PIXELS = 26, 110, 960, 20
_LABEL_WIDTH, _COUNT_WIDTH = 46, 17


@dataclass(frozen=True)
class Stack:
    """One bar: its name, the counts of its parts, and what stands at its end."""

    label: str
    counts: tuple[int, ...]
    end: str


@dataclass(frozen=True)
class StackedChart:
    """Counts from a row on, and the chart below them. name: of the sheet they stand on. to_scale: as in the picture."""

    book: Workbook
    excel: ExcelSheet
    styles: Styles
    name: str
    to_scale: bool

    def write(self, row: int, title: str, parts: Sequence[str], stacks: Sequence[Stack]) -> int:
        """The title, a row for each bar, the chart below them; the next free row."""
        self.excel.set_column(0, 0, _LABEL_WIDTH)
        self.excel.set_column(1, len(parts) + 1, _COUNT_WIDTH)
        for column, head in enumerate(("Bar", *parts, "At its end")):
            write_text(self.excel, Cell(row, column), title if column == 0 else "", self.styles.section)
            write_text(self.excel, Cell(row + 1, column), head, self.styles.header)
        first = row + 2
        whole = self.styles.of(num_format="#,##0", align="right")
        for at, stack in enumerate(stacks, start=first):
            write_text(self.excel, Cell(at, 0), stack.label, self.styles.text)
            for column, count in enumerate(stack.counts, start=1):
                write_value(self.excel, Cell(at, column), Decimal(count), whole)
            write_text(self.excel, Cell(at, len(parts) + 1), stack.end, self.styles.small)
        last = first + len(stacks) - 1
        chart = self.book.add_chart({"type": "bar", "subtype": "stacked" if self.to_scale else "percent_stacked"})
        for column, part in enumerate(parts, start=1):
            chart.add_series(
                {
                    "name": part,
                    "categories": [self.name, first, 0, last, 0],
                    "values": [self.name, first, column, last, column],
                    "fill": {"color": _COLORS[(column - 1) % len(_COLORS)]},
                    "gap": 40,
                }
            )
        chart.set_title({"name": title, "name_font": {"size": 12}})
        chart.set_legend({"position": "bottom"})
        chart.set_y_axis({"reverse": True})
        chart.set_x_axis({"major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}})
        height = _HEIGHT_BESIDE_BARS + _ROW_HEIGHT * len(stacks)
        chart.set_size({"width": _CHART_WIDTH, "height": height})
        self.excel.insert_chart(last + 2, 0, chart, {"object_position": 2, "description": title})
        return last + 2 + height // _ROW_PIXELS + 2
