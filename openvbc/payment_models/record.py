"""What a payment model is: a record of functions, not a class to inherit."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from pydantic import BaseModel

from openvbc.checklist.record import Answered
from openvbc.claims.attribution.terms import AgreedAttribution
from openvbc.claims.engine.engine import Engine
from openvbc.claims.episodes.report import EpisodeReport
from openvbc.claims.member_months.terms import CountPeriod
from openvbc.claims.warehouse.claims import OpenClaims
from openvbc.contract.funding_sources import FundingSource
from openvbc.contract.model import PaymentStream, QualityScorecard
from openvbc.errors import Fault
from openvbc.experience.basis import ExperienceBasis
from openvbc.experience.own_months import OwnMonths
from openvbc.experience.request import ExperienceFigures, ExperienceRequest
from openvbc.figures import Figures, Key
from openvbc.methods.program_reports import ProgramReports
from openvbc.parameters.model import ParameterSet
from openvbc.periods import AgreementPeriod, PerformanceYear
from openvbc.review.record import Answer, ReviewRequest
from openvbc.worksheet.evaluate import Evaluation
from openvbc.worksheet.sheet import Worksheet
from openvbc.yamlfile import Node


@dataclass(frozen=True)
class WorksheetRequest:
    """What a payment model builds a worksheet from: the stream's terms, the year, and the published parameters.

    scorecard: the contract's quality scorecard, if it has one; without it a quality score is an input.
    columns: columns that only the data know, by the name of their axis: the counties of a region. at_hand: the names of
    the figures that there are, and `line[member]` for each member that they name first. Where the totals of a ratio are
    among them, the worksheet divides them (`divides`); else the ratio is stated, as an input.
    """

    stream: PaymentStream
    agreement: AgreementPeriod
    performance_year: PerformanceYear
    parameters: ParameterSet
    scorecard: QualityScorecard | None = None
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    at_hand: frozenset[str] = frozenset()

    def listed(self, line: str) -> tuple[str, ...]:
        """The members under which there are figures of a line, where only the figures know them: claimants, peers."""
        return tuple(sorted(name.partition("[")[2][:-1] for name in self.at_hand if name.startswith(f"{line}[")))

    def divides(self, total: str) -> bool:
        """Whether the total of a ratio is at hand, so that the ratio is a line over totals and not an input."""
        return total in self.at_hand


#: Counts a stream's figures on an engine that holds the canonical tables.
CountExperience = Callable[[WorksheetRequest, Engine, ExperienceRequest], ExperienceFigures]

#: Tells the episodes of a stream's provider, grouped on an engine that holds the canonical tables.
ReportEpisodes = Callable[[WorksheetRequest, Engine, ExperienceRequest], EpisodeReport]

#: Tells the months of a stream's own members with their dollars, where its model counts other months and dollars than
#: those of attributed members.
CountOwnMonths = Callable[[WorksheetRequest, Engine, ExperienceRequest], OwnMonths]

#: What a stream has counted of people and claims, for its own figures, for measures and for utilization alike; None
#: where the contract does not say how claims count.
DescribeExperience = Callable[[WorksheetRequest, ExperienceRequest], ExperienceBasis | None]

#: Counts the members of a roster that the user gives, on an engine that needs to hold nothing else.
CountRoster = Callable[[WorksheetRequest, Engine, ExperienceRequest], ExperienceFigures]

#: A model's own way of attributing people, for these periods; None: for the performance year as the model counts it.
AttributePeople = Callable[[WorksheetRequest, ExperienceRequest, Sequence[CountPeriod] | None], AgreedAttribution]

#: Reads figures from a file that a program publishes, such as a rate book.
ReadPublished = Callable[[WorksheetRequest, Path], Figures]

#: Reads the reports that a program sends to an organization, into figures and the steps that it printed.
ReadReports = Callable[[WorksheetRequest, Sequence[Path]], ProgramReports]

#: Answers the eight steps of a stream's checklist. The engine and the claims are None where none are given.
AnswerChecklist = Callable[[WorksheetRequest, ExperienceRequest, Engine | None, OpenClaims | None], Answered]


@dataclass(frozen=True)
class FactorFiles:
    """The files of published factors that a model reads beside claims.

    columns: by the factors' name ("national"), which with `_factors.csv` is the file's name. count: writes them into a
    folder, counted from a project that holds everybody of a region, and tells what it wrote.
    """

    columns: Callable[[], Mapping[str, tuple[str, ...]]]
    count: Callable[[WorksheetRequest, Engine, ExperienceRequest, Path], Sequence[Path]]

    def paths(self, folder: Path) -> dict[str, Path]:
        """Where each file of factors stands in a folder, by the factors' name."""
        return {name: folder / f"{name}_factors.csv" for name in self.columns()}


