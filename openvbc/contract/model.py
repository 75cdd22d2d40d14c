"""A contract: parties, term, population and payment streams, with the place of every term."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from openvbc.citation import Clause
from openvbc.contract.by_year import NOT_AGREED
from openvbc.contract.data_sharing import DataSharingDuty
from openvbc.contract.distribution_plan import DistributionPlan
from openvbc.contract.population import Population
from openvbc.contract.provisions import Provisions
from openvbc.contract.scorecard import Scorecard
from openvbc.contract.values import Day, Group, Text, Whole, as_text
from openvbc.errors import ContractError, Fault
from openvbc.periods import (
    AgreementPeriod,
    FiscalYears,
    PerformanceYear,
    Period,
    Settled,
    add_months,
    business_days_after,
)
from openvbc.yamlfile import Node

#: The categories of the HCP-LAN APM framework (refreshed 2017), from fee-for-service to population-based payment.
HCP_LAN_CATEGORIES = ("1", "2A", "2B", "2C", "3A", "3B", "3N", "4A", "4B", "4C", "4N")

HcpLanCategory = Annotated[
    Literal["1", "2A", "2B", "2C", "3A", "3B", "3N", "4A", "4B", "4C", "4N"], BeforeValidator(as_text)
]


#: What streams and populations may be called.
NAME = r"^[a-z][a-z0-9_]*$"
_FIRST_YEAR, _LAST_YEAR = 1990, 2100


class Party(Group):
    """One side of the contract."""

    name: Text = Field(min_length=1)


class Parties(Group):
    """Who pays and who provides."""

    payer: Party
    provider: Party


class FiscalYear(Group):
    """How users name performance years that are no calendar years."""

    prefix: str = Field("", pattern=r"^[A-Za-z ]*$", description="What stands before the year: SFY, FY.")
    named_by: Literal["start", "end"] = Field(description="The year in which it starts or ends names it.")


class StatedYear(Group):
    """A performance year by its own days, where years do not simply follow each other in twelve months."""

    name: Text = Field(
        min_length=1,
        description="As its users name it: 2019A. Where that is a year that it touches (2013 for April 2012 to December"
        " 2013), the rules of that year hold, else those of the year of its first day.",
    )
    start: Day
    end: Day

    @property
    def year(self) -> int:
        """The year whose published rules hold."""
        named = int(self.name) if re.fullmatch(r"[0-9]{4}", self.name) else self.start.year
        return named if self.start.year <= named <= self.end.year else self.start.year


class Agreement(Group):
    """The term of the contract: first and last day, and months of claims run-out after what is settled together."""

    start: Day
    end: Day
    run_out_months: Whole = Field(ge=0, le=24, description="Months after a year in which its claims may still be paid.")
    performance_years: Literal["from_start", "calendar"] | tuple[StatedYear, ...] = Field(
        "from_start",
        description="Twelve months each from the start; calendar years, the first and last maybe short; or each one.",
    )
    fiscal_year: FiscalYear | None = Field(None, description="Left out, the year in which it starts names it.")
    settled: Literal["yearly", "half_yearly", "quarterly", "monthly"] = Field(
        "yearly", description="How often it is settled: for each performance year, or for parts of it."
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end <= self.start:
            raise ValueError(f"the agreement ends on {self.end}, which is not after its start on {self.start}")
        if self.start.year < _FIRST_YEAR or self.end.year > _LAST_YEAR:
            raise ValueError(f"an agreement lies between {_FIRST_YEAR} and {_LAST_YEAR}; write its real term")
        if isinstance(self.performance_years, tuple):
            self._check_stated(self.performance_years)
        return self

    def _check_stated(self, years: tuple[StatedYear, ...]) -> None:
        """Years stated one by one cover the agreement without gap or overlap, each with a name of its own."""
        if self.fiscal_year is not None:
            raise ValueError("performance years that are stated have names already; take fiscal_year out")
        names = [each.name for each in years]
        if len(set(names)) < len(names):
            raise ValueError("two performance years have one name")
        following = self.start
        for each in years:
            if each.end <= each.start:
                raise ValueError(f"performance year {each.name} ends on {each.end}, not after its start")
            if each.start != following:
                raise ValueError(f"performance year {each.name} starts on {each.start}; it must start on {following}")
            following = each.end + timedelta(days=1)
        if following != self.end + timedelta(days=1):
            raise ValueError(
                f"the performance years end on {following - timedelta(days=1)}, the agreement on {self.end}"
            )

    @property
    def period(self) -> AgreementPeriod:
        """The agreement with its performance years."""
        settled = Settled(self.settled)
        if isinstance(self.performance_years, tuple):
            years = tuple(
                PerformanceYear(each.year, Period(each.start, each.end + timedelta(days=1)), each.name)
                for each in self.performance_years
            )
            return AgreementPeriod.of_years(Period(self.start, self.end + timedelta(days=1)), years, settled)
        agreed = self.fiscal_year
        fiscal = FiscalYears(agreed.prefix, agreed.named_by == "end") if agreed is not None else None
        calendar = self.performance_years == "calendar"
        return AgreementPeriod.between(self.start, self.end, calendar_years=calendar, fiscal=fiscal, settled=settled)


class AfterSettlement(Group):
    """What becomes of a settlement once its claims are in: statement, dispute, reopening, audit."""

    statement_within_days: Whole = Field(ge=0, le=730, description="After the last day of run-out.")
    dispute_within_days: Whole | None = Field(
        None, ge=1, le=730, description="Calendar days after the statement is due."
    )
    undisputed_part: Literal["paid_at_once", "withheld"] | None = Field(
        None, description="In a dispute: what becomes of the part that nobody disputes."
    )
    reopened_within_years: Whole | None = Field(
        None, ge=1, le=10, description="After the statement is due, for the causes that the clause names."
    )
    audited_within_years: Whole | None = Field(None, ge=1, le=10, description="After the statement is due.")
    dispute_counts: Literal["calendar_days", "business_days"] = Field(
        "calendar_days", description="Business days are Monday to Friday, but for the holidays that are listed."
    )
    holidays: tuple[Day, ...] = Field((), description="With business days: the days that are none.")

    @model_validator(mode="after")
    def _of_a_dispute(self) -> Self:
        if self.holidays and self.dispute_counts == "calendar_days":
            raise ValueError("holidays go with dispute_counts: business_days")
        if self.undisputed_part is not None and self.dispute_within_days is None:
            raise ValueError("undisputed_part needs dispute_within_days: without it nothing can be disputed")
        return self

    def days(self, paid_through: date) -> tuple[tuple[str, date], ...]:
        """Each day that follows from the last day of run-out, with what it is the last day for."""
        statement = paid_through + timedelta(days=self.statement_within_days)
        found = [("Statement due", statement)]
        disputed = self.last_day_of_dispute(statement)
        if disputed is not None:
            found.append(("Final unless disputed by", disputed))
        if self.reopened_within_years is not None:
            found.append(("May be reopened until", add_months(statement, 12 * self.reopened_within_years)))
        if self.audited_within_years is not None:
            found.append(("May be audited until", add_months(statement, 12 * self.audited_within_years)))
        return tuple(found)

    def last_day_of_dispute(self, statement: date) -> date | None:
        """The last day to dispute a statement of this day; None where no window is agreed."""
        within = self.dispute_within_days
        if within is None:
            return None
        if self.dispute_counts == "calendar_days":
            return statement + timedelta(days=within)
        return business_days_after(statement, within, self.holidays)


class NotModeled(Group):
    """A clause that was agreed and that nothing here computes: it is printed with every settlement, never dropped."""

    clause: Text = Field(min_length=1, description="The clause of the agreement, so that a reader finds it.")
    text: Text = Field(min_length=1, description="What it says, in short.")
    effect: Literal["none", "may_change_amount", "may_void_settlement", "decides_amount"] = Field(
        description="What it does to a settlement. One that decides the amount cannot be left out: it is refused."
    )


@dataclass(frozen=True)
class UnmodeledClause:
    """A clause that is agreed but not computed, and the stream whose it is; "" where it is the whole contract's."""

    stream: str
    agreed: NotModeled

    @property
    def words(self) -> str:
        """What a reader of a settlement is told of it."""
        effects = {
            "none": "it changes no amount",
            "may_change_amount": "it may change the amount",
            "may_void_settlement": "it may void the settlement",
        }
        return f"{self.agreed.text.rstrip('.')} ({effects[self.agreed.effect]})"

    @property
    def place(self) -> str:
        """The clause, and the stream where the contract has it under one."""
        return f"{self.agreed.clause}, {self.stream}" if self.stream else self.agreed.clause


