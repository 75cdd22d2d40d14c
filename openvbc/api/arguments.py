"""What people write where a contract, figures or a count are asked for: paths, text, dicts, plain numbers."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from numbers import Integral
from pathlib import Path
from typing import Any, Final, TypedDict

from openvbc.api.paths import PathLike, given_path, path_of
from openvbc.contract.load import contract_from_text, contract_from_values
from openvbc.contract.load import load_contract as contract_in_file
from openvbc.contract.model import Contract
from openvbc.errors import Fault, InputError, UsageError, did_you_mean
from openvbc.money import money_from_text, rate_from_text
from openvbc.payment_models.registry import payment_models, published_parameters
from openvbc.settlement.experience_options import ExperienceOptions, Inspect
from openvbc.settlement.figures_sheet import figures_in_workbook, holds_figures
from openvbc.settlement.inputs import WrittenFigures
from openvbc.settlement.settle import Status, worksheets
from openvbc.settlement.stream_sheets import StreamSheets
from openvbc.yamlfile import quoted, refused_value

#: A contract that is loaded, its file, its YAML text, or the same as a dict.
ContractLike = Contract | Mapping[str, Any] | str | Path
#: Figures: a file (.yaml, .csv, .xlsx), a YAML text, a dict of line -> value, or a list of such dicts, one each.
InputsLike = Mapping[str, Any] | Sequence[Mapping[str, Any]] | str | Path
#: A performance year by its number, or a period by its name: 2026, "SFY2026 Q1", "2026-07".
PeriodLike = int | str

_CONTRACT: Final = "contract"
_FIGURES: Final = "inputs"


class Counting(TypedDict, total=False):
    """What may be said of a count from claims.

    participants: the list of participants (.csv, .xlsx). national, counties: files of published factors. people: lists
    of people by the name of the population. roster: the monthly roster of members (.csv, .xlsx). engine:
    where to count: duckdb, sail, postgresql://..., sc://... recount: count anew what was counted from the same claims
    before. progress: hears the name of each query before it runs.
    """

    participants: PathLike | None
    national: PathLike | None
    counties: PathLike | None
    people: Mapping[str, PathLike]
    roster: PathLike | None
    engine: str
    recount: bool
    progress: Callable[[str], None] | None


def load_contract(contract: ContractLike) -> Contract:
    """Read and check a contract: its file, its YAML text, or a dict as the file would hold it.

    ContractError (or FileError) lists every fault with its line, or with its place in the dict.
    """
    if isinstance(contract, Contract):
        return contract
    if isinstance(contract, Mapping):
        return contract_from_values(contract, _CONTRACT, payment_models())
    if is_yaml_text(contract):
        return contract_from_text(str(contract), _CONTRACT, payment_models())
    return contract_in_file(path_of(contract, "a contract"), payment_models())


def contract_worksheets(contract: Contract, year: PeriodLike, at_hand: Iterable[str] = ()) -> StreamSheets:
    """The worksheet of each payment stream for a year or period, before any figure, by the stream's name.

    at_hand: the names of the figures that there are: where they are the totals of a ratio, the worksheet divides.
    """
    return worksheets(contract, year, payment_models(), published_parameters(), at_hand=at_hand)


def is_yaml_text(written: object) -> bool:
    """Whether text is YAML itself and not the name of a file: it has several lines, or opens a group."""
    return isinstance(written, str) and ("\n" in written or written.lstrip().startswith("{"))


def written_figures(
    inputs: Mapping[str, Any] | str | Path,
    *,
    period: PeriodLike | None = None,
    status: str | None = None,
    organization: str = "",
    name: str = _FIGURES,
) -> WrittenFigures:
    """Headline numbers as a file, a text or a dict gives them; figures alone are told their period and status."""
    if isinstance(inputs, Mapping):
        return WrittenFigures.in_python(_as_file(inputs, period, status, organization), name)
    if is_yaml_text(inputs):
        return WrittenFigures.in_text(str(inputs), name).told(period, status)
    file = path_of(inputs, "a file of figures")
    written = figures_in_workbook(file).written if holds_figures(file) else WrittenFigures.in_file(file)
    return written.told(period, status)


def _as_file(
    inputs: Mapping[str, Any], period: PeriodLike | None, status: str | None, organization: str
) -> dict[str, Any]:
    """What a file of these figures would hold."""
    if "figures" in inputs:
        return dict(inputs)
    if period is None or status is None:
        raise UsageError(
            Fault(
                "figures in a dict do not say their period and status",
                _FIGURES,
                fix='give both, for example period=2026, status="final"',
            )
        )
    key = "performance_year" if str(period).isdecimal() else "period"
    named = {"organization": organization} if organization else {}
    return {**named, key: str(period), "status": str(status), "figures": dict(inputs)}


def chosen_status(status: str | None) -> Status | None:
    """Interim or final. UsageError if it is another word."""
    words = [each.value for each in Status]
    if status is None:
        return None
    if str(status) not in words:
        raise UsageError(Fault(f"status is {quoted(str(status))}", fix=did_you_mean(str(status), words)))
    return Status(status)


def experience_options(counting: Counting, inspect: Inspect | None = None) -> ExperienceOptions:
    """The options of a count. TypeError if there is none of a name, as Python says of any call."""
    for name in counting:
        if name not in Counting.__annotations__:
            raise TypeError(f"unexpected keyword argument {name!r}; {did_you_mean(name, Counting.__annotations__)}")
    named = {"national": counting.get("national"), "county": counting.get("counties")}
    return ExperienceOptions(
        given_path(counting.get("participants"), "a list of participants"),
        {name: path_of(path, "a file of factors") for name, path in named.items() if path is not None},
        {name: path_of(path, "a list of people") for name, path in (counting.get("people") or {}).items()},
        given_path(counting.get("roster"), "a roster"),
        counting.get("engine") or "duckdb",
        bool(counting.get("recount")),
        counting.get("progress"),
        inspect,
    )


def amount_of(value: object, what: str, example: str) -> Decimal:
    """An amount of money, written as text, a whole number or a Decimal. InputError if it is none."""
    if isinstance(value, float) or not isinstance(value, str | Decimal | Integral):
        raise InputError(refused_value(value, what))
    try:
        return money_from_text(str(value))
    except ValueError as error:
        raise InputError(Fault(str(error), what, fix=f"write for example {example}")) from None


def share_of_text(value: object, what: str) -> Decimal:
    """A share from 0% to 100%, written as "70%", "0.7" or a Decimal. UsageError if it is none."""
    if isinstance(value, float) or not isinstance(value, str | Decimal | Integral):
        raise UsageError(refused_value(value, what))
    try:
        rate = rate_from_text(str(value))
    except ValueError as error:
        raise UsageError(Fault(f"{what}: {error}", fix="write for example 70%")) from None
    if not 0 <= rate <= 1:
        raise UsageError(Fault(f"{what} {value} lies outside 0% to 100%", fix="write for example 70%"))
    return rate
