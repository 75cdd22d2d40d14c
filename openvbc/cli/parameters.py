"""`openvbc parameters`: every published number, with its source and page."""

import click

from openvbc import api
from openvbc.cli.writing import print_result


@click.command()
@click.argument("words", nargs=-1)
@click.option("--unconfirmed", is_flag=True, help="Only values that are not confirmed in a primary text.")
@click.option("--json", "as_json", is_flag=True, help="Print for machines.")
def parameters(words: tuple[str, ...], *, unconfirmed: bool, as_json: bool) -> None:
    """List published values with scope, source and status; WORDS keep those whose name or label has them all."""
    print_result(api.list_parameters(*words, unconfirmed=unconfirmed), as_json=as_json)
