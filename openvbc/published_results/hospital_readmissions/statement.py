"""One hospital's published reduction as an ordinary settlement, so that every report of a contract serves it too."""

from pathlib import Path

from openvbc.errors import Fault, FileError
from openvbc.figures import Figure, Origin, Source
from openvbc.parameters.model import ParameterSet
from openvbc.payment_models.hospital_readmissions.model import PAYMENT_MODEL
from openvbc.published_results.comparison.compared import Compared
from openvbc.published_results.comparison.one import comparison_of, figures_from
from openvbc.published_results.hospital_readmissions.contract import contract_of
from openvbc.published_results.hospital_readmissions.files import read_files
from openvbc.published_results.hospital_readmissions.replay import SupplementalReplay
from openvbc.published_results.hospitals.hospital import PAYMENTS, PAYMENTS_ARE_NOT_PUBLISHED, files_at, found_hospital
from openvbc.published_results.record import OneResult
from openvbc.settlement.settle import Case, Status, settle


def explain_hospital(place: Path, year: int, hospital: str, parameters: ParameterSet) -> OneResult:
    """One hospital of the supplemental data, by its number."""
    years, faults = read_files(files_at(place))
    file = next((each.supplemental for each in years if each.year == year and each.supplemental), None)
    if file is None:
        what = f"{place.name} holds no supplemental data of fiscal year {year}"
        fix = "name the supplemental data file of that year, or a folder with it"
        raise FileError((*faults, Fault(what, str(place), fix=fix)))
    row = found_hospital(hospital, list(file.rows.values()), place.name)
    compared = Compared()
    replay = SupplementalReplay(year, file, parameters, compared)
    replay.replay(row)
    figures = figures_from(replay.inputs(row), replay.sheet, row, [file.file])
    figures["base_operating_payments"] = Figure(PAYMENTS, Source(Origin.GIVEN, PAYMENTS_ARE_NOT_PUBLISHED))
    told = row.organization if row.name == row.organization else f"{row.name} ({row.organization})"
    contract = contract_of(year, parameters, row.name, "given")
    case = Case(told, year, Status.FINAL, figures, {})
    settlement = settle(contract, case, {PAYMENT_MODEL.name: PAYMENT_MODEL}, parameters)
    return OneResult(settlement, comparison_of(compared))
