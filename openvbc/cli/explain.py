"""`openvbc explain`: where one figure comes from."""

from pathlib import Path

import click

from openvbc import api
from openvbc.cli.counting import CLAIMS, counting, experience_options, roster_option
from openvbc.cli.periods import period_options, year_or_period
from openvbc.cli.replay import ProgramGroup, explain_command
from openvbc.cli.settle import STATUSES
from openvbc.cli.writing import print_long, print_result


class ExplainGroup(ProgramGroup):
    """`explain LINE ...` without naming the sub-command, and `explain PROGRAM ...` beside it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `line` before the name of a line."""
        if args and args[0] not in ("-h", "--help") and self.get_command(ctx, args[0]) is None:
            args = ["line", *args]
        return super().parse_args(ctx, args)


@click.command("line")
@click.argument("line")
@click.argument("contract", type=click.Path(path_type=Path))
@click.option("--inputs", type=click.Path(path_type=Path), help="Headline numbers (.yaml) or a table (.csv, .xlsx).")
@click.option("--claims", type=CLAIMS, help="Project folder (see `openvbc load`), or the address of tables.")
@roster_option
@experience_options
@click.option("--rows", default=3, show_default=True, help="How many rows to list behind each counted figure.")
@click.option("--sql", is_flag=True, help="Print the text of the queries that counted, not only their names.")
@period_options
@click.option("--status", type=STATUSES, help="interim or final.")
@click.option("--organization", help="Which row of a table to explain.")
@click.option("--json", "as_json", is_flag=True, help="Print for machines.")
def explain_line(
    line: str,
    contract: Path,
    *,
    inputs: Path | None,
    claims: str | Path | None,
    participants: Path | None,
    national: Path | None,
    counties: Path | None,
    people: dict[str, Path],
    roster: Path | None,
    engine: str,
    recount: bool,
    rows: int,
    sql: bool,
    year: int | None,
    period: str | None,
    status: str | None,
    organization: str | None,
    as_json: bool,
) -> None:
    """Explain a LINE of a CONTRACT's worksheet: formula in words and numbers, clause, rule, and what it rests on."""
    if Path(line).is_file() and not contract.exists():
        raise click.UsageError(f"the line comes first, then the contract: openvbc explain {contract} {line}")
    with counting() as progress:
        explained = api.explain(
            line,
            contract,
            inputs,
            claims=claims,
            period=year_or_period(year, period),
            status=status,
            organization=organization,
            rows=rows,
            sql=sql,
            participants=participants,
            national=national,
            counties=counties,
            people=people,
            roster=roster,
            engine=engine,
            recount=recount,
            progress=progress,
        )
    if as_json:
        print_result(explained, as_json=True)
    else:
        print_long(str(explained))


explain = ExplainGroup(
    explain_command,
    name="explain",
    commands={"line": explain_line},
    help="Explain a figure (`explain LINE CONTRACT`), or one organization's published result (`explain PROGRAM ...`).",
)
