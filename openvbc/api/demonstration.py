"""The demonstration: every example contract settled, with its statement and workbook in a folder."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.resources import as_file
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from openvbc.api.arguments import load_contract
from openvbc.api.paths import PathLike, path_of
from openvbc.api.settled import Settled
from openvbc.api.settling import given_figures, settle_claims, settle_inputs
from openvbc.contract.model import Contract
from openvbc.payment_models.registry import model_folder, payment_models
from openvbc.settlement.experience_options import ExperienceOptions
from openvbc.settlement.settle import Settlement, Status

#: People with yearly summaries of a made-up state, and the seed that makes them.
PEOPLE, SEED = 12_000, 2026
#: People of the made-up region with claim lines, its organizations and its years: three benchmark years, the year
#: before them, from which diagnoses come, and a performance year.
REGION_PEOPLE, ACOS, YEARS = 10_000, 2, (2020, 2021, 2022, 2023, 2024)
_FACTORS: Final = "factors"


@dataclass(frozen=True)
class Example:
    """One example: a contract and its figures, given in a file or (None) counted from made-up claims.

    beside: figures that are given beside counted ones, such as quality.
    """

    name: str
    contract: Traversable
    inputs: Traversable | None
    beside: Traversable | None = None


@dataclass(frozen=True)
class Region:
    """A made-up region on disk. folder: the project folder; participants: the list of participants."""

    folder: Path
    project: Path
    participants: Path


def examples() -> list[Example]:
    """The example contracts of every payment model; those without a file of figures are counted from claims."""
    found = []
    for model in payment_models():
        folder = model_folder(model)
        for contract in sorted(folder.joinpath("contracts").iterdir(), key=lambda each: each.name):
            if contract.name.endswith(".yaml"):
                inputs, beside = (
                    folder.joinpath(place).joinpath(contract.name) for place in ("inputs", "beside_claims")
                )
                name = f"{model}_{contract.name.removesuffix('.yaml')}"
                found.append(
                    Example(
                        name,
                        contract,
                        inputs if inputs.is_file() else None,
                        beside if beside.is_file() else None,
                    )
                )
    return found


def demonstrate(folder: PathLike, progress: Callable[[int, int], None] | None = None) -> dict[str, Settled]:
    """Settle every example and write a statement (HTML) and a workbook (Excel) for each into a folder, by its name.

    progress hears after each example how many are done, of how many.
    """
    target, settled = path_of(folder, "a folder"), dict[str, Settled]()
    number = len(examples())
    for example, settlement in settle_examples(target):
        settled[example.name] = Settled([settlement])
        place = target / example.name
        settled[example.name].write(html=place.with_suffix(".html"), excel=place.with_suffix(".xlsx"))
        if progress is not None:
            progress(len(settled), number)
    return settled


def settle_examples(folder: Path) -> Iterator[tuple[Example, Settlement]]:
    """Settle every example; made-up claims are written into `folder` when the first example needs them."""
    for example in examples():
        yield example, settle_example(example, folder)


def settle_example(example: Example, folder: Path) -> Settlement:
    """Settle one example; made-up claims are written into `folder` if it needs them and they are not there."""
    with as_file(example.contract) as path:
        contract = load_contract(path)
    if example.inputs is not None:
        with as_file(example.inputs) as path:
            return settle_inputs(contract, path)[0]
    if contract.population_of(contract.streams[0]).attribution.geographic is not None:
        return _from_summaries(contract, folder / "made-up-summaries")
    return _from_region(contract, example, made_up_region(folder / "made-up-region"))


def _from_summaries(contract: Contract, folder: Path) -> Settlement:
    project = folder / "project"
    if not project.exists():
        from openvbc.claims.project.load import LoadRequest, load  # noqa: PLC0415  # DuckDB, only when needed
        from openvbc.claims.synthetic.desynpuf import write_synthetic_desynpuf  # noqa: PLC0415

        files = write_synthetic_desynpuf(folder / "received", PEOPLE, SEED)
        load(LoadRequest(files, project))
    return settle_claims(contract, project, contract.agreement.performance_years[0].year, Status.FINAL)


def made_up_region(folder: Path) -> Region:
    """The region in `folder`, made up if it is not there."""
    region = Region(folder, folder / "project", folder / "participants.csv")
    if not (folder / "region.json").exists():
        from openvbc.claims.synthetic.region import write_region  # noqa: PLC0415  # NumPy and DuckDB, only when needed

        write_region(folder, people=REGION_PEOPLE, seed=SEED, years=YEARS, acos=ACOS)
    return region


def _from_region(contract: Contract, example: Example, region: Region) -> Settlement:
    """Count an example from the region; its factors are counted as if the region were the nation."""
    year = YEARS[-1]
    options = ExperienceOptions(participants=region.participants)
    models = payment_models()
    reads_factors = next((each for stream in contract.streams if (each := models[stream.model].factors)), None)
    if reads_factors is not None:
        folder = region.folder / _FACTORS
        if not folder.exists():
            from openvbc.api.counts import factors_from_claims  # noqa: PLC0415  # DuckDB, only when needed

            factors_from_claims(contract, region.project, year, folder, options)
        options = ExperienceOptions(participants=region.participants, factors=reads_factors.paths(folder))
    given = None
    if example.beside is not None:
        with as_file(example.beside) as path:
            given = given_figures(contract, path, year=year, beside_claims=True)
    return settle_claims(contract, region.project, year, Status.FINAL, given, options)
