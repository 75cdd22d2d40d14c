"""`openvbc explain`: where one figure comes from."""

import json
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import click

from openvbc.claims.rows import Table
from openvbc.cli.counting import counting, experience_options
from openvbc.cli.loading import chosen, settlements_of
from openvbc.cli.periods import period_option, year_or_period
from openvbc.cli.replay import ProgramGroup, explain_command
from openvbc.cli.settle import STATUSES
from openvbc.figures import Figures
from openvbc.reports.as_json import line_json
from openvbc.reports.text import explanation_text
from openvbc.settlement.experience_options import Lister
from openvbc.settlement.settle import Settlement, StreamSettlement
from openvbc.worksheet.explain import ExplainedTree
from openvbc.worksheet.explain import explain as explain_evaluation
from openvbc.worksheet.sheet import Worksheet


class ExplainGroup(ProgramGroup):
    """`explain LINE ...` without naming the sub-command, and `explain PROGRAM ...` beside it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `line` before the name of a line."""
        if args and args[0] not in self.list_commands(ctx) and args[0] not in ("-h", "--help"):
            args = ["line", *args]
        return super().parse_args(ctx, args)


@click.command("line")
@click.argument("line")
@click.argument("contract", type=click.Path(path_type=Path))
@click.option("--inputs", type=click.Path(path_type=Path), help="Headline numbers (.yaml) or a table (.csv, .xlsx).")
@click.option("--claims", type=click.Path(path_type=Path), help="Project folder (see `openvbc load`).")
@experience_options
@click.option("--rows", default=3, show_default=True, help="How many rows to list behind each counted figure.")
@click.option("--year", type=int, help="Performance year.")
@period_option
@click.option("--status", type=STATUSES, help="interim or final.")
@click.option("--organization", help="Which row of a table to explain.")
@click.option("--json", "as_json", is_flag=True, help="Print for machines.")
def explain_line(
    line: str,
    contract: Path,
    *,
    inputs: Path | None,
    claims: Path | None,
    participants: Path | None,
    national: Path | None,
    counties: Path | None,
    people: tuple[str, ...],
    engine: str,
    rows: int,
    year: int | None,
    period: str | None,
    status: str | None,
    organization: str | None,
    as_json: bool,
) -> None:
    """Explain a LINE of a CONTRACT's worksheet: formula in words and numbers, clause, rule, and what it rests on."""
    listed: dict[str, Table] = {}
    inspect = partial(_list_rows, line, rows, listed)
    with counting(participants, national, counties, people, engine, inspect) as options:
        settlements = settlements_of(contract, inputs, claims, year_or_period(year, period), status, options)
    settlement = chosen(settlements, organization)
    named, _, line = line.rpartition(".")
    stream = _stream_with(settlement, named, line)
    explanation = explain_evaluation(stream.evaluation)
    if as_json:
        explanation.line(line)
        names = _names_below(explanation.tree(line))
        told = [line_json(each) for each in explanation.lines() if each.name in names]
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
    else:
        click.echo(explanation_text(explanation, line, listed))


def _stream_with(settlement: Settlement, named: str, line: str) -> StreamSettlement:
    """The stream named, or else the first that has the line."""
    if named:
        return settlement.stream(named)
    return next((each for each in settlement.streams if line in each.evaluation.sheet), settlement.streams[0])


def _list_rows(
    line: str,
    rows: int,
    listed: dict[str, Table],
    lister: Lister,
    figures: Figures,
    sheets: Mapping[str, Worksheet],
) -> None:
    """Put the first rows behind every counted figure that the line rests on into `listed`, by listing."""
    named, _, line = line.rpartition(".")
    stream = named or next((each for each, sheet in sheets.items() if line in sheet), "")
    if stream not in sheets or line not in sheets[stream]:
        return  # that there is no such line is told of the settlement
    below = {f"{stream}.{name}" for name in _inputs_below(sheets[stream], line)}
    for name, held in figures.items():
        if name not in below or rows < 1:
            continue
        for figure in held.values() if isinstance(held, dict) else [held]:
            if figure.source.listing and figure.source.listing not in listed:
                listed[figure.source.listing] = lister(figure, rows)


def _inputs_below(sheet: Worksheet, line: str) -> set[str]:
    below: set[str] = set()
    open_lines = [sheet[line]]
    while open_lines:
        each = open_lines.pop()
        if each.name not in below:
            below.add(each.name)
            open_lines.extend(each.precedents)
    return below


def _names_below(tree: ExplainedTree) -> set[str]:
    return {tree.line.name}.union(*(_names_below(each) for each in tree.precedents))


explain = ExplainGroup(
    explain_command,
    name="explain",
    commands={"line": explain_line},
    help="Explain a figure (`explain LINE CONTRACT`), or one organization's published result (`explain PROGRAM ...`).",
)
