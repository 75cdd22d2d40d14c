"""Participants as terms: what a contract settles to when one of them leaves or another joins."""

import csv
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Unpack

from openvbc.api.arguments import ContractLike, Counting, InputsLike, PeriodLike, load_contract
from openvbc.api.paths import PathLike, given_path
from openvbc.api.result import Result
from openvbc.api.settling import settle
from openvbc.errors import Fault, UsageError, did_you_mean
from openvbc.reports.roster import roster_report
from openvbc.settlement.roster_variants import RosterOutcomes, Variant, try_variants, variants
from openvbc.settlement.settle import Settlement
from openvbc.tabular.small_table import read_small_table


def try_participants(
    contract: ContractLike,
    claims: PathLike,
    *,
    leave: Sequence[str] = (),
    join: PathLike | None = None,
    sets_of: int = 1,
    inputs: InputsLike | None = None,
    period: PeriodLike | None = None,
    status: str | None = None,
    **counting: Unpack[Counting],
) -> Result[RosterOutcomes]:
    """Settle a contract from claims with participants gone or joined, each alone and in sets of a few.

    leave: TINs of the list of participants that may leave. join: a list of those that may join, with the same columns.
    sets_of: how many may change at once. counting: `participants` is the list as it is; all else as in `settle`.
    UsageError where a TIN is not in the list, or more lists would be counted than is sensible.
    """
    loaded = load_contract(contract)
    listed = given_path(counting.get("participants"), "a list of participants")
    if listed is None:
        raise UsageError(Fault("no list of participants is named", fix="name it with --participants"))
    header, rows = _rows(listed)
    joining = given_path(join, "a list of those who may join")
    _, new_rows = _rows(joining) if joining is not None else (header, [])
    known = list(dict.fromkeys(each["tin"] for each in rows))
    for each in leave:
        if each not in known:
            raise UsageError(Fault(f"no participant has the TIN {each!r}", listed.name, fix=did_you_mean(each, known)))
    candidates = list(dict.fromkeys(each["tin"] for each in new_rows))
    if sets_of < 1 or not (leave or candidates):
        raise UsageError(Fault("nobody leaves and nobody joins", fix="name --leave TIN, or --join FILE"))
    tried = list(variants(list(dict.fromkeys(leave)), candidates, sets_of))
    with TemporaryDirectory() as folder:

        def settled(variant: Variant) -> Settlement:
            kept = [each for each in rows if each["tin"] not in variant.leave]
            kept += [each for each in new_rows if each["tin"] in variant.join]
            path = Path(folder) / listed.with_suffix(".csv").name
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, header)
                writer.writeheader()
                writer.writerows(kept)
            of_variant: Counting = {**counting, "participants": path}
            found = settle(loaded, inputs, claims=claims, period=period, status=status, **of_variant)
            return found.settlement_of()

        found = try_variants(tried, settled)
    return Result(found, roster_report(found, loaded.name))


def _rows(path: Path) -> tuple[tuple[str, ...], list[dict[str, str]]]:
    table = read_small_table(path)
    return table.header, [cells for _, cells in table.records()]
