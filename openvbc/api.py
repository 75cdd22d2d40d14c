"""The public functions that join the rooms: contract file and figures in, settlements out."""

from pathlib import Path

from openvbc.claims.attribution.reconciliation import AttributionReconciliation
from openvbc.contract.load import load_contract as _load_contract
from openvbc.contract.model import Contract
from openvbc.errors import Fault, InputError, OpenVBCError
from openvbc.payment_models.registry import payment_models, published_parameters
from openvbc.settlement.experience_options import ExperienceOptions
from openvbc.settlement.inputs import merge_figures, performance_year_in, read_given
from openvbc.settlement.settle import (
    Case,
    Settlement,
    Status,
    raise_together,
    settle,
    worksheets,
)
from openvbc.settlement.stream_sheets import StreamSheets
from openvbc.settlement.table import read_table
from openvbc.tabular.small_table import TABLE_SUFFIXES


def load_contract(path: str | Path) -> Contract:
    """Read and check a contract file. ContractError (or FileError) lists every fault with its line."""
    return _load_contract(Path(path), payment_models())


def contract_worksheets(contract: Contract, year: int | str) -> StreamSheets:
    """The worksheet of each payment stream for a year or period, before any figure, by the stream's name."""
    return worksheets(contract, year, payment_models(), published_parameters())


def settle_case(contract: Contract, case: Case) -> Settlement:
    """Settle figures that are at hand. InputError lists every fault of the figures."""
    return settle(contract, case, payment_models(), published_parameters())


def settle_inputs(
    contract: Contract, path: str | Path, *, year: int | str | None = None, status: Status | None = None
) -> list[Settlement]:
    """Settle a file of figures: a YAML of headline numbers (one settlement) or a table, .csv or .xlsx (one a row).

    A YAML names its performance year and status itself, and InputError tells where `year` or `status` says otherwise;
    a table needs both. InputError lists every fault of every row; then nothing is settled.
    """
    file = Path(path)
    if file.suffix.lower() in (".yaml", ".yml"):
        return [settle_case(contract, given_figures(contract, file, year=year, status=status))]
    if file.suffix.lower() not in TABLE_SUFFIXES:
        fix = "give headline numbers as .yaml, or rows as .csv or .xlsx"
        raise InputError(Fault(f"{file.name} is neither a YAML file nor a table", fix=fix))
    if year is None or status is None:
        raise InputError(
            Fault(
                "a table of organizations does not say its performance year and status",
                file.name,
                fix="give both, for example --year 2026 --status final",
            )
        )
    cases = read_table(file, contract_worksheets(contract, year), year, status)
    return _settle_all(contract, cases)


def settle_claims(
    contract: Contract,
    folder: str | Path,
    year: int | str,
    status: Status,
    given: Case | None = None,
    options: ExperienceOptions | None = None,
) -> Settlement:
    """Settle figures counted from claims, with any `given` figures beside them.

    folder: a project folder (see `openvbc load`). options: the list of participants, files of factors, and the engine.
    ContractError where the terms cannot be counted, ClaimsError where the data cannot, InputError where a figure is
    missing or is both counted and given.
    """
    from openvbc.settlement.from_project import count_from_project  # noqa: PLC0415  # DuckDB loads only here

    counted = count_from_project(
        contract,
        Path(folder),
        year,
        payment_models(),
        published_parameters(),
        options or ExperienceOptions(),
        interim=status is Status.INTERIM,
    )
    sheets = worksheets(contract, year, payment_models(), published_parameters(), counted.columns)
    figures = merge_figures(counted.figures, given.figures if given else {}, sheets)
    organization, overrides = (given.organization, given.overrides) if given else ("", {})
    case = Case(organization, year, status, figures, overrides, counted.notes, counted.columns)
    return settle_case(contract, case)


def factors_from_claims(
    contract: Contract, folder: str | Path, year: int, into: str | Path, options: ExperienceOptions
) -> tuple[Path, ...]:
    """Write the files of factors that the contract's model reads, counted from everybody of a region's project."""
    from openvbc.settlement.from_project import factors_from_project  # noqa: PLC0415  # DuckDB loads only here

    return factors_from_project(
        contract, Path(folder), year, Path(into), payment_models(), published_parameters(), options
    )


def reconcile_attribution(
    contract: Contract, folder: str | Path, year: int, payer_list: str | Path, options: ExperienceOptions
) -> AttributionReconciliation:
    """Compare a payer's list of assigned people with the contract's attribution of the year. It names people."""
    from openvbc.settlement.attribution_reconciliation import reconcile_attribution_from_project  # noqa: PLC0415  # DuckDB loads only here

    return reconcile_attribution_from_project(
        contract, Path(folder), year, Path(payer_list), payment_models(), published_parameters(), options
    )


def given_figures(
    contract: Contract,
    path: str | Path,
    *,
    year: int | str | None = None,
    status: Status | None = None,
    beside_claims: bool = False,
) -> Case:
    """The figures of a YAML of headline numbers, checked against the contract's lines, but not yet settled.

    beside_claims: whether other figures are counted, so that the file need not have them all.
    InputError where the file's performance year or status is not the `year` or `status` that is asked for.
    """
    file = Path(path)
    sheets = contract_worksheets(contract, performance_year_in(file, year, status))
    return read_given(file, sheets, complete=not beside_claims)


def _settle_all(contract: Contract, cases: list[Case]) -> list[Settlement]:
    settlements: list[Settlement] = []
    errors: list[OpenVBCError] = []
    for case in cases:
        try:
            settlements.append(settle_case(contract, case))
        except OpenVBCError as error:
            errors.append(error)
    raise_together(errors)
    return settlements
