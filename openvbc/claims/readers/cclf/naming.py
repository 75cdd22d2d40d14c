"""What the names of CCLF files say: which file, for which ACO, delivered when, and in which kind of delivery."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

_NAME: Final = re.compile(
    r"(?P<run>[PT])\.(?:(?P<aco>[A-Z0-9]+)\.ACO|BCD\.(?P<bcda>[A-Z0-9]+))\."
    r"(?P<rest>ZC(?P<file>[0-9AB])?(?P<kind>WY|Y|R)(?P<year>\d\d)\.D(?P<day>\d{6})\.T(?P<time>\d{6,7}))",
    re.IGNORECASE,
)
#: What may stand after the name that CMS gave: nothing, or what unpacking and copying add.
_ENDINGS: Final = re.compile(r"(\.(txt|csv|zip))?(\.gz)?", re.IGNORECASE)
_CONTROL: Final = "0"


class DeliveryKind(StrEnum):
    """Which kind of delivery: the month's, the run-out of a former year (three of them), or a week's."""

    MONTHLY = "monthly"
    RUN_OUT = "run_out"
    WEEKLY = "weekly"


_KINDS: Final = {"Y": DeliveryKind.MONTHLY, "R": DeliveryKind.RUN_OUT, "WY": DeliveryKind.WEEKLY}


@dataclass(frozen=True)
class Delivery:
    """One file of a delivery, as its name says it.

    name: CMS's name, in the form for ACOs (the interface BCDA has P.BCD.A9999 for P.A9999.ACO). file: CCLF0 to CCLFB,
    '' for a packed delivery. organization_id: the ACO. day, time: the stamps. year: the two digits of the year of the
    data. test: T. instead of P.
    """

    name: str
    file: str
    organization_id: str
    kind: DeliveryKind
    year: str
    day: date
    time: str
    test: bool

    @property
    def control(self) -> bool:
        """Whether this is CCLF0, the control totals."""
        return self.file == f"CCLF{_CONTROL}"

    @property
    def together(self) -> tuple[str, str, str, date, bool]:
        """What the files of one delivery share; their times differ by a few seconds."""
        return self.organization_id, self.kind.value, self.year, self.day, self.test


def read_name(name: str) -> Delivery | None:
    """What a file's name says; None if it is not the name of a CCLF file or has a day that the calendar has not.

    >>> read_name("P.A9999.ACO.ZC5Y24.D240612.T0915300").file
    'CCLF5'
    """
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    found = _NAME.match(base)
    if found is None or not _ENDINGS.fullmatch(base[found.end() :]):
        return None
    day = found["day"]
    century = 2000
    try:
        stamped = date(century + int(day[:2]), int(day[2:4]), int(day[4:]))
    except ValueError:
        return None
    file = found["file"]
    organization = (found["aco"] or found["bcda"]).upper()
    return Delivery(
        name=f"{found['run']}.{organization}.ACO.{found['rest']}".upper(),
        file=f"CCLF{file.upper()}" if file else "",
        organization_id=organization,
        kind=_KINDS[found["kind"].upper()],
        year=found["year"],
        day=stamped,
        time=found["time"],
        test=found["run"].upper() == "T",
    )
