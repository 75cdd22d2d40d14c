"""`openvbc explain`: where one figure comes from."""

import json
from pathlib import Path

import click

from openvbc.cli.loading import chosen, settlements_of
from openvbc.cli.replay import explain_mssp
from openvbc.cli.settle import STATUSES
from openvbc.reports.as_json import line_json
from openvbc.reports.text import explanation_text
from openvbc.worksheet.explain import ExplainedTree
from openvbc.worksheet.explain import explain as explain_evaluation


class ExplainGroup(click.Group):
    """`explain LINE ...` without naming the sub-command, and `explain mssp ...` beside it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `line` before the name of a line."""
        if args and args[0] not in self.commands and args[0] not in ("-h", "--help"):
            args = ["line", *args]
        return super().parse_args(ctx, args)


@click.command("line")
@click.argument("line")
@click.argument("contract", type=click.Path(path_type=Path))
@click.option("--inputs", type=click.Path(path_type=Path), help="Headline numbers (.yaml) or a table (.csv).")
@click.option("--claims", type=click.Path(path_type=Path), help="Folder of claims files.")
@click.option("--year", type=int, help="Performance year.")
@click.option("--status", type=STATUSES, help="interim or final.")
@click.option("--organisation", help="Which row of a table to explain.")
@click.option("--json", "as_json", is_flag=True, help="Print for machines.")
def explain_line(
    line: str,
    contract: Path,
    *,
    inputs: Path | None,
    claims: Path | None,
    year: int | None,
    status: str | None,
    organisation: str | None,
    as_json: bool,
) -> None:
    """Explain a LINE of a CONTRACT's worksheet: formula in words and numbers, clause, rule, and what it rests on."""
    settlements = settlements_of(contract, inputs, claims, year, status)
    settlement = chosen(settlements, organisation)
    stream = next((each for each in settlement.streams if line in each.evaluation.sheet), settlement.streams[0])
    explanation = explain_evaluation(stream.evaluation)
    if as_json:
        explanation.line(line)
        names = _names_below(explanation.tree(line))
        told = [line_json(each) for each in explanation.lines() if each.name in names]
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
    else:
        click.echo(explanation_text(explanation, line))


def _names_below(tree: ExplainedTree) -> set[str]:
    return {tree.line.name}.union(*(_names_below(each) for each in tree.precedents))


@click.group(cls=ExplainGroup, commands={"line": explain_line, "mssp": explain_mssp})
def explain() -> None:
    """Explain a figure (`explain LINE CONTRACT`), or one ACO's published result (`explain mssp ACO FILE`)."""
