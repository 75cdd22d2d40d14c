"""What several commands begin with: a contract, and its figures from a file or from claims."""

from pathlib import Path

import click

from openvbc.api import given_figures, load_contract, settle_claims, settle_inputs
from openvbc.errors import Fault, SettlementError, did_you_mean
from openvbc.settlement.experience_options import ExperienceOptions
from openvbc.settlement.settle import Settlement, Status
from openvbc.tabular.small_table import TABLE_SUFFIXES


def settlements_of(
    contract: Path,
    inputs: Path | None,
    claims: Path | None,
    year: int | str | None,
    status: str | None,
    options: ExperienceOptions | None = None,
) -> list[Settlement]:
    """The settlements of a contract from figures, from claims, or from claims with some figures given beside them."""
    if inputs is None and claims is None:
        raise click.UsageError("name --inputs FILE, --claims FOLDER, or both")
    checked = load_contract(contract)
    chosen = Status(status) if status is not None else None
    if claims is None and inputs is not None:
        return settle_inputs(checked, inputs, year=year, status=chosen)
    given = given_figures(checked, inputs, year=year, status=chosen, beside_claims=True) if inputs is not None else None
    year = given.performance_year if given else year
    chosen = given.status if given else chosen
    if year is None or chosen is None or claims is None:
        raise click.UsageError("counting from claims needs --year (or --period) and --status")
    return [settle_claims(checked, claims, year, chosen, given, options)]


def is_table(inputs: Path | None, claims: Path | None) -> bool:
    """Whether the figures come from a table of organizations, which makes a folder or a list even of one row."""
    return inputs is not None and claims is None and inputs.suffix.lower() in TABLE_SUFFIXES


def chosen(settlements: list[Settlement], organization: str | None) -> Settlement:
    """The settlement of one organization; the only one if none is named. SettlementError if there is none such."""
    if organization is None and len(settlements) == 1:
        return settlements[0]
    names = [each.organization for each in settlements]
    for each in settlements:
        if each.organization == organization:
            return each
    fix = did_you_mean(organization, names) if organization else "name one with --organization"
    raise SettlementError(Fault(f"there is no organization {organization or '(none named)'}", fix=fix))
