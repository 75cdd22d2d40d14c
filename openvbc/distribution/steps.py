"""What is taken from money before it is shared, as lines of a worksheet: each step, and what it leaves."""

from collections.abc import Callable, Sequence

from openvbc.citation import Clause
from openvbc.contract.distribution_plan import Step
from openvbc.distribution.received import RESERVE_BALANCE
from openvbc.money import ZERO
from openvbc.units import RATE, USD
from openvbc.worksheet.formula import Formula, greatest, least, rounded
from openvbc.worksheet.sheet import Line, Worksheet

#: The clause and place of a term of the plan, below the group that is read.
ClauseOf = Callable[..., Clause]


def step_line(step: Step) -> str:
    """The line that says what a step takes."""
    return f"to_{step.step}"


def shortfall_line(step: Step) -> str:
    """The line that says what a step wanted and did not get."""
    return f"{step.step}_not_covered"


def add_steps(sheet: Worksheet, steps: Sequence[Step], start: Line, entered: Line, clause: ClauseOf) -> Line:
    """Add the lines of steps in order, beginning with what `start` has; the line of what is left after the last."""
    left = start
    for index, step in enumerate(steps):
        place = ("first", index)
        wanted = _wanted(sheet, step, left, entered, lambda *path, at=place: clause(*at, *path))
        taken = sheet.line(
            step_line(step), step.words, USD, least(wanted, left), clause=clause(*place), note=_note(step)
        )
        if step.takes in ("operating_cost", "repayment"):
            sheet.line(shortfall_line(step), f"{step.words}: not covered", USD, wanted - taken)
        left = sheet.line(f"left_after_{step.step}", f"Left after {_lower(step.words)}", USD, left - taken)
    return left


def _wanted(sheet: Worksheet, step: Step, left: Line, entered: Line, clause: ClauseOf) -> Line:
    """What a step takes if there is enough."""
    formula: Formula
    if step.rate is not None:
        rate = sheet.term(f"{step.step}_rate", f"{step.words}: rate", RATE, step.rate, clause=clause("rate"))
        formula = rounded(left * rate, 2)
    else:
        formula = sheet.term(
            f"{step.step}_amount", f"{step.words}: amount", USD, step.amount or ZERO, clause=clause("amount")
        )
    if step.target is not None:
        target = sheet.term(f"{step.step}_target", f"{step.words}: target", USD, step.target, clause=clause("target"))
        gap = sheet.line(f"{step.step}_gap", f"{step.words}: gap", USD, greatest(target - sheet[RESERVE_BALANCE], 0))
        formula = least(formula, gap)
    if step.not_above is not None:
        label = f"{step.words}: at most, of what came in"
        ceiling = sheet.term(f"{step.step}_not_above", label, RATE, step.not_above, clause=clause("not_above"))
        formula = least(formula, rounded(greatest(entered, 0) * ceiling, 2))
    return sheet.line(f"{step.step}_wanted", f"{step.words}: to be covered", USD, formula)


def _note(step: Step) -> str:
    return f"Released: {step.released}." if step.released else ""


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]
