"""The sheets of CMS's report workbooks: titles, a header, sections with letters, rows by enrollment type, notes.

Letters are keys and words are not: headings are reworded between deliveries. A row that has a label and no value opens
a section; one with values may open a section too and is its total.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from openvbc.money import decimal_from_text, shifted
from openvbc.tabular.workbook_file import Sheet, column_letters

_CODE: Final = re.compile(r"\[([A-Z]{1,2}[0-9]?)\]\s*")
_FOOTNOTE: Final = re.compile(r"(?:\s*\[[0-9]+\])+$")
_COMMENTARY: Final = re.compile(r"(?i:note)\b|\[[0-9]+\]")
#: What stands for "does not apply" and for "not there"; neither is zero.
_NO_FIGURE: Final = frozenset({"", "-", "–", "—", "n/a", "na", "#n/a", "."})
#: A header is the first row with so many filled cells beside its label.
_HEADS: Final = 2


@dataclass(frozen=True)
class ReportCell:
    """A cell of a report with what stands around it.

    section, section_code: the heading that it is under, and the letter before it. row: its row's label. group, column:
    its head, in two rows where the header has two. text: as the cell shows it. value: its number; None where the cell
    says that there is none, or holds words.
    """

    sheet: str
    row_number: int
    letters: str
    section_code: str
    section: str
    row: str
    group: str
    column: str
    text: str
    value: Decimal | None

    @property
    def place(self) -> str:
        """Where it stands, as people name it: sheet, cell, section."""
        code = f", section [{self.section_code}]" if self.section_code else ""
        return f"{self.sheet}!{self.letters}{self.row_number}{code}, {self.row}, {self.column}"


def cells_of(sheet: Sheet) -> tuple[ReportCell, ...]:
    """The cells below a sheet's header, in order; none of a sheet without a header."""
    rows = [(number, [_label(text) for text in texts]) for number, texts in sheet.lines if texts]
    header = next((at for at, (_, texts) in enumerate(rows) if _filled(texts) >= _HEADS), None)
    if header is None:
        return ()
    heads = rows[header][1]
    below = rows[header + 1 :]
    seconds: list[str] = []
    if below and not below[0][1][0] and _filled(below[0][1]):
        seconds, below = below[0][1], below[1:]
    return tuple(_cells(sheet.name, _columns(heads, seconds), below))


def keys_and_values(sheet: Sheet) -> tuple[ReportCell, ...]:
    """The cells of a sheet of parameters: a key and its value; a key without a value opens a section."""
    found, section = [], ""
    for number, texts in ((number, texts) for number, texts in sheet.lines if texts):
        key, value = _label(texts[0]), _label(texts[1]) if len(texts) > 1 else ""
        if key and not value:
            section = key
        elif key:
            found.append(ReportCell(sheet.name, number, "B", "", section, key, "", "VALUE", value, number_of(value)))
    return tuple(found)


def number_of(text: str) -> Decimal | None:
    """The number that a cell's text is, `5%` as 0.05; None of "-", of words and of nothing."""
    bare = text.strip().replace(",", "").replace("$", "")
    if bare.casefold() in _NO_FIGURE:
        return None
    percent = bare.endswith("%")
    try:
        number = decimal_from_text(bare.removesuffix("%").strip())
    except ValueError:
        return None
    return shifted(number, -2) if percent else number


def _label(text: str) -> str:
    """Blanks of every kind as one, and no footnote mark at the end."""
    return _FOOTNOTE.sub("", " ".join(text.replace("\xa0", " ").split()))


def _filled(texts: Sequence[str]) -> int:
    return sum(bool(text) for text in texts[1:])


def _columns(heads: Sequence[str], seconds: Sequence[str]) -> dict[int, tuple[str, str]]:
    """Group and label of each column that has a head; groups are carried to the right where there are two rows."""
    found, group = {}, ""
    for at in range(1, max(len(heads), len(seconds))):
        first = heads[at] if at < len(heads) else ""
        second = seconds[at] if at < len(seconds) else ""
        group = first or group
        if second:
            found[at] = (group, second)
        elif first:
            found[at] = ("", first)
    return found


def _cells(
    name: str, columns: dict[int, tuple[str, str]], rows: Sequence[tuple[int, list[str]]]
) -> Iterator[ReportCell]:
    code = section = ""
    for number, texts in rows:
        label = texts[0]
        if _COMMENTARY.match(label):
            if label.casefold().startswith("note"):
                return
            continue
        coded = _CODE.match(label)
        words = label[coded.end() :] if coded else label
        if coded:
            code, section = coded[1], words
        elif label and not _filled(texts):
            code, section = "", words
        for at, (group, column) in columns.items():
            text = texts[at] if at < len(texts) else ""
            if text:
                letters = column_letters(at)
                yield ReportCell(name, number, letters, code, section, words, group, column, text, number_of(text))
