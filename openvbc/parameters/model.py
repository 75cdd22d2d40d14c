"""Parameters and the set of them: `resolve` finds exactly one value or refuses."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from openvbc.citation import Citation
from openvbc.errors import Fault, ParameterError, did_you_mean
from openvbc.parameters.scope import Asked, Scope
from openvbc.units import Unit


@dataclass(frozen=True)
class Table:
    """Rows read by size: rising lower `bounds` and, for each, a value in every column."""

    bounds: tuple[Decimal, ...]
    columns: Mapping[str, tuple[Decimal, ...]]


#: The unit of lists of codes, which are text and nothing to reckon with.
CODES: Final = Unit("codes", "codes", 0)


@dataclass(frozen=True)
class CodeList:
    """Codes that one text adds to a list: HCPCS, specialties, revenue centers. Text, with leading zeros.

    meanings: what each means, in one word, where the list says it.
    """

    codes: tuple[str, ...]
    meanings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ParameterValue:
    """One published value of a parameter.

    value: a number, a flag, a Table, or the codes that one text adds to a list. scope: where it applies.
    citation: where it stands, with its status.
    where: file and line of the parameter file.
    """

    parameter: str
    label: str
    unit: Unit
    value: "Decimal | bool | Table | CodeList"
    scope: Scope
    citation: Citation
    where: str

    @property
    def number(self) -> Decimal:
        """The value as a number; TypeError if it is a table or a flag."""
        if not isinstance(self.value, Decimal):
            raise TypeError(f"{self.parameter} is no single number")
        return self.value

    @property
    def table(self) -> Table:
        """The value as a table; TypeError if it is none."""
        if not isinstance(self.value, Table):
            raise TypeError(f"{self.parameter} is no table")
        return self.value

    @property
    def code_list(self) -> tuple[str, ...]:
        """The codes that the value adds; TypeError if it is no list of codes."""
        if not isinstance(self.value, CodeList):
            raise TypeError(f"{self.parameter} is no list of codes")
        return self.value.codes

    def meaning(self, code: str) -> str:
        """What a code of the list means, in one word; '' where the list has no words."""
        return self.value.meanings.get(code, "") if isinstance(self.value, CodeList) else ""

    @property
    def shown(self) -> str:
        """The value as people read it; a table says how many rows it has."""
        if isinstance(self.value, Table):
            return f"table of {len(self.value.bounds)} rows"
        if isinstance(self.value, CodeList):
            return f"{len(self.value.codes)} codes"
        return self.unit.show_exactly(self.value)


class ParameterSet:
    """All values of one or more folders of parameter files, without overlaps."""

    def __init__(self, values: Iterable[ParameterValue]) -> None:
        self._values: dict[str, list[ParameterValue]] = {}
        for value in values:
            self._values.setdefault(value.parameter, []).append(value)

    def __iter__(self) -> Iterator[ParameterValue]:
        for name in sorted(self._values):
            yield from self._values[name]

    def codes(self, parameter: str, **asked: Asked) -> tuple[ParameterValue, ...]:
        """The values of a list of codes for this scope, each the codes that one text adds; in the order of the file.

        ParameterError if the list is unknown or nothing applies.
        """
        fitting = [value for value in self._of(parameter) if value.scope.holds(asked)]
        if not fitting:
            raise ParameterError(self._nothing_fits(parameter, asked))
        return tuple(fitting)

    def texts(self, parameter: str) -> tuple[ParameterValue, ...]:
        """Every value of a parameter, whatever its scope, in the order of the file. ParameterError if it is unknown."""
        return tuple(self._of(parameter))

    def _of(self, parameter: str) -> list[ParameterValue]:
        values = self._values.get(parameter)
        if values is None:
            fix = did_you_mean(parameter, self._values)
            raise ParameterError(Fault(f"there is no published parameter {parameter!r}", fix=fix))
        return values

    def _nothing_fits(self, parameter: str, asked: Mapping[str, Asked]) -> Fault:
        nearest = min(self._of(parameter), key=lambda value: value.scope.misses(asked))
        return Fault(
            f"{parameter} has no value for {_scope_in_words(asked)}",
            why=f"the nearest is for {nearest.scope} ({nearest.where})",
            fix="check the contract's dates and track, or add the value with its citation",
        )

    def resolve(self, parameter: str, **asked: Asked) -> ParameterValue:
        """The one value of `parameter` for this scope.

        ParameterError if the parameter is unknown, or if no value or more than one applies; it names the nearest.
        """
        fitting = [value for value in self._of(parameter) if value.scope.holds(asked)]
        if len(fitting) == 1:
            return fitting[0]
        raise ParameterError(overlap(*fitting[:2]) if fitting else self._nothing_fits(parameter, asked))


def _scope_in_words(asked: Mapping[str, Asked]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {each}" for name, each in asked.items()) or "no scope"


def overlap(first: ParameterValue, second: ParameterValue) -> Fault:
    """The fault of two values of one parameter that can both apply."""
    return Fault(
        f"{first.parameter} has two values that can apply at once: for {first.scope}, and for {second.scope}",
        f"{first.where} and {second.where}",
        why="which of the two holds cannot be known",
        fix="narrow one of the scopes",
    )
