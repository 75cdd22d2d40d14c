"""`openvbc pack` and `openvbc verify`: evidence packs."""

from pathlib import Path

import click

from openvbc import api
from openvbc.cli.counting import CLAIMS, counting, experience_options, working
from openvbc.cli.periods import period_options, year_or_period
from openvbc.cli.settle import STATUSES
from openvbc.cli.writing import print_result

_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("contract", type=_PATH)
@click.option("--output", type=_PATH, required=True, help="Write the pack here: a new folder, or a .zip.")
@click.option("--inputs", type=_PATH, help="Headline numbers (.yaml).")
@click.option("--claims", type=CLAIMS, help="Project folder from which figures are counted.")
@experience_options
@period_options
@click.option("--status", type=STATUSES, help="interim or final, where figures are counted.")
@click.option("--ledger", help="The books whose entries of the settlement go with it.")
def pack(
    contract: Path,
    *,
    output: Path,
    inputs: Path | None,
    claims: str | Path | None,
    participants: Path | None,
    national: Path | None,
    counties: Path | None,
    people: dict[str, Path],
    engine: str,
    recount: bool,
    year: int | None,
    period: str | None,
    status: str | None,
    ledger: str | None,
) -> None:
    """Settle a CONTRACT and write all that the settlement rests on, from which `openvbc verify` computes it again."""
    with counting() as progress:
        written = api.write_pack(
            output,
            contract,
            inputs,
            claims=claims,
            period=year_or_period(year, period),
            status=status,
            ledger=ledger,
            participants=participants,
            national=national,
            counties=counties,
            people=people,
            engine=engine,
            recount=recount,
            progress=progress,
        )
    click.echo(f"wrote {output} ({len(written)} files)" if len(written) > 1 else f"wrote {output}", err=True)


@click.command()
@click.argument("evidence", metavar="PACK", type=_PATH)
@click.option("--json", "as_json", is_flag=True, help="Print for machines.")
def verify(evidence: Path, *, as_json: bool) -> int:
    """Compute the settlement of an evidence PACK again, and say equal, or where not (exit code 1)."""
    with working("computing again"):
        found = api.verify_pack(evidence)
    print_result(found, as_json=as_json)
    return 0 if found.values.equal else 1
