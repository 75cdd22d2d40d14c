"""Settle one performance year of a contract for one organization."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from openvbc import __version__
from openvbc.claims.engine.reuse import Reuse
from openvbc.contract.model import Contract, PaymentStream
from openvbc.errors import ContractError, Fault, InputError, OpenVBCError, SettlementError, did_you_mean, raise_all
from openvbc.figures import Absent, Figure, Figures, Keyed, Origin, Source, Value, key_parts, key_text
from openvbc.money import EXACT, ZERO, plain
from openvbc.parameters.model import ParameterSet
from openvbc.payment_models.record import PaymentModel, WorksheetRequest
from openvbc.periods import PerformanceYear
from openvbc.settlement.plausibility import Doubt, doubts
from openvbc.settlement.stream_sheets import StreamSheets
from openvbc.units import USD, YES_OR_NO
from openvbc.worksheet.evaluate import Evaluation, Override, evaluate
from openvbc.worksheet.formula import READS_A_TABLE, Apply, nodes, when
from openvbc.worksheet.inputs import check_computed, check_inputs
from openvbc.worksheet.sheet import Bar, BarRole, Line, LineKind, Reason, Worksheet
from openvbc.worksheet.words import lower_first
from openvbc.yamlfile import shortened


class Status(StrEnum):
    """Whether claims may still come in (interim) or the run-out is over (final)."""

    INTERIM = "interim"
    FINAL = "final"


@dataclass(frozen=True)
class StreamSettlement:
    """One payment stream, settled."""

    stream: PaymentStream
    evaluation: Evaluation

    @property
    def outcome(self) -> Value:
        """The value of the line that answers the stream's question."""
        return self.evaluation.value(self.evaluation.sheet.outcome)


@dataclass(frozen=True)
class Settlement:
    """What a contract comes to for one performance year and organization.

    fingerprint: SHA-256 of contract, published values, figures with their sources, overrides, and program version;
    the same fingerprint always goes with the same bytes of every report, but for what is said of kept counts.
    case: the figures as they were settled.
    """

    contract: Contract
    organization: str
    performance_year: PerformanceYear
    status: Status
    streams: tuple[StreamSettlement, ...]
    fingerprint: str
    case: "Case"

    @property
    def notes(self) -> tuple[str, ...]:
        """What the counting of figures said."""
        return self.case.notes

    @property
    def counted_before(self) -> str:
        """How much of the counting was taken from kept counts, in words; "" where nothing was."""
        return self.case.reuse.words if self.case.reuse is not None else ""

    @property
    def accepted(self) -> str:
        """Why figures that look wrong are right, as somebody said who settled them; "" where nobody did."""
        return self.case.accepted

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """The given figures that look wrong beside others."""
        year = self.performance_year
        return tuple(doubt for each in self.streams for doubt in doubts(each.stream.name, each.evaluation, year))

    @property
    def net_payment(self) -> Decimal:
        """What the provider receives (+) or owes (−) over all streams, in dollars and cents."""
        net = ZERO
        for stream in self.streams:
            if isinstance(stream.outcome, Decimal):
                net = EXACT.add(net, stream.outcome)
        return net

    @property
    def provider_name(self) -> str:
        """The organization that is settled; the contract's provider if the figures name none."""
        return self.organization or self.contract.file.parties.provider.name

    @property
    def paid_through(self) -> date:
        """The last day on which a claim of this year may be paid and still count."""
        return self.performance_year.paid_through(self.contract.file.agreement.run_out_months)

    @property
    def days_after(self) -> tuple[tuple[str, date], ...]:
        """The days that follow the run-out by the contract: statement, dispute, reopening, audit."""
        agreed = self.contract.file.after_settlement
        return agreed.days(self.paid_through) if agreed is not None else ()

    def stream(self, name: str) -> StreamSettlement:
        """The settlement of one stream; SettlementError with a hint if there is none of that name."""
        for each in self.streams:
            if each.stream.name == name:
                return each
        known = [each.stream.name for each in self.streams]
        raise SettlementError(Fault(f"there is no payment stream {name!r}", fix=did_you_mean(name, known)))


