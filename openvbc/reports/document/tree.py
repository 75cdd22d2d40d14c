"""What a report says, before anyone prints it: headings, sentences, tables, charts and notes, with exact values.

A report is built once as a `Document`; text, page, CSV, workbook and JSON are five ways to show that one tree. What has
a `key` is there for machines under that name; what has none is for people only. Each block and column says in which
forms it stands; most stand in all.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from openvbc.figures import FileDigest
from openvbc.reports.waterfall import WaterfallBar
from openvbc.units import USD, Unit


class Form(StrEnum):
    """A way to show a document."""

    TEXT = "text"
    PAGE = "page"
    CSV = "csv"
    WORKBOOK = "workbook"
    JSON = "json"


EVERYWHERE: Final = frozenset(Form)
FOR_PEOPLE: Final = frozenset({Form.TEXT, Form.PAGE, Form.WORKBOOK})
FOR_MACHINES: Final = frozenset({Form.CSV, Form.JSON})
ON_PAGE: Final = frozenset({Form.PAGE})
AS_PICTURE: Final = frozenset({Form.PAGE, Form.WORKBOOK})
IN_TEXT: Final = frozenset({Form.TEXT})
IN_WORKBOOK: Final = frozenset({Form.WORKBOOK})
AS_CSV: Final = frozenset({Form.CSV})
AS_JSON: Final = frozenset({Form.JSON})

#: What a column of a narrow page shows without becoming a tall and thin pillar of words.
_MOST_LETTERS: Final = 60

#: More columns than these do not fit a telephone beside each other; more rows than these, as blocks, lose their place.
_MOST_COLUMNS: Final = 3
_MOST_BLOCKS: Final = 12

#: The longest bar in a cell.
BAR_LENGTH: Final = 96

#: A value as it is known: a number exactly, None where it is not known or does not apply. Lists and objects are for
#: machines only.
Exact = Decimal | int | str | bool | date | tuple[object, ...] | Mapping[str, object] | None


class Tone(StrEnum):
    """How something stands, so that it is marked without color as well."""

    PLAIN = "plain"
    DONE = "done"
    WARN = "warn"
    OPEN = "open"


@dataclass(frozen=True)
class Cell:
    """A cell of a table.

    value: as it is known. text: as people read it, where the column's unit does not say so already. aside: what stands
    beside it in small print. link: the anchor or page that it leads to. tone: how it stands. owed: money that is owed.
    bars: lengths in points, at most BAR_LENGTH, drawn below
    each other. formula: the workbook's live formula for the value, with
    {key} for another cell of the row and {^key} for one of the row above. unit, is_input: as of a column, where one
    column holds figures of several kinds.
    """

    value: Exact = None
    text: str | None = None
    aside: str = ""
    link: str = ""
    tone: Tone = Tone.PLAIN
    owed: bool = False
    bars: tuple[Decimal, ...] = ()
    formula: str = ""
    unit: Unit | None = None
    is_input: bool = False


@dataclass(frozen=True)
class Column:
    """A column of a table.

    key: its name for machines; '' leaves it out there. label: its head for people. unit: of its numbers; None for words
    and whole numbers. number: set to the right. is_input: whether its figures are typed in the workbook, beside
    formulas. width: letters that it takes in a workbook. nowrap: kept on one line.
    """

    key: str
    label: str = ""
    unit: Unit | None = None
    number: bool = False
    is_input: bool = False
    width: int = 16
    nowrap: bool = False
    forms: frozenset[Form] = EVERYWHERE

    @property
    def is_number(self) -> bool:
        """Whether its cells are set to the right."""
        return self.number or self.unit is not None


@dataclass(frozen=True)
class Row:
    """A row of a table.

    is_sum: it stands out as a total. anchor: where links to it lead. in_text: whether text tells it.
    """

    cells: tuple[Cell | Exact, ...]
    is_sum: bool = False
    anchor: str = ""
    in_text: bool = True


@dataclass(frozen=True)
class Table:
    """A table. Its first column names the row.

    key: its name for machines. file: its name as CSV, if that is another. label: what it is, for who cannot see the
    heading above it. is_long: on a page it scrolls inside itself. sorts: readers of the page may sort and search it.
    most_rows: more than these are not told in text, and `and_more` says where they stand. sheet: of the workbook.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    key: str = ""
    file: str = ""
    label: str = ""
    title: str = ""
    footer: tuple[Row, ...] = ()
    is_long: bool = False
    sorts: bool = False
    most_rows: int | None = None
    and_more: str = ""
    sheet: str = ""
    forms: frozenset[Form] = EVERYWHERE

    def columns_in(self, form: Form) -> tuple[tuple[int, Column], ...]:
        """The columns that stand in a form, with their index."""
        named = form in FOR_MACHINES
        return tuple(
            (index, column)
            for index, column in enumerate(self.columns)
            if form in column.forms and (column.key if named else True)
        )

    @property
    def is_wordy(self) -> bool:
        """Whether narrow pages set its rows as blocks: it has many columns and few rows, or a cell of many words."""
        page = [index for index, _ in self.columns_in(Form.PAGE)]
        if len(page) > _MOST_COLUMNS and len(self.rows) <= _MOST_BLOCKS and not self.sorts:
            return True
        return any(_is_long(row.cells[index]) for row in self.rows for index in page)

    def cell(self, row: Row, index: int) -> Cell:
        """A cell of a row."""
        cell = row.cells[index]
        return cell if isinstance(cell, Cell) else Cell(cell)

    def shown(self, row: Row, index: int) -> str:
        """A cell as people read it."""
        cell = self.cell(row, index)
        return cell.text if cell.text is not None else shown(cell.value, cell.unit or self.columns[index].unit)


