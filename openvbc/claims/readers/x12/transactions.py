"""The transactions of a file that is an X12 interchange, whatever they are about."""

from pathlib import Path

from openvbc.claims.readers.staging.text_file import UNREADABLE, opened, unreadable
from openvbc.errors import FileError, raise_all
from openvbc.tabular.x12 import Transaction, read_transactions


def transactions_of(path: Path) -> list[Transaction]:
    """Every transaction of the file. FileError lists all faults of its envelopes, or says why it cannot be read."""
    try:
        with opened(path) as text:
            content = text.read()
    except UNREADABLE as error:
        raise FileError(unreadable(error, path.name)) from None
    transactions, faults = read_transactions(content, path.name)
    raise_all(faults, FileError)
    return transactions
