"""The one sheet of an Excel workbook (.xlsx) that holds a small table, as the text that its cells show.

A workbook keeps what was typed beside how it is shown, and both can change what a table means. So the file's own text
is read, no binary number in between: a cell of 0.1 is 0.1; text stays text ("001234567"); a number that its format
fills up with zeros (000000000) is what is seen of it; a date is a date. What a sheet cannot tell is a fault with sheet
and cell: a number of more digits than a workbook keeps, a formula whose result was not saved, an error value, merged
cells, rows that a filter hides, and which of several sheets is meant.
"""

import re
import zlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from pathlib import Path
from typing import Final
from xml.parsers.expat import ExpatError, ParserCreate
from zipfile import BadZipFile, ZipFile

from openvbc.errors import Fault, FileError
from openvbc.money import NumberBeyondLimitsError, decimal_from_text, plain, shifted
from openvbc.tabular.record_count import refuse_too_wide

#: How files begin that are packed as a zip, and those of older programs, which also hold what a password protects.
PACKED: Final = b"PK"
COMPOUND: Final = b"\xd0\xcf\x11\xe0"
_SAVE_AS: Final = "open it in the program that wrote it and save the table as .xlsx, or as CSV UTF-8"
#: A workbook keeps no more digits of a number than these; what is typed behind them becomes zeros.
_DIGITS: Final = 15
_KEPT: Final = Context(prec=_DIGITS, rounding=ROUND_HALF_UP)
#: Unpacked, the parts of a small table are smaller by far.
_MOST_BYTES: Final = 64 << 20
_MOST_CELLS: Final = 5_000_000
#: What reading raises where a part is missing, cut, or says what cannot be.
_DAMAGED: Final = (
    BadZipFile,
    ExpatError,
    EOFError,
    KeyError,
    IndexError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    zlib.error,
)
#: How many cells one message names.
_EXAMPLES: Final = 5
#: Formats that every workbook has without writing them down.
_BUILT_IN: Final = {
    **dict.fromkeys((9, 10), "%"),
    **dict.fromkeys((14, 15, 16, 17, 22, *range(27, 32), 36, *range(50, 59)), "d"),
    **dict.fromkeys((*range(18, 22), *range(32, 36), 45, 46, 47), "h"),
}
#: Text in quotation marks, after a backslash, or in brackets (a color, a country) is no part of a format's meaning.
_DECORATION: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_ZEROS: Final = re.compile(r"0{2,}|0+(?:[- ]0+)+")
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REFERENCE: Final = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


@dataclass
class Sheet:
    """A sheet: its rows that hold something, by number, as the texts of their cells; and faults of cells, by row."""

    name: str
    lines: list[tuple[int, list[str]]] = field(default_factory=list)
    faults: list[tuple[int, Fault]] = field(default_factory=list)


_BOOK: Final = "xl/workbook.xml"


