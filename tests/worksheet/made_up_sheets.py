"""Worksheets made up by hypothesis from every operation, with figures for their inputs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from hypothesis.vendor.pretty import RepresentationPrinter

from openvbc.figures import ABSENT, Keyed, Value
from openvbc.units import PERSONS, USD, YES_OR_NO
from openvbc.worksheet.formula import (
    Apply,
    Axis,
    Formula,
    Member,
    Operation,
    StepTable,
    absent,
    all_of,
    any_of,
    apply,
    as_formula,
    at,
    by_member,
    first_present,
    following,
    greatest,
    interpolated,
    keys_of,
    least,
    lookup,
    multiplied,
    present,
    rounded,
    running_total,
    total,
    when,
)
from openvbc.worksheet.sheet import Line, Worksheet
from openvbc.worksheet.words import in_words

YEARS = Axis("years", "Years", tuple(Member(str(year), f"Year {year}") for year in (2023, 2024, 2025)))
TYPES = Axis("types", "Types", (Member("young", "Young people"), Member("old", "Old people")))
TABLE = StepTable(
    "steps",
    "Steps by size",
    tuple(Decimal(bound) for bound in (-100, 0, 5, 1000)),
    {"rate": tuple(Decimal(value) for value in ("0.122", "0.05", "0.039", "0.02"))},
)

#: Numbers as figures have them: cents, with small whole numbers and zero often.
NUMBERS: SearchStrategy[Decimal] = st.one_of(
    st.integers(-3, 3).map(Decimal),
    st.integers(-999_999, 999_999).map(lambda cents: Decimal(cents).scaleb(-2)),
    st.sampled_from([Decimal(text) for text in ("0.5", "0.005", "-0.125", "0.02", "5", "1000", "100", "12")]),
)
ARITHMETIC = (Operation.ADD, Operation.SUBTRACT, Operation.MULTIPLY, Operation.DIVIDE)
COMPARISONS = (Operation.AT_LEAST, Operation.AT_MOST, Operation.MORE_THAN, Operation.LESS_THAN)


@dataclass(frozen=True)
class MadeUp:
    """A worksheet, a value for each of its inputs, and its formulas in words for reports of failures."""

    formulas: Mapping[str, str]
    inputs: "Mapping[str, Value | Mapping[Keyed, Value]]"
    sheet: Worksheet = field(repr=False)

    def _repr_pretty_(self, printer: RepresentationPrinter, _cycle: object) -> None:
        printer.text(repr(self))  # hypothesis would print the whole worksheet


#: The axes that a formula may have, in their order.
Over = tuple[Axis, ...]
AXES: Over = (YEARS, TYPES)


class _Maker:
    """Draws formulas over the lines of a sheet; at most one `when` a line, as the rule of worksheets is."""

    def __init__(self, draw: DrawFn, sheet: Worksheet) -> None:
        self.draw = draw
        self.sheet = sheet
        self.may_decide = True

    def number(self, depth: int, over: Over) -> Formula:
        """A number, one for each combination of members of the axes in `over` or of some of them."""
        kinds = ["leaf"] if depth == 0 else ["arithmetic"] * 4 + ["leaf", "extreme", "rounded", "table", "first", "at"]
        if depth and over != AXES:
            kinds += ["total"] * 2
        if depth and over:
            kinds += ["by_member", "following", "running_total"]
        if depth and self.may_decide:
            kinds += ["when"] * 2
        return getattr(self, f"_{self.draw(st.sampled_from(kinds))}")(depth - 1, over)  # type: ignore[no-any-return]

    def flag(self, depth: int, over: Over) -> Formula:
        """A yes or no."""
        kind = self.draw(st.sampled_from(["compare"] * 3 + ["line", "present"] + (["several"] * 2 if depth else [])))
        if kind == "line":
            return self.draw(st.sampled_from([line for line in self._lines(over) if line.is_flag]))
        if kind == "present":
            return present(self.number(0, over))
        if kind == "several":
            flags = [self.flag(depth - 1, over) for _ in range(self.draw(st.integers(1, 3)))]
            return self.draw(st.sampled_from([all_of, any_of]))(*flags)
        left, right = (self.number(max(depth - 1, 0), over) for _ in range(2))
        return apply(self.draw(st.sampled_from(COMPARISONS)), left, right)

    def _lines(self, over: Over) -> list[Line]:
        return [line for line in self.sheet if set(line.axes) <= set(over)]

    def _leaf(self, _depth: int, over: Over) -> Formula:
        lines = [line for line in self._lines(over) if not line.is_flag]
        if self.draw(st.integers(0, 4)) == 0:
            return absent() if self.draw(st.integers(0, 9)) == 0 else as_formula(self.draw(NUMBERS))
        return self.draw(st.sampled_from(lines))

    def _arithmetic(self, depth: int, over: Over) -> Formula:
        left, right = (self.number(depth, over) for _ in range(2))
        return apply(self.draw(st.sampled_from(ARITHMETIC)), left, right)

    def _extreme(self, depth: int, over: Over) -> Formula:
        arguments = [self.number(depth, over) for _ in range(self.draw(st.integers(1, 3)))]
        return self.draw(st.sampled_from([least, greatest]))(*arguments)

    def _rounded(self, depth: int, over: Over) -> Formula:
        return rounded(self.number(depth, over), self.draw(st.sampled_from([2, 2, 0, 4, -1])))

    def _table(self, depth: int, over: Over) -> Formula:
        return self.draw(st.sampled_from([lookup, interpolated]))(self.number(depth, over), TABLE, "rate")

    def _first(self, depth: int, over: Over) -> Formula:
        return first_present(self.number(depth, over), self.number(depth, over))

    def _with_axis(self, depth: int, over: Over) -> tuple[Formula, Axis | None]:
        """A formula over one axis more than wanted, and that axis if it came to have it."""
        axis = self.draw(st.sampled_from([axis for axis in AXES if axis not in over]))
        inner = self.number(depth, tuple(each for each in AXES if each in over or each == axis))
        return inner, axis if axis in inner.axes else None

    def _total(self, depth: int, over: Over) -> Formula:
        inner, axis = self._with_axis(depth, over)
        return inner if axis is None else self.draw(st.sampled_from([total, total, multiplied]))(inner, axis)

    def _running_total(self, depth: int, over: Over) -> Formula:
        inner, by = (self.number(min(depth, 1), over) for _ in range(2))
        axes = [axis for axis in over if axis in (*inner.axes, *by.axes)]
        return running_total(inner, by, self.draw(st.sampled_from(axes))) if axes else inner

    def _at(self, depth: int, over: Over) -> Formula:
        if over == AXES:
            inner: Formula = self.number(depth, over)
            axis = self.draw(st.sampled_from(inner.axes)) if inner.axes else None
        else:
            inner, axis = self._with_axis(depth, over)
        return inner if axis is None else at(inner, axis, self.draw(st.sampled_from(axis.keys)))

    def _following(self, depth: int, over: Over) -> Formula:
        inner = self.number(depth, over)
        return following(inner, self.draw(st.sampled_from(inner.axes))) if inner.axes else inner

    def _by_member(self, depth: int, over: Over) -> Formula:
        axis = self.draw(st.sampled_from(over))
        own = {self.draw(st.sampled_from(axis.keys)): self.number(depth, over)}
        return by_member(axis, own, self.number(depth, over))

    def _when(self, depth: int, over: Over) -> Formula:
        self.may_decide = False
        condition = self.flag(depth, over)
        return when(condition, self.number(depth, over), self.number(depth, over))


@st.composite
def made_up_sheets(draw: DrawFn) -> MadeUp:
    """A worksheet of inputs and one to five computed lines, with figures, some of them absent."""
    sheet = Worksheet("Made up")
    sheet.section("inputs", "Inputs")
    inputs: dict[str, Value | Mapping[Keyed, Value]] = {}
    for name in ("spent", "benchmark", "months"):
        sheet.input(name, name.capitalize(), USD)
        inputs[name] = draw(NUMBERS)
    sheet.input("bonus", "Bonus", USD, optional=True)
    inputs["bonus"] = draw(st.one_of(NUMBERS, st.just(ABSENT)))
    sheet.input("met", "Met", YES_OR_NO, optional=True)
    inputs["met"] = draw(st.one_of(st.booleans(), st.just(ABSENT)))
    for name, axes in (("cost", (YEARS,)), ("weight", (YEARS,)), ("share_of", (TYPES,)), ("people", AXES)):
        sheet.input(name, name.capitalize().replace("_", " "), PERSONS, axis=axes, optional=True)
        inputs[name] = {key: draw(st.one_of(NUMBERS, NUMBERS, NUMBERS, st.just(ABSENT))) for key in keys_of(axes)}
    sheet.term("share", "Share", USD, draw(NUMBERS))
    sheet.section("lines", "Lines")
    for index in range(draw(st.integers(1, 5))):
        maker, over = _Maker(draw, sheet), draw(st.sampled_from(((), (YEARS,), (TYPES,), AXES)))
        if draw(st.integers(0, 4)) == 0:
            sheet.line(f"flag_{index}", f"Flag {index}", YES_OR_NO, maker.flag(2, over))
        else:
            sheet.line(f"line_{index}", f"Line {index}", USD, maker.number(3, over))
    formulas = {line.name: in_words(line.formula) for line in sheet if line.formula is not None}
    return MadeUp(formulas, inputs, sheet)


def operations_of(sheet: Worksheet) -> set[Operation]:
    """The operations that the sheet's formulas use."""

    def below(formula: Formula) -> set[Operation]:
        if not isinstance(formula, Apply):
            return set()
        return {formula.operation}.union(*(below(argument) for argument in formula.arguments))

    return set[Operation]().union(*(below(line.formula) for line in sheet if line.formula is not None))
