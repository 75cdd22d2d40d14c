"""Amounts beside each other, a histogram, or lines: a chart that Excel draws from the cells above it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet as ExcelSheet

from openvbc.reports.excel.cells import write_formula, write_text, write_value
from openvbc.reports.excel.layout import Cell
from openvbc.reports.excel.styles import Styles, number_format
from openvbc.units import Unit

#: How Excel draws figures: bars that lie, columns that stand close together, lines.
Drawn = Literal["bar", "column", "line"]

_COLORS: Final = ("#1F3864", "#C55A11", "#2E7D32", "#9C1F2B", "#7F7F7F")
_LABEL_WIDTH, _FIGURE_WIDTH, _CHART_WIDTH, _ROW_PIXELS = 46, 17, 960, 20
_ROW_HEIGHT, _HEIGHT_BESIDE_BARS, _HEIGHT = 26, 110, 380


@dataclass(frozen=True)
class FiguresChart:
    """Figures from a row on, and the chart below them. name: of the sheet that they stand on; drawn: how."""

    book: Workbook
    excel: ExcelSheet
    styles: Styles
    name: str
    unit: Unit
    drawn: Drawn

    def write(
        self,
        row: int,
        titles: tuple[str, str],
        labels: Sequence[str],
        columns: Sequence[tuple[str, Sequence[Decimal | None]]],
        live: Sequence[str] = (),
    ) -> int:
        """The title, a row for each label, the chart below them; the next free row.

        titles: of the picture, and its description for who cannot see it. columns: each with its head. live: the cells
        from which the figures of an only column come, where they change with others.
        """
        self.excel.set_column(0, 0, _LABEL_WIDTH)
        self.excel.set_column(1, len(columns), _FIGURE_WIDTH)
        for column, head in enumerate(("", *(head for head, _ in columns))):
            write_text(self.excel, Cell(row, column), titles[0] if column == 0 else "", self.styles.section)
            write_text(self.excel, Cell(row + 1, column), head, self.styles.header)
        first = row + 2
        style = self.styles.of(num_format=number_format(self.unit), align="right")
        for number, label in enumerate(labels):
            write_text(self.excel, Cell(first + number, 0), label, self.styles.text)
            for column, (_, figures) in enumerate(columns, start=1):
                figure = figures[number]
                if live and figure is not None:
                    write_formula(self.excel, Cell(first + number, column), f"={live[number]}", style, figure)
                elif figure is not None:
                    write_value(self.excel, Cell(first + number, column), figure, style)
        last = first + len(labels) - 1
        chart = self.book.add_chart({"type": self.drawn})
        for column, (head, _) in enumerate(columns, start=1):
            color = _COLORS[(column - 1) % len(_COLORS)]
            look: dict[str, object] = (
                {"line": {"color": color, "width": 2}, "marker": {"type": "circle", "size": 5}}
                if self.drawn == "line"
                else {"fill": {"color": color}, "gap": 40 if self.drawn == "bar" else 4}
            )
            chart.add_series(
                {
                    "name": head or titles[0],
                    "categories": [self.name, first, 0, last, 0],
                    "values": [self.name, first, column, last, column],
                    **look,
                }
            )
        chart.set_title({"name": titles[0], "name_font": {"size": 12}})
        chart.set_legend({"position": "bottom"} if len(columns) > 1 else {"none": True})
        figures_axis = {
            "num_format": number_format(self.unit),
            "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}},
        }
        if self.drawn == "bar":
            chart.set_y_axis({"reverse": True, "label_position": "low", "num_font": {"size": 9}})
            chart.set_x_axis(figures_axis)
        else:
            chart.set_x_axis({"label_position": "low", "num_font": {"size": 9}})
            chart.set_y_axis(figures_axis)
        height = _HEIGHT_BESIDE_BARS + _ROW_HEIGHT * len(labels) if self.drawn == "bar" else _HEIGHT
        chart.set_size({"width": _CHART_WIDTH, "height": height})
        self.excel.insert_chart(last + 2, 0, chart, {"object_position": 2, "description": titles[1]})
        return last + 2 + height // _ROW_PIXELS + 2
