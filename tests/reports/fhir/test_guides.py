"""What is exported holds against R4 and against the guides themselves, and what is wrong would be found."""

import copy
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import fhirkit
import pytest

from openvbc import api
from openvbc.api.demonstration import Example, examples, settle_example
from openvbc.errors import InputError
from openvbc.payment_models.registry import payment_models
from openvbc.reports.fhir.resources import json_text
from openvbc.reports.fhir.vbpr import performance_reports
from openvbc.settlement.settle import Settlement
from tests.reports.fhir.profiles import ATR, VBPR, codes, faults, profiles

Json = dict[str, Any]

DATED = date(2027, 5, 1)
GIVEN = {each.name: each for each in examples() if each.inputs is not None}
#: One of each kind of payment stream, and those whose lines repeat over cohorts and members; all others are `long`.
SOME = [
    *(f"{each}_starter" for each in ("capitation", "care_management", "medicare_advantage", "mssp", "shared_savings")),
    "pay_for_performance_goals_and_strata",
    "shared_savings_two_cohorts",
]


def wrong(resource: Json) -> list[str]:
    """What R4 and the guides have against a resource."""
    return [*(str(each) for each in fhirkit.validate(json_text(resource))), *faults(resource)]


def reports(example: Example) -> tuple[Settlement, Json]:
    """A settled example and its Bundle, read from the JSON that is written."""
    settlement = settle_example(example, Path())
    written = json_text(performance_reports([settlement], payment_models(), DATED))
    return settlement, json.loads(written, parse_float=Decimal, parse_int=Decimal)


def of_kind(bundle: Json, kind: str, profile: str = "") -> list[Json]:
    resources = [each["resource"] for each in bundle["entry"] if each["resource"]["resourceType"] == kind]
    return [each for each in resources if not profile or profile in str(each.get("meta", {}).get("profile"))]


def check_reports(name: str) -> None:
    settlement, bundle = reports(GIVEN[name])
    assert [told for each in bundle["entry"] for told in wrong(each["resource"])] == []
    (contract,) = of_kind(bundle, "Measure", "vbp-measure")
    (report,) = of_kind(bundle, "MeasureReport", "vbp-performance")
    assert report["measure"] == f"{contract['url']}|{contract['version']}"
    addresses = {each["fullUrl"] for each in bundle["entry"]}
    assert {
        report["reporter"]["reference"],
        *(each["reference"] for each in report.get("evaluatedResource", ())),
    } <= addresses
    groups = {each["id"]: each for each in report["group"]}
    assert len(groups) == len(report["group"]), "a group is referred to by its id"
    # What each stream comes to is told, to the cent, whatever else has a code.
    for stream in settlement.streams:
        own = [each for key, each in groups.items() if key.startswith(f"{stream.stream.name.replace('_', '-')}.")]
        amounts = [
            each["measureScore"]["extension"][0]["valueMoney"]["value"]
            for each in own
            if "extension" in each["measureScore"]
        ]
        assert stream.outcome in amounts


@pytest.mark.parametrize("name", SOME)
def test_reports_of_an_example_hold_against_the_guide(name: str) -> None:
    check_reports(name)


@pytest.mark.long
@pytest.mark.parametrize("name", sorted({*GIVEN} - {*SOME}))
def test_reports_of_every_other_example_hold_against_the_guide(name: str) -> None:
    check_reports(name)


def test_the_guides_are_read_as_they_stand() -> None:
    report = profiles()[f"{VBPR}/StructureDefinition/vbp-performance-measurereport"]
    assert (report.elements["MeasureReport.improvementNotation"].most, report.elements["MeasureReport.type"].fixed) == (
        "0",
        "summary",
    )
    measure = profiles()[f"{VBPR}/StructureDefinition/vbp-measure"]
    assert (measure.elements["Measure.url"].least, measure.elements["Measure.scoring"].most) == (1, "0")
    status = measure.elements["Measure.relatedArtifact:component.extension:contractualStatus"]
    assert (status.least, status.profiles) == (1, (f"{VBPR}/StructureDefinition/contractual-status",))
    stream = profiles()[f"{VBPR}/StructureDefinition/payment-stream"]
    assert stream.elements["Extension.extension:type"].least == 1
    group = profiles()[f"{ATR}/StructureDefinition/atr-group"]
    assert (group.elements["Group.extension:attributionListStatus"].least, group.elements["Group.actual"].fixed) == (
        1,
        True,
    )
    assert {"ssq", "p4p"} <= codes()[f"{VBPR}/CodeSystem/payment-stream"]
    assert "new" in codes()[f"{ATR}/CodeSystem/atr-changetype"]
    assert "3A" in codes()["http://terminology.hl7.org/CodeSystem/hcp-lan-apm-framework"]


def _without(path: str, *keys: str) -> Any:  # noqa: ANN401  # a change of a report
    def change(report: Json) -> None:
        node: Any = report
        for key in keys:
            node = node[int(key) if key.isdigit() else key]
        del node[path]

    return change


def _coded(report: Json) -> None:
    report["group"][0]["code"]["coding"][0]["code"] = "no-such-metric"