class ContractFile(BaseModel):
    """What a contract file holds, before each stream's terms are read by its payment model."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    contract: Text = Field(min_length=1, description="The contract's name.")
    parties: Parties
    agreement: Agreement
    population: Population | None = Field(None, description="Whom the contract covers, where that is one group.")
    populations: dict[Annotated[str, Field(pattern=NAME)], Population] = Field(
        default_factory=dict, description="Several groups of people, each by its name; each stream names one."
    )
    hcp_lan_category: HcpLanCategory | None = Field(None, description="Checked against the category derived.")
    quality_scorecard: Scorecard | None = Field(None, description="From results of measures to one quality score.")
    distribution: DistributionPlan | None = Field(None, description="How the provider shares what it receives.")
    shared_figures: tuple[Text, ...] = Field(
        (), description="Lines of the same name in several streams that are one figure, for example [quality_score]."
    )
    after_settlement: AfterSettlement | None = Field(
        None, description="By when it is stated, disputed, reopened and audited; the days are printed."
    )
    provisions: Provisions | None = Field(
        None, description="What else the agreement says: lists, disputes, change, exit. Nothing is computed from it."
    )
    data_sharing: tuple[DataSharingDuty, ...] = Field(
        (), description="Feeds and reports that one side owes the other; `openvbc schedule` lists when, and what came."
    )
    not_modeled: tuple[NotModeled, ...] = Field(
        (), description="Clauses of the agreement that nothing here computes; every statement prints them."
    )
    payment_streams: tuple["StreamEntry", ...] = Field(min_length=1)


class Overlap(Group):
    """Another stream that pays from some of the same money, and what the parties agreed so that none is paid twice."""

    stream: Text = Field(min_length=1, description="The other stream.")
    handled: Literal["counted_as_expenditure", "taken_off", "carved_out", "chosen_between"] = Field(
        description="What it pays counts as an expenditure here, is taken off here, its care is left out here, or a"
        " netting stream chooses one of the two."
    )
    line: Text | None = Field(
        None,
        description="The line of the other stream, above this one, whose amount is added here (counted_as_expenditure)"
        " or taken off (taken_off, carved_out), such as counts_as_expenditure or encounter_value. Left out, the figures"
        " that are given are made so.",
    )

    @model_validator(mode="after")
    def _moves_an_amount(self) -> Self:
        if self.line is not None and self.handled == "chosen_between":
            raise ValueError("a line is added or taken off; between streams that are chosen nothing is")
        return self


def _terms(value: object) -> object:
    """The terms of a stream, which its payment model reads; none in a year in which it is not agreed."""
    return {} if value == NOT_AGREED else value


class NotAgreed(BaseModel):
    """The terms of a stream in a year for which nothing is agreed: nothing is settled, and that is the result."""

    model_config = ConfigDict(frozen=True, defer_build=True)


class StreamEntry(BaseModel):
    """One way money moves under the contract."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    stream: str = Field(pattern=NAME, description="A name of its own: lower case words, underscores.")
    model: str = Field(description="The payment model, as `openvbc new` takes its name.")
    population: Text | None = Field(None, description="Which of the contract's populations it is about.")
    overlaps: tuple[Overlap, ...] = Field(
        (), description="Streams that pay from some of the same money, and how no dollar is paid twice."
    )
    not_modeled: tuple[NotModeled, ...] = Field((), description="Clauses on this stream that nothing here computes.")
    terms: Annotated[dict[str, object], BeforeValidator(_terms)]


