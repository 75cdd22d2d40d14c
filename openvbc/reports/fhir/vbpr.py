"""A settlement as Da Vinci Value-Based Performance Reporting (VBPR, STU 1.1).

The contract is a Measure; each settlement is a performance MeasureReport, with a group for each metric of each stream;
each measure of the scorecard is a quality MeasureReport. Resources are addressed by names alone, so that the reports of
several periods name one contract.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import escape
from typing import Final

from openvbc.contract.model import Contract
from openvbc.contract.scorecard import Measure
from openvbc.figures import Absent
from openvbc.money import EXACT
from openvbc.payment_models.record import PaymentModel, ReportedPerformance
from openvbc.periods import Period
from openvbc.quality.sensitivity import thresholds
from openvbc.quality.trial import CUT_POINT_LINE, member
from openvbc.reports.answer import answer, provider_name, status_sentence
from openvbc.reports.fhir.resources import (
    Json,
    bundle,
    coded,
    extension,
    filled,
    money,
    organization,
    period,
    urn,
)
from openvbc.reports.scorecard.sensitivity import evaluations_of, scorecard_in
from openvbc.settlement.settle import Settlement, StreamSettlement
from openvbc.units import MEMBER_MONTHS
from openvbc.worksheet.sheet import Line

_GUIDE: Final = "http://hl7.org/fhir/us/davinci-vbpr"
_PROFILE: Final = f"{_GUIDE}/StructureDefinition"
METRICS: Final = f"{_GUIDE}/CodeSystem/vbp-performance-metric"
_PAYMENT_STREAMS: Final = f"{_GUIDE}/CodeSystem/payment-stream"
_CONTRACTUAL_STATUS: Final = f"{_GUIDE}/CodeSystem/measure-contractual-status"
_HCP_LAN: Final = "http://terminology.hl7.org/CodeSystem/hcp-lan-apm-framework"
_CATEGORY: Final = "http://hl7.org/fhir/StructureDefinition/measurereport-category"
_CATEGORIES: Final = "http://hl7.org/fhir/CodeSystem/measurereport-category"
_SCORING: Final = "http://terminology.hl7.org/CodeSystem/measure-scoring"
_SCORING_EXTENSION: Final = "http://hl7.org/fhir/us/davinci-deqm/StructureDefinition/extension-measureScoring"
_POPULATIONS: Final = "http://terminology.hl7.org/CodeSystem/measure-population"
_IMPROVEMENT: Final = "http://terminology.hl7.org/CodeSystem/measure-improvement-notation"
#: The source of payment typology, in which the guide names lines of business.
_SOURCE_OF_PAYMENT: Final = "https://nahdo.org/sopt"
_LINE_OF_BUSINESS: Final = {"traditional_medicare": "1", "medicare_advantage": "1", "medicaid": "2"}
_PRIVATE: Final = "5"
#: The category that the framework has and the guide's list of codes has not: fee-for-service without link to quality.
_NO_CODE: Final = "1"


@dataclass(frozen=True)
class _Metric:
    """A figure of a stream under the guide's code; without one ("") it is told by the line's label."""

    stream: StreamSettlement
    code: str
    line: Line
    value: Decimal
    by_member: Sequence[tuple[str, Decimal]] = ()

    @property
    def group(self) -> str:
        """The id of its group in the report."""
        return f"{self.stream.stream.name.replace('_', '-')}.{self.code or self.line.name.replace('_', '-')}"


def performance_reports(settlements: Sequence[Settlement], models: Mapping[str, PaymentModel], dated: date) -> Json:
    """The contract and what was settled of it, as a Bundle. dated: the day of the reports.

    Settlements are of one contract; each organization and period has reports of its own.
    """
    contract = settlements[0].contract
    payer = contract.file.parties.payer.name
    resources = dict(_contract_resources(settlements, models))
    for each in settlements:
        provider = provider_name(each)
        resources[_organization(provider)] = organization(provider, "prov", _identifier(_organization(provider)))
        resources |= dict(_reports(each, models, dated))
    resources = {_organization(payer): organization(payer, "pay", _identifier(_organization(payer))), **resources}
    return bundle(resources.items())


def _organization(name: str) -> str:
    return urn("organization", name)


def _identifier(address: str) -> str:
    """The id of a resource with this address."""
    return address.rpartition(":")[2]


def _contract_address(contract: Contract) -> str:
    return urn("contract", contract.name, contract.digest)


def _measure_address(contract: Contract, measure: Measure) -> str:
    return urn("measure", contract.name, contract.digest, measure.measure)


def _version(contract: Contract) -> str:
    """What tells one wording of the contract from another."""
    return contract.digest[:12]


def _contract_resources(
    settlements: Sequence[Settlement], models: Mapping[str, PaymentModel]
) -> Iterator[tuple[str, Json]]:
    """The contract as a VBP Measure, and the measures of its scorecard, which it is composed of."""
    contract = settlements[0].contract
    measures = contract.scorecard.terms.measures if contract.scorecard is not None else ()
    address = _contract_address(contract)
    measured = {metric.group: metric for one in settlements for metric in _metrics(one, models)}.values()
    told: Json = {
        "resourceType": "Measure",
        "id": _identifier(address),
        "meta": {"profile": [f"{_PROFILE}/vbp-measure"]},
        "extension": [*_line_of_business(contract), *_program_models(contract, models), *_streams(contract, models)],
        "url": address,
        "identifier": [{"system": urn("contracts"), "value": contract.name}],
        "version": _version(contract),
        "name": "ValueBasedContract",
        "title": contract.name,
        "status": "active",
        "experimental": False,
        "date": contract.file.agreement.start.isoformat(),
        "publisher": contract.file.parties.payer.name,
        "description": _between(contract),
        "effectivePeriod": period(contract.agreement.period),
        "relatedArtifact": [_component(contract, each) for each in measures],
        "group": [{"code": _metric_code(each)} for each in measured],
    }
    yield address, filled(told)
    for each in measures:
        yield _measure_address(contract, each), _measure_resource(contract, each)


def _between(contract: Contract) -> str:
    parties = contract.file.parties
    return f"Value-based contract between {parties.payer.name} and {parties.provider.name}: {contract.name}"


def _line_of_business(contract: Contract) -> Iterator[Json]:
    lines = {each.line_of_business for each in contract.populations.values()}
    codes = {_LINE_OF_BUSINESS.get(each, _PRIVATE) for each in lines}
    if not lines:
        return
    words = ", ".join(sorted(each.replace("_", " ") for each in lines))
    value = coded(_SOURCE_OF_PAYMENT, codes.pop(), words) if len(codes) == 1 else {"text": words}
    yield extension(f"{_PROFILE}/lob", valueCodeableConcept=value)


def _program_models(contract: Contract, models: Mapping[str, PaymentModel]) -> Iterator[Json]:
    """The HCP-LAN category of each stream, by the people whom it is about where the contract names several."""
    told = dict.fromkeys(
        (models[each.model].hcp_lan_category(each.terms), each.population)
        for each in contract.streams
        if each.is_agreed
    )
    for category, population in told:
        if category == _NO_CODE:
            continue
        cohort = [extension("cohort", valueCodeableConcept={"text": population})] if population else []
        inner = [extension("hcplan", valueCodeableConcept=coded(_HCP_LAN, category)), *cohort]
        yield extension(f"{_PROFILE}/program-model", extension=inner)


def _streams(contract: Contract, models: Mapping[str, PaymentModel]) -> Iterator[Json]:
    for each in contract.streams:
        if each.is_agreed:
            yield _stream(models[each.model], models[each.model].performance(each.terms))


def _stream(model: PaymentModel, told: ReportedPerformance) -> Json:
    code = coded(_PAYMENT_STREAMS, told.payment_stream, model.title) if told.payment_stream else {"text": model.title}
    return extension(f"{_PROFILE}/payment-stream", extension=[extension("type", valueCodeableConcept=code)])


def _component(contract: Contract, measure: Measure) -> Json:
    """A measure of the scorecard as a component; one without weight is only reported."""
    status = "contractual" if measure.weight else "reporting-only"
    return {
        "extension": [
            extension(f"{_PROFILE}/weight", valueDecimal=measure.weight),
            extension(f"{_PROFILE}/contractual-status", valueCodeableConcept=coded(_CONTRACTUAL_STATUS, status)),
        ],
        "type": "composed-of",
        "display": measure.label,
        "resource": _canonical(contract, measure),
    }


def _canonical(contract: Contract, measure: Measure) -> str:
    return f"{_measure_address(contract, measure)}|{_version(contract)}"


def _scoring(measure: Measure) -> Json:
    return coded(_SCORING, "proportion" if measure.is_rate else "continuous-variable")


def _better(measure: Measure) -> Json:
    return coded(_IMPROVEMENT, "increase" if measure.direction == "higher" else "decrease")


def _measure_resource(contract: Contract, measure: Measure) -> Json:
    """A measure of the scorecard as the contract defines it."""
    address, defined = _measure_address(contract, measure), measure.definition
    words = f"{measure.label}, as the scorecard of {contract.name} counts it"
    if defined is not None:
        words = f"{words}: of {defined.denominator}, {defined.numerator}"
    return {
        "resourceType": "Measure",
        "id": _identifier(address),
        "url": address,
        "version": _version(contract),
        "name": "ScorecardMeasure",
        "title": measure.label,
        "status": "active",
        "experimental": False,
        "publisher": contract.file.parties.payer.name,
        "description": words,
        "scoring": _scoring(measure),
        "improvementNotation": _better(measure),
    }


def _reports(settlement: Settlement, models: Mapping[str, PaymentModel], dated: date) -> Iterator[tuple[str, Json]]:
    """The quality reports of a settlement, and then the performance report, which names them."""
    contract, year = settlement.contract, settlement.performance_year
    evaluations = evaluations_of(settlement)
    scorecard = scorecard_in(settlement, evaluations)
    quality = [
        (
            urn("quality report", contract.name, contract.digest, provider_name(settlement), year.name, each.measure),
            each,
        )
        for each in (scorecard.measures if scorecard is not None else ())
    ]
    for address, measure in quality:
        yield address, _quality_report(settlement, measure, address, dated)
    metrics = tuple(_metrics(settlement, models))
    by_quality = [each.group for each in metrics if each.code == "quality-gate-performance-percentage"]
    address = urn("performance report", contract.name, provider_name(settlement), year.name, settlement.fingerprint)
    groups = [extension(f"{_PROFILE}/group-reference", valueString=group) for group in by_quality]
    told: Json = {
        "resourceType": "MeasureReport",
        "id": _identifier(address),
        "meta": {"profile": [f"{_PROFILE}/vbp-performance-measurereport"]},
        "text": _narrative(settlement),
        "extension": [extension(_CATEGORY, valueCodeableConcept=coded(_CATEGORIES, "vbp"))],
        "identifier": [{"system": urn("fingerprints"), "value": settlement.fingerprint}],
        "status": "complete",
        "type": "summary",
        "measure": f"{_contract_address(contract)}|{_version(contract)}",
        "subject": _subject(settlement),
        "date": dated.isoformat(),
        "reporter": _reporter(contract),
        "period": period(year.period),
        "group": [_group(each, models, year.period, min(settlement.paid_through, dated)) for each in metrics],
        "evaluatedResource": [filled({"extension": groups, "reference": at}) for at, _ in quality],
    }
    yield address, filled(told)


def _narrative(settlement: Settlement) -> Json:
    """The answer and what its status means: what is interim is said to be, since a report's own status cannot."""
    told = f"{escape(answer(settlement))} {escape(status_sentence(settlement))}"
    return {"status": "generated", "div": f'<div xmlns="http://www.w3.org/1999/xhtml"><p>{told}</p></div>'}


