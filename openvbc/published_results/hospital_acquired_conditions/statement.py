"""One hospital's published score as an ordinary settlement, so that every report of a contract serves it too."""

from decimal import Decimal
from pathlib import Path
from typing import Final

from openvbc.errors import Fault, FileError
from openvbc.figures import Figure, Origin, Source
from openvbc.parameters.model import ParameterSet
from openvbc.payment_models.hospital_acquired_conditions.field import percentile
from openvbc.payment_models.hospital_acquired_conditions.model import PAYMENT_MODEL
from openvbc.published_results.comparison.compared import Compared
from openvbc.published_results.comparison.one import comparison_of, figures_from
from openvbc.published_results.hospital_acquired_conditions.contract import contract_of
from openvbc.published_results.hospital_acquired_conditions.files import REDUCED, TOTAL, YearFile, read_files
from openvbc.published_results.hospital_acquired_conditions.replay import YearReplay
from openvbc.published_results.hospitals.hospital import PAYMENTS, PAYMENTS_ARE_NOT_PUBLISHED, files_at, found_hospital
from openvbc.published_results.record import OneResult
from openvbc.settlement.settle import Case, Status, settle

_HIGHEST: Final = "the highest score that the file shows as not reduced"
_QUARTER: Final = "the percentile of the scores in the file, which does not say who is reduced"


def explain_hospital(place: Path, year: int, hospital: str, parameters: ParameterSet) -> OneResult:
    """One hospital of a file, by its number or name."""
    years, faults = read_files(files_at(place))
    file = next((each for each in years if each.year == year), None)
    if file is None:
        told = ", ".join(str(each.year) for each in years) or "no year"
        what = f"{place.name} holds the HAC Reduction Program of {told}, not of {year}"
        raise FileError((*faults, Fault(what, str(place), fix="name the file of that year, or a folder with it")))
    row = found_hospital(hospital, list(file.rows.values()), place.name)
    compared = Compared()
    replay = YearReplay(file, parameters, compared)
    replay.replay(row)
    figures = figures_from(replay.inputs(row), replay.sheet, row, [file.file])
    share = parameters.resolve("hacrp_percentile", fiscal_year=year).number
    cut, told = cut_of(file, share)
    figures["cut_score"] = Figure(cut, Source(Origin.COUNTED, told, files=(file.file.file,), rows=len(file.rows)))
    figures["payments_otherwise"] = Figure(PAYMENTS, Source(Origin.GIVEN, PAYMENTS_ARE_NOT_PUBLISHED))
    case = Case(f"{row.name} ({row.organization})", year, Status.FINAL, figures, {})
    contract = contract_of(year, row.name)
    settlement = settle(contract, case, {PAYMENT_MODEL.name: PAYMENT_MODEL}, parameters)
    return OneResult(settlement, comparison_of(compared))


def cut_of(file: YearFile, share: Decimal) -> tuple[Decimal, str]:
    """The score above which hospitals of a file are reduced, and how that is known."""
    scores = {ccn: file.cells.value(row, TOTAL) for ccn, row in file.rows.items()}
    known = {ccn: score for ccn, score in scores.items() if isinstance(score, Decimal)}
    if file.file.has(REDUCED):
        spared = [score for ccn, score in known.items() if file.rows[ccn].texts[REDUCED].strip().casefold() == "no"]
        if spared:
            return max(spared), _HIGHEST
    return percentile(list(known.values()), share), _QUARTER