@dataclass(frozen=True)
class PaymentStream:
    """A payment stream with the terms that its payment model accepted, and their places in the file.

    population: the name of the people whom it is about; "" where the contract has one population, or none.
    overlaps: how money that other streams pay from too is not paid twice.
    in_years: the stream as it stands in each performance year, where its terms change.
    """

    name: str
    model: str
    terms: BaseModel
    node: Node
    population: str = ""
    overlaps: tuple[Overlap, ...] = ()
    in_years: "Mapping[int, PaymentStream]" = field(default_factory=dict)

    @property
    def is_agreed(self) -> bool:
        """Whether there is anything to settle: a stream may be left out in a year."""
        return not isinstance(self.terms, NotAgreed)

    def of_year(self, year: int) -> "PaymentStream":
        """The stream as it stands in another performance year of the agreement."""
        return self.in_years.get(year, self)

    def clause(self, *path: str | int) -> Clause:
        """The clause and the place of the term at `path`; the clause of the group around it if it has none itself."""
        return clause_at(self.node, path)


@dataclass(frozen=True)
class QualityScorecard:
    """The contract's quality scorecard: what was agreed, and its place in the file. Every stream reads the same one."""

    terms: Scorecard
    node: Node

    def clause(self, *path: str | int) -> Clause:
        """The clause and the place of the term at `path`; the clause of the group around it if it has none itself."""
        return clause_at(self.node, path)


