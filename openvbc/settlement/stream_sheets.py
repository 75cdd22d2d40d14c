"""The worksheets of a contract's streams, and for which of them a figure is: `line`, or `stream.line`.

A name belongs to its stream. Two streams may both have a line `expenditures`, and those are two figures. Where streams
take one figure, the contract says so: both read its scorecard, both count the people of one population, or it lists the
figure under `shared_figures`. Only then does the bare name stand for all of them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Final, TypeVar

from openvbc.contract.model import Contract
from openvbc.errors import ContractError, Fault, ParameterError, did_you_mean, raise_all
from openvbc.figures import Figure, Figures, Keyed
from openvbc.quality.scorecard import add_quality_scorecard
from openvbc.units import MEMBER_MONTHS, PERSON_YEARS, PERSONS
from openvbc.worksheet.sheet import Line, LineKind, Worksheet
from openvbc.yamlfile import quoted, shortened

#: What counts people or their months: the same for every stream on one population.
_OF_POPULATION: Final = (PERSONS, MEMBER_MONTHS, PERSON_YEARS)
_Held = TypeVar("_Held")


class StreamSheets(Mapping[str, Worksheet]):
    """The worksheet of each payment stream, by the stream's name.

    populations: whom each stream is about, by the stream's name. shared: lines that are one figure of the contract.
    """

    def __init__(
        self, sheets: Mapping[str, Worksheet], populations: Mapping[str, str], shared: Iterable[str] = ()
    ) -> None:
        self._sheets = dict(sheets)
        self._populations = dict(populations)
        self._shared = frozenset(shared)

    @classmethod
    def of_contract(cls, contract: Contract, sheets: Mapping[str, Worksheet], year: int) -> "StreamSheets":
        """The worksheets, and what the contract says is shared. ContractError if it shares what no stream has."""
        stated = contract.file.shared_figures
        known = {line.name for sheet in sheets.values() for line in sheet}
        raise_all(
            [
                Fault(
                    f"no stream has a line {quoted(name)} to share",
                    f"{contract.name}, shared_figures",
                    fix=did_you_mean(name, known),
                )
                for name in stated
                if name not in known
            ],
            ContractError,
        )
        shared = set(stated)
        if contract.scorecard is not None and len(sheets) > 1:
            scored = Worksheet("scorecard")
            with suppress(ContractError, ParameterError):  # a year without cut points: then no stream is scored
                add_quality_scorecard(scored, contract.scorecard, year)
                shared |= {line.name for line in scored}
        populations = {stream.name: stream.population for stream in contract.streams}
        return cls(sheets, populations, shared)

    def __getitem__(self, stream: str) -> Worksheet:
        return self._sheets[stream]

    def __iter__(self) -> Iterator[str]:
        return iter(self._sheets)

    def __len__(self) -> int:
        return len(self._sheets)

    def lines(self, name: str) -> tuple[tuple[str, Line], ...]:
        """The streams and lines that a name means, of any kind: `line` or `stream.line`."""
        stream, dot, line = name.partition(".")
        if dot:
            sheet = self._sheets.get(stream)
            return ((stream, sheet[line]),) if sheet is not None and line in sheet else ()
        return tuple((each, sheet[name]) for each, sheet in self._sheets.items() if name in sheet)

    def meant(self, name: str) -> tuple[tuple[str, Line], ...]:
        """The streams and lines that a figure's name means: inputs, before lines of another kind in other streams."""
        found = self.lines(name)
        return tuple((each, line) for each, line in found if line.kind is LineKind.INPUT) or found

    def line(self, name: str) -> Line | None:
        """The line that a name means; the first stream's where several share it; None if there is none."""
        found = self.meant(name)
        return found[0][1] if found else None

    def is_one_figure(self, name: str) -> bool:
        """Whether a figure's name means one line, or one figure that the streams which have it share."""
        return self._is_one(name, self.meant(name))

    def _is_one(self, name: str, found: tuple[tuple[str, Line], ...]) -> bool:
        if len(found) < 2:
            return True
        lines = [line for _, line in found]
        if len({(line.unit.name, line.keys) for line in lines}) > 1:
            return False
        if name in self._shared:
            return True
        alike = len({self._populations.get(stream, "") for stream, _ in found}) == 1
        return alike and all(line.unit in _OF_POPULATION and line.kind is LineKind.INPUT for line in lines)

    def called(self, stream: str) -> dict[str, str]:
        """How a file calls each input of a stream: by its bare name where that can mean nothing else."""
        return {
            line.name: line.name if self.is_one_figure(line.name) else f"{stream}.{line.name}"
            for line in self[stream].of_kind(LineKind.INPUT)
        }

    def fault_of_input(self, name: str, where: str) -> Fault | None:
        """The fault of a figure whose name is no input, or may mean two; None if there is none."""
        line = self.line(name)
        if line is None:
            inputs = [called for stream in self for called in self.called(stream).values()]
            what = f"this contract uses no figure {quoted(name)}"
            return Fault(what, where, fix=did_you_mean(shortened(name), inputs))
        if not self.is_one_figure(name):
            return _ambiguous(name, self.meant(name), where)
        if line.kind is LineKind.INPUT:
            return None
        return Fault(
            f"{name!r} is a {line.kind.value}, not an input",
            where,
            why="two values for one line: which of them holds cannot be known",
            fix="take it out, or set it under `overrides` with `by` and `reason`",
        )

    def fault_of_line(self, name: str, where: str) -> Fault | None:
        """The fault of a name under `overrides` that is no line, or may mean two; None if there is none."""
        if self.line(name) is None:
            known = dict.fromkeys(line.name for sheet in self.values() for line in sheet)
            return Fault(f"there is no line {quoted(name)} to set", where, fix=did_you_mean(shortened(name), known))
        found = self.lines(name)
        return None if self._is_one(name, found) else _ambiguous(name, found, where)

    def by_stream(self, figures: Mapping[str, _Held]) -> dict[str, dict[str, _Held]]:
        """What was given for inputs by name, under each stream and its line. Names without a line are left out."""
        return self._under(figures, self.meant)

    def set_by_stream(self, overrides: Mapping[str, _Held]) -> dict[str, dict[str, _Held]]:
        """The same of lines that are set from outside, whatever their kind."""
        return self._under(overrides, self.lines)

    def _under(
        self, values: Mapping[str, _Held], meant: Callable[[str], tuple[tuple[str, Line], ...]]
    ) -> dict[str, dict[str, _Held]]:
        found: dict[str, dict[str, _Held]] = {stream: {} for stream in self}
        for name, each in values.items():
            for stream, line in meant(name):
                found[stream][line.name] = each
        return found

    def in_full(self, figures: Figures) -> Figures:
        """The figures by `stream.line`; one that streams share stands under each of them."""
        return {
            f"{stream}.{line}": figure
            for stream, of_stream in self.by_stream(figures).items()
            for line, figure in of_stream.items()
        }

    def told_twice(self, names: Iterable[str], where: str) -> Iterator[Fault]:
        """One fault for each line that two of the names mean, such as `line` and `stream.line`."""
        seen: dict[tuple[str, str], str] = {}
        for name in names:
            for stream, line in self.lines(name):
                other = seen.setdefault((stream, line.name), name)
                if other != name:
                    yield Fault(
                        f"{other!r} and {name!r} are both given for line {line.name} of stream {stream}",
                        where,
                        why="two values for one line: which of them holds cannot be known",
                        fix="keep one of them",
                    )

    def spread(self, counted: Figures) -> Figures:
        """Counted figures by `stream.line`, and those that streams share also for streams that do not count them.

        Where two streams have counted such a figure with different values, nobody else gets it.
        """
        found = dict(counted)
        for stream, sheet in self.items():
            for line in sheet.of_kind(LineKind.INPUT):
                place = f"{stream}.{line.name}"
                if place in counted or not self.is_one_figure(line.name):
                    continue
                others = [counted[each] for each in self._places(line.name) if each in counted]
                if others and all(_values(each) == _values(others[0]) for each in others):
                    found[place] = others[0]
        return found

    def _places(self, line: str) -> list[str]:
        return [f"{stream}.{line}" for stream, _ in self.meant(line)]


def _ambiguous(name: str, found: tuple[tuple[str, Line], ...], where: str) -> Fault:
    streams = [stream for stream, _ in found]
    return Fault(
        f"{name!r} is a line of {len(streams)} streams: {' and '.join(streams)}",
        where,
        why="each stream's line is a figure of its own unless the contract says that they share it",
        fix=f"write {' and '.join(f'{stream}.{name}' for stream in streams)}, or list it under `shared_figures`",
    )


def of_scope(figure: "Figure | dict[Keyed, Figure]", scope: str) -> "Figure | dict[Keyed, Figure]":
    """A counted figure, or one for each member, with the scope in which it was counted."""
    if isinstance(figure, Figure):
        return replace(figure, source=replace(figure.source, scope=scope))
    return {key: replace(each, source=replace(each.source, scope=scope)) for key, each in figure.items()}


def _values(figure: "Figure | dict[Keyed, Figure]") -> object:
    return figure.value if isinstance(figure, Figure) else {key: each.value for key, each in figure.items()}
