"""Which report a file is, of which ACO, year or quarter, and which delivery: told by the name that CMS gave it.

The stamp in a name (`D260315.T1234567`) is the only thing that tells the deliveries of March, June and October apart,
so a file without one is refused, whatever is in it.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from openvbc.errors import Fault, FileError
from openvbc.figures import FileDigest
from openvbc.methods.report_files import opened_reports, refuse_several
from openvbc.tabular.workbook_file import sheet_names
from openvbc.yamlfile import digest

BENCHMARK: Final = "BNMRK"
ANNUAL: Final = "AEXPU"
QUARTERLY: Final = "QEXPU"
_TITLES: Final = {
    BENCHMARK: "Historical Benchmark Report",
    ANNUAL: "Expenditure and Utilization Report, annual",
    QUARTERLY: "Expenditure and Utilization Report, quarterly",
}
_NAME: Final = re.compile(
    r"P\.(?P<aco>[A-Z][0-9]{4})\.ACO\.(?P<family>[A-Z]+)\.(?P<rest>.+)\.(?:xlsx|zip)", re.IGNORECASE
)
_STAMP: Final = re.compile(r"(?:(?P<part>Y[0-9]{4}|[0-9]{4}Q[1-4])\.)?(?P<stamp>D[0-9]{6}\.T[0-9]{7})")
#: What a workbook is by its sheets, where its name was changed.
_SHEETS: Final = {
    "Table 1 - Historical Benchmark": BENCHMARK,
    "Table_4-Exp_Truncation": ANNUAL,
    "Table_2-Regional_Expenditures": QUARTERLY,
}
#: Reports that are known by name, and what to do instead.
_NOT_READ: Final = {
    "STLMT": "the financial reconciliation package: no description of its tables is published. Give its figures under"
    " the names of CMS's results file (`openvbc inputs`), and set them beside ours with `openvbc compare`",
    "RIDFRP": "the revised reconciliation package: give its figures as those of the first one",
    "AASR": "the assignment summary: it holds no figure of a settlement",
    "NCBPA": "payments outside claims: load them beside the claims",
    "NCBPQ": "payments outside claims: load them beside the claims",
    "AALR": "the assignment list: `openvbc load` reads it",
    "QALR": "the assignment list: `openvbc load` reads it",
    "QQR": "the quality reconciliation report: give the score as `quality_score`",
    "QREC": "the quality reconciliation report: give the score as `quality_score`",
}


@dataclass(frozen=True)
class Delivery:
    """A report as it was delivered. part: the year of an annual report, the quarter of a quarterly one (`2025Q2`).

    stamp: day and time of the delivery as CMS writes them; a name, since samples have days that are none.
    """

    path: Path
    file: FileDigest
    aco: str
    family: str
    part: str
    stamp: str

    @property
    def title(self) -> str:
        """The report as CMS calls it."""
        return f"{_TITLES[self.family]}{f' {self.part}' if self.part else ''}"

    @property
    def year(self) -> int:
        """The year of an annual or a quarterly report."""
        return int(self.part.removeprefix("Y")[:4])


@contextmanager
def opened_deliveries(paths: Sequence[Path]) -> Iterator[tuple[tuple[Delivery, ...], tuple[str, ...]]]:
    """The reports among files, folders and bundles (.zip), and what was passed over; bundles are unpacked meanwhile.

    FileError tells of every file that is named and is no report, of several ACOs, and where nothing is left.
    """
    with opened_reports(paths, _delivery, _fix()) as (found, passed):
        refuse_several(sorted({each.aco for each in found}))
        yield found, passed


def _family(name: str) -> str:
    named = _NAME.fullmatch(name)
    return named["family"].upper() if named else ""


def _delivery(path: Path) -> Delivery:
    """Which report a file is. FileError where it is none that is read, or its name has lost CMS's stamp."""
    named = _NAME.fullmatch(path.name)
    family = _family(path.name)
    stamped = _STAMP.fullmatch(named["rest"]) if named else None
    if named and stamped and family in _TITLES and bool(stamped["part"]) == (family != BENCHMARK):
        file = FileDigest(path.name, digest(path))
        return Delivery(path, file, named["aco"].upper(), family, stamped["part"] or "", stamped["stamp"].upper())
    if family in _NOT_READ:
        raise FileError(Fault(f"this is {_NOT_READ[family]}", path.name, fix=_fix()))
    sheets = sheet_names(path)
    by_sheets = next((report for sheet, report in _SHEETS.items() if sheet in sheets), "")
    if by_sheets:
        what = f"by its sheets this is a {by_sheets} report, and its name has lost CMS's stamp"
        why = "the stamp alone tells the deliveries of a report apart"
        fix = f"name it as it came, such as {_example(by_sheets)}"
        raise FileError(Fault(what, path.name, why=why, fix=fix))
    held = f"; its sheets are {', '.join(sheets[:6])}" if sheets else ""
    raise FileError(Fault(f"this is no report that is read{held}", path.name, fix=_fix()))


def _fix() -> str:
    return f"give {_example(BENCHMARK)}, {_example(ANNUAL)} or {_example(QUARTERLY)}, or a bundle (.zip) with them"


def _example(family: str) -> str:
    part = {BENCHMARK: "", ANNUAL: "Y2024.", QUARTERLY: "2025Q1."}[family]
    return f"P.A9999.ACO.{family}.{part}D250615.T1234567.xlsx"
