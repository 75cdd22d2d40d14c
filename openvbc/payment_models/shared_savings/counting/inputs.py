"""A stream's inputs from claims: what `openvbc settle --claims` asks of this payment model."""

from collections.abc import Iterator
from typing import cast

from openvbc.claims.engine.engine import Engine
from openvbc.payment_models.record import ExperienceBasis, ExperienceFigures, WorksheetRequest
from openvbc.payment_models.shared_savings.counting.completion import completion_factor
from openvbc.payment_models.shared_savings.counting.count import StreamCount, count_stream
from openvbc.payment_models.shared_savings.counting.figures import Counted, counted_figures
from openvbc.payment_models.shared_savings.terms import SharedSavingsTerms


def count_inputs(request: WorksheetRequest, engine: Engine, sources: ExperienceBasis) -> ExperienceFigures:
    """Count the figures of a stream from claim lines.

    What only the parties know (quality, a given benchmark, the earlier agreement's benchmark) stays to be given.
    """
    terms = cast("SharedSavingsTerms", request.stream.terms)
    count = count_stream(request, terms, engine, sources)
    figures = counted_figures(Counted(engine, count, sources.files))
    notes = list(_notes(count))
    if terms.completion is not None:
        completed = completion_factor(engine, count, terms.completion, sources.files, interim=sources.interim)
        figures["completion_factor"] = completed.figure
        notes += [*completed.notes, *(finding.without_people() for finding in completed.findings)]
    elif sources.interim:
        notes.append(
            f"interim: the contract agrees on no completion, so what was paid through "
            f"{count.plan.years.performance.paid_through} counts as it is"
        )
    return ExperienceFigures(figures, tuple(notes))


def _notes(count: StreamCount) -> Iterator[str]:
    yield from (finding.without_people() for finding in count.findings)
    yield from count.cautions
    if count.plan.counting.risk_scores is not None and count.scores:
        yield f"risk scores are by {count.plan.counting.risk_scores.model} in every year, as the contract names it"
    for compared in count.plan.compared:
        yield f"compared with {compared.whose}"
    for each in count.attribution.counts:
        if each.organization_id in ("", count.plan.agreed.organization_id):
            to = each.organization_id or "nobody"
            step = f" (step {each.step_name})" if each.step_name else ""
            yield f"{each.period}: {each.people:,} people to {to}: {each.words}{step}"
