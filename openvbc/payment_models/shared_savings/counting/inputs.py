"""A stream's inputs from claims: what was counted, under the names of the worksheet's lines."""

from collections.abc import Iterator
from typing import cast

from openvbc.claims.engine.engine import Engine
from openvbc.experience.completion import completion_figures
from openvbc.experience.count import Experience, count_experience
from openvbc.experience.figures import ExperienceReader, score_totals
from openvbc.experience.populations import OWN_MEMBERS, REFERENCE, PopulationGroup
from openvbc.experience.request import ExperienceFigures, ExperienceRequest
from openvbc.figures import Figure, Figures
from openvbc.payment_models.record import WorksheetRequest
from openvbc.payment_models.shared_savings.counting.basis import experience_basis
from openvbc.payment_models.shared_savings.counting.comparators import COMPARATOR, CONTROL_GROUP
from openvbc.payment_models.shared_savings.expenditures import takes_over_amounts
from openvbc.payment_models.shared_savings.terms import SharedSavingsTerms


def count_inputs(request: WorksheetRequest, engine: Engine, asked: ExperienceRequest) -> ExperienceFigures:
    """Count the figures of a stream from claim lines.

    What only the parties know (quality, a given benchmark, the earlier agreement's benchmark) stays to be given.
    """
    terms = cast("SharedSavingsTerms", request.stream.terms)
    experience = count_experience(engine, experience_basis(request, asked), asked.files)
    figures = counted_figures(experience, terms, adjusted=takes_over_amounts(request.stream))
    notes = list(_notes(experience))
    if terms.completion is not None:
        completed = completion_figures(experience, terms.completion, interim=asked.interim)
        figures |= completed.figures
        notes += [*completed.notes, *(finding.without_people() for finding in completed.findings)]
    elif asked.interim:
        notes.append(
            f"interim: the contract agrees on no completion, so what was paid through "
            f"{experience.basis.periods.performance.paid_through} counts as it is"
        )
    return ExperienceFigures(figures, tuple(notes))


def counted_figures(experience: Experience, terms: SharedSavingsTerms, *, adjusted: bool = False) -> Figures:
    """The figures of the provider, its base years, and its comparators; more than any one contract has lines for.

    adjusted: whether amounts of other streams are added to the provider's own expenditures, or taken off them.
    """
    basis, reader = experience.basis, ExperienceReader(experience)
    own_adjusted, adjusted = adjusted or terms.adjusts_expenditures, terms.adjusts_expenditures
    found: Figures = {}
    for group in basis.groups:
        if group.name == REFERENCE:
            continue
        prefix = "" if group.name == OWN_MEMBERS else f"{group.name}_"
        as_lines = adjusted if prefix else own_adjusted
        found |= dict(_lines(reader, group, basis.periods.performance.name, prefix, adjusted=as_lines))
        if group.name in (OWN_MEMBERS, COMPARATOR):
            for period in basis.periods.earlier:
                if terms.benchmark.target_calculator is not None:
                    found |= dict(_lines(reader, group, period.name, "baseline_", adjusted=adjusted))
                    continue
                for name, figure in _lines(reader, group, period.name, f"{prefix}base_year_", adjusted=adjusted):
                    of_years = found.setdefault(name, {})
                    if isinstance(of_years, dict):
                        of_years[period.name] = figure
    calculator = terms.benchmark.target_calculator is not None
    return {**found, **_risk(experience, calculator=calculator)} if experience.risk is not None else found


def _lines(
    reader: ExperienceReader, group: PopulationGroup, period: str, prefix: str, *, adjusted: bool
) -> Iterator[tuple[str, Figure]]:
    """Every figure of a group and period, under the name of its line."""
    figures = reader.figures(group, period)
    yield f"{prefix}member_months", figures.member_months
    yield f"{prefix}assigned_population", figures.people
    yield f"{prefix}allowed_spend", figures.total_expenditures if adjusted else figures.expenditures
    if adjusted:
        yield f"{prefix}total_expenditures", figures.total_expenditures
        yield f"{prefix}excess_claims", figures.excess_claims
        yield f"{prefix}claims_above_stop_loss", figures.excess_claims
    else:
        yield f"{prefix}expenditures", figures.expenditures
        yield f"{prefix}paid_expenditures", figures.expenditures
        yield f"{prefix}care_expenditures", figures.expenditures
    for name, figure in figures.carved_out.items():
        yield f"{prefix}carved_out_{name}", figure


def _risk(experience: Experience, *, calculator: bool) -> Figures:
    """Months and scores added up over them, of the provider, the reference population and the control group."""
    basis = experience.basis
    if basis.risk is None:
        return {}
    ((model,),) = basis.risk.models.values()
    now, bases = basis.periods.performance.name, [period.name for period in basis.periods.earlier]
    groups = {"": basis.own, "reference_": basis.group(REFERENCE)}
    groups |= {f"{each.name}_": each for each in basis.others if each.name == CONTROL_GROUP}
    found: Figures = {}
    for prefix, group in groups.items():
        found |= {f"{prefix}{name}": figure for name, figure in score_totals(experience, group, now, model).items()}
        if calculator and group == basis.own:
            ((baseline,),) = (bases,)
            of_baseline = score_totals(experience, group, baseline, model)
            found |= {f"baseline_{name}": figure for name, figure in of_baseline.items()}
        elif bases and group.name != CONTROL_GROUP:
            of_year = {name: score_totals(experience, group, name, model) for name in bases}
            found |= {
                f"base_year_{prefix}{total}": {name: of_year[name][total] for name in bases}
                for total in of_year[bases[0]]
            }
    return found


def _notes(experience: Experience) -> Iterator[str]:
    basis = experience.basis
    yield from (finding.without_people() for finding in experience.findings)
    if experience.risk is not None and basis.risk is not None:
        yield from experience.risk.cautions
        ((model,),) = basis.risk.models.values()
        yield f"risk scores are by {model} in every year, as the contract names it"
    for group in basis.others:
        if group.name != REFERENCE:
            yield f"compared with {group.whose}"
    counts = experience.attribution.counts if experience.attribution is not None else ()
    for each in counts:
        if basis.attribution is not None and each.organization_id in ("", basis.attribution.organization_id):
            to = each.organization_id or "nobody"
            step = f" (step {each.step_name})" if each.step_name else ""
            yield f"{each.period}: {each.people:,} people to {to}: {each.words}{step}"
