"""The lines of a worksheet that matter most for its outcome: those that print explains in full."""

from collections.abc import Iterator

from openvbc.reports.unmet import unmet_conditions
from openvbc.worksheet.evaluate import Evaluation
from openvbc.worksheet.sheet import Line, LineKind


def outcome_path(evaluation: Evaluation) -> tuple[Line, ...]:
    """The outcome, each step from benchmark to payment, what these are made of, and what stood in the way.

    That is: the outcome and the lines of the waterfall; the computed, agreed and published lines that their formulas
    name; conditions that were not met; lines that were set from outside. In the order of the worksheet.
    """
    names = {line.name for line in _that_matter(evaluation)}
    return tuple(line for line in evaluation.sheet if line.name in names)


def _that_matter(evaluation: Evaluation) -> Iterator[Line]:
    sheet = evaluation.sheet
    for line in (sheet[sheet.outcome], *(sheet[bar.line] for bar in sheet.waterfall)):
        yield line
        yield from (each for each in line.precedents if each.kind is not LineKind.INPUT)
    yield from (sheet[each.line] for each in unmet_conditions(evaluation))
    yield from (sheet[name] for name in evaluation.overrides)
