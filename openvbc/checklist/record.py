"""What a checklist is made of: steps, what each asks for, and the figures beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from openvbc.citation import Citation, Clause
from openvbc.claims.participation.count import Participation
from openvbc.claims.participation.held import DataHeld
from openvbc.errors import Fault
from openvbc.figures import FileDigest
from openvbc.periods import PerformanceYear
from openvbc.units import Unit


class Standing(StrEnum):
    """How a step stands. not met: something that is asked for is missing or wrong. not known: the data do not say."""

    DONE = "done"
    NOT_MET = "not met"
    NOT_KNOWN = "not known"


@dataclass(frozen=True)
class Fact:
    """A figure or a word beside a step. value: None where it is not known. rule: where a published value stands.

    exact: whether it is shown with all its digits, as what is published or agreed is, and what is counted is not.
    """

    label: str
    value: Decimal | bool | str | None
    unit: Unit | None = None
    rule: Citation | None = None
    exact: bool = False

    @property
    def shown(self) -> str:
        """As people read it."""
        if self.value is None:
            return Standing.NOT_KNOWN.value
        if isinstance(self.value, str) or self.unit is None:
            return str(self.value)
        return self.unit.show_exactly(self.value) if self.exact or self.rule is not None else self.unit.show(self.value)


@dataclass(frozen=True)
class Check:
    """One thing that a step asks for. what: as it was found; why: why it matters; fix: what to do.

    rule: the rule that asks for it. clause: the term of the contract that does.
    """

    what: str
    standing: Standing
    why: str = ""
    fix: str = ""
    rule: Citation | None = None
    clause: Clause | None = None

    @property
    def stands(self) -> str:
        """Where the rule or the term stands; '' if neither asks for it by name."""
        if self.rule is not None:
            return f"{self.rule} ({self.rule.status.meaning})"
        return str(self.clause) if self.clause is not None else ""


@dataclass(frozen=True)
class Step:
    """One of the eight steps. cautions: what is to be known of its figures."""

    number: int
    title: str
    checks: tuple[Check, ...]
    facts: tuple[Fact, ...] = ()
    cautions: tuple[str, ...] = ()

    @property
    def standing(self) -> Standing:
        """Not met if anything is not; else not known if anything is not; else done."""
        found = {check.standing for check in self.checks}
        order = (Standing.NOT_MET, Standing.NOT_KNOWN)
        return next((each for each in order if each in found), Standing.DONE)


@dataclass(frozen=True)
class Checklist:
    """The eight steps of one payment stream of a contract for one performance year or period.

    title: of the payment model. organization: as the list of participants names it, '' if it does not. period_named:
    whether the period was asked for, or is merely the agreement's first year. notes: what readers and audits say of
    the data. files: what was read. data: the project's fingerprint, '' without claims. queries: what was counted, by
    name.
    """

    contract: str
    provider: str
    stream: str
    title: str
    organization: str
    period: PerformanceYear
    period_named: bool
    steps: tuple[Step, ...]
    notes: tuple[str, ...]
    files: tuple[FileDigest, ...]
    data: str
    queries: Mapping[str, str]

    def count(self, standing: Standing) -> int:
        """How many steps stand so."""
        return sum(step.standing is standing for step in self.steps)


def of_faults(faults: Sequence[Fault], standing: Standing, lead: str = "") -> list[Check]:
    """Faults as checks; `lead` stands before what each says."""
    return [
        Check(
            f"{lead}{fault.what}" + (f" ({fault.where})" if fault.where else ""),
            standing,
            why=fault.why,
            fix=fault.fix,
        )
        for fault in faults
    ]


@dataclass(frozen=True)
class Answered:
    """The steps of one payment stream with what they rest on; held, counted: None where no claims are given."""

    organization: str
    steps: tuple[Step, ...]
    held: DataHeld | None
    counted: Participation | None
