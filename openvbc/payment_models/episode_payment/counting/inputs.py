"""An episode stream's figures from claims: how many episodes there were, what they cost, and those of base years."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from typing import cast

from openvbc.claims.engine.engine import Engine
from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.episodes.conditions import EpisodePerson, count_categories, people_of_episodes
from openvbc.claims.episodes.definition import EpisodeDefinition, EpisodePeriod
from openvbc.claims.episodes.group import group_episodes
from openvbc.claims.episodes.report import (
    EpisodeReport,
    dropped_events,
    own_care,
    own_costs,
    own_episodes,
    own_settings,
)
from openvbc.claims.expenditures.figures import listing_text
from openvbc.claims.expenditures.terms import ServiceDate
from openvbc.claims.findings import Finding
from openvbc.claims.payers.choice import PayerChoice, counted_plans
from openvbc.claims.utilization.count import service_bounds
from openvbc.errors import ClaimsError, ContractError, Fault, did_you_mean
from openvbc.experience.own_months import OwnMonth, OwnMonths
from openvbc.experience.people import listed_people
from openvbc.experience.request import ExperienceFigures, ExperienceRequest
from openvbc.figures import Figure, Figures, FileDigest, Keyed, Origin, Source
from openvbc.payment_models.episode_payment.counting.definition import agreed_definition
from openvbc.payment_models.episode_payment.definition_terms import DefinitionTerms
from openvbc.payment_models.episode_payment.terms import EpisodePaymentTerms, RiskFactor
from openvbc.payment_models.episode_payment.worksheet_builder import make_builder
from openvbc.payment_models.record import WorksheetRequest
from openvbc.periods import Period
from openvbc.worksheet.sheet import Worksheet

#: The queries that lead to the total of a type, in order.
_STEPS = (
    NamedQuery.EPISODE_CANDIDATE,
    NamedQuery.GROUPED_EPISODE,
    NamedQuery.EPISODE_LINE,
    NamedQuery.EPISODE_TOTAL,
    NamedQuery.LIMITED_EPISODE,
    NamedQuery.EPISODE_TYPE_TOTAL,
)
#: The risk factors whose classes claims tell, as their contract cuts them.
_AGE, _HCC_COUNT, _ECONOMIC_RISK = "age", "hcc_count", "economic_risk"
#: The classes of economic risk: without, with.
_RISK_CLASSES = 2


def count_inputs(request: WorksheetRequest, engine: Engine, asked: ExperienceRequest) -> ExperienceFigures:
    """Group the claims of the year, and of base years, and give what they come to; the rest stays to be given."""
    counter, told = _counter(request, engine, asked)
    notes = [finding.without_people() for finding in told]
    figures: Figures = {}
    for year in counter.base_years:
        notes += counter.group(int(year))
        for name, of_type in counter.base_year(year):
            cast("dict[Keyed, Figure]", figures.setdefault(name, {})).update(of_type)
    if counter.base_years:
        figures["baseline_episodes"] = counter.baseline(figures["base_year_episodes"])
    notes += counter.group(request.performance_year.year)
    figures |= dict(counter.performance_year())
    notes += counter.notes
    return ExperienceFigures(figures, tuple(dict.fromkeys(notes)))


def report_episodes(request: WorksheetRequest, engine: Engine, asked: ExperienceRequest) -> EpisodeReport:
    """The organization's episodes of the year, with what they cost where."""
    counter, told = _counter(request, engine, asked)
    year = request.performance_year
    notes = [*(finding.without_people() for finding in told), *counter.group(year.year)]
    organization = counter.agreed.organization
    terms = counter.terms
    prices: Mapping[str, Decimal] = {}
    if terms.prospective is not None:
        prices = terms.prospective.price
    elif terms.retrospective is not None:
        prices = terms.retrospective.price.negotiated or {}
    return EpisodeReport(
        organization,
        year.name,
        counter.labels,
        {kind: int(price.scaleb(2)) for kind, price in prices.items()},
        own_episodes(counter.engine, organization),
        own_settings(counter.engine, organization),
        own_care(counter.engine, organization),
        dropped_events(counter.engine),
        tuple(dict.fromkeys(notes)),
        asked.files,
        year.paid_through(asked.run_out_months),
    )


