"""Contracts before any figure: starters, checks, what they need, their schema, and the published values behind them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openvbc.api.arguments import ContractLike, PeriodLike, contract_worksheets, load_contract
from openvbc.api.paths import PathLike, path_of
from openvbc.api.result import Result
from openvbc.api.writing import write_all_new
from openvbc.contract import schema
from openvbc.contract.model import Contract
from openvbc.errors import ContractError, Fault, FileError, UsageError, did_you_mean
from openvbc.figures import Figures
from openvbc.parameters.model import ParameterValue
from openvbc.payment_models.registry import model_folder, payment_models, published_parameters
from openvbc.quality.published import published_cut_points
from openvbc.reports.contract_needs import contract_needs
from openvbc.reports.inputs_template import inputs_template
from openvbc.reports.parameter_list import parameter_report
from openvbc.reports.program_reports import program_reports_files, program_reports_report
from openvbc.settlement.experience_options import worksheet_request
from openvbc.settlement.program_reports import ReportsForContract, read_program_reports


def starter_contract(model: str) -> str:
    """A commented starter contract for a payment model, as YAML. ContractError if there is no such model."""
    known = payment_models()
    if model not in known:
        raise ContractError(Fault(f"there is no payment model {model!r}", fix=did_you_mean(model, known)))
    starter = model_folder(model).joinpath("contracts").joinpath(known[model].starter)
    return starter.read_text(encoding="utf-8")


def check_contract(contract: ContractLike) -> Result[Contract]:
    """Whether a contract is right, and what it needs: its years, its HCP-LAN category, the figures of each stream.

    ContractError lists every fault with its line or place.
    """
    checked = load_contract(contract)
    sheets = contract_worksheets(checked, checked.agreement.settled[0].key)
    models = payment_models()
    agreed = [each for each in checked.in_year(checked.agreement.settled[0]).streams if each.is_agreed]
    cautions = [f"{each.name}: {words}" for each in agreed for words in models[each.model].cautions(each.terms)]
    return Result(checked, contract_needs(checked, sheets, cautions))


def inputs_form(
    contract: ContractLike,
    period: PeriodLike | None = None,
    output: PathLike | None = None,
    *,
    published: PathLike | None = None,
) -> str:
    """An empty file of headline numbers with every figure that the contract needs, for its first period if none.

    Returns it as YAML text. output: a new file to write it to instead, a form for Excel if it ends in .xlsx; then its
    path is returned. FileError if it is there already or cannot be written. published: a file that a program
    publishes, such as a county rate book, from which the form as YAML is filled in as far as it goes.
    """
    checked = load_contract(contract)
    chosen = checked.agreement.settled[0].key if period is None else period
    sheets = contract_worksheets(checked, chosen)
    read = {} if published is None else _read(checked, chosen, path_of(published, "a published file"))
    if output is None:
        return inputs_template(checked, chosen, sheets, read)
    file = Path(output)
    if file.suffix.casefold() not in (".yaml", ".yml", ".xlsx"):
        why, fix = "nothing would read it back by that name", f"call it {file.stem}.yaml, or {file.stem}.xlsx for Excel"
        raise FileError(Fault("a form is a YAML file or a workbook", str(file), why=why, fix=fix))
    content: str | bytes
    if file.suffix.lower() == ".xlsx":
        from openvbc.reports.excel.figures_sheet import inputs_workbook  # noqa: PLC0415  # XlsxWriter, only when used

        if read:
            what = "a form for Excel is not filled in from a published file"
            raise UsageError(Fault(what, fix="write it as YAML (.yaml), or leave --from out"))
        content = inputs_workbook(checked, chosen, sheets)
    else:
        content = inputs_template(checked, chosen, sheets, read)
    return str(write_all_new([(file, content)])[0])


def _read(contract: Contract, period: PeriodLike, path: Path) -> Mapping[str, Figures]:
    """What the contract's streams take from a published file, by stream. ContractError if none of them reads one."""
    models, found = payment_models(), {}
    for stream in contract.streams:
        reads = models[stream.model].read_published
        if reads is not None:
            found[stream.name] = reads(worksheet_request(contract, stream, period, published_parameters()), path)
    if not found:
        what = f"no stream of {contract.name} reads a published file"
        why = f"its payment models are {', '.join(sorted({stream.model for stream in contract.streams}))}"
        raise ContractError(Fault(what, why=why, fix="leave --from out, and write the figures"))
    return found


def read_reports(
    contract: ContractLike, reports: Sequence[PathLike], *, period: PeriodLike | None = None
) -> Result[ReportsForContract]:
    """Read a program's own reports to an organization, such as CMS's benchmark and expenditure workbooks.

    reports: files, folders or bundles (.zip). The result says which figures they give, with report, sheet and cell,
    which are still to be given, and whether the steps that the program printed are ours; `files` has the inputs file,
    filled in so far, and every cell as a table. period: the contract's first if left out. InputError or FileError tells
    of reports that are not known, do not belong together, or are of another agreement.
    """
    checked = load_contract(contract)
    chosen = checked.agreement.settled[0].key if period is None else period
    paths = [path_of(each, "a report") for each in reports]
    found = read_program_reports(checked, chosen, paths, payment_models(), published_parameters())
    return Result(found, program_reports_report(found), files=program_reports_files(found))


def contract_schema(*, distribution: bool = False) -> Mapping[str, Any]:
    """The JSON Schema of contract files, with the terms of every payment model; or of distribution plans alone."""
    return schema.plan_schema() if distribution else schema.contract_schema(payment_models())


def list_parameters(*words: str, unconfirmed: bool = False) -> Result[tuple[ParameterValue, ...]]:
    """Published values with scope, source, page and status.

    words: only those whose name or label has them all. unconfirmed: only those not confirmed in a primary text.
    """
    found = tuple(
        value
        for value in (*published_parameters(), *published_cut_points())
        if all(word.lower() in f"{value.parameter} {value.label}".lower() for word in words)
        and (not unconfirmed or not value.citation.confirmed)
    )
    return Result(found, parameter_report(found), part="values")