def worksheets(
    contract: Contract,
    year: int | str,
    models: Mapping[str, PaymentModel],
    parameters: ParameterSet,
    columns: Mapping[str, tuple[str, ...]] | None = None,
    at_hand: Iterable[str] = (),
) -> StreamSheets:
    """The worksheet of each payment stream, by the stream's name, before any figure.

    year: the performance year, or the name of what is settled. columns: columns that only the data know, by `axis`, or
    by `stream.axis` for one stream alone. at_hand: the names of the figures that there are, by `line` or `stream.line`:
    where the totals of a ratio are among them, the worksheet divides.
    """
    performance_year = performance_year_of(contract, year)
    contract = contract.in_year(performance_year)
    sheets = {}
    for stream in contract.streams:

        def of_stream(names: Iterable[str], prefix: str = f"{stream.name}.") -> dict[str, str]:
            own = (name for name in names if "." not in name.partition("[")[0] or name.startswith(prefix))
            return {name.removeprefix(prefix): name for name in own}

        own = {axis: (columns or {})[name] for axis, name in of_stream(columns or {}).items()}
        request = WorksheetRequest(
            stream,
            contract.agreement,
            performance_year,
            parameters,
            contract.scorecard,
            own,
            frozenset(of_stream(at_hand)),
        )
        build = models[stream.model].worksheet if stream.is_agreed else _not_agreed
        sheets[stream.name] = build(request)
        raise_all(list(_not_taken_over(stream, sheets[stream.name])), ContractError)
    return StreamSheets.of_contract(contract, sheets, performance_year.year)


def _not_taken_over(stream: PaymentStream, sheet: Worksheet) -> Iterator[Fault]:
    """Lines of other streams that `overlaps` names and that the stream's model adds or takes off nowhere."""
    taken = {(key, line) for each in sheet for key, line in (each.stream_lines or {}).items()}
    for overlap in stream.overlaps if stream.is_agreed else ():
        if overlap.line is not None and (overlap.stream, overlap.line) not in taken:
            yield Fault(
                f"stream {stream.name!r} takes over line {overlap.line!r} of {overlap.stream!r}, and its model"
                f" {stream.model} has no place for it",
                stream.node.where,
                why="the amount would count twice, and the contract says that it does not",
                fix="name the line under a stream that settles the cost of care",
            )


def _not_agreed(request: WorksheetRequest) -> Worksheet:
    """The worksheet of a stream in a year for which nothing is agreed: that is the result, and it says so."""
    words = "no settlement is agreed for this year"
    sheet = Worksheet(f"{request.stream.name.replace('_', ' ').capitalize()}, {request.performance_year.words}")
    sheet.section("outcome", "Outcome")
    clause = request.stream.clause()
    agreed = sheet.term("settlement_agreed", "A settlement is agreed", YES_OR_NO, value=False, clause=clause)
    sheet.line("net_payment", "Net payment to the provider (+) or owed by it (−)", USD, ZERO, note=f"N{words[1:]}.")
    sheet.outcome = "net_payment"
    sheet.waterfall = (Bar("net_payment", BarRole.TOTAL),)
    sheet.reasons = (Reason(when(agreed, then=False, otherwise=True), agreed.name, words),)
    return sheet


def names_of(figures: Figures) -> Iterator[str]:
    """The names under which there are figures: `line`, and `line[member]` for each that they name first."""
    for name, figure in figures.items():
        yield name
        if isinstance(figure, dict):
            yield from dict.fromkeys(f"{name}[{key_parts(key)[0]}]" for key in figure)


def performance_year_of(contract: Contract, year: int | str) -> PerformanceYear:
    """The contract's performance year, or the part of one, of that name; SettlementError names those that there are."""
    agreement = contract.agreement
    try:
        return agreement.find(year)
    except KeyError:
        years = ", ".join(each.name for each in agreement.performance_years)
        parts = f"; it is settled for {', '.join(each.name for each in agreement.parts)}" if agreement.parts else ""
        raise SettlementError(
            Fault(f"{contract.name} has no performance year {year}", fix=f"its years are {years}{parts}")
        ) from None


@dataclass(frozen=True)
class Case:
    """The figures to settle: for one organization and performance year, with status and lines set from outside.

    performance_year: the year, or the name of what is settled where that is a part of it or has a name of its own.
    figures, overrides: by the line's name, or by `stream.line` where several streams have a line of that name which
    they do not share. notes: what the counting of the figures has to say (who was left out and why, what its audits
    found). columns: columns that only the data know, such as the counties of a region. accepted: why figures that look
    wrong beside others are right, as somebody said; "" where nobody did. reuse: how much of the counting was taken from
    kept counts, which changes no figure and no fingerprint.
    """

    organization: str
    performance_year: int | str
    status: Status
    figures: Figures
    overrides: Mapping[str, Override]
    notes: tuple[str, ...] = ()
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    accepted: str = ""
    reuse: Reuse | None = field(default=None, compare=False)


