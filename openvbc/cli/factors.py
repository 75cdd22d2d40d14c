"""`openvbc factors`: the files of factors that a payment model reads, as templates or counted from a whole region."""

from pathlib import Path

import click

from openvbc.api import load_contract
from openvbc.cli.counting import counting
from openvbc.contract.model import Contract
from openvbc.errors import ContractError, Fault, FileError, did_you_mean
from openvbc.payment_models.record import FactorFiles
from openvbc.payment_models.registry import payment_models

_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("folder", type=_PATH)
@click.option("--from", "contract", type=_PATH, help="Count them for this contract's years from --claims.")
@click.option("--claims", type=_PATH, help="Project folder that holds everybody of a region.")
@click.option("--participants", type=_PATH, help="List of participants (.csv, .xlsx).")
@click.option("--year", type=int, help="Performance year of the contract.")
@click.option("--model", help="Payment model whose factors are meant; needed where several read some.")
@click.option("--engine", default="duckdb", help="Where to count: duckdb, sail, postgresql://... or sc://...")
def factors(
    folder: Path,
    *,
    contract: Path | None,
    claims: Path | None,
    participants: Path | None,
    year: int | None,
    model: str | None,
    engine: str,
) -> None:
    """Write national_factors.csv and county_factors.csv into FOLDER: empty, or counted as if a region were the nation.

    CMS publishes the factors of the nation and of every county; counted ones are for regions that are made up.
    """
    if contract is None and (claims is not None or participants is not None or year is not None):
        raise click.UsageError("counting factors needs --from: the contract whose years are counted")
    if contract is not None and (claims is None or participants is None or year is None):
        raise click.UsageError("counting factors needs --claims, --participants and --year")
    if contract is not None and model is not None:
        raise click.UsageError("with --from the contract says the payment model; leave out --model")
    checked = load_contract(contract) if contract is not None else None
    files = _of_model(model) if checked is None else _of_contract(checked)
    paths = files.paths(folder)
    there = [path.name for path in paths.values() if path.exists()]
    if there:
        raise FileError(Fault(f"{' and '.join(there)} stands there already", str(folder), fix="name another folder"))
    written = " and ".join(path.name for path in paths.values())
    if checked is None or claims is None or year is None:
        folder.mkdir(parents=True, exist_ok=True)
        for name, columns in files.columns().items():
            paths[name].write_text(",".join(columns) + "\n", encoding="utf-8")
        click.echo(f"{written} stand in {folder}, to be filled")
        return
    from openvbc.api import factors_from_claims  # noqa: PLC0415  # DuckDB loads only here

    with counting(participants, None, None, (), engine) as options:
        factors_from_claims(checked, claims, year, folder, options)
    click.echo(f"{written} stand in {folder}, counted from all assignable people of {claims}")


def _of_model(name: str | None) -> FactorFiles:
    """The factors of the payment model named, or of the only one that reads some."""
    known = {each.name: each.factors for each in payment_models().values() if each.factors is not None}
    if name is None and len(known) == 1:
        return next(iter(known.values()))
    if name is None:
        raise click.UsageError(f"name the payment model with --model: {', '.join(known)}")
    if name not in known:
        raise ContractError(Fault(f"no payment model {name!r} reads files of factors", fix=did_you_mean(name, known)))
    return known[name]


def _of_contract(contract: Contract) -> FactorFiles:
    """The factors of the contract's first stream that reads some."""
    models = payment_models()
    found = next((each for stream in contract.streams if (each := models[stream.model].factors)), None)
    if found is None:
        raise ContractError(
            Fault(
                "no stream of this contract reads files of factors",
                contract.name,
                why=f"its models are {', '.join(sorted({each.model for each in contract.streams}))}",
                fix=f"models that read factors: {', '.join(name for name in models if models[name].factors)}",
            )
        )
    return found
