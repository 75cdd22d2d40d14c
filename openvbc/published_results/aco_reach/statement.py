"""One ACO's published year as a settlement, and how it compares with what CMS published."""

from pathlib import Path

from openvbc.errors import Fault, FileError
from openvbc.parameters.model import ParameterSet
from openvbc.payment_models.aco_reach.model import PAYMENT_MODEL
from openvbc.published_results.aco_reach.contract import contract_of, elections_of
from openvbc.published_results.aco_reach.files import read_files
from openvbc.published_results.aco_reach.replay import YearReplay
from openvbc.published_results.comparison.compared import Compared
from openvbc.published_results.comparison.one import comparison_of, figures_from, found_organization
from openvbc.published_results.record import OneResult
from openvbc.settlement.settle import Case, Status, settle


def explain_aco(path: Path, year: int, aco: str, parameters: ParameterSet) -> OneResult:
    """One ACO of a file, by its identifier, its name or a part of it."""
    years, faults = read_files([path])
    file = next((each for each in years if each.year == year), None)
    if file is None:
        told = ", ".join(str(each.year) for each in years) or "no year"
        what = f"{path.name} holds ACO REACH results of {told}, not of {year}"
        raise FileError(
            (*faults, Fault(what, str(path), fix="name a year that the file holds, or the file of that year"))
        )
    row = found_organization(aco, file.rows, path.name, of="ACO", identifier="identifier")
    compared = Compared()
    replay = YearReplay(file, parameters, compared)
    replay.replay(row)
    figures = figures_from(replay.inputs(row), replay.sheet(row), row, [file.file])
    case = Case(f"{row.name} ({row.organization})", year, Status.FINAL, figures, {})
    settlement = settle(
        contract_of(year, elections_of(row), row.name), case, {PAYMENT_MODEL.name: PAYMENT_MODEL}, parameters
    )
    return OneResult(settlement, comparison_of(compared))
