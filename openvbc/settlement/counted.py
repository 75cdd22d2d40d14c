"""Figures counted from claims: each stream's lines get what the claims room counted for the contract's population."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path

from openvbc.claims.yearly.count import INPATIENT_DRGS, YearCount, count_year
from openvbc.claims.yearly.desynpuf import load_desynpuf
from openvbc.claims.yearly.listing import list_rows
from openvbc.claims.yearly.request import CountRequest
from openvbc.claims.yearly.store import ClaimsStore
from openvbc.contract.attribution import GeographicAttribution
from openvbc.contract.model import Contract
from openvbc.contract.population import CarveOut, Truncation
from openvbc.errors import ContractError, Fault, InputError, raise_all
from openvbc.figures import Figure, Figures
from openvbc.payment_models.record import Counting
from openvbc.periods import PerformanceYear
from openvbc.settlement.experience_options import Inspect
from openvbc.settlement.stream_sheets import StreamSheets
from openvbc.worksheet.sheet import LineKind, Worksheet

#: What the contract calls a category of service, and what Medicare's yearly columns call it.
_CATEGORIES = {"inpatient": "inpatient", "outpatient": "outpatient", "professional": "carrier"}


@dataclass(frozen=True)
class CountedFigures:
    """Counted figures by worksheet line, and what the counting and its audits have to say."""

    figures: Figures
    notes: tuple[str, ...]


def count_figures(
    contract: Contract,
    folder: Path,
    countings: Mapping[str, Counting | None],
    sheets: StreamSheets,
    inspect: Inspect | None = None,
) -> CountedFigures:
    """Count what every stream needs from the claims files in `folder`; `inspect` may list rows while they are there.

    ContractError where the contract's terms cannot be counted; ClaimsError where the files cannot.
    """
    area = _area(contract)
    _check_calendar_years(contract, countings)
    figures: Figures = {}
    notes: list[str] = []
    with ClaimsStore() as store:
        report = load_desynpuf(folder, store)
        notes += [finding.without_people() for finding in report.findings]
        notes += [f"not read: {name}: {reason}" for name, reason in report.not_read.items()]
        for name, counting in countings.items():
            if counting is None:
                continue
            counts = {
                year: count_year(store, _request(contract, area, counting, year))
                for year in (*counting.base_years, counting.performance_year)
            }
            figures |= {f"{name}.{line}": held for line, held in _figures(counting, counts, sheets[name]).items()}
            notes += _notes(counts)
        figures = sheets.spread(figures)
        if inspect is not None:
            inspect(partial(list_rows, store), figures, sheets)
    return CountedFigures(figures, tuple(dict.fromkeys(notes)))


def _check_calendar_years(contract: Contract, countings: Mapping[str, Counting | None]) -> None:
    """These files hold calendar years; a performance year that is none cannot be counted from them."""
    for counting in countings.values():
        if counting is None:
            continue
        period = contract.agreement.performance_year(counting.performance_year).period
        if period != PerformanceYear.calendar(counting.performance_year).period:
            raise ContractError(
                Fault(
                    f"performance year {counting.performance_year} is {period}, not a calendar year",
                    contract.name,
                    why="the claims files hold calendar years, so other months would be counted",
                    fix="settle it from headline numbers, or agree calendar years",
                )
            )


def merge_figures(counted: Figures, given: Figures, sheets: StreamSheets) -> Figures:
    """Counted figures, by `stream.line`, and given ones together. InputError lists each line that has both."""
    own = {name: sheets.in_full({name: held}) for name, held in given.items()}
    faults = [
        Fault(
            f"{name!r} is both counted from claims and given",
            _where(given[name]),
            why="two values for one figure: which of them holds cannot be known",
            fix="take the given figure out, or set it under `overrides` with `by` and `reason`",
        )
        for name, places in own.items()
        if any(place in counted for place in places)
    ]
    raise_all(faults, InputError)
    return {**counted, **given}


def _where(held: "Figure | dict[str, Figure]") -> str:
    figure = held if isinstance(held, Figure) else next(iter(held.values()))
    return figure.source.where


def _area(contract: Contract) -> GeographicAttribution:
    attribution = contract.population_of(contract.streams[0]).attribution
    if attribution.geographic is None:
        raise ContractError(
            Fault(
                "the contract attributes members by the payer's list, which claims do not hold",
                "population.attribution",
                why="whom to count cannot be known",
                fix="write geographic: {states: [..]}, or give headline numbers",
            )
        )
    return attribution.geographic


def _request(contract: Contract, area: GeographicAttribution, counting: Counting, year: int) -> CountRequest:
    truncation = counting.truncation or Truncation.model_construct()
    percentile = truncation.percentile
    drgs = [carve_out for carve_out in counting.carve_outs if carve_out.diagnosis_related_groups]
    raise_all(list(_uncountable(contract, counting.carve_outs, drgs)), ContractError)
    return CountRequest(
        year=year,
        states=area.states,
        counties=area.counties,
        carved_out_categories=tuple(_CATEGORIES[each.category] for each in counting.carve_outs if each.category),
        carved_out_drgs=drgs[0].diagnosis_related_groups if drgs else (),
        truncation_dollars=truncation.per_member_per_year,
        truncation_percentile=percentile * Decimal(100) if percentile is not None else None,
    )


def _uncountable(contract: Contract, carve_outs: tuple[CarveOut, ...], drgs: list[CarveOut]) -> Iterator[Fault]:
    for carve_out in carve_outs:
        if carve_out.category is None and not carve_out.diagnosis_related_groups:
            yield Fault(
                f"carve-out {carve_out.name!r} says neither category nor diagnosis_related_groups",
                contract.name,
                why="what to leave out cannot be counted",
                fix="add one of them, or give headline numbers",
            )
        elif carve_out.category is not None and carve_out.category not in _CATEGORIES:
            yield Fault(
                f"carve-out {carve_out.name!r} is {carve_out.category}, which these files do not hold",
                contract.name,
                fix=f"the categories are {', '.join(_CATEGORIES)}",
            )
        elif carve_out.category is not None and carve_out.diagnosis_related_groups:
            yield Fault(
                f"carve-out {carve_out.name!r} names a category and groups", contract.name, fix="keep one of them"
            )
    if len(drgs) > 1:
        yield Fault(
            f"{len(drgs)} carve-outs name diagnosis-related groups",
            contract.name,
            why="claims are carved out by one list",
            fix="put all groups into one carve-out",
        )


def _figures(counting: Counting, counts: Mapping[int, YearCount], sheet: Worksheet) -> Figures:
    """The counts under the names of the worksheet's input lines; base years as members of their axis."""
    named = _named(counting, counts[counting.performance_year])
    base = {year: _named(counting, counts[year]) for year in counting.base_years}
    figures: Figures = {}
    for line in sheet.of_kind(LineKind.INPUT):
        plain_name = line.name.removeprefix("base_year_")
        if line.name in named:
            figures[line.name] = named[line.name]
        elif plain_name != line.name and base and plain_name in named:
            figures[line.name] = {str(year): each[plain_name] for year, each in base.items()}
    return figures


def _named(counting: Counting, count: YearCount) -> dict[str, Figure]:
    adjusted = bool(counting.carve_outs) or counting.truncation is not None
    named = {"member_months": count.member_months, "assigned_population": count.members}
    if not adjusted:
        return {**named, "expenditures": count.gross_expenditures}
    named |= {"total_expenditures": count.gross_expenditures, "excess_claims": count.excess_expenditures}
    for carve_out in counting.carve_outs:
        key = _CATEGORIES[carve_out.category] if carve_out.category else INPATIENT_DRGS
        named[f"carved_out_{carve_out.name}"] = count.carved_out[key]
    return named


def _notes(counts: Mapping[int, YearCount]) -> Iterator[str]:
    for year, count in counts.items():
        told = [
            f"{line.people.value:,} {line.label}" for line in count.cascade if isinstance(line.people.value, Decimal)
        ]
        yield f"{year}: {'; '.join(told)}"
        threshold = count.truncation_threshold.value
        if isinstance(threshold, Decimal):
            yield f"{year}: expenditures above ${threshold:,} a member are cut off"
        yield from (f"{year}: {finding.without_people()}" for finding in count.findings)