def _is_long(cell: Cell | Exact) -> bool:
    """Whether a cell has more words than a narrow column can show; no number has so many digits."""
    text = cell.text if isinstance(cell, Cell) else None
    value = text if text is not None else cell.value if isinstance(cell, Cell) else cell
    return isinstance(value, str | tuple) and len(shown(value)) > _MOST_LETTERS


def shown(value: Exact, unit: Unit | None = None) -> str:
    """A value as people read it."""
    if value is None:
        return ""
    if isinstance(value, Decimal | bool) and unit is not None:
        return unit.show(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return "; ".join(str(each) for each in value)
    return f"{value:,f}" if isinstance(value, Decimal) else str(value)


@dataclass(frozen=True)
class Sentence:
    """A paragraph. is_warning: it stands out. is_lead: it introduces what follows."""

    text: str
    is_warning: bool = False
    is_lead: bool = False
    forms: frozenset[Form] = FOR_PEOPLE


@dataclass(frozen=True)
class Notes:
    """A list of remarks. is_warning: they must be read before money moves. is_hidden: a page opens them on request."""

    texts: tuple[str, ...]
    key: str = ""
    title: str = ""
    lead: str = ""
    is_warning: bool = False
    is_hidden: bool = False
    forms: frozenset[Form] = EVERYWHERE


@dataclass(frozen=True)
class Labeled:
    """A figure or word with its label, for the head of a report. key: for machines."""

    label: str
    value: Exact = None
    text: str | None = None
    aside: str = ""
    unit: Unit | None = None
    key: str = ""
    forms: frozenset[Form] = EVERYWHERE

    @property
    def shown(self) -> str:
        """As people read it."""
        return self.text if self.text is not None else shown(self.value, self.unit)


@dataclass(frozen=True)
class Facts:
    """Figures and words with their labels."""

    facts: tuple[Labeled, ...]
    forms: frozenset[Form] = EVERYWHERE


@dataclass(frozen=True)
class Data:
    """A value for machines, where people see the same in another shape."""

    key: str
    value: Exact
    forms: frozenset[Form] = AS_JSON


@dataclass(frozen=True)
class Item:
    """Something to tick off, or a name with what belongs to it. details: each with the word that leads it in.

    data: the same for machines.
    """

    text: str
    tag: str = ""
    tone: Tone = Tone.PLAIN
    details: tuple[tuple[str, str], ...] = ()
    data: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Items:
    """A list of items."""

    items: tuple[Item, ...]
    key: str = ""
    forms: frozenset[Form] = EVERYWHERE


@dataclass(frozen=True)
class Waterfall:
    """Bars that lead from one amount to another. links: the anchor behind each bar; names tell pictures apart."""

    name: str
    title: str
    bars: tuple[WaterfallBar, ...]
    links: tuple[str, ...]
    unit: Unit = USD
    forms: frozenset[Form] = AS_PICTURE

    @property
    def described(self) -> str:
        """The picture in words."""
        return f"{self.title}: {'; '.join(f'{bar.label} {bar.shown}' for bar in self.bars)}"


@dataclass(frozen=True)
class StackedBar:
    """One bar: its name, the counts of its parts in the order of the legend, and what stands at its end."""

    label: str
    counts: tuple[int, ...]
    end: str


@dataclass(frozen=True)
class StackedBars:
    """Bars made of parts. legend: the style and meaning of each part. to_scale: lengths compare between bars."""

    described: str
    legend: tuple[tuple[str, str], ...]
    bars: tuple[StackedBar, ...]
    to_scale: bool
    forms: frozenset[Form] = AS_PICTURE


@dataclass(frozen=True)
class AmountBar:
    """One amount as a bar: its name, and how people read it."""

    label: str
    amount: Decimal
    shown: str


@dataclass(frozen=True)
class AmountBars:
    """Amounts beside each other, each a bar from zero. note: what else is to be known, such as what is left out."""

    name: str
    title: str
    bars: tuple[AmountBar, ...]
    unit: Unit = USD
    note: str = ""
    forms: frozenset[Form] = AS_PICTURE

    @property
    def described(self) -> str:
        """The picture in words."""
        return f"{self.title}: {'; '.join(f'{bar.label} {bar.shown}' for bar in self.bars)}"


@dataclass(frozen=True)
class Bin:
    """A stretch of amounts, and the part of all cases that fall into it."""

    low: Decimal
    high: Decimal
    share: Decimal


@dataclass(frozen=True)
class Mark:
    """An amount that is marked in a picture."""

    label: str
    amount: Decimal
    shown: str


@dataclass(frozen=True)
class Histogram:
    """How amounts spread: the share of cases in each stretch, and the amounts that are marked."""

    name: str
    title: str
    bins: tuple[Bin, ...]
    marks: tuple[Mark, ...] = ()
    unit: Unit = USD
    note: str = ""
    forms: frozenset[Form] = AS_PICTURE

    @property
    def described(self) -> str:
        """The picture in words."""
        ends = f"from {self.unit.show(self.bins[0].low)} to {self.unit.show(self.bins[-1].high)}"
        return "; ".join((f"{self.title}, {ends}", *(f"{mark.label} {mark.shown}" for mark in self.marks)))


@dataclass(frozen=True)
class Curve:
    """One line of a picture: its name, and its amount at each place along; None where it has none."""

    label: str
    amounts: tuple[Decimal | None, ...]


@dataclass(frozen=True)
class Curves:
    """Amounts that follow each other, as lines. places: what stands along them, such as months."""

    name: str
    title: str
    places: tuple[str, ...]
    curves: tuple[Curve, ...]
    unit: Unit = USD
    note: str = ""
    forms: frozenset[Form] = AS_PICTURE

    @property
    def described(self) -> str:
        """The picture in words: where each line begins and ends."""
        told = []
        for curve in self.curves:
            known = [each for each in curve.amounts if each is not None]
            if known:
                told.append(f"{curve.label} from {self.unit.show(known[0])} to {self.unit.show(known[-1])}")
        return f"{self.title}, {self.places[0]} to {self.places[-1]}: {'; '.join(told)}"


@dataclass(frozen=True)
class Sources:
    """Files that were read and queries that ran; a page tells them at its end."""

    files: tuple[FileDigest, ...] = ()
    queries: Mapping[str, str] | None = None
    forms: frozenset[Form] = frozenset({Form.PAGE, Form.WORKBOOK, Form.JSON})


@dataclass(frozen=True)
class Section:
    """A heading and what stands below it. key: for machines each section is an object of the list of that name.

    tag, tone: how it stands. aside: in small print beside the heading. anchor: where links to it lead.
    """

    heading: str
    blocks: "tuple[Block, ...]"
    key: str = ""
    tag: str = ""
    tone: Tone = Tone.PLAIN
    aside: str = ""
    anchor: str = ""
    forms: frozenset[Form] = EVERYWHERE


Picture = Waterfall | StackedBars | AmountBars | Histogram | Curves
Block = Sentence | Notes | Facts | Data | Items | Table | Picture | Sources | Section


@dataclass(frozen=True)
class Answer:
    """The sentence that a report is about, with the figure in it that stands out."""

    before: str = ""
    figure: str = ""
    after: str = ""
    owed: bool = False

    def __str__(self) -> str:
        return f"{self.before}{self.figure}{self.after}"

    @classmethod
    def of(cls, sentence: str, figure: str, *, owed: bool = False) -> "Answer":
        """A sentence in which `figure` stands out where it is found first."""
        before, found, after = sentence.partition(figure) if figure else (sentence, "", "")
        return cls(before, found, after, owed)


@dataclass(frozen=True)
class Document:
    """A report. kind, subject: what it is and of what, above the headline. title: of the window and the workbook.

    answer: the headline. facts: below it. colophon: the last words of a page. day: the date of the workbook, so that
    equal reports give equal bytes. is_wide: its tables have many columns. opening: what text begins with, if it is not
    the headline.
    """

    kind: str
    title: str
    answer: Answer
    blocks: tuple[Block, ...]
    subject: str = ""
    facts: tuple[Labeled, ...] = ()
    colophon: str = ""
    day: date | None = None
    is_wide: bool = False
    opening: tuple[str, ...] | None = None


def pictures_in(blocks: tuple[Block, ...], form: Form) -> Iterator[Picture]:
    """Every picture that stands in a form, in order, also those within sections."""
    for block in blocks_in(blocks, form):
        if isinstance(block, Section):
            yield from pictures_in(block.blocks, form)
        elif isinstance(block, Picture):
            yield block


def blocks_in(blocks: tuple[Block, ...], form: Form) -> tuple[Block, ...]:
    """The blocks that stand in a form."""
    return tuple(each for each in blocks if form in each.forms)
