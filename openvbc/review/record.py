"""What a check is, what it found, and why it could not be decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from openvbc.citation import Clause
from openvbc.contract.model import Contract, PaymentStream
from openvbc.contract.provisions import Provisions
from openvbc.figures import Absent, Keyed, Value
from openvbc.periods import PerformanceYear
from openvbc.worksheet.evaluate import Evaluation


class Level(StrEnum):
    """How much a finding weighs."""

    CONTRADICTION = "contradiction"  # the terms contradict each other, or can never pay
    COSTLY = "costly"
    UNCLEAR = "unclear"
    NOTE = "note"


@dataclass(frozen=True)
class Check:
    """One check: its number, what it looks at, how much it weighs and for whom, and what to ask for instead.

    why: one sentence that holds for every contract. source: whose advice it is.
    """

    id: str
    title: str
    level: Level
    whom: str
    why: str
    ask_for: str
    source: str


@dataclass(frozen=True)
class Finding:
    """What a check found. says: what the contract has. dollars: what that comes to with this contract's figures."""

    check: Check
    stream: str
    clause: Clause
    says: str
    dollars: str = ""


@dataclass(frozen=True)
class Undecided:
    """A check that cannot be decided: what the contract file or the figures would have to say."""

    check: Check
    stream: str
    missing: str


@dataclass(frozen=True)
class NotApplicable:
    """A check that has no object here, such as the cap on losses of a contract without any."""

    check: Check
    stream: str


#: What a check answers; one that finds nothing answers nothing, and that is no approval.
Answer = Finding | Undecided | NotApplicable


@dataclass(frozen=True)
class ReviewRequest:
    """What a stream is reviewed from: contract, year, thresholds by name, and its figures where they are given.

    evaluations: of every stream, by name; empty where no figures are given. variation: of one member's yearly cost.
    """

    contract: Contract
    stream: PaymentStream
    year: PerformanceYear
    thresholds: Mapping[str, Decimal]
    evaluations: Mapping[str, Evaluation]
    variation: Decimal
    minimum_by_size: "Mapping[int, Decimal] | None" = None

    @property
    def provisions(self) -> Provisions:
        """What the agreement says beside its formulas; nothing of anything where it is not told."""
        return self.contract.file.provisions or Provisions()

    @property
    def tells_provisions(self) -> bool:
        """Whether the contract file tells provisions at all; where not, their absence says nothing."""
        return self.contract.file.provisions is not None

    def figure(self, line: str) -> Decimal | None:
        """A figure or line of the stream's settlement; None where there is none."""
        evaluation = self.evaluations.get(self.stream.name)
        value = evaluation.values.get(line) if evaluation is not None else None
        return value if isinstance(value, Decimal) else None

    def figures(self, line: str) -> "Mapping[Keyed, Value]":
        """The values of a line over an axis; none where there are none."""
        evaluation = self.evaluations.get(self.stream.name)
        value = evaluation.values.get(line) if evaluation is not None else None
        return (
            {key: each for key, each in value.items() if not isinstance(each, Absent)}
            if isinstance(value, Mapping)
            else {}
        )

    @property
    def members(self) -> int | None:
        """How many members the stream is about, by its figures or as the agreement expects."""
        for line, per in (("assigned_population", 1), ("assigned_beneficiaries", 1), ("member_months", 12)):
            found = self.figure(line)
            if found is not None:
                return int(found / per)
        return self.provisions.expected_members

    @property
    def years(self) -> int:
        """How many performance years the agreement has."""
        return len(self.contract.agreement.performance_years)
