"""Evidence packs: written beside a settlement, and verified by computing it again."""

from pathlib import Path
from typing import Unpack

from openvbc.api.arguments import ContractLike, Counting, InputsLike, PeriodLike, is_yaml_text
from openvbc.api.paths import PathLike, path_of
from openvbc.api.result import Result
from openvbc.api.settled import Settled
from openvbc.api.settling import settle
from openvbc.api.writing import of_content, write_all
from openvbc.errors import Fault, FileError, LedgerError, UsageError
from openvbc.ledger.books import Books, all_entries
from openvbc.ledger.entry import Entry
from openvbc.ledger.requests import item_of
from openvbc.payment_models.registry import payment_models, published_parameters
from openvbc.reports.evidence.pack import pack_files, read_pack
from openvbc.reports.evidence.report import verdict_report
from openvbc.reports.evidence.verify import PackVerdict
from openvbc.reports.evidence.verify import verify_pack as computed_again
from openvbc.reports.zip_file import zipped
from openvbc.settlement.settle import Settlement


def write_pack(
    target: PathLike,
    contract: ContractLike | None = None,
    inputs: InputsLike | None = None,
    *,
    settled: Settled | None = None,
    claims: PathLike | None = None,
    period: PeriodLike | None = None,
    status: str | None = None,
    ledger: PathLike | None = None,
    **counting: Unpack[Counting],
) -> tuple[Path, ...]:
    """Write the evidence pack of a settlement into a new folder, or one .zip: all that it rests on.

    settled: or what `settle` gave. ledger: the books whose entries of it go with it; LedgerError where there are none.
    """
    if settled is None:
        if contract is None:
            raise UsageError(Fault("what is packed is not said", fix="give a contract with figures, or a settlement"))
        settled = settle(contract, inputs, claims=claims, period=period, status=status, **counting)
    settlement, path = settled.settlement_of(), path_of(target, "a folder or .zip")
    given = [Path(inputs)] if isinstance(inputs, str | Path) and not is_yaml_text(inputs) else []
    entries = _entries_of(settlement, ledger) if ledger is not None else ()
    if path.exists():
        raise FileError(Fault("there is something here already", str(path), fix="name a new folder or .zip"))
    files = tuple(pack_files(settlement, given, entries))
    if path.suffix.lower() == ".zip":
        return write_all([of_content(path, zipped(files))])
    return write_all([of_content(path / place, content) for place, content in files])


def _entries_of(settlement: Settlement, ledger: PathLike) -> tuple[Entry, ...]:
    """The entries of the settlement's item. LedgerError where the settlement is not posted."""
    books = Books.open(str(ledger), read_only=True)
    item = item_of(settlement)
    with books.database.reading() as connection:
        found = tuple(each for each in all_entries(connection) if each.posting.item.key == item.key)
    if not any(each.posting.fingerprint == settlement.fingerprint for each in found):
        what = f"settlement {settlement.fingerprint[:12]} is not in the books"
        raise LedgerError(Fault(what, books.database.name, fix="post it, or pack it without the books"))
    return found


def verify_pack(pack: PathLike) -> Result[PackVerdict]:
    """Compute the settlement of an evidence pack again: equal, or each figure that is not and the version that gave it.

    FileError where a file of the pack is missing or was changed.
    """
    found = computed_again(read_pack(path_of(pack, "an evidence pack")), payment_models(), published_parameters())
    return Result(found, verdict_report(found))
