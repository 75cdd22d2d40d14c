"""Journal entries for the general ledger: a mapping leads from the accounts of the books to its accounts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from openvbc.errors import Fault, FileError, LedgerError, did_you_mean, raise_all
from openvbc.ledger.accounts import Account, Place
from openvbc.ledger.books import Books, all_entries
from openvbc.ledger.entry import Entry
from openvbc.yamlfile import Node, quoted, read_yaml


@dataclass(frozen=True)
class AccountMapping:
    """Which account of the general ledger each account of the books is; of some contracts others."""

    accounts: Mapping[Account, str]
    of_contracts: Mapping[str, Mapping[Account, str]]

    def account(self, account: Account, contract: str) -> str | None:
        """The general ledger's account; None where the mapping has none."""
        return self.of_contracts.get(contract, {}).get(account) or self.accounts.get(account)


def read_mapping(path: Path) -> AccountMapping:
    """The mapping of a YAML file: `accounts:`, and where contracts have accounts of their own `contracts:`.

    FileError lists every fault with its line.
    """
    faults: list[Fault] = []
    node = read_yaml(path, faults)
    top = dict(node.items())
    faults += [
        Fault(f"unknown word {quoted(key)}", each.where, fix=did_you_mean(key, ["accounts", "contracts"]))
        for key, each in top.items()
        if key not in ("accounts", "contracts")
    ]
    if "accounts" not in top:
        faults.append(Fault("accounts are missing", node.where, fix="write `accounts:` and one a line below it"))
    accounts = _accounts(top["accounts"], faults) if "accounts" in top else {}
    contracts = dict(top["contracts"].items()) if "contracts" in top else {}
    of_contracts = {name: _accounts(each, faults) for name, each in contracts.items()}
    raise_all(faults, FileError)
    return AccountMapping(accounts, of_contracts)


def _accounts(node: Node, faults: list[Fault]) -> dict[Account, str]:
    known = [each.value for each in Account]
    found = {}
    if not isinstance(node.value, dict):
        faults.append(Fault("here accounts are expected", node.where, fix='write for example cash: "1010"'))
        return {}
    for name, each in node.items():
        if name not in known:
            faults.append(Fault(f"the books have no account {quoted(name)}", each.where, fix=did_you_mean(name, known)))
        elif isinstance(each.value, dict | list) or not str(each.value or "").strip():
            faults.append(Fault(f"{name} has no account of the general ledger", each.where, fix='write e.g. "1010"'))
        else:
            found[Account(name)] = str(each.value).strip()
    return found


@dataclass(frozen=True)
class JournalLine:
    """A line of the journal: the entry, where its cents stand, and the general ledger's account."""

    entry: Entry
    place: Place
    cents: int
    account: str


def journal_lines(books: Books, mapping: AccountMapping, first: date, last: date) -> tuple[JournalLine, ...]:
    """The lines of all entries that count on days from `first` to `last`, in order.

    LedgerError lists every account that is used and not mapped.
    """
    with books.database.reading() as connection:
        entries = [each for each in all_entries(connection) if first <= each.posting.effective_on <= last]
    missing = {
        place.account: entry
        for entry in reversed(entries)
        for place, _ in entry.posting.lines
        if mapping.account(place.account, entry.posting.item.contract) is None
    }
    raise_all(
        [
            Fault(
                f"account {account.value} is mapped to no account of the general ledger",
                f"entry {missing[account].number}",
                why="the journal would not add up",
                fix=f"add `{account.value}:` to the mapping",
            )
            for account in Account
            if account in missing
        ],
        LedgerError,
    )
    return tuple(_lines(entries, mapping))


def _lines(entries: list[Entry], mapping: AccountMapping) -> Iterator[JournalLine]:
    for entry in entries:
        for place, cents in entry.posting.lines:
            account = mapping.account(place.account, entry.posting.item.contract)
            yield JournalLine(entry, place, cents, account or "")
