"""What is asked for a count of experience, beside the claims themselves, and the figures that it answers with."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from openvbc.claims.attribution.terms import AgreedAttribution
from openvbc.claims.engine.reuse import Reuse
from openvbc.claims.member_months.terms import CountPeriod
from openvbc.claims.payers.choice import EveryPlan, PayerChoice
from openvbc.contract.population import Population
from openvbc.errors import ContractError, Fault
from openvbc.figures import Figures, FileDigest
from openvbc.periods import PerformanceYear

#: Attributes people as a program does in which the contract takes part.
ByProgram = Callable[["ExperienceRequest", Sequence[CountPeriod] | None], AgreedAttribution]


@dataclass(frozen=True, kw_only=True)
class ExperienceRequest:
    """What a contract and its user give for a count, beside the claims themselves.

    covered: whom the contract covers, and on what basis claims count; None where it says nothing of people. payer: the
    payer's name in the contract.
    run_out_months: how long after a year its claims may be paid and count. participants: the list of participants.
    factors: files of published factors, by their name ("national", "county"). people: lists of people, by name. files:
    what the claims were read from. cohorts: the contract's populations, where it
    has several. roster: the monthly roster that the user gives, in place of one counted from claims.
    interim: whether claims of the performance year may still come in. own_years: count
    the own members' months and dollars of these performance years, of which the last is the contract's, instead of all
    that a payment model needs. by_program: how the program attributes whose assignment the contract names.
    """

    covered: Population | None
    performance_year: PerformanceYear
    run_out_months: int
    payer: str = ""
    participants: Path | None = None
    factors: Mapping[str, Path] = field(default_factory=dict)
    people: Mapping[str, Path] = field(default_factory=dict)
    files: tuple[FileDigest, ...] = ()
    cohorts: tuple[str, ...] = ()
    roster: Path | None = None
    interim: bool = False
    own_years: tuple[int, ...] | None = None
    by_program: ByProgram | None = None

    @property
    def population(self) -> Population:
        """Whom the contract covers. ContractError if it does not say."""
        if self.covered is None:
            raise ContractError(
                Fault(
                    "the contract does not say whom it covers",
                    "population",
                    why="whom to count cannot be known",
                    fix="add `population:` with line_of_business and attribution",
                )
            )
        return self.covered

    @property
    def payers(self) -> PayerChoice:
        """Whose people and claims count, as the contract says it."""
        plans = self.population.plans
        return PayerChoice(
            payers=self.population.payers,
            plans=EveryPlan.ALL if isinstance(plans, str) else plans,
            party=self.payer,
            medicare=self.population.line_of_business == "traditional_medicare",
        )


@dataclass(frozen=True)
class ExperienceFigures:
    """Figures that were counted for a stream, what is to be known of them, and columns that only the data know.

    reuse: how much of a whole settlement's counting was taken from kept counts.
    """

    figures: Figures
    notes: tuple[str, ...] = ()
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    reuse: Reuse | None = field(default=None, compare=False)
