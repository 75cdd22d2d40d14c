"""Values that depend on stated facts: `{when: [{aligned_initiative: yes, is: 40%}, {otherwise: 35%}]}`.

A fact is a figure with a source: who attests it, by which document, until when. The first row whose tests hold decides;
the last row is `otherwise`. The list of tests is closed: yes or no, one of some words, at least or at most a number.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, Field, PlainValidator, WithJsonSchema, model_validator

from openvbc.contract.values import AMOUNT_SCHEMA, SHARE_SCHEMA, Day, Group, Share, Text, read_amount, read_share
from openvbc.errors import Fault, did_you_mean
from openvbc.money import ZERO, plain
from openvbc.yamlfile import Node

FACT_NAME = r"^[a-z][a-z0-9_]*$"
_IS, _OTHERWISE, _WHEN = "is", "otherwise", "when"
_BOUNDS = ("at_least", "at_most")


class Fact(Group):
    """Something that the parties state or attest, on which terms depend. It is an input with its source."""

    kind: Literal["yes_no", "one_of", "number"]
    words: tuple[Text, ...] = Field((), description="With one_of: what it may be, such as the names of the tracks.")
    attested_by: Text = Field(min_length=1, description="Who states it: provider, payer, the State, an accreditor.")
    evidence: Text = Field("", description="The document that shows it.")
    due: Day | None = Field(None, description="The last day on which it may be stated.")

    @model_validator(mode="after")
    def _words_of_one_of(self) -> Self:
        if (self.kind == "one_of") != (len(self.words) > 1):
            raise ValueError("kind: one_of needs two words or more, and only that kind has words")
        if len(set(self.words)) != len(self.words):
            raise ValueError("a word is named twice")
        return self


@dataclass(frozen=True)
class FactTest:
    """What a row asks of a fact: a word (or yes, no), or bounds of a number, both included."""

    fact: str
    word: str = ""
    at_least: Decimal | None = None
    at_most: Decimal | None = None

    @property
    def words(self) -> str:
        """As a reader is told it."""
        name = self.fact.replace("_", " ")
        if self.word:
            return f"{name}: {self.word}"
        low = f"at least {plain(self.at_least)}" if self.at_least is not None else ""
        high = f"at most {plain(self.at_most)}" if self.at_most is not None else ""
        return f"{name} {' and '.join(each for each in (low, high) if each)}"


@dataclass(frozen=True)
class Row:
    """A value and the tests that must all hold for it."""

    tests: tuple[FactTest, ...]
    value: Decimal

    @property
    def words(self) -> str:
        """Its tests in words."""
        return ", ".join(test.words for test in self.tests)


@dataclass(frozen=True)
class Depends:
    """A value that depends on facts: the first row that holds, else `otherwise`."""

    rows: tuple[Row, ...]
    otherwise: Decimal

    @property
    def values(self) -> tuple[Decimal, ...]:
        """Every value that it may have, in order."""
        return (*(row.value for row in self.rows), self.otherwise)

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts that it asks for, each once."""
        return tuple(dict.fromkeys(test.fact for row in self.rows for test in row.tests))


#: An agreed number: the same for all, or one that depends on facts.
Agreed = Decimal | Depends


def values_of(agreed: Agreed) -> tuple[Decimal, ...]:
    """Every value that an agreed number may have."""
    return agreed.values if isinstance(agreed, Depends) else (agreed,)


def most_of(agreed: Agreed) -> Decimal:
    """The largest value that an agreed number may have."""
    return max(values_of(agreed))


def least_of(agreed: Agreed) -> Decimal:
    """The smallest value that an agreed number may have."""
    return min(values_of(agreed))


def _reader(read: Callable[[object], Decimal]) -> Callable[[object], Agreed]:
    def agreed(value: object) -> Agreed:
        if isinstance(value, Depends):
            return value
        if isinstance(value, Mapping) and _WHEN in value:
            return _depends(value, read)
        return read(value)

    return agreed


def _depends(value: Mapping[str, Any], read: Callable[[object], Decimal]) -> Depends:
    rows = value[_WHEN]
    if set(value) - {_WHEN, "clause"} or not isinstance(rows, list) or not all(isinstance(each, dict) for each in rows):
        raise ValueError("write {when: [{fact: yes, is: 40%}, {otherwise: 35%}]}")
    others = [index for index, row in enumerate(rows) if _OTHERWISE in row]
    if others != [len(rows) - 1] or set(rows[-1]) != {_OTHERWISE}:
        raise ValueError("what holds if no row does is not agreed; end with one row {otherwise: ...}")
    if len(rows) == 1:
        raise ValueError("no row names a fact; write the value itself")
    return Depends(tuple(_row(row, read) for row in rows[:-1]), read(rows[-1][_OTHERWISE]))


