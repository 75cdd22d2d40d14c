"""The twin equals the engine on contracts at random: bands, conditions, caps on any base, and what changes a year."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from openvbc.reports.excel import write_excel
from tests.examples import case_of, settlement_of
from tests.properties.made_up_contracts import MadeUpContract, made_up_contracts, terms_with_more

from .recalculation import converted, differences, with_false_results

pytestmark = pytest.mark.spreadsheet


def drawn(count: int) -> list[MadeUpContract]:
    """So many contracts, the same in every run."""
    found: list[MadeUpContract] = []

    @settings(
        max_examples=count,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(made_up_contracts(terms=terms_with_more()))
    def collect(made: MadeUpContract) -> None:
        found.append(made)

    collect()
    return found


@pytest.mark.parametrize("count", [3, pytest.param(100, marks=pytest.mark.long)])
def test_the_twin_of_contracts_at_random_equals_the_engine(count: int, tmp_path: Path) -> None:
    settlements = [settlement_of(made.contract, case_of(made.inputs)) for made in drawn(count)]
    assert len(settlements) >= count
    files = []
    for number, settlement in enumerate(settlements):
        write_excel(settlement, tmp_path / f"{number}.xlsx")
        files.append(with_false_results(tmp_path / f"{number}.xlsx", tmp_path / f"false-{number}.xlsx"))
    found = [
        (made_up.contract.digest, differences(made_up, file))
        for made_up, file in zip(settlements, converted(files, tmp_path), strict=True)
    ]
    assert [each for each in found if each[1]] == []
