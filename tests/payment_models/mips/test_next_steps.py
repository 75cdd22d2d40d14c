"""What the next step of a measure is worth to a clinician, against two settlements by hand."""

from decimal import Decimal
from importlib.resources import as_file

from openvbc.api import load_contract, settle_inputs
from openvbc.payment_models.registry import model_folder, payment_models
from openvbc.reports.document.text import document_text
from openvbc.reports.next_steps import next_steps_report
from openvbc.settlement.next_steps import Worth, worth_of_steps
from openvbc.settlement.settle import Settlement


def settled(name: str) -> Settlement:
    folder = model_folder("mips")
    with (
        as_file(folder.joinpath("contracts").joinpath(f"{name}.yaml")) as contract,
        as_file(folder.joinpath("inputs").joinpath(f"{name}.yaml")) as inputs,
    ):
        return settle_inputs(load_contract(contract), inputs)[0]


def steps(name: str) -> dict[str, Worth]:
    return {each.label: each for each in worth_of_steps(settled(name), payment_models())}


def test_the_next_decile_of_a_rate_and_what_it_pays() -> None:
    found = steps("scoring_example")
    assert (found["Rate: Measure 110"].needed, found["Rate: Measure 046"].needed) == ("82.71", "96.15")
    # From 8.9585 to 9 of 60 points; quality weighs 60: 0.0415 of a point of the final score, rounded to two decimals.
    settlement = settled("scoring_example").streams[0].evaluation
    before = settlement.value("final_score")
    assert isinstance(before, Decimal)
    percent = Decimal("0.04") * Decimal("0.3") / 97
    extra = Decimal("0.095") / 30 * Decimal("0.1") if before >= 70 else Decimal(0)
    expected = 300_000 * (percent + extra) * Decimal("0.04")
    assert abs(found["Rate: Measure 110"].dollars - expected) < Decimal("0.02")


def test_the_next_cut_of_a_cost_and_the_next_point_of_a_measure() -> None:
    found = steps("cost_by_cut_points")
    assert found["Cost: Total per capita cost"].needed.startswith("$1,488.78")
    assert found["Points of the measure: Measure 236"].needed == "9"
    assert all(each.dollars > 0 for each in found.values())


def test_the_report_names_the_step_that_is_worth_most() -> None:
    settlement = settled("starter")
    text = document_text(next_steps_report(settlement, worth_of_steps(settlement, payment_models())))
    assert "is worth most: from" in text