def _row(row: Mapping[str, Any], read: Callable[[object], Decimal]) -> Row:
    if _IS not in row or len(row) == 1:
        raise ValueError("a row names a fact and what holds then: {fact: yes, is: 40%}")
    return Row(tuple(_test(name, asked) for name, asked in row.items() if name != _IS), read(row[_IS]))


def _test(fact: str, asked: object) -> FactTest:
    if isinstance(asked, Mapping):
        numbers = {name: bound for name, bound in asked.items() if name in _BOUNDS and isinstance(bound, Decimal | int)}
        if not numbers or len(numbers) != len(asked) or any(isinstance(each, bool) for each in numbers.values()):
            raise ValueError(f"{fact} is tested by at_least, at_most or both, with numbers")
        low, high = (Decimal(numbers[name]) if name in numbers else None for name in _BOUNDS)
        return FactTest(fact, at_least=low, at_most=high)
    if isinstance(asked, bool):
        return FactTest(fact, "yes" if asked else "no")
    return FactTest(fact, str(asked))


def _schema(kind: dict[str, object]) -> WithJsonSchema:
    rows: dict[str, object] = {"type": "array", "items": {"type": "object"}, "minItems": 2}
    clause: dict[str, object] = {"type": ["string", "number"]}
    depends: dict[str, object] = {
        "type": "object",
        "properties": {_WHEN: rows, "clause": clause},
        "required": [_WHEN],
        "additionalProperties": False,
    }
    return WithJsonSchema({"anyOf": [kind, depends]})


#: A share from 0% to 100%, which may depend on facts.
AgreedShare = Annotated[Agreed, PlainValidator(_reader(read_share)), _schema(SHARE_SCHEMA)]
#: An amount of money, which may depend on facts.
AgreedAmount = Annotated[Agreed, PlainValidator(_reader(read_amount)), _schema(AMOUNT_SCHEMA)]


class ReducedForEach(Group):
    """A share that is lower for each of a stated number of things, such as measures in decline; never below nothing."""

    fact: str = Field(pattern=FACT_NAME, description="A fact of kind number: how many of them there are.")
    by: Share = Field(description="For each of them.")
    taken_as: Literal["part_of_share", "points"] = Field(
        description="10% of 45%: a tenth of the share (4.5 points), or ten points of it."
    )


def dependent_values(group: BaseModel) -> Iterator[Depends]:
    """Every value below a group of terms that depends on facts."""
    for name in type(group).model_fields:
        held = getattr(group, name)
        for each in held if isinstance(held, tuple) else (held,):
            if isinstance(each, Depends):
                yield each
            elif isinstance(each, BaseModel):
                yield from dependent_values(each)


def _reductions(group: BaseModel) -> Iterator[ReducedForEach]:
    """Every reduction for each of a number of things below a group of terms."""
    for name in type(group).model_fields:
        held = getattr(group, name)
        for each in held if isinstance(held, tuple) else (held,):
            if isinstance(each, ReducedForEach):
                yield each
            elif isinstance(each, BaseModel):
                yield from _reductions(each)


def fact_faults(facts: Mapping[str, Fact], terms: BaseModel, node: Node) -> Iterator[Fault]:
    """Conditions on facts that are not stated or of another kind, and facts on which nothing depends."""
    asked = [test for each in dependent_values(terms) for row in each.rows for test in row.tests]
    asked += [FactTest(each.fact, at_least=ZERO) for each in _reductions(terms)]
    for test in dict.fromkeys(asked):
        fact = facts.get(test.fact)
        if fact is None:
            fix = did_you_mean(test.fact, facts) if facts else f"add `facts: {{{test.fact}: {{kind: yes_no, ...}}}}`"
            yield Fault(f"a term depends on {test.fact!r}, which is no stated fact", node.where, fix=fix)
        elif _misfit(fact, test):
            known = {"yes_no": ("yes", "no"), "one_of": fact.words, "number": _BOUNDS}[fact.kind]
            yield Fault(
                f"a term asks whether {test.words}, and that fact is of kind {fact.kind}",
                node.where,
                fix=f"test it by {', '.join(known)}",
            )
    for name in facts:
        if name not in {test.fact for test in asked}:
            yield Fault(
                f"no term depends on the fact {name!r}", node.at(["facts", name]).where, fix="take it out, or use it"
            )


def _misfit(fact: Fact, test: FactTest) -> bool:
    if fact.kind == "number":
        return bool(test.word)
    return test.word not in (fact.words if fact.kind == "one_of" else ("yes", "no"))
