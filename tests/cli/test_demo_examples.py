"""The demonstration settles every example contract; what it makes up is made up once."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from openvbc.api import demonstration as demo
from openvbc.api import load_contract
from openvbc.api.demonstration import Example, examples, made_up_region
from openvbc.claims.synthetic import region as synthetic
from openvbc.payment_models.registry import model_folder, payment_models


def path_of(example: Example) -> Path:
    return Path(str(example.contract))


def test_every_contract_of_every_payment_model_is_an_example() -> None:
    contracts = {
        Path(str(file))
        for model in payment_models()
        for file in model_folder(model).joinpath("contracts").iterdir()
        if file.name.endswith(".yaml")
    }
    assert len(contracts) > 20
    assert {path_of(each) for each in examples()} == contracts
    assert len({each.name for each in examples()}) == len(contracts)


def test_every_file_of_figures_belongs_to_an_example() -> None:
    for place, held in (("inputs", "inputs"), ("beside_claims", "beside")):
        files = {
            Path(str(file))
            for model in payment_models()
            if (folder := model_folder(model).joinpath(place)).is_dir()
            for file in folder.iterdir()
            if file.name.endswith(".yaml")
        }
        used = {Path(str(found)) for each in examples() if (found := getattr(each, held)) is not None}
        assert used == files


@pytest.mark.parametrize("example", [each for each in examples() if each.inputs is None], ids=lambda each: each.name)
def test_an_example_without_figures_has_an_attribution_that_claims_tell(example: Example) -> None:
    contract = load_contract(path_of(example))
    attribution = contract.populations[""].attribution
    assert attribution.geographic or attribution.stepwise or attribution.shared_savings_program


def test_the_region_is_made_up_once_with_the_seed_of_the_demonstration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[dict[str, Any]] = []

    def write(folder: Path, **request: Any) -> SimpleNamespace:  # noqa: ANN401  # whatever is asked for is noted
        made.append({"folder": folder, **request})
        (folder / "project").mkdir(parents=True)
        (folder / "region.json").write_text("{}", encoding="utf-8")
        return SimpleNamespace()

    monkeypatch.setattr(synthetic, "write_region", write)
    first, second = (made_up_region(tmp_path / "region") for _ in range(2))
    assert first == second
    assert first.project == tmp_path / "region" / "project"
    assert made == [
        {
            "folder": tmp_path / "region",
            "people": demo.REGION_PEOPLE,
            "seed": demo.SEED,
            "years": demo.YEARS,
            "acos": demo.ACOS,
        }
    ]
    made_up_region(tmp_path / "another")
    assert len(made) == 2