def _subject(settlement: Settlement) -> Json:
    """The organization that is settled: R4 has no such subject, so that the guide's extension names it."""
    name = provider_name(settlement)
    reference = {"reference": _organization(name), "display": name}
    return {"extension": [extension(f"{_PROFILE}/organization-subject", valueReference=reference)], "display": name}


def _reporter(contract: Contract) -> Json:
    payer = contract.file.parties.payer.name
    return {"reference": _organization(payer), "display": payer}


def _metrics(settlement: Settlement, models: Mapping[str, PaymentModel]) -> Iterator[_Metric]:
    """The figures of a settlement for which the guide has codes, and what each stream comes to in any case."""
    for each in settlement.streams:
        if not each.stream.is_agreed:
            continue
        told = models[each.stream.model].performance(each.stream.terms)
        sheet = each.evaluation.sheet
        found = dict(told.metrics)
        if sheet.outcome not in found.values():
            found[""] = sheet.outcome
        for code, name in found.items():
            if name in sheet and (metric := _metric(each, code, sheet[name])) is not None:
                yield metric


def _metric(stream: StreamSettlement, code: str, line: Line) -> _Metric | None:
    """A figure with its members where it has one axis; dollars and months of several are added up.

    None where it is absent, or where its members do not add up, as rates do not.
    """
    held = stream.evaluation.values[line.name]
    if not isinstance(held, Mapping):
        return _Metric(stream, code, line, held) if isinstance(held, Decimal) else None
    members = {key: each for key, each in held.items() if not isinstance(each, Absent | bool)}
    adds_up = line.unit is MEMBER_MONTHS or (line.unit.kind == "money" and not line.unit.per)
    if len(members) < len(held) or not members or not adds_up:
        return None
    total = Decimal(0)
    for each in members.values():
        total = EXACT.add(total, each)
    labels = {each.key: each.label for each in line.axes[0].members} if len(line.axes) == 1 else {}
    return _Metric(stream, code, line, total, [(labels[str(key)], each) for key, each in members.items() if labels])


