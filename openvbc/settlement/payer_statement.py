"""What a payer states of a settlement: lines of our worksheet as the payer has them, and the payment."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

from openvbc.errors import Fault, InputError, did_you_mean, raise_all
from openvbc.figures import FileDigest, Key, Origin, Source, Value, key_text
from openvbc.money import money_from_text
from openvbc.settlement.cause import Cause
from openvbc.settlement.reading import example, name_and_members, value_from_text
from openvbc.settlement.stream_sheets import StreamSheets
from openvbc.tabular.small_table import TABLE_SUFFIXES, day_from_text, read_small_table
from openvbc.worksheet.sheet import Line
from openvbc.yamlfile import Node, digest, quoted, read_yaml

#: Under this name stands the payment itself.
PAYMENT: Final = "net_payment"
_DAYS: Final = ("dated", "paid_through")
_TOP: Final = ("statement", *_DAYS, PAYMENT, "lines")
_COLUMNS: Final = ("line", "value")
_MORE_COLUMNS: Final = ("member", "cause", "source")


@dataclass(frozen=True)
class Stated:
    """One figure of the payer's statement. decimals: how many were written, behind the point of what it counts in.

    cause: what it differs by, where the statement (or who typed it) says so.
    """

    stream: str
    line: Line
    key: Key | None
    value: Value
    decimals: int
    cause: Cause | None
    source: Source


@dataclass(frozen=True)
class PayerStatement:
    """A payer's statement. payment: what the payer pays (+) or asks for (−), in dollars and cents.

    paid_through: the last day on which a claim may be paid to count in it; None where it does not say.
    not_read: what it tells beside, that is no line of ours.
    """

    name: str
    dated: date | None
    paid_through: date | None
    payment: Decimal
    figures: tuple[Stated, ...]
    file: FileDigest
    not_read: tuple[str, ...] = ()


def read_payer_statement(path: Path, sheets: StreamSheets, dated: date | None = None) -> PayerStatement:
    """A payer's statement from YAML (`statement`, `dated`, `paid_through`, `net_payment`, `lines`) or a table.

    A table (.csv, .xlsx) has the columns line and value, and may have member, cause and source; the payment is its row
    net_payment, and the days may be rows too. dated: the day of the statement, where the file does not say it.
    InputError lists every fault with its place.
    """
    reading = _Reading(sheets, FileDigest(path.name, digest(path) if path.is_file() else ""))
    name = path.stem
    if path.suffix.lower() in TABLE_SUFFIXES:
        reading.table(path)
    else:
        name = reading.yaml(path)
    if reading.payment is None and not reading.faults:
        fix = f"write {PAYMENT}: and what the payer pays, below zero what it asks for"
        reading.faults.append(Fault("the payment is missing", path.name, fix=fix))
    raise_all(reading.faults, InputError)
    return PayerStatement(
        name,
        reading.days.get("dated", dated),
        reading.days.get("paid_through"),
        reading.payment or Decimal(0),
        tuple(reading.figures),
        reading.file,
    )


def payer_run_out(path: Path) -> date | None:
    """Through which day payments count in a statement, where it says so: claims are counted to it before its lines."""
    reading = _Reading(StreamSheets({}, {}), FileDigest(path.name, ""))
    if path.suffix.lower() in TABLE_SUFFIXES:
        reading.table(path, only_days=True)
    else:
        reading.yaml(path, only_days=True)
    return reading.days.get("paid_through")


class _Reading:
    """Figures of a statement as they are read, and what is wrong with them."""

    def __init__(self, sheets: StreamSheets, file: FileDigest) -> None:
        self.file = file
        self.payment: Decimal | None = None
        self.days: dict[str, date] = {}
        self.figures: list[Stated] = []
        self.faults: list[Fault] = []
        self._sheets = sheets
        self._seen: set[tuple[str, str, Key | None]] = set()

    def yaml(self, path: Path, *, only_days: bool = False) -> str:
        """Read a YAML, or of it the days alone; its name."""
        top = dict(read_yaml(path, self.faults).items())
        for name in _DAYS:
            if name in top:
                self._day(name, top[name].value, top[name].where)
        if only_days:
            return path.stem
        for key, node in top.items():
            if key not in _TOP:
                self.faults.append(Fault(f"unknown word {quoted(key)}", node.where, fix=did_you_mean(key, _TOP)))
        if PAYMENT in top:
            self._pay(str(top[PAYMENT].value), top[PAYMENT].where)
        lines = top.get("lines")
        for name, node in lines.items() if lines is not None and isinstance(lines.value, dict) else ():
            self._line_of_yaml(name, node)
        return str(top["statement"].value) if "statement" in top else path.stem

    def _day(self, name: str, written: object, where: str) -> None:
        try:
            self.days[name] = written if isinstance(written, date) else day_from_text(str(written))
        except ValueError:
            self.faults.append(Fault(f"{name} is no day", where, fix="write for example 2027-07-01"))

    def _line_of_yaml(self, name: str, node: Node) -> None:
        inner = dict(node.items()) if isinstance(node.value, dict) else {}
        if not inner or "value" in inner:
            said = {key: str(each.value) for key, each in inner.items()}
            value = inner.get("value", node)
            self._figure(name, str(value.value), said.get("cause", ""), said.get("source", ""), node.where)
            return
        for member, each in inner.items():
            if isinstance(each.value, dict) and "value" not in dict(each.items()):
                self._line_of_yaml(f"{name}.{member}", each)  # under the name of its stream
            else:
                self._line_of_yaml(f"{name}[{member}]", each)

    def table(self, path: Path, *, only_days: bool = False) -> None:
        """Read a table, or of it the days alone."""
        table = read_small_table(path)
        self.faults += [*table.header_faults(_COLUMNS, _MORE_COLUMNS), *table.faults]
        if self.faults:
            return
        for row, cells in table.records():
            name = cells["line"] + (f"[{cells['member']}]" if cells.get("member") else "")
            if name in _DAYS:
                self._day(name, cells["value"], row.where)
            elif only_days:
                continue
            elif name == PAYMENT:
                self._pay(cells["value"], row.where)
            else:
                self._figure(name, cells["value"], cells.get("cause", ""), cells.get("source", ""), row.where)

    def _pay(self, text: str, where: str) -> None:
        try:
            self.payment = money_from_text(text)
        except ValueError as error:
            self.faults.append(Fault(f"{PAYMENT}: {error}", where, fix="write for example $662,760.00"))

    def _figure(self, written: str, text: str, cause: str, source: str, where: str) -> None:
        name, members = name_and_members(self._sheets, written)
        fault = self._sheets.fault_of_line(name, where)
        if fault is not None:
            self.faults.append(
                Fault(fault.what, fault.where, "the statement's lines go by the names of ours", fault.fix)
            )
            return
        known = [each.value for each in Cause]
        if cause and cause not in known:
            self.faults.append(Fault(f"unknown cause {quoted(cause)}", where, fix=did_you_mean(cause, known)))
            return
        key: Key | None = (members if len(members) > 1 else members[0]) if members else None
        for stream, line in self._sheets.lines(name):
            if (key is None) != (not line.axes) or (key is not None and key not in line.all_keys):
                members_known = ", ".join(key_text(each) for each in line.all_keys[:6])
                what = f"{written} is not one value of line {line.name}"
                self.faults.append(
                    Fault(what, where, fix=f"name a member: {members_known}" if line.axes else "name the line")
                )
                return
            if (stream, line.name, key) in self._seen:
                self.faults.append(Fault(f"{written} stands twice", where, fix="keep one"))
                return
            self._seen.add((stream, line.name, key))
            try:
                value = value_from_text(line, text)
            except ValueError as error:
                self.faults.append(Fault(f"{written}: {error}", where, fix=f"write for example {example(line)}"))
                return
            decimals = -int(value.as_tuple().exponent) if isinstance(value, Decimal) else 0
            told = Source(Origin.READ, source or "payer's statement", where, (self.file,))
            self.figures.append(
                Stated(stream, line, key, value, max(decimals, 0), Cause(cause) if cause else None, told)
            )
