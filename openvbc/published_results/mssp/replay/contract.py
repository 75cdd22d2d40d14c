"""The contract behind a published row: an ordinary contract file, written from the row's track, dates and elections."""

import json
from collections.abc import Hashable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from openvbc.contract.load import contract_from_text
from openvbc.contract.model import Contract
from openvbc.errors import Fault, InputError, ParameterError
from openvbc.money import plain
from openvbc.parameters.model import ParameterSet
from openvbc.parameters.scope import Asked
from openvbc.payment_models.mssp.model import PAYMENT_MODEL
from openvbc.payment_models.mssp.tracks import TITLES, Track, shares_losses
from openvbc.payment_models.mssp.worksheet_builder import MONTHS_A_YEAR
from openvbc.periods import AgreementPeriod
from openvbc.published_results.mssp.results.row import PublishedRow

#: Agreements of this year had a first performance year of 21 or 18 months, named by the year after.
_LONG_FIRST_YEAR = 2012
PAYER = "Centers for Medicare & Medicaid Services"


@dataclass(frozen=True)
class RowTerms:
    """What of a row decides the shape of its worksheet. Rows with equal terms share one.

    choice: the minimum rate of a two-sided ACO: what it elected, the table by size, or nothing where it has no choice.
    guardrail, adjustments: whether the agreement is of the kind that has them.
    """

    year: int
    track: Track
    start: date
    months: int
    choice: "Decimal | Literal['by_size', 'none']"
    below_500: bool
    advances: str
    guardrail: bool
    adjustments: bool

    @property
    def agreed(self) -> Hashable:
        """What of it a contract agrees, without its dates: rows that are equal in this have one stream's terms."""
        return self.track, self.choice, self.below_500, self.advances, self.guardrail, self.adjustments, self.is_short

    @property
    def is_short(self) -> bool:
        """Whether the performance year has six months, of which CMS prints the dollars."""
        return self.months < MONTHS_A_YEAR


class RowReader:
    """Reads the terms of rows with the help of the published values."""

    def __init__(self, parameters: ParameterSet) -> None:
        self._parameters = parameters
        self._table_begins = parameters.resolve("minimum_savings_rate_by_population_size").table.bounds[0]
        self._years: dict[tuple[int, Track], tuple[Decimal, tuple[Decimal, ...]]] = {}
        self._starts: dict[date, tuple[bool, bool]] = {}

    def possible_terms(self, row: PublishedRow) -> tuple[RowTerms, ...]:
        """The terms that a row can stand for: several where its printed minimum rate leaves open what was elected."""
        assigned = row.number("assigned")
        if row.start not in self._starts:
            chooses = self._has("mssp_regional_adjustment_of_either_sign", agreement_start=row.start)
            guardrail = self._parameters.resolve("mssp_guardrail", agreement_start=row.start).value is True
            self._starts[row.start] = guardrail, chooses
        guardrail, chooses = self._starts[row.start]
        terms = RowTerms(
            year=row.year,
            track=row.track,
            start=row.start,
            months=row.months,
            choice="none",
            below_500=assigned is not None and assigned < self._table_begins,
            advances=_advances(row),
            guardrail=guardrail,
            adjustments=chooses and row.has("regional_adjustment"),
        )
        return tuple(replace(terms, choice=choice) for choice in self._choices(row))

    def _choices(self, row: PublishedRow) -> "tuple[Decimal | Literal['by_size', 'none'], ...]":
        """What a two-sided ACO can have chosen by the printed minimum rate alone; the table by size comes last.

        Only an ACO with the fewest people required has a choice.
        """
        if not shares_losses(row.track):
            return ("none",)
        fewest, options = self._rates(row)
        if not options:
            return ("none",)
        assigned, cell = row.number("assigned"), row.cells.get("minimum_rate")
        if assigned is not None and assigned < fewest:
            return ("by_size",)
        if cell is None or cell.number is None:
            raise InputError(
                Fault(
                    f"the minimum rate of a two-sided ACO is not printed (the cell says {row.text('minimum_rate')!r})",
                    cell.where if cell is not None else row.where,
                    why="which rate it elected is an input, so the row is left out",
                    fix="check the cell against CMS's file",
                )
            )
        return (*(option for option in options if cell.may_stand_for(option)), "by_size")

    def _rates(self, row: PublishedRow) -> tuple[Decimal, tuple[Decimal, ...]]:
        """The fewest people required, and the rates that a two-sided ACO could elect in that year."""
        key = row.year, row.track
        if key not in self._years:
            asked: dict[str, Asked] = {"performance_year": row.year, "track": row.track}
            fewest = self._parameters.resolve("mssp_minimum_assigned_beneficiaries", **asked).number
            options: tuple[Decimal, ...] = ()
            if not self._has("mssp_fixed_minimum_rate", **asked):
                step = self._parameters.resolve("mssp_elected_minimum_rate_step", **asked).number
                most = self._parameters.resolve("mssp_elected_minimum_rate_maximum", **asked).number
                options = tuple(step * times for times in range(int(most / step) + 1))
            self._years[key] = fewest, options
        return self._years[key]

    def _has(self, parameter: str, **asked: Asked) -> bool:
        try:
            self._parameters.resolve(parameter, **asked)
        except ParameterError:
            return False
        return True


