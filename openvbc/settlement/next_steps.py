"""What the next step of each measure would pay: differences of two whole settlements."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from openvbc.errors import Fault, SettlementError
from openvbc.money import EXACT
from openvbc.payment_models.record import PaymentModel
from openvbc.quality.trial import try_with, with_member
from openvbc.settlement.settle import Settlement


@dataclass(frozen=True)
class Worth:
    """A step and what it pays more. line: the input; current, needed: its figures in the line's own form."""

    line: str
    label: str
    current: str
    needed: str
    dollars: Decimal


def worth_of_steps(settlement: Settlement, models: Mapping[str, PaymentModel]) -> tuple[Worth, ...]:
    """Every step that the payment models of its streams know. SettlementError where none knows any."""
    found: list[Worth] = []
    known = False
    for stream in settlement.streams:
        steps = models[stream.stream.model].next_steps
        if steps is None:
            continue
        known = True
        own = {stream.stream.name: stream.evaluation}
        before = try_with(own, {}).payment
        for step in steps(stream.evaluation):
            line, held = stream.evaluation.sheet[step.line], stream.evaluation.values[step.line]
            now = held[step.key] if isinstance(held, Mapping) else held
            changes = with_member(own, step.line, {str(step.key): step.needed})
            more = EXACT.subtract(try_with(own, changes).payment, before)
            shown = line.unit.show_exactly(now) if isinstance(now, Decimal) else ""
            told = f"{line.label}: {step.label}"
            found.append(Worth(step.line, told, shown, line.unit.show_exactly(step.needed), more))
    if not known:
        what = f"no payment model of {settlement.contract.name} knows next steps"
        raise SettlementError(Fault(what, fix="see `openvbc sensitivity` for what a quality scorecard is worth"))
    return tuple(sorted(found, key=lambda each: each.dollars, reverse=True))