def _metric_code(metric: _Metric) -> Json:
    return coded(METRICS, metric.code, metric.line.label) if metric.code else {"text": metric.line.label}


def _group(metric: _Metric, models: Mapping[str, PaymentModel], days: Period, paid_through: date) -> Json:
    stream = metric.stream.stream
    model = models[stream.model]
    strata = [
        {"value": {"text": label}, "measureScore": _score(metric.line, value)} for label, value in metric.by_member
    ]
    told: Json = {
        "id": metric.group,
        "extension": [
            _stream(model, model.performance(stream.terms)),
            extension(f"{_PROFILE}/service-period", valuePeriod=period(days)),
            extension(f"{_PROFILE}/paid-through-date", valueDate=paid_through.isoformat()),
        ],
        "code": _metric_code(metric),
        "measureScore": _score(metric.line, metric.value),
        "stratifier": [{"code": [{"text": metric.line.axes[0].name}], "stratum": strata}] if strata else [],
    }
    return filled(told)


def _score(line: Line, value: Decimal) -> Json:
    """An amount as dollars and cents; anything else as the number that it is."""
    if line.unit.kind != "money":
        return {"value": value}
    return {"extension": [extension(f"{_PROFILE}/alternate-measurescore", valueMoney=money(value))]}


def _quality_report(settlement: Settlement, measure: Measure, address: str, dated: date) -> Json:
    """A measure's result: its counts where it has some, its points, and the cut points with the gap to each."""
    contract, evaluations = settlement.contract, evaluations_of(settlement)
    key = measure.measure
    result = member(evaluations, "measure_score", key)
    points = member(evaluations, "measure_points", key)
    told = [extension(_SCORING_EXTENSION, valueCodeableConcept=_scoring(measure))]
    if points is not None:
        told.append(extension(f"{_PROFILE}/score", valueDecimal=points))
    if contract.scorecard is not None:
        cuts = [
            each
            for each in thresholds(contract.scorecard.terms, measure, evaluations)
            if each.name.startswith(f"{CUT_POINT_LINE}[")
        ]
        told += [_threshold(measure, each.label, each.at, result) for each in cuts]
    counts = (("denominator", "measure_denominator"), ("numerator", "measure_numerator"))
    populations = [
        {"code": coded(_POPULATIONS, code), "count": count.to_integral_value()}
        for code, line in counts
        if (count := member(evaluations, line, key)) is not None
    ]
    group = filled({"population": populations, "measureScore": {} if result is None else {"value": result}})
    told_of: Json = {
        "resourceType": "MeasureReport",
        "id": _identifier(address),
        "meta": {"profile": [f"{_PROFILE}/vbp-quality-measurereport"]},
        "extension": told,
        "status": "complete",
        "type": "summary",
        "measure": _canonical(contract, measure),
        "subject": _subject(settlement),
        "date": dated.isoformat(),
        "reporter": _reporter(contract),
        "period": period(settlement.performance_year.period),
        "improvementNotation": _better(measure),
        "group": [group] if group else [],
    }
    return filled(told_of)


def _threshold(measure: Measure, label: str, at: Decimal, result: Decimal | None) -> Json:
    """A cut point and what is missing to it; nothing is missing once it is reached.

    The guide's codes are those of stars and of HEDIS percentiles. Agreed cut points are neither, and told in words.
    """
    kind = {"text": label.removeprefix("Cut point, ")}
    inner = [extension("threshold", valueDecimal=at), extension("type", valueCodeableConcept=kind)]
    if result is not None:
        short = EXACT.subtract(at, result) if measure.direction == "higher" else EXACT.subtract(result, at)
        inner.append(extension("gapToThreshold", valueDecimal=max(short, Decimal(0))))
    return extension(f"{_PROFILE}/threshold", extension=inner)
