"""A list of participants with some of them gone and others joined, and which of those lists pays most."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations
from typing import Final

from openvbc.errors import Fault, UsageError
from openvbc.figures import Origin
from openvbc.money import EXACT
from openvbc.settlement.settle import Settlement
from openvbc.units import Unit
from openvbc.worksheet.sheet import LineKind

#: No more lists than this are counted: each is a whole count of the claims.
MOST_LISTS: Final = 64
#: Lines that tell what a list changes besides the payment, the first of each that a settlement has.
_PEOPLE: Final = ("assigned_beneficiaries", "assigned_population", "person_years", "member_months")
_OTHERS: Final = ("benchmark", "expenditures", "savings_rate")


@dataclass(frozen=True)
class Variant:
    """Who leaves and who joins, by TIN; nobody in the list as it is. contract: another one, on the same list."""

    leave: tuple[str, ...] = ()
    join: tuple[str, ...] = ()
    contract: str = ""

    @property
    def words(self) -> str:
        """The change in words."""
        parts = [f"{each} leaves" for each in self.leave] + [f"{each} joins" for each in self.join]
        return ", ".join(parts) or self.contract or "as it is"

    @property
    def size(self) -> int:
        """How many participants change."""
        return len(self.leave) + len(self.join)


@dataclass(frozen=True)
class Outcome:
    """What a list comes to: the payment, and the lines that tell why.

    counted: every figure that was counted from claims with this list, of benchmark years too, by its name and label.
    """

    variant: Variant
    payment: Decimal
    people: Decimal | None
    lines: dict[str, Decimal] = field(default_factory=dict)
    counted: dict[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True)
class RosterOutcomes:
    """The list as it is, and every list tried, the one that pays most first.

    beside: other contracts on the list as it is. labels: of the figures that are counted.
    """

    base: Outcome
    tried: tuple[Outcome, ...]
    beside: tuple[Outcome, ...] = ()
    labels: dict[str, tuple[str, Unit]] = field(default_factory=dict)

    def gain(self, outcome: Outcome) -> Decimal:
        """What a list pays more than the list as it is."""
        return EXACT.subtract(outcome.payment, self.base.payment)

    @property
    def best(self) -> Outcome:
        """The list that pays most; the one as it is where none pays more; of equal ones the smallest change."""
        return min((self.base, *self.tried), key=lambda each: (-each.payment, each.variant.size))


def variants(leave: Sequence[str], join: Sequence[str], most: int) -> Iterator[Variant]:
    """Every list with at least one and at most `most` changes. UsageError where there are too many to count."""
    changes = [("leave", each) for each in leave] + [("join", each) for each in join]
    found = [chosen for size in range(1, most + 1) for chosen in combinations(changes, size)]
    if len(found) > MOST_LISTS:
        fix = f"name fewer candidates, or a smaller set; {MOST_LISTS} lists at most"
        raise UsageError(Fault(f"{len(found)} lists would each be counted from the claims", fix=fix))
    for chosen in found:
        yield Variant(
            tuple(tin for kind, tin in chosen if kind == "leave"), tuple(tin for kind, tin in chosen if kind == "join")
        )


def try_variants(tried: Sequence[Variant], settled: Callable[[Variant], Settlement]) -> RosterOutcomes:
    """Settle the list as it is and each variant of it."""
    as_it_is = settled(Variant())
    found = [outcome_of(each, settled(each)) for each in tried]
    found.sort(key=lambda each: (-each.payment, each.variant.size))
    labels = {
        f"{stream.stream.name}.{line.name}": (line.label, line.unit)
        for stream in as_it_is.streams
        for line in stream.evaluation.sheet
    }
    return RosterOutcomes(outcome_of(Variant(), as_it_is), tuple(found), labels=labels)


def outcome_of(variant: Variant, settlement: Settlement) -> Outcome:
    """What a settlement tells of a list."""
    values = {name: value for each in settlement.streams for name, value in each.evaluation.values.items()}
    numbers = {name: value for name, value in values.items() if isinstance(value, Decimal)}
    people = next((numbers[name] for name in _PEOPLE if name in numbers), None)
    lines: dict[str, Decimal] = {name: numbers[name] for name in _OTHERS if name in numbers}
    return Outcome(variant, settlement.net_payment, people, lines, dict(_counted(settlement)))


def _counted(settlement: Settlement) -> Iterator[tuple[str, Decimal]]:
    """Figures counted from claims, by stream and line, and member where a line has several."""
    for stream in settlement.streams:
        for line in stream.evaluation.sheet.of_kind(LineKind.INPUT):
            held, source = stream.evaluation.values[line.name], stream.evaluation.sources.get(line.name)
            for key, value in held.items() if isinstance(held, Mapping) else [((), held)]:
                origin = source.get(key) if isinstance(source, Mapping) else source
                if origin is not None and origin.origin is Origin.COUNTED and isinstance(value, Decimal):
                    members = (key,) if isinstance(key, str) else key
                    place = f"[{','.join(members)}]" if members else ""
                    yield f"{stream.stream.name}.{line.name}{place}", value
