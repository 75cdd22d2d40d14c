"""What the names of assignment list files say: for which ACO, about which twelve months, and which report governs."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

_NAME: Final = re.compile(
    r"[PT]\.(?P<aco>[A-Z0-9]+)\.ACO\.(?P<kind>[QA])ALR\.((?P<period>\d{4}Q[1-4]|Y\d{4})\.)?D(?P<year>\d\d)\d{4}"
    r"\.T(?P<stamp>\d+)_1-(?P<table>\d+)(\.csv)?(\.gz)?",
    re.IGNORECASE,
)

#: What CMS sends: the tables of one report in a zip, named as they are but for the table.
_PACKED: Final = re.compile(
    r"[PT]\.[A-Z0-9]+\.ACO\.[QA]ALR\.((\d{4}Q[1-4]|Y\d{4})\.)?D\d{6}\.T\d+(\.zip)?", re.IGNORECASE
)

#: The order in which reports of one performance year govern a month: the later in this list, the stronger.
REPORTS: Final = ("initial", "Q1", "Q2", "Q3", "Q4", "benchmark")


@dataclass(frozen=True)
class ListName:
    """One file of a report.

    report: one of REPORTS; performance_year: the year for which it was made; first_month: the first day of its twelve
    months; stamp: the T stamp, later ones replace earlier ones; table: 1 for table 1-1, ...
    """

    organization_id: str
    report: str
    performance_year: int
    first_month: date
    stamp: int
    table: int

    @property
    def strength(self) -> int:
        """How strongly it governs among the reports of its performance year."""
        return REPORTS.index(self.report)

    @property
    def detail(self) -> str:
        """The report in words."""
        return f"{self.report} list for {self.performance_year}, twelve months from {self.first_month:%Y-%m}"


def is_packed_name(name: str) -> bool:
    """Whether a name is that of a packed report.

    >>> is_packed_name("P.A9999.ACO.QALR.2025Q3.D259999.T0100000")
    True
    """
    return _PACKED.fullmatch(name) is not None


def read_name(name: str) -> ListName | None:
    """What a file's name says; None if it is not the name of an assignment list.

    >>> read_name("P.A9999.ACO.QALR.2025Q3.D259999.T0100000_1-1.csv").first_month
    datetime.date(2024, 10, 1)
    """
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    year = 2000 + int(found["year"])
    period = (found["period"] or f"Y{year}").upper()
    if (found["kind"].upper() == "Q") != ("Q" in period):
        return None
    if "Q" in period:
        year = int(period[:4])
        quarter = int(period[-1])
        report = f"Q{quarter}"
        # The twelve months end with the quarter.
        first = date(year, 1, 1) if quarter == 4 else date(year - 1, 3 * quarter + 1, 1)
    elif int(period[1:]) < year:
        report, first = "benchmark", date(int(period[1:]), 1, 1)
    elif int(period[1:]) == year:
        report, first = "initial", date(year - 2, 10, 1)
    else:
        return None
    return ListName(found["aco"].upper(), report, year, first, int(found["stamp"]), int(found["table"]))
