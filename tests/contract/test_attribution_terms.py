"""Terms of attribution: steps in order of precedence; a fault is told with its line and what to write instead."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openvbc.contract.attribution import StepwiseAttribution
from openvbc.contract.model import Contract
from openvbc.errors import ContractError
from tests.examples import ONE_SIDED, contract_from, contract_text

STEPWISE = """
    stepwise:
      organization: A9001
      window_months: 24
      provider_types:
        - {name: primary_care, specialties: ["01", "08", "11", "38"]}
        - {name: practitioners, specialties: ["50", "89", "97"]}
      services: ["99202-99215", G0438]
      steps:
        - {patient_designated: true, elsewhere_decides: true}
        - plurality: {of: visits, provider_types: [primary_care], minimum_visits: 2, ties: [latest_service]}
        - plurality: {of: allowed_amount, provider_types: [practitioners], only_without: [primary_care]}
"""
#: Where the lines of STEPWISE stand in the contract.
FIRST = 8


def contract(attribution: str = STEPWISE) -> Contract:
    text = contract_text(ONE_SIDED).replace("  attribution: {payer_list: true}\n", f"  attribution:{attribution}")
    assert text.count("attribution:") == 1
    return contract_from(text)


def changed(old: str, new: str) -> str:
    assert STEPWISE.count(old) == 1, old
    return STEPWISE.replace(old, new)


def faults(attribution: str) -> list[tuple[str, str]]:
    with pytest.raises(ContractError) as caught:
        contract(attribution)
    return [(fault.where, f"{fault.what} {fault.why} {fault.fix}") for fault in caught.value.faults]


def test_steps_are_kept_in_the_order_of_the_contract() -> None:
    stepwise = contract().populations[""].attribution.stepwise
    assert isinstance(stepwise, StepwiseAttribution)
    first, second, third = stepwise.steps
    assert (first.patient_designated, first.elsewhere_decides) == (True, True)
    assert second.plurality is not None
    assert (second.plurality.minimum_visits, second.plurality.ties) == (2, ("latest_service",))
    assert third.plurality is not None
    assert third.plurality.ties == ("latest_service", "visits")
    assert third.plurality.only_without == ("primary_care",)
    assert (stepwise.window_months, stepwise.window_ends_months_before) == (24, 0)


def line_of(part: str, text: str = STEPWISE) -> str:
    (line,) = [number for number, each in enumerate(text.splitlines()) if part in each]
    return f"contract.yaml:{FIRST + line}"


@pytest.mark.parametrize(
    ("old", "new", "at", "told"),
    [
        ('"11"', "11", "primary_care, specialties", 'put codes in quotes, for example "11"'),
        ("elsewhere_decides: true}", "payer_designated: true}", "payer_designated", "give exactly one of"),
        (
            "{patient_designated: true, elsewhere_decides: true}",
            "{elsewhere_decides: true}",
            "- {elsewhere",
            "found none",
        ),
        ("of: visits,", "of: visit,", "of: visit,", "did you mean 'visits'?"),
        ("minimum_visits: 2", "minimum_visits: 0", "minimum_visits", "greater than or equal to 1"),
        ("[latest_service]", "[latest_servce]", "[latest_servce]", "did you mean 'latest_service'?"),
        ('"99202-99215"', '"99215-99202"', "99215-99202", "99215-99202 is no range of codes like 99201-99205"),
        ("window_months: 24", "window_months: 61", "window_months", "less than or equal to 60"),
        ("name: primary_care,", "name: Primary Care,", "Primary Care", "Lower case"),
        ("organization: A9001", "organizaton: A9001", "organizaton", "did you mean 'organization'?"),
    ],
)
def test_a_fault_is_told_with_its_line_and_its_fix(old: str, new: str, at: str, told: str) -> None:
    text = changed(old, new)
    found = faults(text)
    places = [where for where, what in found if told.lower() in what.lower()]
    assert line_of(at, text) in places, found


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "provider_types: [primary_care], minimum",
            "provider_types: [primary], minimum",
            "step 2 compares primary, which",
        ),
        ("only_without: [primary_care]", "only_without: [doctors]", "step 3 compares doctors, which"),
        (
            'services: ["99202-99215", G0438]',
            "services: []",
            "step 2 compares services, but `services` names no codes; step 3 compares",
        ),
    ],
)
def test_terms_that_do_not_fit_each_other_are_told_at_the_group(old: str, new: str, told: str) -> None:
    text = changed(old, new)
    ((where, what),) = faults(text)
    assert told in what
    assert where == line_of("organization:", text)


def test_elsewhere_decides_goes_with_a_designation() -> None:
    text = changed("- plurality: {of: visits,", "- elsewhere_decides: true\n          plurality: {of: visits,")
    ((where, what),) = faults(text)
    assert "elsewhere_decides goes with a designation by the member or the payer" in what
    assert where == line_of("- elsewhere_decides", text)


def test_every_fault_is_told_at_once() -> None:
    text = changed("window_months: 24", "window_months: 0").replace("of: visits,", "of: visit,")
    text = text.replace("organization: A9001", 'organization: ""')
    assert len(faults(text)) == 3


PROGRAM = "\n    shared_savings_program: {organization: A9001, assignment: retrospective}\n"


def test_the_programs_assignment_is_retrospective_or_prospective() -> None:
    assert contract(PROGRAM).populations[""].attribution.shared_savings_program is not None
    ((where, what),) = faults(PROGRAM.replace("retrospective", "concurrent"))
    assert where == f"contract.yaml:{FIRST + 1}"
    assert "prospective" in what


@given(codes=st.lists(st.from_regex(r"[0-9A-Z]{2}", fullmatch=True), min_size=1, max_size=8))
def test_specialties_keep_their_leading_zeros(codes: list[str]) -> None:
    quoted = ", ".join(f'"{code}"' for code in codes)
    stepwise = contract(changed('"01", "08", "11", "38"', quoted)).populations[""].attribution.stepwise
    assert stepwise is not None
    assert stepwise.provider_types[0].specialties == tuple(codes)