def months_of_episodes(request: WorksheetRequest, engine: Engine, asked: ExperienceRequest) -> OwnMonths:
    """The months in which the organization's episodes of the year lie, with what they cost before any limit.

    Dollars stand in the month of their service, by the day that the contract's claims basis names, else by the last day
    of the claim, and of the line on professional claims. A month in which nothing was done is one of the episode too.
    ClaimsError where the months do not come to what the episodes do.
    """
    counter, _ = _counter(request, engine, asked)
    year, organization = request.performance_year, counter.agreed.organization
    for _ in counter.group(year.year):
        pass  # what is to be known of grouping is told where the contract is settled
    basis = asked.covered.claims_basis if asked.covered is not None else None
    service_date = ServiceDate(basis.service_date) if basis is not None else ServiceDate.LINE_END
    episodes = own_episodes(counter.engine, organization)
    months = {
        (each.person_id, month)
        for each in episodes
        for month in Period(each.anchor_first, each.post_last + timedelta(days=1)).month_names
    }
    cents: Counter[tuple[str, str, str]] = Counter()
    for each in own_costs(counter.engine, organization, service_date):
        cents[each.person_id, f"{each.day:%Y-%m}", each.category] += each.cents
    in_months, in_episodes = sum(cents.values()), sum(each.cents for each in episodes)
    if in_months != in_episodes:
        what = f"the months of episodes come to {in_months:,} cents, and the episodes to {in_episodes:,}"
        why = "lines of a claim that stand twice in the data cannot be told apart"
        raise ClaimsError(Fault(what, year.name, why, fix="give the months of this contract in a file (--months)"))
    rows = [OwnMonth(person, month, category, amount) for (person, month, category), amount in cents.items()]
    without = months - {(person, month) for person, month, _ in cents}
    rows += [OwnMonth(person, month, "", 0) for person, month in without]
    return OwnMonths(tuple(sorted(rows, key=lambda row: (row.person_id, row.month, row.category))), service_date)


def _counter(
    request: WorksheetRequest, engine: Engine, asked: ExperienceRequest
) -> "tuple[_Counter, tuple[Finding, ...]]":
    """What groups the stream's claims, and what was left out of them. ContractError without a definition."""
    terms = cast("EpisodePaymentTerms", request.stream.terms)
    if terms.definition is None:
        raise ContractError(
            Fault(
                "the contract does not say what an episode is",
                request.stream.clause().where,
                why="claims cannot be grouped",
                fix="add `definition:` with window, types and who is responsible",
            )
        )
    payers = asked.payers if asked.covered is not None else PayerChoice((), (), asked.payer, medicare=False)
    engine, told = counted_plans(engine, payers)
    return _Counter(request, asked, terms, terms.definition, engine), told


