"""A report of cost and utilization of the people whose months and dollars are counted."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from openvbc.claims.engine.engine import Engine
from openvbc.claims.expenditures.terms import WithoutAmount
from openvbc.claims.findings import Finding
from openvbc.claims.populations.build import build_populations
from openvbc.claims.utilization.count import count_utilization, service_bounds
from openvbc.claims.utilization.measures import Definition, Measure, Ratio
from openvbc.claims.utilization.report import UtilizationReport, utilization_report
from openvbc.claims.utilization.terms import UtilizationTerms
from openvbc.experience.basis import ExperienceBasis
from openvbc.experience.count import Experience, count_experience
from openvbc.experience.figures import ExperienceReader
from openvbc.figures import ABSENT, Figure, FileDigest
from openvbc.units import USD


def report_utilization(
    engine: Engine,
    basis: ExperienceBasis,
    files: tuple[FileDigest, ...] = (),
    findings: Sequence[Finding] = (),
    *,
    settled: bool = False,
    tell: Callable[[str], None] | None = None,
    **choices: Any,  # noqa: ANN401  # fields of UtilizationTerms
) -> UtilizationReport:
    """Count the experience and report on its own members; the engine holds the canonical tables.

    files: what they were read from. findings: of loads and audits. settled: whether the dollars that a contract
    counts are shown too. choices: fields of UtilizationTerms other than those that the basis says. ClaimsError as
    `count_experience` has it, or if nobody of the population has a month that counts.
    """
    if basis.expenditures is None:
        raise TypeError("a report of utilization counts dollars")
    before, now = basis.periods.every
    (own,) = basis.own.parts
    terms = UtilizationTerms(
        periods=(before, now),
        population=own.population_id,
        expenditures=basis.expenditures,
        types=basis.types,
        **choices,
    )
    # Lines that do not say the amount are told and stop no report: of what is known, all is counted.
    counted_terms = replace(basis.expenditures, without_amount=WithoutAmount.COUNT_AS_ZERO)
    basis = replace(basis, before={now.name: before.name}, expenditures=counted_terms)
    experience = count_experience(engine, basis, files)
    if experience.expenditures is None:
        raise TypeError("dollars were asked for and not counted")
    engine = experience.engine
    bounds = service_bounds(engine)
    shown = tuple(_settled(experience)) if settled else ()
    if len(basis.populations) > 1:
        # Stays, visits and ranks are counted of everybody in `population`: only of those whose report it is.
        build_populations(engine, (own,), basis.before)
    count = count_utilization(engine, terms, experience.expenditures, bounds)
    return utilization_report(engine, count, files, (*findings, *experience.findings), shown, tell)


def _settled(experience: Experience) -> Iterator[Measure]:
    """What a settlement takes of both years: total, carved out, cut off, and what counts."""
    reader, own = ExperienceReader(experience), experience.basis.own
    before, now = (reader.figures(own, period.name) for period in experience.basis.periods.every)

    def measure(name: str, label: str, words: str, in_now: Figure, in_before: Figure) -> Measure:
        # A year in which nobody of the population has a month that counts has no dollars to tell.
        known = ((now, in_now), (before, in_before))
        ratios = [Ratio(each if year.people.value else Figure(ABSENT, each.source)) for year, each in known]
        return Measure(Definition(name, label, "settled", USD, "", "", words), *ratios)

    words = "before carve-outs and truncation"
    yield measure("total_expenditures", "Total expenditures", words, now.total_expenditures, before.total_expenditures)
    for name, carved_out in now.carved_out.items():
        label = f"Carved out: {name.replace('_', ' ')}"
        yield measure(f"carved_out_{name}", label, "what does not count", carved_out, before.carved_out[name])
    words = "what is cut off above the truncation point"
    yield measure("excess_claims", "Excess claims", words, now.excess_claims, before.excess_claims)
    words = "after carve-outs and truncation"
    yield measure("expenditures", "Expenditures that count", words, now.expenditures, before.expenditures)