def _noted(report: Json) -> None:
    report["improvementNotation"] = {"text": "increase"}


def _amount_as_text(report: Json) -> None:
    score = next(each["measureScore"] for each in report["group"] if "extension" in each["measureScore"])
    score["extension"][0] = {"url": score["extension"][0]["url"], "valueString": "$1"}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (_without("reporter"), "MeasureReport.reporter: 0, at least 1"),
        (_without("date"), "MeasureReport.date: 0, at least 1"),
        (_without("extension"), "MeasureReport.extension:measurereport-category: 0, at least 1"),
        (_without("extension", "subject"), "MeasureReport.subject.extension:orgSubject: 0, at least 1"),
        (_without("code", "group", "0"), "MeasureReport.group.code: 0, at least 1"),
        (_noted, "MeasureReport.improvementNotation: 1, at most 0"),
        (_coded, "no-such-metric is no code of"),
        (_amount_as_text, "has valueString"),
        (lambda report: report.update(type="individual"), "'individual', not 'summary'"),
        (lambda report: report.update(period={"start": "2026-13-01"}), "is not a valid dateTime"),
        (lambda report: report.update(unheard_of=1), "unknown element"),
    ],
)
def test_what_departs_from_the_guide_would_be_found(change: Any, told: str) -> None:  # noqa: ANN401
    _, bundle = _STARTER
    (report,) = of_kind(bundle, "MeasureReport", "vbp-performance")
    changed = copy.deepcopy(report)
    change(changed)
    assert any(told in each for each in wrong(changed)), wrong(changed)


_STARTER = reports(GIVEN["shared_savings_starter"])


def test_metrics_and_quality_are_those_of_the_worksheet() -> None:
    settlement, bundle = reports(GIVEN["pay_for_performance_beside_shared_savings"])
    (report,) = of_kind(bundle, "MeasureReport", "vbp-performance")
    values = settlement.stream("savings").evaluation.values
    groups = {each["id"]: each["measureScore"] for each in report["group"]}
    assert groups["savings.cost-target"]["extension"][0]["valueMoney"] == {
        "value": values["benchmark"],
        "currency": "USD",
    }
    assert groups["savings.quality-gate-performance-percentage"]["value"] == values["quality_score"]
    quality = of_kind(bundle, "MeasureReport", "vbp-quality")
    assert len(quality) == len(settlement.contract.agreed_scorecard.terms.measures)
    for each, measure in zip(quality, settlement.contract.agreed_scorecard.terms.measures, strict=True):
        counts = {one["code"]["coding"][0]["code"]: one["count"] for one in each["group"][0].get("population", ())}
        held = values["measure_score"]
        assert isinstance(held, dict)
        assert each["group"][0]["measureScore"]["value"] == held[measure.measure]
        assert counts.keys() in ({"denominator", "numerator"}, set())


def test_numbers_keep_their_digits_and_amounts_their_cents() -> None:
    third = Decimal(1) / 3
    from openvbc.reports.fhir.resources import money  # noqa: PLC0415

    assert json_text({"a": third, "b": money(Decimal("2.5")), "c": Decimal("1E+3"), "d": [True, None, "ä\n"]}) == (
        f'{{"a": {third}, "b": {{"value": 2.50, "currency": "USD"}}, "c": 1000, "d": [true, null, "ä\\n"]}}'
    )


def test_a_report_is_read_back_as_the_statement_that_agrees(tmp_path: Path) -> None:
    example = GIVEN["pay_for_performance_beside_shared_savings"]
    path = tmp_path / "report.json"
    contract, inputs = str(example.contract), str(example.inputs)
    path.write_text(json_text(performance_reports(api.settle(contract, inputs).values, payment_models(), DATED)))
    found = api.shadow(contract, inputs, statement=path).values
    assert found.gap == 0
    assert (len(found.parts), len(found.statement.not_read)) == (0, 0)
    assert len(found.agreeing) >= 4
    # Another's report has groups of names of its own, and figures that are no lines of ours.
    report = json.loads(path.read_text())
    body = next(each["resource"] for each in report["entry"] if "vbp-performance" in str(each["resource"].get("meta")))
    body["group"] = [{**each, "id": f"g{number}"} for number, each in enumerate(body["group"])]
    told = next(each for each in body["group"] if each["code"]["coding"][0]["code"] == "cost-target")
    told["measureScore"]["extension"][0]["valueMoney"]["value"] += 100
    body["group"].append({"code": {"text": "Visits to emergency departments"}, "measureScore": {"value": 12}})
    path.write_text(json.dumps(report))
    found = api.shadow(contract, inputs, statement=path).values
    assert [each.stated.line.name for each in found.parts[0].figures] == ["benchmark"]
    assert found.statement.not_read == ("Visits to emergency departments",)
    body["period"]["end"] = "2026-11-30"
    path.write_text(json.dumps(report))
    with pytest.raises(InputError, match="the file holds 0 performance reports of 2026-01-01 to 2026-12-31"):
        api.shadow(contract, inputs, statement=path)
