"""The same fingerprint means the same settlement: equal for equal inputs, another for anything that differs."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from openvbc.figures import Figure, Figures, Origin, Source
from openvbc.settlement.settle import Case, Status
from openvbc.worksheet.evaluate import Override
from tests.counts import examples
from tests.examples import ONE_SIDED, YEAR, case_of, contract_from, contract_of, contract_text, settlement_of

from .made_up_contracts import MadeUpContract, made_up_contracts

FIGURES = {"benchmark": "1000000", "expenditures": "950000"}


def fingerprint(case: Case, text: str | None = None) -> str:
    contract = contract_of(ONE_SIDED) if text is None else contract_from(text)
    return settlement_of(contract, case).fingerprint


@examples(40)
@given(made_up_contracts())
def test_the_same_settled_twice_has_one_fingerprint(made: MadeUpContract) -> None:
    first = settlement_of(made.contract, case_of(made.inputs))
    assert len(first.fingerprint) == 64
    assert (
        settlement_of(made.contract, case_of(dict(reversed([*made.inputs.items()])))).fingerprint == first.fingerprint
    )


@examples(60)
@given(made_up_contracts(), st.data())
def test_any_figure_that_differs_gives_another(made: MadeUpContract, data: st.DataObject) -> None:
    case = case_of(made.inputs)
    name = data.draw(st.sampled_from(sorted(made.inputs)))
    changed = {**case.figures, name: _changed(case.figures[name], made.sheet[name].at_most)}
    before = settlement_of(made.contract, case)
    assert settlement_of(made.contract, replace(case, figures=changed)).fingerprint != before.fingerprint


def _changed(held: "Figure | Mapping[str, Figure]", at_most: Decimal | None) -> "Figure | dict[str, Figure]":
    if not isinstance(held, Figure):
        if all(isinstance(each.value, bool) for each in held.values()):
            # Words of which exactly one holds: another one does.
            return dict(zip(held, [*list(held.values())[1:], next(iter(held.values()))], strict=True))
        last = list(held)[-1]
        return {**held, last: _nudged(held[last], at_most)}
    return _nudged(held, at_most)


def _nudged(figure: Figure, at_most: Decimal | None) -> Figure:
    if isinstance(figure.value, bool):
        return replace(figure, value=not figure.value)
    assert isinstance(figure.value, Decimal)
    little = Decimal("0.000001")
    if at_most is None or figure.value + little <= at_most:
        return replace(figure, value=figure.value + little)
    assume(figure.value >= little)
    return replace(figure, value=figure.value - little)


def _with_source(source: Source) -> Figures:
    return {**case_of(FIGURES).figures, "benchmark": Figure(Decimal(1_000_000), source)}


#: A case that differs from the plain one.
DIFFERENT = {
    "organization": replace(case_of(FIGURES), organization="Another ACO"),
    "status": replace(case_of(FIGURES), status=Status.INTERIM),
    "notes": replace(case_of(FIGURES), notes=("three people were left out",)),
    "source": replace(case_of(FIGURES), figures=_with_source(Source(Origin.READ, "payer statement", "figures.yaml"))),
    "override": case_of(FIGURES, {"savings": Override(Decimal(50_000), "both parties")}),
}


@pytest.mark.parametrize("what", DIFFERENT)
def test_whatever_a_report_tells_changes_the_fingerprint(what: str) -> None:
    assert fingerprint(DIFFERENT[what]) != fingerprint(case_of(FIGURES))


def test_the_value_the_person_and_the_reason_of_an_override_count() -> None:
    overrides = [
        Override(Decimal(50_000), "both parties"),
        Override(Decimal(50_001), "both parties"),
        Override(Decimal(50_000), "the payer"),
        Override(Decimal(50_000), "both parties", "a letter"),
    ]
    assert len({fingerprint(case_of(FIGURES, {"savings": override})) for override in overrides}) == 4


def test_a_figure_that_is_overridden_still_counts() -> None:
    override = {"benchmark": Override(Decimal(2_000_000), "both parties")}
    figures = {**FIGURES, "benchmark": "1000001"}
    assert fingerprint(case_of(FIGURES, override)) != fingerprint(case_of(figures, override))


def test_every_byte_of_the_contract_counts() -> None:
    text = contract_text(ONE_SIDED)
    assert fingerprint(case_of(FIGURES), text) == fingerprint(case_of(FIGURES))
    for changed in (text.replace("50%", "51%"), text.replace("50%", "0.5"), text + "\n", "# note\n" + text):
        assert fingerprint(case_of(FIGURES), changed) != fingerprint(case_of(FIGURES))


def test_the_performance_year_counts() -> None:
    contract = contract_of(ONE_SIDED, end=f"{YEAR + 1}-12-31")
    years = [settlement_of(contract, case_of(FIGURES, year=year)).fingerprint for year in (YEAR, YEAR + 1)]
    assert years[0] != years[1]


def test_how_a_number_is_written_does_not_count() -> None:
    assert fingerprint(case_of({**FIGURES, "benchmark": "1000000.00"})) == fingerprint(case_of(FIGURES))
