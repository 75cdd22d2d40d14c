"""The demonstration: every example contract settled, with its statement and workbook in a folder."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import as_file
from importlib.resources.abc import Traversable
from pathlib import Path

from openvbc.api import load_contract, settle_claims, settle_inputs
from openvbc.payment_models.registry import model_folder, payment_models
from openvbc.settlement.settle import Settlement, Status

#: How many people of a made-up region the demonstration counts, and the seed that makes them.
PEOPLE, SEED = 12_000, 2026


@dataclass(frozen=True)
class Example:
    """One example: a contract and its figures, given in a file or (None) counted from made-up claims."""

    name: str
    contract: Traversable
    inputs: Traversable | None


def examples() -> list[Example]:
    """The example contracts of every payment model; those without a file of figures are counted from claims."""
    found = []
    for model in payment_models():
        folder = model_folder(model)
        for contract in sorted(folder.joinpath("contracts").iterdir(), key=lambda each: each.name):
            if contract.name.endswith(".yaml"):
                inputs = folder.joinpath("inputs").joinpath(contract.name)
                name = f"{model}_{contract.name.removesuffix('.yaml')}"
                found.append(Example(name, contract, inputs if inputs.is_file() else None))
    return found


def settle_examples(claims_folder: Path) -> Iterator[tuple[Example, Settlement]]:
    """Settle every example; made-up claims are written to `claims_folder` when the first example needs them."""
    for example in examples():
        with as_file(example.contract) as path:
            contract = load_contract(path)
        if example.inputs is not None:
            with as_file(example.inputs) as path:
                yield example, settle_inputs(contract, path)[0]
            continue
        if not claims_folder.exists():
            from openvbc.claims.yearly.synthetic_desynpuf import write_synthetic_desynpuf  # noqa: PLC0415  # only when needed

            write_synthetic_desynpuf(claims_folder, PEOPLE, SEED)
        year = contract.agreement.performance_years[0].year
        yield example, settle_claims(contract, claims_folder, year, Status.FINAL)
