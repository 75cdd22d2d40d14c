"""Words and numbers of a formula mean what the formula computes: brackets stand where they are needed."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from openvbc.figures import ABSENT
from openvbc.units import FACTOR, PERSONS, RATE, USD, YES_OR_NO
from openvbc.worksheet.formula import (
    Apply,
    Formula,
    Operation,
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
    least,
    lookup,
    multiplied,
    nodes,
    present,
    rounded,
    running_total,
    total,
    when,
)
from openvbc.worksheet.sheet import Worksheet
from openvbc.worksheet.words import in_numbers, in_words
from tests.counts import examples

from .made_up_sheets import ARITHMETIC, TABLE, YEARS
from .oracle import Oracle, as_number
from .readings import Held, each

NAMES = ("alpha", "beta", "gamma")
VALUES = st.integers(-9, 9).map(Decimal)


#: How a list in brackets is read; a total has one entry, the sum of its members.
EXTREMES: dict[str, Callable[[list[Fraction]], Fraction]] = {
    "the total of": lambda only: only[0],
    "the least of": min,
    "the greatest of": max,
}


class Reader:
    """Computes what is written with + − × ÷, brackets, totals and extremes, knowing nothing of formulas."""

    def __init__(self, text: str, names: dict[str, Fraction]) -> None:
        self.names = names
        pattern = r"the total of|the least of|the greatest of|[a-z]+|-?\d+(?:\.\d+)?|[+−×÷(),]"
        self.tokens = re.findall(pattern, text)
        assert "".join(self.tokens).replace(" ", "") == text.replace(" ", "")
        self.next = 0

    def all(self) -> Fraction:
        """The value of the whole text."""
        value = self.sum()
        assert self.next == len(self.tokens), self.tokens[self.next :]
        return value

    def taken(self, *tokens: str) -> bool:
        """Whether the next token is one of these; if so it is passed."""
        found = self.next < len(self.tokens) and self.tokens[self.next] in tokens
        self.next += found
        return found

    def sum(self) -> Fraction:
        """A chain of + and −, from the left."""
        value = self.product()
        while self.taken("+", "−"):
            sign = -1 if self.tokens[self.next - 1] == "−" else 1
            value += sign * self.product()
        return value

    def product(self) -> Fraction:
        """A chain of × and ÷, from the left."""
        value = self.atom()
        while self.taken("×", "÷"):
            value = value / self.atom() if self.tokens[self.next - 1] == "÷" else value * self.atom()
        return value

    def atom(self) -> Fraction:
        """A number, a name, or something in brackets."""
        if self.taken("("):
            value = self.sum()
            assert self.taken(")")
            return value
        if self.taken(*EXTREMES):
            choose = EXTREMES[self.tokens[self.next - 1]]
            assert self.taken("(")
            values = list(self.listed())
            assert self.taken(")")
            return choose(values)
        self.next += 1
        token = self.tokens[self.next - 1]
        return self.names[token] if token in self.names else Fraction(token)

    def listed(self) -> Iterator[Fraction]:
        """Values with commas between them."""
        yield self.sum()
        while self.taken(","):
            yield self.sum()


def a_sheet() -> Worksheet:
    sheet = Worksheet("Words")
    sheet.section("all", "All")
    for name in NAMES:
        sheet.input(name, name, FACTOR)
    sheet.input("cost", "cost", FACTOR, axis=YEARS)
    return sheet


@st.composite
def arithmetic(draw: DrawFn, sheet: Worksheet, depth: int, *, over: bool) -> Formula:
    """A formula of + − × ÷, least, greatest and totals."""
    kind = draw(st.sampled_from(["leaf", "extreme", "total", *["binary"] * 6])) if depth else "leaf"
    if kind == "binary":
        left, right = (draw(arithmetic(sheet, depth - 1, over=over)) for _ in range(2))
        return apply(draw(st.sampled_from(ARITHMETIC)), left, right)
    if kind == "extreme":
        several = [draw(arithmetic(sheet, depth - 1, over=over)) for _ in range(draw(st.integers(1, 3)))]
        return draw(st.sampled_from([least, greatest]))(*several)
    if kind == "total":
        inner = draw(arithmetic(sheet, depth - 1, over=True))
        return total(inner) if inner.axes else inner
    leaves = [*NAMES, "cost"] if over else [*NAMES]
    return draw(st.one_of(st.sampled_from([sheet[name] for name in leaves]), VALUES.map(as_formula)))


@examples(300)
@given(st.data(), st.lists(VALUES, min_size=6, max_size=6))
def test_the_numbers_told_compute_to_the_value(data: st.DataObject, values: list[Decimal]) -> None:
    sheet = a_sheet()
    line = sheet.line("result", "result", FACTOR, data.draw(arithmetic(sheet, 4, over=data.draw(st.booleans()))))
    inputs: Held = {**dict(zip(NAMES, values[:3], strict=True)), "cost": dict(zip(YEARS.keys, values[3:], strict=True))}
    try:
        expected = Oracle(sheet, each(as_number, inputs)).values["result"]
    except ZeroDivisionError:
        assume(condition=False)
        raise
    assert line.formula is not None
    for member in line.all_keys or [None]:
        told = in_numbers(line.formula, inputs, member)
        assert Reader(told, {}).all() == (expected[member] if isinstance(expected, dict) else expected), told


@examples(200)
@given(st.data(), st.lists(VALUES, min_size=3, max_size=3))
def test_the_labels_told_compute_to_the_value(data: st.DataObject, values: list[Decimal]) -> None:
    sheet = a_sheet()
    formula = data.draw(arithmetic(sheet, 4, over=False))
    assume("cost" not in in_words(formula))  # a total names its column once, the numbers name each member
    line = sheet.line("result", "result", FACTOR, formula)
    inputs = {**dict(zip(NAMES, values, strict=True)), "cost": dict.fromkeys(YEARS.keys, Decimal(0))}
    try:
        expected = Oracle(sheet, each(as_number, inputs)).values["result"]
    except ZeroDivisionError:
        assume(condition=False)
        raise
    assert line.formula is not None
    names = {name: Fraction(value) for name, value in zip(NAMES, values, strict=True)}
    assert Reader(in_words(line.formula), names).all() == expected


def money_sheet() -> Worksheet:
    sheet = Worksheet("Sentences")
    sheet.section("all", "All")
    sheet.input("savings", "Savings or losses", USD)
    sheet.input("minimum", "Minimum savings", USD)
    sheet.input("limit", "Limit (10% of benchmark)", USD)
    sheet.input("msr", "MSR", RATE)
    sheet.input("bonus", "Bonus", USD, optional=True)
    sheet.input("people", "Attributed people", PERSONS)
    sheet.input("met", "Quality is met", YES_OR_NO)
    sheet.input("cost", "Cost", USD, axis=YEARS)
    sheet.input("weight", "Weight", RATE, axis=YEARS)
    return sheet


MONEY: Held = {
    "savings": Decimal("3970510.94"),
    "minimum": Decimal("1893972.74"),
    "limit": Decimal(-5),
    "msr": Decimal("0.02"),
    "bonus": ABSENT,
    "people": Decimal(25000),
    "met": True,
    "cost": {"2023": Decimal(100), "2024": Decimal(110), "2025": Decimal("120.5")},
    "weight": {"2023": Decimal("0.1"), "2024": Decimal("0.3"), "2025": Decimal("0.6")},
}

#: A formula, its sentence in words, and the same in numbers.
SENTENCES: list[tuple[Callable[[Worksheet], Formula], str, str]] = [
    (
        lambda w: when(w["savings"] >= w["minimum"], w["msr"] * w["savings"], 0),
        "MSR × savings or losses if savings or losses ≥ minimum savings, otherwise 0",
        "2.00% × $3,970,510.94 if $3,970,510.94 ≥ $1,893,972.74, otherwise 0",
    ),
    (
        lambda w: rounded(least(w["savings"], w["limit"]), 2),
        "the least of (savings or losses, limit (10% of benchmark)), rounded to the cent",
        "the least of ($3,970,510.94, -$5.00), rounded to the cent",
    ),
    (
        lambda w: when(w["met"], rounded(w["savings"] / 3, 2), 0),
        "(savings or losses ÷ 3, rounded to the cent) if quality is met, otherwise 0",
        "($3,970,510.94 ÷ 3, rounded to the cent) if yes, otherwise 0",
    ),
    (
        lambda w: rounded(when(w["met"], w["savings"], w["minimum"]), 0),
        "(savings or losses if quality is met, otherwise minimum savings), rounded to whole numbers",
        "($3,970,510.94 if yes, otherwise $1,893,972.74), rounded to whole numbers",
    ),
    (
        lambda w: least(rounded(w["savings"], 4), first_present(w["bonus"], w["minimum"])),
        "the least of ((savings or losses, rounded to 4 decimals), (bonus, or minimum savings if that is absent))",
        "the least of (($3,970,510.94, rounded to 4 decimals), (absent, or $1,893,972.74 if that is absent))",
    ),
    (
        lambda w: lookup(w["people"] + 1, TABLE, "rate"),
        "“rate” in the table “Steps by size” at attributed people + 1",
        "“rate” in the table “Steps by size” at 25,000 + 1",
    ),
    (
        lambda w: 2 * lookup(w["people"], TABLE, "rate"),
        "2 × (“rate” in the table “Steps by size” at attributed people)",
        "2 × (“rate” in the table “Steps by size” at 25,000)",
    ),
    (
        lambda w: interpolated(w["people"], TABLE, "rate"),
        "“rate” in the table “Steps by size”, in a straight line between its rows, at attributed people",
        "“rate” in the table “Steps by size”, in a straight line between its rows, at 25,000",
    ),
    (
        lambda w: at(w["cost"] * w["weight"], YEARS, "2024") / w["savings"],
        "(cost × weight) of year 2024 ÷ savings or losses",
        "$110.00 × 30.00% ÷ $3,970,510.94",
    ),
    (
        lambda w: total(by_member(YEARS, {"2023": 1, "2025": absent()}, w["cost"])),
        "the total of (1 for year 2023; absent for year 2025; otherwise cost)",
        "the total of (1 + $110.00 + absent)",
    ),
    (
        lambda w: all_of(any_of(w["met"], w["savings"] > 0), w["minimum"] < w["limit"]),
        "(quality is met or savings or losses > 0) and minimum savings < limit (10% of benchmark)",
        "(yes or $3,970,510.94 > 0) and $1,893,972.74 < (-$5.00)",
    ),
    (lambda w: present(w["bonus"]), "bonus is there", "absent is there"),
    (
        lambda w: at(running_total(w["weight"], 0 - w["cost"], YEARS), YEARS, "2024"),
        "the running total of (weight) in rising order of (0 − cost) of year 2024",
        "the running total of (weight) in rising order of (0 − cost), up to 0 − $110.00",
    ),
    (
        lambda w: at(running_total(1, w["cost"], YEARS), YEARS, "2024"),
        "the place in rising order of (cost) of year 2024",
        "the place in rising order of (cost), up to $110.00",
    ),
    (
        lambda w: w["savings"] - (w["minimum"] - w["limit"]),
        "savings or losses − (minimum savings − limit (10% of benchmark))",
        "$3,970,510.94 − ($1,893,972.74 − (-$5.00))",
    ),
    (
        lambda w: greatest(0 - w["savings"], 0),
        "the greatest of (0 − savings or losses, 0)",
        "the greatest of (0 − $3,970,510.94, 0)",
    ),
    (
        lambda w: total(w["weight"] * w["cost"]),
        "the total of (weight × cost)",
        "the total of (10.00% × $100.00 + 30.00% × $110.00 + 60.00% × $120.50)",
    ),
    (
        lambda w: multiplied(w["weight"]),
        "the product of (weight)",
        "the product of (10.00% × 30.00% × 60.00%)",
    ),
    (
        lambda w: total(following(w["cost"] - 1, YEARS)),
        "the total of (next (cost − 1))",
        "the total of ($110.00 − 1 + $120.50 − 1 + absent)",
    ),
    (
        lambda w: rounded(w["savings"], -3),
        "savings or losses, rounded to the nearest 1,000",
        "$3,970,510.94, rounded to the nearest 1,000",
    ),
]


@pytest.mark.parametrize(("formula", "words", "numbers"), SENTENCES, ids=[words for _, words, _ in SENTENCES])
def test_a_formula_is_told_in_a_sentence(formula: Callable[[Worksheet], Formula], words: str, numbers: str) -> None:
    made = formula(money_sheet())
    assert in_words(made) == words
    assert in_numbers(made, MONEY) == numbers


def test_every_operation_has_a_sentence() -> None:
    told = {operation for formula, _, _ in SENTENCES for operation in _operations(formula(money_sheet()))}
    assert told | {Operation.AT_MOST} == set(Operation)
    assert in_words(money_sheet()["savings"] <= 5) == "savings or losses ≤ 5"


def _operations(formula: Formula) -> set[Operation]:
    return {node.operation for node in nodes(formula) if isinstance(node, Apply)}


def test_a_column_is_told_with_its_own_numbers_and_a_total_with_all() -> None:
    sheet = money_sheet()
    share = sheet["cost"] / total(sheet["cost"])
    assert in_words(share) == "cost ÷ the total of (cost)"
    assert in_numbers(share, MONEY, "2024") == "$110.00 ÷ the total of ($100.00 + $110.00 + $120.50)"


def test_a_label_keeps_its_capitals_where_it_is_an_abbreviation() -> None:
    sheet = money_sheet()
    assert in_words(sheet["msr"] * sheet["savings"]) == "MSR × savings or losses"
