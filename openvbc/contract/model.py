"""A contract: parties, term, population and payment streams, with the place of every term."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from openvbc.citation import Clause
from openvbc.contract.population import Population
from openvbc.contract.scorecard import Scorecard
from openvbc.contract.values import Day, Group, Text, Whole, as_text
from openvbc.periods import AgreementPeriod
from openvbc.yamlfile import Node

#: The categories of the HCP-LAN APM framework (refreshed 2017), from fee-for-service to population-based payment.
HCP_LAN_CATEGORIES = ("1", "2A", "2B", "2C", "3A", "3B", "3N", "4A", "4B", "4C", "4N")

HcpLanCategory = Annotated[
    Literal["1", "2A", "2B", "2C", "3A", "3B", "3N", "4A", "4B", "4C", "4N"], BeforeValidator(as_text)
]


_FIRST_YEAR, _LAST_YEAR = 1990, 2100


class Party(Group):
    """One side of the contract."""

    name: Text = Field(min_length=1)


class Parties(Group):
    """Who pays and who provides."""

    payer: Party
    provider: Party


class Agreement(Group):
    """The term of the contract: first and last day, and months of claims run-out after each performance year."""

    start: Day
    end: Day
    run_out_months: Whole = Field(ge=0, le=24, description="Months after a year in which its claims may still be paid.")
    performance_years: Literal["from_start", "calendar"] = Field(
        "from_start",
        description="Twelve months each from the start, or calendar years, the first and last maybe short.",
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end <= self.start:
            raise ValueError(f"the agreement ends on {self.end}, which is not after its start on {self.start}")
        if self.start.year < _FIRST_YEAR or self.end.year > _LAST_YEAR:
            raise ValueError(f"an agreement lies between {_FIRST_YEAR} and {_LAST_YEAR}; write its real term")
        return self

    @property
    def period(self) -> AgreementPeriod:
        """The agreement with its performance years."""
        return AgreementPeriod.between(self.start, self.end, calendar_years=self.performance_years == "calendar")


class ContractFile(BaseModel):
    """What a contract file holds, before each stream's terms are read by its payment model."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    contract: Text = Field(min_length=1, description="The contract's name.")
    parties: Parties
    agreement: Agreement
    population: Population
    hcp_lan_category: HcpLanCategory | None = Field(None, description="Checked against the category derived.")
    quality_scorecard: Scorecard | None = Field(None, description="From results of measures to one quality score.")
    payment_streams: tuple["StreamEntry", ...] = Field(min_length=1)


class StreamEntry(BaseModel):
    """One way money moves under the contract."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    stream: str = Field(pattern=r"^[a-z][a-z0-9_]*$", description="A name of its own: lower case words, underscores.")
    model: str = Field(description="The payment model, as `openvbc new` takes its name.")
    terms: dict[str, object]


@dataclass(frozen=True)
class PaymentStream:
    """A payment stream with the terms that its payment model accepted, and their places in the file."""

    name: str
    model: str
    terms: BaseModel
    node: Node

    def clause(self, *path: str | int) -> Clause:
        """The clause and the place of the term at `path`; the clause of the group around it if it has none itself."""
        return _clause_at(self.node, path)


@dataclass(frozen=True)
class QualityScorecard:
    """The contract's quality scorecard: what was agreed, and its place in the file. Every stream reads the same one."""

    terms: Scorecard
    node: Node

    def clause(self, *path: str | int) -> Clause:
        """The clause and the place of the term at `path`; the clause of the group around it if it has none itself."""
        return _clause_at(self.node, path)


def _clause_at(node: Node, path: Sequence[str | int]) -> Clause:
    clause = ""
    for step in ("", *path):
        node = node.at([step]) if step != "" else node
        inner: Mapping[str, Node] = node.value if isinstance(node.value, dict) else {}
        if "clause" in inner:
            clause = str(inner["clause"].value)
    return Clause(clause, node.where)


@dataclass(frozen=True)
class Contract:
    """A checked contract. `file` is what the contract file says; `streams` are its payment streams, in order.

    scorecard: the quality scorecard that its streams read, if it has one.
    """

    file: ContractFile
    streams: tuple[PaymentStream, ...]
    hcp_lan_category: str
    digest: str
    scorecard: QualityScorecard | None = None

    @property
    def name(self) -> str:
        """The contract's name."""
        return self.file.contract

    @property
    def agreement(self) -> AgreementPeriod:
        """The term and its performance years."""
        return self.file.agreement.period
