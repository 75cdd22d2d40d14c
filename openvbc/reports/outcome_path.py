"""The lines of a worksheet that matter most for its outcome: those that print explains in full."""

from openvbc.reports.unmet import unmet_conditions
from openvbc.worksheet.evaluate import Evaluation
from openvbc.worksheet.sheet import Line, LineKind

#: So many steps below the lines of the waterfall are told: what an amount is made of, and the terms behind that.
_STEPS = 3
_BENCHMARK = "benchmark"


def outcome_path(evaluation: Evaluation) -> tuple[Line, ...]:
    """The outcome, each step from benchmark to payment, what these are made of, and what stood in the way.

    That is: the outcome and the lines of the waterfall; the computed, agreed and published lines behind them, three
    steps down, but not how the benchmark itself is made; conditions that were not met; lines that were set from
    outside. In the order of the worksheet.
    """
    sheet = evaluation.sheet
    top = [sheet[sheet.outcome], *(sheet[bar.line] for bar in sheet.waterfall)]
    names = {line.name for line in top} | {each.line for each in unmet_conditions(evaluation)} | {*evaluation.overrides}
    behind = top
    for _ in range(_STEPS):
        above = [line for line in behind if line.name != _BENCHMARK]
        behind = [each for line in above for each in line.precedents if each.kind is not LineKind.INPUT]
        names |= {line.name for line in behind}
    return tuple(line for line in sheet if line.name in names)
