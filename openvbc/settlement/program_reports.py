"""What a program's reports give a contract: figures that are read or still missing, and its steps beside ours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from openvbc.contract.model import Contract
from openvbc.errors import ContractError, Fault, SettlementError
from openvbc.figures import ABSENT, Figure, Figures, Key, Keyed
from openvbc.methods.program_reports import PrintedStep, ProgramReports
from openvbc.money import EXACT
from openvbc.parameters.model import ParameterSet
from openvbc.payment_models.record import PaymentModel
from openvbc.settlement.experience_options import worksheet_request
from openvbc.settlement.settle import worksheets
from openvbc.settlement.stream_sheets import StreamSheets
from openvbc.worksheet.evaluate import evaluate
from openvbc.worksheet.prepared import part_of
from openvbc.worksheet.sheet import Line, LineKind, Worksheet

#: A printed figure is a binary number, good for so many digits behind the first.
_DIGITS = 14


@dataclass(frozen=True)
class StepBesideOurs:
    """A step that the program printed, beside our line. ours: None where it rests on figures that are not there."""

    step: PrintedStep
    label: str
    ours: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        """The program's figure less ours; None where ours is not known."""
        return None if self.ours is None else EXACT.subtract(self.step.value, self.ours)

    @property
    def agrees(self) -> bool | None:
        """Whether ours is the program's as far as that was printed; None where ours is not known."""
        if self.ours is None:
            return None
        last = max(self.step.value.adjusted() - _DIGITS, -self.step.places)
        return abs(EXACT.subtract(self.step.value, self.ours)) <= Decimal(5).scaleb(last - 1)


@dataclass(frozen=True)
class ReportsForContract:
    """Reports read for a stream of a contract.

    period: the performance year, by its key. sheets: the contract's worksheets for what is at hand. missing: inputs
    that no report gave, which a settlement needs.
    """

    contract: Contract
    period: int | str
    stream: str
    sheets: StreamSheets
    read: ProgramReports
    steps: tuple[StepBesideOurs, ...]
    missing: Mapping[Line, tuple[Key, ...]]


def read_program_reports(
    contract: Contract,
    period: int | str,
    paths: Sequence[Path],
    models: Mapping[str, PaymentModel],
    parameters: ParameterSet,
) -> ReportsForContract:
    """Read a program's own reports for the first stream whose payment model reads such.

    ContractError if none does; InputError and FileError tell what is wrong with the reports.
    """
    for stream in contract.streams:
        reads = models[stream.model].read_reports
        if reads is not None:
            read = reads(worksheet_request(contract, stream, period, parameters), paths)
            sheets = worksheets(contract, period, models, parameters, at_hand=read.figures)
            sheet = sheets[stream.name]
            steps = _beside_ours(sheet, read)
            return ReportsForContract(contract, period, stream.name, sheets, read, steps, _missing(sheet, read.figures))
    used = ", ".join(sorted({stream.model for stream in contract.streams}))
    reading = ", ".join(sorted(name for name, model in models.items() if model.read_reports is not None))
    what = f"no stream of {contract.name} is of a program whose reports are read"
    raise ContractError(Fault(what, why=f"its payment models are {used}", fix=f"reports are read for {reading}"))


def _missing(sheet: Worksheet, figures: Figures) -> dict[Line, tuple[Key, ...]]:
    """Inputs of which a figure is needed and not there; of a line over an axis, the members."""
    found = {}
    for line in sheet.of_kind(LineKind.INPUT):
        if line.of_streams or (line.optional and not line.stated):
            continue
        given = figures.get(line.name)
        keys = (
            () if given is None or isinstance(given, Figure) else tuple(each for each in line.keys if each not in given)
        )
        if given is None or keys:
            found[line] = keys
    return found


def _beside_ours(sheet: Worksheet, read: ProgramReports) -> tuple[StepBesideOurs, ...]:
    """Each printed step with our line, worked out from the figures that are there; the others are absent."""
    known = [each for each in read.steps if each.line in sheet]
    values: dict[str, object] = {}
    for name in dict.fromkeys(each.line for each in known):
        part = part_of(sheet, [name])
        figures = {line.name: _or_absent(line, read.figures.get(line.name)) for line in part.of_kind(LineKind.INPUT)}
        try:
            values[name] = evaluate(part, figures).values[name]
        except SettlementError:  # a division by what is not there
            values[name] = ABSENT
    found = []
    for each in known:
        value = values[each.line]
        if isinstance(value, Mapping):
            value = value.get(each.key, ABSENT)
        found.append(StepBesideOurs(each, sheet[each.line].label, value if isinstance(value, Decimal) else None))
    return tuple(found)


def _or_absent(line: Line, given: "Figure | Mapping[Keyed, Figure] | None") -> "Figure | dict[Keyed, Figure]":
    nothing = Figure(ABSENT)
    if not line.axes:
        return given if isinstance(given, Figure) else nothing
    there = given if isinstance(given, Mapping) else {}
    return {key: there.get(key, nothing) for key in line.keys}