@dataclass(frozen=True)
class NextStep:
    """The nearest better figure of an input that may change what is paid. label: of the measure."""

    line: str
    key: Key
    label: str
    needed: Decimal


#: The members of some axes at which a figure is not known yet, by the axis's name; all members where it is empty.
Members = Mapping[str, str]


def every_member(*lines: str) -> dict[str, Members]:
    """Lines that are not known at any of their members."""
    return {line: {} for line in lines}


@dataclass(frozen=True)
class UncertainFigures:
    """Inputs of a worksheet that are not known before the year is over, by what moves them.

    spend: what own people cost. benchmark: dollars that move with the market. size: people, and their months. risk: own
    risk scores. quality: quality scores given as one figure. Dollars in total move with size too. Names that a
    worksheet does not have mean nothing on it; one that ends with * means all that begin so.
    """

    spend: Mapping[str, Members] = field(default_factory=dict)
    benchmark: Mapping[str, Members] = field(default_factory=dict)
    size: Mapping[str, Members] = field(default_factory=dict)
    risk: Mapping[str, Members] = field(default_factory=dict)
    quality: Mapping[str, Members] = field(default_factory=dict)


@dataclass(frozen=True)
class ReportedPerformance:
    """How Da Vinci's Value-Based Performance Reporting (VBPR 1.1) tells a stream.

    payment_stream: the guide's code of the kind of payment; "" where it has none. metrics: the line behind each of the
    guide's codes of performance metrics; one that a worksheet does not have is not told.
    """

    payment_stream: str = ""
    metrics: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PaymentModel:
    """A payment model.

    name: as contract files write it. title: for people. terms: what a contract may agree.
    worksheet: builds the lines, before any figure is known. hcp_lan: the category that the terms amount to.
    cross_check: faults between terms. cautions: what holds as agreed and may still surprise, a sentence each.
    funding_sources: what it pays from. starter: the name of its commented starter contract in its `contracts` folder.

    Hooks, each None where the model has nothing of its own: experience counts its figures from claim lines; basis
    says what is counted for them; own_months tells the months of a model whose dollars are not those of attributed
    members (a bundle has the months and dollars of its episodes); roster counts what a monthly roster of members
    alone tells; attribution is its own way of attributing people (without it, the contract's); checklist answers
    the eight steps; factors are the files of published factors that it reads; next_steps are the nearest better
    figures of a settled stream; episodes tells those of a stream that settles some; read_published takes figures
    from a file that a program publishes, such as a rate book; read_reports reads the reports that it sends to an
    organization; uncertain says which figures a forecast moves; review finds what its terms may cost, and may_owe
    says whether the provider can owe; is_regulated where terms are a regulation's and cannot be negotiated.
    performance: under which codes VBPR tells it; a stream without codes is told in words. nets names the streams
    whose results it takes; they stand before it. needs_population: whether its streams are about people; a payment
    for infrastructure or to a hospital is not.
    """

    name: str
    title: str
    terms: type[BaseModel]
    worksheet: Callable[[WorksheetRequest], Worksheet]
    hcp_lan: Callable[[BaseModel], str]
    funding_sources: Callable[[BaseModel], frozenset[FundingSource]]
    starter: str
    cross_check: Callable[[Node], Sequence[Fault]] = lambda _: ()
    experience: CountExperience | None = None
    basis: DescribeExperience | None = None
    own_months: CountOwnMonths | None = None
    roster: CountRoster | None = None
    attribution: AttributePeople | None = None
    checklist: AnswerChecklist | None = None
    factors: FactorFiles | None = None
    next_steps: Callable[[Evaluation], Sequence[NextStep]] | None = None
    needs_population: bool = True
    cautions: Callable[[BaseModel], Iterable[str]] = lambda _: ()
    episodes: ReportEpisodes | None = None
    nets: Callable[[BaseModel], Sequence[str]] | None = None
    read_published: ReadPublished | None = None
    read_reports: ReadReports | None = None
    uncertain: UncertainFigures | None = None
    review: Callable[[ReviewRequest], Iterable[Answer]] = lambda _: ()
    may_owe: Callable[[ReviewRequest], bool] = lambda _: False
    is_regulated: bool = False
    performance: Callable[[BaseModel], ReportedPerformance] = lambda _: ReportedPerformance()

    def cross_faults(self, terms: Node) -> Sequence[Fault]:
        """Faults between terms that are each right by themselves."""
        return self.cross_check(terms)

    def hcp_lan_category(self, terms: BaseModel) -> str:
        """The HCP-LAN category that the terms amount to."""
        return self.hcp_lan(terms)

    def pays_from(self, terms: BaseModel) -> frozenset[FundingSource]:
        """The funding sources that it pays from."""
        return self.funding_sources(terms)
