"""Published values as lines of a worksheet: the value in force for a year, or one for each member of an axis."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from openvbc.citation import Citation, Status
from openvbc.figures import Keyed, Value
from openvbc.parameters.model import ParameterSet, ParameterValue
from openvbc.parameters.scope import Asked
from openvbc.worksheet.formula import Axis
from openvbc.worksheet.sheet import Line, Worksheet

#: From the best confirmed to the least.
_CONFIRMED = (Status.VERIFIED, Status.CITED, Status.SECONDARY, Status.UNCONFIRMED)


@dataclass(frozen=True)
class PublishedLines:
    """The published values that hold for one worksheet. asked: what they are asked for, such as the fiscal year."""

    sheet: Worksheet
    parameters: ParameterSet
    asked: Mapping[str, Asked] = field(default_factory=dict)

    def value(self, parameter: str, **more: Asked) -> ParameterValue:
        """The value in force; ParameterError if there is none."""
        return self.parameters.resolve(parameter, **self.asked, **more)

    def holds(self, parameter: str, **more: Asked) -> bool:
        """Whether a published yes-or-no rule holds."""
        return self.value(parameter, **more).value is True

    def words(self, parameter: str, **more: Asked) -> tuple[str, ...]:
        """The words of a list in force, in the order of the texts that hold; ParameterError if none holds."""
        return tuple(word for each in self.parameters.codes(parameter, **self.asked, **more) for word in each.code_list)

    def line(self, parameter: str, name: str, label: str = "", **more: Asked) -> Line:
        """The line of a published number or flag; its label is the parameter's own unless another is given."""
        found = self.value(parameter, **more)
        value = found.value if isinstance(found.value, bool) else found.number
        return self.sheet.parameter(name, label or found.label, found.unit, value, rule=found.citation)

    def over(self, parameter: str, name: str, axis: Axis, dimension: str, label: str = "") -> Line:
        """The line of a published number for each member of an axis, which scopes name by `dimension`."""
        found = {key: self.value(parameter, **{dimension: key}) for key in axis.keys}
        first = next(iter(found.values()))
        values: dict[Keyed, Value] = {key: each.number for key, each in found.items()}
        rule = least_confirmed([each.citation for each in found.values()])
        return self.sheet.parameter(name, label or first.label, first.unit, values, axis=axis, rule=rule)


def least_confirmed(citations: list[Citation]) -> Citation:
    """Of several citations the first of those that are confirmed least, so that a doubt about one value is told."""
    return max(citations, key=lambda each: _CONFIRMED.index(each.status))
