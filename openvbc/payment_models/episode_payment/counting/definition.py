"""A contract's definition of its episodes, with the program's published triggers, as claims are grouped by it."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from openvbc.claims.attribution.participants import participants_of
from openvbc.claims.episodes.definition import (
    CodeKind,
    EpisodeDefinition,
    EpisodeWindow,
    FacilityRule,
    Overlapping,
    OverlapRule,
    ResponsibleIdentifier,
    ServiceRule,
    Trigger,
)
from openvbc.claims.expenditures.codes import CodeRange, code_range
from openvbc.claims.expenditures.terms import Amount
from openvbc.errors import ContractError, Fault
from openvbc.experience.request import ExperienceRequest
from openvbc.payment_models.episode_payment.definition_terms import (
    DefinitionTerms,
    ServiceTerms,
    TriggerTerms,
    WindowTerms,
)
from openvbc.payment_models.record import WorksheetRequest

_SETTINGS = {CodeKind.DRG: "inpatient", CodeKind.HCPCS: "outpatient", CodeKind.DIAGNOSIS: "condition"}
_IDENTIFIERS = {"practice": "tin", "clinician": "npi", "facility": "ccn"}
_TENTHS = 10


def agreed_definition(
    request: WorksheetRequest, asked: ExperienceRequest, agreed: DefinitionTerms, program: str | None
) -> EpisodeDefinition:
    """The definition of the stream. ContractError where neither contract nor program says what begins an episode."""
    where = request.stream.clause("definition").where
    if asked.participants is None:
        raise ContractError(
            Fault(
                "no list of participants is given",
                where,
                why="whose episodes are settled cannot be known",
                fix="give it with --participants",
            )
        )
    triggers = tuple(
        trigger
        for kind, defined in agreed.types.items()
        for each in defined.triggers
        for trigger in _triggers(kind, each)
    ) or tuple(_published(request, program))
    if agreed.procedures_as_groups:
        triggers += tuple(_mapped(request, program, triggers, where))
    if not triggers:
        raise ContractError(
            Fault("types is missing: nothing begins an episode", where, fix="name each type with its triggers")
        )
    kinds = dict.fromkeys(each.episode_type for each in triggers)
    windows = {
        kind: _window(
            agreed, kind, agreed.types[kind].window or agreed.window if kind in agreed.types else agreed.window
        )
        for kind in kinds
    }
    services = [*_services(agreed.excluded, "", includes=False)]
    for kind, defined in agreed.types.items():
        services += _services(defined.excluded, kind, includes=False)
        services += _services(defined.included, kind, includes=True)
    responsible = [
        ResponsibleIdentifier(getattr(each, _IDENTIFIERS[kind]), kind, each.organization_id, precedence)
        for precedence, kind in enumerate(agreed.responsible, start=1)
        for each in participants_of(asked.participants, agreed.organization)
        if getattr(each, _IDENTIFIERS[kind])
    ]
    return EpisodeDefinition(
        windows=windows,
        triggers=triggers,
        amount=Amount(agreed.amount),
        transfer_days=agreed.transfer_days,
        overlaps=tuple(
            OverlapRule(
                each.earlier or "",
                each.later or "",
                Overlapping(each.gives_way),
                each.earlier_setting or "",
                each.later_setting or "",
                each.on_other_days,
            )
            for each in agreed.overlaps
        ),
        facilities=tuple(
            FacilityRule(code_range(each.numbers) if each.numbers else None, each.state or "")
            for each in agreed.excluded_facilities
        ),
        services=tuple(services),
        responsible=tuple(dict.fromkeys(responsible)),
        asks_for_coverage=agreed.covered == "parts_a_and_b",
        drops_esrd=agreed.renal_disease == "dropped",
        lengths_of_stay={drg: int(days * _TENTHS) for drg, days in agreed.lengths_of_stay.items()},
        visit_codes=agreed.visit_codes,
        ranks={code: place for place, code in enumerate(agreed.procedure_ranks, start=1)},
    )


def _triggers(kind: str, agreed: TriggerTerms) -> Iterator[Trigger]:
    for code_kind, texts in (
        (CodeKind.DRG, agreed.diagnosis_related_groups),
        (CodeKind.HCPCS, agreed.hcpcs),
        (CodeKind.DIAGNOSIS, agreed.diagnoses),
    ):
        if texts:
            yield Trigger(
                kind,
                code_kind,
                tuple(code_range(text) for text in texts),
                _SETTINGS[code_kind],
                claim_type=agreed.claims or "",
                principal_only=agreed.principal_only,
                needed_procedures=agreed.needed_procedures,
                refused_procedures=agreed.refused_procedures,
                second_within_days=agreed.second_within_days or 0,
            )


def _published(request: WorksheetRequest, program: str | None) -> Iterator[Trigger]:
    """The triggers that the program publishes, of the categories that the stream settles."""
    if program != "bpci_advanced":
        return
    year, parameters = request.performance_year.year, request.parameters
    for kind, name in ((CodeKind.DRG, "drg"), (CodeKind.HCPCS, "hcpcs")):
        for text in parameters.codes(f"bpci_advanced_{name}_triggers", performance_year=year):
            of_category: dict[str, list[CodeRange]] = {}
            for code in text.code_list:
                of_category.setdefault(text.meaning(code), []).append(code_range(code))
            for category, ranges in of_category.items():
                claims = "institutional" if kind is CodeKind.HCPCS else ""
                yield Trigger(category, kind, tuple(ranges), _SETTINGS[kind], claim_type=claims)


def _mapped(
    request: WorksheetRequest, program: str | None, triggers: Sequence[Trigger], where: str
) -> Iterator[Trigger]:
    """HCPCS codes that the program maps into a diagnosis-related group begin the type that the group begins."""
    year = request.performance_year.year
    groups = request.parameters.codes(f"{program}_procedure_groups", performance_year=year) if program == "team" else ()
    if not groups:
        raise ContractError(
            Fault(
                "the contract names no program that maps procedures into diagnosis-related groups",
                where,
                fix="take procedures_as_groups out, and name the HCPCS codes as triggers",
            )
        )
    for text in groups:
        for code in text.code_list:
            for trigger in triggers:
                if trigger.kind is CodeKind.DRG and any(
                    held.low <= text.meaning(code) <= held.high for held in trigger.codes
                ):
                    yield Trigger(
                        trigger.episode_type,
                        CodeKind.HCPCS,
                        (code_range(code),),
                        _SETTINGS[CodeKind.HCPCS],
                        claim_type="institutional",
                    )


def _window(agreed: DefinitionTerms, kind: str, days: WindowTerms) -> EpisodeWindow:
    limits = agreed.cost_limits
    hundredths = Decimal(10_000)
    return EpisodeWindow(
        post_days=days.days,
        counts_anchor_day=days.first_day == "anchor_end",
        monitored_days=days.monitored_days,
        grouped_before_days=days.look_back_days,
        enrolled_before_days=days.enrolled_days_before,
        longest_anchor_days=days.longest_anchor_days or 0,
        low_percentile=int((limits.lower_percentile or 0) * hundredths) if limits else 0,
        high_percentile=int((limits.upper_percentile or 0) * hundredths) if limits else 0,
        most_cents=int(limits.most[kind].scaleb(2)) if limits and kind in limits.most else 0,
    )


def _services(agreed: ServiceTerms | None, kind: str, *, includes: bool) -> Iterable[ServiceRule]:
    if agreed is None:
        return
    for text in agreed.diagnosis_related_groups:
        yield ServiceRule("drg", code_range(text), kind, includes)
    for text in agreed.hcpcs:
        yield ServiceRule("hcpcs", code_range(text), kind, includes)
    for setting in agreed.settings:
        yield ServiceRule("setting", CodeRange(setting, setting), kind, includes)
