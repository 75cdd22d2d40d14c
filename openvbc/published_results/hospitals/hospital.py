"""One hospital of published files: where the files are, and which hospital is meant."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Final

from openvbc.errors import Fault, FileError
from openvbc.published_results.comparison.one import found_organization
from openvbc.published_results.comparison.rows import PublishedRow

#: CMS publishes no hospital's payments, so a statement tells the effect on a million dollars of them.
PAYMENTS: Final = Decimal(1_000_000)
PAYMENTS_ARE_NOT_PUBLISHED: Final = "a million dollars in place of the hospital's payments, which are not published"


def files_at(place: Path) -> list[Path]:
    """The file itself, or every CSV of a folder. FileError if there is none."""
    if not place.is_dir():
        return [place]
    found = sorted(each for each in place.iterdir() if each.suffix.lower() == ".csv")
    if not found:
        raise FileError(Fault("the folder holds no CSV file", str(place), fix="put the program's files there"))
    return found


def found_hospital(named: str, rows: Sequence[PublishedRow], where: str) -> PublishedRow:
    """The hospital of that number, name or part of a name. SettlementError if there is none or several."""
    number = named.strip()
    wanted = number.zfill(6) if number.isdigit() else named
    return found_organization(wanted, rows, where, of="hospital", identifier="number (CCN)")