def clause_at(node: Node, path: Sequence[str | int]) -> Clause:
    """The clause and the place of what stands at `path`; the clause of the group around it if it has none itself."""
    clause = ""
    for step in ("", *path):
        node = node.at([step]) if step != "" else node
        inner: Mapping[str, Node] = node.value if isinstance(node.value, dict) else {}
        if "clause" in inner:
            clause = str(inner["clause"].value)
    return Clause(clause, node.where)


@dataclass(frozen=True)
class ContractSource:
    """What a contract was read from, so that it can be kept and read again: in books, in an evidence pack.

    name: the file's, which places and clauses say. text: as it stood there. in_python: whether it was written as values
    in Python; then text is their JSON.
    """

    name: str
    text: str
    in_python: bool = False


@dataclass(frozen=True)
class Contract:
    """A checked contract. `file` is what the contract file says; `streams` are its payment streams, in order.

    scorecard: the quality scorecard that its streams read, if it has one. in_years: the contract as it stands in each
    performance year and part of one, by name, where terms change; what stands here is then that of the first.
    quality_beside: the category is one without link to quality, and a stream that pays for quality stands beside.
    source: what it was read from.
    """

    file: ContractFile
    streams: tuple[PaymentStream, ...]
    hcp_lan_category: str
    digest: str
    scorecard: QualityScorecard | None = None
    in_years: "Mapping[str, Contract]" = field(default_factory=dict)
    quality_beside: bool = False
    source: ContractSource = field(default=ContractSource("", ""), repr=False)

    def in_year(self, settled: PerformanceYear) -> "Contract":
        """The contract as it stands in a performance year, or in a part of one."""
        return self.in_years.get(settled.name, self)

    @property
    def name(self) -> str:
        """The contract's name."""
        return self.file.contract

    @property
    def populations(self) -> dict[str, Population]:
        """Whom the contract covers, by name; under "" where there is one population without a name."""
        if self.file.population is not None:
            return {"": self.file.population}
        return dict(self.file.populations)

    def population_of(self, stream: PaymentStream) -> Population:
        """Whom a stream is about. ContractError if the contract says nothing of people."""
        found = self.populations.get(stream.population)
        if found is None:
            raise ContractError(
                Fault(
                    f"the contract does not say whom stream {stream.name!r} covers",
                    stream.node.where,
                    why="whom to count cannot be known",
                    fix="add `population:` with line_of_business and attribution",
                )
            )
        return found

    @property
    def agreed_scorecard(self) -> QualityScorecard:
        """The quality scorecard. ContractError if the contract has none."""
        if self.scorecard is None:
            raise ContractError(
                Fault(
                    f"{self.name} has no quality_scorecard",
                    why="its measures stand there",
                    fix="add quality_scorecard",
                )
            )
        return self.scorecard

    @property
    def agreement(self) -> AgreementPeriod:
        """The term and its performance years."""
        return self.file.agreement.period

    @property
    def not_modeled(self) -> tuple[UnmodeledClause, ...]:
        """Every clause that is agreed but not computed: of the whole contract, then of each stream."""
        return (
            *(UnmodeledClause("", each) for each in self.file.not_modeled),
            *(UnmodeledClause(entry.stream, each) for entry in self.file.payment_streams for each in entry.not_modeled),
        )
