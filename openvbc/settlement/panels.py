"""The panels of a contract's own people, counted from a project folder as settling counts them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from openvbc.claims.attribution.panels import (
    Panel,
    PanelMember,
    list_member_scores,
    list_panel_members,
    panels_of,
    with_scores,
)
from openvbc.claims.findings import Finding
from openvbc.claims.measures.count import Subject, count_measures, subjects
from openvbc.claims.measures.definition import Measure
from openvbc.claims.measures.rule_tables import check_years
from openvbc.claims.measures.value_sets import ValueSets
from openvbc.claims.warehouse.opened import open_claims
from openvbc.claims.warehouse.place import ClaimsPlace
from openvbc.contract.model import Contract, QualityScorecard
from openvbc.errors import ContractError, Fault, raise_all
from openvbc.experience.count import count_experience
from openvbc.experience.of_contract import contract_basis
from openvbc.experience.risk_scores import agreed_risk
from openvbc.figures import ABSENT, Figure, Figures
from openvbc.money import EXACT
from openvbc.parameters.model import ParameterSet
from openvbc.payment_models.record import PaymentModel
from openvbc.periods import PerformanceYear
from openvbc.quality.scorecard import add_quality_scorecard
from openvbc.settlement.experience_options import ExperienceOptions, claims_basis_of, experience_request
from openvbc.settlement.settle import performance_year_of
from openvbc.worksheet.evaluate import evaluate
from openvbc.worksheet.sheet import LineKind, Worksheet

#: What is counted of a panel for a scorecard.
_COUNTED = ("measure_denominator", "measure_numerator")


@dataclass(frozen=True)
class MeasuredBy:
    """The measures by which panels are measured, and the codes that they name.

    by_scorecard: whether a panel's quality is the score that the contract's own scorecard gives it, and not the part of
    its cases that meet their measure.
    """

    measures: Sequence[Measure]
    value_sets: ValueSets
    by_scorecard: bool = False


@dataclass(frozen=True)
class Panels:
    """The panels of a contract's own people in a performance year, and who is on which.

    risk_model: by which the people were scored, "" where the contract names no model. findings: of the measures.
    """

    contract: str
    year: PerformanceYear
    panels: tuple[Panel, ...]
    members: tuple[PanelMember, ...]
    risk_model: str = ""
    findings: tuple[Finding, ...] = ()


def panels_from_project(
    contract: Contract,
    place: ClaimsPlace,
    year: int | str,
    models: Mapping[str, PaymentModel],
    parameters: ParameterSet,
    options: ExperienceOptions,
    measured: MeasuredBy | None = None,
) -> Panels:
    """On whose panel the performance year's own people are, with their months, what their care cost, and their risk.

    Risk is scored where the contract names a model. measured: by which measures each panel's quality is counted, if by
    any. ContractError where the contract does not attribute from claims, does not say how claims count, or has a
    scorecard that asks for more than is counted of a panel; ClaimsError where the data cannot be counted as they are.
    """
    performance_year = performance_year_of(contract, year)
    scorecard = None
    if measured is not None and measured.by_scorecard:
        scorecard = PanelScorecard(contract.in_year(performance_year).agreed_scorecard, performance_year.year)
        scorecard.check(measured.measures)
    agreed = claims_basis_of(contract, contract.streams[0].population)
    if agreed is None:
        raise ContractError(
            Fault(
                "the contract does not say how claims count",
                contract.name,
                why="what a panel's care cost cannot be known",
                fix="add `claims_basis` to the population",
            )
        )
    with open_claims(place, options.engine, options.progress, recount=options.recount) as claims:
        files = claims.source_files
        asked = experience_request(contract, None, year, models, parameters, options, files)
        basis = contract_basis(asked, agreed)
        (organization,) = basis.own.population_ids
        basis = replace(basis, risk=agreed_risk(agreed, basis.periods, told_of=organization))
        period = basis.periods.performance
        if measured is not None:
            check_years(measured.measures, measured.value_sets, [period])
        experience = count_experience(claims.engine, basis, files)
        members = list_panel_members(experience.engine, period.name, organization)
        model = agreed.risk_scores.model if agreed.risk_scores is not None else ""
        if basis.risk is not None:
            scores = list_member_scores(
                *(experience.engine, period.name, organization, model),
                only_parts_a_and_b=basis.risk.only_parts_a_and_b,
            )
            members = with_scores(members, scores)
        panels = panels_of(members)
        findings: tuple[Finding, ...] = ()
        if measured is not None:
            counted = count_measures(experience.engine, measured.measures, measured.value_sets, [period])
            own = [each for each in subjects(experience.engine, counted) if each.population == organization]
            panels, findings = with_quality(panels, members, own, scorecard), counted.findings
    return Panels(contract.name, performance_year, panels, members, model, findings)


def with_quality(
    panels: Sequence[Panel],
    members: Sequence[PanelMember],
    own: Sequence[Subject],
    scorecard: "PanelScorecard | None" = None,
) -> tuple[Panel, ...]:
    """The panels with the cases of their people and a score: of the scorecard, or the part of the cases that are met.

    A case is met if it is no gap. A panel without a case has no score.
    """
    panel_of = {each.person_id: (each.tin, each.npi) for each in members}
    cases: dict[tuple[str, str], list[Subject]] = {(each.tin, each.npi): [] for each in panels}
    for each in own:
        if each.status in ("numerator", "not_met") and each.person_id in panel_of:
            cases[panel_of[each.person_id]].append(each)
    return tuple(
        replace(panel, quality=(scorecard.score if scorecard else _part_met)(mine), cases=len(mine)) if mine else panel
        for panel in panels
        for mine in [cases[panel.tin, panel.npi]]
    )


def _part_met(cases: Sequence[Subject]) -> Decimal:
    return EXACT.divide(Decimal(sum(not each.is_gap for each in cases)), Decimal(len(cases)))


class PanelScorecard:
    """The contract's own quality scorecard, read for one panel after the other from the cases of its people."""

    def __init__(self, agreed: QualityScorecard, year: int) -> None:
        self._agreed = agreed
        self._sheet = Worksheet(f"Quality of panels, {year}")
        add_quality_scorecard(self._sheet, agreed, year)

    def check(self, measures: Sequence[Measure]) -> None:
        """ContractError tells what the scorecard needs that is not counted of a panel."""
        counted = {each.measure for each in measures}
        fix = "score panels by a contract file whose scorecard has only what claims tell, or give quality in the table"
        faults = [
            Fault(
                f"{each.label} is not counted from claims, and a panel's score would rest on it",
                self._agreed.clause("measures").where,
                fix=fix if each.result == "counts" else f"{fix}; a measure that is counted has `result: counts`",
            )
            for each in self._agreed.terms.measures
            if each.measure not in counted or each.result != "counts"
        ]
        if not faults:
            faults = [
                Fault(
                    f"the scorecard needs {line.label!r}, which is not counted of a panel",
                    line.clause.where if line.clause is not None else "",
                    fix=fix,
                )
                for line in self._sheet.of_kind(LineKind.INPUT)
                if line.name not in _COUNTED
            ]
        raise_all(faults, ContractError)

    def score(self, cases: Sequence[Subject]) -> Decimal | None:
        """The quality score; None where no measure has as many cases as it needs."""
        denominator, numerator = Counter[str](), Counter[str]()
        for each in cases:
            denominator[each.measure.measure] += 1
            numerator[each.measure.measure] += each.status == "numerator"
        keys = [each.measure for each in self._agreed.terms.measures]
        figures: Figures = {
            name: {key: Figure(Decimal(counts[key]) if denominator[key] else ABSENT) for key in keys}
            for name, counts in zip(_COUNTED, (denominator, numerator), strict=True)
        }
        found = evaluate(self._sheet, figures).value("quality_score")
        return found if isinstance(found, Decimal) else None
