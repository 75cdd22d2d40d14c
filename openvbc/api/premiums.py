"""Premiums and capitation as a payer remits them."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from openvbc.api.paths import PathLike, path_of
from openvbc.api.result import Result
from openvbc.errors import Fault, UsageError
from openvbc.ledger.premiums import Premiums
from openvbc.ledger.premiums import read_premiums as read_remittances
from openvbc.periods import Period
from openvbc.reports.premiums import payments_table, premiums_report

#: The table of payments that the books take, among the files of the result.
PAYMENTS = "payments.csv"


def read_premiums(
    files: PathLike | Sequence[PathLike],
    *,
    first_day: date | None = None,
    last_day: date | None = None,
    contract: str = "",
    period: str = "",
) -> Result[Premiums]:
    """Read premium payments (X12 820): a row a member and span of coverage, held against what was paid.

    What does not add up is listed and nothing is left out. first_day, last_day: coverage that is asked for; what is
    paid for it is the figure `gross_premium` of a contract for a percentage of premium. contract, period: of the books'
    item that the payments belong to; the result then has the file "payments.csv", which `post_payments` takes. It names
    people.
    """
    if (first_day is None) != (last_day is None):
        raise UsageError(Fault("coverage has a first and a last day", fix="name both, or neither"))
    if bool(contract) != bool(period):
        raise UsageError(Fault("payments belong to a contract and a period of it", fix="name both, or neither"))
    if first_day is not None and last_day is not None and last_day < first_day:
        raise UsageError(Fault("the last day of coverage is before the first", fix="write them the other way round"))
    named = [files] if isinstance(files, str | Path) else list(files)
    asked = None if first_day is None or last_day is None else Period(first_day, last_day + timedelta(days=1))
    found = read_remittances([path_of(each, "an 820 file") for each in named], asked)
    written = {PAYMENTS: payments_table(found, contract, period)} if contract else {}
    return Result(found, premiums_report(found), files=written)
