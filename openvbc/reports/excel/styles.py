"""How cells look: colors by what a figure is, number formats by its unit."""

from dataclasses import dataclass, field

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from openvbc.units import Unit
from openvbc.worksheet.explain import ExplainedLine
from openvbc.worksheet.sheet import Line, LineKind

#: What a figure is, in the word of the column "What it is".
INPUT, TERM, PUBLISHED, FORMULA, SET = "input", "contract term", "published", "formula", "set from outside"

FILLS = {INPUT: "#FFF2CC", TERM: "#DDEBF7", PUBLISHED: "#E2EFDA", SET: "#F8CBAD"}

_KINDS = {
    LineKind.INPUT: INPUT,
    LineKind.TERM: TERM,
    LineKind.PARAMETER: PUBLISHED,
    LineKind.COMPUTED: FORMULA,
}

_HEADER, _SECTION, _GRID, _QUIET = "#1F3864", "#D9E1F2", "#BFBFBF", "#7F7F7F"


def kind_of(line: ExplainedLine) -> str:
    """What the line's figure is: an input, a term, published, a formula, or set from outside."""
    return SET if line.overridden else _KINDS[line.kind]


def number_format(unit: Unit, places: int | None = None, *, all_digits: bool = False) -> str:
    """Excel's number format of a unit. all_digits: further decimals show where a figure has them, as typed figures do.

    A whole number of places stays as it is: Excel would print "5." for a 5 that may have decimals.
    """
    decimals = unit.places if places is None else places
    if unit.kind == "flag":
        return "General"
    if unit.kind == "number":
        shown = _decimals(min(decimals, 2), max(0, decimals - 2))
        return f"#,##0{shown}"
    shown = _decimals(decimals, 4 if all_digits and decimals else 0)
    return f"0{shown}%" if unit.kind == "rate" else f'"$"#,##0{shown};-"$"#,##0{shown}'


def _decimals(always: int, sometimes: int) -> str:
    return f".{'0' * always}{'#' * sometimes}" if always + sometimes else ""


@dataclass
class Styles:
    """The cell formats of one workbook, each made once."""

    workbook: Workbook
    made: dict[str, Format] = field(default_factory=dict)

    def of(self, **properties: object) -> Format:
        """A format with these properties; text at the top and wrapped unless they say otherwise."""
        wanted = {"font_name": "Calibri", "font_size": 10, "valign": "top", **properties}
        key = repr(sorted(wanted.items()))
        if key not in self.made:
            self.made[key] = self.workbook.add_format(wanted)
        return self.made[key]

    @property
    def title(self) -> Format:
        """The title of a sheet."""
        return self.of(bold=True, font_size=14, font_color=_HEADER)

    @property
    def header(self) -> Format:
        """The heads of columns."""
        white = "#FFFFFF"
        return self.of(
            bold=True,
            font_color=white,
            bg_color=_HEADER,
            text_wrap=True,
            valign="vcenter",
            border=1,
            border_color=white,
        )

    @property
    def section(self) -> Format:
        """The row that begins a section."""
        return self.of(bold=True, bg_color=_SECTION)

    @property
    def section_note(self) -> Format:
        """A remark on a section, in its row."""
        return self.of(italic=True, bg_color=_SECTION, text_wrap=True)

    @property
    def member(self) -> Format:
        """The label of an axis member above its column."""
        return self.of(italic=True, align="right", text_wrap=True, font_color=_QUIET)

    @property
    def text(self) -> Format:
        """Plain words."""
        return self.of(text_wrap=True)

    @property
    def strong(self) -> Format:
        """Words that matter most."""
        return self.of(text_wrap=True, bold=True)

    @property
    def small(self) -> Format:
        """Words beside a figure."""
        return self.of(text_wrap=True, font_size=9, bottom=4, bottom_color=_GRID)

    @property
    def link(self) -> Format:
        """A link to a published text."""
        return self.of(text_wrap=True, font_size=9, font_color="#0563C1", underline=1, bottom=4, bottom_color=_GRID)

    def label(self, *, outcome: bool) -> Format:
        """The label of a line; the outcome's stands out."""
        return self.of(text_wrap=True, bottom=4, bottom_color=_GRID, **self._outcome(outcome=outcome))

    def check(self) -> Format:
        """The check beside a line."""
        return self.of(align="center", font_size=9, bottom=4, bottom_color=_GRID)

    def figure(self, line: Line, kind: str, *, outcome: bool) -> Format:
        """A live figure: colored and unlocked where it may be changed, locked where it is a formula."""
        properties: dict[str, object] = {
            "num_format": number_format(line.unit, line.places, all_digits=kind != FORMULA),
            "align": "right",
            "bottom": 4,
            "bottom_color": _GRID,
            **self._outcome(outcome=outcome),
        }
        if kind in FILLS:
            properties |= {"bg_color": FILLS[kind], "locked": False, "border": 1, "border_color": _GRID}
        return self.of(**properties)

    def engine_figure(self, line: Line) -> Format:
        """The engine's own value beside the live one."""
        return self.of(
            num_format=number_format(line.unit, line.places),
            align="right",
            font_color=_QUIET,
            bottom=4,
            bottom_color=_GRID,
        )

    def legend(self, kind: str) -> Format:
        """A sample of a color."""
        return self.of(bg_color=FILLS[kind], border=1, border_color=_GRID) if kind in FILLS else self.of(border=1)

    def mark(self, background: str, color: str) -> Format:
        """What a label looks like whose row calls for attention."""
        return self.workbook.add_format({"bg_color": background, "font_color": color, "bold": True})

    @staticmethod
    def _outcome(*, outcome: bool) -> dict[str, object]:
        return {"bold": True, "top": 1} if outcome else {}