class _Counter:
    """Groups one year after the other and tells its figures."""

    def __init__(
        self,
        request: WorksheetRequest,
        asked: ExperienceRequest,
        terms: EpisodePaymentTerms,
        agreed: DefinitionTerms,
        engine: Engine,
    ) -> None:
        self.request, self.asked, self.terms, self.agreed, self.engine = request, asked, terms, agreed, engine
        self.definition: EpisodeDefinition = agreed_definition(request, asked, agreed, terms.program)
        builder = make_builder(request, terms, Worksheet("types"))
        self.types, self.category_of = builder.types.keys, builder.category_of
        self.labels = {member.key: member.label for member in builder.types.members}
        unknown = [kind for kind in self.definition.windows if kind not in self.types]
        if unknown and terms.program is None:
            where = request.stream.clause("definition").where
            raise ContractError(Fault(f"{unknown[0]} is no type of episode of the stream", where, fix="name it there"))
        self.data_through = service_bounds(engine).last_service
        self.notes: list[str] = []
        self.unsaid_subsidies = 0

    @property
    def base_years(self) -> tuple[str, ...]:
        """The base years of an own history, which are counted too."""
        agreed = self.terms.retrospective
        history = agreed.price.own_history if agreed is not None else None
        return history.base_years if history is not None else ()

    @property
    def _organization(self) -> str:
        return self.agreed.organization

    def group(self, year: int) -> Iterator[str]:
        """Group the claims of a year; what is to be known of it."""
        current = self.request.performance_year
        years = year - current.year

        def moved(day: date) -> date:
            return date(day.year + years, day.month, day.day)

        paid = moved(current.paid_through(self.asked.run_out_months).replace(day=1))
        until = current.paid_through(self.asked.run_out_months)
        first, after = moved(current.period.start), moved(current.period.end)
        last, paid_through = date_of_day_before(after), min(_month_end(paid), until)
        period = EpisodePeriod(first, last, self.data_through, paid_through, self._left_out(str(year)))
        counted = group_episodes(self.engine, self.definition, period)
        for finding in counted.findings:
            yield f"{year}: {finding.without_people()}"

    def _left_out(self, year: str) -> frozenset[str]:
        """People of the lists that the contract leaves out in the year. ContractError where a list is not given."""
        return self._people_of(self.agreed.people_left_out, year, ("definition", "people_left_out"))

    def _people_of(self, lists: Sequence[str], year: str, clause: tuple[str, ...]) -> frozenset[str]:
        """People of the lists in the year. ContractError where one that the clause names is not given."""
        years = (*self.base_years, str(self.request.performance_year.year))
        found: set[str] = set()
        for name in lists:
            if name not in self.asked.people:
                where = self.request.stream.clause(*clause).where
                give = f"give --people {name}=FILE (.csv: person_id, period)"
                fix = did_you_mean(name, self.asked.people) if self.asked.people else give
                raise ContractError(Fault(f"no list of people called {name!r} is given", where, fix=fix))
            listed = listed_people(self.asked.people[name], tuple(dict.fromkeys(years)))
            found |= {person for period, person in listed if period == year}
        return frozenset(found)

    def _source(self, kind: str, rows: int) -> Source:
        text = "\n".join(self.engine.ran_last(name).text for name in _STEPS)
        values = {"responsible": self._organization, "episode_type": kind}
        listing = listing_text(NamedQuery.LIST_EPISODES, values)
        files: tuple[FileDigest, ...] = self.asked.files
        return Source(Origin.COUNTED, f"episodes of {kind}", files=files, query=text, rows=rows, listing=listing)

    def _totals(self) -> dict[str, Mapping[str, int]]:
        """What the organization's episodes of each type come to; zero where it has none."""
        none = dict.fromkeys(("episodes", "cents", "limited_cents", "anchor_cents", "post_cents", "monitored_cents"), 0)
        found: dict[str, Mapping[str, int]] = dict.fromkeys(self.types, none)
        for row in self.engine.table(NamedQuery.EPISODE_TYPE_TOTAL, order_by=("episode_type",)).records:
            if row["responsible"] == self._organization and row["episode_type"] in found:
                found[row["episode_type"]] = {name: int(row[name]) for name in none}
        return found

    def base_year(self, year: str) -> Iterator[tuple[str, dict[Keyed, Figure]]]:
        """The figures of a base year, by type and year."""
        totals = self._totals()
        sources = {kind: self._source(kind, total["episodes"]) for kind, total in totals.items()}

        def of(name: str, *, money: bool) -> dict[Keyed, Figure]:
            return {
                (kind, year): Figure(_amount(total[name], money=money), sources[kind]) for kind, total in totals.items()
            }

        yield "base_year_episodes", of("episodes", money=False)
        yield "base_year_spending", of("limited_cents", money=True)
        yield "base_year_anchor_spending", of("anchor_cents", money=True)
        agreed = self.terms.retrospective
        history = agreed.price.own_history if agreed is not None else None
        if history is not None and history.price_update is not None:
            yield "base_year_spending_after_anchor", self._by_setting(year, history.price_update.settings, sources)

    def _by_setting(self, year: str, settings: tuple[str, ...], sources: Mapping[str, Source]) -> dict[Keyed, Figure]:
        cents: Counter[tuple[str, str]] = Counter()
        for row in self.engine.table(NamedQuery.EPISODE_SETTING_TOTAL, order_by=("episode_type", "setting")).records:
            if row["responsible"] == self._organization and row["part"] == "post" and row["episode_type"] in sources:
                if row["setting"] not in settings:
                    raise ClaimsError(
                        Fault(
                            f"episodes of {year} have spending on {row['setting']}, which has no update factor",
                            self.request.stream.clause("retrospective", "price", "own_history", "price_update").where,
                            why="it would count as nothing",
                            fix=f"add {row['setting']} to settings, and its factor to the figures",
                        )
                    )
                cents[row["episode_type"], row["setting"]] += int(row["cents"])
        return {
            (kind, year, setting): Figure(_amount(cents[kind, setting], money=True), source)
            for kind, source in sources.items()
            for setting in settings
        }

    def baseline(self, episodes: "Figure | dict[Keyed, Figure]") -> dict[Keyed, Figure]:
        """Episodes of all base years by category."""
        found: dict[Keyed, Figure] = {}
        for key, figure in cast("dict[tuple[str, str], Figure]", episodes).items():
            category = self.category_of[key[0]]
            before = found[category].value if category in found else Decimal(0)
            found[category] = Figure(cast("Decimal", before) + cast("Decimal", figure.value), figure.source)
        return found

    def performance_year(self) -> Iterator[tuple[str, "Figure | dict[Keyed, Figure]"]]:
        """The figures of the year that is settled."""
        totals = self._totals()
        sources = {kind: self._source(kind, total["episodes"]) for kind, total in totals.items()}
        yield "episodes", {kind: Figure(_amount(each["episodes"]), sources[kind]) for kind, each in totals.items()}
        spending = {kind: _amount(each["limited_cents"], money=True) for kind, each in totals.items()}
        yield "episode_spending", {kind: Figure(spending[kind], sources[kind]) for kind in totals}
        monitored = sum(each["monitored_cents"] for each in totals.values())
        yield "spending_after_episodes", Figure(_amount(monitored, money=True), self._source("", 0))
        retrospective = self.terms.retrospective
        factors = retrospective.price.risk_factors if retrospective is not None else {}
        if factors and self._can_be_counted(factors):
            yield "episodes_by_risk", self._by_risk(factors, sources)

    def _can_be_counted(self, factors: Mapping[str, RiskFactor]) -> bool:
        """Whether claims tell the class of every factor, as the contract cuts them."""
        agreed = self.agreed
        told: dict[str, Callable[[int], bool]] = {
            _AGE: lambda classes: len(agreed.ages) == classes - 1,
            _HCC_COUNT: lambda _: agreed.condition_count is not None,
            _ECONOMIC_RISK: lambda classes: agreed.economic_risk is not None and classes == _RISK_CLASSES,
        }
        return all(name in told and told[name](len(factor.classes)) for name, factor in factors.items())

    def _by_risk(self, factors: Mapping[str, RiskFactor], sources: Mapping[str, Source]) -> dict[Keyed, Figure]:
        """Episodes by type and by the classes of their people on the anchor's first day."""
        people = people_of_episodes(self.engine, self._organization)
        conditions: Mapping[int, int] = {}
        agreed = self.agreed.condition_count
        if _HCC_COUNT in factors and agreed is not None:
            conditions = count_categories(
                self.engine,
                people,
                self._organization,
                year=self.request.performance_year.year,
                model=agreed.model,
                days_before=agreed.days_before,
            )
        deprived: frozenset[str] = frozenset()
        economic = self.agreed.economic_risk
        if _ECONOMIC_RISK in factors and economic is not None and economic.deprived_communities is not None:
            clause = ("definition", "economic_risk", "deprived_communities")
            year = str(self.request.performance_year.year)
            deprived = self._people_of((economic.deprived_communities,), year, clause)
        counted: Counter[tuple[str, ...]] = Counter()
        for each in people:
            place = {_HCC_COUNT: conditions.get(each.episode, 0)}
            if _ECONOMIC_RISK in factors:
                place[_ECONOMIC_RISK] = int(self._is_at_economic_risk(each, deprived))
            if _AGE in factors:
                place[_AGE] = sum(self._age(each) >= first for first in self.agreed.ages)
            classes = (factor.classes[min(place[name], len(factor.classes) - 1)] for name, factor in factors.items())
            counted[each.episode_type, *classes] += 1
        if self.unsaid_subsidies:
            self.notes.append(
                f"{self.request.performance_year.year}: episodes of people of whom eligibility does not say whether"
                f" they have the low-income subsidy: {self.unsaid_subsidies}; they count as without economic risk"
            )
        return {
            (kind, *classes): Figure(Decimal(counted[kind, *classes]), source)
            for kind, source in sources.items()
            for classes in product(*(factor.classes for factor in factors.values()))
        }

    def _is_at_economic_risk(self, each: EpisodePerson, deprived: frozenset[str]) -> bool:
        """On the anchor's first day. ClaimsError where nothing says so and eligibility is silent on Medicaid."""
        if each.full_medicaid or each.low_income_subsidy or each.person in deprived:
            return True
        if each.full_medicaid is None:
            raise ClaimsError(
                Fault(
                    "a person with an episode has no dual status on the anchor's first day",
                    "eligibility.dual_status_code",
                    why="the class of economic risk cannot be known",
                    fix="load eligibility with dual status codes; NA or 00 says that there is none",
                )
            )
        self.unsaid_subsidies += each.low_income_subsidy is None
        return False

    def _age(self, person: EpisodePerson) -> int:
        """The age on the anchor's first day. ClaimsError without a birth date."""
        if person.age is None:
            raise ClaimsError(
                Fault(
                    "a person with an episode has no day of birth",
                    "eligibility.birth_date",
                    why="the class of age cannot be known",
                    fix="load eligibility with birth dates",
                )
            )
        return person.age


def _amount(count: int, *, money: bool = False) -> Decimal:
    return Decimal(count).scaleb(-2) if money else Decimal(count)


def _month_end(day: date) -> date:
    """The last day of the month of a first day."""
    return date_of_day_before(date(day.year + day.month // 12, day.month % 12 + 1, 1))


def date_of_day_before(day: date) -> date:
    """The day before."""
    return date.fromordinal(day.toordinal() - 1)
