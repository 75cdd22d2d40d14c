"""One hospital's published scores as an ordinary settlement, so that every report of a contract serves it too."""

from decimal import Decimal
from pathlib import Path
from typing import Final

from openvbc.errors import Fault, FileError
from openvbc.figures import Figure, Origin, Source
from openvbc.parameters.model import ParameterSet
from openvbc.payment_models.hospital_vbp.field import exchange_sums
from openvbc.payment_models.hospital_vbp.model import PAYMENT_MODEL
from openvbc.published_results.comparison.compared import Compared
from openvbc.published_results.comparison.one import comparison_of, figures_from
from openvbc.published_results.hospital_vbp.contract import contract_of, sheet_of
from openvbc.published_results.hospital_vbp.files import read_files
from openvbc.published_results.hospital_vbp.replay import YearReplay
from openvbc.published_results.hospitals.hospital import PAYMENTS, PAYMENTS_ARE_NOT_PUBLISHED, files_at, found_hospital
from openvbc.published_results.record import OneResult
from openvbc.settlement.settle import Case, Status, settle

_EQUAL: Final = "every hospital of the files with the same payments, since hospitals' payments are not published"


def explain_hospital(place: Path, year: int, hospital: str, parameters: ParameterSet) -> OneResult:
    """One hospital of a file, or of the files of a folder, by its number or name."""
    years, faults = read_files(files_at(place), parameters)
    files = next((each for each in years if each.year == year), None)
    if files is None:
        told = ", ".join(str(each.year) for each in years) or "no year"
        what = f"{place.name} holds Hospital Value-Based Purchasing of {told}, not of {year}"
        fix = "name the file, or the folder with the files, of that year"
        raise FileError((*faults, Fault(what, str(place), fix=fix)))
    row = found_hospital(hospital, [files.row(each) for each in files.hospitals], place.name)
    compared = Compared()
    replay = YearReplay(files, parameters, compared)
    replay.replay(row.organization)
    contract = contract_of(files, parameters, row.name)
    sheet = sheet_of(contract, parameters)
    percent, divisor = (_number(sheet[name].value) for name in ("applicable_percent", "score_divisor"))
    scores = replay.all_scores()
    sums = exchange_sums([(PAYMENTS, score) for score in scores.values()], percent, divisor)
    read = [each.file for each in files.measures.values()] + ([files.scores.file] if files.scores else [])
    figures = figures_from(replay.inputs(row.organization), sheet, row, read)
    figures["base_operating_payments"] = Figure(PAYMENTS, Source(Origin.GIVEN, PAYMENTS_ARE_NOT_PUBLISHED))
    counted = Source(Origin.COUNTED, _EQUAL, files=tuple(each.file for each in read), rows=len(scores))
    figures["withheld_of_all"] = Figure(sums.withheld, counted)
    figures["withheld_by_score_of_all"] = Figure(sums.withheld_by_score, counted)
    case = Case(f"{row.name} ({row.organization})", year, Status.FINAL, figures, {})
    settlement = settle(contract, case, {PAYMENT_MODEL.name: PAYMENT_MODEL}, parameters)
    return OneResult(settlement, comparison_of(compared))


def _number(value: object) -> Decimal:
    if not isinstance(value, Decimal):
        raise TypeError(f"{value!r} is no number")
    return value
