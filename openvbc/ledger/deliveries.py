"""Deliveries of data and reports in the books: recorded once with their files, and taken back only by a reversal."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from openvbc.contract.model import Contract
from openvbc.errors import Fault, InputError
from openvbc.figures import FileDigest
from openvbc.ledger.books import Books, document_of, entries_of
from openvbc.ledger.entry import Entry, Item, Kind, Posting
from openvbc.ledger.requests import Request, Standing
from openvbc.ledger.tables import ENTRY
from openvbc.settlement.deliveries import Delivery, Recorded


@dataclass(frozen=True)
class RecordDelivery(Request):
    """Files that were delivered on a day, as a duty to share data has them due. No amount changes by it."""

    feed: str
    owed_by: str
    files: tuple[FileDigest, ...]
    version: str

    @classmethod
    def of(
        cls, contract: Contract, owed: Delivery, files: Sequence[FileDigest], *, on: date, reason: str = ""
    ) -> "RecordDelivery":
        """The record of a delivery that the contract owes. InputError where it would come before its period is over."""
        period, parties = owed.period, contract.file.parties
        if on < period.last_day:
            raise InputError(
                Fault(
                    f"{owed.duty.feed} of {period} cannot have been delivered on {on}",
                    why="its period was not over then",
                    fix="check the day of delivery (--on), and which delivery is meant (--due, --about)",
                )
            )
        about = f"{owed.duty.feed} of {period}"
        item = Item(contract.name, parties.payer.name, parties.provider.name, about, period.start, period.last_day)
        ordered = tuple(sorted(files, key=lambda each: (each.name, each.sha256)))
        return cls(item, on, owed.due, reason, owed.duty.feed, owed.duty.owed_by, ordered, contract.digest)

    @property
    def key(self) -> str:
        """By what it is known: the delivery and its files, so that the same files are recorded once."""
        digest = hashlib.sha256(self.content.encode()).hexdigest()
        return f"delivery:{self.item.words}, files {digest[:16]}"

    @property
    def content(self) -> str:
        """The feed, by whom it is owed, and the digest of each file."""
        files = [[each.name, each.sha256] for each in self.files]
        return json.dumps({"feed": self.feed, "owed_by": self.owed_by, "files": files}, sort_keys=True)

    @property
    def moves_money(self) -> bool:
        """No: what was delivered in a closed period may be recorded later."""
        return False

    def same(self, entry: Entry) -> bool:
        """Whether an entry of these files says the same day."""
        return super().same(entry) and entry.posting.effective_on == self.effective_on

    def posting(self, standing: Standing) -> Posting:
        """An entry without lines."""
        del standing
        document = hashlib.sha256(self.content.encode()).hexdigest()
        return self._posting(Kind.DELIVERY, iter(()))._replace(document=document, version=self.version)


def recorded_deliveries(books: Books, contract: Contract) -> tuple[Recorded, ...]:
    """What the books have of deliveries under a contract and were not taken back, oldest first."""
    kinds = (Kind.DELIVERY.value, Kind.REVERSAL.value)
    asked = select(ENTRY.c.number).where(ENTRY.c.contract == contract.name, ENTRY.c.kind.in_(kinds))
    with books.database.reading() as connection:
        entries = [*entries_of(connection, [row.number for row in connection.execute(asked)])]
        taken_back = {each.posting.reverses for each in entries}
        return tuple(
            _recorded(entry, json.loads(document_of(connection, entry.posting.document)))
            for entry in entries
            if entry.posting.kind is Kind.DELIVERY and entry.number not in taken_back
        )


def _recorded(entry: Entry, said: Mapping[str, Any]) -> Recorded:
    files = tuple(FileDigest(name, sha256) for name, sha256 in said["files"])
    posting = entry.posting
    return Recorded(said["feed"], said["owed_by"], posting.item.first_day, posting.effective_on, files, entry.number)
