"""Files of the program: a row a hospital with scores of measures, the total score, and whether it is reduced."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from openvbc.errors import Fault, FileError, OpenVBCError
from openvbc.published_results.comparison.rows import Cells, PublishedFile, PublishedRow, without_doubles
from openvbc.published_results.hospitals.files import fiscal_year, read_hospital_file

TOTAL: Final = "totalhacscore"
REDUCED: Final = "paymentreduction"
DOMAINS: Final = {"domain_1": "domain1score", "domain_2": "domain2score"}
#: A measure's score: points ("AHRQ_PSI_90_Score", "CLABSI_Score") or a z-score ("PSI-90 W Z Score").
_SCORE: Final = re.compile(r"(?:ahrq|)(psi90|clabsi|cauti|ssi|mrsa|cdi)(?:composite|)(?:w|winsorized|)(?:z|)score")
_MEASURES: Final = {"psi90": "psi_90"}


@dataclass(frozen=True)
class YearFile:
    """The file of one fiscal year. measures: the column of each measure's score; domains: of each domain's."""

    year: int
    file: PublishedFile
    cells: Cells
    measures: Mapping[str, str]
    domains: Mapping[str, str]
    rows: Mapping[str, PublishedRow]


def read_files(paths: Sequence[Path]) -> tuple[tuple[YearFile, ...], tuple[Fault, ...]]:
    """The files by fiscal year, oldest first, and the faults of those that cannot be read."""
    years: dict[int, YearFile] = {}
    faults: list[Fault] = []
    for path in paths:
        try:
            found = _read(path, faults)
            if found.year in years:
                other = years[found.year].file.file.name
                what = f"{other} holds the same fiscal year, {found.year}"
                raise FileError(Fault(what, path.name, fix="give one of them"))
            years[found.year] = found
        except OpenVBCError as error:
            faults.extend(error.faults)
    return tuple(years[year] for year in sorted(years)), tuple(faults)


def _read(path: Path, faults: list[Fault]) -> YearFile:
    file = read_hospital_file(path)
    measures = {
        _MEASURES.get(told[1], told[1]): column for column in file.headers if (told := _SCORE.fullmatch(column))
    }
    if not measures or TOTAL not in file.headers:
        missing = "Total HAC Score" if measures else "scores of measures"
        what = f"the file has no column with {missing}"
        fix = "give a file of the HAC Reduction Program of data.cms.gov"
        raise FileError(Fault(what, f"{file.file.name}:1", fix=fix))
    faults.extend(file.faults)
    year = fiscal_year(file)
    domains = {key: column for key, column in DOMAINS.items() if column in file.headers}
    return YearFile(year, file, Cells(file), measures, domains, without_doubles(file.rows, faults))
