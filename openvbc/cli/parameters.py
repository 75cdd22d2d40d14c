"""`openvbc parameters`: every published number, with its source and page."""

import json

import click

from openvbc.payment_models.registry import published_parameters
from openvbc.quality.published import published_cut_points
from openvbc.reports.parameter_list import parameter_json, parameter_list


@click.command()
@click.argument("words", nargs=-1)
@click.option("--unconfirmed", is_flag=True, help="Only values that are not confirmed in a primary text.")
@click.option("--json", "as_json", is_flag=True, help="Print for machines.")
def parameters(words: tuple[str, ...], *, unconfirmed: bool, as_json: bool) -> None:
    """List published values with scope, source and status; WORDS keep those whose name or label has them all."""
    values = [
        value
        for value in (*published_parameters(), *published_cut_points())
        if all(word.lower() in f"{value.parameter} {value.label}".lower() for word in words)
        and (not unconfirmed or not value.citation.confirmed)
    ]
    if as_json:
        click.echo(json.dumps([parameter_json(value) for value in values], indent=2, ensure_ascii=False))
    else:
        click.echo(parameter_list(values))
