"""What several commands begin with: a contract, and its figures from a file or from claims."""

from pathlib import Path

import click

from openvbc.api import load_contract, settle_inputs
from openvbc.settlement.settle import Settlement, Status


def settlements_of(
    contract: Path, inputs: Path | None, claims: Path | None, year: int | None, status: str | None
) -> list[Settlement]:
    """The settlements of a contract from figures or from claims; a usage error unless exactly one is named."""
    if (inputs is None) == (claims is None):
        raise click.UsageError("name either --inputs FILE or --claims FOLDER")
    checked = load_contract(contract)
    chosen = Status(status) if status is not None else None
    if inputs is not None:
        return settle_inputs(checked, inputs, year=year, status=chosen)
    if year is None or chosen is None or claims is None:
        raise click.UsageError("counting from claims needs --year and --status")
    from openvbc.counting import settle_claims  # noqa: PLC0415  # DuckDB loads only when claims are counted

    return [settle_claims(checked, claims, year, chosen)]