def settle(contract: Contract, case: Case, models: Mapping[str, PaymentModel], parameters: ParameterSet) -> Settlement:
    """Settle a case. InputError lists every fault of its figures; SettlementError says why there is no answer."""
    organization = shortened(case.organization)
    year = performance_year_of(contract, case.performance_year)
    contract = contract.in_year(year)
    at_hand = names_of(case.figures)
    sheets = worksheets(contract, case.performance_year, models, parameters, case.columns, at_hand)
    raise_all(list(_stray(sheets, case)), InputError)
    streams: list[StreamSettlement] = []
    errors: list[OpenVBCError] = []
    figures_of, overrides_of = sheets.by_stream(case.figures), sheets.set_by_stream(case.overrides)
    for stream in contract.streams:
        sheet, overrides = sheets[stream.name], overrides_of[stream.name]
        try:
            figures = _with_outcomes(sheet, figures_of[stream.name], stream, streams)
            values = {name: each.value for name, each in overrides.items()}
            check_inputs(sheet, figures, organization, values, sheets.called(stream.name))
            evaluation = evaluate(sheet, figures, overrides)
            check_computed(evaluation, organization)
            _check_outcome(evaluation)
        except InputError as error:
            errors.append(error)
        except SettlementError as error:
            errors.append(SettlementError([_of(organization, fault) for fault in error.faults]))
        else:
            streams.append(StreamSettlement(stream, evaluation))
    raise_together(errors)
    fingerprint = _fingerprint(contract, case, year, tuple(streams))
    return Settlement(contract, case.organization, year, case.status, tuple(streams), fingerprint, case)


def _with_outcomes(
    sheet: Worksheet, figures: Figures, stream: PaymentStream, settled: Sequence[StreamSettlement]
) -> Figures:
    """The figures of a stream, with the outcomes of streams above it that its worksheet takes over.

    InputError where such an outcome is given too.
    SettlementError where a stream that it names does not stand above it, or could not be settled.
    """
    found = dict(figures)
    outcomes = {each.stream.name: each.outcome for each in settled}
    for line in sheet:
        if not line.of_streams:
            continue
        if line.name in found:
            what = f"{line.name} is given, and it comes from this settlement's own streams"
            raise InputError(Fault(what, f"line {line.name}", why="two values for one line", fix="take it out"))
        missing = [key for key in line.keys if key not in outcomes]
        if missing:
            raise SettlementError(
                Fault(
                    f"stream {stream.name!r} takes over the outcome of {missing[0]!r}, which is not settled above it",
                    stream.node.where,
                    fix="name streams of this contract that stand above it",
                )
            )
        lines = line.stream_lines or {}
        found[line.name] = {
            key: _line_of(settled, key, lines[key], stream)
            if key in lines
            else Figure(outcomes[key], Source(Origin.SETTLED, f"outcome of stream {key} in this settlement"))
            for key in line.keys
            if isinstance(key, str)
        }
    return found


def _line_of(settled: Sequence[StreamSettlement], name: str, line: str, taken_by: PaymentStream) -> Figure:
    """The amount of a line of a stream above. SettlementError where it has no such single amount."""
    (other,) = (each for each in settled if each.stream.name == name)
    sheet = other.evaluation.sheet
    if line not in sheet or sheet[line].axes or sheet[line].unit.kind != "money":
        known = [each.name for each in sheet if not each.axes and each.unit.kind == "money"]
        raise SettlementError(
            Fault(
                f"stream {taken_by.name!r} takes over line {line!r} of {name!r}, which is no single amount there",
                taken_by.node.where,
                fix=did_you_mean(line, known),
            )
        )
    source = Source(Origin.SETTLED, f"line {line} of stream {name} in this settlement")
    return Figure(other.evaluation.value(line), source)


def raise_together(errors: Sequence[OpenVBCError]) -> None:
    """Raise the faults of several errors at once: as InputError if one of them is, else as the first one's class."""
    if errors:
        first = next((each for each in errors if isinstance(each, InputError)), errors[0])
        raise type(first)(list(dict.fromkeys(fault for each in errors for fault in each.faults)))


def _of(organization: str, fault: Fault) -> Fault:
    return replace(fault, where=", ".join(part for part in (organization, fault.where) if part))


def _stray(sheets: StreamSheets, case: Case) -> Iterator[Fault]:
    """Figures and overrides that no stream has a line for, or that may mean two."""
    where = shortened(case.organization)
    for name in case.figures:
        fault = sheets.fault_of_input(name, where)
        if fault is not None:
            yield fault
    for name in case.overrides:
        fault = sheets.fault_of_line(name, where)
        if fault is not None:
            yield fault
    yield from sheets.told_twice(case.figures, where)
    yield from sheets.told_twice(case.overrides, where)


