"""Settle a contract: from headline numbers, a table of organizations, or counted from claims, and explain a line."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Unpack

from openvbc.api.arguments import (
    ContractLike,
    Counting,
    InputsLike,
    PeriodLike,
    chosen_status,
    contract_worksheets,
    experience_options,
    is_yaml_text,
    load_contract,
    written_figures,
)
from openvbc.api.paths import PathLike, claims_of, path_of
from openvbc.api.result import Result
from openvbc.api.settled import Settled
from openvbc.claims.rows import Table
from openvbc.contract.model import Contract
from openvbc.errors import Fault, ImplausibleError, InputError, OpenVBCError, UsageError, raise_all
from openvbc.experience.request import ExperienceFigures
from openvbc.figures import Figures
from openvbc.payment_models.registry import payment_models, published_parameters
from openvbc.settlement.experience_options import ExperienceOptions, Lister
from openvbc.settlement.figures_sheet import figures_in_workbook, holds_figures
from openvbc.settlement.inputs import WrittenFigures, given_case, merge_figures
from openvbc.settlement.settle import Case, Settlement, Status, names_of, raise_together, worksheets
from openvbc.settlement.settle import settle as settle_with
from openvbc.settlement.table import figures_named, read_table
from openvbc.tabular.small_table import TABLE_SUFFIXES
from openvbc.worksheet.explain import ExplainedTree
from openvbc.worksheet.sheet import Worksheet

_ORGANIZATION = "organization"


def settle(
    contract: ContractLike,
    inputs: InputsLike | None = None,
    *,
    claims: PathLike | None = None,
    period: PeriodLike | None = None,
    status: str | None = None,
    organization: str | None = None,
    accept: str | None = None,
    **counting: Unpack[Counting],
) -> Settled:
    """Settle a contract: who owes whom how much, every figure explained.

    inputs: headline numbers as a dict of line -> value, a YAML file or text, a CSV or a list of dicts with a row for
    each organization. claims: what figures are counted from, a project folder or the address of tables; inputs are
    then given beside them. period: a performance year, or the name of what is settled; a YAML names its own, and so its
    `status`: "interim" or "final". organization: whose figures a dict gives; of a table, the one to settle. counting:
    see `Counting`. accept: why figures that look wrong beside others are right; the statement keeps it. Without it they
    are told, as an InputError, and nothing is settled.

    UsageError where something is left out, ContractError, InputError, ClaimsError and SettlementError with every fault
    of contract, figures and claims.
    """
    checked, options = load_contract(contract), experience_options(counting)
    return _accepted(checked, _settled(checked, inputs, claims, period, status, organization, options), accept)


def explain(
    line: str,
    contract: ContractLike,
    inputs: InputsLike | None = None,
    *,
    claims: PathLike | None = None,
    period: PeriodLike | None = None,
    status: str | None = None,
    organization: str | None = None,
    rows: int = 3,
    sql: bool = False,
    **counting: Unpack[Counting],
) -> Result[ExplainedTree]:
    """Settle a contract and explain one line of it, with the first `rows` behind each figure counted from claims.

    sql: the queries that counted are printed with their text, not only by name. All else is as in `settle`; a
    settlement at hand has the method `explain`.
    """
    listed: dict[str, Table] = {}
    options = experience_options(counting, partial(_list_rows, line, rows, listed))
    settled = _settled(load_contract(contract), inputs, claims, period, status, organization, options)
    return settled.explain(line, listed, sql=sql)


def _accepted(contract: Contract, settled: Settled, reason: str | None) -> Settled:
    """The settlements, where nothing looks wrong, or somebody said why it is right as it is."""
    faults = [
        replace(doubt.fault, where=", ".join(part for part in (each.organization, doubt.fault.where) if part))
        for each in settled.values
        for doubt in each.doubts
    ]
    if reason is None:
        raise_all(faults, ImplausibleError)
        return settled
    if not faults or not reason.strip():
        what = "no figure looks wrong" if not faults else "the reason is empty"
        raise UsageError(Fault(f"{what}, and figures are to be accepted", fix="leave accept out, or say why"))
    accepted = [
        settle_case(contract, replace(each.case, accepted=reason.strip())) if each.doubts else each
        for each in settled.values
    ]
    return Settled(accepted, of_table=settled.of_table)


def _settled(
    contract: Contract,
    inputs: InputsLike | None,
    claims: PathLike | None,
    period: PeriodLike | None,
    status: str | None,
    organization: str | None,
    options: ExperienceOptions,
) -> Settled:
    chosen = chosen_status(status)
    if claims is None and options.roster is None:
        if inputs is None:
            fix = "give inputs (--inputs FILE), claims (--claims PLACE), or both"
            raise UsageError(Fault("neither inputs nor claims are named", fix=fix))
        settlements = settle_inputs(contract, inputs, year=period, status=chosen, organization=organization or "")
        settled = Settled(settlements, of_table=is_table(inputs))
        return settled if organization is None else settled[organization]
    given, whose = None, organization or ""
    if inputs is not None:
        given = given_figures(contract, inputs, year=period, status=chosen, organization=whose, beside_claims=True)
    period = given.performance_year if given else period
    chosen = given.status if given else chosen
    if period is None or chosen is None:
        fix = 'give both: --year (or --period) and --status; in Python period=2026, status="final"'
        raise UsageError(Fault("counting from claims needs a period and a status", fix=fix))
    if claims is None:
        settled = Settled([settle_roster(contract, period, chosen, given, options)])
    else:
        settled = Settled([settle_claims(contract, claims, period, chosen, given, options)])
    return settled if organization is None else settled[organization]


def settle_one(
    contract: Contract,
    inputs: InputsLike | None,
    claims: PathLike | None,
    period: PeriodLike | None,
    status: str | None,
    options: ExperienceOptions,
) -> Settlement:
    """The settlement of one organization, as `settle` makes it."""
    return _settled(contract, inputs, claims, period, status, None, options).settlement_of()


def is_table(inputs: InputsLike) -> bool:
    """Whether figures come from a table of organizations, which makes a folder or a list even of one row."""
    if isinstance(inputs, Mapping) or is_yaml_text(inputs):
        return False
    if not isinstance(inputs, str | Path):
        return True
    return Path(inputs).suffix.lower() in TABLE_SUFFIXES and not holds_figures(Path(inputs))


def says_its_period(inputs: InputsLike) -> bool:
    """Whether headline numbers say period and status themselves: in a YAML, or in a dict that has all a YAML has."""
    if isinstance(inputs, Mapping):
        return "figures" in inputs
    return not is_table(inputs)


def settle_case(contract: Contract, case: Case) -> Settlement:
    """Settle figures that are at hand. InputError lists every fault of the figures."""
    return settle_with(contract, case, payment_models(), published_parameters())


def settle_inputs(
    contract: Contract,
    inputs: InputsLike,
    *,
    year: PeriodLike | None = None,
    status: Status | None = None,
    organization: str = "",
) -> list[Settlement]:
    """Settle headline numbers (a YAML or a dict: one settlement) or a table (a .csv, .xlsx, list of dicts: one a row).

    A YAML, a form in Excel and a settlement's own workbook name their performance year and status, and InputError tells
    where `year` or `status` says otherwise; all others need both. InputError lists every fault of every row; then
    nothing is settled.
    """
    if isinstance(inputs, Mapping) or is_yaml_text(inputs):
        return [
            settle_case(contract, given_figures(contract, inputs, year=year, status=status, organization=organization))
        ]
    if not isinstance(inputs, str | Path):
        return _settle_all(contract, _rows(contract, inputs, year, status))
    file = path_of(inputs, "a file of figures")
    if file.suffix.lower() in (".yaml", ".yml"):
        return [settle_case(contract, given_figures(contract, file, year=year, status=status))]
    if holds_figures(file):
        read = figures_in_workbook(file)
        settlement = settle_case(contract, _checked_case(contract, read.written, year, status))
        read.check(settlement)
        return [settlement]
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
    sheets = contract_worksheets(contract, year, figures_named(file))
    return _settle_all(contract, read_table(file, sheets, year, status))


def _rows(
    contract: Contract, rows: Sequence[Mapping[str, Any]], year: PeriodLike | None, status: Status | None
) -> list[Case]:
    """A case for each dict: `organization`, and its figures as `line` or `line[member]`."""
    cases, errors, names = [], list[OpenVBCError](), set[str]()
    for number, row in enumerate(rows, start=1):
        name = f"row {number}"
        if not str(row.get(_ORGANIZATION) or "").strip():
            fix = 'write {"organization": ..., line: value, ...}'
            errors.append(InputError(Fault("a row has no organization", name, fix=fix)))
            continue
        who = str(row[_ORGANIZATION])
        if who in names:
            why = "each row is one organization"
            errors.append(InputError(Fault(f"organization {who!r} stands twice", name, why=why, fix="keep one row")))
        names.add(who)
        figures = {line: value for line, value in row.items() if line != _ORGANIZATION}
        try:
            written = written_figures(figures, period=year, status=status, organization=who, name=name)
            cases.append(given_case(written, contract_worksheets(contract, written.period, written.names)))
        except InputError as error:
            errors.append(error)
    raise_together(errors)
    if not cases:
        raise InputError(Fault("there are no rows of figures", fix="give a dict for each organization"))
    return cases


def settle_claims(
    contract: Contract,
    claims: PathLike,
    year: PeriodLike,
    status: Status,
    given: Case | None = None,
    options: ExperienceOptions | None = None,
) -> Settlement:
    """Settle figures counted from claims, with any `given` figures beside them.

    claims: a project folder (see `openvbc load`), or the address of tables. options: the list of participants, files of
    factors, and the engine.
    ContractError where the terms cannot be counted, ClaimsError where the data cannot, InputError where a figure is
    missing or is both counted and given.
    """
    from openvbc.settlement.from_project import count_from_project  # noqa: PLC0415  # DuckDB loads only here

    counted = count_from_project(
        contract,
        claims_of(claims),
        year,
        payment_models(),
        published_parameters(),
        options or ExperienceOptions(),
        interim=status is Status.INTERIM,
    )
    return _settle_counted(contract, counted, year, status, given)


def settle_roster(
    contract: Contract, year: PeriodLike, status: Status, given: Case | None, options: ExperienceOptions
) -> Settlement:
    """Settle what is paid by the monthly roster that `options` name, with any `given` figures beside it.

    FileError lists what of the roster cannot be paid, with its rows; else as `settle_claims`.
    """
    from openvbc.settlement.from_project import count_from_roster  # noqa: PLC0415  # DuckDB loads only here

    counted = count_from_roster(contract, year, payment_models(), published_parameters(), options)
    return _settle_counted(contract, counted, year, status, given)


def _settle_counted(
    contract: Contract, counted: ExperienceFigures, year: PeriodLike, status: Status, given: Case | None
) -> Settlement:
    """Settle what was counted, with any `given` figures beside it. InputError where a figure is both."""
    at_hand = [*names_of(counted.figures), *(names_of(given.figures) if given else ())]
    sheets = worksheets(contract, year, payment_models(), published_parameters(), counted.columns, at_hand)
    figures = merge_figures(counted.figures, given.figures if given else {}, sheets)
    organization, overrides = (given.organization, given.overrides) if given else ("", {})
    case = Case(organization, year, status, figures, overrides, counted.notes, counted.columns, reuse=counted.reuse)
    return settle_case(contract, case)


def given_figures(
    contract: Contract,
    inputs: Mapping[str, Any] | Sequence[Mapping[str, Any]] | str | Path,
    *,
    year: PeriodLike | None = None,
    status: Status | None = None,
    organization: str = "",
    beside_claims: bool = False,
) -> Case:
    """The figures of headline numbers, checked against the contract's lines, but not yet settled.

    beside_claims: whether other figures are counted, so that these need not be all.
    InputError where their performance year or status is not the `year` or `status` that is asked for.
    """
    if not isinstance(inputs, Mapping | str | Path):
        raise UsageError(
            Fault("one organization's figures are meant here", fix="give a dict of line -> value, or a file")
        )
    written = written_figures(inputs, period=year, status=status, organization=organization)
    return _checked_case(contract, written, year, status, complete=not beside_claims)


def _checked_case(
    contract: Contract,
    written: WrittenFigures,
    year: PeriodLike | None,
    status: Status | None,
    *,
    complete: bool = True,
) -> Case:
    """The case of written figures, held against the contract's lines. complete: whether nothing is counted beside."""
    written.check_asked(year, status)
    return given_case(written, contract_worksheets(contract, written.period, written.names), complete=complete)


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


def _list_rows(
    line: str,
    rows: int,
    listed: dict[str, Table],
    lister: Lister,
    figures: Figures,
    sheets: Mapping[str, Worksheet],
) -> None:
    """Put the first rows behind every counted figure that the line rests on into `listed`, by listing."""
    named, _, line = line.rpartition(".")
    stream = named or next((each for each, sheet in sheets.items() if line in sheet), "")
    if stream not in sheets or line not in sheets[stream]:
        return  # that there is no such line is told of the settlement
    below = {f"{stream}.{name}" for name in _inputs_below(sheets[stream], line)}
    for name, held in figures.items():
        if name not in below or rows < 1:
            continue
        for figure in held.values() if isinstance(held, dict) else [held]:
            if figure.source.listing and figure.source.listing not in listed:
                listed[figure.source.listing] = lister(figure, rows)


def _inputs_below(sheet: Worksheet, line: str) -> set[str]:
    below: set[str] = set()
    open_lines = [sheet[line]]
    while open_lines:
        each = open_lines.pop()
        if each.name not in below:
            below.add(each.name)
            open_lines.extend(each.precedents)
    return below