def _advances(row: PublishedRow) -> str:
    if row.has("aip_balance"):
        return "advance_investment_payment"
    return "advance_payment" if row.has("advance") and "advance_recouped" in row.cells else ""


def contract_text(terms: RowTerms, provider: str) -> str:
    """The contract as a file would write it."""
    lines = [
        f"contract: {json.dumps(f'Medicare Shared Savings Program, {TITLES[terms.track]}')}",
        "parties:",
        f"  payer: {{name: {json.dumps(PAYER)}}}",
        f"  provider: {{name: {json.dumps(provider)}}}",
        "agreement:",
        f"  start: {terms.start.isoformat()}",
        f"  end: {_end(terms).isoformat()}",
        # Half a year of 2019 is settled with the whole calendar year, so its claims run out nine months after June.
        f"  run_out_months: {9 if _ends_in_june(terms) else 3}",
        f"  performance_years: {_performance_years(terms)}",
        "population:",
        "  line_of_business: traditional_medicare",
        "  attribution: {payer_list: true}",
        "payment_streams:",
        "  - stream: shared_savings",
        "    model: mssp",
        "    terms:",
        f"      track: {terms.track}",
        *(f"      {line}" for line in _choices(terms)),
    ]
    return "\n".join(lines) + "\n"


def _choices(terms: RowTerms) -> list[str]:
    lines = []
    if isinstance(terms.choice, Decimal):
        lines.append(f"minimum_rate: {{elected: {plain(terms.choice)}}}")
    elif terms.choice == "by_size":
        lines.append("minimum_rate: {by_population_size: true}")
    benchmark = ["basis: total"]
    if terms.is_short:
        benchmark.append("amounts: performance_year")
    if terms.guardrail:
        benchmark.append("guardrail: stated")
    if terms.adjustments:
        benchmark.append("adjustments: true")
    lines.append(f"benchmark: {{{', '.join(benchmark)}}}")
    if terms.track == "track_2":
        # Not every file names the track of an earlier agreement, so the limits are those of a first one in Track 2.
        lines.append("track_2_years_before: 0")
    if terms.below_500:
        lines.append("below_500_people: inferred")
    if terms.advances:
        lines.append(f"advances: {{kind: {terms.advances}}}")
    return lines


def _ends_in_june(terms: RowTerms) -> bool:
    return terms.is_short and terms.start.year < terms.year


def _performance_years(terms: RowTerms) -> str:
    """Calendar years; of agreements of 2012 each by its days: the first ran to the end of 2013 and is named so."""
    if terms.start.year != _LONG_FIRST_YEAR:
        return "calendar"
    starts = {terms.start.year + 1: terms.start} | {
        year: date(year, 1, 1) for year in range(terms.start.year + 2, terms.year + 1)
    }
    years = (f'{{name: "{year}", start: {start}, end: {date(year, 12, 31)}}}' for year, start in starts.items())
    return f"[{', '.join(years)}]"


def agreement_of(terms: RowTerms) -> AgreementPeriod:
    """The term of the contract and its performance years."""
    if terms.start.year == _LONG_FIRST_YEAR:
        return contract_of(terms, "ACO").file.agreement.period
    return AgreementPeriod.between(terms.start, _end(terms), calendar_years=True)


def _end(terms: RowTerms) -> date:
    """The end of the performance year: what lies behind it does not matter to the year's settlement."""
    return date(terms.year, 6, 30) if _ends_in_june(terms) else date(terms.year, 12, 31)


def contract_of(terms: RowTerms, provider: str) -> Contract:
    """The checked contract of a row; `provider` is the ACO's name."""
    name = f"{terms.track}, performance year {terms.year}"
    return contract_from_text(contract_text(terms, provider), name, {PAYMENT_MODEL.name: PAYMENT_MODEL})
