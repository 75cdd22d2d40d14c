"""What a user says about a count, beside where the claims are. Imports no engine, so that start-up stays short."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Protocol

from openvbc.claims.attribution.payer_list import ListedPerson, PayerList
from openvbc.claims.rows import Table
from openvbc.contract.claims_basis import ClaimsBasis
from openvbc.contract.model import Contract, PaymentStream
from openvbc.experience.request import ExperienceRequest
from openvbc.figures import Figure, Figures, FileDigest
from openvbc.parameters.model import ParameterSet
from openvbc.payment_models.record import PaymentModel, WorksheetRequest
from openvbc.settlement.settle import performance_year_of
from openvbc.worksheet.sheet import Worksheet


@dataclass(frozen=True)
class PeopleCounted:
    """Whose expenditures or months a figure is. only_cut_off: whether it is what is cut off of them."""

    scope: str
    population_id: str
    period: str
    enrollment_type: str
    only_cut_off: bool


@dataclass(frozen=True)
class BesideList:
    """Everybody of a counted population, and everybody of a payer's list whom the claims know.

    people: a row a person and enrollment type, as `list_expenditures_of_people` gives them; in_their_run_out: the same
    with what was paid through the payer's day. listed: the payer's rows by the person whom they name. member_of: the
    member identifier of everybody enrolled. reasons: why a person is on one of the two alone.
    """

    people: Table
    in_their_run_out: Table
    listed: Mapping[str, ListedPerson]
    member_of: Mapping[str, str]
    reasons: Mapping[str, str]


class Lister(Protocol):
    """What can be listed of a count while the engine holds it."""

    def __call__(self, figure: Figure, limit: int, /) -> Table:
        """The first rows behind a counted figure, so many of them; amounts in dollars."""

    def people_of(self, figure: Figure, /) -> PeopleCounted | None:
        """Whose expenditures or months a figure is; None where it is another one."""

    def beside_list(self, counted: PeopleCounted, listed: PayerList | None, paid_through: date | None, /) -> BesideList:
        """The people who were counted beside those of a payer's list, who may count payments through another day."""


#: What looks at counted figures, by `stream.line`, and the worksheets that take them, while rows can be listed.
Inspect = Callable[[Lister, Figures, Mapping[str, Worksheet]], None]


@dataclass(frozen=True)
class ExperienceOptions:
    """What a user says about a count, beside the project folder.

    participants: the list of participants. factors: files of published factors by name. people: listed populations by
    name. roster: the monthly roster of members. engine: where to count ("duckdb", "sail", "postgresql://...",
    "sc://..."). recount: whether all is counted anew, whatever was counted before. progress hears each query's name.
    inspect: is given what was counted while the rows behind it can still be listed.
    """

    participants: Path | None = None
    factors: Mapping[str, Path] = field(default_factory=dict)
    people: Mapping[str, Path] = field(default_factory=dict)
    roster: Path | None = None
    engine: str = "duckdb"
    recount: bool = False
    progress: Callable[[str], None] | None = None
    inspect: Inspect | None = None


def worksheet_request(
    contract: Contract, stream: PaymentStream, year: int | str, parameters: ParameterSet
) -> WorksheetRequest:
    """What a stream's payment model is asked for in a performance year."""
    performance_year = performance_year_of(contract, year)
    standing = contract.in_year(performance_year)
    own = next(each for each in standing.streams if each.name == stream.name)
    return WorksheetRequest(own, contract.agreement, performance_year, parameters, standing.scorecard)


def claims_basis_of(contract: Contract, population: str) -> ClaimsBasis | None:
    """On what basis a population's claims count: as it says itself, or else the first stream on it that does."""
    covered = contract.populations.get(population)
    stated: list[object] = [covered.claims_basis if covered is not None else None]
    stated += [getattr(each.terms, "claims_basis", None) for each in contract.streams if each.population == population]
    return next((each for each in stated if isinstance(each, ClaimsBasis)), None)


def experience_request(
    contract: Contract,
    stream: PaymentStream | None,
    year: int | str,
    models: Mapping[str, PaymentModel],
    parameters: ParameterSet,
    options: ExperienceOptions,
    files: tuple[FileDigest, ...] = (),
) -> ExperienceRequest:
    """What the contract and the user say about counting a performance year. files: what the project was loaded from.

    stream: whose population is counted; None for that of the contract's first stream.
    """
    contract = contract.in_year(performance_year_of(contract, year))
    population = (stream or contract.streams[0]).population
    by_program = (
        partial(hook, worksheet_request(contract, each, year, parameters))
        for each in contract.streams
        if each.population == population and (hook := models[each.model].attribution) is not None
    )
    return ExperienceRequest(
        covered=contract.populations.get(population),
        payer=contract.file.parties.payer.name,
        performance_year=performance_year_of(contract, year),
        run_out_months=contract.file.agreement.run_out_months,
        participants=options.participants,
        factors=options.factors,
        people=options.people,
        cohorts=tuple(contract.file.populations),
        roster=options.roster,
        files=files,
        by_program=next(by_program, None),
    )
