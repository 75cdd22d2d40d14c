"""Premiums and capitation as a payer remits them (X12 820): a row a member and span, held against what was paid."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

from openvbc.claims.readers.x12.transactions import transactions_of
from openvbc.errors import Fault, FileError, raise_all
from openvbc.money import decimal_from_text
from openvbc.periods import Period
from openvbc.tabular.x12 import Segment, Transaction, place

#: The transaction, and how the versions of its guide that are read begin.
REMITTANCE: Final = "820"
_GUIDE: Final = "005010X218"
_CENTS: Final = re.compile(r"-?(?:\d+(?:\.\d{1,2})?|\.\d{1,2})")
_SPAN: Final = re.compile(r"(\d{4})(\d{2})(\d{2})-(\d{4})(\d{2})(\d{2})")
#: The kind of number under which nobody goes here: a Social Security number.
_SOCIAL_SECURITY: Final = "34"
_INDIVIDUAL: Final = "2J"


@dataclass(frozen=True)
class Adjustment:
    """A part of an amount that is taken off (−) or added. reason: the code that the payer gave."""

    amount: Decimal
    reason: str


@dataclass(frozen=True)
class Premium:
    """What is paid for a member and a span of coverage. billed: before adjustments; None where it is not said.

    person_id: "" for an organization as a whole. rate_code and kind: as the payer gave them (REF 18, REF ZZ).
    """

    person_id: str
    reference: str
    paid: Decimal
    billed: Decimal | None
    first_day: date | None
    last_day: date | None
    rate_code: str
    kind: str
    adjustments: tuple[Adjustment, ...]
    where: str

    @property
    def adjusted(self) -> Decimal:
        """What all its adjustments come to."""
        return sum((each.amount for each in self.adjustments), Decimal(0))

    @property
    def month(self) -> str:
        """The month of the coverage ("2026-01"); "" where it is of several months or of none."""
        first, last = self.first_day, self.last_day
        if first is None or last is None or (first.year, first.month) != (last.year, last.month):
            return ""
        return f"{first:%Y-%m}"

    def is_of(self, period: Period) -> bool:
        """Whether the whole span lies in a period."""
        return (
            self.first_day is not None
            and self.last_day is not None
            and period.start <= self.first_day
            and self.last_day < period.end
        )


@dataclass(frozen=True)
class PremiumPayment:
    """A payment and what it is made of. paid: in all; beside: adjustments of members that belong to no premium."""

    reference: str
    paid_on: date
    payer: str
    paid: Decimal
    premiums: tuple[Premium, ...]
    beside: tuple[Adjustment, ...]
    where: str

    @property
    def in_premiums(self) -> Decimal:
        """What its premiums come to."""
        return sum((each.paid for each in self.premiums), Decimal(0))

    @property
    def adjusted_beside(self) -> Decimal:
        """What the adjustments that belong to no premium come to."""
        return sum((each.amount for each in self.beside), Decimal(0))

    @property
    def not_explained(self) -> Decimal:
        """What was paid beyond its premiums and the adjustments beside them."""
        return self.paid - self.in_premiums - self.adjusted_beside


@dataclass(frozen=True)
class PremiumException:
    """Something in a remittance that does not add up, or cannot be put to a member or a month."""

    what: str
    where: str
    amount: Decimal


@dataclass(frozen=True)
class Premiums:
    """The payments of remittance files. period: for which they are asked; not_read: segments that say nothing here."""

    payments: tuple[PremiumPayment, ...]
    period: Period | None
    not_read: dict[str, int]

    @property
    def rows(self) -> tuple[Premium, ...]:
        """All premiums, payment by payment."""
        return tuple(row for payment in self.payments for row in payment.premiums)

    @property
    def paid(self) -> Decimal:
        """What was paid in all."""
        return sum((each.paid for each in self.payments), Decimal(0))

    @property
    def of_period(self) -> Decimal:
        """The premiums of coverage in the period; all of them where none is asked for."""
        return sum((each.paid for each in self.rows if self.period is None or each.is_of(self.period)), Decimal(0))

    def by_month(self) -> dict[str, tuple[int, Decimal]]:
        """Members and dollars by month of coverage; under "" those of several months or of none."""
        months: dict[str, tuple[set[str], Decimal]] = {}
        for row in self.rows:
            people, dollars = months.get(row.month, (set(), Decimal(0)))
            months[row.month] = (people | {row.person_id} - {""}, dollars + row.paid)
        return {month: (len(people), dollars) for month, (people, dollars) in sorted(months.items())}

    def exceptions(self) -> Iterator[PremiumException]:
        """What does not add up: payments, premiums and adjustments; and what is of no member, month or period."""
        for payment in self.payments:
            if payment.not_explained:
                yield PremiumException(
                    f"payment {payment.reference}: {payment.paid:,} were paid, and its premiums and adjustments come "
                    f"to {payment.in_premiums + payment.adjusted_beside:,}",
                    payment.where,
                    payment.not_explained,
                )
            for each in payment.beside:
                yield PremiumException(
                    f"an adjustment belongs to no premium (reason {each.reason})", payment.where, each.amount
                )
            for row in payment.premiums:
                yield from _of_row(row, self.period)


def read_premiums(files: Sequence[Path], period: Period | None = None) -> Premiums:
    """Read remittances (X12 820 of the guide 005010X218). FileError lists every fault of every file."""
    faults: list[Fault] = []
    found: list[PremiumPayment] = []
    not_read: dict[str, int] = {}
    seen: dict[str, str] = {}
    for path in files:
        try:
            transactions = transactions_of(path)
        except FileError as error:
            faults.extend(error.faults)
            continue
        for transaction in transactions:
            if transaction.kind != REMITTANCE:
                name = f"{transaction.kind} transactions"
                not_read[name] = not_read.get(name, 0) + 1
            elif not transaction.version.startswith(_GUIDE):
                what = f"this 820 follows the guide {transaction.version or '(none said)'}, not {_GUIDE}"
                fix = "get the premium payment of HIPAA's guide; other 820s have other loops"
                faults.append(Fault(what, place(path.name, transaction.segments[0]), fix=fix))
            else:
                found.append(_Reading(path.name, faults, not_read).payment(transaction))
    for payment in found:
        if before := seen.get(payment.reference):
            what = f"the payment {payment.reference} stands twice: in {before} too"
            faults.append(Fault(what, payment.where, "its dollars would count twice", "leave one of them out"))
        seen[payment.reference] = payment.where
    if not found and not faults:
        faults.append(Fault("there is no 820 in these files", ", ".join(each.name for each in files)))
    raise_all(faults, FileError)
    return Premiums(tuple(found), period, not_read)


def _of_row(row: Premium, period: Period | None) -> Iterator[PremiumException]:
    adjusted = row.adjusted
    if row.billed is not None and row.billed + adjusted != row.paid:
        yield PremiumException(
            f"{row.person_id or row.reference}: {row.billed:,} with adjustments of {adjusted:,} are not the "
            f"{row.paid:,} that were paid",
            row.where,
            row.paid - row.billed - adjusted,
        )
    elif row.billed is None and row.adjustments:
        yield PremiumException(
            f"{row.person_id or row.reference}: adjusted by {adjusted:,} without the amount before it",
            row.where,
            row.paid,
        )
    if not row.person_id:
        yield PremiumException(f"{row.reference}: paid for an organization, not for a member", row.where, row.paid)
    if row.first_day is None:
        yield PremiumException(f"{row.person_id or row.reference}: no span of coverage", row.where, row.paid)
    elif period is not None and not row.is_of(period):
        yield PremiumException(
            f"{row.person_id or row.reference}: coverage {row.first_day} to {row.last_day} is not of the period",
            row.where,
            row.paid,
        )


@dataclass
class _Open:
    """A premium while its segments are read."""

    segment: Segment
    paid: Decimal
    billed: Decimal | None
    span: tuple[date, date] | None = None
    rate_code: str = ""
    kinds: list[str] = field(default_factory=list)
    adjustments: list[Adjustment] = field(default_factory=list)


class _Reading:
    """Reads the segments of one transaction in their order."""

    def __init__(self, file: str, faults: list[Fault], not_read: dict[str, int]) -> None:
        self._file, self._faults, self._not_read = file, faults, not_read
        self._person, self._is_person = "", False
        self._open: _Open | None = None
        self._premiums: list[Premium] = []
        self._beside: list[Adjustment] = []

    def payment(self, transaction: Transaction) -> PremiumPayment:
        """The payment that the transaction tells; its faults go to the list."""
        head: dict[str, Segment] = {}
        payer = ""
        for segment in transaction.segments:
            match segment.name:
                case "BPR" | "TRN":
                    head.setdefault(segment.name, segment)
                case "N1" if segment.element(1) == "PR":
                    payer = segment.element(2)
                case "ENT":
                    self._close()
                    self._person, self._is_person = "", segment.element(2) == _INDIVIDUAL
                case "NM1" if self._is_person:
                    self._name(segment)
                case "RMR":
                    self._close()
                    if self._is_person and not self._person:
                        self._fault(
                            segment,
                            "this member goes by no number of the payer's",
                            "nobody is known by a name or a Social Security number here",
                            "ask the payer for the member's own number (NM108 N, NM109)",
                        )
                    self._open = _Open(
                        segment,
                        self._amount(segment, 4),
                        self._amount(segment, 5) if segment.element(5) else None,
                    )
                case "ADX":
                    adjustment = Adjustment(self._amount(segment, 1), segment.element(2))
                    (self._beside if self._open is None else self._open.adjustments).append(adjustment)
                case "REF" | "DTM" if self._open is not None:
                    self._detail(segment, self._open)
                case "ST":
                    pass
                case _:
                    self._unread(segment)
        self._close()
        start = transaction.segments[0]
        for name, means in (("BPR", "what was paid"), ("TRN", "by which number it is known")):
            if name not in head:
                self._fault(start, f"there is no {name}: {means} is not said", "it is what all else must add up to")
        bpr, trn = head.get("BPR", start), head.get("TRN", start)
        paid = self._amount(bpr, 2) if "BPR" in head else Decimal(0)
        if "BPR" in head and bpr.element(3) not in ("C", "D"):
            self._fault(bpr, f"BPR03 is {bpr.element(3)!r}, neither C (paid) nor D (taken)", "its sign is not known")
        return PremiumPayment(
            trn.element(2),
            self._day(bpr, bpr.element(16)) if "BPR" in head else date.min,
            payer,
            -paid if bpr.element(3) == "D" else paid,
            tuple(self._premiums),
            tuple(self._beside),
            place(self._file, bpr),
        )

    def _name(self, segment: Segment) -> None:
        if segment.element(1) == "IL" and segment.element(8) != _SOCIAL_SECURITY:
            self._person = segment.element(9)

    def _detail(self, segment: Segment, of: _Open) -> None:
        match segment.name, segment.element(1):
            case "REF", "18":
                of.rate_code = segment.element(2)
            case "REF", "ZZ":
                of.kinds.append(segment.element(2))
            case "DTM", "582":
                of.span = self._span(segment)
            case _:
                self._unread(segment)

    def _close(self) -> None:
        if self._open is None:
            return
        of, self._open = self._open, None
        first, last = of.span or (None, None)
        self._premiums.append(
            Premium(
                self._person,
                of.segment.element(2),
                of.paid,
                of.billed,
                first,
                last,
                of.rate_code,
                "; ".join(of.kinds),
                tuple(of.adjustments),
                place(self._file, of.segment),
            )
        )

    def _amount(self, segment: Segment, at: int) -> Decimal:
        text = segment.element(at)
        if not _CENTS.fullmatch(text):
            what = f"{segment.name}{at:02} is no amount in dollars and cents: {text!r}"
            self._fault(segment, what, "nothing is guessed", "get the file again")
            return Decimal(0)
        return decimal_from_text(text)

    def _span(self, segment: Segment) -> tuple[date, date] | None:
        text = segment.element(6) if segment.element(5) == "RD8" else f"{segment.element(2)}-{segment.element(2)}"
        found = _SPAN.fullmatch(text)
        try:
            parts = [int(each) for each in found.groups()] if found else []
            first, last = date(*parts[:3]), date(*parts[3:])
        except (TypeError, ValueError):
            self._fault(segment, f"these are no days of coverage: {text!r}", fix="get the file again")
            return None
        if last < first:
            self._fault(segment, f"this coverage ends before it begins: {text}", fix="get the file again")
        return first, last

    def _day(self, segment: Segment, text: str) -> date:
        with suppress(ValueError):
            if len(text) == 8 and text.isdecimal():
                return date.fromisoformat(text)
        self._fault(segment, f"{segment.name} has no day of payment: {text!r}", fix="get the file again")
        return date.min

    def _fault(self, segment: Segment, what: str, why: str = "", fix: str = "") -> None:
        self._faults.append(Fault(what, place(self._file, segment), why=why, fix=fix))

    def _unread(self, segment: Segment) -> None:
        name = segment.name if segment.name != "REF" else f"REF {segment.element(1)}"
        self._not_read[name] = self._not_read.get(name, 0) + 1