def column_letters(index: int) -> str:
    """The name of a column, counted from zero: 0 is A, 27 is AB."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def other_program(content: bytes, path: Path) -> Fault | None:
    """What a file is that no reader of tables opens: a workbook of an older program, or one behind a password."""
    if not content.startswith(COMPOUND):
        return None
    if "EncryptedPackage".encode("utf-16-le") in content:
        what, fix = "this workbook is protected by a password", "open it with the password, save it without one"
    else:
        what = "this is an Excel workbook (.xls) as programs wrote them until 2003"
        fix = "open it and save it as .xlsx, or as CSV UTF-8"
    return Fault(what, path.name, why="its cells cannot be read", fix=fix)


def sheet_names(path: Path) -> tuple[str, ...]:
    """The sheets of a workbook, in order, hidden ones too; none of a file that is no workbook."""
    try:
        with ZipFile(path) as packed:
            if _BOOK not in packed.namelist():
                return ()
            book = _Book()
            _parse(packed, _BOOK, path, book.start)
            return tuple(name for name, _ in (*book.sheets, *book.hidden))
    except (*_DAMAGED, OSError):
        return ()


def read_sheet(path: Path, name: str = "", *, titled: bool = False) -> Sheet:
    """The sheet of a name, or the only one of those shown that holds something.

    FileError if the file is no workbook, or which sheet is meant cannot be known. titled: a title over merged cells may
    stand in its first row.
    """
    try:
        with ZipFile(path) as packed:
            return _read(packed, path, name, titled=titled)
    except _DAMAGED as error:
        raise FileError(_damaged(path, error)) from None


def read_cells(path: Path, sheets: Collection[str]) -> dict[str, str]:
    """What cells of some sheets say, by `sheet!B12`; errors (#N/A) say nothing. FileError if it is no workbook."""
    try:
        with ZipFile(path) as packed:
            return {
                f"{cells.sheet.name}!{column_letters(column)}{row}": text
                for cells in _filled_sheets(packed, path, sheets)
                for row, texts in cells.sheet.lines
                for column, text in enumerate(texts)
                if text
            }
    except _DAMAGED as error:
        raise FileError(_damaged(path, error)) from None


def read_report(path: Path) -> tuple[Sheet, ...]:
    """Every sheet of a report that a program wrote, shown or not, with the shortest numbers that name what cells hold.

    A program writes binary numbers of up to 17 digits, which none of its readers typed; what is shown of them is not
    what it reckoned with. A cell that shows an error says nothing, and is among the sheet's faults. FileError if the
    file is no workbook.
    """
    try:
        with ZipFile(path) as packed:
            return tuple(cells.sheet for cells in _filled_sheets(packed, path, None, shortest=True))
    except _DAMAGED as error:
        raise FileError(_damaged(path, error)) from None


def _damaged(path: Path, error: Exception) -> Fault:
    what = f"this workbook is damaged, or cut short ({error})"
    return Fault(what, path.name, fix="get the file again, or save it anew")


def _read(packed: ZipFile, path: Path, only: str, *, titled: bool) -> Sheet:
    filled = _filled_sheets(packed, path, (only,) if only else ())
    if not filled:
        raise FileError(Fault("the workbook holds no table", path.name, fix="write a header and one row each"))
    if len(filled) > 1:
        raise FileError(
            Fault(
                f"{len(filled)} sheets hold something: {', '.join(each.sheet.name for each in filled)}",
                path.name,
                why="which of them is the table cannot be known",
                fix="keep the sheet of the table and save the others elsewhere, or save that sheet as CSV UTF-8",
            )
        )
    filled[0].refuse_unclear(titled=titled)
    return filled[0].sheet


def _filled_sheets(
    packed: ZipFile, path: Path, only: Collection[str] | None, *, shortest: bool = False
) -> "list[_Cells]":
    """The sheets that hold something: those named, all if None, else those that are shown. shortest: of numbers."""
    names = set(packed.namelist())
    if _BOOK not in names:
        raise FileError(_not_xlsx(names, packed, path))
    book = _Book()
    _parse(packed, _BOOK, path, book.start)
    _parse(packed, "xl/_rels/workbook.xml.rels", path, book.relation)
    strings = _Strings()
    if "xl/sharedStrings.xml" in names:
        _parse(packed, "xl/sharedStrings.xml", path, strings.start, strings.end, strings.text)
    formats = _Formats()
    if "xl/styles.xml" in names:
        _parse(packed, "xl/styles.xml", path, formats.start, formats.end)
    filled = []
    for name, relation in (*book.sheets, *book.hidden) if only or only is None else book.sheets:
        if only and name not in only:
            continue
        cells = _Cells(Sheet(name), path.name, strings.found, formats, book, shortest=shortest)
        target = book.targets[relation]
        part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        _parse(packed, part, path, cells.start, cells.end, cells.text)
        if cells.sheet.lines or cells.sheet.faults:
            filled.append(cells)
    return filled


def _not_xlsx(names: set[str], packed: ZipFile, path: Path) -> Fault:
    if "xl/workbook.bin" in names:
        what = "this is a binary workbook (.xlsb)"
    elif any(name.endswith(".iwa") or name == "Index.zip" for name in names):
        what = "this is a document of Apple Numbers (.numbers)"
    elif "mimetype" in names and packed.read("mimetype").startswith(b"application/vnd.oasis.opendocument"):
        what = "this is an OpenDocument file (.ods)"
    else:
        held = ", ".join(sorted(names)[:_EXAMPLES])
        fix = f"unpack it and name the table in it; it holds {held}" if held else "name the table itself"
        return Fault("this is a ZIP archive, not a table", path.name, fix=fix)
    fix = "in Numbers: File, Export To, Excel or CSV" if "Numbers" in what else _SAVE_AS
    return Fault(what, path.name, why="its cells cannot be read", fix=fix)


_Start = Callable[[str, dict[str, str]], None]


def _parse(
    packed: ZipFile,
    part: str,
    path: Path,
    start: _Start,
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Go through one part. Its elements are named without the space of names that they come from."""
    if packed.getinfo(part).file_size > _MOST_BYTES:
        what = f"the workbook is too large for a small table: {part} unpacks to more than {_MOST_BYTES:,} bytes"
        raise FileError(Fault(what, path.name, fix="save the sheet as CSV UTF-8, or take out what is no row of it"))

    def doctype(*_: object) -> None:
        raise FileError(Fault(f"{part} has a DOCTYPE, as no workbook has", path.name, fix="save the workbook anew"))

    parser = ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = lambda name, attributes: start(
        name.rpartition(" ")[2], {key.rpartition(" ")[2]: value for key, value in attributes.items()}
    )
    if end is not None:
        parser.EndElementHandler = lambda name: end(name.rpartition(" ")[2])
    if text is not None:
        parser.CharacterDataHandler = text
    with packed.open(part) as content:
        parser.ParseFile(content)


@dataclass
class _Book:
    """The sheets, shown and hidden, with the names of their parts; how days are counted; whether results are kept."""

    sheets: list[tuple[str, str]] = field(default_factory=list)
    hidden: list[tuple[str, str]] = field(default_factory=list)
    targets: dict[str, str] = field(default_factory=dict)
    from_1904: bool = False
    not_calculated: bool = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            shown = attributes.get("state", "visible") == "visible"
            (self.sheets if shown else self.hidden).append((attributes["name"], attributes["id"]))
        elif name == "workbookPr":
            self.from_1904 = attributes.get("date1904") in ("1", "true")
        elif name == "calcPr":
            # A program that does not calculate says so, and leaves zeros where results would stand.
            self.not_calculated = attributes.get("fullCalcOnLoad") in ("1", "true")

    def relation(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes["Type"].endswith(("/worksheet", "/chartsheet", "/dialogsheet")):
            self.targets[attributes["Id"]] = attributes["Target"]


@dataclass
class _Strings:
    """The texts that cells share; readings in another script (rPh) are no part of them."""

    found: list[str] = field(default_factory=list)
    _parts: list[str] = field(default_factory=list)
    _within: list[str] = field(default_factory=list)

    def start(self, name: str, _: dict[str, str]) -> None:
        self._within.append(name)
        if name == "si":
            self._parts = []

    def text(self, data: str) -> None:
        if self._within[-1] == "t" and "rPh" not in self._within:
            self._parts.append(data)

    def end(self, name: str) -> None:
        self._within.pop()
        if name == "si":
            self.found.append(_unescaped("".join(self._parts)))


@dataclass
class _Formats:
    """How numbers are shown, by the style of their cell."""

    codes: dict[int, str] = field(default_factory=lambda: dict(_BUILT_IN))
    styles: list[int] = field(default_factory=list)
    _of_cells: bool = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            self.codes[int(attributes["numFmtId"])] = attributes["formatCode"]
        elif name == "cellXfs":
            self._of_cells = True
        elif name == "xf" and self._of_cells:
            self.styles.append(int(attributes.get("numFmtId", "0")))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._of_cells = False

    def code(self, style: str) -> str:
        """The first section of a format, for what is not negative; "" for the general one."""
        at = int(style or 0)
        return self.codes.get(self.styles[at], "").partition(";")[0] if at < len(self.styles) else ""


@dataclass
class _Cells:
    """Goes through a sheet's cells. shortest: numbers are the shortest that name their binary ones, unrounded."""

    sheet: Sheet
    file: str
    strings: list[str]
    formats: _Formats
    book: _Book
    shortest: bool = False
    merged: list[str] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    _count: int = 0
    _row: int = 0
    _column: int = -1
    _line: list[str] = field(default_factory=list)
    _cell: dict[str, str] = field(default_factory=dict)
    _has_formula: bool = False
    _is_hidden: bool = False
    _value: list[str] | None = None
    _within: list[str] = field(default_factory=list)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._within.append(name)
        if name == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._column, self._line = -1, []
            self._is_hidden = attributes.get("hidden") in ("1", "true")
        elif name == "c":
            found = _REFERENCE.fullmatch(attributes.get("r", ""))
            self._column = _column_number(found[1]) if found else self._column + 1
            self._cell, self._has_formula, self._value = attributes, False, None
        elif name == "f":
            self._has_formula = True
        elif name in ("v", "is"):
            self._value = []
        elif name == "mergeCell":
            self.merged.append(attributes["ref"])

    def text(self, data: str) -> None:
        here = self._within[-1]
        if self._value is not None and (here == "v" or (here == "t" and "rPh" not in self._within)):
            self._value.append(data)

    def end(self, name: str) -> None:
        self._within.pop()
        if name == "c":
            text = self._text()
            if text:
                refuse_too_wide(self._column + 1, f"{self.file}, sheet {self.sheet.name!r}, row {self._row}")
                self._line += [""] * (self._column + 1 - len(self._line))
                self._line[self._column] = text
        elif name == "row" and (any(cell.strip() for cell in self._line) or self._has_fault()):
            self._count += len(self._line)
            if self._count > _MOST_CELLS:
                what = f"sheet {self.sheet.name!r} has more than {_MOST_CELLS:,} cells, too many for a small table"
                raise FileError(Fault(what, self.file, fix="save it as CSV UTF-8, or take out what is no row of it"))
            self.sheet.lines.append((self._row, self._line))
            if self._is_hidden:
                self.hidden.append(self._row)

    def _has_fault(self) -> bool:
        """Whether a cell of the row that ends here is a fault; then the row stands, however empty it is."""
        return bool(self.sheet.faults) and self.sheet.faults[-1][0] == self._row

    def refuse_unclear(self, *, titled: bool) -> None:
        """FileError where rows are hidden or cells merged: what the table holds is then not what is seen of it.

        titled: cells of the first row may be merged if it holds one text only.
        """
        where, faults = f"{self.file}, sheet {self.sheet.name!r}", []
        first, last = (self.sheet.lines[at][0] if self.sheet.lines else 0 for at in (0, -1))
        if self.hidden:
            rows = ", ".join(map(str, self.hidden[:_EXAMPLES])) + (", ..." if len(self.hidden) > _EXAMPLES else "")
            what = f"rows are hidden ({len(self.hidden):,}): {rows}"
            why = "whether they belong to the table cannot be known"
            faults.append(Fault(what, where, why=why, fix="show them (Clear filter, Unhide), or delete them"))
        for area in self.merged:
            begins = area.partition(":")[0]
            row = int(begins.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ$") or "0")
            if row > last:
                continue
            place = f"{where}, cell {begins}"
            if row == first and sum(bool(cell) for cell in self.sheet.lines[0][1]) == 1:
                if titled:
                    continue
                what, fix = f"a title over merged cells ({area}) stands where the header should", "take it out"
                faults.append(Fault(what, place, why="the first row must name the columns", fix=fix))
            else:
                what, why = f"the cells {area} are merged", "only the first of them holds the value"
                faults.append(Fault(what, place, why=why, fix="unmerge them and write the value into each row"))
        if faults:
            raise FileError(faults)

    def _text(self) -> str:
        """What a cell says; "" if nothing, or if it is a fault."""
        kind, raw = self._cell.get("t", "n"), None if self._value is None else "".join(self._value)
        if self._has_formula and (self.book.not_calculated or (not raw and kind == "n")):
            return self._fault(
                "the result of this formula was not saved",
                "open the workbook in a spreadsheet program and save it, or write the value itself",
            )
        if raw is None or (raw == "" and kind == "n"):
            return ""
        if kind == "s":
            return self.strings[int(raw)]
        if kind in ("str", "inlineStr"):
            return _unescaped(raw)
        if kind == "b":
            return "TRUE" if raw == "1" else "FALSE"
        if kind == "e":
            return self._fault(f"the cell shows the error {raw}", "mend the formula, or write the value")
        if kind == "d":
            return raw.removesuffix("T00:00:00").removesuffix("T00:00:00.000")
        try:
            return self._number(decimal_from_text(raw))
        except NumberBeyondLimitsError as error:
            return self._fault(str(error), "write a number that can be")
        except ValueError as error:
            return self._fault(str(error), "save the workbook anew")

    def _number(self, held: Decimal) -> str:
        """A number as its format shows it, with all digits that the workbook keeps."""
        code = self.formats.code(self._cell.get("s", ""))
        bare = _DECORATION.sub("", code).lower()
        if "general" not in bare and re.search(r"[dmy]", bare) and not re.search(r"[#0?]", bare):
            return self._day(held, timed=False)
        if "general" not in bare and "h" in bare and not re.search(r"[#?]", bare):
            return self._day(held, timed=True)
        if self.shortest:
            return plain(decimal_from_text(repr(float(held))))
        value = held if len(held.as_tuple().digits) <= _DIGITS else _KEPT.plus(held)
        if value == value.to_integral_value() and abs(value) >= Decimal(10) ** _DIGITS:
            return self._fault(
                f"{plain(held)} has more than {_DIGITS} digits, and a workbook keeps {_DIGITS} of a number",
                "get the column as text: format it as text first, then write or import the identifiers",
            )
        if "%" in bare:
            return f"{plain(shifted(value, 2))}%"
        zeros = code.replace("\\", "").replace('"', "")
        if _ZEROS.fullmatch(zeros) and value >= 0 and value == value.to_integral_value():
            return _filled(plain(value), zeros)
        return plain(value)

    def _day(self, held: Decimal, *, timed: bool) -> str:
        days = int(held)
        if timed or held != days:
            fix = "format the cell as a date without time, or write the day as YYYY-MM-DD"
            return self._fault("the cell holds a time of day, not a day alone", fix)
        # Excel counts a 29th of February 1900, which never was; days from March 1900 on are right.
        first = date(1904, 1, 1) if self.book.from_1904 else date(1899, 12, 30)
        if not (0 if self.book.from_1904 else 61) <= days <= 2_958_465:
            return self._fault(f"{plain(held)} is no day of the calendar", "write the day as YYYY-MM-DD")
        return (first + timedelta(days=days)).isoformat()

    def _fault(self, what: str, fix: str) -> str:
        place = f"{self.file}, sheet {self.sheet.name!r}, cell {column_letters(self._column)}{self._row}"
        self.sheet.faults.append((self._row, Fault(what, place, why="what the cell holds cannot be known", fix=fix)))
        return ""


def _filled(digits: str, zeros: str) -> str:
    """The digits in the places of a format such as 00-0000000, from the right."""
    places = zeros.count("0")
    rest: Iterator[str] = iter(digits.rjust(places, "0")[-places:])
    return digits[:-places] + "".join(next(rest) if each == "0" else each for each in zeros)


def _column_number(letters: str) -> int:
    number = 0
    for each in letters:
        number = number * 26 + ord(each) - ord("A") + 1
    return number - 1


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