def _check_outcome(evaluation: Evaluation) -> None:
    if isinstance(evaluation.value(evaluation.sheet.outcome), Absent):
        line = _absent_cause(evaluation)
        empty = list(_of_nothing(evaluation, line))
        if empty:
            what = f"there is nothing to measure, so there is no payment to state: {'; '.join(empty)}"
            why = f"{line.label!r} has no value where nothing is counted, and no other result stands beside it"
            fix = "see whether cases are missing, or agree what is paid where there are none"
            raise SettlementError(Fault(what, f"line {line.name}", why=why, fix=fix))
        texts = list(_out_of_reach(evaluation, line))
        raise SettlementError(
            Fault(
                f"{line.label!r} has no value, so there is no payment to state",
                f"line {line.name}",
                why="; ".join(texts) or "a published table may not reach this far, or an optional figure is absent",
                fix=f"check {', '.join(each.name for each in line.precedents) or 'the figures that this line reads'}",
            )
        )


def _of_nothing(evaluation: Evaluation, line: Line) -> Iterator[str]:
    """In words, each count that a line reads and that is of 0 cases: a share of nothing is no result."""
    for part in line.precedents:
        whole = part.not_above
        if not isinstance(whole, Line):
            continue
        cases = evaluation.values[whole.name]
        of = cases.items() if isinstance(cases, dict) else [("", cases)]
        for key, number in of:
            if number == 0:
                member = f", {key_text(key)}" if key != "" else ""
                yield f"{part.label}{member}: 0 of 0"


def _absent_cause(evaluation: Evaluation) -> Line:
    """The line from which the outcome's absence comes: down from it, the first absent line at each step."""
    line = evaluation.sheet[evaluation.sheet.outcome]
    while True:
        above = [each for each in line.precedents if _is_absent(evaluation.values[each.name])]
        computed = [each for each in above if each.kind is LineKind.COMPUTED]
        if not above:
            return line
        line = (computed or above)[0]


def _out_of_reach(evaluation: Evaluation, line: Line) -> Iterator[str]:
    """For each table that an absent line reads by size: from where the table reaches, and at what it was asked."""
    for node in nodes(line.formula) if line.formula is not None else ():
        if not isinstance(node, Apply) or node.operation not in READS_A_TABLE or node.table is None:
            continue
        asked = node.arguments[0]
        if isinstance(asked, Line) and isinstance(value := evaluation.values[asked.name], Decimal):
            start = asked.show(node.table.bounds[0])
            yield f"{node.table.label} begins at {start}, and {lower_first(asked.label)} is {asked.show(value)}"
        else:
            yield f"{node.table.label} begins at {plain(node.table.bounds[0])}"


def _is_absent(value: "Value | Mapping[Keyed, Value]") -> bool:
    if isinstance(value, Mapping):
        return all(isinstance(each, Absent) for each in value.values())
    return isinstance(value, Absent)


def _fingerprint(contract: Contract, case: Case, year: PerformanceYear, streams: tuple[StreamSettlement, ...]) -> str:
    parts = {
        "version": __version__,
        "contract": contract.digest,
        "organization": case.organization,
        "performance_year": year.key,
        "status": case.status.value,
        "overrides": {name: [_text(each.value), each.by, each.reason] for name, each in case.overrides.items()},
        "notes": case.notes,
        **({"accepted": case.accepted} if case.accepted else {}),
        "streams": {each.stream.name: _known_lines(each.evaluation) for each in streams},
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _known_lines(evaluation: Evaluation) -> dict[str, object]:
    """Inputs, terms and published values with where they come from; what is computed follows from them."""
    parts: dict[str, object] = {}
    for line in evaluation.sheet:
        stands = [str(line.rule or ""), str(line.clause or "")]
        if line.kind is LineKind.COMPUTED:
            parts[line.name] = stands
            continue
        # An override is told apart; here stands what was given, which every report shows beside it.
        value = evaluation.without_override.get(line.name, evaluation.values[line.name])
        values = (
            {key_text(key): _text(each) for key, each in value.items()} if isinstance(value, Mapping) else _text(value)
        )
        parts[line.name] = [values, stands, _digests(evaluation, line.name)]
    for table in evaluation.sheet.tables:
        parts[f"table {table.name}"] = {
            name: [plain(each) for each in column] for name, column in table.columns.items()
        }
    return parts


def _digests(evaluation: Evaluation, name: str) -> list[str]:
    found = evaluation.sources.get(name)
    sources = found.values() if isinstance(found, Mapping) else [found] if found is not None else []
    return [f"{source} {[file.sha256 for file in source.files]}" for source in sources]


def _text(value: Value) -> str:
    if isinstance(value, Absent):
        return "absent"
    return str(value) if isinstance(value, bool) else plain(value)
