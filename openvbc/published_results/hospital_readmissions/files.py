"""Files of the program: supplemental data, a row a hospital; and ratios, a row a hospital and condition."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from openvbc.errors import Fault, FileError, OpenVBCError
from openvbc.figures import FileDigest
from openvbc.published_results.comparison.rows import Cells, PublishedFile, PublishedRow, without_doubles
from openvbc.published_results.hospitals.files import fiscal_year, read_hospital_file
from openvbc.published_results.mssp.results.columns import normal

#: How files name the conditions.
CONDITIONS: Final = {
    "ami": "ami",
    "hf": "hf",
    "pn": "pneumonia",
    "pneumonia": "pneumonia",
    "copd": "copd",
    "hipknee": "tha_tka",
    "thatka": "tha_tka",
    "cabg": "cabg",
}
#: Columns of supplemental data for each condition, by what they hold.
_OF_CONDITION: Final = {
    "eligible_discharges": ("numberofeligibledischargesfor", "eligibledischargesfor"),
    "excess_readmission_ratio": ("errfor", "excessreadmissionratiofor", "excessreadmissionratioerrfor"),
    "peer_group_median": ("peergroupmedianerrfor", "peergroupmedianexcessreadmissionratiofor"),
    "payment_ratio": ("drgpaymentratiofor", "ratioofdrgpaymentsfor"),
    "penalty_indicator": ("penaltyindicatorfor",),
}
FACTOR: Final = "paymentadjustmentfactor"
REDUCTION: Final = "paymentreductionpercentage"
MODIFIER: Final = "neutralitymodifier"
DUAL: Final = "dualproportion"
GROUP: Final = "peergroupassignment"
MEASURE: Final = "measurename"
RATIO: Final = "excessreadmissionratio"
PREDICTED: Final = "predictedreadmissionrate"
EXPECTED: Final = "expectedreadmissionrate"
_JUNE: Final = 6


@dataclass(frozen=True)
class SupplementalFile:
    """Inputs and results of the reduction. columns: by condition and what they hold."""

    file: PublishedFile
    cells: Cells
    columns: Mapping[str, Mapping[str, str]]
    rows: Mapping[str, PublishedRow]


@dataclass(frozen=True)
class RatioFile:
    """Ratios with their rates. rows: by hospital and condition."""

    file: PublishedFile
    cells: Cells
    rows: Mapping[str, Mapping[str, PublishedRow]]


@dataclass
class YearFiles:
    """The files of one fiscal year."""

    year: int
    supplemental: SupplementalFile | None = None
    ratios: RatioFile | None = None

    @property
    def digests(self) -> tuple[FileDigest, ...]:
        """What was read."""
        return tuple(each.file.file for each in (self.supplemental, self.ratios) if each is not None)


def read_files(paths: Sequence[Path]) -> tuple[tuple[YearFiles, ...], tuple[Fault, ...]]:
    """The files by fiscal year, oldest first, and the faults of those that cannot be read."""
    years: dict[int, YearFiles] = {}
    faults: list[Fault] = []
    for path in paths:
        try:
            file = read_hospital_file(path)
            year = fiscal_year(file, _year_of_period)
            _add(years.setdefault(year, YearFiles(year)), file, faults)
        except OpenVBCError as error:
            faults.extend(error.faults)
    found = tuple(years[year] for year in sorted(years) if years[year].digests)
    return found, tuple(faults)


def _year_of_period(file: PublishedFile) -> int | None:
    """The fiscal year whose measures end when the file's do: on 30 June two years before it; None where they do not."""
    ends = {row.texts.get("enddate", "").strip() for row in file.rows}
    parts = next(iter(ends)).split("/") if len(ends) == 1 else []
    if len(parts) == 3 and all(part.isdigit() for part in parts) and int(parts[0]) == _JUNE:
        return int(parts[2]) + 2
    return None


def _add(year: YearFiles, file: PublishedFile, faults: list[Fault]) -> None:
    at = f"{file.file.name}:1"
    faults.extend(file.faults)
    if file.has(MEASURE, RATIO, PREDICTED, EXPECTED):
        if year.ratios is not None:
            raise FileError(_twice(file, year.ratios.file))
        year.ratios = RatioFile(file, Cells(file), _by_condition(file, faults))
        return
    if not file.has(FACTOR):
        fix = "give the supplemental data file of a final rule, or the hospital file of data.cms.gov"
        raise FileError(
            Fault("the file has neither payment adjustment factors nor ratios with their rates", at, fix=fix)
        )
    columns = {
        condition: found
        for name, condition in CONDITIONS.items()
        if (found := {
            holds: begins + name for holds, starts in _OF_CONDITION.items() for begins in starts
            if begins + name in file.headers
        })
    }  # fmt: skip
    needed = set(_OF_CONDITION) - {"penalty_indicator"}
    missing = [f"{holds.replace('_', ' ')} for {key}" for key, of in columns.items() for holds in needed - of.keys()]
    if missing or not columns:
        what = f"columns are missing: {', '.join(sorted(missing)) or 'those of each condition'}"
        raise FileError(Fault(what, at, why="the factor follows from them"))
    if year.supplemental is not None:
        raise FileError(_twice(file, year.supplemental.file))
    year.supplemental = SupplementalFile(file, Cells(file), columns, without_doubles(file.rows, faults))


def _twice(file: PublishedFile, other: PublishedFile) -> Fault:
    return Fault(f"{other.file.name} holds the same of the same year", file.file.name, fix="give one of them")


def _by_condition(file: PublishedFile, faults: list[Fault]) -> dict[str, dict[str, PublishedRow]]:
    """The rows by hospital and condition; of a condition that stands twice for a hospital none."""
    found: dict[str, dict[str, PublishedRow]] = {}
    count: Counter[tuple[str, str]] = Counter()
    for row in file.rows:
        name = normal(row.texts[MEASURE]).removeprefix("readm30").removesuffix("hrrp")
        condition = CONDITIONS.get(name)
        if condition is None:
            what = f"hospital {row.organization}: {row.texts[MEASURE].strip()!r} is no condition of the program"
            faults.append(Fault(what, row.where, why="the row is left out"))
            continue
        count[row.organization, condition] += 1
        found.setdefault(row.organization, {})[condition] = row
    for (ccn, condition), times in count.items():
        if times > 1:
            where = found[ccn].pop(condition).where
            what = f"hospital {ccn} has {condition} {times} times"
            faults.append(Fault(what, where, why="which row holds cannot be known, so none is replayed"))
    return found
