"""`openvbc evidence`: supplemental evidence for open gaps, checked and taken over."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import click

from openvbc.api import contract_worksheets, load_contract
from openvbc.cli.new import write_new
from openvbc.contract.model import Contract
from openvbc.contract.scorecard import Scorecard
from openvbc.errors import ContractError, Fault
from openvbc.quality.evidence import accept_evidence
from openvbc.quality.gap_list import count_gaps, read_gap_list
from openvbc.reports.scorecard.gap_files import figures_yaml, gap_counts_text, gap_list_csv
from openvbc.settlement.settle import performance_year_of


@click.command()
@click.argument("contract", type=click.Path(path_type=Path))
@click.argument("members", type=click.Path(path_type=Path))
@click.option("--evidence", "sent", type=click.Path(path_type=Path), help="What the provider sends back (.csv).")
@click.option("--year", type=int, help="Performance year; may be left out where the contract has one.")
@click.option("--output", type=click.Path(path_type=Path), help="Write the list with the accepted evidence (.csv).")
@click.option("--figures", type=click.Path(path_type=Path), help="Write the counted figures (.yaml).")
def evidence(
    contract: Path,
    members: Path,
    *,
    sent: Path | None,
    year: int | None,
    output: Path | None,
    figures: Path | None,
) -> None:
    """Check the list of MEMBERS by measure, accept evidence for open gaps, and count the figures of a CONTRACT.

    The list is a CSV member,measure,status,date,evidence; status is met, open or excluded. Evidence is a CSV
    member,measure,date,kind,evidence; every row is accepted, or none is and each refused row is told with its reason.
    """
    checked = load_contract(contract)
    chosen = _year(checked, year)
    scorecard = scorecard_of(checked.in_year(performance_year_of(checked, chosen)))
    listed = read_gap_list(members, scorecard)
    if sent is not None:
        before = len([row for row in listed.rows if row.status == "met"])
        listed = accept_evidence(listed, sent, scorecard, performance_year_of(checked, chosen))
        closed = len([row for row in listed.rows if row.status == "met"]) - before
        click.echo(f"{closed} gap{'s' if closed != 1 else ''} closed by {sent.name}\n")
    click.echo(gap_counts_text(listed, scorecard))
    if output is not None:
        write_new(gap_list_csv(listed), output)
    if figures is not None:
        write_new(figures_yaml(count_gaps(listed, scorecard, *_gap_terms(checked, chosen))), figures)


def scorecard_of(contract: Contract) -> Scorecard:
    """The contract's scorecard; ContractError if it has none."""
    if contract.scorecard is None:
        raise ContractError(
            Fault(
                f"{contract.name} has no quality_scorecard",
                why="its measures stand there",
                fix="add quality_scorecard",
            )
        )
    return contract.scorecard.terms


def _year(contract: Contract, year: int | None) -> int:
    years = [each.year for each in contract.agreement.performance_years]
    if year is None and len(years) > 1:
        raise click.UsageError(f"name --year, one of {', '.join(str(each) for each in years)}")
    return year if year is not None else years[0]


def _gap_terms(contract: Contract, year: int) -> tuple[Mapping[str, Decimal] | None, Decimal | None]:
    """What a closed gap pays by measure, and the cap for one member, where a stream agrees them."""
    for sheet in contract_worksheets(contract, year).values():
        if "payment_per_gap" in sheet:
            rates = sheet["payment_per_gap"].value
            cap = sheet["member_cap"].value if "member_cap" in sheet else None
            if isinstance(rates, Mapping):
                agreed = {key: rate for key, rate in rates.items() if isinstance(rate, Decimal)}
                return agreed, cap if isinstance(cap, Decimal) else None
    return None, None
