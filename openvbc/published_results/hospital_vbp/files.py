"""Files of Hospital Value-Based Purchasing: those with a domain's measures, and those with Total Performance Scores."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from openvbc.errors import Fault, FileError, OpenVBCError
from openvbc.figures import FileDigest
from openvbc.parameters.model import ParameterSet
from openvbc.payment_models.hospital_vbp.measures import DOMAIN_LABELS, ENGAGEMENT
from openvbc.published_results.comparison.rows import Cells, PublishedFile, PublishedRow, without_doubles
from openvbc.published_results.hospitals.files import fiscal_year, read_hospital_file
from openvbc.published_results.mssp.results.columns import normal

_THRESHOLD: Final = "achievementthreshold"
#: What the columns of a measure end with, by what they hold.
ENDINGS: Final = {
    "achievement_threshold": (_THRESHOLD,),
    "benchmark": ("benchmark",),
    "floor": ("floor",),
    "baseline_rate": ("baselinerate",),
    "performance_rate": ("performancerate",),
    "achievement_points": ("achievementpoints",),
    "improvement_points": ("improvementpoints",),
    "measure_score": ("measurescore", "dimensionscore"),
}
TOTAL: Final = ("totalperformancescore", "tps")
COMBINED_SSI: Final = "combinedssimeasurescore"
BASE_SCORE: Final = "hcahpsbasescore"
CONSISTENCY: Final = "hcahpsconsistencyscore"
_DOMAIN_SCORE: Final = re.compile(r"(unweighted|weighted|)(?:normalized|)(.+?)(?:domain|)score")
#: How columns of all years name the domains; of several the one that the fiscal year has.
_DOMAINS: Final = {
    "clinicaloutcomes": ("clinical_outcomes",),
    "clinicalcare": ("clinical_outcomes",),
    "clinicalcareoutcomes": ("clinical_care_outcomes",),
    "clinicalcareprocess": ("clinical_care_process",),
    "personandcommunityengagement": (ENGAGEMENT,),
    "patientandcaregivercenteredexperienceofcarecarecoordination": (ENGAGEMENT, "patient_experience_of_care"),
    "patientexperienceofcare": ("patient_experience_of_care", ENGAGEMENT),
    "safety": ("safety",),
    "efficiencyandcostreduction": ("efficiency_and_cost_reduction", "efficiency"),
    "efficiency": ("efficiency", "efficiency_and_cost_reduction"),
    "clinicalprocessofcare": ("clinical_process_of_care",),
    "outcome": ("outcome",),
}


@dataclass(frozen=True)
class MeasureFile:
    """A file with the measures of one domain. columns: by measure and what they hold; rows: by hospital."""

    domain: str
    file: PublishedFile
    cells: Cells
    columns: Mapping[str, Mapping[str, str]]
    rows: Mapping[str, PublishedRow]


@dataclass(frozen=True)
class ScoreFile:
    """A file with domain scores and totals. unweighted, weighted: the column of each domain; total: of the total."""

    file: PublishedFile
    cells: Cells
    unweighted: Mapping[str, str]
    weighted: Mapping[str, str]
    total: str
    rows: Mapping[str, PublishedRow]


@dataclass
class YearFiles:
    """The files of one fiscal year: one a domain, and one with totals. order: hospitals as the files have them."""

    year: int
    measures: dict[str, MeasureFile] = field(default_factory=dict)
    scores: ScoreFile | None = None

    @property
    def hospitals(self) -> tuple[str, ...]:
        """Every hospital of a file, in the order of the files."""
        files: list[MeasureFile | ScoreFile] = [*self.measures.values(), *([self.scores] if self.scores else [])]
        return tuple(dict.fromkeys(ccn for file in files for ccn in file.rows))

    @property
    def digests(self) -> tuple[FileDigest, ...]:
        """What was read."""
        files: list[MeasureFile | ScoreFile] = [*self.measures.values(), *([self.scores] if self.scores else [])]
        return tuple(file.file.file for file in files)

    def row(self, ccn: str) -> PublishedRow:
        """The first row of a hospital, for its name and place."""
        files: list[MeasureFile | ScoreFile] = [*([self.scores] if self.scores else []), *self.measures.values()]
        return next(file.rows[ccn] for file in files if ccn in file.rows)


def read_files(paths: Sequence[Path], parameters: ParameterSet) -> tuple[tuple[YearFiles, ...], tuple[Fault, ...]]:
    """The files by fiscal year, oldest first, and the faults of those that cannot be read."""
    years: dict[int, YearFiles] = {}
    faults: list[Fault] = []
    for path in paths:
        try:
            file = read_hospital_file(path)
            year = fiscal_year(file)
            _add(years.setdefault(year, YearFiles(year)), file, parameters, faults)
        except OpenVBCError as error:
            faults.extend(error.faults)
    found = tuple(years[year] for year in sorted(years) if years[year].measures or years[year].scores is not None)
    return found, tuple(faults)


def _add(year: YearFiles, file: PublishedFile, parameters: ParameterSet, faults: list[Fault]) -> None:
    faults.extend(file.faults)
    total = [column for column in TOTAL if column in file.headers]
    known = {domain for each in parameters.codes("hvbp_domains", fiscal_year=year.year) for domain in each.code_list}
    if total:
        if year.scores is not None:
            raise _twice(file, "Total Performance Scores", year.scores.file)
        columns = dict(_score_columns(file, known))
        unweighted, weighted = columns.get("unweighted", {}), columns.get("weighted", {})
        if missing := sorted(known - unweighted.keys()):
            what = f"there is no column with the unweighted score of {', '.join(missing)}"
            raise FileError(Fault(what, f"{file.file.name}:1", why="the total follows from the scores of all domains"))
        rows = without_doubles(file.rows, faults)
        year.scores = ScoreFile(file, Cells(file), unweighted, weighted, total[0], rows)
        return
    measures = _measure_columns(file)
    if not measures:
        fix = "give files of Hospital Value-Based Purchasing, of a domain or with Total Performance Scores"
        raise FileError(Fault("the file has neither measures nor Total Performance Scores", file.file.name, fix=fix))
    domain = _domain_of(file, measures, parameters)
    if domain in year.measures:
        raise _twice(file, f"measures of {domain}", year.measures[domain].file)
    rows = without_doubles(file.rows, faults)
    year.measures[domain] = MeasureFile(domain, file, Cells(file), measures, rows)


def _twice(file: PublishedFile, what: str, other: PublishedFile) -> FileError:
    fix = "give one of them"
    return FileError(Fault(f"it holds {what}, as {other.file.name} does for the same year", file.file.name, fix=fix))


def _score_columns(file: PublishedFile, known: set[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """The columns of domain scores: unweighted (which older files call plainly the score), and weighted."""
    found: dict[str, dict[str, str]] = {"unweighted": {}, "weighted": {}}
    for column in file.headers:
        told = _DOMAIN_SCORE.fullmatch(column)
        for domain in _DOMAINS.get(told[2], ()) if told else ():
            if told and domain in known:
                found[told[1] or "unweighted"][domain] = column
    yield from found.items()


def _measure_columns(file: PublishedFile) -> dict[str, dict[str, str]]:
    """The measures of a file, by the columns that name an achievement threshold. FileError where others are missing."""
    found: dict[str, dict[str, str]] = {}
    missing: list[str] = []
    for column, header in file.headers.items():
        if not column.endswith(_THRESHOLD):
            continue
        begins = column.removesuffix(_THRESHOLD)
        words = re.sub(r"[^a-z0-9]+", "_", header.casefold()).strip("_")
        key = words.removesuffix("_achievement_threshold")
        own = {
            holds: begins + ending
            for holds, endings in ENDINGS.items()
            for ending in endings
            if begins + ending in file.headers
        }
        missing += [f"{header.strip()}: {each}" for each in _NEEDED if each not in own]
        found[key] = own
    if missing:
        what = f"columns beside these are missing: {'; '.join(missing[:5])}"
        raise FileError(Fault(what, f"{file.file.name}:1", why="points follow from rates and standards"))
    return found


_NEEDED: Final = ("benchmark", "baseline_rate", "performance_rate")


def _domain_of(file: PublishedFile, measures: Mapping[str, object], parameters: ParameterSet) -> str:
    """The domain of a file: that of the measures in it which some fiscal year scores."""
    if BASE_SCORE in file.headers or CONSISTENCY in file.headers:
        return ENGAGEMENT
    own = {normal(measure) for measure in measures}
    scored = [value for value in parameters if value.parameter == "hvbp_measures"]
    domains = Counter(
        domain
        for value in scored
        for domain in DOMAIN_LABELS
        if value.scope.constraints["domain"].holds(domain) and own & {normal(each) for each in value.code_list}
    )
    if not domains:
        what = f"which domain the measures belong to is not known: {', '.join(measures)}"
        raise FileError(Fault(what, f"{file.file.name}:1", fix="give a file of Hospital Value-Based Purchasing"))
    return domains.most_common(1)[0][0]
