"""A settled worksheet tried again with some lines at other values: what the payment would be."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from openvbc.errors import Fault, SettlementError
from openvbc.figures import Absent, Key, Keyed, Value
from openvbc.money import EXACT, ZERO
from openvbc.worksheet.evaluate import Evaluation, evaluate_in
from openvbc.worksheet.exact import Exact
from openvbc.worksheet.sheet import LineKind

Held = Value | Mapping[Keyed, Value]

SCORE_LINE, POINTS_LINE, COMPOSITE_LINE = "measure_score", "measure_points", "quality_score"
CUT_POINT_LINE = "cut_point"


@dataclass(frozen=True)
class Trial:
    """What lines would come to, and the payment over all streams."""

    payment: Decimal
    lines: Mapping[str, Held]

    def single(self, name: str) -> Value | None:
        """The single value of a line; None if no stream has that line."""
        value = self.lines.get(name)
        return None if value is None or isinstance(value, Mapping) else value


def held(evaluations: Mapping[str, Evaluation], name: str) -> Held | None:
    """The value of a line in the first stream that has it."""
    return next((each.values[name] for each in evaluations.values() if name in each.sheet), None)


def try_with(evaluations: Mapping[str, Evaluation], changes: Mapping[str, Held]) -> Trial:
    """All streams with `changes` to lines, by name; everything else as it was settled. Exact."""
    payment, lines = ZERO, dict[str, Held]()
    for evaluation in evaluations.values():
        sheet = evaluation.sheet
        fixed: dict[str, Held] = {
            line.name: evaluation.values[line.name]
            for line in sheet
            if line.kind is not LineKind.COMPUTED or line.name in evaluation.overrides
        }
        fixed |= {name: each for name, each in changes.items() if name in sheet}
        values = evaluate_in(Exact(), sheet, {}, fixed)
        lines = {**values, **lines}
        outcome = values[sheet.outcome]
        if not isinstance(outcome, Decimal):
            raise SettlementError(Fault(f"{sheet.title}: there is no payment at other results", fix="check the terms"))
        payment = EXACT.add(payment, outcome)
    return Trial(payment, lines)


def with_member(evaluations: Mapping[str, Evaluation], name: str, changes: Mapping[str, Value]) -> dict[str, Held]:
    """The change of a line over the measures, for some of them."""
    value = held(evaluations, name)
    return {name: {**value, **changes}} if isinstance(value, Mapping) else {}


def member(evaluations: Mapping[str, Evaluation], name: str, key: Key) -> Decimal | None:
    """One measure's value of a line; None where it is absent or no stream has the line."""
    value = held(evaluations, name)
    each = value.get(key) if isinstance(value, Mapping) else value
    return None if each is None or isinstance(each, Absent | bool) else each
